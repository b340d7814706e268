"""How many signals chance alone would give.

A run chart of a process that does not change at all still shows a signal now and then, and
more often the longer it is; more often still when the median is frozen, because the median
of twelve points is itself a matter of chance.  `RATES` holds the share of random series
with a signal, by simulation: independent standard normal values, the median of the whole
series or of its first twelve points, a signal when there is a shift, a run too long, too few
crossings, or too few or too many runs.  ``python -m lcxl.runchart.chance`` computes it again.

The same share is far larger with the trend rule, which alone marks one random series of 24
in four (Anhøj 2014); that is why trends are remarks here and no signals.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from random import Random

from lcxl.runchart.results import RunChart
from lcxl.runchart.rules import analyse

__all__ = ["RATES", "expected_signals", "has_signal", "signal_rate", "simulate"]

LENGTHS = (10, 12, 14, 16, 18, 20, 22, 24, 27, 30, 33, 36, 42, 48, 54, 60)
SERIES = 20_000
SHIFTS = (5, 6, 7, 8, 9)
FROZEN = 12

# BEGIN TABLE
RATES: dict[tuple[int, bool], tuple[float, ...]] = {
    (5, False): (
        0.049,
        0.106,
        0.148,
        0.202,
        0.260,
        0.316,
        0.366,
        0.397,
        0.436,
        0.520,
        0.560,
        0.607,
        0.686,
        0.744,
        0.801,
        0.848,
    ),
    (6, False): (
        0.016,
        0.025,
        0.044,
        0.065,
        0.096,
        0.129,
        0.161,
        0.177,
        0.200,
        0.252,
        0.282,
        0.317,
        0.387,
        0.443,
        0.505,
        0.559,
    ),
    (7, False): (
        0.016,
        0.025,
        0.027,
        0.025,
        0.036,
        0.058,
        0.075,
        0.083,
        0.085,
        0.117,
        0.135,
        0.159,
        0.195,
        0.229,
        0.272,
        0.306,
    ),
    (8, False): (
        0.016,
        0.025,
        0.027,
        0.018,
        0.023,
        0.039,
        0.052,
        0.052,
        0.042,
        0.065,
        0.074,
        0.085,
        0.104,
        0.121,
        0.146,
        0.167,
    ),
    (9, False): (
        0.016,
        0.025,
        0.027,
        0.018,
        0.023,
        0.039,
        0.052,
        0.044,
        0.029,
        0.046,
        0.053,
        0.056,
        0.063,
        0.073,
        0.093,
        0.098,
    ),
    (5, True): (
        0.049,
        0.106,
        0.141,
        0.224,
        0.317,
        0.393,
        0.453,
        0.497,
        0.574,
        0.632,
        0.685,
        0.724,
        0.797,
        0.840,
        0.878,
        0.912,
    ),
    (6, True): (
        0.016,
        0.025,
        0.041,
        0.080,
        0.148,
        0.202,
        0.250,
        0.281,
        0.345,
        0.392,
        0.437,
        0.480,
        0.560,
        0.614,
        0.672,
        0.719,
    ),
    (7, True): (
        0.016,
        0.025,
        0.027,
        0.035,
        0.075,
        0.117,
        0.156,
        0.175,
        0.218,
        0.247,
        0.278,
        0.317,
        0.376,
        0.421,
        0.477,
        0.519,
    ),
    (8, True): (
        0.016,
        0.025,
        0.027,
        0.020,
        0.045,
        0.079,
        0.108,
        0.116,
        0.148,
        0.164,
        0.187,
        0.216,
        0.256,
        0.291,
        0.337,
        0.372,
    ),
    (9, True): (
        0.016,
        0.025,
        0.027,
        0.020,
        0.045,
        0.079,
        0.108,
        0.088,
        0.111,
        0.117,
        0.130,
        0.157,
        0.184,
        0.214,
        0.249,
        0.270,
    ),
}
"""(points that make a shift, frozen median) -> share for each of `LENGTHS`."""
# END TABLE


def has_signal(chart: RunChart) -> bool:
    """A signal in the current phase: shift, longest run, crossings or number of runs.

    Below ten useful points only a shift counts, as the other rules are not judged.
    """
    now = chart.current
    return now.shift or now.signal_anhoej or now.signal_runs


def signal_rate(n_useful: int, shift: int, frozen: bool = False) -> float:
    """Share of random series of that length with a signal; between lengths, a straight line.

    ``frozen``: the median is that of the first points and the series goes on beyond them.
    """
    rates = RATES[shift, frozen]
    if n_useful <= LENGTHS[0]:
        return rates[0] if n_useful == LENGTHS[0] else 0.0
    if n_useful >= LENGTHS[-1]:
        return rates[-1]
    i = bisect_right(LENGTHS, n_useful) - 1
    part = (n_useful - LENGTHS[i]) / (LENGTHS[i + 1] - LENGTHS[i])
    return rates[i] + part * (rates[i + 1] - rates[i])


def expected_signals(charts: Iterable[RunChart], shift: int) -> float:
    """How many of these charts would signal by chance alone, in their current phases."""
    total = 0.0
    for chart in charts:
        now = chart.current
        in_median = sum(chart.trace.in_median[now.first : now.last + 1])
        total += signal_rate(now.n_useful, shift, now.n_observed > in_median)
    return total


def simulate(length: int, frozen: bool, series: int = SERIES, seed: int = 1) -> dict[int, float]:
    """Share of random series of ``length`` with a signal, for each shift rule."""
    rng = Random(f"{seed} {length}")  # noqa: S311 - a simulation, no secret
    found = dict.fromkeys(SHIFTS, 0)
    baseline = FROZEN if frozen else None
    for _ in range(series):
        now = analyse([rng.gauss(0, 1) for _ in range(length)], baseline, trend=None).current
        other = now.signal_anhoej or now.signal_runs
        for shift in SHIFTS:
            found[shift] += other or now.longest_run >= shift
    return {shift: count / series for shift, count in found.items()}


if __name__ == "__main__":
    for frozen in (False, True):
        table = {n: simulate(n, frozen) for n in LENGTHS}
        for shift in SHIFTS:
            shares = ", ".join(f"{table[n][shift]:.3f}" for n in LENGTHS)
            print(f"    ({shift}, {frozen}): ({shares}),")
