"""Comparisons that floating-point noise cannot turn.

0.1 + 0.2 is not 0.3 to a computer.  A point that lies *on* the median for a
person must lie on it here and in the worksheet, so every comparison is made on
the difference rounded to nine decimal places, the way a worksheet's
``ROUND(x,9)`` does it (halves away from zero).
"""

from __future__ import annotations

import math

__all__ = ["PLACES", "at_15_digits", "round_half_away", "sign"]

PLACES = 9
_SCALE = 10.0**PLACES
_EXACT = 2.0**53 / _SCALE  # above this a double has no ninth decimal left


def round_half_away(x: float) -> float:
    """Round ``x`` to nine decimal places, halves away from zero, as ``ROUND(x,9)`` does."""
    if not math.isfinite(x) or abs(x) >= _EXACT:
        return x
    return math.copysign(math.floor(abs(x) * _SCALE + 0.5) / _SCALE, x)


def at_15_digits(x: float) -> float:
    """The number as spreadsheet programs show and compare it: at 15 significant digits.

    0.29 * 100 is 28.999999999999996 to a computer, and 29 to whoever looks at the cell.
    """
    return float(f"{x:.15g}")


def sign(difference: float) -> int:
    """1, -1 or 0: the sign of a difference after rounding to nine places."""
    rounded = round_half_away(difference)
    return (rounded > 0) - (rounded < 0)
