"""Charts that are alike but for their numbers: set up and written once, and then copied.

The charts of all teams of a plan differ in what stands in their cells, and in nothing else.  To
set one up takes XlsxWriter a hundred times as long as to write other numbers into it.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from io import StringIO

from xlsxwriter.chart import Chart

from lcxl.words import speech
from lcxl.xl.styled import StyledBook

__all__ = ["chart_like", "forget"]

MOST = 100
"""Charts that are kept: those of a plan with thirty metrics."""
MARK = "\x00"
"""What no XML can hold."""

Values = Sequence[float | None]


class _Known:
    """A chart that was set up; from the day it is written on, its XML without its numbers."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.empty = list(chart.formula_data)
        """What its formulas come to, as far as it is the same in each; None for the rest."""
        self.pieces: list[str] = []
        """Its XML, and in every second place what stands there: see `_note`."""
        self._write = chart._assemble_xml_file
        for name, tag in (("_write_num_ref", "c:numRef"), ("_write_str_ref", "c:strRef")):
            setattr(chart, name, partial(self._note, getattr(chart, name), tag))
        chart._assemble_xml_file = self._assemble

    def _note(
        self, write: Callable[..., None], tag: str, formula: str, data: object, kind: str
    ) -> None:
        """Write a reference without the numbers, and where they stand."""
        chart = self.chart
        if kind not in ("num", "str"):
            write(formula, data, kind)
            return
        chart._xml_start_tag(tag)
        chart._write_series_formula(formula)
        number = chart.formula_ids[formula.lstrip("=")]
        chart.fh.write(f"{MARK}{kind}{number}{MARK}")
        chart._xml_end_tag(tag)

    def _assemble(self) -> None:
        chart, file = self.chart, self.chart.fh
        closes, chart.internal_fh = chart.internal_fh, False
        chart.fh = StringIO()
        self._write()
        text = chart.fh.getvalue()
        chart.fh, chart.internal_fh = file, closes
        for axis in ("axId", "crossAx"):
            before = f'<c:{axis} val="'
            text = text.replace(f"{before}{_axes(chart)}", f"{before}{MARK}axes{MARK}")
        self.pieces = text.split(MARK)
        write(self, chart)


def _axes(chart: Chart) -> int:
    """What the numbers of a chart's axes begin with."""
    return 5001 + int(chart.id)


def write(known: _Known, chart: Chart) -> None:
    """Write the XML of a chart with its own numbers."""
    pieces = list(known.pieces)
    for place in range(1, len(pieces), 2):
        kind, number = pieces[place][:3], pieces[place][3:]
        if kind == "axe":
            pieces[place] = str(_axes(chart))
        else:
            pieces[place] = _cache(chart, kind, chart.formula_data[int(number)])
    chart.fh.write("".join(pieces))
    chart._xml_close()


def _cache(chart: Chart, kind: str, data: Sequence[float | str | None] | None) -> str:
    """What cells come to, as XlsxWriter writes it."""
    data = data or ()
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{_told(chart, kind, value)}</c:v></c:pt>'
        for i, value in enumerate(data)
        if value is not None
    )
    form = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    count = f'<c:ptCount val="{len(data)}"/>'
    return f"<c:{kind}Cache>{form}{count}{points}</c:{kind}Cache>"


def _told(chart: Chart, kind: str, value: float | str) -> float | str:
    if not isinstance(value, str):
        return value
    if kind == "num":
        try:
            float(value)
        except ValueError:
            return 0
    told: str = chart._escape_control_characters(chart._escape_data(value))
    return told


_known: OrderedDict[Hashable, _Known] = OrderedDict()


def chart_like(
    book: StyledBook, key: Hashable, values: Mapping[str, Values], make: Callable[[], Chart]
) -> Chart:
    """A chart for a workbook: one that ``make`` sets up, or a copy of one that is alike.

    ``key``: all that it is made of, but for the ``values`` of its ranges, such as Data!$D$8:$D$31.
    """
    key = speech(), key
    known = _known.get(key)
    if known is None or not known.pieces:
        chart = make()
        _known[key] = _Known(chart)
        while len(_known) > MOST:
            _known.popitem(last=False)
        return chart
    _known.move_to_end(key)
    chart = copy.copy(known.chart)
    chart.already_inserted = False
    chart.formula_data = list(known.empty)
    for reference, data in values.items():
        chart.formula_data[chart.formula_ids[reference]] = list(data)
    chart._assemble_xml_file = partial(write, known, chart)
    book.take(chart)
    return chart


def forget() -> None:
    """Set up every chart anew from now on."""
    _known.clear()
