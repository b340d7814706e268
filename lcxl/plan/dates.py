"""Months and days, in plain English and without a clock.

A month is the date of its first day everywhere in lcxl.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

__all__ = [
    "FIRST_REPORT_DAYS",
    "MONTHS",
    "SATURDAY",
    "WEEKDAYS",
    "add_months",
    "day_in_words",
    "last_day",
    "month_id",
    "month_in_words",
    "month_of",
    "months_between",
    "parse_month",
    "serial",
]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SATURDAY = 5
FIRST_REPORT_DAYS = 14
"""A month that ends sooner after the kickoff is reported together with the next one."""


def month_of(day: date) -> date:
    """The month a day lies in."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The month ``count`` months later (earlier, if negative)."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def months_between(first: date, second: date) -> int:
    """How many months ``second`` lies after ``first``."""
    return (second.year - first.year) * 12 + second.month - first.month


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def serial(day: date) -> int:
    """The number a spreadsheet stores for a day."""
    return (day - date(1899, 12, 30)).days


@lru_cache(maxsize=1_000)
def month_id(month: date) -> str:
    """2026-03, as data files write it."""
    return f"{month.year:04d}-{month.month:02d}"


def month_in_words(month: date) -> str:
    """March 2026."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def day_in_words(day: date) -> str:
    """Friday 10 April 2026."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {month_in_words(day)}"


def parse_month(text: str) -> date:
    """The month written 2026-03 or 2026-03-01.

    Raises:
        ValueError: the text is neither.
    """
    text = text.strip()
    year, _, rest = text.partition("-")
    number = rest.partition("-")[0]
    if len(year) != 4 or not (year + number).isascii() or not (year + number).isdecimal():
        raise ValueError(f"{text!r} is not a month; write it as 2026-03")
    if "-" in rest:
        return month_of(date.fromisoformat(text))
    return date(int(year), int(number), 1)
