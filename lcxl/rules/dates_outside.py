"""V30: a test of change, or a new phase, dated outside the collaborative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.submission import TextRow
from lcxl.plan import Collaborative
from lcxl.plan.dates import add_months, day_in_words, last_day, month_in_words
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V30", "question")


DATES = {"changes": ("started", "ended"), "phases": ("month",)}
"""Block of the sheet Changes -> its fields that hold a date."""


def _check(case: Case) -> Iterator[Finding]:
    first, last = span_of(case.plan)
    span = f"{month_in_words(first)} to {month_in_words(last)}"
    for row, name in _dated(case):
        value = row.values[name]
        what = f"'{str(row.values['label'])[:40]}'" if row.values.get("label") else "The row"
        doubt = doubt_about(row.values, name, first, last)
        if doubt == "unreadable":
            message = f"{what} has a date that cannot be read ({str(value)[:20]})."
        elif doubt == "outside":
            assert isinstance(value, date)
            message = f"{what} has the date {day_in_words(value)}, outside {span}."
        elif doubt == "reversed":
            assert isinstance(value, date)
            message = f"{what} ends on {day_in_words(value)}, before it starts."
        else:
            continue
        yield Finding(
            INFO.code,
            INFO.severity,
            message,
            "Please correct the date; the year is the usual slip.",
            sheet=row.sheet,
            cell=row.cell(name),
        )


def span_of(plan: Collaborative) -> tuple[date, date]:
    """The first and the last day that a date of the collaborative may have."""
    reported = plan.calendar.reported
    return reported[0], last_day(add_months(reported[-1], 1))


def doubt_about(
    row: Mapping[str, object], name: str, first: date, last: date
) -> Literal["", "unreadable", "outside", "reversed"]:
    """What is wrong with a date of a row, if anything is typed there."""
    value, started = row.get(name), row.get("started")
    if value in (None, ""):
        return ""
    if not isinstance(value, date):
        return "unreadable"
    if not first <= value <= last:
        return "outside"
    is_reversed = name == "ended" and isinstance(started, date) and value < started
    return "reversed" if is_reversed else ""


def _dated(case: Case) -> Iterator[tuple[TextRow, str]]:
    for rows, block in ((case.submission.changes, "changes"), (case.submission.phases, "phases")):
        for row in rows:
            for name in DATES[block]:
                if name in row.values:
                    yield row, name


RULE = Rule(INFO, _check)
