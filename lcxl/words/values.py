"""Values as people read them: numbers, percentages, days, months and lists.

Nothing else formats these for people.  How a language writes them stands in
``templates_src/languages/<code>/locale.toml``; for cells there are number formats.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Protocol, runtime_checkable

from lcxl.words.current import PSEUDO_LANGUAGE, SOURCE_LANGUAGE, language
from lcxl.words.locales import locale
from lcxl.words.speaking import in_language

__all__ = [
    "Choices",
    "Worded",
    "as_json",
    "cell_format",
    "date_in_words",
    "day",
    "day_short",
    "in_words",
    "is_draft",
    "joined",
    "listing",
    "month",
    "month_narrow",
    "month_short",
    "number",
    "percent",
    "percent_format",
    "quoted",
    "rounded",
]


MOST_PLACES = 4
"""Of a percentage: a share that needs more to be told from all or none is not told."""


@runtime_checkable
class Worded(Protocol):
    """A value that knows how it is read, in the current language, and how it is kept in data."""

    def in_words(self) -> str:
        """As people read it."""
        ...

    def as_json(self) -> object:
        """As data keep it, in no language."""
        ...


def is_draft() -> bool:
    """Nobody who speaks the current language has read its translation through yet."""
    if language() in (SOURCE_LANGUAGE, PSEUDO_LANGUAGE):
        return False
    return not (locale().reviewed_by and locale().reviewed_on)


def cell_format(name: str) -> str:
    """The number format of cells with months (month, month_short) or days (day, weekday)."""
    return locale().cells.get(name) or _english_cells()[name]


@cache
def _english_cells() -> Mapping[str, str]:
    """What cells look like where a language has no habit of its own."""
    with in_language(SOURCE_LANGUAGE):
        return locale().cells


def percent_format(decimals: int = 0) -> str:
    """The number format of cells with a share, shown as a percentage with so many decimals."""
    return locale().cells["percent"].replace("{n}", "0" + "." * bool(decimals) + "0" * decimals)


def number(value: float, decimals: int | None = None, grouped: bool = False) -> str:
    """A number: 4.2, or with so many decimals, thousands told apart if ``grouped``."""
    if decimals is None:
        text = f"{value:,.15g}" if isinstance(value, float) else f"{value:,}"
    else:
        text = f"{rounded(value, decimals):,.{decimals}f}"
    whole, point, fraction = text.partition(".")
    habits = locale()
    whole = whole.replace(",", habits.thousands if grouped else "")
    return whole + (habits.decimal + fraction if point else "")


def rounded(value: float, decimals: int) -> float:
    """The number that is shown with so many decimals: as spreadsheet programs round.

    Of 15 digits, halves away from zero, never minus nothing; Python makes 26.2 of 26.25.
    """
    scaled = math.floor(float(f"{abs(value) * 10**decimals:.15g}") + 0.5)
    return math.copysign(scaled / 10**decimals, value) if scaled else 0.0


def percent(share: float, decimals: int = 0) -> str:
    """A share as a percentage: 57% of 0.57; all and none are said of all and none alone."""
    while 0 < share < 1 and rounded(100 * share, decimals) in (0, 100) and decimals < MOST_PLACES:
        decimals += 1
    return locale().percent.replace("{n}", number(100 * share, decimals))


def _dated(shape: str, day: date) -> str:
    habits = locale()
    return shape.format(
        weekday=habits.weekdays[day.weekday()],
        day=habits.first_day if day.day == 1 else day.day,
        month=habits.months[day.month - 1],
        month_short=habits.months_short[day.month - 1],
        year=day.year,
        year2=f"{day:%y}",
    )


def month(day: date) -> str:
    """The month of a day: March 2026."""
    return _dated(locale().month, day)


def month_narrow(day: date) -> str:
    """The month of a day where there is little room: Mar 26."""
    return _dated(locale().month_narrow, day)


def month_short(day: date) -> str:
    """The month of a day: Mar 2026."""
    return _dated(locale().month_short, day)


def day(day: date) -> str:
    """A day: Friday 10 April 2026."""
    return _dated(locale().day, day)


def date_in_words(day: date, short: bool = False) -> str:
    """A day without its weekday: 10 April 2026, or 10 Apr 2026."""
    return _dated(locale().date_short if short else locale().date, day)


def day_short(day: date) -> str:
    """A day without its year: 10 Apr."""
    return _dated(locale().day_short, day)


def listing(values: Iterable[object]) -> str:
    """Several things: a, b and c."""
    words = [in_words(value) for value in values]
    if len(words) < 2:
        return "".join(words)
    return locale().list_between.join(words[:-1]) + locale().list_last + words[-1]


class Choices(tuple[object, ...]):
    """What `joined` joins, written when it is shown, such as what there is to choose from."""

    __slots__ = ()

    def in_words(self) -> str:
        """As `joined`."""
        return joined(self)

    def as_json(self) -> object:
        """As a list."""
        return [as_json(value) for value in self]


def joined(values: Iterable[object]) -> str:
    """Several things one after the other: a, b, c."""
    return locale().list_between.join(in_words(value) for value in values)


def quoted(text: str) -> str:
    """What somebody typed, in the language's quotation marks."""
    return f"{locale().quote_open}{text}{locale().quote_close}"


def in_words(value: object) -> str:
    """A value as a sentence shows it.

    Texts as they are, numbers with the language's decimal sign, a date as a day, `Worded`
    things as they say, and several of these as a list.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Worded):
        return value.in_words()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple):
        return listing(value)
    return str(value)


def as_json(value: object) -> object:
    """A value as JSON keeps it, in no language: a date as 2026-04-10."""
    if isinstance(value, Worded):
        return value.as_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value
