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

__all__ = ["COLUMNS", "load_prefill"]

COLUMNS = ("team_id", "metric_id", "month", "numerator", "denominator")


class _Fault(Exception):
    def __init__(self, column: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.column, self.message, self.fix = column, message, fix


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
        raise LcxlError(f"There is no file {path}.", "Check the name and the folder.") from None
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else e
        raise LcxlError(f"{path} cannot be read as text: {why}.", "Save it as CSV (UTF-8).") from e
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
                        f"line {first} already has this metric and month.",
                        "Keep one of the two lines.",
                    )
                found[team_id][key] = entry
        except _Fault as e:
            findings.append(
                Finding(
                    PREFILL.code,
                    PREFILL.severity,
                    f"Line {number}: {e.message}",
                    e.fix,
                    path.name,
                    row.get("team_id") or None,
                    None,
                    f"line {number}, {e.column}",
                    row.get("metric_id") or None,
                    row.get("month") or None,
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
            f"{path} has no column {', '.join(missing)}.",
            f"Its first line must name the columns: {','.join(COLUMNS)}.",
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
            f"there is no team {row['team_id']!r}.",
            f"Teams are: {_some([t.id for t in plan.teams])}.",
        ) from None
    try:
        metric = plan.metric(row["metric_id"])
    except KeyError:
        raise _Fault(
            "metric_id",
            f"there is no metric {row['metric_id']!r}.",
            f"Metrics are: {_some([m.id for m in plan.metrics])}.",
        ) from None
    try:
        month = parse_month(row["month"])
    except ValueError:
        raise _Fault("month", f"{row['month']!r} is not a month.", "Write it as 2026-03.") from None
    reported = plan.calendar.reported
    if month not in reported:
        raise _Fault(
            "month",
            f"{month_id(month)} is not a month of the collaborative.",
            f"Months run from {month_id(reported[0])} to {month_id(reported[-1])}.",
        )
    if not plan.is_due(metric, Period(month)):
        raise _Fault(
            "month",
            f"{metric.short_name} is not reported for {month_id(month)}.",
            "Leave the line out.",
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
            f"{text!r} is not a number.",
            "Write numbers without thousands signs, such as 1204 or 12.5.",
        )
    number = float(text)
    if is_out_of_bounds(number):
        raise _Fault(
            column,
            f"the {column} is far too large, or too close to 0, to be meant.",
            "Look up the number and write it again, such as 1204 or 12.5.",
        )
    return number


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
