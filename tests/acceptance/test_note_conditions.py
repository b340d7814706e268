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

import pytest

from lcxl.figures.funnel import funnel_of
from lcxl.figures.sentences import (
    funnel_sentences,
)
from lcxl.runchart.event_chart import EventChart
from lcxl.runchart.facts import Facts
from lcxl.runchart.verdicts import verdict
from tests.acceptance.test_sentence_conditions import ids_of, random_facts
from tests.helpers.collaboratives import PLAN
from tests.helpers.plans import plan_from
from tests.helpers.traced import traced_text

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
