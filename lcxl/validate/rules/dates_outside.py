"""V30: a test of change, or a new phase, dated outside the collaborative."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.plan.dates import add_months, day_in_words, last_day, month_in_words
from lcxl.submissions.submission import TextRow
from lcxl.validate.rule import Case, Rule

INFO = RuleInfo(
    "V30",
    "A date outside the collaborative",
    "question",
    "Tests of change are marked on the charts by their dates. With a slip in the year (2062 for "
    "2026) they appear nowhere.",
    "Correct the date, such as 2026-03-12.",
)


def _check(case: Case) -> Iterator[Finding]:
    reported = case.plan.calendar.reported
    first, last = reported[0], last_day(add_months(reported[-1], 1))
    span = f"{month_in_words(first)} to {month_in_words(last)}"
    for row, name in _dated(case):
        value = row.values[name]
        what = f"'{str(row.values['label'])[:40]}'" if row.values.get("label") else "The row"
        if not isinstance(value, date):
            message = f"{what} has a date that cannot be read ({str(value)[:20]})."
        elif not first <= value <= last:
            message = f"{what} has the date {day_in_words(value)}, outside {span}."
        elif (
            name == "ended"
            and isinstance(row.values.get("started"), date)
            and (
                value < row.values["started"]  # type: ignore[operator]
            )
        ):
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


def _dated(case: Case) -> Iterator[tuple[TextRow, str]]:
    for rows, names in (
        (case.submission.changes, ("started", "ended")),
        (case.submission.phases, ("month",)),
    ):
        for row in rows:
            for name in names:
                if name in row.values:
                    yield row, name


RULE = Rule(INFO, _check)
