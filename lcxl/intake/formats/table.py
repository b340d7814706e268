"""A tidy table of numbers (CSV, or a sheet of a workbook): one line a team, metric and period.

It holds metrics of every frequency, those too whose periods have no row in a workbook.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lcxl.cells import AnyBook, Cell, Unreadable, a1
from lcxl.errors import LcxlError
from lcxl.findings import Finding
from lcxl.intake.formats.base.format import Format
from lcxl.intake.submission import DataPoint, Submission
from lcxl.intake.submission import Entry as Typed
from lcxl.intake.values.lines import BEYOND, Rows, rows_of
from lcxl.metrics import (
    NOT_APPLICABLE,
    Entry,
    Role,
    is_not_applicable,
    is_out_of_bounds,
    kind_of,
)
from lcxl.periods import Period, parse_month
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.rules import PREFILL
from lcxl.words import Choices, Text, say

__all__ = [
    "COLUMNS",
    "FORMAT",
    "Line",
    "lines_of",
    "lines_of_rows",
    "read_table",
    "read_tidy_sheet",
]

COLUMNS = ("team_id", "metric_id", "month", "numerator", "denominator")
MAX_SHEETS = 40
"""Sheets in which a table is looked for."""
MAX_HEAD_ROWS = 20
"""Rows in which its headings are looked for."""
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


class _Source(NamedTuple):
    """Where lines stand: the columns of a sheet; of a text there is no sheet."""

    sheet: str = ""
    columns: Mapping[str, int] = {}

    def place(self, line: int, column: str) -> str:
        """What a cell is called; ``line`` from 1."""
        if self.sheet:
            return a1(line - 1, self.columns[column])
        return say("plan_parts.line", line=line, column=column)


TEXT = _Source()


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
    return lines_of_rows(rows_of(text, file, COLUMNS), file, plan)


def lines_of_rows(
    rows: Rows, file: str, plan: Collaborative
) -> tuple[Sequence[Line], Sequence[Finding]]:
    """The same of rows whose columns are texts, as a CSV has them."""
    return _lines(rows, file, plan, TEXT)


def _lines(
    rows: Rows, file: str, plan: Collaborative, source: _Source
) -> tuple[Sequence[Line], Sequence[Finding]]:
    found: list[Line] = []
    findings: list[Finding] = []
    first_of: dict[tuple[str, str, Period], int] = {}
    for number, row in rows:
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
                    source.sheet or None,
                    source.place(number, e.column),
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
        is_said = isinstance(e, LcxlError)
        text = e.args[0] if is_said else Text("keep.not_csv", file=file, why=str(e))
        finding = Finding(PREFILL.code, PREFILL.severity, "unreadable", {"why": text}, file)
        return (Submission(file, sha256, readable=False, findings=(finding,)),)
    return _of_teams(lines, findings, plan, (file, sha256, saved_at), TEXT)


def read_tidy_sheet(
    book: AnyBook, file: str, plan: Collaborative, sha256: str
) -> Submission | None:
    """The same of the first sheet that has the columns `COLUMNS`; None where none has them.

    Raises:
        Unreadable: it has lines of several teams, or none.
    """
    for info in book.sheets[:MAX_SHEETS]:
        cells = book.glance(info.name)
        heads = {_text(book, cell): (r, c) for (r, c), cell in cells.items() if r < MAX_HEAD_ROWS}
        rows = {heads[name][0] for name in COLUMNS if name in heads}
        if len(rows) != 1 or not all(name in heads for name in COLUMNS):
            continue
        source = _Source(info.name, {name: heads[name][1] for name in COLUMNS})
        typed: defaultdict[int, dict[str, str]] = defaultdict(lambda: dict.fromkeys(COLUMNS, ""))
        of_column = {col: name for name, col in source.columns.items()}
        for (r, c), cell in sorted(cells.items()):
            text = _text(book, cell)
            if r > min(rows) and c in of_column and text:
                typed[r + 1][of_column[c]] = text
        lines, findings = _lines(iter(sorted(typed.items())), file, plan, source)
        found = _of_teams(lines, findings, plan, (file, sha256, book.modified), source)
        if len(found) != 1:
            raise Unreadable("several_teams_in_sheet" if found else "no_lines")
        return found[0]
    return None


def _text(book: AnyBook, cell: Cell) -> str:
    """A cell as CSV has it."""
    if cell.kind == "number" and isinstance(cell.value, float):
        day = book.as_date(cell) if book.shows_date(cell) else None
        return str(day) if day else repr(cell.value).removesuffix(".0")
    return str(cell.value or "").strip()


def _of_teams(
    lines: Sequence[Line],
    findings: Sequence[Finding],
    plan: Collaborative,
    about: tuple[str, str, str],
    source: _Source,
) -> tuple[Submission, ...]:
    """A submission for each team; ``about`` is the file's name, sha256 and date."""
    file, sha256, saved_at = about
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
            (file, sha256, saved_at)
            if len(teams) == 1
            else (f"{file} ({team})", f"{sha256}-{team}", saved_at),
            source,
        )
        for team in teams
    )


def _submission(
    plan: Collaborative,
    team_id: str,
    lines: Sequence[Line],
    findings: Sequence[Finding],
    about: tuple[str, str, str],
    source: _Source,
) -> Submission:
    file, sha256, saved_at = about
    points = {
        (line.metric_id, line.period): DataPoint(
            line.metric_id,
            line.period,
            _typed(line, "numerator", source),
            _typed(line, "denominator", source),
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


def _typed(line: Line, role: Role, source: _Source) -> Typed | None:
    if role not in line.numbers:
        return None
    entry = line.numbers[role]
    place = source.place(line.number, role)
    if isinstance(entry, str) or entry is None:
        return Typed(None, entry, source.sheet, place)
    return Typed(float(entry), None, source.sheet, place)


def _known_id(plan: Collaborative, team_id: str) -> str:
    try:
        return plan.team(team_id).id
    except KeyError:
        return team_id


def _understood(number: int, row: Mapping[str, str], plan: Collaborative) -> Line:
    if row.get(BEYOND):
        raise _Fault(COLUMNS[-1], "too_many", given=row[BEYOND])
    team, metric = _team(row["team_id"], plan), _metric(row["metric_id"], plan)
    period = _period(row["month"], metric, plan)
    numbers: dict[Role, Entry] = {}
    for role in kind_of(metric).roles:
        text = row[role]
        if is_not_applicable(text):
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
    first, last = timeline[0].id, timeline[-1].id
    if not of_months:
        raise _Fault(
            "month", "first_day", metric=metric.short_name, given=text, first=first, last=last
        )
    month = Period(parse_month(text))
    if month not in timeline:
        raise _Fault("month", "month", month, month=month.id, first=first, last=last)
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
