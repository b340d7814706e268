"""The sheet Data: every number that was used, with the way back to where it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter

from lcxl import templates
from lcxl.cells.address import quoted
from lcxl.combine import Master, Row
from lcxl.files import is_in_store
from lcxl.intake.sources.base.source import INSIDE
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.fit import column_for
from lcxl.xl.rows import Column, Link
from lcxl.xl.tables import NUMBERS

__all__ = ["may_be_linked", "write"]

MAX_LINKS = 60_000
"""Excel opens no sheet with more than 65,530 links."""
LONGEST_PATH = 180
MOST_NAME = 44.0
"""Characters of the column of teams at most."""
FORMATS = {"month": "yyyy-mm", "date": "yyyy-mm-dd", "decimal": "General"}


def may_be_linked(path: str) -> bool:
    """Whether a link to the file would work.

    A "#" ends the name of the file in a link, and a file in an archive or a mail has none.
    """
    return len(path) <= LONGEST_PATH and not set(path) & set(f'#%"<>|*?\\{INSIDE}')


def write(pages: Pages, spec: templates.Sheet) -> None:
    """One Excel table from A1, so that every other program can load it.

    Each cell's address is a link to that cell in the file the number came from; the context's
    ``root`` is the way from the workbook's folder to the collaborative's.
    """
    master = pages.of(Master)
    rows = master.rows_of_a_sheet
    root = str(pages.context["root"])
    fields = spec.block("data").fields
    sheet = pages.book.sheet(spec.name)
    cut = ""
    if len(rows) < len(master.rows):
        cut = filled(spec.texts["cut"], n=len(master.rows), shown=len(rows))
    sheet.put_rows(1, [_column(pages, field, rows, root) for field in fields])
    last_row = max(1, len(rows))
    left, right = (pages.book.format("head", align=side) for side in ("left", "right"))
    sheet.raw.add_long_table(
        last_row,
        len(fields) - 1,
        {
            "name": "tblData",
            "title": spec.texts["alt_title"],
            "description": spec.texts["alt"],
            "style": "Table Style Light 1",
            "columns": [
                {"header": f.heading, "header_format": right if f.type in NUMBERS else left}
                for f in fields
            ],
        },
    )
    names = {row.team for row in rows}
    sheet.widths(
        [column_for(names, f.width, MOST_NAME) if f.id == "team" else f.width for f in fields]
    )
    back = len(fields) + 1
    sheet.link(0, back, pages.spec.sheets[0].name, pages.spec.texts["back"])
    if cut:
        sheet.put(1, back, cut, "look")
    sheet.raw.set_column(back, back, 110 if cut else 18)
    sheet.raw.freeze_panes(1, 0)
    pages.page(sheet, last_row, back, repeat=(0, 0), filters=True)


def _column(pages: Pages, field: templates.Field, rows: Sequence[Row], root: str) -> Column:
    values = list(map(attrgetter(field.id), rows))
    changes = {"num_format": FORMATS[field.type]} if field.type in FORMATS else {}
    look = pages.book.format("machine", **changes)
    if field.id != "cell":
        return Column(values, look)
    links = _links(rows[:MAX_LINKS], root)
    return Column(values, look, links=links, link=pages.book.format("machine_link"))


def _links(rows: Sequence[Row], root: str) -> list[Link | None]:
    @cache
    def path_of(file: str) -> str:
        if not may_be_linked(file) or is_in_store(root):
            return ""
        return (f"{root}/{file}" if root else file).replace(" ", "%20")

    name_of = cache(quoted)
    return [
        Link(path, f"{name_of(row.sheet)}!{row.cell}")
        if row.cell and row.sheet and (path := path_of(row.submitted_in))
        else None
        for row in rows
    ]
