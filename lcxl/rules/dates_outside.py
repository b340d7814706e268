"""V30: a test of change, or a new phase, dated outside the collaborative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.submission import TextRow
from lcxl.periods import Period, add_months, last_day, month_period
from lcxl.plan import Collaborative
from lcxl.rules.base.rule import MAX_TYPED, Case, Rule
from lcxl.words import Text

INFO = RuleInfo("V30", "question")


MAX_LABEL = 40
"""Characters of a row's own words that a sentence repeats."""
DATES = {"changes": ("started", "ended"), "phases": ("month",)}
"""Block of the sheet Changes -> its fields that hold a date."""


def _check(case: Case) -> Iterator[Finding]:
    first, last = span_of(case.plan)
    span = {"first": Period(first), "last": month_period(last)}
    for row, name in _dated(case):
        value = row.values[name]
        doubt = doubt_about(row.values, name, first, last)
        if not doubt:
            continue
        places: dict[str, object] = {"what": Text("rules.the_row")}
        if row.values.get("label"):
            label = str(row.values["label"])[:MAX_LABEL]
            places = {"what": Text("rules.the_labelled", label=label)}
        if doubt == "unreadable":
            places |= {"typed": str(value)[:MAX_TYPED]}
        else:
            places |= {"day": value}
        if doubt == "outside":
            places |= span
        yield Finding(
            INFO.code,
            INFO.severity,
            doubt,
            places,
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
