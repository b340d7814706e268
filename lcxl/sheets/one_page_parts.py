"""What stands alike on One page of a team's own workbook and on the host's page of any team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["BLOCK", "CHART", "HEADS", "HELP_LINES", "SYMBOLS", "write_block",
           "write_changes", "write_help"]  # fmt: skip

BLOCK = (4, 20, 34, 36, 6)
"""Pixels of the rows of a metric; its verdict, beside the chart, may have two lines."""
CHART = (318, 98)
SYMBOLS = {"▲": "better_text", "▼": "worse_text"}
"""Signs of a verdict that have a colour of their own."""
HELP_LINES = 3
HEADS = ("change", "since", "learned", "decision")


def write_help(
    sheet: SheetWriter, row: int, heading: str, lines: Sequence[Live], last_col: int
) -> int:
    """What the team asks for, in a box; gives the row below it."""
    colours = sheet.book.theme.colours
    look = {"bg_color": colours["look_fill"]}
    edge = {"left": 5, "left_color": colours["worse"], "indent": 1, **look}
    for k in range(HELP_LINES + 1):
        sheet.fill(row + k, 1, last_col, "line", **look)
        sheet.raw.set_row_pixels(row + k, 26 if k == 0 else 20)
    sheet.put(row, 0, heading, "strong", font_size=13, font_color=colours["look"], **edge)
    for k, line in enumerate(lines, start=1):
        sheet.put(row + k, 0, line, "line", **edge)
    return row + HELP_LINES + 1


def write_block(
    sheet: SheetWriter,
    row: int,
    names: tuple[str, str],
    says: tuple[Live, Live | str, Live],
    last_col: int,
) -> int:
    """A metric beside its chart: its names, and value now, goal and verdict; gives the next row."""
    colours = sheet.book.theme.colours
    for k, pixels in enumerate(BLOCK):
        sheet.raw.set_row_pixels(row + k, pixels)
    sheet.put(row + 1, 0, names[0], "figure", font_size=12)
    sheet.put(row + 2, 0, names[1], "body", font_size=9, valign="top")
    now, goal, verdict = says
    right = {"align": "right", "valign": "vcenter"}
    sheet.put(row + 1, last_col, goal, "line", font_color=colours["goal"], **right)
    sheet.put(row + 2, last_col, now, "figure", font_size=20, **right)
    wrapped = {"font_color": colours["slate"], "text_wrap": True, **right}
    sheet.put(row + 3, last_col, verdict, "strong", **wrapped)
    for symbol, colour in SYMBOLS.items():
        look = sheet.book.format("strong", font_color=colours[colour])
        place = row + 3, last_col, row + 3, last_col
        rule = {"type": "text", "criteria": "begins with", "value": symbol, "format": look}
        sheet.raw.conditional_format(*place, rule)
    rule = {"bottom": 1, "bottom_color": colours["grid"]}
    sheet.fill(row + 4, 0, last_col, "line", **rule)
    return row + len(BLOCK)


def write_changes(
    pages: Pages,
    sheet: SheetWriter,
    row: int,
    headings: Mapping[str, str],
    told: Sequence[Mapping[str, Live]],
    last_col: int,
) -> int:
    """The newest changes, each by `HEADS`; gives the last row.

    ``headings``: those of the columns, and "heading", which stands above them.
    """
    colours = sheet.book.theme.colours
    pages.heading(sheet, row, headings["heading"], last_col)
    row += 1
    cols = dict(zip(HEADS, (0, 1, 2, last_col), strict=True))
    line = {"bottom": 1, "bottom_color": colours["line"], "font_size": 10}
    sheet.fill(row, 0, last_col, "label", **line)
    for name, col in cols.items():
        side = {"align": "right"} if col == last_col else {}
        sheet.put(row, col, headings[name], "label", **line, **side)
    for change in told:
        row += 1
        sheet.fill(row, 0, last_col, "cell")
        for name, col in cols.items():
            look = {"bold": True, "align": "right"} if col == last_col else {}
            sheet.put(row, col, change[name], "cell", **look)
    return row
