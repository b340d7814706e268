"""V27: two files for the same team and month, with different numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from lcxl.findings import Finding, RuleInfo
from lcxl.plan.dates import month_id, month_in_words
from lcxl.submissions import Submission
from lcxl.validate.rule import Case, Rule

INFO = RuleInfo(
    "V27",
    "Two files for the same month",
    "note",
    "Two members of a team sometimes send different versions. The one saved last is used, and "
    "both are kept.",
    "Nothing needs doing if the later file is the right one. Otherwise tell the host.",
)


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    if not this.months:
        return
    month = this.months[-1]
    for other in reversed(case.history.sent):
        if other.months[-1:] != (month,):
            continue
        mine, theirs = (
            {key: p.contents for key, p in s.points.items() if key[1] == month}
            for s in (this, other)
        )
        if mine != theirs:
            yield Finding(
                INFO.code,
                INFO.severity,
                f"{month_in_words(month)} came {_by(other)} and {_by(this)}, and differs. "
                "The later one was used.",
                "If the other one is right, ask the team which to keep.",
                month=month_id(month),
            )
            return


def _by(submission: Submission) -> str:
    name = submission.reporter.get("reporter", "")
    return f"{f'from {name} ' if name else ''}in {PurePath(submission.file).name}"


RULE = Rule(INFO, _check)
