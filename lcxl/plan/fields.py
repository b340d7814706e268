"""Types of the plan's fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self, dataclass_transform

from lcxl.periods import EARLIEST, LATEST, month_of, parse_month
from lcxl.templates import ids_of

__all__ = [
    "Before",
    "Day",
    "FileSafeId",
    "Filled",
    "Limits",
    "Line",
    "MetricId",
    "Model",
    "Month",
    "OneOf",
    "Short",
    "Title",
    "Version",
    "Weekday",
    "one_line",
]


Schema = Any
"""One of pydantic's own, which are tables of many types."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Model:
    """A part of the plan: made of named values, equal by them, and never changed.

    Each kind of part is a dataclass.  Its methods stand here once, because writing and
    compiling them for each kind would take longer than anything else a command starts with.
    Nothing is checked here: `lcxl.plan.parts` makes parts of the plan from raw values.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {
        "allow_inf_nan": False,
        "extra": "forbid",
        "str_strip_whitespace": True,
    }
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def __init_subclass__(cls) -> None:
        dataclass(init=False, repr=False, eq=False, match_args=False, kw_only=True)(cls)

    def __init__(self, **values: object) -> None:
        fields = self.__dataclass_fields__
        unknown = [name for name in values if name not in fields]
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(unknown)}")
        for name, known in fields.items():
            value = values.get(name, known.default)
            if value is MISSING:
                raise TypeError(f"{type(self).__name__} needs a {name}")
            self.__dict__[name] = value

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(self) is not type(other):
            return NotImplemented
        # Asked for each place of a metric among others: mostly the first field tells.
        here, there = self.__dict__, other.__dict__
        return all(here[name] == there[name] for name in self.__dataclass_fields__)

    def __hash__(self) -> int:
        return hash(tuple(self.values().values()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.values().items())
        return f"{type(self).__name__}({values})"

    def __getstate__(self) -> dict[str, object]:
        """What was computed from the fields is left behind."""
        return self.values()

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Self:
        """The part that has these values, by the names of its fields."""
        return cls(**values)

    def values(self) -> dict[str, object]:
        """Field -> value, of every field."""
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}

    def unusual_values(self) -> dict[str, object]:
        """Field -> value, where it is not what the field has when nothing is said."""
        fields = self.__dataclass_fields__
        return {
            name: value for name, value in self.values().items() if value != fields[name].default
        }


class Limits:
    """What a field's value keeps to, in the words of pydantic's schemas."""

    def __init__(self, **limits: float | str | date) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], Schema]
    ) -> Schema:
        return handler(source) | self.limits


class Before:
    """What is done to a raw value before its type is asked for."""

    def __init__(self, function: Callable[[object], object]) -> None:
        self.function = function

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], Schema]
    ) -> Schema:
        from pydantic_core.core_schema import no_info_before_validator_function

        return no_info_before_validator_function(self.function, handler(source))


class OneOf:
    """One of the words of a list of templates_src."""

    def __init__(self, list_id: str) -> None:
        self.list_id = list_id

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], Schema]
    ) -> Schema:
        from pydantic_core.core_schema import literal_schema

        return literal_schema(list(ids_of(self.list_id)))


def _month(value: object) -> object:
    if isinstance(value, str):
        return parse_month(value)
    return month_of(value) if isinstance(value, date) else value


_BREAK = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")


def one_line(value: object) -> object:
    """Line breaks and the like are spaces in what stands in titles, lists and calendars."""
    return _BREAK.sub(" ", value) if isinstance(value, str) else value


def _version(value: object) -> object:
    """1 typed into a cell means version 1.0."""
    text = f"{value:g}" if isinstance(value, int | float) else value
    return f"{text}.0" if isinstance(text, str) and text.isdecimal() else text


FileSafeId = Annotated[str, Limits(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=24)]
"""An id that is also a file name on every system."""
MetricId = Annotated[str, Limits(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=12)]
"""An id that may stand in a defined name of a workbook."""
Day = Annotated[date, Limits(ge=EARLIEST, le=LATEST)]
"""A day from which others are counted."""
Month = Annotated[date, Before(_month)]
"""The first day of a month; text such as "2026-03" is understood."""
Version = Annotated[str, Before(_version)]
Filled = Annotated[str, Limits(min_length=1)]
"""A text that may not be empty."""
Short = Annotated[str, Limits(min_length=1, max_length=80), Before(one_line)]
"""A text of one line that may not be empty and fits a cell."""
Line = Annotated[str, Limits(min_length=1), Before(one_line)]
"""A text of one line, however long, that may not be empty."""
Title = Annotated[str, Limits(min_length=1, max_length=100), Before(one_line)]
"""A text of one line that stands above every sheet and below every printed page."""
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
