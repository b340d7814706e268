"""The rare events of a submission: what of its event log can be used, and what cannot.

Each row is judged once; the rules of validation say what is wrong with it, and the combined
data hold what is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from lcxl.cells.numbers import number_in
from lcxl.intake.submission import Submission, TextRow
from lcxl.metrics import is_out_of_bounds
from lcxl.plan import Collaborative, Metric

__all__ = [
    "CLOCKS",
    "Event",
    "EventLog",
    "Fault",
    "event_logs",
    "faults_of_events",
    "vanished",
]

CLOCKS = timedelta(days=1)
"""Files tell Greenwich time: what is saved tonight may carry yesterday's date."""

FaultKind = Literal[
    "no_metric",
    "no_date",
    "future",
    "before_earlier",
    "not_a_count",
    "no_cases",
    "before_start",
    "after_end",
    "twice",
]


class Event(NamedTuple):
    """One event.  ``cases``: how many between the event before and this one."""

    day: date
    cases: float | None
    sheet: str
    cell: str


class EventLog(NamedTuple):
    """The log of one rare event, in the order of time."""

    events: tuple[Event, ...] = ()
    complete_to: date | None = None
    """The day up to which every event is in the log."""
    earlier: date | None = None
    """The last event before the first one of the log, where it is known."""
    open_cases: float | None = None
    """Cases since the newest event."""

    @property
    def days(self) -> tuple[date, ...]:
        """The day of each event."""
        return tuple(event.day for event in self.events)

    @property
    def cases(self) -> tuple[float | None, ...]:
        """The cases before each event."""
        return tuple(event.cases for event in self.events)


class Fault(NamedTuple):
    """What is wrong with one row of the log; ``is_left_out``: it cannot be used."""

    kind: FaultKind
    metric_id: str
    row: TextRow
    field: str
    day: date | None = None
    is_left_out: bool = True


def event_logs(submission: Submission, plan: Collaborative) -> Mapping[str, EventLog]:
    """Metric id -> its log, of the rare events that the workbook was built with."""
    return _read(submission, plan)[0]


def faults_of_events(submission: Submission, plan: Collaborative) -> Sequence[Fault]:
    """What is wrong with the rows of the log, in their order on the sheet."""
    return _read(submission, plan)[1]


def _read(submission: Submission, plan: Collaborative) -> tuple[dict[str, EventLog], list[Fault]]:
    names = submission.event_names
    metrics = [m for m in plan.event_metrics if m.id in names]
    logs = {metric.id: _log(submission, names[metric.id]) for metric in metrics}
    by_name = {names[metric.id].casefold(): metric for metric in metrics}
    only = metrics[0] if len(metrics) == 1 else None
    found: defaultdict[str, list[Event]] = defaultdict(list)
    seen: set[tuple[str, date, float | None]] = set()
    faults: list[Fault] = []
    for row in submission.events if metrics else ():
        name = str(row.values.get("metric", ""))
        metric = by_name.get(name.casefold()) if name else only
        if metric is None:
            faults.append(Fault("no_metric", "", row, "metric"))
            continue
        event, wrong = _event(row, metric, logs[metric.id], submission, plan)
        faults += wrong
        if event is None:
            continue
        key = (metric.id, event.day, event.cases)
        if key in seen:
            faults.append(Fault("twice", metric.id, row, "date", event.day, is_left_out=False))
        seen.add(key)
        found[metric.id].append(event)
    for metric_id, events in found.items():
        # Of one day, in the order of the sheet.
        ordered = tuple(sorted(events, key=lambda event: event.day))
        logs[metric_id] = logs[metric_id]._replace(events=ordered)
    return logs, faults


def _log(submission: Submission, name: str) -> EventLog:
    for row in submission.logs:
        if row.values.get("metric") == name:
            return EventLog(
                complete_to=_day(row, "complete_to"),
                earlier=_day(row, "earlier"),
                open_cases=_count(row, "open_cases")[0],
            )
    return EventLog()


def _event(
    row: TextRow, metric: Metric, log: EventLog, submission: Submission, plan: Collaborative
) -> tuple[Event | None, list[Fault]]:
    """The event of one row, and what is wrong with it."""

    def fault(kind: FaultKind, field: str, is_left_out: bool = True) -> Fault:
        return Fault(kind, metric.id, row, field, day, is_left_out)

    day = _day(row, "date")
    if day is None:
        return None, [fault("no_date", "date")]
    saved = submission.saved_on
    if saved is not None and day > saved + CLOCKS:
        return None, [fault("future", "date")]
    if log.earlier is not None and day < log.earlier:
        return None, [fault("before_earlier", "date")]
    wrong: list[Fault] = []
    cases, is_count = _count(row, "cases")
    if not is_count:
        wrong.append(fault("not_a_count", "cases", is_left_out=metric.event_chart == "g"))
        if metric.event_chart == "g":
            return None, wrong
    if metric.event_chart == "g" and cases is None:
        wrong.append(fault("no_cases", "cases", is_left_out=False))
    if day < plan.calendar.reported[0]:
        wrong.append(fault("before_start", "date", is_left_out=False))
    if log.complete_to is not None and day > log.complete_to:
        wrong.append(fault("after_end", "date", is_left_out=False))
    return Event(day, cases, row.sheet, row.cell("date") or ""), wrong


def _day(row: TextRow, field: str) -> date | None:
    value = row.values.get(field)
    return value if isinstance(value, date) else None


def _count(row: TextRow, field: str) -> tuple[float | None, bool]:
    """A whole number, or None; and whether what stands there is a count or nothing."""
    value = row.values.get(field, "")
    if value == "":
        return None, True
    number = number_in(value, whole=True) if isinstance(value, str) else None
    if number is None or number < 0 or number % 1 or is_out_of_bounds(number):
        return None, False
    return number, True


def vanished(older: EventLog, newer: EventLog) -> Iterable[Event]:
    """Events of an older log that the newer one does not have, one for one."""
    left = list(newer.events)
    for event in older.events:
        same = next((e for e in left if (e.day, e.cases) == (event.day, event.cases)), None)
        if same is None:
            yield event
        else:
            left.remove(same)
