"""How many runs are too few or too many: the exact limits, computed.

Swed FS, Eisenhart C. Tables for testing randomness of grouping in a sequence of
alternatives. Annals of Mathematical Statistics 1943;14:66-87.  Perla, Provost and
Murray 2011 (doi 10.1136/bmjqs.2009.037895) print limits from that distribution;
their table differs from the exact one by one run at 17 of the 51 lengths from 10
to 60 (see docs/statistics.md), so the limits are derived here and not typed.
"""

from __future__ import annotations

from functools import cache
from math import comb

__all__ = ["FIRST_LENGTH", "TAIL", "runs_limits"]

FIRST_LENGTH = 10
"""The runs rule needs at least ten useful points (Perla 2011)."""

TAIL = 0.025
"""Probability allowed in each tail (Swed and Eisenhart 1943; Perla 2011)."""


def _ways(runs: int, above: int, below: int) -> int:
    """Number of arrangements of ``above`` and ``below`` points that have ``runs`` runs."""
    half, odd = divmod(runs, 2)
    if not odd:
        return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(
        below - 1, half
    )


@cache
def runs_limits(n_useful: int) -> tuple[int, int] | None:
    """Smallest and largest number of runs that are *not* a signal.

    ``n_useful`` is the number of points that are not on the median; they are taken
    to be split as evenly as possible, as a median splits them.  None below ten points.
    """
    if n_useful < FIRST_LENGTH:
        return None
    above = n_useful // 2
    below = n_useful - above
    total = comb(n_useful, above)
    ways = [0, 0] + [_ways(runs, above, below) for runs in range(2, n_useful + 1)]
    low, cumulated = 2, ways[2]
    while cumulated <= TAIL * total:
        low += 1
        cumulated += ways[low]
    high, cumulated = n_useful, ways[n_useful]
    while cumulated <= TAIL * total:
        high -= 1
        cumulated += ways[high]
    return low, high
