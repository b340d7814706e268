"""V10: a whole month, or the whole file, is the same as before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from lcxl.findings import Finding, RuleInfo
from lcxl.intake import Submission
from lcxl.plan.dates import day_in_words, month_id, month_in_words
from lcxl.rules.base.rule import Case, Judged, Rule

INFO = RuleInfo("V10", "question")
DAYS_APART = 15
"""Two savings of the same numbers so many days apart are not one report sent twice."""


def _check(case: Case) -> Iterator[Finding]:
    same: defaultdict[date, list[bool]] = defaultdict(list)
    place: dict[date, Judged] = {}
    for pair, before in case.steps:
        same[pair.month].append(bool(before) and before[-1].numbers == pair.numbers)
        place.setdefault(pair.month, pair)
    for month, repeated in sorted(same.items()):
        if len(repeated) > 1 and all(repeated):
            first = place[month]
            entry = first.entries[0]
            yield Finding(
                INFO.code,
                INFO.severity,
                f"{month_in_words(month)}: all {len(repeated)} metrics are as in the period "
                "before. Was last month's file sent again?",
                f"Please send the numbers of {month_in_words(month)}. If they are right, say so "
                "under Reason.",
                sheet=entry.sheet,
                cell=entry.cell,
                metric_id=first.metric.id,
                month=month_id(month),
            )
    yield from _resent(case)


def _resent(case: Case) -> Iterator[Finding]:
    """The same file once more, saved weeks later."""
    this = case.submission
    if not this.points or this.saved_on is None:
        return
    for other in case.history.sent:
        if (
            other.saved_on is not None
            and other.sha256 != this.sha256
            and (this.saved_on - other.saved_on).days >= DAYS_APART
            and _same_numbers(other, this)
        ):
            month = this.months[-1]
            yield Finding(
                INFO.code,
                INFO.severity,
                f"This file was saved on {day_in_words(this.saved_on)} and has the same numbers "
                f"as {PurePath(other.file).name} of {day_in_words(other.saved_on)}; both end with "
                f"{month_in_words(month)}. Was last month's file sent again?",
                "Please send the file with the new month.",
                month=month_id(month),
            )
            return


def _same_numbers(one: Submission, other: Submission) -> bool:
    return one.points.keys() == other.points.keys() and all(
        point.contents == other.points[key].contents for key, point in one.points.items()
    )


RULE = Rule(INFO, _check, is_answered=True)
