"""A tidy table of numbers (CSV, or a sheet of a workbook): one line a team, metric and period.

It holds metrics of every frequency, those too whose periods have no row in a workbook.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lcxl.cells import AnyBook, Cell, Unreadable
from lcxl.errors import LcxlError
from lcxl.findings import Finding
from lcxl.intake.formats.base.format import Format
from lcxl.intake.submission import DataPoint, Submission
from lcxl.intake.submission import Entry as Typed
from lcxl.intake.values.lines import decoded, first_line, plainly
from lcxl.intake.values.private_lines import PrivateLines, find_in_sheets
from lcxl.intake.values.tidy import (
    COLUMNS,
    TEXT,
    Line,
    Source,
    kept,
    lines_of_text,
    lines_of_typed,
)
from lcxl.metrics import Role
from lcxl.plan import Collaborative
from lcxl.plan.rules import PREFILL

__all__ = ["FORMAT", "read_table", "read_tidy_sheet"]

MAX_SHEETS = 40
"""Sheets in which a table is looked for."""
MAX_HEAD_ROWS = 20
"""Rows in which its headings are looked for."""


class _About(NamedTuple):
    """A file, and what of it is not repeated."""

    file: str
    sha256: str
    saved_at: str
    private: PrivateLines


class _Table(Format):
    def is_one(self, head: bytes, name: str) -> bool:
        """See `Format`: it begins like a table with the columns `COLUMNS`."""
        first = first_line(decoded(head[:1_000]))
        return "\0" not in first and all(column in first for column in COLUMNS)

    def read(self, data: bytes, file: str, plan: Collaborative, sha256: str) -> Submission:
        """See `Format`."""
        found = read_table(data, file, plan)
        if len(found) != 1:
            raise Unreadable("several_teams" if found else "no_lines")
        return found[0]


FORMAT = _Table()


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
        lines, findings, private = lines_of_text(decoded(data), file, plan)
    except LcxlError as e:
        said = {"why": e.args[0], "fix": e.args[1]}
        finding = Finding(PREFILL.code, PREFILL.severity, "unreadable", said, file, sets_aside=True)
        return (Submission(file, sha256, readable=False, findings=(finding,)),)
    about = _About(file, sha256, saved_at, private)
    if private.are_about_patients:
        return (_of_patients(plan, about),)
    return _of_teams(lines, findings, plan, about, TEXT)


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
        private = find_in_sheets(book, plan)
        about = _About(file, sha256, book.modified, private)
        if private.are_about_patients:
            return _of_patients(plan, about)
        source = Source(info.name, {name: heads[name][1] for name in COLUMNS})
        typed: defaultdict[int, dict[str, str]] = defaultdict(lambda: dict.fromkeys(COLUMNS, ""))
        of_column = {col: name for name, col in source.columns.items()}
        for (r, c), cell in sorted(cells.items()):
            text = _text(book, cell)
            if r > min(rows) and c in of_column and text:
                typed[r + 1][of_column[c]] = text
        safe = ((number, kept(row, private.texts)) for number, row in sorted(typed.items()))
        lines, findings = lines_of_typed(safe, file, plan, source)
        found = _of_teams(lines, findings, plan, about, source)
        if len(found) != 1:
            raise Unreadable("several_teams_in_sheet" if found else "no_lines")
        return found[0]
    return None


def _text(book: AnyBook, cell: Cell) -> str:
    """A cell as CSV has it."""
    if cell.kind == "number" and isinstance(cell.value, float):
        day = book.as_date(cell) if book.shows_date(cell) else None
        return str(day) if day else plainly(cell.value)
    return str(cell.value or "").strip()


def _of_teams(
    lines: Sequence[Line],
    findings: Sequence[Finding],
    plan: Collaborative,
    about: _About,
    source: Source,
) -> tuple[Submission, ...]:
    """A submission for each team."""
    file, sha256, *_ = about
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
            about
            if len(teams) == 1
            else about._replace(file=f"{file} ({team})", sha256=f"{sha256}-{team}"),
            source,
        )
        for team in teams
    )


def _of_patients(plan: Collaborative, about: _About) -> Submission:
    """A table in which patients are named: nothing else of it is told."""
    file, sha256, saved_at, private = about
    return Submission(
        file,
        sha256,
        readable=True,
        is_reporting_workbook=True,
        collaborative_id=plan.id,
        team_id=private.team_id,
        saved_at=saved_at,
        private=private.told,
    )


def _submission(
    plan: Collaborative,
    team_id: str,
    lines: Sequence[Line],
    findings: Sequence[Finding],
    about: _About,
    source: Source,
) -> Submission:
    file, sha256, saved_at, private = about
    if not team_id:
        aside = tuple(replace(f, file=file, sets_aside=True) for f in findings)
        return Submission(file, sha256, readable=False, findings=aside)
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
        private=private.told,
    )


def _typed(line: Line, role: Role, source: Source) -> Typed | None:
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
