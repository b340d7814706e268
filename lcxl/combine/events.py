"""Rare events: a team's newest log replaces its older ones as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from lcxl.findings import Finding
from lcxl.intake import Submission
from lcxl.intake.events import EventLog, event_logs
from lcxl.intake.newest import is_too_late
from lcxl.periods import Period, month_of, month_period
from lcxl.plan import Collaborative, Metric

if TYPE_CHECKING:
    from lcxl.runchart.event_chart import EventChart

__all__ = [
    "EVENT",
    "CountChanged",
    "NewestLog",
    "chart_of",
    "month_counts_changed",
    "newest_logs",
    "of_newest_logs",
]

EVENT = "event"
"""The frequency of a row that is an event."""


class NewestLog(NamedTuple):
    """The log that stands for one metric of one team, and the files it is in.

    ``submission``: the newest of them; ``files``: that of each event.
    """

    log: EventLog
    submission: Submission
    files: tuple[Submission, ...]

    def is_in(self, file: str) -> bool:
        """Whether something of it stands in that file."""
        return any(one.file == file for one in (self.submission, *self.files))


def newest_logs(plan: Collaborative, submissions: Sequence[Submission]) -> dict[str, NewestLog]:
    """Metric id -> the log that stands; ``submissions`` are one team's, oldest first."""
    found: dict[str, NewestLog] = {}
    for submission in submissions:
        for metric_id, log in event_logs(submission, plan).items():
            found[metric_id] = _with_frozen(plan, submission, log, found.get(metric_id))
    return found


def _with_frozen(
    plan: Collaborative, submission: Submission, log: EventLog, before: NewestLog | None
) -> NewestLog:
    """A newer log; in months that are frozen for its file, what stood before stands."""

    def is_late(day: date | None) -> bool:
        return day is not None and is_too_late(plan, submission, month_period(day))

    if not is_late(plan.calendar.reported[0]):
        return NewestLog(log, submission, (submission,) * len(log.events))
    kept = [
        (event, file)
        for event, file in zip(before.log.events, before.files, strict=True)
        if is_late(event.day)
    ] if before else []  # fmt: skip
    new = [event for event in log.events if not is_late(event.day)]
    # Without the events that a freeze keeps out nobody knows how long the first gap is.
    earlier = before.log.earlier if before else None if len(new) < len(log.events) else log.earlier
    end = before.log.complete_to if before and is_late(log.complete_to) else log.complete_to
    whole = EventLog((*(event for event, _ in kept), *new), end, earlier, log.open_cases)
    return NewestLog(whole, submission, (*(file for _, file in kept), *(submission for _ in new)))


def of_newest_logs(
    findings: Sequence[Finding], file: str, newest: Mapping[str, NewestLog]
) -> list[Finding]:
    """A file's findings without those about a log that a newer file has replaced."""
    codes = _codes()
    stands = {None, *(m for m, one in newest.items() if one.is_in(file))}
    is_any = len(stands) > 1
    return [f for f in findings if f.code not in codes or (is_any and f.metric_id in stands)]


@cache
def _codes() -> frozenset[str]:
    """Those of findings about event logs."""
    # The rules are slow to import, and not needed where all files are known already.
    from lcxl.rules import event_doubtful, event_log_open, event_unusable, event_vanished

    rules = (event_unusable, event_doubtful, event_log_open, event_vanished)
    return frozenset(rule.INFO.code for rule in rules)


def chart_of(plan: Collaborative, metric: Metric, log: EventLog) -> EventChart:
    """The chart of a rare event."""
    from lcxl.runchart.event_chart import EventChart  # slow to import

    return EventChart(
        metric.event_chart or "t",
        log.days,
        log.cases,
        log.earlier,
        plan.calendar.reported[0],
        log.complete_to,
        log.open_cases,
    )


class CountChanged(NamedTuple):
    """A month of which a newer log has another number of events than the one before it."""

    metric_id: str
    month: date
    before: int | None
    """None: no log was in before the month was frozen."""
    now: int
    file_before: str
    file: str
    taken: bool
    """False where the month was frozen before the file was saved."""


def month_counts_changed(
    plan: Collaborative, submissions: Sequence[Submission]
) -> Iterator[CountChanged]:
    """What newer logs say otherwise.

    Months after the day up to which the older log was complete are news, and no change.
    """
    known: dict[str, NewestLog] = {}
    for submission in submissions:
        for metric_id, log in event_logs(submission, plan).items():
            before = known.get(metric_id)
            old = Counter(map(month_of, before.log.days if before else ()))
            new = Counter(map(month_of, log.days))
            end = None if before is None else before.log.complete_to or max(
                before.log.days, default=date.min
            )  # fmt: skip
            file = before.submission.file if before else ""
            for month in sorted(old | new):
                late = is_too_late(plan, submission, Period(month))
                if old[month] == new[month] or not (late or (end is not None and month <= end)):
                    continue
                count = old[month] if before else None
                yield CountChanged(
                    metric_id, month, count, new[month], file, submission.file, not late
                )
            known[metric_id] = _with_frozen(plan, submission, log, before)
