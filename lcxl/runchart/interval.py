"""How sure a proportion is: the 95 % interval of Wilson.

Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat
Assoc 1927;22:209-12.  It stays between 0 and 1 and is right for samples as small as 10.
"""

from __future__ import annotations

import math

__all__ = ["Z95", "wilson", "wilson_formula"]

Z95 = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


def wilson(numerator: float, denominator: float) -> tuple[float, float]:
    """Lower and upper end, both between 0 and 1.

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


def wilson_formula(numerator: str, denominator: str) -> tuple[str, str]:
    """The same as two formulas over cell references."""
    z2 = f"{Z95}^2"
    share = f"({numerator}/{denominator})"
    middle = f"{share}+{z2}/(2*{denominator})"
    half = f"{Z95}*SQRT({share}*(1-{share})/{denominator}+{z2}/(4*{denominator}^2))"
    whole = f"(1+{z2}/{denominator})"
    return f"MAX(0,({middle}-{half})/{whole})", f"MIN(1,({middle}+{half})/{whole})"
