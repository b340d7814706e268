"""templates_src read into typed specs.

This is the one description of every workbook: its sheets, blocks, columns, headings, help
texts, lists and styles.  `lcxl.layout` places it on a grid for a plan; the writers, the
reader, the rules and the add-in use that.  Nothing here knows a plan or a file format.
"""

from lcxl.templates.declared import (
    Block,
    DeclarationError,
    Field,
    KindWords,
    Sheet,
    Step,
    Workbook,
    kind_words,
    words_of_kind,
    workbook,
    workbook_names,
)
from lcxl.templates.defaults import (
    Chase,
    Milestone,
    Milestones,
    Planned,
    Recruiting,
    Recurring,
    Task,
    Usual,
    Variant,
    chases,
    demo_words,
    example_names,
    example_plan,
    milestones,
    offered_plan,
    planned,
    recruiting,
    refusals,
    status_words,
    usual_numbers,
)
from lcxl.templates.earlier import earlier
from lcxl.templates.lists import (
    Choice,
    Meaning,
    chosen,
    ids_of,
    lists,
    schedule_of,
    word_of,
    words_of,
)
from lcxl.templates.meetings import MeetingDefaults, meeting_defaults
from lcxl.templates.papers import Paper, Papers, papers
from lcxl.templates.team_tools import ToolDefaults, tool_defaults
from lcxl.templates.theme import Theme, theme

__all__ = [
    "Block",
    "Chase",
    "Choice",
    "DeclarationError",
    "Field",
    "KindWords",
    "Meaning",
    "MeetingDefaults",
    "Milestone",
    "Milestones",
    "Paper",
    "Papers",
    "Planned",
    "Recruiting",
    "Recurring",
    "Sheet",
    "Step",
    "Task",
    "Theme",
    "ToolDefaults",
    "Usual",
    "Variant",
    "Workbook",
    "chases",
    "chosen",
    "demo_words",
    "earlier",
    "example_names",
    "example_plan",
    "ids_of",
    "kind_words",
    "lists",
    "meeting_defaults",
    "milestones",
    "offered_plan",
    "papers",
    "planned",
    "recruiting",
    "refusals",
    "schedule_of",
    "status_words",
    "theme",
    "tool_defaults",
    "usual_numbers",
    "word_of",
    "words_of",
    "words_of_kind",
    "workbook",
    "workbook_names",
]
