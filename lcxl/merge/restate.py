"""Past months that two files of the same team give differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lcxl.combine.events import month_counts_changed
from lcxl.combine.newest import is_too_late
from lcxl.plan import Collaborative, Team
from lcxl.submissions import Entry, Submission
from lcxl.submissions.pile import is_ordered

__all__ = ["Restatement", "restatements"]

Pair = tuple[float | None, float | None]
NOTHING: Pair = (None, None)
Key = tuple[str, date, str]
"""Metric, month, and group of patients ("" for all)."""


@dataclass(frozen=True, slots=True)
class Restatement:
    """A past month that differs between two files of the same team.

    Of a rare event ``old`` and ``new`` hold how many events of the month are in the log.
    """

    team_id: str
    metric_id: str
    month: date
    old: tuple[float | None, float | None]
    new: tuple[float | None, float | None]
    old_file: str
    new_file: str
    reason: str
    stratum: str = ""
    """Group of patients; "" for all of them together."""
    taken: bool = True
    """False where the month was frozen before the file was saved."""
    is_ordered: bool = True
    """Something tells that the new file came after the old one."""


def restatements(
    plan: Collaborative, team: Team, submissions: Sequence[Submission]
) -> list[Restatement]:
    """What changed between the team's submissions, which are given oldest first."""
    known: dict[Key, tuple[Pair, Submission | None]] = {}
    found: list[Restatement] = []
    for submission in submissions:
        months = set(submission.months)
        late = {month for month in months if is_too_late(plan, submission, month)}
        typed = dict(_typed(plan, submission))
        emptied = {k: NOTHING for k in known.keys() - typed.keys() if k[1] in months}
        for key, pair in (typed | emptied).items():
            metric_id, month, stratum = key
            old, is_late = known.get(key), month in late
            if old is None and is_late and pair != NOTHING:
                old = (NOTHING, None)
            if old is not None and old[0] != pair:
                point = submission.points.get((metric_id, month))
                reason = point.reason if point else ""
                before = old[1]
                found.append(
                    Restatement(
                        team.id,
                        metric_id,
                        month,
                        old[0],
                        pair,
                        before.file if before else "",
                        submission.file,
                        reason,
                        stratum,
                        not is_late,
                        before is None or is_ordered(before, submission),
                    )
                )
            if not is_late and (pair != NOTHING or old is not None):
                known[key] = (pair, submission)
    for metric_id, month, old_count, new_count, old_file, new_file in month_counts_changed(
        plan, submissions
    ):
        old_pair, new_pair = (float(old_count), None), (float(new_count), None)
        found.append(
            Restatement(team.id, metric_id, month, old_pair, new_pair, old_file, new_file, "")
        )
    order = {metric.id: i for i, metric in enumerate(plan.metrics)}
    return sorted(found, key=lambda r: (order[r.metric_id], r.month, r.stratum, r.new_file))


def _typed(plan: Collaborative, submission: Submission) -> Iterator[tuple[Key, Pair]]:
    """The two numbers of every month, and of its groups of patients."""
    for (metric_id, month), point in submission.points.items():
        yield (metric_id, month, ""), _numbers(point.numerator, point.denominator)
        for number, pair in point.strata.items():
            stratum = plan.metric(metric_id).strata[number]
            yield (metric_id, month, stratum), _numbers(*pair)


def _numbers(numerator: Entry | None, denominator: Entry | None) -> Pair:
    return (
        numerator.number if numerator else None,
        denominator.number if denominator else None,
    )
