"""The sheet Test page: one chosen change from the sheet Changes on one page, to print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import PlacedBlock
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.templates import word_of
from lcxl.words import cell_format
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

CHOICE_ROW, FIRST_ROW = 4, 6
CHOSEN_BY = "label"
"""The field by which a change is chosen."""
LOW, HIGH = 24, 72
"""Heights of rows in dots: of a word or a date, and of what takes some lines."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    place = pages.of(Calculation).layout.blocks["changes"]
    rows = list(pages.rows.get("changes", ()))
    chosen: Mapping[str, object] = rows[0] if rows else {}
    sheet = pages.open(spec, len(spec.widths) - 1)
    sheet.widths(spec.widths)
    sheet.put(CHOICE_ROW, 0, spec.texts["choose"], "label")
    sheet.put(CHOICE_ROW, 1, None, "input", bold=True)
    sheet.raw.set_row_pixels(CHOICE_ROW, LOW + 4)
    choice = Range.cell(spec.name, CHOICE_ROW, 1)
    names = place.range(CHOSEN_BY).reference
    rule = {"validate": "list", "source": f"={names}"}
    sheet.validate(choice, rule, spec.texts["choose"], spec.texts["choose_help"])
    row = FIRST_ROW
    for name in spec.words["lines"]:
        field = next(f for f in place.block.fields if f.id == name)
        is_long = field.type == "long"
        sheet.put(row, 0, spec.words["lines"][name], "card_label")
        live = _of_choice(place, field, choice.local, names, chosen)
        shape = {"num_format": cell_format("day")} if field.type == "date" else {}
        sheet.put(row, 1, live, "card_text", align="left", **shape)
        sheet.raw.set_row_pixels(row, HIGH if is_long else LOW)
        row += 1
    _write_rules(sheet, spec, row + 1)
    pages.page(sheet, row + 1, 1, portrait=True, one_page=True)


def _of_choice(
    place: PlacedBlock,
    field: templates.Field,
    choice: str,
    names: str,
    chosen: Mapping[str, object],
) -> Live:
    """What the chosen change has in a column; the first change while none is chosen."""
    column = place.range(field.id).reference
    found = f'INDEX({column},IF({choice}="",1,MATCH({choice},{names},0)))'
    value = chosen.get(field.id)
    if isinstance(value, str) and field.list in templates.lists():
        value = word_of(field.list, value)
    if isinstance(value, date):
        value = (value - date(1899, 12, 30)).days
    shown = value if isinstance(value, str | int | float) else ""
    return Live(f'IFERROR(IF({found}="","",{found}),"")', shown)


def _write_rules(sheet: SheetWriter, spec: templates.Sheet, row: int) -> None:
    """What makes a test a test, for whoever reads the page."""
    sheet.put(row, 0, spec.texts["foot"], "quiet")
