"""The chart of a rare event: the gaps between events, their limits, and what the chart says.

The gap since the newest event is not closed: it may still grow, so it tells only where it is
long already.  Limits and the line of the shift rule are those of `lcxl.runchart.limits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Literal

from lcxl.runchart.control_results import LASTING_RUN, TRIAL_BELOW, Limits
from lcxl.runchart.gaps import gaps_in_cases, gaps_in_days
from lcxl.runchart.limits import limits
from lcxl.runchart.rare import MIN_GAPS, OpenGap, judge_open_gap
from lcxl.runchart.rounding import sign

__all__ = ["VERDICTS", "EventChart", "EventKind", "sentence_of"]

EventKind = Literal["t", "g"]

VERDICTS = ("E01", "T26", "E02", "T25", "E03", "E04", "E05", "E06", "E07", "E08")
"""Ids of the sentences of which a chart has one, the first that is true."""
OF_CASES = ("E01", "T25")
"""Those that speak of days; a g chart has its own, with the ending ``_cases``."""


@dataclass(frozen=True)
class EventChart:
    """One rare event of one team.

    ``days``: the day of each event, in order; ``cases``: the cases before each, as typed.
    ``earlier``: the event before the first one, where it is known.  ``start``: the day from
    which the log is kept.  ``end``: the day up to which it is complete.  ``open_cases``: cases
    since the newest event.
    """

    kind: EventKind
    days: Sequence[date]
    cases: Sequence[float | None]
    earlier: date | None
    start: date
    end: date | None
    open_cases: float | None

    @cached_property
    def gaps(self) -> list[float | None]:
        """Days or cases from the event before to each event."""
        if self.kind == "g":
            return gaps_in_cases(self.cases, self.earlier)
        return gaps_in_days(self.days, self.earlier)

    @cached_property
    def limits(self) -> Limits:
        """Centre and limits by all closed gaps."""
        return limits(self.gaps, kind=self.kind)

    @property
    def n_gaps(self) -> int:
        """How many closed gaps there are."""
        return sum(gap is not None for gap in self.gaps)

    def _of_all(self, column: Sequence[float | None]) -> float | None:
        return column[0] if column else None

    @property
    def centre(self) -> float | None:
        """Days back from the mean root (t); the median (g)."""
        return self._of_all(self.limits.centre)

    @property
    def median(self) -> float | None:
        """The line of the shift rule."""
        return self._of_all(self.limits.line)

    @property
    def upper(self) -> float | None:
        """Upper limit; None with fewer than eight gaps."""
        return self._of_all(self.limits.upper)

    @property
    def lower(self) -> float | None:
        """Lower limit; 0 is none, and a g chart has none."""
        return self._of_all(self.limits.lower)

    @cached_property
    def sides(self) -> list[int]:
        """1 above the median, -1 below, 0 on it or no gap."""
        line = self.median
        return [0 if v is None or line is None else sign(v - line) for v in self.gaps]

    @property
    def so_far(self) -> float | None:
        """Days or cases since the newest event, up to the end of the log."""
        if not self.days:
            return None
        if self.kind == "g":
            return self.open_cases
        if self.end is None or self.end < self.days[-1]:
            return None
        return float((self.end - self.days[-1]).days)

    @property
    def none_in(self) -> float:
        """Days or cases in which there was no event at all; 0 where there was one."""
        if self.days:
            return 0.0
        if self.kind == "g":
            return self.open_cases or 0.0
        since = self.earlier or self.start
        return 0.0 if self.end is None else float(max(0, (self.end - since).days))

    @cached_property
    def open(self) -> OpenGap | None:
        """What the open gap says already."""
        return judge_open_gap(self.so_far, self.limits)

    @property
    def run(self) -> tuple[int, int]:
        """Length and side of the newest run of gaps, the open one with it where it counts."""
        useful = [side for side in self.sides if side]
        if not useful:
            return 0, 0
        length = next((i for i, s in enumerate(reversed(useful)) if s != useful[-1]), len(useful))
        counts = self.open is not None and self.open.counts and useful[-1] == 1
        return length + counts, useful[-1]

    @cached_property
    def marks(self) -> list[int]:
        """Side of each gap that a chart marks: the members of rows that are a shift.

        The open gap is counted with the newest row, as the sentence counts it.
        """
        length, side = self.run
        useful = [i for i, s in enumerate(self.sides) if s]
        found = [0] * len(self.sides)
        if self.n_gaps < MIN_GAPS:
            return found
        for on, row in groupby(useful, key=lambda i: self.sides[i]):
            members = list(row)
            count = length if members[-1] == useful[-1] and on == side else len(members)
            for i in members:
                found[i] = on if count >= LASTING_RUN else 0
        return found

    @property
    def newest(self) -> int | None:
        """Position of the newest closed gap."""
        return max((i for i, gap in enumerate(self.gaps) if gap is not None), default=None)

    def holds(self, verdict: str) -> bool:
        """Whether a sentence of `VERDICTS` is true, if none before it is."""
        newest, (length, side) = self.newest, self.run
        outside = 0 if newest is None else self.limits.outside()[newest]
        return {
            "E01": not self.days and not self.none_in,
            "T26": not self.days,
            "E02": self.n_gaps < MIN_GAPS,
            "T25": self.open is not None and self.open.outside,
            "E03": outside > 0,
            "E04": outside < 0,
            "E05": length >= LASTING_RUN and side > 0,
            "E06": length >= LASTING_RUN and side < 0,
            "E07": self.shows_no_more,
            "E08": True,
        }[verdict]

    @property
    def verdict(self) -> str:
        """Id of the first sentence that is true."""
        return sentence_of(self.kind, next(v for v in VERDICTS if self.holds(v)))

    @property
    def notes(self) -> list[str]:
        """Ids of what is said beside the verdict."""
        notes = ["E09"] * self.is_trial
        return notes + ["T27"] * (self.shows_no_more and self.verdict != "E06")

    @property
    def is_trial(self) -> bool:
        """There are limits, from so few gaps that they are a trial."""
        return self.upper is not None and self.n_gaps < TRIAL_BELOW

    @property
    def shows_no_more(self) -> bool:
        """It cannot show that events became more frequent: there is no lower limit."""
        return self.upper is not None and not self.lower


def sentence_of(kind: EventKind, verdict: str) -> str:
    """The id of the sentence in a chart of that kind."""
    return f"{verdict}_cases" if kind == "g" and verdict in OF_CASES else verdict
