"""Where the blocks of a sheet stand: forms, tables, texts and lists below each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Range
from lcxl.findings import Finding
from lcxl.periods import parse_month
from lcxl.plan import Collaborative

__all__ = ["BACK_ROW", "FIRST_BLOCK_ROW", "PlacedBlock", "finding_row", "place_blocks"]

SPARE_ROWS = 20
"""Empty rows below the filled ones of a table that had to grow."""
SPARE_COLUMNS = 2
"""The same for answers beside each other."""
QUESTION_COLUMNS = 2
"""Columns with a question and whether it must be answered, before the first answer."""
EMPTY_PRINTED, FORM_PRINTED = 3, 12
"""Empty rows that are printed below those in use, and rows of a table in use or not."""
BACK_ROW, FIRST_BLOCK_ROW = 2, 4


class PlacedBlock(NamedTuple):
    """One block of a sheet, with the rows and columns it takes.

    One that lies ``across`` has its fields below each other and its rows beside each other; rows
    and columns are here those of the sheet read sideways, so that a table is always the same.
    """

    sheet: str
    block: templates.Block
    heading_row: int | None
    group_row: int | None
    head_row: int
    example_row: int | None
    first_row: int
    last_row: int
    first_col: int = 0
    columns: int = 0
    """Columns that are prepared beside questions that stand below each other."""
    across: bool = False

    @property
    def is_form(self) -> bool:
        """A form has its fields below each other, a table beside each other."""
        return self.block.kind == "form"

    def range(self, field_id: str) -> Range:
        """The input cells of one field: a column of a table, or one cell of a form."""
        index = next(i for i, f in enumerate(self.block.fields) if f.id == field_id)
        if self.is_form:
            return Range.cell(self.sheet, self.first_row + index, self.first_col + 1)
        if self.columns:
            row, last = self.rows[field_id], self.first_col + self.columns - 1
            return Range(self.sheet, row, self.first_col, row, last)
        col = self.first_col + index
        place = Range.column(self.sheet, col, self.first_row, self.last_row)
        return place.turned if self.across else place

    @property
    def rows(self) -> Mapping[str, int]:
        """Field -> row of a question in columns; each group stands below a line of its own."""
        found, row, group = {}, self.first_row, ""
        for f in self.block.fields:
            if f.group != group:
                row += 1 if group else 2  # above the first stands a heading for all of them
                group = f.group
            found[f.id] = row
            row += 1
        return found

    @property
    def keys(self) -> Iterator[str]:
        """Key of every input of the block, and of a table's row labels."""
        return (f"{self.block.id}.{f.id}" for f in self.block.fields)

    def printed_to(self, filled: int) -> int:
        """The last row that is printed: of a table those in use, and some empty ones below."""
        if self.block.kind != "table":
            return self.last_row
        return min(self.last_row, self.first_row - 1 + max(FORM_PRINTED, filled + EMPTY_PRINTED))

    @property
    def in_view(self) -> int:
        """How many columns of a table are in view and on paper; the others may be unfolded."""
        fields = self.block.fields
        return next((i for i, f in enumerate(fields) if f.fold), len(fields))

    def folded(self, index: int) -> Sequence[int]:
        """The columns that belong to a column which tells of folded ones."""
        fields = self.block.fields
        beyond = (i for i in range(index + 1, len(fields)) if fields[i].fold)
        return list(range(index + 1, next(beyond, len(fields))))

    def anchors(self) -> Iterator[tuple[str, Range]]:
        """Their keys and places."""
        for key, f in zip(self.keys, self.block.fields, strict=True):
            yield key, self.range(f.id)


def finding_row(plan: Collaborative, finding: Finding) -> dict[str, object]:
    """A finding as a line of a sheet: names in place of ids, a real date for the month."""
    team, metric = finding.team_id or "", finding.metric_id or ""
    with suppress(KeyError):
        team = plan.team(team).name
    with suppress(KeyError):
        metric = plan.metric(metric).short_name
    return {
        "severity": finding.severity,
        "code": finding.code,
        "team": team,
        "metric": metric,
        "month": parse_month(finding.month) if finding.month else None,
        "message": finding.message,
        "fix": finding.fix,
        "file": finding.file,
        "where": finding.where,
    }


def place_blocks(
    sheet: templates.Sheet,
    rows: Mapping[str, int] | None = None,
    filled: Mapping[str, int] | None = None,
) -> dict[str, PlacedBlock]:
    """Stack a sheet's blocks below each other.

    ``rows`` gives the length of tables that depend on the plan, by their id; a table that
    says its own length grows to hold its ``filled`` rows, and a few more.
    """
    placed: dict[str, PlacedBlock] = {}
    row = FIRST_BLOCK_ROW
    for block in sheet.blocks:
        heading = group = example = None
        if block.across:
            length = (rows or {}).get(block.id, 0)
            placed[block.id] = PlacedBlock(
                sheet.name, block, None, None, 0, None, 1, length, first_col=row, across=True
            )
            row += len(block.fields) + 1
            continue
        if block.heading:
            heading, row = row, row + 1
        if block.kind == "table":
            if any(f.group for f in block.fields):
                group, row = row, row + 1
            head, row = row, row + 1
            if any(f.example is not None for f in block.fields):
                example, row = row, row + 1
            length = block.rows or (rows or {}).get(block.id, 0)
            used = (filled or {}).get(block.id, 0)
            if used > length:
                length = used if _is_closed(block) else used + SPARE_ROWS
        else:
            head = row
            if block.kind == "columns":  # above the first question: whether all is answered
                row += 1
            length = len(block.fields) or len(block.steps) or len(block.text)
            if block.kind == "lists":
                head, row = row, row + 1
                length = sum(len(templates.lists()[name][1]) for name in block.lists)
        place = PlacedBlock(sheet.name, block, heading, group, head, example, row, row + length - 1)
        if block.kind == "columns":
            used = (filled or {}).get(block.id, 0)
            columns = max(block.rows, used + SPARE_COLUMNS * (used > block.rows))
            place = place._replace(first_col=QUESTION_COLUMNS, columns=columns)
            length = max(place.rows.values()) - row + 1
            place = place._replace(last_row=row + length - 1)
        placed[block.id] = place
        row += length + 1
    return placed


def _is_closed(block: templates.Block) -> bool:
    """A table whose rows are lcxl's alone: nobody can type what tells them apart."""
    keys = [field for field in block.fields if field.key]
    if all(field.type == "shown" for field in block.fields):
        return True
    return not block.rows and bool(keys) and all(field.type == "shown" for field in keys)
