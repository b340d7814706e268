"""What every metric kind has: its input columns, its arithmetic, and the same as a formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

__all__ = ["Input", "Kind", "Role"]

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
    ``part_of_whole``: the numerator is a part of the denominator and cannot exceed it.
    ``may_be_negative``: values below zero make sense.
    """

    id: str
    inputs: tuple[Input, ...]
    value: Callable[[float, float | None, int], float | None]
    formula: Callable[[str, str, int], str]
    part_of_whole: bool = False
    may_be_negative: bool = False
    divides: bool = False
    """The plotted value is numerator / denominator, so that pooled values can be made."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles of the input columns, in their order on the sheet."""
        return tuple(i.role for i in self.inputs)
