"""What the run-chart rules find: results of `lcxl.runchart.analyse`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["MIN_USEFUL", "Direction", "Phase", "RunChart", "Trace", "Worse", "meaning"]

Direction = Literal["increase", "decrease", "maintain", "monitor"]
Worse = Literal["above", "below", "both"]

MIN_USEFUL = 10
"""Useful points needed before runs and crossings are judged (Perla 2011; Anhøj 2014)."""


def meaning(direction: Direction, side: int, worse: Worse = "both") -> int:
    """1 improvement, -1 worsening, 0 neither: what a change to ``side`` means.

    ``side`` is 1 for higher and -1 for lower values.  A metric to *maintain* can only
    worsen: above, below or on both sides of where it is to stay.  A metric that is only
    monitored is never called better or worse.
    """
    if direction == "increase":
        return side
    if direction == "decrease":
        return -side
    if direction == "maintain" and side and worse in ("both", "above" if side > 0 else "below"):
        return -1
    return 0


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the chart with a median of its own.

    ``first`` and ``last`` are positions in the series (0 = first month), both included.
    """

    first: int
    last: int
    median: float | None
    n_observed: int
    n_useful: int
    longest_run: int
    n_runs: int
    n_crossings: int
    longest_run_limit: int | None
    n_crossings_limit: int | None
    runs_limits: tuple[int, int] | None
    shift: bool
    trend: bool

    @property
    def judged(self) -> bool:
        """True when there are enough useful points for the runs rules."""
        return self.n_useful >= MIN_USEFUL

    @property
    def signal_longest_run(self) -> bool:
        """The longest run is longer than chance allows (Anhøj 2014)."""
        limit = self.longest_run_limit
        return self.judged and limit is not None and self.longest_run > limit

    @property
    def signal_crossings(self) -> bool:
        """The median is crossed less often than chance allows (Anhøj 2014)."""
        limit = self.n_crossings_limit
        return self.judged and limit is not None and self.n_crossings < limit

    @property
    def signal_anhoej(self) -> bool:
        """Either of the two rules of Anhøj and Olesen 2014."""
        return self.signal_longest_run or self.signal_crossings

    @property
    def signal_runs(self) -> bool:
        """Too few or too many runs (Perla 2011, exact limits)."""
        if self.runs_limits is None:
            return False
        low, high = self.runs_limits
        return not low <= self.n_runs <= high

    @property
    def signal_perla(self) -> bool:
        """Any of the three computed rules of Perla 2011: shift, trend, number of runs."""
        return self.shift or self.trend or self.signal_runs


@dataclass(frozen=True, slots=True)
class Trace:
    """The working columns behind a run chart, one entry for each month.

    They are the columns of the reporting workbook's calculation sheet, so that cell
    formulas and Python can be compared cell by cell (`lcxl.runchart.formulas`).
    """

    phase: tuple[int, ...]
    start: tuple[int, ...]
    observed: tuple[int, ...]
    in_median: tuple[bool, ...]
    side: tuple[int, ...]
    previous_side: tuple[int, ...]
    new_run: tuple[int, ...]
    run: tuple[int, ...]
    run_length: tuple[int, ...]
    last: tuple[float | None, ...]
    step: tuple[int, ...]
    last_step: tuple[int, ...]
    trend_id: tuple[int, ...]
    trend_in: tuple[int, ...]
    trend_out: tuple[int, ...]
    next_step: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RunChart:
    """What the run-chart rules say about one series.

    Per point (same length and order as the values): ``median``, ``shift``, ``trend``
    (True on each member) and the signed ``shift_side`` (1 above, -1 below, 0) and
    ``trend_side`` (1 rising, -1 falling, 0).  Single figures describe the current phase,
    the one that holds the latest observed value; ``phases`` has all of them.
    """

    values: tuple[float | None, ...]
    median: tuple[float | None, ...]
    shift_side: tuple[int, ...]
    trend_side: tuple[int, ...]
    phases: tuple[Phase, ...]
    current: Phase
    direction: Direction
    worse: Worse
    trace: Trace

    @property
    def shift(self) -> tuple[bool, ...]:
        """True on each point of a shift."""
        return tuple(side != 0 for side in self.shift_side)

    @property
    def trend(self) -> tuple[bool, ...]:
        """True on each point of a trend."""
        return tuple(side != 0 for side in self.trend_side)

    @property
    def n_useful(self) -> int:
        """Points of the current phase that are not on its median."""
        return self.current.n_useful

    @property
    def longest_run(self) -> int:
        """Points in the longest run of the current phase."""
        return self.current.longest_run

    @property
    def longest_run_limit(self) -> int | None:
        """A longer run than this is a signal (from ten useful points)."""
        return self.current.longest_run_limit

    @property
    def n_crossings(self) -> int:
        """How often the current phase crosses its median."""
        return self.current.n_crossings

    @property
    def n_crossings_limit(self) -> int | None:
        """Fewer crossings than this are a signal (from ten useful points)."""
        return self.current.n_crossings_limit

    @property
    def n_runs(self) -> int:
        """Number of runs in the current phase."""
        return self.current.n_runs

    @property
    def runs_limits(self) -> tuple[int, int] | None:
        """Fewest and most runs that are not a signal; None below ten useful points."""
        return self.current.runs_limits

    @property
    def signal_anhoej(self) -> bool:
        """Longest run too long or crossings too few (Anhøj 2014)."""
        return self.current.signal_anhoej

    @property
    def signal_perla(self) -> bool:
        """Shift, trend or number of runs (Perla 2011)."""
        return self.current.signal_perla

    def meaning(self, side: int) -> int:
        """1 improvement, -1 worsening, 0 neither, for a change to ``side``."""
        return meaning(self.direction, side, self.worse)
