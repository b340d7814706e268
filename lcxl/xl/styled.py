"""What the sheets of a workbook ask it for: looks, charts, names and lists of choices."""

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
from lcxl.words import cell_format
from lcxl.xl.worksheet import Options, strictly

__all__ = ["Reference", "StyledBook"]

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


class StyledBook:
    """A workbook in memory without its sheets."""

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

    def look_of(self, known: Format | None, **changes: object) -> Format:
        """A cell's format with changes; that of a person's own cell where it has none."""
        for (role, so_far), style in self._formats.items():
            if style is known:
                return self.format(role, **(dict(so_far) | changes))
        return self.format("own", **changes)
