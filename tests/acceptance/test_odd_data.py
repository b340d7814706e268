"""What Summary and the funders' report say of odd data: every line of them has to be true."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lcxl.books.copies import views
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.plan import Team
from tests.helpers.collaboratives import row, with_waiting
from tests.helpers.plans import plan_from

TEXT = with_waiting("outcome")
SIX = ("Ash", "Bay", "Elm", "Fir", "Oak", "Yew")
Pairs = dict[str, tuple[float, float | None]]
Reports = Callable[[int, date, bool], Pairs]
"""What a team (by its number) reports of a month (before the start, or from it on)."""


class Said:
    """Lines of the host's Summary and of the funders' report, by metric."""

    def __init__(self, folder: Path, reports: Reports, names: tuple[str, ...] = SIX) -> None:
        plan = plan_from(TEXT, folder)
        plan = replace(plan, teams=tuple(Team(id=n.casefold(), name=n) for n in names))
        start = plan.calendar.start
        found = [
            row(plan, team, metric.id, month, "", *pairs[metric.id])
            for metric in plan.metrics
            for i, team in enumerate(plan.teams)
            for month in plan.calendar.reported
            if metric.id in (pairs := reports(i, month, month < start))
        ]
        self.master = Master(plan, Combined(rows=tuple(found)))
        self.host = self._block("hosts")
        self.funders = self._report()

    def _rows(self, audience: str) -> list[list[str]]:
        (view,) = views(self.master, audience)  # type: ignore[arg-type]
        book = openpyxl.load_workbook(io.BytesIO(view.workbook()), data_only=True)
        return [[str(c) for c in row if c not in (None, "")] for row in book["Summary"].values]

    def _block(self, audience: str) -> dict[str, str]:
        """Short name of a metric -> all that stands in its part of Summary."""
        names, here = {m.short_name for m in self.master.plan.metrics}, ""
        found: dict[str, str] = {}
        for line in self._rows(audience):
            here = line[0] if line and line[0] in names else here
            found[here] = found.get(here, "") + " | ".join(line) + "\n"
        return found

    def _report(self) -> dict[str, str]:
        """Its line of the table, and its sentences as one text."""
        found: dict[str, str] = {}
        ids = {f"{m.id}  {m.short_name}": m.short_name for m in self.master.plan.metrics}
        here = ""
        for line in self._rows("funders"):
            if line and line[0] in ids:
                found[ids[line[0]]] = " | ".join(line[1:]) + " || "
            elif line and line[0] in found:
                here = line[0]
                found[here] += line[1]
            elif here and len(line) == 1 and not line[0][0].isdigit():
                found[here] += " " + line[0]
            else:
                here = ""
        return found


def test_one_team(tmp_path: Path) -> None:
    said = Said(tmp_path, lambda i, m, before: {"SCREEN": (50 if before else 70, 100)}, ("Oak",))
    assert "– Too few teams to say | 1 of 1 team compared." in said.host["Screened"]
    assert "Change: +20.0 points" in said.host["Screened"]
    assert "interval" not in said.host["Screened"]
    assert "One team: too few for an interval." in said.funders["Screened"]
    assert "0 of 1 | 0%" in said.host[""], "no report has every required number"
    assert "teams reported December 2026 | of reports due are complete" in said.host[""]


def test_teams_that_change_alike_are_not_called_too_few(tmp_path: Path) -> None:
    def reports(i: int, month: date, before: bool) -> Pairs:
        return {"SCREEN": (50, 100), "FALLS": (0, 900), "ADVICE": (50 if before else 60, 100)}

    said = Said(tmp_path, reports)
    assert "– All changed alike: chance cannot be told | 6 of 6" in said.host["Advised"]
    assert "The teams changed alike: no interval can be taken" in said.funders["Advised"]
    for name in ("Screened", "Falls"):
        assert "– No team changed: chance cannot be told | 6 of 6" in said.host[name]
        assert "No team changed: no interval can be taken" in said.funders[name]
    assert "0 of 6 teams went the right way" in said.funders["Falls"]
    assert "No team has" not in said.funders["Falls"]


def test_what_nobody_reported_is_not_called_hidden(tmp_path: Path) -> None:
    said = Said(tmp_path, lambda i, m, before: {"SCREEN": (50, 100), "TREAT": (0, 0)})
    assert "Nothing has been reported of it." in said.funders["Advised"]
    assert "hidden" not in said.funders["Advised"].partition("||")[2]
    assert said.funders["Advised"].startswith("– | –")
    assert "The change is hidden" in said.funders["Treated"]  # reported, of nobody
    for name in ("Advised", "Treated"):
        assert "– Nothing to compare yet | 0 of 6" in said.host[name]


def test_a_goal_without_a_baseline(tmp_path: Path) -> None:
    said = Said(tmp_path, lambda i, m, before: {} if before else {"SCREEN": (60 + i, 100)})
    assert "– Nothing to compare yet" in said.host["Screened"]
    assert "At goal: 6 of 6." in said.host["Screened"]
    assert "No team has enough values in both periods" in said.funders["Screened"]
    assert "Change:" not in said.host["Screened"]


def test_lower_is_better_and_hidden_teams_at_the_goal_are_not_left_out(tmp_path: Path) -> None:
    """Four of six reach the goal with counts that are hidden; two have more and are shown."""
    said = Said(
        tmp_path,
        lambda i, m, before: {"FALLS": (9 + m.month % 3 if before else 2 + i % 3, 900)},
    )
    assert "▲ Better than chance explains" in said.host["Falls"]
    assert "At goal: 4 of 6." in said.host["Falls"]
    assert "6 of 6 teams went the right way" in said.funders["Falls"]
    assert "0 of 2" not in said.funders["Falls"]
    assert "for the worse" not in said.funders["Falls"]


def test_measured_values_that_fall(tmp_path: Path) -> None:
    said = Said(
        tmp_path,
        lambda i, m, before: {"WAIT": ((30 + i if before else 18 + i % 3) + m.month % 3, None)},
    )
    assert "▲ Better than chance explains" in said.host["Waiting"]
    assert "6 of 6 teams, each counted once" in said.funders["Waiting"]
    assert "average team" not in said.funders["Waiting"]
    assert "%" not in said.funders["Waiting"].partition("||")[2].replace("95% interval", "")


@pytest.mark.parametrize("is_worse", [False, True])
def test_a_team_that_withdrew_is_left_out_by_name(tmp_path: Path, is_worse: bool) -> None:
    def reports(i: int, month: date, before: bool) -> Pairs:
        if i == 2 and month >= date(2026, 4, 1):
            return {}
        gain = 0 if before else -15 - i if is_worse else 15 + i
        return {"SCREEN": (45 + i + gain + month.month % 3, 100)}

    said = Said(tmp_path, reports)
    text = said.funders["Screened"]
    assert "5 of 6 teams, weighted by patients alike" in text
    assert "Left out, no value in both periods: Elm." in text
    assert ("0 of 5" if is_worse else "5 of 5") + " teams went the right way" in text
    assert ("The change is for the worse" in text) == is_worse
    mark = "▼ Worse" if is_worse else "▲ Better"
    assert f"{mark} than chance explains | 5 of 6 teams compared." in said.host["Screened"]


def test_metrics_whose_change_is_hidden_are_not_said_to_be_shown(tmp_path: Path) -> None:
    """By so many intervals as the reader sees is it told how often one would exclude 0."""

    def reports(i: int, month: date, before: bool) -> Pairs:
        more = 0 if before else 9 + i + month.month % 3
        some: Pairs = dict.fromkeys(("SCREEN", "ADVICE", "TREAT"), (40 + i + more, 100))
        falls = 6 + (i + month.month) % 3 if before else int(i == month.month % 6)
        return {**some, "FALLS": (falls, 900)}

    said = Said(tmp_path, reports)
    assert "The change is hidden" in said.funders["Falls"]
    shown = {
        audience: [line for row in said._rows(audience) for line in row if "Main metric" in line
                   or "metrics are shown" in line]
        for audience in ("hosts", "funders")
    }  # fmt: skip
    assert "4 metrics are shown" in " ".join(shown["hosts"])
    assert "3 metrics are shown" in " ".join(shown["funders"])
