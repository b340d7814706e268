"""Days and months in the words of sentences, and what the plan calls weekdays."""

from __future__ import annotations

from datetime import date

from lcxl import words

__all__ = ["FIRST_REPORT_DAYS", "WEEKDAYS", "day_in_words", "month_in_words"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST_REPORT_DAYS = 14
"""A month that ends sooner after the kickoff is reported together with the next one."""


def month_in_words(month: date) -> str:
    """March 2026."""
    return words.month(month)


def day_in_words(day: date) -> str:
    """Friday 10 April 2026."""
    return words.day(day)
