"""What can be wrong with a plan: codes V32 to V37."""

from __future__ import annotations

from lcxl.findings import RuleInfo

__all__ = ["DUPLICATE", "INCONSISTENT", "MISSING", "NOT_UNDERSTOOD", "NO_TEAM", "PREFILL", "RULES"]

MISSING = RuleInfo(
    "V32",
    "The plan lacks something",
    "error",
    "Every workbook is built from the plan. A name, a kickoff date or a metric's direction "
    "cannot be guessed, and a wrong guess would reach every team.",
    "Fill in the cell that is named. The input message beside it says what is expected.",
)
NOT_UNDERSTOOD = RuleInfo(
    "V33",
    "A cell of the plan is not understood",
    "error",
    "A date typed as text, a word that is not in the dropdown or a number out of range would "
    "give dates and charts that are wrong without showing it.",
    "Type the cell again as the message says. The sheet Lists explains every word.",
)
DUPLICATE = RuleInfo(
    "V34",
    "The same id stands twice",
    "error",
    "An id marks one metric or one team through all files and years. Used twice, the numbers "
    "of two would be mixed.",
    "Give each its own id. Never reuse the id of a metric or team that has ended.",
)
INCONSISTENT = RuleInfo(
    "V35",
    "Two parts of the plan do not fit together",
    "error",
    "For example a goal of 75 for a proportion, which lies between 0 and 1: the goal line "
    "would be drawn far above the chart.",
    "Change one of the two, as the message says.",
)
NO_TEAM = RuleInfo(
    "V36",
    "There is no enrolled team",
    "error",
    "Organisations whose stage is enrolled, active or completed are the teams. Without one "
    "there is nothing to build.",
    "In recruiting-tracker.xlsx, sheet Organisations, set the stage of each team to enrolled "
    "and give it a team id.",
)
PREFILL = RuleInfo(
    "V37",
    "A line of the data file cannot be used",
    "error",
    "The option --data of lcxl build fills numbers into the teams' workbooks. A line with an "
    "unknown team, metric or month would put a number where it does not belong.",
    "Correct the line that is named. The columns are team_id, metric_id, month, numerator, "
    "denominator; month is written 2026-03.",
)

RULES = (MISSING, NOT_UNDERSTOOD, DUPLICATE, INCONSISTENT, NO_TEAM, PREFILL)
