"""A workbook being written: theme, protection, print set-up and nothing left to chance.

The same plan gives the same bytes: no clock, fixed dates, no generated names.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TypeVar

import xlsxwriter
from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.chart_column import ChartColumn
from xlsxwriter.chart_line import ChartLine
from xlsxwriter.chart_scatter import ChartScatter
from xlsxwriter.format import Format

from lcxl import templates
from lcxl.cells import Range
from lcxl.cells.any_book import PART
from lcxl.words import cell_format
from lcxl.xl.beside import NOTHING_BESIDE, Beside
from lcxl.xl.fit import fit
from lcxl.xl.paper import spare_last_page
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.texts import parts_of
from lcxl.xl.worksheet import Options, Sheet, strictly, with_rows

__all__ = ["BookWriter", "Reference"]

CREATED = datetime(2000, 1, 1)
"""The date every workbook carries, so that building twice gives the same bytes."""


class Reference(str):
    """A reference to the cell that gives a chart's or a series' name."""

    __slots__ = ()


Chart = TypeVar("Chart", ChartBar, ChartColumn, ChartLine, ChartScatter)


def _with_names_as_given(chart: Chart) -> Chart:
    """The chart, for which a name such as ``Smile!A1`` is a text and no reference.

    Its points are written at once: XlsxWriter looks in each number for letters to replace.
    """

    def names(name: str | None, formula: str | None) -> tuple[str | None, str | None]:
        return ("", str(name)) if isinstance(name, Reference) else (name, formula)

    labels_as_taken = chart._get_labels_properties

    def labels(given: Options | None) -> Options | None:
        """The words of labels are taken away from where they would be read, and put back."""
        custom = [dict(label) for label in given.get("custom", ())] if given else []
        words = [label.pop("value", None) for label in custom]
        found: Options | None = labels_as_taken({**given, "custom": custom} if given else given)
        for label, word in zip(found["custom"] if found and custom else (), words, strict=True):
            label["value"] = word
        return found

    def point(index: int, value: float | str | None) -> None:
        if value is None:
            return
        if isinstance(value, str):
            value = chart._escape_control_characters(chart._escape_data(value))
        chart.fh.write(f'<c:pt idx="{index}"><c:v>{value}</c:v></c:pt>')

    chart._write_pt = point
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
        self._formats: dict[tuple[str, tuple[tuple[str, object], ...]], Format] = {}
        self._choices: dict[str, str] = {}
        """Reference to a list of choices -> the name it has."""
        self.footer = title

    def sheet(self, name: str) -> SheetWriter:
        """Add a sheet."""
        return SheetWriter(self, self._book.add_worksheet(name, worksheet_class=Sheet))

    def format(self, role: str, **changes: object) -> Format:
        """The format of a style role, with changes such as ``num_format``."""
        asked = (role, tuple(changes.items()))
        if asked not in self._formats:
            key = (role, tuple(sorted(changes.items())))
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

    def take(self, chart: Chart) -> None:
        """A chart that was set up for another workbook, to be placed on a sheet of this one."""
        self._book.charts.append(chart)

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
            fit(sheet, texts, self.look_of)
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

    def look_of(self, known: Format | None, **changes: object) -> Format:
        """A cell's format with changes; that of a person's own cell where it has none."""
        for (role, so_far), style in self._formats.items():
            if style is known:
                return self.format(role, **(dict(so_far) | changes))
        return self.format("own", **changes)
