"""Carry over what a team already sent into a newly built workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lcxl.keep.filled import DataKey, Filled
from lcxl.layout import TRIAL_RECORDS, ReportingLayout
from lcxl.metrics import Entry, is_out_of_bounds
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.submissions import DataPoint, Submission
from lcxl.submissions.cache import NO_CACHE, Cache
from lcxl.submissions.collect import HERE, each_team
from lcxl.submissions.engines import Engine
from lcxl.submissions.pile import SUBMISSIONS, find_files, named, newest_last
from lcxl.submissions.steps import File
from lcxl.submissions.submission import TextRow

__all__ = ["Carried", "carry_over", "load_carried"]


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes into the new workbook, and what could not, in words."""

    filled: Filled
    left_behind: tuple[str, ...]

    @property
    def numbers(self) -> int:
        """How many numbers are carried over."""
        return self.filled.numbers


def load_carried(
    folder: Path,
    plan: Collaborative,
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    engine: Engine = HERE,
    cache: Cache = NO_CACHE,
) -> dict[str, Carried]:
    """Team id -> what it already sent, from the files under submissions/.

    Arguments as for `lcxl.submissions.collect.each_team`.
    """
    files = named(find_files(folder / SUBMISSIONS), folder)
    carried = each_team(plan, files, _carried, progress, engine, cache)
    ids = {team.id.casefold(): team.id for team in plan.teams}
    return {ids[team]: sent for team, sent in carried.items() if team in ids and sent is not None}


def _carried(plan: Collaborative, submissions: Sequence[Submission]) -> Carried | None:
    sent = [submission for submission in submissions if submission.definitions]
    return carry_over(plan, newest_last(sent)) if sent else None


def carry_over(plan: Collaborative, submissions: Sequence[Submission]) -> Carried:
    """For each month the newest file's entries; tables and story as the newest file has them.

    ``submissions`` are one team's, oldest first.
    """
    newest: dict[date, Submission] = {}
    for submission in submissions:
        for month in submission.months:
            newest[month] = submission
    latest = submissions[-1]
    left: list[str] = []
    data: dict[DataKey, Entry] = {}
    for month, submission in sorted(newest.items()):
        for (metric_id, at), point in submission.points.items():
            if at == month:
                _carry_point(plan, submission, metric_id, point, data, left)
    for metric_id in latest.definitions:
        if all(metric.id != metric_id for metric in plan.metrics):
            left.append(f"metric {metric_id} is no longer in the plan ({latest.file}).")
    layout = ReportingLayout(plan)
    rows: dict[str, Sequence[Mapping[str, Any]]] = {
        name: _table(layout, name, getattr(latest, name), left)
        for name in ("changes", "phases", "cases")
        if name in layout.blocks
    }
    rows["story"] = _story(plan, submissions, left)
    rows["trial"] = _by_label(plan, latest.trial, TRIAL_RECORDS)
    rows["effort"] = _by_label(plan, latest.effort, 1)
    rows["reporter"] = [dict(latest.reporter)]
    rows |= _event_logs(plan, layout, submissions, left)
    return Carried(Filled(data, rows), tuple(dict.fromkeys(left)))


def _event_logs(
    plan: Collaborative,
    layout: ReportingLayout,
    submissions: Sequence[Submission],
    left: list[str],
) -> dict[str, list[Mapping[str, Any]]]:
    """The log of rare events as the newest file that has one has it, by today's names."""
    ids = [metric.id for metric in plan.event_metrics]
    sent = [s for s in submissions if any(metric_id in s.event_names for metric_id in ids)]
    if not sent:
        return {}
    newest = sent[-1]
    today = {
        newest.event_names[i]: plan.metric(i).short_name for i in ids if i in newest.event_names
    }

    def named(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, **{k: today[v] for k, v in row.items() if k == "metric" and v in today}}

    logs = {row["metric"]: row for row in map(named, map(_written, newest.logs)) if "metric" in row}
    return {
        "events": [named(row) for row in _table(layout, "events", newest.events, left)],
        "logs": [logs.get(metric.short_name, {}) for metric in plan.event_metrics],
    }


def _carry_point(
    plan: Collaborative,
    submission: Submission,
    metric_id: str,
    point: DataPoint,
    data: dict[DataKey, Entry],
    left: list[str],
) -> None:
    metric = plan.metric(metric_id)
    name = f"{metric.short_name}, {month_in_words(point.month)}"
    if not plan.is_due(metric, point.month):
        left.append(f"{name}: not reported for this month any more ({submission.file}).")
        return
    for role, entry in (("numerator", point.numerator), ("denominator", point.denominator)):
        if entry is not None and not metric.has_case_log:
            data[metric_id, point.month, role, None] = entry.content
    if point.reason:
        data[metric_id, point.month, "reason", None] = point.reason
    if not point.strata:
        return
    if submission.strata.get(metric_id, metric.strata) != metric.strata:
        left.append(f"{metric.short_name}: its groups were changed ({submission.file}).")
        return
    for stratum, pair in point.strata.items():
        for role, entry in zip(("numerator", "denominator"), pair, strict=True):
            if entry is not None:
                data[metric_id, point.month, role, stratum] = entry.content


def _table(
    layout: ReportingLayout, name: str, rows: Sequence[TextRow], left: list[str]
) -> list[Mapping[str, Any]]:
    """Rows of a table without gaps, as many as the new one has room for."""
    place = layout.blocks[name]
    room = place.last_row - place.first_row + 1
    if len(rows) > room:
        left.append(f"{len(rows) - room} rows of {place.sheet}: the sheet has {room} rows.")
    return [_written(row) for row in rows[:room]]


def _written(row: TextRow) -> dict[str, Any]:
    """A row's values; dates stay dates, all else is as it was typed."""
    return {name: _number(name, value) for name, value in row.values.items()}


def _number(name: str, value: str | float | date) -> str | float | date:
    """Minutes and counts of cases are numbers; the reader gives all words as text."""
    if name in ("minutes", "eligible", "cases", "open_cases") and isinstance(value, str):
        with suppress(ValueError):
            if not is_out_of_bounds(float(value)):
                return float(value)
    return value


def _story(
    plan: Collaborative, submissions: Sequence[Submission], left: list[str]
) -> list[dict[str, Any]]:
    """One row for each reported month, from the newest file that tells of it."""
    newest: dict[date, TextRow] = {}
    for submission in submissions:
        for row in submission.story:
            if row.month is not None:
                newest[row.month] = row
    outside = [m for m in newest if m not in plan.calendar.reported]
    left.extend(f"Story, {month_in_words(m)}: no month of the plan any more." for m in outside)
    return [_written(newest[m]) if m in newest else {} for m in plan.calendar.reported]


def _by_label(plan: Collaborative, rows: Sequence[TextRow], records: int) -> list[dict[str, Any]]:
    """Rows in the order of the plan's metrics, ``records`` for each."""
    found = {(row.values.get("metric"), row.values.get("record", "1")): row for row in rows}

    def ordered() -> Iterator[dict[str, Any]]:
        for metric in plan.by_period.metrics:
            for record in range(1, records + 1):
                row = found.get((metric.short_name, str(record)))
                yield _written(row) if row else {}

    return list(ordered())
