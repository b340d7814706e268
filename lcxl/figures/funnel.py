"""Which teams differ from all together by more than chance, in the last three months.

The rules stand in `lcxl.runchart.funnel`: exact tails, or, where the teams as a whole differ by
more than chance, the spread between them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lcxl.figures.change import change_kind
from lcxl.metrics import kind_of
from lcxl.plan import Metric
from lcxl.runchart.funnel import (
    FUNNEL_MIN_TEAMS,
    Z_TAIL,
    differs_even_so,
    funnel_limits,
    funnel_side,
    more_than_chance,
    overdispersion,
)

__all__ = ["CURVE", "Funnel", "FunnelPoint", "funnel_of"]

CURVE = 40
"""Points of a drawn limit."""
ROOM = 1.1
"""The limits are drawn from so much below the smallest team to so much above the largest."""


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One team: its numbers, its value, and 1 or -1 where it lies outside."""

    numerator: float
    size: float
    value: float
    side: int


@dataclass(frozen=True)
class Funnel:
    """All teams of one metric around what they come to together."""

    metric: Metric
    points: Mapping[str, FunnelPoint]
    """Team id -> point, in the order of the plan."""
    centre: float | None
    """Value of all teams together; None without a team."""
    phi: float = 0.0
    """How many times the teams differ more than chance explains."""
    tau: float = 0.0

    @property
    def is_judged(self) -> bool:
        """There are teams enough to say that one differs."""
        return len(self.points) >= FUNNEL_MIN_TEAMS

    @property
    def differ(self) -> bool:
        """The teams as a whole differ by more than chance."""
        return self.is_judged and more_than_chance(self.phi, len(self.points))

    @property
    def outside(self) -> dict[str, int]:
        """Team id -> 1 above, -1 below, of the teams that lie outside."""
        return {team: point.side for team, point in self.points.items() if point.side}

    def curve(self) -> list[tuple[float, float, float]]:
        """Size, lower and upper limit, from small to large teams; none without a verdict."""
        if not self.is_judged or self.centre is None:
            return []
        known = [point.size for point in self.points.values()]
        least, most = min(known) / ROOM, max(known) * ROOM
        steps = (least + (most - least) * (i / (CURVE - 1)) ** 2 for i in range(CURVE))
        sizes = sorted({float(max(1, round(step))) for step in steps})
        return [(size, *self._limits(size, self.centre)) for size in sizes]

    def _limits(self, size: float, centre: float) -> tuple[float, float]:
        kind = change_kind(self.metric)
        assert kind != "value"
        if not self.differ:
            return funnel_limits(centre, size, kind, self.metric.per)
        half = Z_TAIL * math.hypot(_error(self.metric, centre, size), self.tau)
        top = 1.0 if kind == "proportion" else math.inf
        return max(0.0, centre - half), min(top, centre + half)


def _error(metric: Metric, centre: float, size: float) -> float:
    """Standard error of a team of a size, in units of the plotted value."""
    if kind_of(metric).part_of_whole:
        return math.sqrt(max(0.0, centre * (1 - centre)) / size)
    return math.sqrt(centre / metric.per / size) * metric.per


def _can_be_outside(metric: Metric, centre: float, size: float) -> bool:
    """At least one event is expected, and of a proportion one without it."""
    expected = centre / metric.per * size
    return expected >= 1 and (not kind_of(metric).part_of_whole or size - expected >= 1)


def funnel_of(metric: Metric, numbers: Mapping[str, tuple[float, float]]) -> Funnel:
    """The funnel of a metric that divides.

    Args:
        metric: a proportion or a rate.
        numbers: team id -> numerator and denominator.
    """
    kind, per = change_kind(metric), metric.per
    numbers = {team: pair for team, pair in numbers.items() if pair[1] > 0}
    if kind == "value" or not numbers:
        return Funnel(metric, {}, None)
    size = math.fsum(pair[1] for pair in numbers.values())
    centre = math.fsum(pair[0] for pair in numbers.values()) / size * per
    values = {team: n / d * per for team, (n, d) in numbers.items()}
    errors = {team: _error(metric, centre, d) for team, (_, d) in numbers.items()}
    phi = tau = 0.0
    sides = dict.fromkeys(numbers, 0)
    if len(numbers) >= FUNNEL_MIN_TEAMS:
        phi, tau = overdispersion(list(values.values()), list(errors.values()), centre)
        for team, (numerator, denominator) in numbers.items():
            if more_than_chance(phi, len(numbers)):
                sides[team] = differs_even_so(values[team], errors[team], centre, tau)
            elif _can_be_outside(metric, centre, denominator):
                sides[team] = funnel_side(numerator, denominator, centre, kind, per)
    points = {
        team: FunnelPoint(n, d, values[team], sides[team]) for team, (n, d) in numbers.items()
    }
    return Funnel(metric, points, centre, phi, tau)
