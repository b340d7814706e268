"""A workbook of a team's own tools: its filled rows, without what may identify a person."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl import templates
from lcxl.cells import AnyBook
from lcxl.intake.patients.contacts import may_be_named
from lcxl.intake.patients.withheld import find_in_names, find_withheld_anywhere
from lcxl.intake.placing.identity import Identity
from lcxl.intake.submission import TEAM_TOOLS, WITHHELD, Submission, TextRow
from lcxl.intake.values.cell_words import CellWords
from lcxl.plan import Collaborative

__all__ = ["read_tools"]

NEVER_SAVED = "2000-01-01"
"""The date a workbook carries until a spreadsheet program saves it."""


def read_tools(
    book: AnyBook, file: str, plan: Collaborative, sha256: str, identity: Identity
) -> Submission:
    """Everything that the team typed into it.

    Raises:
        Unreadable: a sheet is broken or far too large.
    """
    first_month = plan.calendar.reported[0]
    private = find_in_names(book, first_month.year)
    tools: dict[str, tuple[TextRow, ...]] = {}
    if not private:
        words = CellWords(book, "")
        words.withheld = find_withheld_anywhere(
            book, first_month, may_be_named(plan, identity.team_id)
        )
        private = tuple(words.withheld.texts())
        for sheet in templates.workbook(TEAM_TOOLS).sheets:
            for block in sheet.blocks:
                if block.kind in ("form", "table") and (rows := tuple(_rows(book, block, words))):
                    tools[block.id] = rows
    saved_at = book.modified
    return Submission(
        file,
        sha256,
        readable=True,
        workbook=TEAM_TOOLS,
        collaborative_id=identity.collaborative_id,
        team_id=identity.team_id,
        layout_version=identity.layout_version,
        saved_at="" if saved_at.startswith(NEVER_SAVED) else saved_at,
        tools=tools,
        private=private,
    )


def _rows(book: AnyBook, block: templates.Block, words: CellWords) -> Iterator[TextRow]:
    """The rows of a table in which something is typed, or the answers of a form as one."""
    places = {
        field: place
        for field in block.fields
        if (place := book.anchors.get(f"{block.id}.{field.id}".casefold())) is not None
    }
    found: dict[int, dict[str, object]] = {}
    is_typed: set[int] = set()
    first = min((place.first_row for place in places.values()), default=0)
    for field, place in places.items():
        for row, cell in book.column_at(place).items():
            value: object = words.typed(place.sheet, (row, place.first_col), cell, field.type)
            is_number = field.type in ("whole", "decimal") and cell.kind == "number"
            if is_number and value != WITHHELD:
                value = cell.value
            if value == "":
                continue
            at = first if block.kind == "form" else row
            if field.type == "shown" and not field.key:
                continue
            if field.list in templates.lists() and isinstance(value, str):
                value = templates.chosen(field.list, value) or value
            found.setdefault(at, {})[field.id] = value
            if field.type != "shown":
                is_typed.add(at)
    columns = {field.id: place.first_col for field, place in places.items()}
    sheet = next((place.sheet for place in places.values()), "")
    for row in sorted(is_typed):
        yield TextRow(sheet, row, found[row], columns=columns)  # type: ignore[arg-type]
