"""The master's Summary: its sentences and figures, and that it is one page."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl.books.copies import for_teams
from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined, combine
from lcxl.figures.completeness import complete
from lcxl.figures.figures import Figures
from lcxl.figures.overview import overview
from lcxl.figures.sentences import change_headline, change_sentences
from lcxl.figures.timeliness import who_reported
from lcxl.figures.whole import whole_of
from lcxl.intake.read import read_bytes
from lcxl.plan import Collaborative, Team
from tests.helpers.collaboratives import row, with_waiting
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

ONE_TEAM = SMALL[: SMALL.index('[[teams]]\nid = "elm"')]
TEXT = with_waiting("balancing")
Reports = Callable[[int, int], float]
"""What a team (by its number) reports before the start (0) and from it on (1), of a metric."""
LETTER = 900
"""Pixels of an upright page between its margins."""


def summary(master: Master) -> Any:
    return openpyxl.load_workbook(io.BytesIO(build_master_workbook(master)))["Summary"]


def figures_of(folder: Path, teams: int, reports: dict[str, Reports], text: str = TEXT) -> Figures:
    plan = plan_from(text, folder)
    some = tuple(Team(id=f"t{i}", name=f"Team {i}") for i in range(teams))
    plan = replace(plan, teams=some)
    start = plan.calendar.start
    rows = [
        row(plan, team, name, month, "", value(i, month >= start), size(plan, name))
        for name, value in reports.items()
        for i, team in enumerate(some)
        for month in plan.calendar.reported
    ]
    return Figures(plan.by_period, Combined(rows=tuple(rows)))


def size(plan: Collaborative, name: str) -> float | None:
    return None if name in ("CALLS", "WAIT") else 100.0


@pytest.mark.parametrize(
    ("text", "said"), [(ONE_TEAM, "0 of 1 team compared."), (SMALL, "0 of 2 teams compared.")]
)
def test_a_single_team_is_not_several(text: str, said: str, tmp_path: Path) -> None:
    sheet = summary(Master(plan_from(text, tmp_path), Combined()))
    assert said in {cell.value for row in sheet for cell in row}


@pytest.mark.parametrize(
    ("teams", "reports", "said"),
    [
        (6, {"TREAT": lambda i, since: 50 + i + since * (9 + i)},
         "Treated: 64 of 100 lately, 53 before the start: better than chance explains. "
         "The goal is 50%."),
        (6, {"TREAT": lambda i, since: 60 + i - since * (9 + i)},
         "Treated: 51 of 100 lately, 63 before the start: worse than chance explains. "
         "The goal is 50%."),
        (6, {"TREAT": lambda i, since: 50 + since * (3, -3, 2, -2, 4, -3)[i]},
         "Treated: 50.2% lately, 50.0% before the start: no more than chance explains. "
         "The goal is 50%."),
        (4, {"TREAT": lambda i, since: 50 + since * (9 + i)},
         "Treated: 61 of 100 lately, 50 before the start: too few teams to tell it from chance. "
         "The goal is 50%."),
        (6, {"TREAT": lambda i, since: 50 + since * 10},
         "Treated: 60 of 100 lately, 50 before the start: all changed alike, so chance cannot be "
         "told. The goal is 50%."),
        (6, {"TREAT": lambda i, since: 100},
         "Treated: 100.0% lately, 100.0% before the start: no team changed, so chance cannot be "
         "told. The goal is 50%."),
        (6, {"SCREEN": lambda i, since: 50.0},
         "Treated: nothing to compare with the time before the start yet. The goal is 50%."),
    ],
)  # fmt: skip
def test_the_first_sentence_is_on_the_outcome(
    teams: int, reports: dict[str, Reports], said: str, tmp_path: Path
) -> None:
    """So many of 100, where that does not round the change away; and what chance has to do
    with it."""
    assert " ".join(overview(figures_of(tmp_path, teams, reports))[0]) == said


def test_the_others_are_on_the_care_and_what_might_suffer(tmp_path: Path) -> None:
    """Metrics of a part are counted, of those with an interval; the only one has its figures."""
    lines = overview(
        figures_of(
            tmp_path,
            6,
            {
                "SCREEN": lambda i, since: 50 + since * (9 + i),
                "ADVICE": lambda i, since: 60 - since * (9 + i),
                "CALLS": lambda i, since: 7,
                "WAIT": lambda i, since: 20 + since * (9 + i),
            },
        )
    )
    assert [" ".join(line) for line in lines[1:]] == [
        "Process metrics better than chance explains: 1 of 2; worse: 1. Not to be told yet: 1.",
        "Waiting (balancing): 31.5 lately, 20.0 before the start: worse than chance explains.",
    ]


def test_the_sentence_on_overlapping_reports_is_diluted(tmp_path: Path) -> None:
    """Of a rolling year, never without how much of it lies after the start (M08)."""
    plan = plan_from(TEXT.replace('id = "TREAT"', 'id = "TREAT"\nwindow = "rolling_12m"'), tmp_path)
    some = tuple(Team(id=f"t{i}", name=f"Team {i}") for i in range(6))
    months = [m for m in plan.calendar.reported if m < date(2026, 6, 1)]
    rows = [
        row(plan, team, "TREAT", month, "", 50 + i + (month >= plan.calendar.start) * (3 + i), 100)
        for i, team in enumerate(some)
        for month in months
    ]
    plan = replace(plan, teams=some)
    (line, *_) = overview(Figures(plan.by_period, Combined(rows=tuple(rows))))
    assert "Only 4 of 12 months are since the start: the full change may be larger." in line


TABLE = "month  BP  BP/\n2025-12  11  20\n2026-01  12  20\n2026-02  15  20"
TESTED = {"changes": [{"label": "Cards", "started": date(2026, 1, 3), "decision": "adopt",
                       "share": "Yes"},
                      {"label": "Calls", "started": date(2026, 2, 3), "decision": "adapt"},
                      {"label": "Forms", "started": date(2026, 2, 4)}]}  # fmt: skip


def tiles(sheet: Any) -> list[tuple[str, str]]:
    """The four figures in large letters, and what stands below each."""
    large = [cell for row in sheet for cell in row if cell.font.sz == 20 and cell.value]
    assert len({cell.row for cell in large}) == 1
    return [(cell.value, sheet.cell(cell.row + 1, cell.column).value) for cell in large]


def test_four_figures_say_how_complete_it_is(tmp_path: Path) -> None:
    """Teams that see what others share are not told that it is all that was tested."""
    plan = plan_from(SMALL, tmp_path)
    master = Master(
        plan, combine(plan, [read_bytes(workbook(plan, TABLE, **TESTED), "oak.xlsx", plan)])
    )
    host, teams = tiles(summary(master)), tiles(summary_of_teams(master))
    assert host[0] == ("1 of 2", "teams reported February 2026")
    assert host[1][1] == "of reports due are complete"
    assert re.fullmatch(r"\d+%|–", host[1][0])
    assert host[3] == ("3", "changes tested, 1 adopted")
    assert teams[3] == ("1", "change shared, 1 adopted")
    assert teams[:3] == host[:3]


def summary_of_teams(master: Master) -> Any:
    data = build_master_workbook(for_teams(master), ("summary", "change", "reporting"))
    return openpyxl.load_workbook(io.BytesIO(data))["Summary"]


@pytest.mark.parametrize(
    ("metrics", "teams", "pages"), [(3, 8, 1), (5, 8, 1), (5, 30, 1), (8, 8, 2), (8, 30, 2)]
)
def test_all_metrics_stand_on_one_upright_page(
    metrics: int, teams: int, pages: int, tmp_path: Path
) -> None:
    """Of Letter too, at four fifths of its size or more; who reported may go to a second one.

    Where these are a few lines, the last metric goes along.
    """
    head, bp, *_ = SMALL.split("[[metrics]]")
    some = [bp.replace('"BP"', f'"M{k}"').replace("BP control", f"Metric {k}")
            for k in range(metrics)]  # fmt: skip
    names = "".join(f'[[teams]]\nid = "t{i}"\nname = "Team {i}"\n' for i in range(teams))
    plan = plan_from("[[metrics]]".join([head, *some]) + names, tmp_path)
    sheet = summary(Master(plan, Combined()))
    stops = [one.id for one in sheet.row_breaks.brk]
    last = int(re.findall(r"\d+", sheet.print_area)[-1])
    assert len(stops) == pages - 1
    high = sum(sheet.row_dimensions[r].height or 15 for r in range(1, (stops or [last])[0] + 1))
    fitted = sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
    scale = sheet.page_setup.scale or 100
    assert bool(fitted) == (pages == 1), "Excel heeds no break of a sheet that is fitted"
    size = min(1, LETTER / (high * 96 / 72)) if fitted else scale / 100
    assert size >= 0.8
    assert high * 96 / 72 * size <= LETTER + 1
    named = {cell.value: cell.row for cell in sheet["A"]}
    assert named[f"Metric {metrics - 1 - (pages > 1)}"] < (stops or [last])[0]
    assert sheet.page_setup.orientation == "portrait"


def test_who_reported_shows_the_newest_months(tmp_path: Path) -> None:
    """Not those to come, where a collaborative lasts longer than the page has room for; and
    of many teams, whose report is not in."""
    text = SMALL.replace("months = 6", "months = 36")
    text += "".join(f'[[teams]]\nid = "t{i}"\nname = "Team {i}"\n' for i in range(12))
    plan = plan_from(text, tmp_path)
    data = workbook(plan, TABLE)
    sheet = summary(Master(plan, combine(plan, [read_bytes(data, "oak.xlsx", plan)])))
    named = {cell.value: cell.row for cell in sheet["A"]}
    head = [cell.value for cell in sheet[named["Reports of all teams"]] if cell.value][1:]
    assert len(head) == 15
    assert date(2026, 2, 1) in [one.date() for one in head]
    out = next(text for text in named if str(text).startswith("Not in for February 2026: "))
    assert out == "Not in for February 2026: 13 teams."


BY_WEEK = TEXT.replace('id = "ADVICE"', 'id = "ADVICE"\nschedule = "weekly"')


def test_weeks_count_as_reports_and_not_as_the_report_of_a_month(tmp_path: Path) -> None:
    """The second team sends only the weekly metric, and one week of it is missing."""
    plan = plan_from(BY_WEEK, tmp_path)
    plan = replace(plan, teams=(Team(id="a", name="Ash"), Team(id="b", name="Bay")))
    asked = [(m, r) for m in plan.metrics for r in m.reports(plan.calendar)]
    rows = [
        row(plan, team, metric.id, report.start, "", 5, size(plan, metric.id))._replace(
            report=report
        )
        for team in plan.teams
        for metric, report in asked
        if report.start < date(2026, 3, 1)
        and (team.id == "a" or (metric.id == "ADVICE" and report.start != date(2026, 2, 2)))
    ]
    received = {(one.team_id, one.report): None for one in rows}
    combined = Combined(rows=tuple(rows), received=received)
    assert who_reported(plan, combined, date(2026, 2, 1)) == (["a"], ["b"])
    kinds = Counter(r.frequency for r in {r for _, r in asked if r.start < date(2026, 3, 1)})
    due = 2 * (kinds["month"] + kinds["week"])
    assert complete(plan, combined) == (due, due - kinds["month"] - 1)


def test_a_month_that_has_only_begun_is_not_due(tmp_path: Path) -> None:
    """Weeks are reported while their month goes on."""
    plan = plan_from(BY_WEEK, tmp_path)
    asked = [(m, r) for m in plan.metrics for r in m.reports(plan.calendar)]
    rows = [
        row(plan, plan.teams[0], m.id, r.start, "", 5, size(plan, m.id))._replace(report=r)
        for m, r in asked
        if r.start < (date(2026, 2, 1) if r.frequency == "month" else date(2026, 2, 16))
    ]
    due, done = complete(replace(plan, teams=plan.teams[:1]), Combined(rows=tuple(rows)))
    assert due == done > 10


def test_about_names_the_sheet_that_says_what_chance_alone_gives(tmp_path: Path) -> None:
    plan = replace(plan_from(TEXT, tmp_path), teams=tuple(Team(id=n, name=n) for n in "abcdef"))
    rows = [
        row(plan, team, metric.id, month, "", 4 + 2 * (k % 2), size(plan, metric.id))
        for team in plan.teams
        for metric in plan.metrics
        for k, month in enumerate(plan.calendar.reported)
    ]
    data = build_master_workbook(Master(plan, Combined(rows=tuple(rows))))
    book = openpyxl.load_workbook(io.BytesIO(data))
    about = " ".join(str(cell.value) for (cell, *_) in book["About"].iter_rows() if cell.value)
    named = [name for name in book.sheetnames if f" {name} says how many charts" in about]
    assert named == ["Change in numbers"]
    said = " ".join(str(c.value) for line in book[named[0]] for c in line if c.value)
    assert re.search(r"\d+ of \d+ charts show a lasting .* chance alone would give", said)


@pytest.mark.parametrize(
    ("since", "told"), [("2025-05", False), ("2025-12", True), ("2026-04", True)]
)
def test_a_new_definition_between_what_is_compared_is_said(
    tmp_path: Path, since: str, told: bool
) -> None:
    """A step from what an old definition counted to what a new one counts may be no change."""
    version = f'short_name = "Treated"\nversion = "1.1"\neffective_from = "{since}"'
    text = TEXT.replace('short_name = "Treated"', version)
    figures = figures_of(tmp_path, 6, {"TREAT": lambda i, since: 50 + i + since * (9 + i)}, text)
    one = figures.by_metric["TREAT"]
    for said in (
        change_sentences(one, ", ".join),
        change_headline(one, ", ".join),
        overview(figures)[0],
    ):
        assert any("another definition applies" in line for line in said) == told
    reasons = one.tally.not_judged
    assert ("short_before_new" in reasons) == told
    assert (whole_of(one).about_limits == "provisional_new") == told


@pytest.mark.parametrize("since", ["", "2025-12"])
def test_a_verdict_on_summary_says_that_two_definitions_are_compared(
    tmp_path: Path, since: str
) -> None:
    version = f'short_name = "Treated"\nversion = "1.1"\neffective_from = "{since}"'
    text = TEXT.replace('short_name = "Treated"', version) if since else TEXT
    gain = {"TREAT": lambda i, after: 50 + i + after * (9 + i)}
    figures = figures_of(tmp_path, 6, gain, text)
    rows = tuple(r for one in figures.by_metric.values() for r in one.rows)
    sheet = summary(Master(figures.plan, Combined(rows=rows)))
    cells = [str(cell.value) for line in sheet for cell in line if cell.value is not None]
    assert "▲ Better than chance explains" in cells
    assert ("6 of 6 teams, two definitions." in cells) == bool(since)
    assert ("6 of 6 teams compared." in cells) != bool(since)
    assert ("Two definitions: another one began" in " ".join(cells)) == bool(since)
    assert overview(figures)[0][0].endswith("better than chance explains.")


def test_metrics_counted_on_summary_say_how_many_are_of_two_definitions(tmp_path: Path) -> None:
    version = 'short_name = "Advised"\nversion = "1.1"\neffective_from = "2025-12"'
    text = TEXT.replace('short_name = "Advised"', version)
    gain: Reports = lambda i, after: 50 + i + after * (9 + i)  # noqa: E731
    for text_now, told in ((TEXT, []), (text, ["Compared by two definitions: 1."])):
        lines = overview(figures_of(tmp_path, 6, {"SCREEN": gain, "ADVICE": gain}, text_now))
        said = [line for one in lines for line in one if "definition" in line]
        assert said == told


def test_limits_of_a_new_definition_are_not_those_of_all_values_before(tmp_path: Path) -> None:
    """Ten months lie before the start; two of them are of the definition before."""
    version = 'short_name = "Treated"\nversion = "1.1"\neffective_from = "2025-05"'
    text = TEXT.replace('short_name = "Treated"', version).replace(
        "baseline_months = 8", "baseline_months = 10"
    )
    figures = figures_of(tmp_path, 6, {"TREAT": lambda i, since: 50 + i}, text)
    whole = whole_of(figures.by_metric["TREAT"])
    assert (whole.before, whole.about_limits) == (8, "frozen_new")


def test_that_no_team_changed_is_not_said_as_a_change(tmp_path: Path) -> None:
    figures = figures_of(tmp_path, 6, {"TREAT": lambda i, since: 100})
    said = change_sentences(figures.by_metric["TREAT"], ", ".join)
    assert said[0] == "No team changed: no interval can be taken from their differences."


def test_lately_is_of_all_months_while_there_are_none_since_the_start(tmp_path: Path) -> None:
    plan = plan_from(TEXT, tmp_path)
    (team,) = plan.teams
    early = [m for m in plan.calendar.reported if m < plan.calendar.start][:4]
    rows = tuple(row(plan, team, "TREAT", month, "", 50, 100) for month in early)
    master = Master(plan, Combined(rows=rows))
    recent = Figures(plan.by_period, master.combined).by_metric["TREAT"].recent_months
    assert [one.start for one in recent] == early[-3:]
    told = " ".join(str(c.value) for line in summary(master) for c in line if c.column == 1)
    assert "data since the start (of all, while there are none)" in told
