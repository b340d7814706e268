"""Each sentence of Summary and of the funders' file stands where its condition holds only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from statistics import fmean, median
from typing import Any

import pytest

from lcxl.combine import Master
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.overview import overview
from lcxl.figures.sentences import (
    change_headline,
    change_sentences,
    chart_sentences,
    common_sentences,
    funder_sentences,
    metrics_sentence,
)
from lcxl.periods import add_months
from lcxl.sheets.master.change_cells import names_of
from tests.acceptance.test_one_figure import random_collaborative
from tests.acceptance.test_sentence_conditions import Expected
from tests.helpers.traced import traced_text


def said_ids(texts: list[str]) -> set[str]:
    said = traced_text(" ".join(texts))
    assert said is not None, texts
    ids = {name.removeprefix("charts.") for name, _ in said if name.startswith("charts.")}
    return {one.removesuffix("_one") for one in ids}


def months_apart(later: date, earlier: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def diluted_and_season(master: Master, want: Expected) -> set[str]:
    """M08 and M10 of a metric whose change is said; M09 is left to its own test."""
    metric, start = want.metric, master.plan.calendar.start
    found = set()
    newest = want.after[-1]
    months = {"rolling_12m": 12, "ytd": newest.month}.get(metric.window)
    is_average = one_team_has_most(want)
    if months and (want.ends or is_average):
        change = fmean(want.d) if is_average else want.change
        since = sum(add_months(newest, -k) > start for k in range(months))
        if since < months:
            right = change * (-1 if metric.direction == "decrease" else 1) > 0
            found.add("M08" if right else "M08_wrong_way")
    if metric.window != "rolling_12m" and {m.month for m in want.before} != {
        m.month for m in want.after
    }:
        found.add("M10")
    return found


def for_funders(one: MetricFigures, want: Expected, last_session: date) -> set[str]:
    """F04, F05, F08 to F11 of a metric whose change is said."""
    metric, found = want.metric, set()
    ends, change = want.ends, want.change
    side = {"increase": 1, "decrease": -1}.get(metric.direction, 0)
    better = worse = False
    if ends is not None:
        if ends[0] <= 0 <= ends[1]:
            found.add("F10")
        else:
            better, worse = change * side > 0, change * side < 0
    if better and one.is_main:
        found.add("F09")
    if worse:
        found.add("F11")
    if better and months_apart(want.after[-1], last_session) < 3:
        found.add("F08_early")
    others = [t for t in want.rows if t not in want.teams]
    if any(m in want.rows[t] for t in others for m in want.before):
        found.add("F04")
    if metric.kind == "proportion":
        found |= other_patients(want)
    return found


def side_of(want: Expected) -> str:
    """better, worse or other by more than chance; chance; none where that cannot be told."""
    if want.ends is None:
        return "none"
    if want.ends[0] <= 0 <= want.ends[1]:
        return "chance"
    right = want.change * {"increase": 1, "decrease": -1}.get(want.metric.direction, 0)
    return "better" if right > 0 else "worse" if right < 0 else "other"


def places_of(lines: list[list[str]], wanted: str) -> dict[str, str]:
    """What stands in the places of the one sentence with that id; nothing without it."""
    found = [p for line in lines for name, p in traced_text(" ".join(line)) or () if name == wanted]
    return dict(found[0]) if found else {}


def check_overview(master: Master, figures: Figures) -> str:
    """The main metric's sentence by its interval, and the count of the process metrics."""
    told = {m.id: Expected(master, m.id) for m in master.plan.metrics
            if figures.by_metric[m.id].months_with_data}  # fmt: skip
    lines = overview(figures)
    sides = {
        name: "average" if one_team_has_most(one) else side_of(one) if one.teams else "none"
        for name, one in told.items()
    }
    main = sides.get("SCREEN", "none")
    said = places_of(lines, "charts.S01") or places_of(lines, "charts.S01_level")
    assert bool(said) == (main != "average" and "SCREEN" in told and bool(told["SCREEN"].teams))
    texts = {"better": "better than", "worse": "worse than", "chance": "no more than"}
    if said and main in texts:
        assert said["said"] == f"{texts[main]} chance explains"
    process = [sides.get(name, "none") for name in ("ADVICE", "CALLS")]
    counted = places_of(lines, "charts.S04_process")
    known = [side for side in process if side != "none"]
    if "average" in known:  # it is judged by itself
        return main
    assert bool(counted) == bool(known)
    if counted:
        assert counted["n"] == str(len(known))
        assert (counted["s"], counted["w"]) == (
            str(known.count("better")), str(known.count("worse")))  # fmt: skip
    return main


def one_team_has_most(want: Expected) -> bool:
    return len(want.teams) >= 5 and want.df < 3


def other_patients(want: Expected) -> set[str]:
    sides = [
        {t: fmean(want.rows[t][m].denominator or 0 for m in side if m in want.rows[t])
         for t in want.teams}
        for side in (want.before, want.after)
    ]  # fmt: skip
    ratio = sum(sides[1].values()) / sum(sides[0].values())
    each = [sides[1][t] / sides[0][t] for t in want.teams if want.weights[t] >= 0.1]
    odd = not 0.8 <= ratio <= 1.25 or max(each, default=1) > 1.5 or min(each, default=1) < 0.67
    if not odd or not round(100 * (ratio - 1)):
        return set()
    return {"F05" if ratio > 1 else "F05_fell"}


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_summary_and_funders_under_their_conditions(tmp_path: Path, first: int) -> None:
    seen: set[str] = set()
    for seed in range(first, first + 10):
        master = random_collaborative(tmp_path, seed)
        figures = Figures(master.plan.by_period, master.combined)
        seen.add(check_overview(master, figures))
        names = names_of(master.plan)
        intervals, charts = 0, {"judged": 0, "others": 0}
        for metric in master.plan.metrics:
            one = figures.by_metric[metric.id]
            for team in one.charts.values():
                charts["judged" if chart_is_judged(master, metric.id, team) else "others"] += 1
            if not one.months_with_data:
                continue
            want = Expected(master, metric.id)
            if not want.teams:
                continue
            where = (seed, metric.id)
            said = said_ids(change_sentences(one, names))
            # What slides and the evaluation say alone does not stand without its condition.
            alone = said_ids(change_headline(one, names))
            assert said & {"M08", "M08_wrong_way"} <= alone <= said, where
            assert {"M06", "M06_size"}.isdisjoint(alone) or alone & {"M02"}, where
            if "M09" not in said and "M09_years" not in said:
                found = said & {"M08", "M08_wrong_way", "M10"}
                assert found == diluted_and_season(master, want), where
            if one_team_has_most(want):
                continue  # the average team is the headline: pinned in the tests of change
            intervals += want.ends is not None
            session = master.plan.calendar.sessions[-1]
            said = said_ids(funder_sentences(one, names, session, small_are_hidden=False))
            assert said - {"F08"} == for_funders(one, want, session), where
            seen |= said
        told = said_ids(chart_sentences(figures))
        assert ("M11" in told) == bool(charts["judged"]), seed
        assert ("M12" in told) == bool(charts["others"]), seed
        told = said_ids(metrics_sentence(figures) + common_sentences(figures))
        if not any(one_team_has_most(Expected(master, m.id)) for m in master.plan.metrics):
            assert ("F01" in told) == bool(intervals), seed
            assert bool(told & {"F03", "F03_no_main"}) == (intervals >= 3), seed
        seen |= told
    assert {"F01", "F10", "average"} <= seen


def chart_is_judged(master: Master, metric_id: str, chart: Any) -> bool:
    """Eight values before the start, as many useful ones since as a shift needs, no overlap."""
    plan, metric = master.plan, master.plan.metric(metric_id)
    if metric.overlaps:
        return False
    months, start = plan.calendar.reported, plan.calendar.start
    known = [(m, v) for m, v in zip(months, chart.values, strict=True) if v is not None]
    before = [v for m, v in known if m < start]
    since = [v for m, v in known if m > start]
    if len(before) < 8:
        return False
    line = median(before)
    return sum(bool(round(v - line, 9)) for v in since) >= 6


def test_the_gap_within_teams_under_its_condition(tmp_path: Path) -> None:
    """C07 with five teams that have ten patients in both groups, C07_plain with one to four."""
    seen = set()
    for seed in range(30):
        master = random_collaborative(tmp_path, seed)
        one = Figures(master.plan.by_period, master.combined).by_metric["SCREEN"]
        metric = one.metric
        enough = 0
        for team in master.plan.teams:
            sizes = [
                sum(
                    r.denominator or 0
                    for r in master.rows
                    if (r.team_id, r.metric_id, r.stratum) == (team.id, "SCREEN", group)
                    and r.report in one.recent_months
                    and r.value is not None
                )
                for group in (metric.reference_group, metric.priority_group)
            ]
            enough += min(sizes) >= 10
        said = said_ids(gap_sentences(one)) if gap_sentences(one) else set()
        if enough >= 5 and "C07_plain" not in said:  # or one team holds most of the patients
            assert "C07" in said, seed
        assert ("C07_plain" in said) >= (0 < enough < 5), seed
        assert bool(said) == bool(enough), seed
        seen |= said
    assert {"C07", "C07_plain"} <= seen
