"""Exact tails and quantiles: Student's t, binomial, Poisson and the normal distribution.

They give what Excel's TINV, BINOMDIST, CRITBINOM, POISSON and NORMSDIST give, so that a figure
computed here and the same figure computed in a cell are one.

Sources
    Binomial and Poisson probabilities without loss of digits, however large the numbers:
    Loader C. Fast and accurate computation of binomial probabilities. Bell Labs 2000.
    Student's t: Abramowitz M, Stegun IA. Handbook of Mathematical Functions, 26.7.3 to 26.7.5.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

__all__ = [
    "binomial_at_least",
    "binomial_at_most",
    "binomial_probability",
    "normal_below",
    "poisson_at_least",
    "poisson_at_most",
    "poisson_probability",
    "t95",
    "t_quantile",
]

_LARGE_VARIANCE = 1e9
"""Above this variance (a billion events) the normal distribution serves: its error is 1e-5."""
_NEGLIGIBLE = 1e-17
_EXACT_DF = 200
_SURE = 12
"""Decimals of a quantile that no computer's sine and cosine make otherwise."""
_LOG_2_PI = math.log(2 * math.pi)


def normal_below(z: float) -> float:
    """Share of a standard normal distribution below ``z``."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


@cache
def t95(df: int) -> float:
    """Two-sided 95 % quantile of Student's t, as ``TINV(0.05,df)``.

    Raises:
        ValueError: fewer than 1 degree of freedom.
    """
    return t_quantile(df, 0.95)


@cache
def t_quantile(df: int, within: float) -> float:
    """The t between whose negative and itself that share lies, as ``TINV(1-within,df)``.

    Raises:
        ValueError: fewer than 1 degree of freedom, or a share that is not between 0 and 0.99.
    """
    if df < 1 or not 0 < within <= 0.99:
        raise ValueError(f"no quantile of {within} with {df} degrees of freedom")
    if df > _EXACT_DF:
        return _t_expansion(df, within)
    low, high = 0.0, 64.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return round(middle, _SURE)
        low, high = (middle, high) if _t_within(middle, df) < within else (low, middle)


def _t_within(t: float, df: int) -> float:
    """Share of Student's t between ``-t`` and ``t`` (Abramowitz and Stegun 26.7.3, 26.7.4)."""
    angle = math.atan(t / math.sqrt(df))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = df % 2
    term = cosine if odd else 1.0
    total = term if df > 1 else 0.0
    for k in range(1 + odd, df - 2, 2):
        term *= cosine * cosine * k / (k + 1)
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def _t_expansion(df: int, within: float) -> float:
    """The quantile for many degrees of freedom (Abramowitz and Stegun 26.7.5)."""
    z = NormalDist().inv_cdf((1 + within) / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(term / df**i for i, term in enumerate(terms))


def _stirling_error(n: float) -> float:
    """log(n!) less Stirling's formula."""
    n = float(n)
    if n < 16:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - _LOG_2_PI / 2
    n2 = n * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / n2) / n2) / n2) / n2) / n


def _deviance(x: float, mean: float) -> float:
    """Distance x log(x / mean) + mean - x, without cancellation where the two are close."""
    if abs(x - mean) >= 0.1 * (x + mean):
        return x * math.log(x / mean) + mean - x
    v = (x - mean) / (x + mean)
    total, term, k = (x - mean) * v, 2 * x * v, 1
    while True:
        term *= v * v
        more = total + term / (2 * k + 1)
        if more == total:
            return total
        total, k = more, k + 1


def binomial_probability(k: int, n: int, p: float) -> float:
    """Chance of exactly ``k`` of ``n`` where each has the chance ``p``."""
    if not 0 <= k <= n:
        return 0.0
    if p <= 0 or p >= 1:
        return float(k == (0 if p <= 0 else n))
    if k == 0:
        return math.exp(n * math.log1p(-p))
    if k == n:
        return math.exp(n * math.log(p))
    log = _stirling_error(n) - _stirling_error(k) - _stirling_error(n - k)
    log -= _deviance(k, n * p) + _deviance(n - k, n * (1 - p))
    return math.exp(log + 0.5 * (math.log(n) - math.log(k) - math.log(n - k) - _LOG_2_PI))


def poisson_probability(k: int, mean: float) -> float:
    """Chance of exactly ``k`` events where ``mean`` are expected."""
    if k < 0:
        return 0.0
    if mean <= 0:
        return float(k == 0)
    if k == 0:
        return math.exp(-mean)
    log = -_stirling_error(k) - _deviance(k, mean)
    return math.exp(log - 0.5 * (_LOG_2_PI + math.log(k)))


def binomial_at_most(k: int, n: int, p: float) -> float:
    """Chance of ``k`` or fewer of ``n``, as ``BINOMDIST(k,n,p,TRUE)``."""
    if k < 0:
        return 0.0
    if k >= n or p <= 0:
        return 1.0
    if p >= 1:
        return 0.0
    variance = n * p * (1 - p)
    if variance > _LARGE_VARIANCE:
        return normal_below((k + 0.5 - n * p) / math.sqrt(variance))
    if k > n * p:
        return 1 - binomial_at_most(n - k - 1, n, 1 - p)
    odds = (1 - p) / p
    term = total = binomial_probability(k, n, p)
    while k > 0 and term > _NEGLIGIBLE * total:
        term *= k / (n - k + 1) * odds
        total += term
        k -= 1
    return total


def binomial_at_least(k: int, n: int, p: float) -> float:
    """Chance of ``k`` or more of ``n``, as ``BINOMDIST(n-k,n,1-p,TRUE)``."""
    return binomial_at_most(n - k, n, 1 - p)


def poisson_at_most(k: int, mean: float) -> float:
    """Chance of ``k`` or fewer events, as ``POISSON(k,mean,TRUE)``."""
    if k < 0:
        return 0.0
    if k > mean:
        return 1 - poisson_at_least(k + 1, mean)
    if mean > _LARGE_VARIANCE:
        return normal_below((k + 0.5 - mean) / math.sqrt(mean))
    term = total = poisson_probability(k, mean)
    while k > 0 and term > _NEGLIGIBLE * total:
        term *= k / mean
        total += term
        k -= 1
    return total


def poisson_at_least(k: int, mean: float) -> float:
    """Chance of ``k`` or more events, as ``1-POISSON(k-1,mean,TRUE)``."""
    if k <= 0:
        return 1.0
    if k <= mean:
        return 1 - poisson_at_most(k - 1, mean)
    if mean > _LARGE_VARIANCE:
        return normal_below((mean - k + 0.5) / math.sqrt(mean))
    term = total = poisson_probability(k, mean)
    while term > _NEGLIGIBLE * total:
        k += 1
        term *= mean / k
        total += term
    return total
