"""Numbers already known, from a tidy CSV: one line for each team, metric and month."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from lcxl.errors import LcxlError, PlanError
from lcxl.files import content_of
from lcxl.findings import Finding
from lcxl.intake.formats.table import Line, lines_of
from lcxl.keep.filled import DataKey, Filled
from lcxl.metrics import Entry
from lcxl.plan import Collaborative
from lcxl.plan.rules import PREFILL
from lcxl.words import Text, say

__all__ = ["load_prefill"]


def load_prefill(path: str | Path, plan: Collaborative) -> dict[str, Filled]:
    """Team id -> what its workbook is filled with.

    Raises:
        PlanError: lines that cannot be used, all of them at once.
        LcxlError: the file is missing, or is not a CSV with the columns of
            `lcxl.intake.formats.table`.
    """
    path = Path(path)
    try:
        text = content_of(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise LcxlError(Text("files.missing", file=path), Text("files.missing_fix")) from None
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else e
        raise LcxlError(Text("keep.not_csv", file=path, why=why), Text("keep.not_csv_fix")) from e
    lines, found_faults = lines_of(text, path.name, plan)
    findings = [*found_faults, *(_no_row(line, path, plan) for line in lines if _is_short(line))]
    if findings:
        raise PlanError(findings)
    found: defaultdict[str, dict[DataKey, Entry]] = defaultdict(dict)
    for line in lines:
        for role, entry in line.numbers.items():
            found[line.team_id][line.metric_id, line.period.start, role, None] = entry
    return {team_id: Filled(entries) for team_id, entries in found.items()}


def _is_short(line: Line) -> bool:
    """Workbooks have rows of months, and no row for a shorter period."""
    return line.period.frequency != "month"


def _no_row(line: Line, path: Path, plan: Collaborative) -> Finding:
    return Finding(
        PREFILL.code,
        PREFILL.severity,
        "no_row",
        {"line": line.number, "metric": plan.metric(line.metric_id).short_name},
        path.name,
        line.team_id,
        None,
        say("plan_parts.line", line=line.number, column="month"),
        line.metric_id,
        line.period,
    )
