"""A plan as it was read: raw values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict, Unpack

from lcxl import templates
from lcxl.findings import Finding, RuleInfo
from lcxl.periods import Period

__all__ = [
    "BLOCKS",
    "FORMS",
    "LENIENT",
    "PLANNING",
    "RETIRED",
    "TABLES",
    "At",
    "Heading",
    "Place",
    "RawPlan",
    "Word",
]

PLANNING = "planning"
"""The workbook that a host may do without."""
TABLES = {
    "metrics": ("metric-definitions", "metrics"),
    "phases": ("metric-definitions", "phases"),
    "pairings": ("metric-definitions", "pairings"),
    "wordings": ("metric-definitions", "wordings"),
    "days_off": ("metric-definitions", "days_off"),
    "due_dates": ("metric-definitions", "days_off"),
    "teams": ("recruiting-tracker", "organisations"),
    "prospects": ("recruiting-tracker", "organisations"),
    "people": ("recruiting-tracker", "people"),
    "roster_changes": ("recruiting-tracker", "roster_changes"),
    "attendance": ("recruiting-tracker", "attendance"),
    "faculty_scores": ("recruiting-tracker", "faculty_scores"),
    "assessments": ("recruiting-tracker", "assessments"),
    "planning_group": ("recruiting-tracker", "planning_group"),
    "concept": (PLANNING, "concept"),
    "ground_rules": (PLANNING, "concept"),
    "heard": (PLANNING, "input"),
    "aim_statement": (PLANNING, "aim"),
    "primary": (PLANNING, "drivers"),
    "secondary": (PLANNING, "drivers"),
    "ideas": (PLANNING, "drivers"),
    "package": (PLANNING, "package"),
    "logic": (PLANNING, "logic"),
    "evaluation": (PLANNING, "evaluation"),
    "mid_course": (PLANNING, "evaluation"),
    "decisions": (PLANNING, "charter"),
}
"""Each table of a plan: the host's workbook and the sheet that it stands on."""
BLOCKS = {"teams": "organisations"}
"""Blocks that are not called like their table."""
FORMS = ("concept", "aim_statement", "mid_course")
"""Tables of a single row: in workbooks they are forms, in plan text single tables."""
LENIENT = frozenset(
    ["planning_group", *(name for name, (book, _) in TABLES.items() if book == PLANNING)]
)
"""Tables that nothing is computed from: what is not understood in them is asked about.

Their keys are printed beforehand, so that a row with a key alone is empty.
"""

RETIRED = {"metrics": ("stretch", "baseline_method", "baseline_k")}
"""Fields of earlier versions, by table: a plan may still have them."""


class Place(NamedTuple):
    """Where a value of the plan stands, as a finding names it."""

    file: str | None
    sheet: str | None
    cell: str | None


class At(NamedTuple):
    """One value of the plan: its table, row (from 0) and field."""

    table: str
    row: int
    name: str


class About(TypedDict, total=False):
    """Whom or what a finding is about, beside the place where it stands."""

    team_id: str | None
    metric_id: str | None
    period: Period | None


@dataclass
class RawPlan:
    """Values as they were read: a form, and for each table one mapping for each row.

    ``place(table, index, field)`` says where a value stands or ought to stand; ``findings``
    starts with what reading already found.
    """

    collaborative: dict[str, object]
    tables: dict[str, list[dict[str, object]]]
    place: Callable[[str, int, str], Place]
    findings: list[Finding] = field(default_factory=list)
    bad: set[tuple[str, int, str]] = field(default_factory=set)
    """Values that were not understood when they were read; not reported a second time."""

    def rows(self, table: str) -> list[dict[str, object]]:
        """The rows of a table; none when the plan does not have it."""
        return self.tables.get(table, [])

    def found(
        self,
        rule: RuleInfo,
        at: At,
        text: str,
        places: Mapping[str, object] | None = None,
        **about: Unpack[About],
    ) -> None:
        """Add a finding at the place of a value.

        ``text`` and ``places``: what it says, as in `Finding`.
        """
        self.bad.add(at)
        place = self.place(*at)
        self.findings.append(
            Finding(
                rule.code,
                rule.severity,
                text,
                places or {},
                file=place.file,
                sheet=place.sheet,
                cell=place.cell,
                **about,
            )
        )


def _heading(table: str, name: str) -> str:
    """What people call a field: its heading in the host's workbook."""
    book, sheet = TABLES.get(table, ("metric-definitions", "collaborative"))
    for block in templates.workbook(book).sheet(sheet).blocks:
        for column in block.fields:
            if column.id == name:
                return column.heading
    return name


class Heading(NamedTuple):
    """What people call a field, said when it is asked for; ``is_within`` a sentence."""

    table: str
    name: str
    is_within: bool = False

    def in_words(self) -> str:
        """Its heading in the host's workbook."""
        words = _heading(self.table, self.name)
        return words.lower() if self.is_within else words

    def as_json(self) -> object:
        """The field's id."""
        return self.name


class Word(NamedTuple):
    """An entry of a closed list, said in the word that the dropdown has for it."""

    list_id: str
    id: str

    def in_words(self) -> str:
        """The word; a text that is no entry as it is."""
        return templates.word_of(self.list_id, self.id)

    def as_json(self) -> object:
        """The entry's id."""
        return self.id
