"""The logic model on one page: eight boxes whose lines follow the tables below them."""

from __future__ import annotations

from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.layout import PlacedBlock
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import field
from lcxl.xl.live import Live, first_true, sentence
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LOGIC_SHEET = "_logic"
LINES, BELOW = 8, 4
"""Lines of a box of the upper row, and of one of the lower row."""
UPPER = ("inputs", "activities", "outputs", "short", "medium", "long")
LOWER = {"assumptions": 0, "external": 3}
"""Box of the lower row -> its first column; each is three columns wide."""
LINE = 34
"""Pixels of a line, which may be two lines of words."""
KEYS = 2
"""First column of the hidden sheet that has the places of a box's lines."""


class _Stack(NamedTuple):
    """All lines of both tables below each other, as the hidden sheet has them."""

    cells: list[tuple[str, str, str, str]]
    """References to box and line, and what stands in them."""

    def of(self, column: str) -> list[str]:
        """The lines of a box."""
        return [text for _, _, box, text in self.cells if box == column and text]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The boxes, the tables below them, and the hidden sheet."""
    sheet = blocks.write(pages, spec)
    placed = pages.placed[spec.id]
    stack = _Stack([*_rows(pages, placed["logic_plan"]), *_rows(pages, placed["logic"])])
    first = placed["page"].first_row
    for col, box in enumerate(UPPER):
        _box(sheet, spec, stack, (first, col), box, LINES)
    below = first + LINES + 2
    for box, col in LOWER.items():
        _box(sheet, spec, stack, (below, col), box, BELOW)
    for row in (*range(first + 1, first + LINES + 1), *range(below + 1, below + BELOW + 1)):
        sheet.raw.set_row_pixels(row, LINE)
    sheet.raw.set_row_pixels(first, LINE)
    sheet.raw.freeze_panes(0, 0)
    pages.at_end(lambda: _behind(pages, stack))
    pages.page(sheet, below + BELOW, len(UPPER) - 1, one_page=True)


def _rows(pages: Pages, block: PlacedBlock) -> list[tuple[str, str, str, str]]:
    found = []
    rows = pages.rows.get(block.block.id, ())
    for i in range(block.last_row - block.first_row + 1):
        row = rows[i] if i < len(rows) else {}
        given = str(row.get("column") or "")
        box = templates.chosen("logic_column", given) or given
        at = field(block, "column", i), field(block, "text", i)
        found.append((*at, box, str(row.get("text") or "")))
    return found


def _box(
    sheet: SheetWriter,
    spec: templates.Sheet,
    stack: _Stack,
    at: tuple[int, int],
    box: str,
    lines: int,
) -> None:
    """A heading and the lines of a box; what has no room is counted."""
    (row, col), found = at, stack.of(box)
    heading = templates.lists()["logic_column"][1][_number(box)].meaning
    sheet.put(row, col, heading, "head", text_wrap=box in UPPER)
    keys = Range.column(LOGIC_SHEET, KEYS + _number(box), 0, len(stack.cells) - 1).reference
    texts = Range.column(LOGIC_SHEET, 1, 0, len(stack.cells) - 1).reference
    for k in range(1, lines + 1):
        value = found[k - 1] if k <= len(found) else ""
        line = Live(f'IFERROR(INDEX({texts},SMALL({keys},{k}))&"","")', value)
        if k == lines:
            n = Live(f"(COUNT({keys})-{lines - 1})", len(found) - lines + 1)
            is_more = Live(f"COUNT({keys})>{lines}", len(found) > lines)
            line = first_true([(is_more, sentence(spec.texts["more"], n=n))], line)
        sheet.put(row + k, col, line, "cell_wrap")
    if box in LOWER:
        for k in range(lines + 1):
            sheet.fill(row + k, col + 1, col + 2, "head" if k == 0 else "cell_wrap")


def _number(box: str) -> int:
    return templates.ids_of("logic_column").index(box)


def _behind(pages: Pages, stack: _Stack) -> None:
    """Box and line of every row, and for each box the rows that belong to it."""
    sheet = pages.book.sheet(LOGIC_SHEET)
    for i, (column, text, box, line) in enumerate(stack.cells):
        word = templates.word_of("logic_column", box)
        sheet.put(i, 0, Live(f'{column}&""', word), "machine")
        sheet.put(i, 1, Live(f'{text}&""', line), "machine")
        for choice in templates.lists()["logic_column"][1]:
            known = f'{absolute(i, 0)}="{choice.word}"'
            formula = f'IF(AND({known},{absolute(i, 1)}<>""),{i + 1},"")'
            value = i + 1 if box == choice.id and line else ""
            sheet.put(i, KEYS + _number(choice.id), Live(formula, value), "machine")
    sheet.raw.protect("")
    sheet.raw.hide()
