"""Funnel, gap within teams, the chart of the whole collaborative, and what outsiders see of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import openpyxl
import pytest

from lcxl import templates
from lcxl.books.copies import views
from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row
from lcxl.errors import LcxlError
from lcxl.figures.equity import gap_sentences, gap_within_teams
from lcxl.figures.figures import Figures
from lcxl.figures.funnel import funnel_of
from lcxl.figures.sentences import funnel_sentences
from lcxl.figures.whole import whole_of
from lcxl.periods import Period, add_months
from lcxl.plan import Collaborative, Team
from lcxl.sheets.master.change_cells import names_of
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.pages import Pages
from lcxl.xl.book import BookWriter
from tests.helpers.collaboratives import PLAN, row
from tests.helpers.plans import plan_from
from tests.unit.test_change import figures, steady

FEB = date(2026, 2, 1)


def of_metric(folder: Path, metric_id: str) -> Collaborative:
    return plan_from(PLAN.replace("baseline_months = 3", "baseline_months = 12"), folder)


def told(funnel: Any, plan: Collaborative) -> str:
    return " ".join(funnel_sentences(funnel, lambda ids: ", ".join(ids)))


def test_below_ten_teams_nobody_is_said_to_differ(tmp_path: Path) -> None:
    metric = plan_from(PLAN, tmp_path).metric("SCREEN")
    nine = {f"t{i}": (50.0, 100.0) for i in range(8)} | {"odd": (99.0, 100.0)}
    funnel = funnel_of(metric, nine)
    assert funnel.outside == {}
    assert funnel.curve() == []
    assert told(funnel, None) == "9 teams: too few to say who is different."  # type: ignore[arg-type]


def test_one_team_outside_exact_limits(tmp_path: Path) -> None:
    metric = plan_from(PLAN, tmp_path).metric("SCREEN")
    rng = Random(4)
    teams = {f"t{i}": (float(sum(rng.random() < 0.5 for _ in range(100))), 100.0)
             for i in range(29)}  # fmt: skip
    teams["odd"] = (72.0, 100.0)
    funnel = funnel_of(metric, teams)
    assert funnel.outside == {"odd": 1}
    assert told(funnel, None) == "odd is higher than chance explains, given its denominator of 100."  # type: ignore[arg-type]
    sizes = [size for size, *_ in funnel.curve()]
    assert sizes == sorted(sizes)
    assert sizes[0] < 100 < sizes[-1]
    for _, low, high in funnel.curve():
        assert 0 <= low < funnel.centre < high <= 1  # type: ignore[operator]


def test_teams_that_differ_as_a_whole_are_judged_by_their_own_spread(tmp_path: Path) -> None:
    """As on the real hospitals: by chance alone every one would be outside."""
    metric = plan_from(PLAN, tmp_path).metric("SCREEN")
    teams = {f"t{i}": (1000.0 * (6 + i % 4) / 10 + i, 1000.0) for i in range(20)}
    funnel = funnel_of(metric, teams)
    assert funnel.differ
    assert funnel.outside == {}
    assert told(funnel, None).startswith("The teams differ by more than chance (spread ")  # type: ignore[arg-type]
    low, high = funnel.curve()[-1][1:]
    values = [point.value for point in funnel.points.values()]
    assert low < min(values) < max(values) < high


def test_a_gap_is_compared_within_teams(tmp_path: Path) -> None:
    """Within each team the groups are alike; over all patients they seem to differ by 24 points,
    because most of one group goes to teams with high values."""
    plan = of_metric(tmp_path, "SCREEN")
    plan = replace(plan, teams=tuple(Team(id=f"t{i}", name=f"T{i}") for i in range(6)))
    rows: list[Row] = []
    for i, team in enumerate(plan.teams):
        rate = 0.8 if i < 3 else 0.4
        sizes = (100, 25) if i < 3 else (25, 100)
        shift = 0.02 * (i - 2.5)
        for name, size, change in zip(("English", "Other"), sizes, (shift, -shift), strict=True):
            rows.append(row(plan, team, "SCREEN", FEB, name, (rate + change) * size, size))
        rows.append(row(plan, team, "SCREEN", FEB, "", rate * 125, 125))
    one = Figures(plan, Combined(rows=tuple(rows))).by_metric["SCREEN"]
    whole = one.gap(Period(FEB))
    assert whole is not None
    assert whole[0] > 0.2
    within = gap_within_teams(one, [Period(FEB)])
    assert within.change == pytest.approx(0, abs=1e-9)
    (sentence,) = gap_sentences(one)
    assert sentence.startswith("Gap Other to English: ")
    assert sentence.endswith("compared within teams.")


def test_the_gap_that_changed_is_the_gap_that_is_said(tmp_path: Path) -> None:
    """Both sentences about the newest gap weigh teams alike; the teams' mean change is named."""
    plan = of_metric(tmp_path, "SCREEN")
    plan = replace(plan, teams=tuple(Team(id=f"t{i}", name=f"T{i}") for i in range(6)))
    start = plan.calendar.start
    rows: list[Row] = []
    gaps: dict[int, list[float]] = {}
    sizes = [120, 40, 60, 80, 100, 160]
    for side, offsets in ((0, (-3, -2)), (1, (1, 2))):
        gaps[side] = [0.1 + 0.02 * i + (0.1 if side and not i else 0.01 * i) for i in range(6)]
        for at in offsets:
            for i, team in enumerate(plan.teams):
                for name, rate in (("English", 0.5 + gaps[side][i]), ("Other", 0.5)):
                    n = sizes[i]
                    rows.append(row(plan, team, "SCREEN", add_months(start, at), name, rate * n, n))
                rows.append(row(plan, team, "SCREEN", add_months(start, at), "", 1.0 * n, 2.0 * n))
    said = gap_sentences(Figures(plan, Combined(rows=tuple(rows))).by_metric["SCREEN"])
    whole = [sum(n * g for n, g in zip(sizes, gaps[k], strict=True)) / sum(sizes) for k in (0, 1)]
    mean = fmean(b - a for a, b in zip(gaps[0], gaps[1], strict=True))
    g0, g1, d = (f"{100 * x:+.1f} points" for x in (*whole, mean))
    assert said[0].startswith(f"Gap Other to English: {g1} (")
    assert said[1].startswith(
        f"The gap went from {g0} to {g1}. Each team counting once, the gaps of the 6 teams that "
        f"have one in both periods changed by {d} on average ("
    )


def test_the_whole_collaborative_is_a_fixed_set_of_teams(tmp_path: Path) -> None:
    """A large team that comes late would move the line without a change anywhere."""
    teams = {f"t{i}": steady(0.5, 0.5, first=-12) for i in range(3)}
    teams["late"] = dict.fromkeys(range(1, 4), (900.0, 1000.0))
    del teams["t0"][-5]
    one = figures(tmp_path, teams)
    whole = whole_of(one)
    assert (whole.set_size, whole.all_teams) == (3, False)
    assert whole.teams == (*[3] * 7, 2, *[3] * 8, *[0] * 8)
    assert whole.values[:12] == (0.5,) * 12
    assert whole.values[13:16] == (0.5,) * 3
    assert whole.limits is not None
    assert whole.is_frozen
    assert whole_of(figures(tmp_path, teams, window="point_in_time")).limits is None


@pytest.mark.parametrize(("n_teams", "months"), [(1, 0), (1, 3), (8, 9), (30, 24)])
def test_the_sheet_all_teams(tmp_path: Path, n_teams: int, months: int) -> None:
    plan = of_metric(tmp_path, "SCREEN")
    plan = replace(
        plan,
        calendar=replace(plan.calendar, months=24),
        teams=tuple(Team(id=f"t{i}", name=f"T{i}") for i in range(n_teams)),
    )
    reported = plan.calendar.reported[: 12 + months] if months else ()
    rows = [
        row(plan, team, "SCREEN", month, "", 50 + i, 100)
        for i, team in enumerate(plan.teams)
        for month in reported
    ]
    data = build_master_workbook(Master(plan, Combined(rows=tuple(rows))))
    cells = list(openpyxl.load_workbook(io.BytesIO(data))["All teams"].values)
    labels = [r[0] for r in cells if isinstance(r[0], str) and r[0].endswith(f" ({n_teams})")]
    assert len(labels) == len(reported)
    held = [r[8] for r in cells if isinstance(r[0], str) and r[0].startswith("Jan 26 (")]
    assert held[:1] == (["Kickoff"] if months else [])


def test_outsiders_read_the_same_change_of_a_count(tmp_path: Path) -> None:
    """Six months before and three after: the funders' figure is the host's, and no sum."""
    one = figures(
        tmp_path,
        {t: {at: (v, None) for at, v in ((-3, 20.0), (-2, 22.0), (-1, 24.0), (1, 30.0), (2, 31.0))}
         for t in ("a", "b", "c")},
        kind="count", direction="decrease", small_numbers="under 5",
    )  # fmt: skip
    rows = tuple(r for months in one.by_team.values() for r in months.values())
    master = Master(one.plan, Combined(rows=rows))
    seen = []
    for audience in ("hosts", "funders"):
        (view,) = views(master, audience)  # type: ignore[arg-type]
        sheet = openpyxl.load_workbook(io.BytesIO(view.workbook()))[
            "Change in numbers" if audience == "hosts" else "Summary"
        ]
        lines = [r for r in sheet.values if r[0] == "M  Seen"]
        seen.append(lines[0][2:5])
    assert seen[0] == seen[1] == (22, 30.5, 8.5)


def test_a_month_end_count_is_never_summed(tmp_path: Path) -> None:
    one = figures(
        tmp_path, {t: dict.fromkeys(range(-3, 4), (40.0, None)) for t in "ab"},
        kind="count", window="point_in_time",
    )  # fmt: skip
    rows = tuple(r for months in one.by_team.values() for r in months.values())
    (view,) = views(Master(one.plan, Combined(rows=rows)), "funders")
    book = openpyxl.load_workbook(io.BytesIO(view.workbook()))
    numbers = {
        v for sheet in book for line in sheet.values for v in line if type(v) in (int, float)
    }
    assert not {n for n in numbers if n > 80}
    assert [r[4] for r in book["Months"].values if r[0] == "Lately"] == [40]
    tidy = view.tidy().as_csv().decode()
    assert ",total," not in tidy
    assert ",between," not in tidy
    assert names_of(one.plan)(["a"]) == "Clinic a"


def test_lately_begins_with_the_start(tmp_path: Path) -> None:
    """One month since the start stands alone, not with two of the time before it.

    Of reports that overlap it is the newest that most teams have sent, whoever was quicker.
    """
    values = {"a": 10.0, "b": 20.0}
    one = figures(
        tmp_path, {t: dict.fromkeys((-3, -2, -1, 1), (n, 20.0)) for t, n in values.items()}
    )
    assert len(one.recent_months) == 1
    assert one.recent is not None
    assert (one.recent.numerator, one.recent.denominator) == (30, 40)
    teams = {t: dict.fromkeys((-1, 1, 2), (10.0, 20.0)) for t in "abc"}
    teams["a"][3] = (20.0, 20.0)
    (newest,) = figures(tmp_path, teams, window="rolling_12m").recent_months
    assert newest == figures(tmp_path, {"b": teams["b"]}).months_with_data[-1]
    texts = " ".join(templates.workbook("master").sheet("about").block("reading").text)
    assert "three months with data since the start" in texts
    assert "the newest report that most teams have sent" in texts


def test_a_teams_change_is_that_of_two_periods_apart(tmp_path: Path) -> None:
    """Short collaboratives: where the newest months are those before the kickoff, none is said."""
    rng, said, silent = Random(16), 0, 0
    for _ in range(60):
        teams = {
            f"t{i}": {
                at: (float(rng.randint(0, 20)), 20.0)
                for at in range(-rng.randint(0, 4), rng.randint(0, 4))
                if rng.random() < 0.8
            }
            for i in range(2)
        }
        one = figures(tmp_path, teams)
        sheets = Pages(BookWriter("Any", ""), templates.workbook("master"), {})
        lines = Lines(sheets, one.plan, Figures(one.plan, Combined(rows=tuple(one.rows))))
        for i, months in enumerate(teams.values()):
            before = [months[at][0] / 20 for at in months if at < 0]
            last = max((at for found in teams.values() for at in found if at > 0), default=0)
            after = [months[at][0] / 20 for at in months if at > max(0, last - 3)]
            change = lines.facts(0, i).get("change")
            if len(before) > 1 and len(after) > 1:
                assert change == pytest.approx(100 * (fmean(after) - fmean(before)))
                said += 1
            else:
                assert change is None
                silent += 1
    assert said > 5
    assert silent > 5


def test_teams_stand_by_name_and_that_is_said(tmp_path: Path) -> None:
    """Whatever the order of the host's list, and with numbers in their names as people count."""
    plan = plan_from(PLAN, tmp_path)
    names = ["Site 10", "willow", "Site 2", "Ash"]
    plan = replace(plan, teams=tuple(Team(id=n.replace(" ", ""), name=n) for n in names))
    rows = [row(plan, t, "SCREEN", FEB, "", 10 * k, 50) for k, t in enumerate(plan.teams, 1)]
    content = build_master_workbook(Master(plan, Combined(rows=tuple(rows))))
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Compare"]
    lines = list(sheet.values)
    said = next(i for i, line in enumerate(lines) if str(line[0]).startswith("Order of the teams"))
    assert str(lines[said][0]).startswith(
        "Order of the teams is by name; ranks would mostly be chance."
    )
    assert [line[0] for line in lines[said + 2 : said + 6]] == [
        "Ash", "Site 2", "Site 10", "willow",
    ]  # fmt: skip
    recent = [cell.value for cell in sheet[said + 2]].index("Lately")
    assert [line[recent] for line in lines[said + 2 : said + 6]] == [0.8, 0.6, 0.2, 0.4]


def test_more_teams_than_a_sheet_has_columns_for_are_refused_with_a_sentence(
    tmp_path: Path,
) -> None:
    """Of a workbook of more, lines of charts would be missing without a word."""
    plan = plan_from(PLAN, tmp_path)
    one = plan.teams[0]
    teams = tuple(replace(one, id=f"t{i}", name=f"Team {i}") for i in range(8_001))
    with pytest.raises(LcxlError, match=r"8,?001 teams.*room for 8,?000"):
        build_master_workbook(Master(replace(plan, teams=teams), Combined()))
