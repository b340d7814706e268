"""Types of the plan's fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from lcxl.plan.dates import month_of, parse_month

__all__ = ["FileSafeId", "MetricId", "Model", "Month", "Short", "Version", "Weekday"]


class Model(BaseModel):
    """A part of the plan: never changed once it is made, and without unknown fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; what was computed from the old ones is left behind."""
        copy = super().model_copy(update=update, deep=deep)
        for name in set(copy.__dict__) - set(type(self).model_fields):
            del copy.__dict__[name]
        return copy


def _month(value: object) -> object:
    if isinstance(value, str):
        return parse_month(value)
    return month_of(value) if isinstance(value, date) else value


def _version(value: object) -> object:
    """1 typed into a cell means version 1.0."""
    text = f"{value:g}" if isinstance(value, int | float) else value
    return f"{text}.0" if isinstance(text, str) and text.isdecimal() else text


FileSafeId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=24)
]
"""An id that is also a file name on every system."""
MetricId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=12)]
"""An id that may stand in a defined name of a workbook."""
Month = Annotated[date, BeforeValidator(_month)]
"""The first day of a month; text such as "2026-03" is understood."""
Version = Annotated[str, BeforeValidator(_version)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""A text that may not be empty and fits a cell."""
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
