"""Numbers already known, from a tidy CSV: one line for each team, metric and month."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from lcxl.errors import LcxlError, PlanError
from lcxl.files import content_of
from lcxl.findings import Finding
from lcxl.keep.filled import DataKey, Filled
from lcxl.metrics import NOT_APPLICABLE, Entry, is_out_of_bounds, kind_of
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_id, parse_month
from lcxl.plan.rules import PREFILL
from lcxl.words import Choices, Text, say

__all__ = ["COLUMNS", "load_prefill"]

COLUMNS = ("team_id", "metric_id", "month", "numerator", "denominator")


class _Fault(Exception):
    def __init__(
        self, column: str, text: str, period: Period | None = None, **places: object
    ) -> None:
        super().__init__(text)
        self.column, self.text, self.period, self.places = column, text, period, places


def load_prefill(path: str | Path, plan: Collaborative) -> dict[str, Filled]:
    """Team id -> what its workbook is filled with.

    Raises:
        PlanError: lines that cannot be used, all of them at once.
        LcxlError: the file is missing, or is not a CSV with the columns `COLUMNS`.
    """
    path = Path(path)
    try:
        text = content_of(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise LcxlError(Text("files.missing", file=path), Text("files.missing_fix")) from None
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else e
        raise LcxlError(Text("keep.not_csv", file=path, why=why), Text("keep.not_csv_fix")) from e
    found: defaultdict[str, dict[DataKey, Entry]] = defaultdict(dict)
    lines: dict[tuple[str, DataKey], int] = {}
    findings: list[Finding] = []
    for number, row in _rows(text, path):
        try:
            team_id, entries = _understood(row, plan)
            for key, entry in entries.items():
                first = lines.setdefault((team_id, key), number)
                if first != number:
                    raise _Fault(
                        "month",
                        "twice",
                        first=first,
                    )
                found[team_id][key] = entry
        except _Fault as e:
            findings.append(
                Finding(
                    PREFILL.code,
                    PREFILL.severity,
                    e.text,
                    {"line": number, **e.places},
                    path.name,
                    row.get("team_id") or None,
                    None,
                    say("plan_parts.line", line=number, column=e.column),
                    row.get("metric_id") or None,
                    e.period,
                )
            )
    if findings:
        raise PlanError(findings)
    return {team_id: Filled(entries) for team_id, entries in found.items()}


def _rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise LcxlError(
            Text("keep.no_column", file=path, columns=Choices(missing)),
            Text("keep.no_column_fix", columns=",".join(COLUMNS)),
        )
    reader.fieldnames = names
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if any(cells.values()):
            yield reader.line_num, cells


def _understood(row: dict[str, str], plan: Collaborative) -> tuple[str, dict[DataKey, Entry]]:
    try:
        team = plan.team(row["team_id"])
    except KeyError:
        raise _Fault(
            "team_id",
            "no_team",
            given=row["team_id"],
            known=_some([t.id for t in plan.teams]),
        ) from None
    try:
        metric = plan.metric(row["metric_id"])
    except KeyError:
        raise _Fault(
            "metric_id",
            "no_metric",
            given=row["metric_id"],
            known=_some([m.id for m in plan.metrics]),
        ) from None
    try:
        month = parse_month(row["month"])
    except ValueError:
        raise _Fault("month", "not_a_month", given=row["month"]) from None
    reported = plan.calendar.reported
    if month not in reported:
        raise _Fault(
            "month",
            "month",
            month=month_id(month),
            first=month_id(reported[0]),
            last=month_id(reported[-1]),
        )
    if not plan.is_due(metric, Period(month)):
        raise _Fault(
            "month",
            "not_reported",
            metric=metric.short_name,
            month=month_id(month),
        )
    entries: dict[DataKey, Entry] = {}
    for role in kind_of(metric).roles:
        text = row[role]
        if text.upper() == NOT_APPLICABLE:
            entries[metric.id, month, role, None] = NOT_APPLICABLE
        elif text:
            entries[metric.id, month, role, None] = _number(text, role)
    return team.id, entries


_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$", re.ASCII)


def _number(text: str, column: str) -> float:
    if not _NUMBER.match(text):
        raise _Fault(
            column,
            "not_a_number",
            given=text,
        )
    number = float(text)
    if is_out_of_bounds(number):
        raise _Fault(
            column,
            "too_large",
            given=text,
        )
    return number


def _some(names: list[str]) -> Choices | Text:
    first = Choices(names[:8])
    return Text("plan_parts.some", names=first) if len(names) > len(first) else first
