"""V27: two files for the same team and month, with different numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from lcxl.findings import Finding, RuleInfo
from lcxl.plan.dates import month_id, month_in_words
from lcxl.submissions import Submission
from lcxl.submissions.pile import agrees
from lcxl.validate.rule import Case, Rule, point_text
from lcxl.words import say

INFO = RuleInfo(
    "V27",
    "Two files for the same month",
    "note",
    "Two members of a team sometimes send different versions. The one saved last is used, and "
    "both are kept. Some programs, Google Sheets among them, do not write into a file when it "
    "was saved: then the number is used that more files agree on, and the team is asked.",
    "Nothing needs doing if the right number was used. Otherwise tell the host.",
)


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    if not this.months:
        return
    alike = [s for s in case.history.sent if s.months[-1:] == this.months[-1:]]
    undecided = [s for s in alike if not case.history.is_before(s, this)]
    if undecided:
        yield from _undecided(case, undecided)
        return
    month = this.months[-1]
    for other in reversed(alike):
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


def _undecided(case: Case, others: Sequence[Submission]) -> Iterator[Finding]:
    """A question for each number of which nothing tells which file has the last word."""
    this = case.submission
    everything = {s.sha256: s for s in (*case.history.sent, this)}.values()
    keys = this.points.keys() | {key for s in others for key in s.points}
    for key in sorted(key for key in keys if key[0] in case.metric_ids):
        metric_id, month = key
        differing = [s for s in others if not agrees(this, s, key)]
        if not differing:
            continue
        told: defaultdict[str, list[str]] = defaultdict(list)
        for other in sorted(differing, key=lambda s: s.file):
            told[point_text(other.points.get(key))].append(PurePath(other.file).name)
        with_month = [s for s in everything if month in s.months]
        for_this = sum(agrees(this, s, key) for s in with_month)
        most = max(sum(agrees(other, s, key) for s in with_month) for other in differing)
        point = this.points.get(key)
        place = point.place if point else None
        yield Finding(
            INFO.code,
            "question",
            say(
                "rules.V27_undated",
                metric=case.plan.metric(metric_id).short_name,
                month=month_in_words(month),
                taken=point_text(point),
                file=PurePath(this.file).name,
                others=" and ".join(
                    say("rules.V27_undated_other", number=number, files=" and ".join(files))
                    for number, files in told.items()
                ),
                why=say(f"rules.V27_undated_{'agreed' if for_this > most else 'by_rule'}"),
            ),
            say("rules.V27_undated_fix"),
            sheet=place.sheet if place else this.grid.sheet,
            cell=place.cell if place else this.grid.cell(metric_id, month),
            metric_id=metric_id,
            month=month_id(month),
        )


def _by(submission: Submission) -> str:
    name = submission.reporter.get("reporter", "")
    return f"{f'from {name} ' if name else ''}in {PurePath(submission.file).name}"


RULE = Rule(INFO, _check)
