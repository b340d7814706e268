"""Which sentences a chart may print, and with which figures: the one place for workbook and master.

No words here: `verdict` gives the ids of templates_src/messages/charts.toml and what fills their
places, as numbers and positions in the series.  The conditions stand beside the sentences there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcxl.runchart.chance import chance_of_lasting
from lcxl.runchart.control_results import LASTING_RUN, Limits
from lcxl.runchart.facts import Facts, Place, Said, Window, before_and_since, clipped, pooled
from lcxl.runchart.interval import Interval, change
from lcxl.runchart.limits import limits
from lcxl.runchart.rare import OpenGap, judge_open_gap
from lcxl.runchart.remarks import Plot, remarks
from lcxl.runchart.results import RunChart, meaning
from lcxl.runchart.rounding import sign
from lcxl.runchart.rules import TREND, analyse
from lcxl.runchart.states import MIN_BASELINE, Signal, State, signal_of
from lcxl.runchart.teams_change import MIN_MONTHS

__all__ = ["Facts", "Said", "Verdict", "Window", "verdict"]

MIN_PROVISIONAL = 3
"""Values before the start below which nothing can be said of a change made at it."""
MIN_SPREAD = 12
"""Useful values in all from which on runs and crossings speak without a baseline."""


@dataclass(frozen=True)
class Verdict:
    """What may be said of one chart.

    ``main``: the one verdict (T04 to T16), None where nothing can be said; ``notes``: the others,
    in the order of their ids.  ``judged``: the chart counts among those that run rules judge
    (M11); ``improved``: and shows a lasting improvement since the start; ``by_chance``: how
    likely it would, though nothing changed (0 where it is not judged, or neither side is better).
    """

    main: Said | None
    notes: tuple[Said, ...]
    signal: Signal
    judged: bool
    improved: bool
    by_chance: float
    before: int
    """Values before the start, in the phase that holds the newest value."""
    baseline: int | None
    """How many first values, all before the start, set the line; None where it is provisional."""
    run_chart: RunChart
    limits: Limits | None
    open_gap: OpenGap | None = None


def verdict(facts: Facts) -> Verdict:
    """Decide what may be said of one chart.

    Raises:
        ValueError: sequences of different lengths.
    """
    return _Judge(facts).verdict()


class _Judge:
    def __init__(self, facts: Facts) -> None:
        lengths = {len(facts.values), len(facts.sides)}
        given = (facts.numerators, facts.denominators, facts.due, facts.asked)
        lengths |= {len(s) for s in given if s}
        if len(lengths) > 1:
            raise ValueError(f"sequences of different lengths: {sorted(lengths)}")
        self.facts = facts
        self.values = [v if v is None or math.isfinite(v) else None for v in facts.values]
        self.known = [i for i, v in enumerate(self.values) if v is not None]
        latest = self.known[-1] if self.known else 0
        self.first = max((p for p in facts.phases if p <= latest), default=0)
        """Position at which the newest value's definition begins."""
        self.rows = [i for i in self.known if i >= self.first]
        self.before = [i for i in self.rows if facts.sides[i] < 0]
        self.since = [i for i in self.rows if facts.sides[i] > 0]
        self.overlaps = facts.window.overlapping
        enough = len(self.before) >= MIN_BASELINE and not self.overlaps
        self.frozen = len(self.before) if enough else None
        self.run_chart = analyse(
            self.values,
            self.frozen,
            facts.phases,
            facts.direction,
            facts.shift,
            TREND,
            facts.worse,
        )
        self.control = self._limits()
        self.open_gap = None if self.control is None else judge_open_gap(facts.so_far, self.control)
        self.shift = facts.shift if facts.chart is None else LASTING_RUN
        better = meaning(facts.direction, 1, facts.worse)
        self.may_improve = 1 in (better, meaning(facts.direction, -1, facts.worse))
        self.signal = signal_of(
            self._line_sides(), facts.sides, self.run_chart.trace.phase, self.shift, better
        )
        self.judged = self.frozen is not None and self.signal.useful >= self.shift

    def _limits(self) -> Limits | None:
        facts = self.facts
        if facts.chart is None or self.overlaps:
            return None
        divided = facts.chart in ("p", "u", "p'", "u'")
        return limits(
            facts.numerators if divided else self.values,
            facts.denominators if divided else None,
            facts.chart,
            per=facts.per,
            baseline=self.frozen,
            phases=facts.phases,
            due=facts.due,
        )

    def _line_sides(self) -> Sequence[int]:
        """Side of the median, on a control chart of its own line, of each point."""
        if self.control is None:
            return self.run_chart.trace.side
        return [
            0 if v is None or line is None else sign(v - line)
            for v, line in zip(self.control.value, self.control.line, strict=True)
        ]

    def verdict(self) -> Verdict:
        said = [self._baseline(), self._signal(), self._provisional(), self._spread()]
        said += [self._window(), Said("T16") if self.overlaps else None]
        verdicts = [one for one in said if one is not None and one.id[:3] >= "T04"]
        main = next(iter(sorted(verdicts, key=lambda one: one.id[:3])), None)
        notes = [one for one in said if one is not None and one is not main]
        notes += remarks(Plot(self.facts, self.rows, self.before, self.control, self.open_gap))
        state = self.signal
        if not self.judged:
            early = State.NOT_JUDGED if self.frozen is None else State.EARLY
            state = Signal(early, None, state.useful)
        return Verdict(
            main=main,
            notes=tuple(notes),
            signal=state,
            judged=self.judged,
            improved=main is not None and main.id == "T05",
            by_chance=chance_of_lasting(self.shift) if self.judged and self.may_improve else 0.0,
            before=len(self.before),
            baseline=self.frozen,
            run_chart=self.run_chart,
            limits=self.control,
            open_gap=self.open_gap,
        )

    def _baseline(self) -> Said | None:
        """T01 to T03: how much lies before the start."""
        b = len(self.before)
        if self.overlaps:
            return None
        if b >= MIN_BASELINE:
            key = "T01" if self.facts.chart is None else "T01_control"
        elif b >= MIN_PROVISIONAL:
            key = "T02"
        else:
            key = ("T03_none", "T03_one", "T03")[b]
        return Said(f"{key}_new" if self.first else key, {"b": b})

    def _signal(self) -> Said | None:
        """T04 to T08: a lasting or ended signal about a frozen line, or none."""
        if self.frozen is None:
            return None
        found = self.signal
        stretch = found.stretch
        if found.useful < self.shift:
            return Said("T08", {"u": found.useful, "L": self.shift})
        if stretch is None:
            return Said("T07")
        meant = meaning(self.facts.direction, stretch.side, self.facts.worse)
        side = "higher" if stretch.side > 0 else "lower"
        if found.state is State.LASTING:
            key = {1: "T05", -1: "T04", 0: f"T05_{side}"}[meant]
            return Said(key, {"month": stretch.first, "r": stretch.since})
        if found.state is State.ENDED:
            key = {1: "T06", -1: "T06w", 0: f"T06_{side}"}[meant]
            return Said(key, {"m1": stretch.first, "m2": stretch.last})
        return Said("T07_before")

    def _provisional(self) -> Said | None:
        """T09 to T11: a short baseline beside all months since the start."""
        if self.overlaps or not MIN_PROVISIONAL <= len(self.before) < MIN_BASELINE:
            return None
        m0, m1 = len(self.before), len(self.since)
        if m1 < MIN_MONTHS:
            return Said("T11", {"m1": m1})
        p0, p1, ends = before_and_since(self.facts, self.before, self.since)
        if ends is None:
            return None
        places = {"m0": m0, "p0": p0, "m1": m1, "p1": p1}
        places |= {"D": p1 - p0, "lo": ends[0], "hi": ends[1]}
        return Said("T10" if ends[0] <= 0 <= ends[1] else "T09", places)

    def _spread(self) -> Said | None:
        """T12: not spread as by chance, without a word on when."""
        now = self.run_chart.current
        if self.overlaps or len(self.before) >= MIN_BASELINE or now.n_useful < MIN_SPREAD:
            return None
        return Said("T12") if now.signal_anhoej or now.signal_runs else None

    def _window(self) -> Said | None:
        """T13 to T15: the last report before the start and the newest."""
        facts, window = self.facts, self.facts.window
        if not self.overlaps or not self.before or not self.since:
            return None
        first, last = self.before[-1], self.since[-1]
        (p0, ends0, n0), (p1, ends1, n1) = (pooled(facts, [i]) for i in (first, last))
        places: dict[str, Place] = {"p0": p0, "p1": p1, "D": p1 - p0}
        ends = None
        if ends0 is not None and ends1 is not None:
            ends = clipped(facts, p0, change(p0, ends0, p1, ends1))
        if window.months is not None:
            n, w = min(window.since, window.months), window.months
            places |= {"n": n, "w": w}
            if n < w:
                if n < MIN_MONTHS or ends is None:
                    return Said("T13_one" if n == 1 else "T13_early", places)
                p, size = (p0 + p1) / 2 / facts.per, (n0 + n1) / 2
                spread = p * (1 - p) if facts.kind == "proportion" else p
                half = 1.96 * math.sqrt(2 * n / w * max(0.0, spread) / size) * facts.per
                ends = clipped(facts, p0, (p1 - p0 - half, p1 - p0 + half))
        elif window.to_date is not None:
            return _to_date(window, places, ends)
        elif not window.registry:
            return None
        key = "T14" if window.months is not None and window.since >= window.months else "T15"
        if window.months is not None and window.since < window.months:
            key = "T13"
        if ends is None:
            return Said(key + "_plain", places)
        return Said(key, {**places, "lo": ends[0], "hi": ends[1]})


def _to_date(window: Window, places: Mapping[str, Place], ends: Interval | None) -> Said:
    """T13 and T14 of the year to date: the two reports cover different months."""
    n, w = window.since, window.to_date or 0
    if n < w:
        return Said("T13_ytd_one" if n == 1 else "T13_ytd", {**places, "n": n, "w": w})
    if ends is None:
        return Said("T14_ytd_plain", places)
    return Said("T14_ytd", {**places, "lo": ends[0], "hi": ends[1]})
