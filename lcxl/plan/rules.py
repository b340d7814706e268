"""What can be wrong with a plan: codes V32 to V47 and V52 to V56."""

from __future__ import annotations

from lcxl.findings import RuleInfo, Severity
from lcxl.words import messages

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

DUE_TOO_EARLY = RuleInfo(
    "V38",
    "A report would be due before its numbers can be complete",
    "error",
    "A month's numbers are complete when the month (for a metric with a lag, the month of its "
    "patients) has ended and the lag has passed; then a team needs three working days to count "
    "them. A rule that asks for them earlier can never be met, and teams stop trying.",
    "Choose the rule that the message names, or let the metric be about earlier patients. "
    "The dates themselves stand on the sheet Timetable of timetable.xlsx.",
)
SESSIONS = RuleInfo(
    "V39",
    "The learning sessions do not fit",
    "error",
    "Two sessions on one day, or a session after the collaborative has ended, is a slip of the "
    "pen that everybody's calendar would repeat.",
    "Change the weeks of the sessions in metric-definitions.xlsx, sheet Collaborative, or the "
    "date you typed in timetable.xlsx, as the message says.",
)
REMINDER = RuleInfo(
    "V40",
    "A reminder would go out before the reporting workbooks",
    "error",
    "A team that is reminded of a workbook it does not have yet asks where it is, and waits.",
    "Send the workbooks earlier or remind later, as the message says.",
)
STAGE = RuleInfo(
    "V41",
    "A stage of the recruiting tracker lacks what belongs to it",
    "question",
    "Why organisations decline, do not fit or withdraw is what the next round of recruiting "
    "learns from; a team's date of withdrawing says which reports were still due.",
    "In recruiting-tracker.xlsx, sheet Organisations, fill in the cell that is named.",
)
ROLES = RuleInfo(
    "V42",
    "A team's roles are not all filled",
    "question",
    "People leave in every collaborative. Each team needs a sponsor, a lead, a data contact and "
    "a different backup, or its reports stop with one resignation.",
    "Ask the team, and add a row for each person on the sheet People of recruiting-tracker.xlsx.",
)
LEFT = RuleInfo(
    "V43",
    "Somebody who left is still on the mailing list",
    "question",
    "Reminders that go to somebody who left reach nobody, and may tell an outsider how the "
    "team is doing.",
    "On the sheet People set 'On mailing list' to No.",
)
SHARED_EMAIL = RuleInfo(
    "V44",
    "Two people share an e-mail address",
    "question",
    "With a shared mailbox nobody knows who reads a question about the numbers, and a person's "
    "consent cannot be kept apart from the other's.",
    "Ask each person for an address of their own and correct the sheet People.",
)
OVERLAP = RuleInfo(
    "V45",
    "A role has two holders at once, or dates in the wrong order",
    "question",
    "Sponsor, lead, data contact and backup are each one person at a time; who takes over "
    "begins when the other has ended.",
    "On the sheet People type the last day of the one who handed over.",
)
CHANGE_LOG = RuleInfo(
    "V46",
    "Contact list and change log disagree",
    "question",
    "The change log says who left, who took over and whether the work was handed over. If it "
    "disagrees with the contact list, the wrong person is asked for data.",
    "Correct the sheet People or the sheet Change log, as the message says.",
)
TIMETABLE_EDIT = RuleInfo(
    "V47",
    "Something in timetable.xlsx cannot be used as it was typed",
    "question",
    "What you typed into timetable.xlsx is kept by lcxl build. A date typed as text moves nothing, "
    "and a kickoff tried out there does not change the plan.",
    "Do what the message says. Nothing that you typed was lost.",
)


def _told(code: str, severity: Severity) -> RuleInfo:
    """A rule whose words stand in templates_src/messages/metrics.toml under its code."""
    entry = messages("metrics")[code]
    return RuleInfo(code, entry["title"], severity, entry["why"], entry["fix"])


WORD = _told("V52", "question")
POWER = _told("V53", "question")
RETIRED_FIELD = _told("V54", "note")
COMPANION = _told("V55", "note")
PLANNED_SIZE = _told("V56", "note")

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
