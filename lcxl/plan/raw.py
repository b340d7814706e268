"""A plan as it was read: raw values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lcxl import templates
from lcxl.findings import Finding, RuleInfo
from lcxl.periods import Period

__all__ = ["RETIRED", "TABLES", "Heading", "Place", "RawPlan", "Word"]

TABLES = {
    "metrics": ("metric-definitions", "metrics"),
    "phases": ("metric-definitions", "phases"),
    "pairings": ("metric-definitions", "pairings"),
    "days_off": ("metric-definitions", "days_off"),
    "due_dates": ("metric-definitions", "days_off"),
    "teams": ("recruiting-tracker", "organisations"),
    "prospects": ("recruiting-tracker", "organisations"),
    "people": ("recruiting-tracker", "people"),
    "roster_changes": ("recruiting-tracker", "roster_changes"),
    "attendance": ("recruiting-tracker", "attendance"),
    "faculty_scores": ("recruiting-tracker", "faculty_scores"),
    "assessments": ("recruiting-tracker", "assessments"),
}
"""Each table of a plan: the host's workbook and the sheet that it stands on."""


RETIRED = {"metrics": ("stretch", "baseline_method", "baseline_k")}
"""Fields of earlier versions, by table: a plan may still have them."""


class Place(NamedTuple):
    """Where a value of the plan stands, as a finding names it."""

    file: str | None
    sheet: str | None
    cell: str | None


@dataclass
class RawPlan:
    """Values as they were read: a form, and for each table one mapping for each row.

    ``place(table, index, field)`` says where a value stands or ought to stand; ``findings``
    starts with what reading already found.
    """

    collaborative: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]
    place: Callable[[str, int, str], Place]
    findings: list[Finding] = field(default_factory=list)
    bad: set[tuple[str, int, str]] = field(default_factory=set)
    """Values that were not understood when they were read; not reported a second time."""

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table; none when the plan does not have it."""
        return self.tables.get(table, [])

    def found(
        self,
        rule: RuleInfo,
        table: str,
        index: int,
        name: str,
        text: str,
        places: Mapping[str, object] | None = None,
        *,
        team_id: str | None = None,
        metric_id: str | None = None,
        period: Period | None = None,
    ) -> None:
        """Add a finding at the place of a value.

        ``text`` and ``places``: what it says, as in `Finding`.
        """
        self.bad.add((table, index, name))
        place = self.place(table, index, name)
        self.findings.append(
            Finding(
                rule.code,
                rule.severity,
                text,
                places or {},
                place.file,
                team_id,
                place.sheet,
                place.cell,
                metric_id,
                period,
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
