"""What a collaborative of a planned size can detect.

The interval of `lcxl.runchart.teams_change` finds a change when it lies wholly on one side of 0.
Its width is itself a matter of chance: the power is the mean over what the teams' and the months'
standard errors may turn out to be (chi-squared, by Wilson EB, Hilferty MM. Proc Natl Acad Sci
1931;17:684-8), the wider of the two intervals counting each time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean

from lcxl.runchart.distributions import normal_below, t95
from lcxl.runchart.teams_change import MIN_MONTHS, MIN_TEAMS

__all__ = ["USUAL_DRIFT", "detectable_change"]

USUAL_DRIFT = 0.15
"""Standard deviation, in logits, by which teams drift apart between two periods by themselves."""
POWER = 0.8
_STEPS = 24
_TURNS = 30


def detectable_change(
    teams: int,
    patients: float,
    *,
    months_before: int = 12,
    months_since: int = 3,
    share: float = 0.5,
    drift: float = USUAL_DRIFT,
) -> float | None:
    """The change of a proportion, as a share, that is found with a power of 80 %.

    Args:
        teams: teams with values in both periods, of about one size.
        patients: patients of one team in a month.
        months_before: months of the baseline.
        months_since: months that are compared with it.
        share: where the metric stands; 0.5 asks for most.
        drift: how far teams drift apart by themselves, in logits.

    None where no change can be found: below five teams, because no interval is given then,
    and without patients or months.
    """
    m0, m1 = months_before, months_since
    if teams < MIN_TEAMS or not patients > 0 or m0 < 1 or m1 < 1 or not 0 < share < 1:
        return None
    spread = share * (1 - share)
    of_patients = spread * (1 / m0 + 1 / m1) / patients
    error = math.sqrt((of_patients + (drift * spread) ** 2) / teams)
    widths = [_half_widths(teams - 1, error)]
    if min(m0, m1) >= MIN_MONTHS:
        widths.append(_half_widths(m0 + m1 - 2, math.sqrt(of_patients / teams)))
    low, high = 0.0, 1.0
    if _power(high, error, widths) < POWER:
        return None
    for _ in range(_TURNS):
        middle = (low + high) / 2
        low, high = (low, middle) if _power(middle, error, widths) >= POWER else (middle, high)
    return high


def _half_widths(df: int, error: float) -> list[float]:
    """Half-widths that the interval may turn out to have, each as likely as the next."""
    z = [NormalDist().inv_cdf((i + 0.5) / _STEPS) for i in range(_STEPS)]
    part = 2 / (9 * df)
    squares = [max(0.0, 1 - part + x * math.sqrt(part)) ** 3 for x in z]
    return [t95(df) * error * math.sqrt(square) for square in squares]


def _power(change: float, error: float, widths: Sequence[Sequence[float]]) -> float:
    """Share of collaboratives whose interval lies above 0 if that is the true change."""
    first, *others = widths
    wider = [max(a, b) for a in first for b in (others[0] if others else (0.0,))]
    return fmean(normal_below((change - half) / error) for half in wider)
