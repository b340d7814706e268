"""Which texts of a workbook do not fit where they stand, measured as a spreadsheet shows them.

A text that is not wrapped may run over empty cells beside it; one that is wrapped needs a row high
enough, for not every program lets it grow.  Letters are as wide as those of Carlito, which has the
measures of Calibri (11 points, 96 dots an inch).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from xlsxwriter.utility import xl_pixel_width

from lcxl.cells.address import parse_range
from lcxl.words.pseudo import _ACCENTED, _PLAIN
from tests.helpers.foreign import GREEK

PLAIN = str.maketrans(_ACCENTED + "⟦⟧", _PLAIN + "[]") | {b: a for a, b in GREEK.items()}
LINE = 15.0
"""Height of one line of 11 points, in points."""
ROWS = 600
"""Rows of a sheet that are looked at; a long table has its look in the first ones."""
SLACK = 1.03
"""Measures differ by so much from program to program."""


def width_of(text: str, size: float = 11, bold: bool = False) -> float:
    """Dots across of one line."""
    plain = unicodedata.normalize("NFKD", text.translate(PLAIN))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return float(xl_pixel_width(plain)) * size / 11 * (1.05 if bold else 1)


def lines_in(text: str, room: float, size: float, bold: bool) -> int:
    """Lines of a text that is wrapped into so many dots."""
    space, lines = width_of(" ", size, bold), 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in paragraph.split(" "):
            wide = width_of(word, size, bold)
            if used and used + space + wide > room:
                lines, used = lines + 1, 0.0
            while wide > room:
                lines, wide = lines + 1, wide - room
            used += wide + (space if used else 0)
    return lines


def parts_of(text: str, size: float, bold: bool) -> Iterator[tuple[str, float, bool]]:
    """Parts of a text that begin a line of their own, with their size and weight."""
    if not isinstance(text, CellRichText):
        yield text, size, bold
        return
    for part in text:
        font = part.font if isinstance(part, TextBlock) else None
        of = float(font.sz) if font is not None and font.sz else size
        yield str(part).strip("\n"), of, bool(font is not None and font.b) or bold


def cut_cells(path: Path) -> Iterator[tuple[str, str]]:
    """Place and text of what is cut on the sheets that people see."""
    yield from cut_in(openpyxl.load_workbook(path, data_only=True, rich_text=True))


def cut_in(book: Any) -> Iterator[tuple[str, str]]:
    """The same of a workbook that is open."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield from _on_sheet(sheet)


def _last_printed(sheet: Any) -> tuple[int, int] | None:
    """The last row and column on paper."""
    if not sheet.print_area:
        return None
    place = parse_range(sheet.print_area)
    return None if place is None else (place.last_row + 1, place.last_col + 1)


def _room_left(sheet: Any, before: Any, widths: dict[int, float]) -> float:
    """Dots into which a text at the right edge of its cell may run: empty cells, no chart."""
    room = 0.0
    for cell in reversed(before):
        covered = any(
            chart.anchor._from.row <= cell.row - 1 <= chart.anchor.to.row
            and chart.anchor._from.col <= cell.column - 1 <= chart.anchor.to.col
            for chart in sheet._charts
        )
        if covered or cell.value not in (None, "") or not cell.protection.locked:
            break
        room += 7 * widths.get(cell.column, 8.43) + 5
    return room


def _on_sheet(sheet: Any) -> Iterator[tuple[str, str]]:
    widths: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        for col in range(dimension.min, dimension.max + 1):
            widths[col] = 0 if dimension.hidden else dimension.width
    for row in sheet.iter_rows(max_row=min(sheet.max_row, ROWS)):
        height = sheet.row_dimensions[row[0].row].height
        for i, cell in enumerate(row):
            text = cell.value
            if not isinstance(text, str) or not text.strip() or cell.alignment.textRotation:
                continue
            dots = [7 * widths.get(c.column, 8.43) + 5 for c in row[i:]]
            if not widths.get(cell.column, 8.43):
                continue  # it is folded away
            size, bold = cell.font.sz or 11, bool(cell.font.b)
            indent = 9 * (cell.alignment.indent or 0)
            if cell.alignment.wrap_text:
                room = (dots[0] - 5 - indent) * SLACK
                need = sum(
                    lines_in(part, room, of, is_bold) * LINE * of / 11
                    for part, of, is_bold in parts_of(text, size, bold)
                )
                if need > (height or LINE) * SLACK + 2:  # not every program lets a row grow
                    yield f"{sheet.title}!{cell.coordinate}", text
                continue
            room = dots[0]
            if cell.alignment.horizontal == "right":
                room += _room_left(sheet, row[:i], widths)
                if width_of(text, size, bold) + indent > (room - 4) * SLACK:
                    yield f"{sheet.title}!{cell.coordinate}", text
                continue
            for beside, dot in zip(row[i + 1 :], dots[1:], strict=True):
                if beside.value not in (None, "") or not beside.protection.locked:
                    break
                room += dot
            else:
                printed = _last_printed(sheet)
                if printed is None or cell.row > printed[0] or cell.column > printed[1]:
                    continue
                room = sum(7 * widths.get(c, 8.43) + 5 for c in range(cell.column, printed[1] + 1))
            if width_of(text, size, bold) + indent > (room - 4) * SLACK:
                yield f"{sheet.title}!{cell.coordinate}", text
