"""The driver diagram redraws itself while somebody types into Drivers."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from lcxl.books import HostValues, build_planning
from lcxl.practice.tree import COLUMNS, IN_1, STUB, Look
from lcxl.sheets.planning.diagram import FIRST_ROW
from tests.helpers.office import Office
from tests.helpers.trees import Diagram, trees


def test_what_is_typed_is_drawn_as_python_draws_it(libreoffice: Office, tmp_path: Path) -> None:
    diagram = Diagram(libreoffice, tmp_path)
    for number, rows in enumerate(trees(20)):
        diagram.type(rows)
        assert diagram.differences(rows) == [], number


def test_the_numbers_behind_the_diagram_are_its_borders(tmp_path: Path) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(build_planning(None, HostValues()))
    sheet = openpyxl.load_workbook(path)["Driver diagram"]
    drawn: dict[tuple[int, int], tuple[bool, bool]] = {}
    for ranges in sheet.conditional_formatting:
        area = next(iter(ranges.sqref.ranges))
        if area.max_row <= FIRST_ROW:
            continue  # from the aim down to the first driver
        assert area.min_row == FIRST_ROW + 1
        for rule in ranges.rules:
            look = int(rule.formula[0].rpartition("=")[2])
            border = rule.dxf.border
            lines = (bool(border and border.left.style), bool(border and border.bottom.style))
            drawn[area.min_col - 1, look] = lines
    assert {col for col, _ in drawn} == set(range(1, COLUMNS))
    for col in (STUB, IN_1):
        assert drawn[col, Look.LEFT] == (True, False)
        assert drawn[col, Look.BOTTOM] == (False, True)
        assert drawn[col, Look.CORNER] == (True, True)
