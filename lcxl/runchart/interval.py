"""How sure a proportion, a rate or a change is: 95 % intervals.

Sources
    One proportion: Wilson EB. Probable inference, the law of succession, and statistical
    inference. J Am Stat Assoc 1927;22:209-12.  It stays between 0 and 1 and is right for
    samples as small as 10.
    One rate: Byar's approximation to the exact Poisson interval, in Breslow NE, Day NE.
    Statistical Methods in Cancer Research vol. II, IARC 1987, p. 69.
    A difference of two: Newcombe RG. Interval estimation for the difference between
    independent proportions. Stat Med 1998;17:873-90, method 10; the same construction from
    the two single intervals serves rates (Zou GY, Donner A. Stat Med 2008;27:1693-702).
"""

from __future__ import annotations

import math
from typing import Literal

__all__ = [
    "Z95",
    "Interval",
    "Pools",
    "byar",
    "byar_formula",
    "change",
    "interval_formula",
    "interval_of",
    "wilson",
    "wilson_formula",
]

Z95 = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""

Pools = Literal["proportion", "rate", "value"]
"""How the numbers of teams and months come together: some out of all, events out of something,
or values of which a mean is made."""
Interval = tuple[float, float]
"""Lower and upper end."""


def wilson(numerator: float, denominator: float) -> Interval:
    """Interval of a proportion; both ends lie between 0 and 1.

    Raises:
        ValueError: the denominator is not positive, or the numerator outside it.
    """
    if not 0 <= numerator <= denominator or denominator <= 0:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    share, z2 = numerator / denominator, Z95**2
    middle = share + z2 / (2 * denominator)
    half = Z95 * math.sqrt(share * (1 - share) / denominator + z2 / (4 * denominator**2))
    whole = 1 + z2 / denominator
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def byar(events: float, size: float) -> Interval:
    """Interval of a rate, in events per one of ``size``.

    Raises:
        ValueError: the size is not positive, or the events are negative.
    """
    if events < 0 or size <= 0:
        raise ValueError(f"{events} in {size} is no rate")
    low = 0.0
    if events:
        low = events * (1 - 1 / (9 * events) - Z95 / (3 * math.sqrt(events))) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + Z95 / (3 * math.sqrt(more))) ** 3
    return max(0.0, low) / size, high / size


def change(before: float, before_ends: Interval, after: float, after_ends: Interval) -> Interval:
    """Interval of ``after - before`` from the two independent values and their intervals."""
    low = math.hypot(after - after_ends[0], before_ends[1] - before)
    high = math.hypot(after_ends[1] - after, before - before_ends[0])
    return after - before - low, after - before + high


def wilson_formula(numerator: str, denominator: str) -> tuple[str, str]:
    """`wilson` as two formulas over cell references, multiplied by the denominator: shorter."""
    z2 = f"{Z95}^2"
    middle = f"{numerator}+{z2}/2"
    half = f"{Z95}*SQRT({numerator}*(1-{numerator}/{denominator})+{z2}/4)"
    whole = f"({denominator}+{z2})"
    return f"MAX(0,({middle}-{half})/{whole})", f"MIN(1,({middle}+{half})/{whole})"


def byar_formula(events: str, size: str) -> tuple[str, str]:
    """`byar` as two formulas over cell references."""
    more = f"({events}+1)"
    low = f"{events}*(1-1/(9*{events})-{Z95}/(3*SQRT({events})))^3"
    high = f"{more}*(1-1/(9*{more})+{Z95}/(3*SQRT({more})))^3"
    return f"IF({events}=0,0,MAX(0,{low})/{size})", f"({high})/{size}"


def interval_of(pools: Pools, count: float, size: float, per: float = 1) -> Interval | None:
    """The 95 % interval of ``count`` in ``size``, in the unit of the value.

    Args:
        pools: "proportion" (Wilson) or "rate" (Byar); of a mean numbers alone tell none.
        count: events, or those of ``size`` that were met.
        size: cases, time or opportunities; 1 for what is counted without any.
        per: of how many a rate is told.

    None where the numbers have none: a part that exceeds its whole, nothing counted in.
    """
    if pools == "value" or size <= 0 or count < 0:
        return None
    if pools == "proportion":
        return wilson(count, size) if count <= size else None
    low, high = byar(count, size)
    return low * per, high * per


def interval_formula(pools: Pools, count: str, size: str, per: float = 1) -> tuple[str, str]:
    """`interval_of` a proportion or a rate as two formulas over cell references."""
    if pools == "proportion":
        return wilson_formula(count, size)
    low, high = byar_formula(count, size)
    by = f"*{per:g}" if per != 1 else ""
    return f"({low}){by}", f"({high}){by}"
