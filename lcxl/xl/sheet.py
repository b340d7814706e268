"""A sheet being written: cells by their role, choices, print set-up and protection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypedDict, Unpack

from lcxl.cells import Range
from lcxl.cells.address import quoted
from lcxl.words import cell_format
from lcxl.xl.beside import Mark
from lcxl.xl.formula_cells import Standing, standing_on
from lcxl.xl.live import Live
from lcxl.xl.rows import Block, Column
from lcxl.xl.styled import StyledBook
from lcxl.xl.texts import footer_of, shorten
from lcxl.xl.worksheet import Sheet, strictly

__all__ = ["PageSetup", "SheetWriter", "Value"]

Value = str | float | int | date | time | Live | None
"""What a cell may be given; a text is never taken for a formula or a link."""

MAX_NOTE = 32_000
"""Characters of a cell's note that are written."""
_INPUT_TITLE, _INPUT_MESSAGE = 32, 255
"""Longest title and message of a data validation (Excel's limits)."""


class PageSetup(TypedDict, total=False):
    """How a sheet is printed and protected, where it is not as usual."""

    portrait: bool
    one_page: bool
    """One page high too."""
    scale: int
    """Per cent of its size, in place of as large as fits: only so manual breaks hold in Excel."""
    filters: bool
    """The arrows of an autofilter stay usable."""
    open: bool
    """Not protected: in a protected sheet no program unfolds rows or columns."""


class SheetWriter:
    """One sheet being written."""

    def __init__(self, book: StyledBook, sheet: Sheet) -> None:
        self.book = book
        self.raw = sheet
        self.name = sheet.get_name()
        sheet.hide_gridlines(2)

    def put(self, row: int, col: int, value: Value, role: str, **changes: object) -> None:
        """Write one cell in a style role."""
        if isinstance(value, Live):
            # Nobody sees how working columns look, and they are most of a workbook's cells.
            plain = role == "machine" and not changes
            style = None if plain else self.book.format(role, **changes)
            self.raw.put_formula(row, col, value, style)
            return
        style = self.book.format(role, **changes)
        # XlsxWriter's own ways to these first look whether a place is a number or a name.
        if value is None or value == "":
            self.raw._write_blank(row, col, None, style)
        elif isinstance(value, str):
            self.raw._write_string(row, col, value, style)
        elif isinstance(value, date):
            if "num_format" not in changes:
                style = self.book.format(role, **changes, num_format=cell_format("day"))
            self.raw.write_datetime(row, col, datetime(value.year, value.month, value.day), style)
        elif isinstance(value, time):
            self.raw.write_number(row, col, (value.hour * 60 + value.minute) / 1440, style)
        else:
            self.raw._write_number(row, col, value, style)

    def standing(self, live: Live) -> Standing:
        """A formula as it stands on this sheet: the same for all workbooks of a plan."""
        return Standing(standing_on(self.name, live.formula), live.alike)

    def put_down(
        self, row: int, col: int, formulas: Sequence[Standing], values: Iterable[float | str | bool]
    ) -> None:
        """Write working columns: formulas below each other, and what each comes to."""
        self.raw.put_down(row, col, formulas, values)

    def rich(
        self, row: int, col: int, parts: Sequence[tuple[str, str]], role: str, **changes: object
    ) -> None:
        """Write one cell with a text of several looks; ``parts``: text and its style role."""
        pieces = [piece for text, look in parts for piece in (self.book.format(look), text)]
        self.raw.write_rich_string(row, col, *pieces, self.book.format(role, **changes))

    def mark(self, row: int, col: int, mark: Mark) -> None:
        """Put what a person had there: a value of their own, a colour, a note."""
        there = self.raw.table.get(row, {}).get(col)
        changes: dict[str, object] = {"bg_color": f"#{mark.fill}"} if mark.fill else {}
        if mark.value is not None:
            if mark.number_format:
                changes["num_format"] = mark.number_format
            look = self.book.look_of(there.format if there else None, **changes)
            if mark.formula:
                self.raw.write_formula(row, col, "=" + mark.formula, look, mark.value)
            elif isinstance(mark.value, str):
                self.raw.write_string(row, col, mark.value, look)
            elif isinstance(mark.value, bool):
                self.raw.write_boolean(row, col, mark.value, look)
            else:
                self.raw.write_number(row, col, mark.value, look)
        elif mark.fill:
            look = self.book.look_of(there.format if there else None, **changes)
            if there is None:
                self.raw.write_blank(row, col, None, look)
            else:
                self.raw.table[row][col] = there._replace(format=look)
        if mark.note:
            self.raw.write_comment(row, col, mark.note[:MAX_NOTE], {"author": ""})

    def put_question(self, row: int, col: int, question: str, help_text: str) -> None:
        """A question in bold, and below it in small letters what helps to answer it."""
        look = self.book.format
        parts = [look("question_name"), question, look("question_help"), "\n" + help_text]
        with strictly():
            self.raw.write_rich_string(row, col, *parts, look("question"))

    def growing_row(self, row: int, pixels: int, options: Mapping[str, object]) -> None:
        """Set the height of a row that goes on growing with what is typed into it."""
        self.raw.set_row_pixels(row, pixels, None, dict(options))
        self.raw.growing.add(row)

    def height(self, last_row: int) -> int:
        """How high the sheet is down to a row, in dots."""
        return sum(self.raw._size_row(row) for row in range(last_row + 1))

    def wide(self, first_col: int, last_col: int) -> int:
        """How wide some columns are together, in dots."""
        return sum(self.raw._size_col(col) for col in range(first_col, last_col + 1))

    def break_pages(
        self, scale: int, rows: Sequence[int] = (), cols: Sequence[int] = (), repeat_cols: int = 0
    ) -> None:
        """Print at ``scale`` percent, with a new page at each of these rows and columns.

        Called after `page`: Excel heeds no break of a sheet that is fitted to its pages.
        ``repeat_cols``: so many columns from the left stand on every page.
        """
        self.raw.set_print_scale(scale)
        self.raw.set_h_pagebreaks(list(rows))
        self.raw.set_v_pagebreaks(list(cols))
        if repeat_cols:
            self.raw.repeat_columns(0, repeat_cols - 1)

    def heads(self, row: int, headings: Iterable[str], **changes: object) -> None:
        """Headings of a table: the first over names, the others at the right, over numbers."""
        for col, heading in enumerate(headings):
            side = {"align": "right"} if col else {}
            self.put(row, col, heading, "head", **side, **changes)

    def lines(self, row: int, texts: Iterable[str], role: str, **changes: object) -> int:
        """Texts below each other; gives the row below them."""
        for text in texts:
            self.put(row, 0, text, role, **changes)
            row += 1
        return row

    def fill(self, row: int, first_col: int, last_col: int, role: str, **changes: object) -> None:
        """Format empty cells of a row."""
        for col in range(first_col, last_col + 1):
            self.put(row, col, None, role, **changes)

    def link(
        self, row: int, col: int, sheet: str, text: str, role: str = "link", cell: str = "A1"
    ) -> None:
        """A link to a place in the same workbook."""
        self.raw.write_url(
            row,
            col,
            f"internal:{quoted(sheet)}!{cell}",
            self.book.format(role),
            string=text,
            tip=text,
        )

    def put_rows(self, first_row: int, columns: Sequence[Column]) -> None:
        """Write a long table, column by column, from the first column of the sheet on.

        A sheet has room for one.  It stands as if each value had been `put`, and takes a
        fraction of the time and memory.
        """
        self.raw.put_block(Block(first_row, 0, columns))

    def title(self, title: str, subtitle: str, last_col: int) -> None:
        """The two rows of the title band, from the first to the last used column."""
        self.put(0, 0, title, "title")
        self.put(1, 0, subtitle, "subtitle")
        self.fill(0, 1, last_col, "title")
        self.fill(1, 1, last_col, "subtitle")
        self.raw.set_row_pixels(0, 36)
        self.raw.set_row_pixels(1, 24)

    def widths(self, widths: Sequence[float]) -> None:
        """Column widths in characters, from the first column."""
        for col, width in enumerate(widths):
            self.raw.set_column(col, col, width)

    def validate(self, place: Range, rule: Mapping[str, object], title: str, message: str) -> None:
        """Restrict what may be typed; every input has a message that says what is expected."""
        options = {
            "input_title": title[:_INPUT_TITLE],
            "input_message": shorten(message, _INPUT_MESSAGE),
            **rule,
        }
        source = options.get("source")
        if isinstance(source, str) and "!" in source:
            options["source"] = self.book.choices(source)
        self.raw.data_validation(
            place.first_row, place.first_col, place.last_row, place.last_col, options
        )

    def page(
        self,
        last_row: int,
        last_col: int,
        *,
        footer: str,
        repeat: tuple[int, int] | None = None,
        **setup: Unpack[PageSetup],
    ) -> None:
        """Print one page wide on A4 or Letter (and one high, if asked); protect the sheet.

        Contents are locked.  Cells may be coloured and given notes, as a reviewer does and
        the add-in's marks need; where there are charts, nothing drawn may be moved.
        """
        sheet = self.raw
        if setup.get("portrait"):
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        sheet.set_paper(9)
        if "scale" in setup:
            sheet.set_print_scale(setup["scale"])
        else:
            sheet.fit_to_pages(1, 1 if setup.get("one_page") else 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.print_area(0, 0, last_row, last_col)
        sheet.center_horizontally()
        if repeat:
            sheet.repeat_rows(*repeat)
        sheet.set_footer(footer_of(self.book.footer, footer))
        if setup.get("open"):
            return
        sheet.protect(
            "",
            {
                "select_locked_cells": True,
                "select_unlocked_cells": True,
                "objects": not sheet.charts,
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
                "autofilter": setup.get("filters", False),
            },
        )
