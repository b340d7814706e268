"""Past months that two files of the same team give differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lcxl.combine.events import month_counts_changed
from lcxl.intake import Entry, Submission
from lcxl.intake.newest import Sent, Value, is_too_late, pair_of
from lcxl.intake.order import is_ordered
from lcxl.periods import Period
from lcxl.plan import Team

__all__ = ["Restatement", "restatements"]

Pair = tuple[float | None, float | None]
NOTHING: Pair = (None, None)


@dataclass(frozen=True, slots=True)
class Restatement:
    """A past report that differs between two files of the same team.

    Of a rare event ``old`` and ``new`` hold how many events of the month are in the log.
    """

    team_id: str
    metric_id: str
    period: Period
    """The report; of a rare event, the month."""
    old: tuple[float | None, float | None]
    new: tuple[float | None, float | None]
    old_file: str
    new_file: str
    reason: str
    stratum: str = ""
    """Group of patients; "" for all of them together."""
    taken: bool = True
    """False where the period was frozen before the file was saved."""
    is_ordered: bool = True
    """Something tells that the new file came after the old one."""


def restatements(team: Team, sent: Sent) -> list[Restatement]:
    """What differs between the files of one team."""
    plan = sent.plan
    found = [r for value in _values(sent) for r in _of_value(team, sent, value)]
    for one in month_counts_changed(plan, sent.submissions):
        old = None if one.before is None else float(one.before)
        found.append(
            Restatement(
                team.id,
                one.metric_id,
                Period(one.month),
                (old, None),
                (float(one.now), None),
                one.file_before,
                one.file,
                "",
                taken=one.taken,
            )
        )
    order = {metric.id: i for i, metric in enumerate(plan.metrics)}
    return sorted(found, key=lambda r: (order[r.metric_id], r.period, r.stratum, r.new_file))


def _values(sent: Sent) -> list[Value]:
    """Every value that any file has."""
    return list(
        dict.fromkeys(
            (metric_id, period, part)
            for submission in sent.submissions
            for (metric_id, period), point in submission.points.items()
            for part in (None, *point.strata)
        )
    )


def _of_value(team: Team, sent: Sent, value: Value) -> Iterator[Restatement]:
    """From file to file, the one it is taken from at the end.

    Files whose order nothing tells are each beside the one that is taken, not one after the other.
    """
    metric_id, period, part = value
    stratum = "" if part is None else sent.plan.metric(metric_id).strata[part]
    last, taken = sent.last_of(period), sent.file_of(*value)
    known: tuple[Pair, Submission | None] | None = None
    for submission in sent.submissions:
        is_last = any(submission is file for file in last)
        if period not in submission.periods or (is_last and submission is not taken):
            continue
        pair = _numbers(*pair_of(submission, value))
        is_late = is_too_late(sent.plan, submission, period)
        if known is None and is_late and pair != NOTHING:
            known = (NOTHING, None)
        before = [known] if known else []
        if is_last:
            before += _others(sent, value)
        for old, file in before:
            if old != pair:
                point = submission.points.get((metric_id, period))
                yield Restatement(
                    team.id,
                    metric_id,
                    period,
                    old,
                    pair,
                    file.file if file else "",
                    submission.file,
                    point.reason if point else "",
                    stratum,
                    not is_late,
                    file is None or is_ordered(file, submission),
                )
        if not is_late and (pair != NOTHING or known is not None):
            known = (pair, submission)


def _others(sent: Sent, value: Value) -> list[tuple[Pair, Submission | None]]:
    """Other numbers that files have of which nothing tells whether they came before or after."""
    contest = sent.contests.get(value)
    found: list[tuple[Pair, Submission | None]] = []
    for side in contest.sides[1:] if contest else ():
        file = next(s for s in side if any(s is one for one in sent.last_of(value[1])))
        pair = _numbers(*pair_of(file, value))
        if pair != NOTHING:
            found.append((pair, file))
    return found


def _numbers(numerator: Entry | None, denominator: Entry | None) -> Pair:
    return (
        numerator.number if numerator else None,
        denominator.number if denominator else None,
    )
