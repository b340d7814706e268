"""What reading itself can find: V26, the structure, and V31, the file."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.findings import Finding, RuleInfo, Severity

__all__ = ["RULES", "STRUCTURE", "UNREADABLE", "structure", "unreadable"]

STRUCTURE = RuleInfo("V26", "question")
UNREADABLE = RuleInfo("V31", "error")

RULES = (STRUCTURE, UNREADABLE)


def structure(
    text: str,
    places: Mapping[str, object],
    severity: Severity,
    file: str = "",
    team_id: str = "",
    sheet: str | None = None,
    cell: str | None = None,
    metric_id: str | None = None,
) -> Finding:
    """A finding about the workbook's structure (V26)."""
    return Finding(
        STRUCTURE.code, severity, text, places, file, team_id or None, sheet, cell, metric_id
    )


def unreadable(
    text: str, places: Mapping[str, object], file: str, is_note: bool = False
) -> Finding:
    """A finding about a file that cannot be read (V31); a note if nothing is missing."""
    severity = "note" if is_note else UNREADABLE.severity
    return Finding(UNREADABLE.code, severity, text, places, file, sets_aside=True)
