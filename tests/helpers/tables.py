"""Workbooks written as text tables inside the tests.

    month    BP       BP/     BP?
    2026-01  150      200
    2026-02  NA       NA      clinic closed

``BP`` is the numerator (count, value) of the metric, ``BP/`` its denominator, ``BP?`` its
reason; ``BP.2`` and ``BP.2/`` belong to the second stratum.  A dot leaves a cell blank;
columns are separated by two or more spaces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import a1
from lcxl.findings import Finding
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.keep.filled import DataKey
from lcxl.layout import layout_of
from lcxl.metrics import Entry
from lcxl.periods import parse_day, parse_month
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate

_COLUMN = re.compile(r"^(?P<metric>\w+?)(?:\.(?P<stratum>\d))?(?P<role>[/?]?)$")
_ROLES = {"": "numerator", "/": "denominator", "?": "reason"}
_written: dict[tuple[Collaborative, str, str, str], bytes] = {}


def filled(text: str, **rows: Any) -> Filled:
    """The table's content, to be built into a workbook; ``rows`` fills other blocks."""
    head, *lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    data: dict[DataKey, Entry] = {}
    for line in lines:
        month = parse_month(line[0])
        for name, cell in zip(head[1:], line[1:], strict=False):
            match = _COLUMN.match(name)
            assert match is not None, name
            stratum = int(match["stratum"]) - 1 if match["stratum"] else None
            role = _ROLES[match["role"]]
            if cell != ".":
                data[match["metric"], month, role, stratum] = _entry(cell, role)
    return Filled(data, rows)


def _entry(cell: str, role: str) -> Entry:
    if role == "reason":
        return cell
    try:
        return float(cell)
    except ValueError:
        return cell.replace("_", " ")


def workbook(plan: Collaborative, text: str, team: str = "oak", **rows: Any) -> bytes:
    """A team's workbook with the table typed in; written once for whoever asks for the same."""
    key = plan, text, team, repr(rows)
    if key not in _written:
        _written[key] = build_reporting_workbook(plan, plan.team(team), filled(text, **rows))
    return _written[key]


def at(plan: Collaborative, month: str, name: str) -> str:
    """The address on Data of a cell of the table; ``BP=`` is the result, ``BP:`` the period."""
    match = re.match(r"^(?P<metric>\w+?)(?:\.(?P<stratum>\d))?(?P<role>[/?=:]?)$", name)
    assert match is not None, name
    layout = layout_of(plan)
    metric_id = match["metric"]
    role = {**_ROLES, "=": "result", ":": "numerator"}[match["role"]]
    stratum = int(match["stratum"]) - 1 if match["stratum"] else None
    report = plan.metric(metric_id).report_on(parse_day(month)[0])
    row, col = layout.cell(layout.line(metric_id, role, stratum), report)
    return a1(layout.axis_of(metric_id).head if match["role"] == ":" else row, col)


def submission(
    plan: Collaborative, text: str, team: str = "oak", file: str = "oak.xlsx", **changes: Any
) -> Submission:
    """The same, read back; ``changes`` replaces fields such as ``saved_at``."""
    return replace(read_bytes(workbook(plan, text, team), file, plan), **changes)


def findings(plan: Collaborative, text: str, **changes: Any) -> list[Finding]:
    """What validation says of a table."""
    return validate(submission(plan, text, **changes), plan)
