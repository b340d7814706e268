"""V10: a whole month, or the whole file, is the same as before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath

from lcxl.findings import Finding, RuleInfo
from lcxl.intake import Submission
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Judged, Rule

INFO = RuleInfo("V10", "question")
DAYS_APART = 15
"""Two savings of the same numbers so many days apart are not one report sent twice."""


def _check(case: Case) -> Iterator[Finding]:
    same: defaultdict[Period, list[bool]] = defaultdict(list)
    place: dict[Period, Judged] = {}
    for pair, before in case.steps:
        same[pair.period].append(bool(before) and before[-1].numbers == pair.numbers)
        place.setdefault(pair.period, pair)
    for month, repeated in sorted(same.items()):
        if len(repeated) > 1 and all(repeated):
            first = place[month]
            entry = first.entries[0]
            yield Finding(
                INFO.code,
                INFO.severity,
                "all",
                {"month": month, "n": len(repeated)},
                sheet=entry.sheet,
                cell=entry.cell,
                metric_id=first.metric.id,
                period=month,
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
            month = this.periods[-1]
            yield Finding(
                INFO.code,
                INFO.severity,
                "resent",
                {
                    "saved": this.saved_on,
                    "file": PurePath(other.file).name,
                    "saved_before": other.saved_on,
                    "month": month,
                },
                period=month,
            )
            return


def _same_numbers(one: Submission, other: Submission) -> bool:
    return one.points.keys() == other.points.keys() and all(
        point.contents == other.points[key].contents for key, point in one.points.items()
    )


RULE = Rule(INFO, _check, is_answered=True)
