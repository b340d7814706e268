"""Join submissions into one table: the newest word of each team on each month.

Pure: submissions in, tables out.  The order of the files never changes the result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lcxl.combine.events import EVENT, NewestLog, chart_of, newest_logs, of_newest_logs
from lcxl.combine.newest import Sent, is_too_late
from lcxl.findings import Finding, in_order
from lcxl.merge.restate import Restatement, restatements
from lcxl.metrics import State, kind_of
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.dates import month_id, month_in_words, month_of
from lcxl.submissions import DataPoint, Submission
from lcxl.submissions.events import EventLog
from lcxl.submissions.pile import agrees, is_ordered
from lcxl.submissions.submission import TextRow
from lcxl.validate import reasons_to_set_aside, validate_all
from lcxl.words import say

__all__ = ["Combined", "FileRecord", "Restatement", "Row", "TeamText", "combine", "join"]

TAKEN, SUPERSEDED, SET_ASIDE = "taken", "superseded", "set aside"
AFTER_FREEZE = "It was saved after the freeze and changes frozen months only."
ACCEPTED, QUESTIONED, NO_CASES = "accepted", "question", "no eligible cases"


class Row(NamedTuple):
    """One line of the sheet Data: one metric of one team in one month, or one rare event."""

    team_id: str
    team: str
    metric_id: str
    metric: str
    month: date
    stratum: str
    numerator: float | None
    denominator: float | None
    value: float | None
    definition_version: str
    submitted_in: str
    status: str
    sheet: str
    cell: str
    frequency: str = "monthly"
    """The metric's schedule, or "event"."""
    day: date | None = None
    """The day of a rare event."""

    @property
    def period(self) -> date:
        """First day of the period; the day itself of a rare event."""
        return self.day or self.month


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file: taken, superseded or set aside, and why."""

    path: str
    sha256: str
    team_id: str
    months: tuple[date, ...]
    """Months in which the file has numbers."""
    taken: tuple[date, ...]
    """Months that came from this file."""
    saved_at: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class TeamText:
    """One filled row of Changes or Story, with its team."""

    team: Team
    row: TextRow
    file: str


@dataclass(frozen=True)
class Combined:
    """All teams together; every table in a fixed order."""

    rows: tuple[Row, ...] = ()
    files: tuple[FileRecord, ...] = ()
    findings: tuple[Finding, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    changes: tuple[TeamText, ...] = ()
    story: tuple[TeamText, ...] = ()
    phases: Mapping[tuple[str, str], tuple[date, ...]] = field(default_factory=dict)
    """Team and metric -> months at which the team accepted a new phase."""
    logs: Mapping[tuple[str, str], EventLog] = field(default_factory=dict)
    """Team and metric -> its log of a rare event."""
    received: Mapping[tuple[str, date], date | None] = field(default_factory=dict)
    """Team and month -> the day the first file with numbers for it was saved, by what the file
    says of itself; None where no file says so."""


def combine(plan: Collaborative, submissions: Sequence[Submission]) -> Combined:
    """The combined tables.

    Only what still stands is validated by all rules: of a file that another one has replaced
    nothing is asked any more.
    """
    by_team: defaultdict[str, list[Submission]] = defaultdict(list)
    records: list[FileRecord] = []
    first_of: dict[str, str] = {}
    validated: set[str] = set()
    for submission in sorted(submissions, key=lambda s: s.file):
        reasons = reasons_to_set_aside(submission, plan)
        if reasons:
            why = f"{reasons[0].message} {reasons[0].fix}"
            records.append(_record(submission, (), SET_ASIDE, why))
            validated.add(submission.file)
        elif submission.sha256 in first_of:
            same = first_of[submission.sha256]
            records.append(_record(submission, (), SUPERSEDED, f"The same file as {same}."))
        else:
            first_of[submission.sha256] = submission.file
            by_team[plan.team(submission.team_id).id].append(submission)

    sent = [(team, Sent.of(plan, by_team[team.id])) for team in plan.teams if by_team[team.id]]
    newest = {team.id: newest_logs(plan, one.submissions) for team, one in sent}
    validated.update(submission.file for _, one in sent for submission in one.standing)
    validated.update(log.submission.file for logs in newest.values() for log in logs.values())
    findings = validate_all(submissions, plan, validated)
    for team, one in sent:
        for submission in one.submissions:
            if found := findings.get(submission.file):
                findings[submission.file] = of_newest_logs(found, submission.file, newest[team.id])
    parts = [_combine_team(plan, team, one, findings) for team, one in sent]
    records += [record for part in parts for record in part.files]
    kept = {record.path: record for record in records}
    stand = [f for file, found in findings.items() for f in _standing(found, kept[file])]
    return join([*parts, Combined(files=tuple(records), findings=tuple(stand))])


def join(parts: Sequence[Combined]) -> Combined:
    """The combined tables of several teams as one, in the order of the parts."""
    files = {record.path: record for part in parts for record in part.files}
    return Combined(
        rows=tuple(row for part in parts for row in part.rows),
        files=tuple(files[path] for path in sorted(files)),
        findings=tuple(in_order(f for part in parts for f in part.findings)),
        restatements=tuple(r for part in parts for r in part.restatements),
        changes=tuple(t for part in parts for t in part.changes),
        story=tuple(t for part in parts for t in part.story),
        phases={key: months for part in parts for key, months in part.phases.items()},
        logs={key: log for part in parts for key, log in part.logs.items()},
        received={key: day for part in parts for key, day in part.received.items()},
    )


def _record(submission: Submission, taken: tuple[date, ...], state: str, why: str) -> FileRecord:
    return FileRecord(
        submission.file,
        submission.sha256,
        submission.team_id,
        submission.months,
        taken,
        submission.saved_at,
        state,
        why,
    )


def _standing(findings: Sequence[Finding], record: FileRecord) -> Sequence[Finding]:
    """A file's findings without those about what another file has replaced."""
    if record.state == SET_ASIDE:
        return findings
    taken = {None, *map(month_id, record.taken)}
    return [f for f in findings if f.month in taken]


class _Doubts(NamedTuple):
    """What the findings of a file say about its numbers."""

    refused: frozenset[tuple[str | None, str | None]]
    """Sheet and cell of numbers that cannot be used."""
    asked: frozenset[tuple[str | None, str | None]]
    """Metric and month about which there is a question."""

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> _Doubts:
        """Those of one file."""
        return cls(
            frozenset((f.sheet, f.cell) for f in findings if f.severity == "error" and f.cell),
            frozenset((f.metric_id, f.month) for f in findings if f.severity == "question"),
        )


def _combine_team(
    plan: Collaborative,
    team: Team,
    sent: Sent,
    findings: Mapping[str, Sequence[Finding]],
) -> Combined:
    submissions, newest, latest = sent.submissions, sent.newest, sent.latest
    doubts = {s.file: _Doubts.of(findings.get(s.file, ())) for s in newest.values()}
    logs = newest_logs(plan, submissions)
    with_log = {one.submission.file for one in logs.values() if one.log.events}
    rows: list[Row] = []
    for metric in plan.metrics:
        for month in sorted(newest):
            submission = newest[month]
            point = submission.points.get((metric.id, month))
            if point is not None:
                rows.extend(_rows(team, metric, point, submission, doubts[submission.file]))
        if metric.id in logs:
            file = logs[metric.id].submission.file
            rows.extend(_event_rows(plan, team, metric, logs[metric.id], findings.get(file, ())))
    records = []
    for submission in submissions:
        taken = tuple(m for m in submission.months if newest.get(m) is submission)
        if taken or submission is latest or submission.file in with_log:
            why = ""
            if not taken and submission.file in with_log:
                why = say("events.file_of_events")
            elif not submission.months:
                why = "No number is typed in yet."
            elif not taken:
                why = AFTER_FREEZE
            elif len(taken) < len(submission.months):
                others = (m for m in reversed(submission.months) if m not in taken and m in newest)
                other = next((newest[m].file for m in others), latest.file)
                which = "some_months_one" if len(taken) == 1 else "some_months_many"
                until = month_in_words(taken[-1])
                why = say(f"files.{which}", n=len(taken), month=until, file=other)
            records.append(_record(submission, taken, TAKEN, why))
        else:
            why = _why_superseded(plan, submission, newest, latest)
            records.append(_record(submission, (), SUPERSEDED, why))
    return Combined(
        rows=tuple(rows),
        files=tuple(records),
        restatements=tuple(restatements(plan, team, submissions)),
        logs={(team.id, metric_id): one.log for metric_id, one in logs.items()},
        changes=tuple(TeamText(team, row, latest.file) for row in latest.changes),
        story=tuple(_newest_story(team, submissions)),
        phases=_accepted_phases(plan, team, latest),
        received=_received(team, submissions),
    )


def _why_superseded(
    plan: Collaborative,
    submission: Submission,
    newest: Mapping[date, Submission],
    latest: Submission,
) -> str:
    if any(is_too_late(plan, submission, month) for month in submission.months):
        return AFTER_FREEZE
    other = newest[submission.months[-1]] if submission.months else latest
    if other.months[-1:] != submission.months[-1:]:
        month = month_in_words(other.months[-1])
        return say("files.same_months_and_more", file=other.file, month=month)
    if is_ordered(submission, other):
        return say("files.saved_later", file=other.file)
    keys = submission.points.keys() | other.points.keys()
    same = all(agrees(submission, other, key) for key in keys)
    return say(f"files.{'same' if same else 'other'}_numbers", file=other.file)


def _received(team: Team, submissions: Sequence[Submission]) -> dict[tuple[str, date], date | None]:
    """When each month first came in."""
    found: dict[tuple[str, date], date | None] = {}
    for submission in submissions:
        for month in submission.months:
            key, day = (team.id, month), submission.saved_on
            known = found.get(key)
            found[key] = min(filter(None, (known, day)), default=None)
    return found


def _rows(
    team: Team, metric: Metric, point: DataPoint, submission: Submission, doubts: _Doubts
) -> list[Row]:
    """The lines of Data for one metric and month; none for numbers that cannot be used."""
    asked = (metric.id, month_id(point.month)) in doubts.asked
    pairs = [("", point.numerator, point.denominator, point.state(metric))]
    pairs += [
        (metric.strata[n], *entries, point.stratum_state(metric, n))
        for n, entries in point.strata.items()
    ]
    rows = []
    for stratum, numerator, denominator, state in pairs:
        usable = state in (State.USABLE, State.NONE_OF_NONE, State.NOT_APPLICABLE)
        if not usable or any(
            e is not None and (e.sheet, e.cell) in doubts.refused for e in (numerator, denominator)
        ):
            continue
        place = numerator or denominator
        number = numerator.value if numerator else None
        size = denominator.value if denominator else None
        value = None
        if state == State.USABLE and number is not None:
            value = kind_of(metric).value(number, size, metric.per)
        status = QUESTIONED if asked else ACCEPTED
        rows.append(
            Row(
                team.id,
                team.name,
                metric.id,
                metric.short_name,
                point.month,
                stratum,
                number,
                size,
                value,
                submission.definitions.get(metric.id, ""),
                submission.file,
                NO_CASES if state == State.NOT_APPLICABLE else status,
                place.sheet if place else "",
                place.cell if place else "",
                metric.schedule,
            )
        )
    return rows


def _event_rows(
    plan: Collaborative,
    team: Team,
    metric: Metric,
    found: NewestLog,
    findings: Sequence[Finding],
) -> Iterator[Row]:
    """The lines of Data for one rare event: a line an event, its value the gap before it."""
    submission, log = found.submission, found.log
    asked = {(f.sheet, f.cell) for f in findings if f.severity == "question" and f.cell}
    for event, gap in zip(log.events, chart_of(plan, metric, log).gaps, strict=True):
        yield Row(
            team.id,
            team.name,
            metric.id,
            metric.short_name,
            month_of(event.day),
            "",
            event.cases,
            None,
            gap,
            submission.definitions.get(metric.id, ""),
            submission.file,
            QUESTIONED if (event.sheet, event.cell) in asked else ACCEPTED,
            event.sheet,
            event.cell,
            EVENT,
            event.day,
        )


def _newest_story(team: Team, submissions: Sequence[Submission]) -> list[TeamText]:
    """For each month the newest story; all rows without a month from the newest file."""
    newest: dict[date, TeamText] = {}
    for submission in submissions:
        for row in submission.story:
            if row.month is not None:
                newest[row.month] = TeamText(team, row, submission.file)
    latest = submissions[-1]
    without = [TeamText(team, row, latest.file) for row in latest.story if row.month is None]
    return [*(newest[month] for month in sorted(newest)), *without]


def _accepted_phases(
    plan: Collaborative, team: Team, submission: Submission
) -> dict[tuple[str, str], tuple[date, ...]]:
    """Months at which a person accepted a new phase, with reason and name."""
    known = {metric.id for metric in plan.metrics}
    found: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for row in submission.phases:
        values = row.values
        metric_id, month = row.metric_id, values.get("month")
        if (
            metric_id in known
            and isinstance(month, date)
            and values.get("label")
            and values.get("accepted_by")
        ):
            found[team.id, metric_id].add(month)
    return {key: tuple(sorted(months)) for key, months in found.items()}
