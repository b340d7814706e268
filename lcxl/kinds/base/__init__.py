"""What every kind of metric has: its input columns, its arithmetic, and the same as a formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from lcxl.runchart.interval import Pools

__all__ = ["Input", "Kind", "Pools", "Role", "typed_formula", "typed_value"]

Role = Literal["numerator", "denominator"]
"""The two numbers a month can have.  A count or a measured value is held as the numerator;
how many a value was measured on, as the denominator."""


class Input(NamedTuple):
    """One number a team types."""

    role: Role
    whole: bool
    """Only whole numbers make sense."""
    required: bool = True


class Kind(NamedTuple):
    """One kind of metric.

    ``value(numerator, denominator, per)`` is the plotted value, None when the denominator
    is 0; ``formula(numerator, denominator, per)`` is the same for cell references.
    """

    id: str
    inputs: tuple[Input, ...]
    value: Callable[[float, float | None, int], float | None]
    formula: Callable[[str, str, int], str]
    pools: Pools
    """Whose interval, chart and funnel it has."""
    in_percent: bool = False
    """Values are shown as percentages, changes in percentage points."""
    decimals: int = 0
    """Decimal places that are shown where the host names none."""
    counts_per: bool = False
    """The plotted value is counted per so many of the denominator."""
    may_be_negative: bool = False
    """Values below zero make sense."""
    adds_up: bool = True
    """The numbers of several periods can be added."""
    logs_events: bool = False
    """Teams may log single events instead, if they are rare."""
    charts: frozenset[str] = frozenset()
    """Control charts of its own, besides the run chart and xmr."""
    scorings: frozenset[str] = frozenset()
    """Finer words that go with it."""

    @property
    def part_of_whole(self) -> bool:
        """The numerator is a part of the denominator and cannot exceed it."""
        return self.pools == "proportion"

    @property
    def divides(self) -> bool:
        """The plotted value is numerator / denominator, so that pooled values can be made."""
        return self.pools != "value"

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles of the input columns, in their order on the sheet."""
        return tuple(i.role for i in self.inputs)

    @property
    def is_counted(self) -> bool:
        """All that is typed are whole numbers."""
        return all(i.whole for i in self.inputs)


def typed_value(numerator: float, denominator: float | None, per: int) -> float | None:
    """The value of a kind whose number is plotted as it is typed."""
    return numerator


def typed_formula(numerator: str, denominator: str, per: int) -> str:
    """`typed_value` as a formula."""
    return numerator
