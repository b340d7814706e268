"""What people put beside the fields stays: notes, colours, columns and sheets of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from lcxl.cells import Book
from tests.helpers.folder_book import line, typed, written
from tests.workbooks.test_meetings import plans

PINK = "00FFC0CB"
AT = {
    "planning": (
        ("primary", "text", "P2"),
        ("ideas", "text", "HTN-C3"),
        ("evaluation", "use", "E4"),
        ("prompts", "idea", "Q7"),
    ),
    "meetings": (
        ("agenda", "how", ("S2", 2)),
        ("logistics", "owner", "S1-L02"),
        ("items", "item", "W2"),
    ),
}
"""Cells that get a value, a note and a colour, by block, field and key of the row."""


def cell_at(path: Path, book: Any, block: str, field: str, key: Any) -> Any:
    place = Book(path.read_bytes()).anchors[f"{block}.{field}"]
    return book[place.sheet].cell(place.first_row + line(path, block, key) + 1, place.first_col + 1)


@pytest.mark.parametrize("name", AT)
def test_what_stands_beside_stays(name: str, tmp_path: Path) -> None:
    path = written(name, plans(0), tmp_path)
    typed(path, {place: f"typed {i}" for i, place in enumerate(AT[name])})
    book = openpyxl.load_workbook(path)
    for i, place in enumerate(AT[name]):
        cell = cell_at(path, book, *place)
        cell.comment = Comment(f"noted {i}", "host")
        cell.fill = PatternFill("solid", fgColor=PINK)
        sheet = cell.parent
        sheet.cell(cell.row, sheet.max_column + 2, f"beside {i}")
    own = book.create_sheet("Parking")
    own.append(["Who parks where", 3, "=B1*2"])
    own["A5"] = "the last one"
    own["A5"].fill = PatternFill("solid", fgColor=PINK)
    book.save(path)
    for number in range(1, 5):
        written(name, plans(number), tmp_path)
    book = openpyxl.load_workbook(path)
    for i, place in enumerate(AT[name]):
        cell = cell_at(path, book, *place)
        assert cell.value == f"typed {i}"
        assert cell.comment.text.endswith(f"noted {i}")
        assert cell.fill.fgColor.rgb[2:] == PINK[2:]
        row = [other.value for other in cell.parent[cell.row]]
        assert f"beside {i}" in row
    own = book["Parking"]
    assert [c.value for c in own[1]] == ["Who parks where", 3, "=B1*2"]
    assert own["A5"].value == "the last one"
    assert own["A5"].fill.fgColor.rgb[2:] == PINK[2:]
