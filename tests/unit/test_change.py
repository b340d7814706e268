"""The change of all teams: who is compared, over which months, and what may be said of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row
from lcxl.figures.change import Change
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.sentences import change_headline, change_sentences, funder_sentences
from lcxl.figures.whole import whole_of
from lcxl.metrics import kind_of
from lcxl.periods import Period, add_months
from lcxl.plan import Collaborative, Team
from lcxl.runchart.teams_change import half_width_by_months
from lcxl.sheets.master.change_cells import names_of
from tests.helpers.plans import plan_from

PLAN = """
id = "x"
title = "Any"
kickoff = 2026-01-14
months = 12
baseline_months = 12

[[metrics]]
id = "M"
short_name = "Seen"
name = "Patients seen"
kind = "{kind}"
family = "outcome"
direction = "{direction}"
goal = 0.5
numerator = "Seen"
denominator = "Patients"
window = "{window}"
schedule = "{schedule}"
per = {per}

[[teams]]
id = "t0"
name = "Team 0"
"""
JAN = date(2026, 1, 1)
Months = dict[int, tuple[float, float | None]]
"""Months after the kickoff's (negative: before) -> numerator and denominator."""


def figures(
    folder: Path, teams: dict[str, Months], kind: str = "proportion", direction: str = "increase",
    window: str = "month", schedule: str = "monthly", **changes: Any,
) -> MetricFigures:  # fmt: skip
    text = PLAN.format(kind=kind, direction=direction, window=window, schedule=schedule,
                       per=100 if kind == "rate" else 1)  # fmt: skip
    plan = plan_from(text, folder)
    plan = replace(plan, teams=tuple(Team(id=t, name=f"Clinic {t}") for t in teams), **changes)
    rows = [
        row(plan, team, add_months(JAN, at), pair)
        for team, months in teams.items()
        for at, pair in months.items()
    ]
    return Figures(plan, Combined(rows=tuple(rows))).by_metric["M"]


def row(plan: Collaborative, team: str, month: date, pair: tuple[float, float | None]) -> Row:
    metric = plan.metrics[0]
    value = kind_of(metric).value(pair[0], pair[1], metric.per)
    return Row(team, team, "M", "Seen", Period(month), "", pair[0], pair[1], value, "1.0",
               "submissions/a.xlsx", "accepted", "Data", "D9")  # fmt: skip


def steady(before: float, after: float, n: float = 100, first: int = -3, last: int = 3) -> Months:
    """The same share in every month before, and another one after; the kickoff's month between."""
    found: Months = dict.fromkeys(range(first, 0), (before * n, n))
    return found | {0: (n, n)} | dict.fromkeys(range(1, last + 1), (after * n, n))


def said(one: MetricFigures) -> str:
    return " ".join(change_sentences(one, names_of(one.plan)))


def values(change: Change) -> tuple[float | None, ...]:
    found = change.result
    return found.before, found.after, found.change


def test_a_large_team_that_starts_late_does_not_turn_a_gain_into_a_loss(tmp_path: Path) -> None:
    """Two teams gain; a large one with low values has no baseline: pooled sums would fall."""
    late: Months = dict.fromkeys(range(1, 4), (200.0, 1000.0))
    one = figures(tmp_path, {"a": steady(0.5, 0.57), "b": steady(0.6, 0.67), "c": late})
    assert values(one.change) == pytest.approx((0.55, 0.62, 0.07))
    assert one.change.left_out == ("c",)
    assert "Left out, no value in both periods: Clinic c." in said(one)
    # A tenth of 1,200 patients a month: 7 points for 200 of them.
    assert "If they had not changed: +1.2 points." in said(one)
    assert "2 teams: too few for an interval." in said(one)
    assert "95%" not in said(one)


def test_the_kickoffs_own_month_is_on_neither_side(tmp_path: Path) -> None:
    one = figures(tmp_path, {"a": steady(0.2, 0.4, last=2)})
    assert [m.season for m in one.baseline_months] == [10, 11, 12]
    assert [m.season for m in one.recent_months] == [2, 3]
    assert values(one.change) == pytest.approx((0.2, 0.4, 0.2))
    assert "One team: too few for an interval." in said(one)


def test_two_reported_months_on_each_side_are_needed(tmp_path: Path) -> None:
    once = {-1: (20.0, 100.0), 1: (30.0, 100.0), 2: (30.0, 100.0), 3: (30.0, 100.0)}
    one = figures(tmp_path, {"a": once})
    assert one.change.teams == 0
    assert said(one) == "No team has enough values in both periods: nothing can be compared yet."


def test_a_quarterly_metric_needs_one_report_and_compares_the_newest(tmp_path: Path) -> None:
    months: Months = {-1: (20.0, 100.0), 2: (30.0, 100.0), 5: (50.0, 100.0)}
    one = figures(tmp_path, {"a": months}, schedule="quarterly")
    assert values(one.change) == pytest.approx((0.2, 0.5, 0.3))
    assert len(one.recent_months) == 1


def test_counts_are_means_per_report_and_never_sums(tmp_path: Path) -> None:
    """Six months of 16 against three of 19 is three more, not 39 fewer."""
    months: Months = dict.fromkeys(range(-6, 0), (16.0, None))
    months |= dict.fromkeys(range(1, 4), (19.0, None))
    one = figures(tmp_path, {"a": months, "b": months}, kind="count", direction="decrease")
    assert values(one.change) == (16, 19, 3)
    assert one.change.result.better == 0
    assert "0 of 2 teams went the right way; the middle team by +3.0." in said(one)


def test_overlapping_windows_compare_two_reports(tmp_path: Path) -> None:
    """A rolling year that rises by 2 points a month: the newest against the last one before."""

    def rolling(start: float) -> Months:
        return {at: (1200 * (start + 0.02 * max(0, at)), 1200.0) for at in range(-12, 5)}

    teams = {f"t{i}": rolling(0.4 + 0.02 * i) for i in range(6)}
    teams["t0"] = rolling(0.4) | {at: (1200 * (0.4 + 0.03 * at), 1200.0) for at in range(5)}
    one = figures(tmp_path, teams, window="rolling_12m")
    assert [m.id for m in (*one.baseline_months, *one.recent_months)] == ["2025-12", "2026-05"]
    assert values(one.change)[2] == pytest.approx((5 * 0.08 + 0.12) / 6)
    assert "Only 4 of 12 months are since the start: the full change may be larger." in said(one)
    assert "The interval is the wider of two" not in said(one)
    assert "season" not in said(one)


def test_a_registry_compares_two_reports_without_a_word_about_months(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4, 0.5 + i / 100) for i in range(6)}
    one = figures(tmp_path, teams, window="point_in_time")
    assert len(one.baseline_months) == len(one.recent_months) == 1
    assert "95% interval" in said(one)
    assert "months are since" not in said(one)


def test_the_newest_report_is_one_that_has_come(tmp_path: Path) -> None:
    """One early bird of six does not leave five out."""
    teams = {f"t{i}": steady(0.4, 0.5 + i / 100) for i in range(6)}
    teams["t0"][4] = (90.0, 100.0)
    one = figures(tmp_path, teams, window="point_in_time")
    assert one.recent_months == (Period(date(2026, 4, 1)),)
    assert one.change.teams == 6


def test_a_patients_month_decides_where_a_lag_lies_between(tmp_path: Path) -> None:
    """Reports of January are about patients of November: they belong to the time before."""
    one = figures(tmp_path, {"a": steady(0.2, 0.4)})
    metric = replace(one.metric, cohort_shift_months=2)
    rows = [r for months in one.by_team.values() for r in months.values()]
    plan = replace(one.plan, metrics=(metric,))
    one = Figures(plan, Combined(rows=tuple(rows))).by_metric["M"]
    assert [m.season for m in one.baseline_months] == [10, 11, 12, 1, 2]
    assert [m.season for m in one.recent_months] == [4]


def test_five_teams_have_an_interval_and_every_sentence_its_condition(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4 + i / 50, 0.5 + i / 40) for i in range(6)}
    one = figures(tmp_path, teams)
    text = said(one)
    assert text.startswith("45.0% to 56.3%: +11.3 points, 95% interval +")
    assert "(6 of 6 teams, weighted by patients alike in both periods)." in text
    assert "The average team: +11.3 points (" in text
    assert "6 of 6 teams went the right way; the middle team by +11.3 points." in text
    assert "The interval is the wider of two, by teams and by months." in text
    assert "Other months are compared; season may be part of this." in text
    assert "Left out" not in text


def test_teams_that_changed_alike_have_no_interval(tmp_path: Path) -> None:
    one = figures(tmp_path, {f"t{i}": steady(0.4, 0.5) for i in range(6)})
    assert one.change.result.lower is None
    assert said(one).startswith("The teams changed alike: no interval can be taken from their")


def test_a_team_that_holds_most_patients_gives_way_to_the_average_team(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4, 0.5 + i / 50, n=20) for i in range(6)}
    teams["big"] = steady(0.5, 0.5, n=4000)
    one = figures(tmp_path, teams)
    assert said(one).startswith("Clinic big alone holds 97% of the patients: read the average")
    assert "95% interval" not in said(one)
    assert one.change.result.headline is not None
    assert one.change.result.headline[0] == pytest.approx(0.15 * 6 / 7)


def test_an_overlapping_change_of_the_average_team_says_how_much_is_since(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4, 0.5 + i / 50, n=20) for i in range(6)}
    teams["big"] = steady(0.5, 0.5, n=4000)
    one = figures(tmp_path, teams, window="rolling_12m")
    assert one.change.result.one_team_holds_most
    for text in (said(one), " ".join(change_headline(one, ", ".join))):
        assert "of 12 months are since the start: the full change may be larger." in text


def test_where_one_team_holds_most_every_figure_is_of_the_average_team(tmp_path: Path) -> None:
    """All patients together fell by 5 points, the average team rose."""
    teams = {f"t{i}": steady(0.4, 0.5 + i / 50, n=20) for i in range(6)}
    teams |= {"big": steady(0.5, 0.45, n=4000), "new": {1: (10, 20)}}
    one = figures(tmp_path, teams)
    average = (0.15 * 6 - 0.05) / 7
    assert f"The average team: +{100 * average:.1f} points" in said(one)
    assert f"If they had not changed: +{100 * average * 7 / 8:.1f} points." in said(one)
    rows = tuple(one.rows)
    book = openpyxl.load_workbook(
        io.BytesIO(build_master_workbook(Master(one.plan, Combined(rows=rows))))
    )
    cells = {cell.value for line in book["Summary"] for cell in line}
    assert f"Average team: +{100 * average:.1f} points" in cells
    assert not any(str(cell).startswith("Change:") for cell in cells)


def test_the_same_months_a_year_earlier_where_the_plan_says_so(tmp_path: Path) -> None:
    """A season of 20 points, and a gain of 5 in every month."""

    def seasonal(i: int) -> Months:
        level = {at: 0.3 + (0.2 if 1 <= at % 12 <= 3 else 0) for at in range(-12, 4)}
        gain = 0.05 + i / 1000
        return {at: (1000 * (v + (gain if at > 0 else 0)), 1000.0) for at, v in level.items()}

    teams = {f"t{i}": seasonal(i) for i in range(6)}
    one = figures(tmp_path, teams, year_earlier="Yes")
    assert "The same months a year earlier: +5.3 points (" in said(one)
    assert "season may be part of this" not in said(one)
    assert one.change_in_a_year is not None
    assert one.change_in_a_year.result.change == pytest.approx(0.0525)
    one = figures(tmp_path, teams)
    assert "a year earlier" not in said(one)
    assert "season may be part of this" in said(one)


def test_what_a_funder_is_told(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4 + i / 50, 0.5 + i / 40, n=100 + i) for i in range(6)}
    teams["late"] = steady(0.1, 0.1, last=0)
    last = date(2026, 12, 31)

    def told(one: MetricFigures) -> str:
        return " ".join(funder_sentences(one, names_of(one.plan), last, small_are_hidden=False))

    one = figures(tmp_path, teams)
    assert "The improvement is more than chance would give." not in told(one)
    one = figures(tmp_path, teams, main_metric="M")
    assert "The improvement is more than chance would give." in told(one)
    assert "It is not yet known whether it holds: 0 of 3 months after the last session." in told(
        one
    )
    assert "Reporting teams had 45.1% at the start, the others 10.0%." in told(one)
    worse = figures(tmp_path, teams, direction="decrease", main_metric="M")
    assert "The change is for the worse, by more than chance would give." in told(worse)
    mixed = {f"t{i}": steady(0.5, 0.5 + (i - 2.4) / 10) for i in range(6)}
    assert "Chance could give this change; an effect of up to +" in told(figures(tmp_path, mixed))
    grown = {f"t{i}": steady(0.5, 0.5 + i / 100) for i in range(6)}
    for months in grown.values():
        months |= {at: (2 * n, 2 * (d or 0)) for at, (n, d) in months.items() if at > 0}
    one = figures(tmp_path, grown)
    text = told(one)
    assert "The number of patients rose by 100%: other patients may have been counted." in text
    sample = told(replace(one, metric=replace(one.metric, sampling="random", target_n=100)))
    assert "The number of cases looked at rose by 100%: they may have been chosen" in sample
    assert "The number of patients" not in sample


def test_a_rate_is_weighted_by_its_denominators_and_speaks_of_no_patients(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4 + i / 50, 0.5 + i / 40, n=100 + 10 * i) for i in range(6)}
    for months in teams.values():
        months |= {at: (2 * n, 2 * (d or 0)) for at, (n, d) in months.items() if at > 0}
    one = figures(tmp_path, teams, kind="rate")
    assert "(6 of 6 teams, weighted by size alike in both periods)." in said(one)
    told = funder_sentences(one, names_of(one.plan), date(2026, 12, 31), small_are_hidden=False)
    assert "patients" not in said(one) + " ".join(told)


def test_a_team_that_never_sent_a_number_has_no_known_weight(tmp_path: Path) -> None:
    """Nobody knows how many patients it has: what the change were with it cannot be said."""
    one = figures(tmp_path, {"a": steady(0.5, 0.57), "b": steady(0.6, 0.67), "c": {}})
    assert "Left out, no value in both periods: Clinic c." in said(one)
    assert "If they had not changed" not in said(one)
    counts = figures(tmp_path, {"a": steady(5, 6), "b": {}}, kind="count")
    assert "Left out, no value in both periods: Clinic b. If they had not changed: " in said(counts)


def test_a_large_team_among_teams_that_changed_alike(tmp_path: Path) -> None:
    """There is no interval of the average team either, so nobody is sent to read it."""
    teams = {f"t{i}": steady(0.4, 0.5, n=20) for i in range(6)}
    teams["big"] = steady(0.5, 0.6, n=4000)
    one = figures(tmp_path, teams)
    assert said(one).startswith("The teams changed alike")
    assert "read the average team" not in said(one)


def test_the_months_of_the_interval_are_those_of_the_teams_compared(tmp_path: Path) -> None:
    """The set of the sheet All teams: gaps of seven teams do not leave the eighth alone."""
    teams = {f"t{i}": steady(0.4 + i / 50, 0.5 + i / 40, n=300, first=-6) for i in range(7)}
    for i in range(7):
        del teams[f"t{i}"][-1 - i % 6]
    teams["tiny"] = {at: (2.0 if at % 2 else 18.0, 20.0) for at in (*range(-6, 0), *range(1, 4))}
    one = figures(tmp_path, teams)
    whole = whole_of(one)
    by_month = dict(zip(whole.months, whole.values, strict=True))
    sides = [[by_month[m] for m in months] for months in one.periods[:2]]
    half = half_width_by_months(*sides)
    result = one.change.result
    assert half is not None
    assert result.lower is not None
    assert result.upper is not None
    assert half < 0.1
    assert result.upper - result.lower < 0.2


def test_a_few_months_of_teams_that_are_compared_make_no_second_interval(tmp_path: Path) -> None:
    """The third month before the start is of a team that is not compared."""
    teams = {f"t{i}": steady(0.4 + i / 50, 0.5 + i / 40, first=-2) for i in range(6)}
    teams["gone"] = dict.fromkeys((-5, -4, -3), (50.0, 100.0))
    one = figures(tmp_path, teams)
    assert len(one.periods.before) >= 3
    assert one.change.result.lower is not None
    assert "wider of two" not in said(one)


def test_what_held_is_the_newest_report_of_windows_that_overlap(tmp_path: Path) -> None:
    """Reports after the last session are never added up; three months lie between."""
    teams = {f"t{i}": steady(0.4, 0.5 + i / 100, last=6) for i in range(6)}
    for months in teams.values():
        months[5] = months[4] = (0.0, 100.0)
    one = figures(tmp_path, teams, window="point_in_time", main_metric="M")
    last_session = date(2026, 4, 20)
    later = one.change_after(last_session)
    assert later.periods.after == (Period(date(2026, 7, 1)),)
    assert later.result.change == pytest.approx(0.125)
    told = " ".join(funder_sentences(one, names_of(one.plan), last_session, small_are_hidden=False))
    assert "Held for 3 months after the last session (+12.5 points" in told


def test_a_year_earlier_compares_the_same_months_of_every_team(tmp_path: Path) -> None:
    def year(i: int, *without: int) -> Months:
        found = {at: (100 * (0.3 + at / 100), 100.0) for at in range(-12, 0)}
        found |= {at: (100 * (0.5 + i / 100 + at / 100), 100.0) for at in range(1, 4)}
        return {at: pair for at, pair in found.items() if at not in without}

    whole = {f"t{i}": year(i) for i in range(6)}
    one = figures(tmp_path, whole | {"late": year(9, -11, 3)}, year_earlier="Yes")
    earlier = one.change_in_a_year
    assert earlier is not None
    assert "late" in earlier.left_out  # it has one month in both years
    assert earlier.teams == 6
    assert "The same months a year earlier" in said(one)
    gaps = {f"t{i}": year(i, *([-11] if i < 2 else [])) for i in range(6)}
    one = figures(tmp_path, gaps, year_earlier="Yes")
    assert one.change_in_a_year is None  # four teams have a February before
    assert "season may be part of this" in said(one)


def test_a_window_shorter_than_a_year_has_a_season(tmp_path: Path) -> None:
    teams = {f"t{i}": steady(0.4, 0.5 + i / 100) for i in range(6)}
    assert "season may be part" in said(figures(tmp_path, teams, window="rolling_3m"))
    assert "season may be part" in said(figures(tmp_path, teams, window="point_in_time"))
    assert "season may be part" not in said(figures(tmp_path, teams, window="rolling_12m"))


def test_chance_is_said_too_where_neither_side_is_better(tmp_path: Path) -> None:
    mixed = {f"t{i}": steady(0.5, 0.5 + (i - 2.4) / 10) for i in range(6)}
    one = figures(tmp_path, mixed, direction="monitor")
    told = funder_sentences(one, names_of(one.plan), date(2026, 12, 31), small_are_hidden=False)
    assert any(
        line.startswith("Chance could give this change; an effect of up to +") for line in told
    )
