"""Notes on one chart beside its verdict: limits, trend, chance, goal, missing reports, rare events.

The ids T17 to T27 of templates_src/messages/charts.toml, each with its condition there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lcxl.runchart.chance import trend_once_in
from lcxl.runchart.control_results import MIN_VALUES, TRIAL_BELOW, Limits
from lcxl.runchart.facts import Facts, Said, pooled
from lcxl.runchart.median import median
from lcxl.runchart.rare import NONE_IN, OpenGap
from lcxl.runchart.rounding import round_half_away, sign

__all__ = ["Plot", "remarks"]

FEW_CASES = 50
"""Monthly cases below which the movement by chance is said."""
LATELY = 6
"""Months whose cases count for that."""
MISSING = 0.1
"""Share of due reports missing from which on it is said."""
MIN_NONE_IN = 10
"""Cases without an event from which on the bound of a rate serves a share (0.37; exact 0.31)."""
CEILING = 0.9
"""Baseline beyond which little can be gained."""
MIN_PROVISIONAL = 3


@dataclass(frozen=True)
class Plot:
    """The chart the facts make: positions of values, and limits where it has them.

    ``rows``: with a value, in the phase of the newest; ``before``: those before the start.
    """

    facts: Facts
    rows: Sequence[int]
    before: Sequence[int]
    limits: Limits | None
    open_gap: OpenGap | None

    def value(self, i: int) -> float:
        """The value at a position that has one."""
        return self.facts.values[i] or 0.0


def remarks(plot: Plot) -> list[Said]:
    """All notes that are true, in the order of their ids."""
    single = (_trend, _few_cases, _goal, _ceiling, _missing)
    found = [one for one in (note(plot) for note in single) if one is not None]
    return [*_control(plot), *found, *_rare(plot)]


def _control(plot: Plot) -> list[Said]:
    """T17 to T19: limits of a control chart."""
    found = plot.limits
    if found is None or not plot.rows:
        return []
    newest = plot.rows[-1]
    m, said = found.n_values[newest], []
    if found.outside()[newest]:
        said.append(Said("T17", {"month": newest, "v": found.value[newest]}))
    elif found.upper[newest] is not None and m >= TRIAL_BELOW:
        said.append(Said("T18"))
    if found.trial()[newest]:
        said.append(Said("T19", {"m": m, "one_in": 4 if m <= MIN_VALUES + 1 else 5}))
    return said


def _trend(plot: Plot) -> Said | None:
    """T20: a trend that ends at the newest value, without ties."""
    if plot.facts.window.overlapping or not plot.facts.trend:
        return None
    steps = [sign(plot.value(b) - plot.value(a)) for a, b in pairwise(plot.rows)]
    length = 0
    while length < len(steps) and steps[-1] and steps[-1 - length] == steps[-1]:
        length += 1
    once_in = trend_once_in(length + 1)
    tie_before = length < len(steps) and not steps[-1 - length]
    if once_in is None or tie_before:  # how rare a trend with ties is, is not known
        return None
    key = "T20" if steps[-1] > 0 else "T20_falling"
    return Said(key, {"r": length + 1, "once_in": once_in})


def _few_cases(plot: Plot) -> Said | None:
    """T21: how far a month may move by chance alone, in percentage points rounded to 5."""
    facts, last = plot.facts, plot.rows[-LATELY:]
    if facts.kind != "proportion" or not facts.denominators or facts.window.overlapping:
        return None
    sizes = [n for i in last if (n := facts.denominators[i]) is not None and n > 0]
    if not sizes or median(sizes) >= FEW_CASES:
        return None
    n = median(sizes)
    p = min(1.0, max(0.0, pooled(facts, last)[0]))
    x = min(100, 5 * math.floor(100 * 2.77 * math.sqrt(p * (1 - p) / n) / 5 + 0.5))
    return Said("T21", {"n": n, "x": x}) if x else None


def _goal(plot: Plot) -> Said | None:
    """T22: compared after rounding to nine places, as a spreadsheet shows them."""
    facts = plot.facts
    if facts.goal is None or not plot.rows or facts.direction not in ("increase", "decrease"):
        return None
    value = plot.value(plot.rows[-1])
    step = round_half_away(value) - round_half_away(facts.goal)
    met = step >= 0 if facts.direction == "increase" else step <= 0
    key = "T22" if met else "T22_not_yet" if facts.goal_ahead else "T22_not_met"
    return Said(key, {"v": value, "g": facts.goal})


def _ceiling(plot: Plot) -> Said | None:
    """T23: a baseline so good that little can be gained."""
    facts = plot.facts
    if facts.kind != "proportion" or len(plot.before) < MIN_PROVISIONAL:
        return None
    if facts.window.overlapping or facts.direction not in ("increase", "decrease"):
        return None
    p0 = pooled(facts, plot.before)[0]
    room = 1 - p0 if facts.direction == "increase" else p0
    return Said("T23", {"p0": p0, "room": room}) if sign(1 - CEILING - room) > 0 else None


def _missing(plot: Plot) -> Said | None:
    """T24: reports missing that are due from this team, up to the newest value."""
    facts = plot.facts
    if not plot.rows:
        return None
    until = range(plot.rows[-1] + 1)
    due = [i for i in until if all(s is None or s[i] for s in (facts.due, facts.asked))]
    q, d = sum(facts.values[i] is None for i in due), len(due)
    if not d or q / d <= MISSING:
        return None
    return Said("T24_one" if q == 1 else "T24", {"q": q, "d": d})


def _rare(plot: Plot) -> list[Said]:
    """T25 to T27: rare events."""
    facts, found, gap = plot.facts, plot.limits, plot.open_gap
    said = []
    upper = found.upper[-1] if found is not None and found.upper else None
    if gap is not None and gap.outside and facts.chart == "t":
        said.append(Said("T25", {"d": gap.so_far, "U": upper}))
    size = _none_in(plot)
    if size >= MIN_NONE_IN or (size > 0 and facts.kind == "rate"):
        said.append(Said("T26", {"N": size, "rate": NONE_IN / size * facts.per}))
    rare = found is not None and facts.chart in ("t", "g") and upper is not None
    if rare and found is not None and not found.lower[-1]:
        said.append(Said("T27"))
    return said


def _none_in(plot: Plot) -> float:
    """How many cases the newest values without any event had; 0 where it does not matter."""
    facts = plot.facts
    if facts.chart == "g":
        return facts.so_far or 0.0
    if facts.chart == "t" or facts.direction != "decrease" or facts.window.overlapping:
        return 0.0
    size = 0.0
    if facts.denominators and facts.kind != "value":
        for i in reversed(plot.rows):
            if plot.value(i):
                break
            size += facts.denominators[i] or 0.0
    return size
