"""Join submissions into one table: the newest word of each team on each month.

Pure: submissions in, tables out.  The order of the files never changes the result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lcxl.combine.doubts import Doubts
from lcxl.combine.events import EVENT, NewestLog, chart_of, newest_logs, of_newest_logs
from lcxl.combine.files import SET_ASIDE, SUPERSEDED, TAKEN, FileRecord, file_record, file_records
from lcxl.combine.restate import Restatement, restatements
from lcxl.findings import Finding, in_order
from lcxl.intake import Submission
from lcxl.intake.events import EventLog
from lcxl.intake.newest import Pair, Part, Sent
from lcxl.intake.order import newest_last
from lcxl.intake.submission import DataPoint, TextRow
from lcxl.metrics import State, value_of
from lcxl.periods import Period, month_period
from lcxl.plan import Collaborative, Metric, Team
from lcxl.words import Text

__all__ = [
    "Combined",
    "Restatement",
    "Row",
    "TeamText",
    "TeamTools",
    "combine",
    "join",
    "newest_tools",
]

ACCEPTED, QUESTIONED, NO_CASES = "accepted", "question", "no eligible cases"


class Row(NamedTuple):
    """One line of the sheet Data: one metric of one team in one period, or one rare event."""

    team_id: str
    team: str
    metric_id: str
    metric: str
    report: Period
    """The month or shorter period with which it was reported."""
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
    own: Period | None = None
    """The metric's own period, where that is not the report: the quarter of March."""
    day: date | None = None
    """The day of a rare event."""

    @property
    def period(self) -> date:
        """First day of the metric's own period; the day itself of a rare event."""
        return self.day or (self.own or self.report).start

    @property
    def month(self) -> date:
        """First day of the report."""
        return self.report.start


@dataclass(frozen=True, slots=True)
class TeamText:
    """One filled row of Changes or Story, with its team."""

    team: Team
    row: TextRow
    file: str


@dataclass(frozen=True, slots=True)
class TeamTools:
    """What stands in the newest workbook of a team's own tools: block -> its filled rows."""

    team_id: str
    file: str
    saved_on: date | None
    rows: Mapping[str, Sequence[TextRow]]


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
    received: Mapping[tuple[str, Period], date | None] = field(default_factory=dict)
    """Team and report -> the day the first file with numbers for it was saved, by what the file
    says of itself; None where no file says so."""
    tools: tuple[TeamTools, ...] = ()
    """The teams' own tools that came back."""


def combine(plan: Collaborative, submissions: Sequence[Submission]) -> Combined:
    """The combined tables.

    Only what still stands is validated by all rules: of a file that another one has replaced
    nothing is asked any more.
    """
    # The rules are slow to import, and not needed where all files are known already.
    from lcxl.rules.base.judging import reasons_to_set_aside, validate_all

    by_team: defaultdict[str, list[Submission]] = defaultdict(list)
    tools: defaultdict[str, list[Submission]] = defaultdict(list)
    records: list[FileRecord] = []
    first_of: dict[str, str] = {}
    validated: set[str] = set()
    for submission in sorted(submissions, key=lambda s: s.file):
        reasons = reasons_to_set_aside(submission, plan)
        if reasons:
            records.append(file_record(submission, (), SET_ASIDE, reasons[0]))
            validated.add(submission.file)
        elif submission.sha256 in first_of:
            same = Text("files.same_file", file=first_of[submission.sha256])
            records.append(file_record(submission, (), SUPERSEDED, same))
        elif submission.is_team_tools:
            first_of[submission.sha256] = submission.file
            tools[plan.team(submission.team_id).id].append(submission)
            validated.add(submission.file)
        else:
            first_of[submission.sha256] = submission.file
            by_team[plan.team(submission.team_id).id].append(submission)

    sent = [(team, Sent(plan, by_team[team.id])) for team in plan.teams if by_team[team.id]]
    newest = {team.id: newest_logs(plan, one.submissions) for team, one in sent}
    validated.update(submission.file for _, one in sent for submission in one.standing)
    of_logs = [log for logs in newest.values() for log in logs.values()]
    validated.update(file.file for log in of_logs for file in (log.submission, *log.files))
    findings = validate_all(submissions, plan, validated)
    for team, one in sent:
        for submission in one.submissions:
            if found := findings.get(submission.file):
                findings[submission.file] = of_newest_logs(found, submission.file, newest[team.id])
    parts = [_combine_team(plan, team, one, findings) for team, one in sent]
    parts += [_newest_tools(team_id, files) for team_id, files in tools.items()]
    records += [record for part in parts for record in part.files]
    of_team = {s.file: (one, s) for _, one in sent for s in one.submissions}
    stand = [
        finding
        for file, found in findings.items()
        for finding in found
        if file not in of_team or of_team[file][0].concerns(of_team[file][1], finding)
    ]
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
        tools=tuple(one for part in parts for one in part.tools),
    )


def _newest_tools(team_id: str, files: Sequence[Submission]) -> Combined:
    """The newest workbook of a team's own tools stands for all of them."""
    *older, newest = newest_last(files)
    taken = file_record(newest, (), TAKEN, Text("files.team_tools"))
    newer = Text("files.newer_tools", file=newest.file)
    records = [file_record(one, (), SUPERSEDED, newer) for one in older]
    return Combined(files=(*records, taken), tools=(_tools_in(newest, team_id),))


def _tools_in(newest: Submission, team_id: str) -> TeamTools:
    return TeamTools(team_id, newest.file, newest.came_on, newest.tools)


def newest_tools(plan: Collaborative, submissions: Sequence[Submission]) -> TeamTools | None:
    """A team's newest workbook of its own tools that counts; None where it sent none."""
    from lcxl.rules.base.judging import reasons_to_set_aside  # slow to import

    sent = [s for s in submissions if s.is_team_tools and not reasons_to_set_aside(s, plan)]
    if not sent:
        return None
    newest = newest_last(sent)[-1]
    return _tools_in(newest, plan.team(newest.team_id).id)


def _combine_team(
    plan: Collaborative,
    team: Team,
    sent: Sent,
    findings: Mapping[str, Sequence[Finding]],
) -> Combined:
    submissions, logged = sent.submissions, sent.latest_with("changes")
    doubts = {s.file: Doubts.of(findings.get(s.file, ())) for s in sent.standing}
    logs = newest_logs(plan, submissions)
    rows: list[Row] = []
    for metric in plan.metrics:
        own = metric.reports(plan.calendar)
        for report in sent.periods:
            rows.extend(_rows(team, metric, own.get(report), sent.parts(metric.id, report), doubts))
        if metric.id in logs:
            rows.extend(_event_rows(plan, team, metric, logs[metric.id], findings))
    with_log = {file.file for one in logs.values() for file in one.files}
    return Combined(
        rows=tuple(rows),
        files=tuple(file_records(sent, with_log)),
        restatements=tuple(restatements(team, sent)),
        logs={(team.id, metric_id): one.log for metric_id, one in logs.items()},
        changes=tuple(TeamText(team, row, logged.file) for row in logged.changes),
        story=tuple(_newest_story(team, sent)),
        phases=_accepted_phases(plan, team, sent.latest_with("phases")),
        received=_received(team, submissions),
    )


def _received(
    team: Team, submissions: Sequence[Submission]
) -> dict[tuple[str, Period], date | None]:
    """When each report first came in."""
    found: dict[tuple[str, Period], date | None] = {}
    for submission in submissions:
        for period in submission.periods:
            key, day = (team.id, period), submission.came_on
            known = found.get(key)
            found[key] = min(filter(None, (known, day)), default=None)
    return found


def _rows(
    team: Team,
    metric: Metric,
    own: Period | None,
    parts: Iterable[Part],
    doubts: Mapping[str, Doubts],
) -> Iterator[Row]:
    """The lines of Data for one metric and report; none for numbers that cannot be used."""
    for part, point, submission in parts:
        doubt = doubts[submission.file]
        if (metric.id, point.period) in doubt.closed:
            continue
        if part is None:
            pair, state = (point.numerator, point.denominator), point.state(metric)
        else:
            pair, state = point.strata[part], point.stratum_state(metric, part)
        if not _is_used(state, pair, doubt) or (
            part is None and not _adds_up(metric, point, doubt)
        ):
            continue
        numerator, denominator = pair
        place = numerator or denominator
        number = numerator.value if numerator else None
        size = denominator.value if denominator else None
        is_asked = (metric.id, point.period) in doubt.asked
        yield Row(
            team.id,
            team.name,
            metric.id,
            metric.short_name,
            point.period,
            "" if part is None else metric.strata[part],
            number,
            size,
            value_of(metric, state, number, size),
            submission.definitions.get(metric.id, ""),
            submission.file,
            NO_CASES if state == State.NOT_APPLICABLE else QUESTIONED if is_asked else ACCEPTED,
            place.sheet if place else "",
            place.cell if place else "",
            metric.schedule,
            own,
        )


def _is_used(state: State, pair: Pair, doubt: Doubts) -> bool:
    """Nothing says of the two cells that they cannot be used."""
    usable = state in (State.USABLE, State.NONE_OF_NONE, State.NOT_APPLICABLE)
    return usable and not any(e is not None and (e.sheet, e.cell) in doubt.refused for e in pair)


def _adds_up(metric: Metric, point: DataPoint, doubt: Doubts) -> bool:
    """A total is no sum of groups of which one cannot be used: it would be too small or too large.

    Groups of which nothing was typed are no part of a total that was typed itself.
    """
    return not metric.adds_groups or all(
        _is_used(point.stratum_state(metric, part), pair, doubt)
        for part, pair in point.strata.items()
        if any(pair)
    )


def _event_rows(
    plan: Collaborative,
    team: Team,
    metric: Metric,
    found: NewestLog,
    findings: Mapping[str, Sequence[Finding]],
) -> Iterator[Row]:
    """The lines of Data for one rare event: a line an event, its value the gap before it."""
    log = found.log
    asked = {
        (file, f.sheet, f.cell)
        for file in {one.file for one in found.files}
        for f in findings.get(file, ())
        if f.severity == "question" and f.cell
    }
    gaps = chart_of(plan, metric, log).gaps
    for event, gap, submission in zip(log.events, gaps, found.files, strict=True):
        yield Row(
            team.id,
            team.name,
            metric.id,
            metric.short_name,
            month_period(event.day),
            "",
            event.cases,
            None,
            gap,
            submission.definitions.get(metric.id, ""),
            submission.file,
            QUESTIONED if (submission.file, event.sheet, event.cell) in asked else ACCEPTED,
            event.sheet,
            event.cell,
            EVENT,
            day=event.day,
        )


def _newest_story(team: Team, sent: Sent) -> list[TeamText]:
    """For each month the newest story; all rows without a month from the newest file."""
    newest: dict[date, TeamText] = {}
    for submission in sent.submissions:
        for row in submission.story:
            if row.month is not None:
                newest[row.month] = TeamText(team, row, submission.file)
    latest = sent.latest_with("story")
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
