"""Where the signals of a chart stand: lasting, ended, there before the start, or none.

A signal is a row of ``shift`` or more useful values on one side of the line (the median; on a
control chart the mean, which is passed as the line), counted from the start on: the values of the
kickoff's own month and those before it are no evidence for what was changed since.  A row that
had that length before the start already began before it, and is never counted as since then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MIN_BASELINE", "Signal", "State", "Stretch", "signal_of", "stretches"]

MIN_BASELINE = 8
"""Values before the start that freeze the line there; fewer are provisional."""


class State(StrEnum):
    """What the newest values say of the time since the start."""

    LASTING = "lasting"
    """A signal since the start that includes the newest useful value."""
    ENDED = "ended"
    """There was one since the start; the newest values are no part of it."""
    BEFORE = "before the start"
    """The newest row is a signal that was there before the start already."""
    NONE = "none"
    """Enough values since the start, and no signal."""
    EARLY = "early"
    """Too few useful values since the start for a signal."""
    NOT_JUDGED = "not judged"
    """Too few values before the start, or windows that overlap."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of useful values on one side: positions of its first and last member since the start.

    ``before``: members before the start.  ``since``: members after it.
    """

    side: int
    first: int
    last: int
    before: int
    since: int


@dataclass(frozen=True, slots=True)
class Signal:
    """The state of a chart, and the stretch that it is about (None without a signal).

    ``useful``: useful values since the start.
    """

    state: State
    stretch: Stretch | None
    useful: int


def stretches(
    line_sides: Sequence[int], since: Sequence[int], phases: Sequence[int]
) -> list[Stretch]:
    """Rows of useful values with at least one member after the start, in order of time.

    Args:
        line_sides: side of the line of each point; 0 on it or without a value.
        since: -1 before the start, 1 after it, 0 in the kickoff's own period, for each point.
        phases: number of the phase of each point; a phase ends every row.
    """
    rows: list[list[int]] = []
    last: tuple[int, int] | None = None
    for i, side in enumerate(line_sides):
        if not side:
            continue
        if (side, phases[i]) != last:
            rows.append([])
            last = side, phases[i]
        rows[-1].append(i)
    found = []
    for row in rows:
        after = [i for i in row if since[i] > 0]
        if after:
            before = sum(since[i] < 0 for i in row)
            found.append(Stretch(line_sides[row[0]], after[0], after[-1], before, len(after)))
    return found


def signal_of(
    line_sides: Sequence[int],
    since: Sequence[int],
    phases: Sequence[int],
    shift: int,
    better: int = 0,
) -> Signal:
    """State of a chart whose line is frozen on what lies before the start.

    Of several signals that ended, the latest on the better side is told (``better``: 1 or -1;
    0: the latest of all), else the latest.
    """
    useful = sum(side != 0 and s > 0 for side, s in zip(line_sides, since, strict=True))
    found = stretches(line_sides, since, phases)
    if found:
        newest = found[-1]
        if newest.before >= shift:
            return Signal(State.BEFORE, newest, useful)
        if newest.since >= shift:
            return Signal(State.LASTING, newest, useful)
    ended = [one for one in found if one.since >= shift and one.before < shift]
    if ended:
        told = [one for one in ended if one.side == better] or ended
        return Signal(State.ENDED, told[-1], useful)
    return Signal(State.EARLY if useful < shift else State.NONE, None, useful)
