"""What can be wrong with a plan: codes V32 to V47, V52 to V56 and V60 to V71, V80."""

from __future__ import annotations

from lcxl.findings import RuleInfo

__all__ = [
    "AIM_DIFFERS",
    "AIM_PARTS",
    "CHANGE_LOG",
    "COMPANION",
    "DRIVER",
    "DUE_TOO_EARLY",
    "DUPLICATE",
    "IDEA_ABANDONED",
    "IDEA_NOT_TESTED",
    "INCONSISTENT",
    "INDICATOR",
    "LANGUAGE",
    "LEFT",
    "MISSING",
    "NOT_SEEN",
    "NOT_UNDERSTOOD",
    "NO_BALANCING",
    "NO_DRIVER",
    "NO_IDEA",
    "NO_TEAM",
    "OVERLAP",
    "PLANNED_SIZE",
    "PLANNING_GROUP",
    "POWER",
    "PREFILL",
    "REMINDER",
    "RETIRED_FIELD",
    "ROLES",
    "RULES",
    "SESSIONS",
    "SET_SIZE",
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

DRIVER = RuleInfo("V60", "question")
NO_DRIVER = RuleInfo("V61", "note")
NO_BALANCING = RuleInfo("V62", "note")
SET_SIZE = RuleInfo("V63", "note")
AIM_PARTS = RuleInfo("V64", "note")
AIM_DIFFERS = RuleInfo("V65", "question")
NO_IDEA = RuleInfo("V66", "note")
NOT_SEEN = RuleInfo("V67", "note")
INDICATOR = RuleInfo("V68", "note")
PLANNING_GROUP = RuleInfo("V69", "note")
IDEA_NOT_TESTED = RuleInfo("V70", "note")
IDEA_ABANDONED = RuleInfo("V71", "question")

LANGUAGE = RuleInfo("V80", "note")

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
    DRIVER,
    NO_DRIVER,
    NO_BALANCING,
    SET_SIZE,
    AIM_PARTS,
    AIM_DIFFERS,
    NO_IDEA,
    NOT_SEEN,
    INDICATOR,
    PLANNING_GROUP,
    IDEA_NOT_TESTED,
    IDEA_ABANDONED,
    LANGUAGE,
)
