"""A workbook being written: theme, protection, print set-up and nothing left to chance.

The same plan gives the same bytes: no clock, fixed dates, no generated names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, TypedDict, TypeVar, Unpack

import xlsxwriter
from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.chart_column import ChartColumn
from xlsxwriter.chart_line import ChartLine
from xlsxwriter.chart_scatter import ChartScatter
from xlsxwriter.format import Format

from lcxl import templates
from lcxl.cells import Range
from lcxl.cells.address import quoted
from lcxl.cells.book import PART
from lcxl.words import cell_format
from lcxl.xl.beside import NOTHING_BESIDE, Beside, Mark
from lcxl.xl.fit import fit
from lcxl.xl.live import Live
from lcxl.xl.paper import spare_last_page
from lcxl.xl.rows import Block, Column
from lcxl.xl.texts import footer_of, parts_of, shorten
from lcxl.xl.worksheet import Sheet, strictly, with_rows

__all__ = ["BookWriter", "PageSetup", "Reference", "SheetWriter", "Value", "shorten"]

Value = str | float | int | date | time | Live | None
"""What a cell may be given; a text is never taken for a formula or a link."""

CREATED = datetime(2000, 1, 1)
"""The date every workbook carries, so that building twice gives the same bytes."""

MAX_NOTE = 32_000
"""Characters of a cell's note that are written."""
_INPUT_TITLE, _INPUT_MESSAGE = 32, 255
"""Longest title and message of a data validation (Excel's limits)."""


class Reference(str):
    """A reference to the cell that gives a chart's or a series' name."""

    __slots__ = ()


Chart = TypeVar("Chart", ChartBar, ChartColumn, ChartLine, ChartScatter)


def _with_names_as_given(chart: Chart) -> Chart:
    """The chart, for which a name such as ``Smile!A1`` is a text and no reference."""

    def names(name: str | None, formula: str | None) -> tuple[str | None, str | None]:
        return ("", str(name)) if isinstance(name, Reference) else (name, formula)

    labels_as_taken = chart._get_labels_properties

    def labels(given: dict[str, Any] | None) -> dict[str, Any] | None:
        """The words of labels are taken away from where they would be read, and put back."""
        custom = [dict(label) for label in given.get("custom", ())] if given else []
        words = [label.pop("value", None) for label in custom]
        found: dict[str, Any] | None = labels_as_taken(
            {**given, "custom": custom} if given else given
        )
        for label, word in zip(found["custom"] if found and custom else (), words, strict=True):
            label["value"] = word
        return found

    chart._process_names = names
    chart._get_labels_properties = labels
    return chart


class BookWriter:
    """One workbook in memory; `finish` gives its bytes."""

    def __init__(self, title: str, subject: str, author: str = "") -> None:
        self._buffer = BytesIO()
        self.theme = templates.theme()
        self._book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "default_date_format": cell_format("day"),
                "default_format_properties": {
                    "font_name": self.theme.font,
                    "font_size": self.theme.size,
                },
            },
        )
        self._book.set_properties(
            {"title": title, "subject": subject, "author": author or "lcxl", "created": CREATED}
        )
        self._book.set_calc_mode("auto")
        self._formats: dict[tuple[Any, ...], Format] = {}
        self._choices: dict[str, str] = {}
        """Reference to a list of choices -> the name it has."""
        self.footer = title

    def sheet(self, name: str) -> SheetWriter:
        """Add a sheet."""
        return SheetWriter(self, self._book.add_worksheet(name, worksheet_class=Sheet))

    def format(self, role: str, **changes: Any) -> Format:
        """The format of a style role, with changes such as ``num_format``."""
        asked = (role, *changes.items())
        if asked not in self._formats:
            key = (role, *sorted(changes.items()))
            if key not in self._formats:
                properties = dict(self.theme.roles[role]) | changes
                self._formats[key] = self._book.add_format(properties)
            self._formats[asked] = self._formats[key]
        return self._formats[asked]

    def line_chart(self) -> ChartLine:
        """A new line chart, to be placed on a sheet."""
        chart: ChartLine = _with_names_as_given(self._book.add_chart({"type": "line"}))
        return chart

    def scatter_chart(self) -> ChartScatter:
        """A new chart of points with their own place on both axes, to be placed on a sheet."""
        scatter = {"type": "scatter", "subtype": "straight"}
        chart: ChartScatter = _with_names_as_given(self._book.add_chart(scatter))
        return chart

    def bar_chart(self) -> ChartBar:
        """A new chart of horizontal bars, to be placed on a sheet."""
        chart: ChartBar = _with_names_as_given(self._book.add_chart({"type": "bar"}))
        return chart

    def column_chart(self) -> ChartColumn:
        """A new chart of columns, to be placed on a sheet."""
        chart: ChartColumn = _with_names_as_given(self._book.add_chart({"type": "column"}))
        return chart

    def name(self, name: str, place: Range) -> None:
        """Define a name for a range."""
        with strictly():
            self._book.define_name(name, f"={place.reference}")

    def name_formula(self, name: str, formula: str) -> None:
        """Define a name for what a formula comes to."""
        with strictly():
            self._book.define_name(name, f"={formula}")

    def choices(self, reference: str) -> str:
        """A list of choices on another sheet, by a name, since Excel 2007 takes nothing else."""
        if reference not in self._choices:
            self._choices[reference] = f"choices_{len(self._choices) + 1}"
            with strictly():
                self._book.define_name(self._choices[reference], reference)
        return f"={self._choices[reference]}"

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets so far."""
        return [sheet.get_name() for sheet in self._book.worksheets()]

    def tell(self, name: str, value: str) -> None:
        """Set a custom document property; a long one in several parts, as Excel asks."""
        for number, part in enumerate(parts_of(value)):
            ending = f"{PART}{number}" if number else ""
            self._book.set_custom_property(name + ending, part, "text")

    def finish(self, beside: Beside = NOTHING_BESIDE) -> bytes:
        """Close the workbook, with what people put beside its cells; its bytes.

        Raises:
            RuntimeError: XlsxWriter left something out, which it only warns of.
        """
        self._put_beside(beside)
        texts = {number: text for text, number in self._book.str_table.string_table.items()}
        for sheet in self._book.worksheets():
            fit(sheet, texts, lambda look: self.look_of(look, text_wrap=True))
            spare_last_page(sheet)
        with strictly():
            self._book.close()
        sheets, data = self._book.worksheets(), self._buffer.getvalue()
        waiting = [sheet for sheet in sheets if sheet.waits]
        if waiting:
            data = with_rows(data, waiting)
        if not all(sheet.is_whole for sheet in sheets):
            raise RuntimeError("the workbook could not be written whole: a long table is missing")
        return data

    def _put_beside(self, beside: Beside) -> None:
        for name, marks in beside.marks.items():
            sheet = SheetWriter(self, self._book.get_worksheet_by_name(name))
            for (row, col), mark in marks.items():
                sheet.mark(row, col, mark)
        for name, marks in beside.sheets.items():
            sheet = self.sheet(name)
            sheet.raw.hide_gridlines(0)
            for (row, col), mark in marks.items():
                sheet.mark(row, col, mark)

    def look_of(self, known: Format | None, **changes: Any) -> Format:
        """A cell's format with changes; that of a person's own cell where it has none."""
        role, so_far = "own", {}
        for asked, style in self._formats.items():
            if style is known:
                role, so_far = asked[0], dict(asked[1:])
                break
        return self.format(role, **(so_far | changes))


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

    def __init__(self, book: BookWriter, sheet: Sheet) -> None:
        self.book = book
        self.raw = sheet
        self.name = sheet.get_name()
        sheet.hide_gridlines(2)

    def put(self, row: int, col: int, value: Value, role: str, **changes: Any) -> None:
        """Write one cell in a style role."""
        # Nobody sees how working columns look, and they are most of a workbook's cells.
        plain = role == "machine" and isinstance(value, Live) and not changes
        style = None if plain else self.book.format(role, **changes)
        if value is None or value == "":
            self.raw.write_blank(row, col, None, style)
        elif isinstance(value, Live):
            self.raw.write_formula(row, col, "=" + value.formula, style, value.value)
        elif isinstance(value, str):
            self.raw.write_string(row, col, value, style)
        elif isinstance(value, date):
            if "num_format" not in changes:
                style = self.book.format(role, **changes, num_format=cell_format("day"))
            self.raw.write_datetime(row, col, datetime(value.year, value.month, value.day), style)
        elif isinstance(value, time):
            self.raw.write_number(row, col, (value.hour * 60 + value.minute) / 1440, style)
        else:
            self.raw.write_number(row, col, value, style)

    def rich(
        self, row: int, col: int, parts: Sequence[tuple[str, str]], role: str, **changes: Any
    ) -> None:
        """Write one cell with a text of several looks; ``parts``: text and its style role."""
        pieces = [piece for text, look in parts for piece in (self.book.format(look), text)]
        self.raw.write_rich_string(row, col, *pieces, self.book.format(role, **changes))

    def mark(self, row: int, col: int, mark: Mark) -> None:
        """Put what a person had there: a value of their own, a colour, a note."""
        there = self.raw.table.get(row, {}).get(col)
        changes: dict[str, Any] = {"bg_color": f"#{mark.fill}"} if mark.fill else {}
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

    def growing_row(self, row: int, pixels: int, options: Mapping[str, Any]) -> None:
        """Set the height of a row that goes on growing with what is typed into it."""
        self.raw.set_row_pixels(row, pixels, None, dict(options))
        self.raw.growing.add(row)

    def height(self, last_row: int) -> int:
        """How high the sheet is down to a row, in dots."""
        return sum(self.raw._size_row(row) for row in range(last_row + 1))

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

    def fill(self, row: int, first_col: int, last_col: int, role: str, **changes: Any) -> None:
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

    def validate(self, place: Range, rule: Mapping[str, Any], title: str, message: str) -> None:
        """Restrict what may be typed; every input has a message that says what is expected."""
        options = {
            "input_title": title[:_INPUT_TITLE],
            "input_message": shorten(message, _INPUT_MESSAGE),
            **rule,
        }
        if "!" in str(options.get("source", "")):
            options["source"] = self.book.choices(options["source"])
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
