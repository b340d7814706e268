"""Months and days, in plain English and without a clock.

A month is the date of its first day everywhere in lcxl.
"""

from __future__ import annotations

from datetime import date

from lcxl import words
from lcxl.periods.days import (
    SATURDAY,
    add_months,
    last_day,
    month_id,
    month_of,
    months_between,
    parse_month,
    serial,
)

__all__ = [
    "FIRST_REPORT_DAYS",
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

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST_REPORT_DAYS = 14
"""A month that ends sooner after the kickoff is reported together with the next one."""


def month_in_words(month: date) -> str:
    """March 2026."""
    return words.month(month)


def day_in_words(day: date) -> str:
    """Friday 10 April 2026."""
    return words.day(day)
