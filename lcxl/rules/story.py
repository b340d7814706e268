"""V21: the story of the month is blank, or the same as the month before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.submission import TextRow
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V21", "note")
SCORE = "score"
SILENT = 3
"""A team that has never written anything is mentioned after so many months."""


def _check(case: Case) -> Iterator[Finding]:
    plan, submission = case.plan, case.submission
    months = [p for p in submission.periods if p.frequency == "month"]
    if not months or plan.calendar.is_baseline(months[-1]):
        return
    story = case.stories
    month = months[-1]
    before = month.previous
    words = _words(story.get(month))
    row = story.get(month)
    if not words:
        written = [m for m, other in story.items() if m < month and _words(other)]
        reported = [m for m in months if not plan.calendar.is_baseline(m) and m < month]
        # A workbook that nobody has saved yet, such as a pre-filled one, is no report.
        if written or (submission.saved_on is not None and len(reported) >= SILENT):
            text = "blank" if written else "never_written"
            yield _finding(row, month, text, {"month": month})
    elif words == _words(story.get(before)):
        places = {"month": month, "before": before}
        yield _finding(row, month, "repeats", places)


def _words(row: TextRow | None) -> dict[str, object]:
    if row is None:
        return {}
    return {name: value for name, value in row.values.items() if name != SCORE}


def _finding(
    row: TextRow | None, month: Period, text: str, places: Mapping[str, object]
) -> Finding:
    name = next(iter(row.columns), "") if row else ""
    return Finding(
        INFO.code,
        INFO.severity,
        text,
        places,
        sheet=row.sheet if row else None,
        cell=row.cell(name) if row and name else None,
        period=month,
    )


RULE = Rule(INFO, _check)
