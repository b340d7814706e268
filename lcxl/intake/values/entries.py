"""What single cells of Data amount to: entries, points, and numbers shown as dates."""

from __future__ import annotations

from datetime import date

from lcxl.cells.numbers import number_in
from lcxl.intake.submission import DataPoint, Entry
from lcxl.metrics import is_not_applicable
from lcxl.periods import Period, month_of
from lcxl.plan.dates import month_in_words

__all__ = ["as_shown", "day_text", "hours_and_minutes", "is_plain", "point_of"]

OLDEST_DATE = 1990
"""A number shown as a day before this year got a date's format by a paste; nobody meant it."""


def is_plain(text: str, not_due: str) -> bool:
    """Nobody: a number, NA, or the workbook's own words."""
    if is_not_applicable(text) or text == not_due:
        return True
    return number_in(text, whole=False) is not None and len(text) < 9


def as_shown(day: date | None, value: float) -> tuple[str, bool]:
    """What a person sees of a number formatted as a date or time, and whether it was meant.

    Meant is 15-Apr typed for 15; not meant is a format that a paste brought along.
    """
    if 0 < value < 1:
        return hours_and_minutes(value), True
    if day is None:
        return f"{value:g}", False
    return day_text(day), day.year >= OLDEST_DATE


def hours_and_minutes(days: float) -> str:
    """A part of a day, or several of them, as hours: 0.5 is 12:00."""
    minutes = round(days * 1440)
    return f"{minutes // 60}:{minutes % 60:02d}"


def day_text(day: date) -> str:
    """A day as a finding names it."""
    return f"{day.day} {month_in_words(month_of(day))}"


def point_of(
    metric_id: str, period: Period, cells: dict[tuple[str, int | None], Entry | str]
) -> DataPoint:
    """The cells of one metric and report together; ``cells``: role and stratum -> what it holds."""

    def entry(role: str, stratum: int | None = None) -> Entry | None:
        found = cells.get((role, stratum))
        return found if isinstance(found, Entry) else None

    reason = cells.get(("reason", None), "")
    point = DataPoint(
        metric_id,
        period,
        entry("numerator"),
        entry("denominator"),
        reason if isinstance(reason, str) else "",
    )
    groups = sorted({stratum for _, stratum in cells if stratum is not None})
    if not groups:
        return point
    return point._replace(
        strata={s: (entry("numerator", s), entry("denominator", s)) for s in groups}
    )
