"""The lines of a tidy table of numbers: one for each team, metric and period."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from lcxl.cells import a1
from lcxl.errors import LcxlError
from lcxl.findings import Finding
from lcxl.intake.submission import WITHHELD
from lcxl.intake.values.lines import (
    BEYOND,
    POINT,
    Rows,
    delimiter_of,
    first_line,
    lines_in,
    number_signs,
    rows_of,
)
from lcxl.intake.values.private_lines import PrivateLines, find_in_lines
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
    "TEXT",
    "Line",
    "Source",
    "kept",
    "lines_of",
    "lines_of_rows",
    "lines_of_text",
    "lines_of_typed",
]

COLUMNS = ("team_id", "metric_id", "month", "numerator", "denominator")
NUMBERS: tuple[Role, ...] = ("numerator", "denominator")


class Line(NamedTuple):
    """One line that is understood."""

    number: int
    """Of the line in the file, from 1."""
    team_id: str
    metric_id: str
    period: Period
    """The report, as `Period.report` gives it."""
    numbers: Mapping[Role, Entry]
    beside: Mapping[Role, str] = {}
    """What stands where the metric has no number."""


class Source(NamedTuple):
    """Where lines stand: the columns of a sheet; of a text there is no sheet."""

    sheet: str = ""
    columns: Mapping[str, int] = {}

    def place(self, line: int, column: str) -> str:
        """What a cell is called; ``line`` from 1."""
        if self.sheet:
            return a1(line - 1, self.columns[column])
        return say("plan_parts.line", line=line, column=column)


TEXT = Source()


class _Fault(Exception):
    def __init__(
        self, column: str, text: str, period: Period | None = None, **places: object
    ) -> None:
        super().__init__(text)
        self.column, self.text, self.period, self.places = column, text, period, places


def lines_of(text: str, file: str, plan: Collaborative) -> tuple[Sequence[Line], Sequence[Finding]]:
    """The lines of a table, and a finding for each that cannot be used.

    Raises:
        LcxlError: a column is missing, or patients are named in it.
    """
    lines, findings, private = lines_of_text(text, file, plan)
    if private.are_about_patients:
        told = next(one for one in private.told if one.about_patients)
        places = {"file": file, "where": told.where, "what": told.what}
        raise LcxlError(Text("keep.patients", **places), Text("keep.patients_fix"))
    return lines, findings


def lines_of_text(
    text: str, file: str, plan: Collaborative
) -> tuple[Sequence[Line], Sequence[Finding], PrivateLines]:
    """The same, and what gives patients away; where that is sure, no line is read."""
    delimiter = delimiter_of(first_line(text))
    private = find_in_lines(lines_in(text, file, delimiter), plan)
    rows = list(rows_of(text, file, COLUMNS))
    if private.are_about_patients:
        return (), (), private._replace(team_id=_only_team((row for _, row in rows), plan))
    signs = number_signs(delimiter, (row[role] for _, row in rows for role in NUMBERS))
    safe = ((number, kept(row, private.texts)) for number, row in rows)
    return *lines_of_typed(safe, file, plan, TEXT, signs), private


def kept(row: Mapping[str, str], private: Collection[str]) -> dict[str, str]:
    """A line without what may not be repeated."""

    def is_private(name: str, text: str) -> bool:
        return text in private or (name == BEYOND and any(one in text for one in private))

    return {name: WITHHELD if is_private(name, text) else text for name, text in row.items()}


def _only_team(rows: Iterable[Mapping[str, str]], plan: Collaborative) -> str:
    """The team of a table of which nothing else may be told."""
    known = {team.id.casefold(): team.id for team in plan.teams}
    found = {known.get(row["team_id"].casefold(), WITHHELD) for row in rows}
    return found.pop() if len(found) == 1 else WITHHELD


def lines_of_rows(
    rows: Rows, file: str, plan: Collaborative
) -> tuple[Sequence[Line], Sequence[Finding]]:
    """The same of rows whose columns are texts, as a CSV has them."""
    return lines_of_typed(rows, file, plan, TEXT)


def lines_of_typed(
    rows: Rows,
    file: str,
    plan: Collaborative,
    source: Source,
    signs: re.Pattern[str] = POINT,
) -> tuple[Sequence[Line], Sequence[Finding]]:
    """The same of rows that stand in a sheet or a text; ``signs``: how their numbers look."""
    found: list[Line] = []
    findings: list[Finding] = []
    first_of: dict[tuple[str, str, Period], int] = {}

    def fault(number: int, row: Mapping[str, str], what: _Fault) -> Finding:
        return Finding(
            PREFILL.code,
            PREFILL.severity,
            what.text,
            {"line": number, **what.places},
            file,
            row["team_id"] or None,
            source.sheet or None,
            source.place(number, what.column),
            row["metric_id"] or None,
            what.period,
        )

    for number, row in rows:
        try:
            line = _understood(number, row, plan, signs)
            first = first_of.setdefault((line.team_id, line.metric_id, line.period), number)
            if first != number:
                raise _Fault("month", "twice", line.period, first=first)
            found.append(line)
        except _Fault as e:
            findings.append(fault(number, row, e))
            continue
        for role, text in line.beside.items():
            name = plan.metric(line.metric_id).short_name
            extra = _Fault(role, "no_such_number", which=role, metric=name, given=text)
            findings.append(fault(number, row, extra))
    return found, findings


def _understood(
    number: int, row: Mapping[str, str], plan: Collaborative, signs: re.Pattern[str]
) -> Line:
    if row.get(BEYOND):
        raise _Fault(COLUMNS[-1], "too_many", given=row[BEYOND])
    team, metric = _team(row["team_id"], plan), _metric(row["metric_id"], plan)
    if metric.event_chart and any(row[role] for role in NUMBERS):
        raise _Fault("metric_id", "by_event", metric=metric.short_name)
    period = _period(row["month"], metric, plan)
    numbers: dict[Role, Entry] = {}
    for role in kind_of(metric).roles:
        text = row[role]
        if is_not_applicable(text):
            numbers[role] = NOT_APPLICABLE
        elif text:
            numbers[role] = _number(text, role, signs)
    beside = {role: row[role] for role in NUMBERS if role not in kind_of(metric).roles}
    beside = {r: text for r, text in beside.items() if text and not is_not_applicable(text)}
    return Line(number, team.id, metric.id, period, numbers, beside)


def _team(text: str, plan: Collaborative) -> Team:
    try:
        return plan.team(text)
    except KeyError:
        known = _some([team.id for team in plan.teams])
        which = "no_team" if text else "team_missing"
        raise _Fault("team_id", which, given=text, known=known) from None


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


def _number(text: str, column: str, signs: re.Pattern[str]) -> float:
    if not signs.match(text):
        raise _Fault(column, "not_a_number", given=text)
    number = float(text.replace(",", "."))
    if is_out_of_bounds(number):
        raise _Fault(column, "too_large", which=column)
    return number


def _some(names: list[str]) -> Choices | Text:
    first = Choices(names[:8])
    return Text("plan_parts.some", names=first) if len(names) > len(first) else first
