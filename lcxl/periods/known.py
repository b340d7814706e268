"""The frequencies there are: one in each file of this package that has one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from lcxl.periods.frequency import Frequency

__all__ = ["frequencies", "frequency_of", "of_schedule"]


@cache
def frequencies() -> Mapping[str, Frequency]:
    """Id -> frequency, those with the most periods in a year first."""
    package = import_module("lcxl.periods")
    modules = (import_module(f"lcxl.periods.{m.name}") for m in iter_modules(package.__path__))
    found = [m.FREQUENCY for m in modules if hasattr(m, "FREQUENCY")]
    found.sort(key=lambda f: (-f.per_year, f.id))
    return MappingProxyType({f.id: f for f in found})


def frequency_of(frequency: str) -> Frequency:
    """The frequency with that id; KeyError when there is none."""
    return frequencies()[frequency]


@cache
def of_schedule(schedule: str) -> Frequency:
    """The frequency of a plan's word, such as "weekly".

    Months for every other word: named periods are months too.
    """
    return next(
        (f for f in frequencies().values() if f.schedule == schedule), frequencies()["month"]
    )
