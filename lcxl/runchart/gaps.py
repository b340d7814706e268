"""Rare events: the days, or the cases, from one event to the next.

Sources
    Nelson LS. A control chart for parts-per-million nonconforming items. J Qual Technol
    1994;26:239-40.  Provost LP, Murray SK. The Health Care Data Guide 2011, ch. 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

__all__ = ["SAME_DAY", "gaps_in_cases", "gaps_in_days"]

SAME_DAY = 0.5
"""Days between two events of one day: more than nothing, so that its root is above 0."""


def gaps_in_days(days: Sequence[date], earlier: date | None = None) -> list[float | None]:
    """Days from the event before to each event; ``days`` are in order of time.

    The time before the first event is no gap unless the event before it is known
    (``earlier``): nobody knows when it began.
    """
    if not days:
        return []
    first = None if earlier is None else (days[0] - earlier).days or SAME_DAY
    return [first, *((b - a).days or SAME_DAY for a, b in pairwise(days))]


def gaps_in_cases(cases: Sequence[float | None], earlier: date | None = None) -> list[float | None]:
    """Cases between the event before and each event, as they were typed.

    What stands beside the first event is no gap unless the event before it is known.
    """
    return [None if i == 0 and earlier is None else n for i, n in enumerate(cases)]
