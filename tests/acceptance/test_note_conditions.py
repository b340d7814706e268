"""The conditions of further sentences written out a second time, beside what is printed.

Notes on charts (T17 to T19, T21, T23, T26), rare events, teams beside each other (C01 to C05, C07),
and what Summary and the copy for funders say (M08 to M12, F01 to F11): from the conditions in
docs/statistics.md, with nothing of `lcxl.runchart` or `lcxl.figures` in the reckoning.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import fmean, median
from typing import Any

import pytest

from lcxl.combine import Master
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.funnel import funnel_of
from lcxl.figures.sentences import (
    change_sentences,
    chart_sentences,
    common_sentences,
    funder_sentences,
    funnel_sentences,
    metrics_sentence,
)
from lcxl.periods import add_months
from lcxl.runchart.event_chart import EventChart
from lcxl.runchart.facts import Facts
from lcxl.runchart.verdicts import verdict
from lcxl.sheets.master.change_cells import names_of
from tests.acceptance.test_audiences import PLAN
from tests.acceptance.test_one_figure import random_collaborative
from tests.acceptance.test_sentence_conditions import Expected, ids_of, random_facts
from tests.helpers.attribute import traced_text
from tests.helpers.plans import plan_from

CHARTS = 2_000


def poisson(k: float, mean: float) -> float:
    """Chance of at most k."""
    return math.fsum(math.exp(-mean) * mean**i / math.factorial(i) for i in range(int(k) + 1))


def binomial(k: int, n: int, p: float) -> float:
    """Chance of at most k of n."""
    return math.fsum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


# Notes on a chart


def notes(facts: Facts) -> set[str]:
    """T21, T23 and T26 of independent values of a proportion."""
    if facts.window.overlapping:
        return set()
    rows = [i for i, v in enumerate(facts.values) if v is not None]
    x, n = facts.numerators, facts.denominators
    found = set()
    if rows:
        size = median([n[i] or 0 for i in rows[-6:]])
        p = sum(x[i] or 0 for i in rows[-6:]) / sum(n[i] or 0 for i in rows[-6:])
        if size < 50 and 277 * math.sqrt(p * (1 - p) / size) >= 2.5:
            found.add("T21")
    before = [i for i in rows if facts.sides[i] < 0]
    if len(before) >= 3 and facts.direction != "monitor":
        p0 = sum(x[i] or 0 for i in before) / sum(n[i] or 0 for i in before)
        if round(p0 - 0.9, 9) > 0 if facts.direction == "increase" else round(p0 - 0.1, 9) < 0:
            found.add("T23")
    if facts.direction == "decrease":
        cases = 0.0
        for i in reversed(rows):
            if x[i]:
                break
            cases += n[i] or 0
        if cases >= 10:
            found.add("T26")
    return found


def control_limits(facts: Facts) -> tuple[int, float, float] | None:
    """Values that set the limits, and both limits of the newest value; None without limits."""
    rows = [i for i, v in enumerate(facts.values) if v is not None]
    before = [i for i in rows if facts.sides[i] < 0]
    base = before if len(before) >= 8 else rows
    if len(base) < 6:
        return None
    values = facts.values
    if facts.chart == "xmr":
        moves = [abs((values[b] or 0) - (values[a] or 0)) for a, b in pairwise(base) if b == a + 1]
        if len(moves) < 5:
            return None
        mean = fmean(values[i] or 0 for i in base)
        return len(base), mean - 2.66 * fmean(moves), mean + 2.66 * fmean(moves)
    n = facts.denominators
    p = sum(facts.numerators[i] or 0 for i in base) / sum(n[i] or 0 for i in base)
    half = 3 * math.sqrt(p * (1 - p) / (n[rows[-1]] or 1))
    return len(base), max(0.0, p - half), min(1.0, p + half)


def control_notes(facts: Facts) -> set[str]:
    found, known = control_limits(facts), [v for v in facts.values if v is not None]
    if facts.chart is None or facts.window.overlapping or found is None:
        return set()
    m, low, high = found
    outside = known[-1] - high > 1e-9 or low - known[-1] > 1e-9
    said = {"T17"} if outside else {"T18"} if m >= 12 else set()
    return said | ({"T19"} if m < 12 else set())


def test_notes_on_charts_under_their_conditions() -> None:
    rng = Random("notes")
    seen: set[str] = set()
    for _ in range(CHARTS):
        facts = replace(random_facts(rng), chart=rng.choice([None, "xmr", "p"]))
        if rng.random() < 0.3:  # rare, and with a step at the end
            values = [None if v is None else v * rng.choice([0, 0, 0.1]) for v in facts.values]
            sizes = facts.denominators
            counts = [
                None if v is None else float(round(v * (n or 0)))
                for v, n in zip(values, sizes, strict=True)
            ]
            values = [
                None if c is None or not n else c / n for c, n in zip(counts, sizes, strict=True)
            ]
            facts = replace(facts, values=values, numerators=counts)
        found = verdict(facts)
        said = {one for one in ids_of(found) if one in ("T17", "T18", "T19", "T21", "T23", "T26")}
        assert said == notes(facts) | control_notes(facts), facts
        seen |= said
        for one in found.notes:
            if one.id == "T19":
                assert one.places["one_in"] == (4 if int(one.places["m"] or 0) <= 7 else 5)
            if one.id == "T26":
                assert one.places["rate"] == pytest.approx(
                    3.69 / float(one.places["N"] or 0), rel=1e-2
                )
    assert seen == {"T17", "T18", "T19", "T21", "T23", "T26"}


# Rare events


def event_says(days: list[date], end: date | None, earlier: date | None) -> tuple[str, bool]:
    """The verdict on a t chart, and whether it is said that it cannot show more events."""
    known = [*([earlier] if earlier else []), *days]
    gaps = [max(0.5, float((b - a).days)) for a, b in pairwise(known)]
    if not days:
        since = earlier or date(2025, 1, 1)
        return ("T26" if end and end > since else "E01"), False
    if len(gaps) < 8:
        return "E02", False
    roots = [gap ** (1 / 3.6) for gap in gaps]
    spread = 3 / 1.128 * fmean(abs(b - a) for a, b in pairwise(roots))
    upper = (fmean(roots) + spread) ** 3.6
    low = max(0.0, fmean(roots) - spread) ** 3.6
    line = median(gaps)
    sides = [(gap > line) - (gap < line) for gap in gaps]
    so_far = float((end - days[-1]).days) if end and end >= days[-1] else None
    useful = [s for s in sides if s]
    row = 0
    for side in reversed(useful):
        if side != useful[-1]:
            break
        row += 1
    if useful and useful[-1] > 0 and so_far is not None and so_far > line:
        row += 1
    if so_far is not None and so_far > upper:
        key = "T25"
    elif gaps[-1] > upper:
        key = "E03"
    elif gaps[-1] < low:
        key = "E04"
    elif row >= 8:
        key = "E05" if useful[-1] > 0 else "E06"
    else:
        key = "E08" if low else "E07"
    return key, not low and key != "E06"


def test_rare_events_under_their_conditions() -> None:
    rng, seen = Random("events"), set()
    for _ in range(4_000):
        gaps = [int(rng.expovariate(1 / 20)) for _ in range(rng.choice([0, 3, 8, 9, 12, 30]))]
        shape = rng.choice(["", "rarer", "more", "regular"])
        for i in range(len(gaps)):
            late = i >= len(gaps) - 8
            if shape == "regular":
                gaps[i] = rng.randint(20, 24) if i < len(gaps) - 1 else rng.choice([1, 21, 40])
            elif late and shape:
                gaps[i] = gaps[i] + 40 if shape == "rarer" else gaps[i] // 8
        days, day = [], date(2025, 1, 1)
        for gap in gaps:
            day += timedelta(days=gap)
            days.append(day)
        earlier = rng.choice([None, date(2025, 1, 1) - timedelta(days=9)])
        end = rng.choice([None, day + timedelta(days=rng.choice([0, 1, 25, 400]))])
        chart = EventChart("t", days, [None] * len(days), earlier, date(2025, 1, 1), end, None)
        wanted = event_says(days, end, earlier)
        assert (chart.verdict, "T27" in chart.notes) == wanted, (days, end, earlier)
        seen.add(wanted)
    assert {"E01", "E02", "E03", "E05", "E06", "E07", "E08", "T25", "T26"} <= {k for k, _ in seen}
    assert ("E07", True) in seen


# Teams beside each other


def funnel_says(teams: dict[str, tuple[float, float]]) -> set[str]:
    """C01 to C05 of a proportion; chance alone by simulated order statistics."""
    n_teams = len(teams)
    if n_teams < 10:
        return {"C05"}
    p = sum(x for x, _ in teams.values()) / sum(n for _, n in teams.values())
    errors = {t: math.sqrt(p * (1 - p) / n) for t, (_, n) in teams.items()}
    z = {t: (x / n - p) / errors[t] for t, (x, n) in teams.items()}
    cut = n_teams // 10
    order = sorted(z.values())
    drawn = [min(max(v, order[cut]), order[-cut - 1]) for v in z.values()]
    by_chance = {10: 0.701, 12: 0.744, 15: 0.790, 20: 0.690, 30: 0.686}[n_teams]
    phi = sum(v * v for v in drawn) / n_teams / by_chance
    if phi > 1 + 2 * math.sqrt(2 / n_teams):
        w = [1 / e**2 for e in errors.values()]
        tau2 = (n_teams * phi - (n_teams - 1)) / (sum(w) - sum(v * v for v in w) / sum(w))
        out = [t for t, (x, n) in teams.items()
               if abs(x / n - p) > 3.09 * math.sqrt(errors[t] ** 2 + max(0.0, tau2))]  # fmt: skip
        return {"C02"} if not out else {"C03"} if len(out) == 1 else {"C03_many"}
    found = set()
    for x, n in teams.values():
        if binomial(int(x), int(n), p) < 0.001:
            found.add("C01_lower")
        if binomial(int(n - x), int(n), 1 - p) < 0.001:
            found.add("C01_higher")
    return found or {"C04"}


def test_teams_beside_each_other_under_their_conditions(tmp_path: Path) -> None:
    metric = plan_from(PLAN, tmp_path).metric("SCREEN")
    rng, seen, near = Random("funnel"), set(), 0
    for _ in range(600):
        spread, p = rng.choice([0.0, 0.0, 0.03, 0.15]), rng.choice([0.5, 0.8, 0.95])
        teams = {}
        for k in range(rng.choice([9, 10, 12, 15, 20, 30])):
            n = rng.choice([30, 80, 200, 600])
            share = min(
                1.0, max(0.0, p + rng.gauss(0, spread) - (0.3 if rng.random() < 0.02 else 0))
            )
            teams[f"t{k}"] = (float(sum(rng.random() < share for _ in range(n))), float(n))
        funnel = funnel_of(metric, teams)
        if len(teams) >= 10 and abs(funnel.phi - 1 - 2 * math.sqrt(2 / len(teams))) < 0.01:
            near += 1  # the share of chance is known to three digits here
            continue
        said = traced_text(" ".join(funnel_sentences(funnel, ", ".join)))
        assert said is not None
        found = {name.removeprefix("charts.") for name, _ in said} - {"master.size"}
        assert found == funnel_says(teams), teams
        seen |= found
    assert near < 30
    assert seen == {"C01_higher", "C01_lower", "C02", "C03", "C03_many", "C04", "C05"}


# Summary and the copy for funders


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
    if months and want.ends:
        since = sum(add_months(newest, -k) > start for k in range(months))
        if since < months:
            right = want.change * (-1 if metric.direction == "decrease" else 1) > 0
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
    assert {"F01", "F10"} <= seen


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
