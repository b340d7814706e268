"""Formulas that are written once for several cells, each seen as the cell's own."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.layout import CALCULATION_SHEET
from lcxl.plan import Collaborative, load_example
from lcxl.xl import worksheet
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live
from tests.helpers.plans import plan_from
from tests.unit.test_mixed_frequencies import TEXT
from tests.workbooks.test_mixed_workbook import known

CELL = re.compile(
    r'<c r="([A-Z]+)(\d+)"[^>]*><f(?: t="(shared)"(?: ref="([A-Z0-9:]+)")? si="(\d+)")?'
    r"(?:/>|>([^<]*)</f>)<v>([^<]*)</v>"
)
REFERENCE = re.compile(r'"(?:[^"]|"")*"|(?<![A-Za-z0-9_.$!])(\$?[A-Z]{1,3})(\$?)(\d+)(?![\w(.])')


class Written(NamedTuple):
    """The cells of a sheet: the formula of each as seen from its row, and those that share one."""

    formulas: dict[tuple[str, int], str]
    shared: dict[tuple[str, int], str]
    """Cell -> what it came to."""


def seen_from(formula: str, row: int) -> str:
    """A formula with the distance to each row that is not fixed."""

    def distance(match: re.Match[str]) -> str:
        col, fixed, to = match.groups()
        return match[0] if col is None or fixed else f"{col}[{int(to) - row}]"

    return REFERENCE.sub(distance, formula)


def written(data: bytes) -> Written:
    """What stands behind the charts."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
        part = f"xl/worksheets/sheet{names.index(CALCULATION_SHEET) + 1}.xml"
        cells = CELL.findall(book.read(part).decode())
    found, first, shared = {}, {}, {}
    for col, row, is_shared, area, number, text, value in cells:
        at = (col, int(row))
        if is_shared:
            shared[at] = value
        if area:
            first[number] = (area, seen_from(unescape(text), int(row)))
        if is_shared:
            area, formula = first[number]
            begin, _, end = area.partition(":")
            assert begin.startswith(col)
            assert end == f"{col}{int(end.removeprefix(col))}"
            assert int(begin.removeprefix(col)) <= int(row) <= int(end.removeprefix(col))
            found[at] = formula
        else:
            found[at] = seen_from(unescape(text), int(row))
    return Written(found, shared)


def half_a_year() -> tuple[Collaborative, Filled]:
    """Six months of the first metrics."""
    plan = load_example("hypertension")
    months = enumerate(plan.calendar.reported[:6])
    numbers = {"numerator": 100.0, "denominator": 200.0}
    return plan, Filled(
        {
            (metric.id, month, role, None): number + i
            for i, month in months
            for metric in plan.metrics[:3]
            for role, number in numbers.items()
        }
    )


@pytest.mark.parametrize("plan_of", ["months", "mixed"])
def test_each_cell_has_the_formula_that_is_its_own(
    plan_of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no formula whose text is empty is shared, of which LibreOffice would tell no change."""
    plan, filled = half_a_year()
    if plan_of == "mixed":
        plan = plan_from(TEXT, tmp_path)
        filled = known(plan)
    light = written(build_reporting_workbook(plan, plan.teams[0], filled))
    monkeypatch.setattr(worksheet, "may_share", lambda *_: False)
    apart = written(build_reporting_workbook(plan, plan.teams[0], filled))
    assert not apart.shared
    assert light.formulas == apart.formulas
    assert "" not in light.shared.values()
    assert len(light.shared) > len(light.formulas) / 3


def test_what_is_shared() -> None:
    """Formulas below each other with a value, of their own sheet; a lone one stands as it is."""
    cells = [
        Live("B1+1", 1, "a"),
        Live("B2+1", "", "a"),
        Live("B3+1", 3, "a"),
        Live("Data!$B$4", 4, "a"),
        Live("B5*2", 5, "b"),
        Live("B6*3", 6, "c"),
        Live("B7*3", "#N/A", "c"),
        Live("B8*3", 8),
    ]
    book = BookWriter("a", "b")
    sheet = book.sheet(CALCULATION_SHEET)
    for row, live in enumerate(cells):
        sheet.put(row, 0, live, "machine")
    data = book.finish()
    found = written(data)
    assert found.shared == {("A", 1): "1", ("A", 3): "3", ("A", 6): "6", ("A", 7): "#N/A"}
    assert [found.formulas["A", row + 1] for row in range(len(cells))] == [
        seen_from(live.formula, row) for row, live in enumerate(cells, start=1)
    ]
