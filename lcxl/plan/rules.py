"""What can be wrong with a plan: codes V32 to V47 and V52 to V56."""

from __future__ import annotations

from lcxl.findings import RuleInfo

__all__ = [
    "CHANGE_LOG",
    "COMPANION",
    "DUE_TOO_EARLY",
    "DUPLICATE",
    "INCONSISTENT",
    "LEFT",
    "MISSING",
    "NOT_UNDERSTOOD",
    "NO_TEAM",
    "OVERLAP",
    "PLANNED_SIZE",
    "POWER",
    "PREFILL",
    "REMINDER",
    "RETIRED_FIELD",
    "ROLES",
    "RULES",
    "SESSIONS",
    "SHARED_EMAIL",
    "STAGE",
    "TIMETABLE_EDIT",
    "WORD",
]

MISSING = RuleInfo("V32", "error")
NOT_UNDERSTOOD = RuleInfo("V33", "error")
DUPLICATE = RuleInfo("V34", "error")
INCONSISTENT = RuleInfo("V35", "error")
NO_TEAM = RuleInfo("V36", "error")
PREFILL = RuleInfo("V37", "error")

DUE_TOO_EARLY = RuleInfo("V38", "error")
SESSIONS = RuleInfo("V39", "error")
REMINDER = RuleInfo("V40", "error")
STAGE = RuleInfo("V41", "question")
ROLES = RuleInfo("V42", "question")
LEFT = RuleInfo("V43", "question")
SHARED_EMAIL = RuleInfo("V44", "question")
OVERLAP = RuleInfo("V45", "question")
CHANGE_LOG = RuleInfo("V46", "question")
TIMETABLE_EDIT = RuleInfo("V47", "question")


WORD = RuleInfo("V52", "question")
POWER = RuleInfo("V53", "question")
RETIRED_FIELD = RuleInfo("V54", "note")
COMPANION = RuleInfo("V55", "note")
PLANNED_SIZE = RuleInfo("V56", "note")

RULES = (
    MISSING,
    NOT_UNDERSTOOD,
    DUPLICATE,
    INCONSISTENT,
    NO_TEAM,
    PREFILL,
    DUE_TOO_EARLY,
    SESSIONS,
    REMINDER,
    STAGE,
    ROLES,
    LEFT,
    SHARED_EMAIL,
    OVERLAP,
    CHANGE_LOG,
    TIMETABLE_EDIT,
    WORD,
    POWER,
    RETIRED_FIELD,
    COMPANION,
    PLANNED_SIZE,
)
