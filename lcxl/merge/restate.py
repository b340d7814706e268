"""Past months that a newer file of the same team gives differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lcxl.plan import Collaborative, Metric, Team
from lcxl.submissions import DataPoint, Entry, Submission

__all__ = ["Restatement", "is_too_late", "restatements"]

Pair = tuple[float | None, float | None]
NOTHING: Pair = (None, None)


@dataclass(frozen=True, slots=True)
class Restatement:
    """A past month that differs between two files of the same team."""

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
    """False where the month was frozen before the newer file was saved."""


def is_too_late(plan: Collaborative, submission: Submission, month: date) -> bool:
    """The month is frozen, and the file was saved after the freeze."""
    frozen, day, saved = plan.frozen_through, plan.frozen_on, submission.saved_on
    return bool(frozen and day and saved and month <= frozen and saved > day)


def restatements(
    plan: Collaborative, team: Team, submissions: Sequence[Submission]
) -> list[Restatement]:
    """What changed between the team's submissions, which are given oldest first."""
    known: dict[tuple[str, date, str], tuple[Pair, str]] = {}
    found: list[Restatement] = []
    for submission in submissions:
        months = set(submission.months)
        typed = {
            (metric_id, month, stratum): pair
            for (metric_id, month), point in submission.points.items()
            for stratum, pair in _pairs(plan.metric(metric_id), point).items()
        }
        for key in {*typed, *(k for k in known if k[1] in months)}:
            metric_id, month, stratum = key
            pair, point = typed.get(key, NOTHING), submission.points.get((metric_id, month))
            old, late = known.get(key), is_too_late(plan, submission, month)
            if old is None and late and pair != NOTHING:
                old = (NOTHING, "")
            if old is not None and old[0] != pair:
                reason = point.reason if point else ""
                files = (old[1], submission.file)
                found.append(
                    Restatement(
                        team.id, metric_id, month, old[0], pair, *files, reason, stratum, not late
                    )
                )
            if not late and (pair != NOTHING or key in known):
                known[key] = (pair, submission.file)
    order = {metric.id: i for i, metric in enumerate(plan.metrics)}
    return sorted(found, key=lambda r: (order[r.metric_id], r.month, r.stratum, r.new_file))


def _pairs(metric: Metric, point: DataPoint) -> dict[str, Pair]:
    """Group of patients ("" for all) -> the two numbers."""
    totals = {"": _numbers(point.numerator, point.denominator)}
    return totals | {metric.strata[n]: _numbers(*pair) for n, pair in point.strata.items()}


def _numbers(numerator: Entry | None, denominator: Entry | None) -> Pair:
    return (
        numerator.value if numerator else None,
        denominator.value if denominator else None,
    )
