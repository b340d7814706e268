"""V21: the story of the month is blank, or the same as the month before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.submission import TextRow
from lcxl.plan.dates import add_months, month_id, month_in_words
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V21", "note")
SCORE = "score"
SILENT = 3
"""A team that has never written anything is mentioned after so many months."""


def _check(case: Case) -> Iterator[Finding]:
    plan, submission = case.plan, case.submission
    if not submission.months or submission.months[-1] < plan.calendar.start:
        return
    story = case.stories
    month = submission.months[-1]
    before = add_months(month, -1)
    words = _words(story.get(month))
    row = story.get(month)
    if not words:
        written = [m for m, other in story.items() if m < month and _words(other)]
        reported = [m for m in submission.months if plan.calendar.start <= m < month]
        # A workbook that nobody has saved yet, such as a pre-filled one, is no report.
        if written or (submission.saved_on is not None and len(reported) >= SILENT):
            yield _finding(
                row,
                month,
                f"Story, {month_in_words(month)}, is blank."
                + ("" if written else " Nothing has been written so far."),
            )
    elif words == _words(story.get(before)):
        yield _finding(
            row, month, f"Story, {month_in_words(month)}, repeats {month_in_words(before)}."
        )


def _words(row: TextRow | None) -> dict[str, object]:
    if row is None:
        return {}
    return {name: value for name, value in row.values.items() if name != SCORE}


def _finding(row: TextRow | None, month: date, message: str) -> Finding:
    name = next(iter(row.columns), "") if row else ""
    return Finding(
        INFO.code,
        INFO.severity,
        message,
        "Two fresh lines on what was tried, what was learned and what is in the way will do.",
        sheet=row.sheet if row else None,
        cell=row.cell(name) if row and name else None,
        month=month_id(month),
    )


RULE = Rule(INFO, _check)
