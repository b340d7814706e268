"""The gaps between the events of a log, in days or in cases (`lcxl.runchart.rare`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from lcxl.runchart.rare import SAME_DAY

__all__ = ["gaps_in_cases", "gaps_in_days"]


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
