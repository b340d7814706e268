"""The hidden sheet behind the charts of rare events: gaps, limits and what they say, in cells.

A block of columns for each rare event: its single figures below each other, then a row for
each row of the sheet Event log.  The twins of `lcxl.runchart.event_chart`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from lcxl.cells import Range, a1
from lcxl.cells.address import absolute, quoted
from lcxl.layout import EVENTS_SHEET, ReportingLayout
from lcxl.periods import serial
from lcxl.plan import Metric
from lcxl.runchart.event_chart import EventChart, EventKind
from lcxl.runchart.formulas import (
    NOT_AVAILABLE,
    Formula,
    Referrer,
    Value,
    expand,
    or_empty,
    twin,
)
from lcxl.runchart.rare import SAME_DAY, from_days
from lcxl.sheets.reporting.event_formulas import event_columns, event_figures
from lcxl.sheets.reporting.event_series import EventSeries
from lcxl.words import filled
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live, named_if_drawn, quote
from lcxl.xl.sheet import SheetWriter

__all__ = ["LEGEND", "LINES", "EventCalculation"]

FIRST_ROW = 1
STEP = 100_000
"""A row's part of the key that puts events in order: of one day in the order of the sheet."""
LINES = ("upper", "lower", "centre", "median", "goal")
"""Lines across the chart; each has two points."""
LEGEND = {
    "upper": "series_upper",
    "lower": "series_lower",
    "centre": "series_centre",
    "median": "series_event_median",
    "goal": "series_goal",
    "y": "series_gaps",
    "y_open": "series_open",
}
"""What the legend calls lines and points, by the id of the text."""
GIVEN_FIGURES = ("earlier", "end", "open_cases", "start")
GIVEN = ("number", "key", "case_in", "doubts")


class EventCalculation:
    """Formulas and values of all rare events of a workbook, and references to them."""

    def __init__(self, layout: ReportingLayout, series: Mapping[str, EventSeries]) -> None:
        self.layout, self.series = layout, series
        self.rows = layout.event_rows
        self.last_row = FIRST_ROW + self.rows - 1
        self._cols: dict[str, int] = {}
        self._figures: dict[str, dict[str, Range]] = {}
        self._columns: dict[str, dict[str, Range]] = {}
        col = 0
        for metric in layout.plan.event_metrics:
            kind = _kind(metric)
            self._cols[metric.id] = col
            self._figures[metric.id] = {
                name: Range.cell(EVENTS_SHEET, row, col + 1)
                for row, name in enumerate(_names(GIVEN_FIGURES, event_figures(kind)), FIRST_ROW)
            }
            columns = _names(GIVEN, event_columns(kind))
            self._columns[metric.id] = {
                name: Range.column(EVENTS_SHEET, at, FIRST_ROW, self.last_row)
                for at, name in enumerate(columns, col + 3)
            }
            col += 3 + len(columns) + 1
        self.line_col = col

    # Places

    def figure(self, metric: Metric, name: str) -> Live:
        """A single figure."""
        place = self.figure_place(metric, name)
        return Live(place.reference, self.values(metric)[name])

    def figure_place(self, metric: Metric, name: str) -> Range:
        """Where a single figure stands."""
        return self._figures[metric.id][name]

    def column(self, metric: Metric, name: str) -> Range:
        """All rows of a column."""
        return self._columns[metric.id][name]

    def line(self, metric: Metric, name: str) -> Range:
        """The two cells of a line across the chart; "x" is from the first day to the last."""
        number = self.layout.plan.event_metrics.index(metric)
        row = FIRST_ROW + number * 2
        col = self.line_col + 1 + ("x", *LINES).index(name)
        return Range.column(EVENTS_SHEET, col, row, row + 1)

    def line_values(self, metric: Metric, name: str) -> list[float | None]:
        """What its two cells hold."""
        if name == "x":
            days = self.layout.months
            return [float(self._start(metric)), float(serial(days[-1]) + 31)]
        if name == "goal":
            return [metric.goal] * 2
        value = self.values(metric)[name]
        shown = isinstance(value, int | float) and (name != "lower" or value > 0)
        return [float(value) if shown else None] * 2

    def legend_place(self, metric: Metric, name: str) -> Range:
        """The cell with what the legend calls a line, the gaps ("y") or the open one ("y_open")."""
        row = FIRST_ROW + self.layout.plan.event_metrics.index(metric) * 2
        col = self.line_col + 2 + len(LINES) + (*LINES, "y", "y_open").index(name)
        return Range.cell(EVENTS_SHEET, row, col)

    def _start(self, metric: Metric) -> int:
        return serial(self.layout.months[0])

    # Values

    def values(self, metric: Metric) -> dict[str, Value]:
        """What every single figure must show."""
        return self._values[metric.id]

    @cached_property
    def _values(self) -> dict[str, dict[str, Value]]:
        return {m.id: self._figure_values(m) for m in self.layout.plan.event_metrics}

    def _figure_values(self, metric: Metric) -> dict[str, Value]:
        one = self.series[metric.id]
        chart = one.chart
        moves = [m for m in chart.limits.trace.move if m is not None]
        roots = [from_days(max(g, SAME_DAY)) for g in chart.gaps if g is not None]
        length, side = chart.run
        newest, end, earlier = chart.newest, chart.end, chart.earlier
        last_day = serial(chart.days[-1]) if chart.days else ""
        start = self._start(metric)
        so_far = chart.so_far
        useful = [i + 1 for i, s in enumerate(chart.sides) if s]
        return {
            "earlier": serial(earlier) if earlier else "",
            "end": serial(end) if end else "",
            "open_cases": or_empty(one.open_cases),
            "start": start,
            "count": len(chart.days),
            "gaps": chart.n_gaps,
            "last_day": last_day,
            "median": or_empty(chart.median),
            "moves": len(moves),
            "mean_move": sum(moves) / len(moves) if moves else "",
            "mean_root": sum(roots) / len(roots) if roots else "",
            "centre": or_empty(chart.centre),
            "upper": or_empty(chart.upper),
            "lower": or_empty(chart.lower),
            "so_far": or_empty(so_far),
            "none_in": chart.none_in,
            "open_outside": int(chart.open is not None and chart.open.outside),
            "open_counts": int(chart.open is not None and chart.open.counts),
            "last_useful": max(useful, default=0),
            "run_side": side,
            "run_now": length,
            "last_gap": 0 if newest is None else newest + 1,
            "newest": "" if newest is None else or_empty(chart.gaps[newest]),
            "newest_outside": 0 if newest is None else chart.limits.outside()[newest],
            "last_x": max(start, int(last_day or 0), serial(end) if end else 0),
            "y_open": twin(so_far),
        }

    def column_values(self, metric: Metric) -> dict[str, list[Value]]:
        """What every column must show."""
        return self._column_values[metric.id]

    @cached_property
    def _column_values(self) -> dict[str, dict[str, list[Value]]]:
        return {m.id: self._make_columns(m) for m in self.layout.plan.event_metrics}

    def _make_columns(self, metric: Metric) -> dict[str, list[Value]]:
        one = self.series[metric.id]
        chart, n = one.chart, self.rows
        keys: list[Value] = [
            "" if typed is None else serial(typed[0]) + (i + 1) / STEP
            for i, typed in enumerate(one.typed)
        ]
        before, runs = _runs(chart.sides)
        lengths = [runs.count(r) - _zeros(runs, chart.sides, r) if s else 0
                   for r, s in zip(runs, chart.sides, strict=True)]  # fmt: skip
        outside = list(chart.limits.outside())
        last_x = self.values(metric)["last_x"]
        found: dict[str, tuple[list[Value], Value]] = {
            "order": ([keys[i] for i in one.order], ""),
            "day": ([serial(day) for day in chart.days], ""),
            "gap": ([or_empty(g) for g in chart.gaps], ""),
            "root": (["" if g is None else from_days(g) for g in chart.gaps], "")
            if metric.event_chart == "t"
            else ([], ""),
            "move": ([or_empty(m) for m in chart.limits.trace.move], ""),
            "side": (list(chart.sides), 0),
            "before": (list(before), next((s for s in reversed(chart.sides) if s), 0)),
            "run": (list(runs), runs[-1] if runs else 0),
            "run_length": (list(lengths), 0),
            "outside": (list(outside), 0),
            "x": ([serial(day) for day in chart.days], last_x),
            "y": ([twin(g) for g in chart.gaps], NOT_AVAILABLE),
            "y_longer": (_marked(chart, [side > 0 for side in chart.marks]), NOT_AVAILABLE),
            "y_shorter": (_marked(chart, [side < 0 for side in chart.marks]), NOT_AVAILABLE),
            "y_outside": (_marked(chart, [o != 0 for o in outside]), NOT_AVAILABLE),
        }
        return {
            "number": [i + 1 for i in range(n)],
            "key": keys,
            "case_in": ["" if t is None else or_empty(t[1]) for t in one.typed],
            "doubts": list(one.doubts),
            **{name: [*v, *[rest] * (n - len(v))] for name, (v, rest) in found.items()},
        }

    # The sheet

    def write(self, book: BookWriter) -> SheetWriter:
        """Write the sheet, hidden and locked."""
        sheet = book.sheet(EVENTS_SHEET)
        for metric in self.layout.plan.event_metrics:
            self._write_block(sheet, metric)
        sheet.put(0, self.line_col, "lines", "machine")
        for metric in self.layout.plan.event_metrics:
            self._write_lines(sheet, metric)
        sheet.raw.protect("")
        sheet.raw.hide()
        return sheet

    def _write_block(self, sheet: SheetWriter, metric: Metric) -> None:
        kind, col = _kind(metric), self._cols[metric.id]
        sheet.put(0, col, metric.id, "machine")
        values = self.values(metric)
        texts = self._given_figures(metric)
        texts |= {f.name: expand(f.each, self._referrer(metric, 0)) for f in event_figures(kind)}
        for name, text in texts.items():
            place = self.figure_place(metric, name)
            sheet.put(place.first_row, col, name, "machine")
            sheet.put(place.first_row, col + 1, Live(text, values[name]), "machine")
        columns = self.column_values(metric)
        for name in (*GIVEN, *(f.name for f in event_columns(kind))):
            sheet.put(0, self.column(metric, name).first_col, name, "machine")
        for i in range(self.rows):
            texts = self._given(metric, i)
            refer = self._referrer(metric, i)
            texts |= {f.name: expand(f.at(i, self.rows + 1), refer) for f in event_columns(kind)}
            sheet.put(FIRST_ROW + i, self.column(metric, "number").first_col, i + 1, "machine")
            for name, text in texts.items():
                place = self.column(metric, name)
                live = Live(text, columns[name][i])
                sheet.put(FIRST_ROW + i, place.first_col, live, "machine")

    def _write_lines(self, sheet: SheetWriter, metric: Metric) -> None:
        for name in ("x", *LINES):
            place = self.line(metric, name)
            sheet.put(0, place.first_col, name, "machine")
            for k, value in enumerate(self.line_values(metric, name)):
                cell: Value | Live = or_empty(value)
                if name not in ("x", "goal"):
                    at = self.figure_place(metric, name).local
                    test = f"N({at})>0" if name == "lower" else f"COUNT({at})=1"
                    cell = Live(f"IF({test},{at},NA())", twin(value))
                elif value is None:
                    cell = Live("NA()", NOT_AVAILABLE)
                sheet.put(place.first_row + k, place.first_col, cell, "machine")
        self._write_legend(sheet, metric)

    def _write_legend(self, sheet: SheetWriter, metric: Metric) -> None:
        texts = self.layout.spec.sheet("charts").texts
        drawn: dict[str, tuple[Range, Sequence[Value | None]]] = {
            name: (self.line(metric, name), self.line_values(metric, name)) for name in LINES
        }
        drawn["y"] = self.column(metric, "y"), self.column_values(metric)["y"]
        drawn["y_open"] = self.figure_place(metric, "y_open"), [self.values(metric)["y_open"]]
        for name, (points, numbers) in drawn.items():
            text = filled(texts[LEGEND[name]], metric=metric.short_name)
            at = self.legend_place(metric, name)
            sheet.put(0, at.first_col, f"name_of_{name}", "machine")
            live = named_if_drawn(text, points.local, numbers)
            sheet.put(at.first_row, at.first_col, live, "machine")

    def _given_figures(self, metric: Metric) -> dict[str, str]:
        """How far the log goes, as it stands on the sheet Event log."""
        place = self.layout.blocks["logs"]
        row = place.first_row + self.layout.plan.event_metrics.index(metric)

        def cell(name: str) -> str:
            return f"{quoted(place.sheet)}!{absolute(row, place.range(name).first_col)}"

        open_cases = '""'
        if metric.event_chart == "g":
            at = cell("open_cases")
            open_cases = f'IF(COUNT({at})=0,"",IF(AND({at}>=0,{at}=INT({at})),{at},""))'
        return {
            "earlier": f'IF(COUNT({cell("earlier")})=1,INT({cell("earlier")}),"")',
            "end": f'IF(COUNT({cell("complete_to")})=1,INT({cell("complete_to")}),"")',
            "open_cases": open_cases,
            "start": str(self._start(metric)),
        }

    def _given(self, metric: Metric, i: int) -> dict[str, str]:
        """The key that puts a row of the sheet Event log in order; "" where it does not count."""
        place = self.layout.blocks["events"]
        row = place.first_row + i

        def cell(name: str) -> str:
            return f"{quoted(place.sheet)}!{absolute(row, place.range(name).first_col)}"

        day, cases, name = cell("date"), cell("cases"), cell("metric")
        mine = f"{name}={quote(metric.short_name)}"
        if len(self.layout.plan.event_metrics) == 1:
            mine = f'OR({mine},{name}="")'
        earlier = self.figure_place(metric, "earlier").local
        counts = f"IF(COUNT({earlier})=1,INT({day})>={earlier},TRUE)"
        if metric.event_chart == "g":
            whole = f"AND({cases}>=0,{cases}=INT({cases}))"
            counts = f'AND({counts},IF(COUNT({cases})=1,{whole},{cases}=""))'
        key_cell = a1(FIRST_ROW + i, self.column(metric, "key").first_col)
        whole = f"AND({cases}>=0,{cases}=INT({cases}))"
        return {
            "key": f'IF(COUNT({day})=0,"",IF(AND({mine},{counts}),INT({day})+{i + 1}/{STEP},""))',
            "case_in": f'IF(COUNT({key_cell},{cases})<2,"",IF({whole},{cases},""))',
            "doubts": self._doubts(metric, i, cases),
        }

    def _doubts(self, metric: Metric, i: int, cases: str) -> str:
        """How many questions there are about an event that counts, as `EventSeries.doubts`."""
        key, case_in = (self.column(metric, name).first_col for name in ("key", "case_in"))
        here, case = a1(FIRST_ROW + i, key), a1(FIRST_ROW + i, case_in)
        start, end = (self.figure_place(metric, name).local for name in ("start", "end"))
        asked = [
            f"IF(INT({here})<{start},1,0)",
            f"IF(COUNT({end})=0,0,IF(INT({here})>{end},1,0))",
            f'IF({cases}="",1,0)'
            if metric.event_chart == "g"
            else f'IF({cases}="",0,1-COUNT({case}))',
        ]
        if i:
            keys, known = (
                f"{absolute(FIRST_ROW, col)}:{a1(FIRST_ROW + i - 1, col)}" for col in (key, case_in)
            )
            same = f"({keys}>=INT({here}))*({keys}<INT({here})+1)*({known}={case})"
            asked.append(f"IF(SUMPRODUCT({same})>0,1,0)")
        return f"IF(COUNT({here})=0,0,{'+'.join(asked)})"

    def _referrer(self, metric: Metric, i: int) -> Referrer:
        def refer(mark: str, name: str, which: str) -> str:
            if mark:
                place = self.figure_place(metric, name)
                return absolute(place.first_row, place.first_col)
            place = self.column(metric, name)
            if which == ":":
                return place.local
            return a1(FIRST_ROW + i - (which == "<"), place.first_col)

        return refer


def _kind(metric: Metric) -> EventKind:
    return metric.event_chart or "t"


def _names(given: Sequence[str], computed: Sequence[Formula]) -> list[str]:
    return [*given, *(formula.name for formula in computed)]


def _runs(sides: list[int]) -> tuple[list[int], list[int]]:
    """The side before each gap, and the number of its run."""
    before, runs, side, run = [], [], 0, 0
    for here in sides:
        before.append(side)
        run += here != 0 and here != side
        side = here or side
        runs.append(run)
    return before, runs


def _zeros(runs: list[int], sides: list[int], run: int) -> int:
    return sum(r == run and not s for r, s in zip(runs, sides, strict=True))


def _marked(chart: EventChart, shown: list[bool]) -> list[Value]:
    return [twin(gap, is_shown) for gap, is_shown in zip(chart.gaps, shown, strict=True)]
