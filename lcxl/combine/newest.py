"""The newest word of a team on each month; what a freeze refuses is not among them.

The master takes its numbers from here, and so does a workbook that is issued again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lcxl.plan import Collaborative
from lcxl.submissions import DataPoint, Submission
from lcxl.submissions.pile import newest_last

__all__ = ["Refused", "Sent", "is_too_late"]


def is_too_late(plan: Collaborative, submission: Submission, month: date) -> bool:
    """The month is frozen, and the file was saved after the freeze."""
    frozen, day, saved = plan.frozen_through, plan.frozen_on, submission.saved_on
    return bool(frozen and day and saved and month <= frozen and saved > day)


class Refused(NamedTuple):
    """What a file says of a frozen month, and the numbers that stand instead, if any do."""

    submission: Submission
    point: DataPoint
    standing: DataPoint | None


class Sent(NamedTuple):
    """What one team sent, oldest first, and which file each month is taken from."""

    submissions: Sequence[Submission]
    newest: Mapping[date, Submission]

    @classmethod
    def of(cls, plan: Collaborative, submissions: Sequence[Submission]) -> Sent:
        """A team's submissions, in any order."""
        newest: dict[date, Submission] = {}
        line = newest_last(submissions)
        for submission in line:
            for month in submission.months:
                if not is_too_late(plan, submission, month):
                    newest[month] = submission
        return cls(line, newest)

    @property
    def latest(self) -> Submission:
        """What was sent last."""
        return self.submissions[-1]

    @property
    def standing(self) -> Iterator[Submission]:
        """Files of which something is taken, and the latest."""
        yield self.latest
        yield from self.newest.values()

    def point(self, metric_id: str, month: date) -> DataPoint | None:
        """What stands for a metric in a month."""
        taken = self.newest.get(month)
        return taken.points.get((metric_id, month)) if taken else None

    def refused(self, plan: Collaborative) -> Iterator[Refused]:
        """Numbers of frozen months that came too late and differ from those that stand.

        Of several files that say the same the newest is named.
        """
        found: dict[tuple[str, date], Refused] = {}
        for submission in self.submissions:
            for (metric_id, month), point in submission.points.items():
                if is_too_late(plan, submission, month):
                    standing = self.point(metric_id, month)
                    if standing is None or numbers(standing) != numbers(point):
                        found[metric_id, month] = Refused(submission, point, standing)
        yield from found.values()


def numbers(point: DataPoint) -> object:
    """What was typed of a metric in a month, wherever in the file it stood."""
    pairs = {
        group: tuple(entry.content if entry else None for entry in pair)
        for group, pair in point.strata.items()
    }
    return point.contents, pairs
