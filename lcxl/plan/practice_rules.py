"""What can be doubtful about meetings and the teams' own tools: codes V72 to V79."""

from __future__ import annotations

from lcxl.findings import RuleInfo

__all__ = [
    "AGENDA",
    "AGREEMENT",
    "ATTENDANCE_TWICE",
    "CALL_NOTES",
    "FEW_ANSWERS",
    "LONG_CALL",
    "NO_RESERVE",
    "RULES",
    "TOOLS_DUE",
]

ATTENDANCE_TWICE = RuleInfo("V72", "question")
AGENDA = RuleInfo("V73", "note")
LONG_CALL = RuleInfo("V74", "note")
NO_RESERVE = RuleInfo("V75", "note")
FEW_ANSWERS = RuleInfo("V76", "note")
CALL_NOTES = RuleInfo("V77", "note")
TOOLS_DUE = RuleInfo("V78", "note")
AGREEMENT = RuleInfo("V79", "note")

RULES = (
    ATTENDANCE_TWICE,
    AGENDA,
    LONG_CALL,
    NO_RESERVE,
    FEW_ANSWERS,
    CALL_NOTES,
    TOOLS_DUE,
    AGREEMENT,
)
