"""What reading itself can find: V26, the structure, and V31, the file."""

from __future__ import annotations

from lcxl.findings import Finding, RuleInfo, Severity

__all__ = ["RULES", "STRUCTURE", "UNREADABLE", "structure", "unreadable"]

STRUCTURE = RuleInfo(
    "V26",
    "The workbook's structure was changed",
    "question",
    "Sheets are renamed, columns inserted and cells pasted over without anybody meaning harm. "
    "The numbers are found by marks in the workbook; what cannot be found for certain is left "
    "out and named.",
    "Type into the yellow cells only, and paste values only (Paste Special, Values). Next "
    "month, use the workbook as the host sent it.",
)
UNREADABLE = RuleInfo(
    "V31",
    "The file cannot be read as a workbook",
    "error",
    "A file that was cut off, protected by a password, or is really a web page or a picture "
    "holds no numbers that can be taken over. It is set aside; all other files are merged.",
    "Ask for the file again, saved as an Excel workbook (.xlsx) without a password.",
)

RULES = (STRUCTURE, UNREADABLE)


def structure(
    message: str,
    fix: str,
    severity: Severity,
    file: str,
    team_id: str = "",
    sheet: str | None = None,
    cell: str | None = None,
    metric_id: str | None = None,
) -> Finding:
    """A finding about the workbook's structure (V26)."""
    return Finding(
        STRUCTURE.code, severity, message, fix, file, team_id or None, sheet, cell, metric_id
    )


def unreadable(message: str, fix: str, file: str, is_note: bool = False) -> Finding:
    """A finding about a file that cannot be read (V31); a note if nothing is missing."""
    severity = "note" if is_note else UNREADABLE.severity
    return Finding(UNREADABLE.code, severity, message, fix, file, sets_aside=True)
