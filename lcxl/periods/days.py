"""Days and months: the arithmetic that every frequency is made of, and nothing else may do.

A month is named by its first day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

__all__ = [
    "EARLIEST",
    "LATEST",
    "SATURDAY",
    "add_days",
    "add_months",
    "day_of_serial",
    "last_day",
    "month_id",
    "month_number",
    "month_of",
    "months_between",
    "nth_weekday",
    "parse_day",
    "parse_month",
    "serial",
    "week_of",
    "year_of",
    "years_between",
]

SATURDAY = 5
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""Of days that people give: others are slips, and no calendar is counted from them."""
WEEK = 7
DAYS_OF_A_YEAR = 365.25
_SERIAL_0 = date(1899, 12, 30)


def add_days(day: date, count: int) -> date:
    """The day ``count`` days later (earlier, if negative)."""
    return day + timedelta(days=count)


def month_of(day: date) -> date:
    """The month a day lies in."""
    return day.replace(day=1)


def year_of(day: date) -> date:
    """The January of the year a day lies in."""
    return day.replace(month=1, day=1)


def week_of(day: date) -> date:
    """The Monday of the week (ISO 8601) a day lies in."""
    return add_days(day, -day.weekday())


def add_months(month: date, count: int) -> date:
    """The month ``count`` months later (earlier, if negative)."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def months_between(first: date, second: date) -> int:
    """How many months ``second`` lies after ``first``."""
    return (second.year - first.year) * 12 + second.month - first.month


def years_between(first: date, second: date) -> int:
    """How many years ``second`` lies after ``first``, to the nearest."""
    return round((second - first).days / DAYS_OF_A_YEAR)


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def nth_weekday(month: date, number: int, weekday: int) -> date:
    """The ``number``-th of a weekday (0 is Monday) in a month; the last where it has fewer."""
    day = add_days(month, (weekday - month.weekday()) % WEEK)
    weeks = min(number - 1, (last_day(month) - day).days // WEEK)
    return add_days(day, WEEK * weeks)


def month_number(day: date) -> int:
    """The month of the year that a day lies in, 1 to 12."""
    return day.month


def day_of_serial(number: int) -> date:
    """The day that a spreadsheet stores as a number (`serial`)."""
    return add_days(_SERIAL_0, number)


def serial(day: date) -> int:
    """The number a spreadsheet stores for a day."""
    return (day - _SERIAL_0).days


@lru_cache(maxsize=1_000)
def month_id(month: date) -> str:
    """2026-03, as data files write it."""
    return f"{month.year:04d}-{month.month:02d}"


def parse_month(text: str) -> date:
    """The month written 2026-03 or 2026-03-01.

    Raises:
        ValueError: the text is neither.
    """
    return month_of(parse_day(text)[0])


def parse_day(text: str) -> tuple[date, bool]:
    """The day written 2026-03-02, or the first of the month 2026-03, and whether it was a month.

    Raises:
        ValueError: the text is neither.
    """
    text = text.strip()
    year, _, rest = text.partition("-")
    number = rest.partition("-")[0]
    if len(year) != 4 or not (year + number).isascii() or not (year + number).isdecimal():
        raise ValueError(f"{text!r} is not a month; write it as 2026-03")
    if "-" in rest:
        return date.fromisoformat(text), False
    return date(int(year), int(number), 1), True
