"""A tidy table of numbers (CSV): one line for each team, metric and period.

It holds metrics of every frequency, those too whose periods have no row in a workbook.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from lcxl.cells import Unreadable
from lcxl.errors import LcxlError
from lcxl.findings import Finding
from lcxl.intake.formats.base.format import Format
from lcxl.intake.submission import DataPoint, Submission
from lcxl.intake.submission import Entry as Cell
from lcxl.metrics import NOT_APPLICABLE, Entry, Role, is_out_of_bounds, kind_of
from lcxl.periods import Period, parse_month
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.rules import PREFILL
from lcxl.words import Choices, Text, say

__all__ = ["COLUMNS", "FORMAT", "Line", "lines_of", "read_table"]

COLUMNS = ("team_id", "metric_id", "month", "numerator", "denominator")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$", re.ASCII)


class Line(NamedTuple):
    """One line that is understood."""

    number: int
    """Of the line in the file, from 1."""
    team_id: str
    metric_id: str
    period: Period
    """The report, as `Period.report` gives it."""
    numbers: Mapping[Role, Entry]


class _Fault(Exception):
    def __init__(
        self, column: str, text: str, period: Period | None = None, **places: object
    ) -> None:
        super().__init__(text)
        self.column, self.text, self.period, self.places = column, text, period, places


class _Table(Format):
    def is_one(self, head: bytes, name: str) -> bool:
        """See `Format`: it begins like a table with the columns `COLUMNS`."""
        first = head[:1_000].split(b"\n", 1)[0].decode("utf-8-sig", "replace")
        return "\0" not in first and all(column in first for column in COLUMNS)

    def read(self, data: bytes, file: str, plan: Collaborative, sha256: str) -> Submission:
        """See `Format`."""
        found = read_table(data, file, plan)
        if len(found) != 1:
            raise Unreadable("several_teams" if found else "no_lines")
        return found[0]


FORMAT = _Table()


def lines_of(text: str, file: str, plan: Collaborative) -> tuple[Sequence[Line], Sequence[Finding]]:
    """The lines of a table, and a finding for each that cannot be used.

    Raises:
        LcxlError: a column is missing.
    """
    found: list[Line] = []
    findings: list[Finding] = []
    first_of: dict[tuple[str, str, Period], int] = {}
    for number, row in _rows(text, file):
        try:
            line = _understood(number, row, plan)
            first = first_of.setdefault((line.team_id, line.metric_id, line.period), number)
            if first != number:
                raise _Fault("month", "twice", line.period, first=first)
            found.append(line)
        except _Fault as e:
            findings.append(
                Finding(
                    PREFILL.code,
                    PREFILL.severity,
                    e.text,
                    {"line": number, **e.places},
                    file,
                    row["team_id"] or None,
                    None,
                    say("plan_parts.line", line=number, column=e.column),
                    row["metric_id"] or None,
                    e.period,
                )
            )
    return found, findings


def read_table(
    data: bytes, file: str, plan: Collaborative, saved_at: str = ""
) -> tuple[Submission, ...]:
    """What a table says, one submission for each team that it names, in their order.

    Never raises for what is in it: lines that cannot be used are findings of their team.

    Args:
        data: the file, CSV in UTF-8.
        file: what findings call it; of several teams each has its id behind it.
        plan: the plan.
        saved_at: when it was saved, as ISO text; "" where that is not known.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        lines, findings = lines_of(data.decode("utf-8-sig"), file, plan)
    except (UnicodeDecodeError, LcxlError) as e:
        text = Text("keep.not_csv", file=file, why=str(e))
        finding = Finding(PREFILL.code, PREFILL.severity, "unreadable", {"why": text}, file)
        return (Submission(file, sha256, readable=False, findings=(finding,)),)
    of_team: defaultdict[str, list[Line]] = defaultdict(list)
    faults: defaultdict[str, list[Finding]] = defaultdict(list)
    for line in lines:
        of_team[line.team_id].append(line)
    for one in findings:
        faults[_known_id(plan, one.team_id or "")].append(one)
    teams = sorted({*of_team, *faults})
    return tuple(
        _submission(
            plan,
            team,
            of_team[team],
            faults[team],
            file if len(teams) == 1 else f"{file} ({team})",
            sha256 if len(teams) == 1 else f"{sha256}-{team}",
            saved_at,
        )
        for team in teams
    )


def _submission(
    plan: Collaborative,
    team_id: str,
    lines: Sequence[Line],
    findings: Sequence[Finding],
    file: str,
    sha256: str,
    saved_at: str,
) -> Submission:
    points = {
        (line.metric_id, line.period): DataPoint(
            line.metric_id, line.period, _cell(line, "numerator"), _cell(line, "denominator")
        )
        for line in lines
    }
    return Submission(
        file,
        sha256,
        readable=True,
        findings=tuple(replace(f, file=file) for f in findings),
        is_reporting_workbook=True,
        collaborative_id=plan.id,
        team_id=team_id,
        definitions={line.metric_id: plan.metric(line.metric_id).version for line in lines},
        saved_at=saved_at,
        points=points,
    )


def _cell(line: Line, role: Role) -> Cell | None:
    if role not in line.numbers:
        return None
    entry = line.numbers[role]
    place = say("plan_parts.line", line=line.number, column=role)
    if isinstance(entry, str) or entry is None:
        return Cell(None, entry, "", place)
    return Cell(float(entry), None, "", place)


def _known_id(plan: Collaborative, team_id: str) -> str:
    try:
        return plan.team(team_id).id
    except KeyError:
        return team_id


def _rows(text: str, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise LcxlError(
            Text("keep.no_column", file=file, columns=Choices(missing)),
            Text("keep.no_column_fix", columns=",".join(COLUMNS)),
        )
    reader.fieldnames = names
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if any(cells.values()):
            yield reader.line_num, cells


def _understood(number: int, row: Mapping[str, str], plan: Collaborative) -> Line:
    team, metric = _team(row["team_id"], plan), _metric(row["metric_id"], plan)
    period = _period(row["month"], metric, plan)
    numbers: dict[Role, Entry] = {}
    for role in kind_of(metric).roles:
        text = row[role]
        if text.upper() == NOT_APPLICABLE:
            numbers[role] = NOT_APPLICABLE
        elif text:
            numbers[role] = _number(text, role)
    return Line(number, team.id, metric.id, period, numbers)


def _team(text: str, plan: Collaborative) -> Team:
    try:
        return plan.team(text)
    except KeyError:
        known = _some([team.id for team in plan.teams])
        raise _Fault("team_id", "no_team", given=text, known=known) from None


def _metric(text: str, plan: Collaborative) -> Metric:
    try:
        return plan.metric(text)
    except KeyError:
        known = _some([metric.id for metric in plan.metrics])
        raise _Fault("metric_id", "no_metric", given=text, known=known) from None


def _period(text: str, metric: Metric, plan: Collaborative) -> Period:
    """The report that a text names; see `Collaborative.report_named`."""
    try:
        period = plan.report_named(metric, text)
    except ValueError:
        which = "not_a_month" if metric.frequency.of_months else "not_a_day"
        raise _Fault("month", which, given=text) from None
    if period is not None:
        return period
    of_months = metric.frequency.of_months
    timeline = plan.calendar.reports if of_months else plan.timeline(metric)
    ends: dict[str, Any] = {"first": timeline[0].id, "last": timeline[-1].id}
    if not of_months:
        raise _Fault("month", "first_day", metric=metric.short_name, given=text, **ends)
    month = Period(parse_month(text))
    if month not in timeline:
        raise _Fault("month", "month", month, month=month.id, **ends)
    raise _Fault("month", "not_reported", month, metric=metric.short_name, month=month.id)


def _number(text: str, column: str) -> float:
    if not _NUMBER.match(text):
        raise _Fault(column, "not_a_number", given=text)
    number = float(text)
    if is_out_of_bounds(number):
        raise _Fault(column, "too_large", which=column)
    return number


def _some(names: list[str]) -> Choices | Text:
    first = Choices(names[:8])
    return Text("plan_parts.some", names=first) if len(names) > len(first) else first
