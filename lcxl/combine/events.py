"""Rare events: a team's newest log replaces its older ones as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lcxl.findings import Finding
from lcxl.intake import Submission
from lcxl.intake.events import EventLog, event_logs
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_of
from lcxl.rules import event_doubtful, event_log_open, event_unusable, event_vanished
from lcxl.runchart.event_chart import EventChart

__all__ = [
    "CODES",
    "EVENT",
    "NewestLog",
    "chart_of",
    "month_counts_changed",
    "newest_logs",
    "of_newest_logs",
]

EVENT = "event"
"""The frequency of a row that is an event."""
CODES = frozenset(
    rule.INFO.code for rule in (event_unusable, event_doubtful, event_log_open, event_vanished)
)
"""Findings about event logs."""


class NewestLog(NamedTuple):
    """The log that stands for one metric of one team, and the file it is in."""

    log: EventLog
    submission: Submission


def newest_logs(plan: Collaborative, submissions: Sequence[Submission]) -> dict[str, NewestLog]:
    """Metric id -> the log that stands; ``submissions`` are one team's, oldest first."""
    found: dict[str, NewestLog] = {}
    for submission in submissions:
        for metric_id, log in event_logs(submission, plan).items():
            found[metric_id] = NewestLog(log, submission)
    return found


def of_newest_logs(
    findings: Sequence[Finding], file: str, newest: Mapping[str, NewestLog]
) -> list[Finding]:
    """A file's findings without those about a log that a newer file has replaced."""
    stands = {None, *(m for m, one in newest.items() if one.submission.file == file)}
    is_any = len(stands) > 1
    return [f for f in findings if f.code not in CODES or (is_any and f.metric_id in stands)]


def chart_of(plan: Collaborative, metric: Metric, log: EventLog) -> EventChart:
    """The chart of a rare event."""
    return EventChart(
        metric.event_chart or "t",
        log.days,
        log.cases,
        log.earlier,
        plan.calendar.reported[0],
        log.complete_to,
        log.open_cases,
    )


def month_counts_changed(
    plan: Collaborative, submissions: Sequence[Submission]
) -> Iterator[tuple[str, date, int, int, str, str]]:
    """Months of which a newer log has another number of events than the one before it.

    Metric, month, events before, events now, file before, file now.  Months after the day
    up to which the older log was complete are news, and no change.
    """
    known: dict[str, tuple[EventLog, str]] = {}
    for submission in submissions:
        for metric_id, log in event_logs(submission, plan).items():
            if metric_id in known:
                before, file = known[metric_id]
                old, new = (Counter(map(month_of, one.days)) for one in (before, log))
                end = before.complete_to or max(before.days, default=date.min)
                for month in sorted(old | new):
                    if month <= end and old[month] != new[month]:
                        yield metric_id, month, old[month], new[month], file, submission.file
            known[metric_id] = log, submission.file
