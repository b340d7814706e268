"""The lines, marks and labels of a metric's run chart or control chart, from back to front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lcxl.calculation_layout.columns import (
    ANNOTATIONS,
    across,
    breaking_lines,
    definitions_of,
    end_labels,
)
from lcxl.cells import Range
from lcxl.metrics import chart_kind
from lcxl.plan import Metric
from lcxl.runchart.axis import TICKS
from lcxl.runchart.formulas import Value
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.chart_frame import EVENT_AT
from lcxl.words import filled
from lcxl.xl.charts import ChartSeries

__all__ = ["ChartLines"]

LOOKS = {
    "y_upper": "upper",
    "y_lower": "lower",
    "y_mean_provisional": "provisional",
    "y_mean": "baseline",
    "y_provisional": "provisional",
    "y_median": "median",
    "y_baseline": "baseline",
}
RUN_MARKS = {
    "y_shift_better": "better",
    "y_shift_worse": "worse",
    "y_shift_other": "other",
    "y_trend": "trend",
}
CONTROL_MARKS = {
    "y_row_better": "better",
    "y_row_worse": "worse",
    "y_row_other": "other",
    "y_outside": "outside",
}


class ChartLines:
    """The series of one metric's chart."""

    def __init__(self, calculation: Calculation, metric: Metric) -> None:
        self.c, self.metric = calculation, metric
        self.one = calculation.series[metric.id]
        self.frame = calculation.frame(metric)
        self.columns = self.frame.columns()
        self.texts = calculation.layout.spec.sheet("charts").texts
        self.months = len(calculation.months)

    def large(self) -> list[ChartSeries]:
        """With every label."""
        return [*self._ticks(1), *self._events(), *self._drawn(), *self._labels(), *self._tests()]

    def small(self) -> list[ChartSeries]:
        """A small chart: labels at every second line across, none at its right edge."""
        marks = (replace(one, look="start") for one in self._events())
        return [*self._ticks(2), *marks, *(one for one in self._drawn() if one.look != "trend")]

    def _ticks(self, every: int) -> Iterator[ChartSeries]:
        for k in range(0, TICKS + 1, every):
            place = self.c.place
            name = place.figure(self.metric.id, f"tick{k}")
            yield ChartSeries("", place.tick(k), [k / TICKS], "tick", name)

    def _events(self) -> Iterator[ChartSeries]:
        """Where the collaborative, a definition or an accepted new level begins."""
        if self.c.kickoff is not None:
            at = [EVENT_AT if i == self.c.kickoff else None for i in range(self.months)]
            yield ChartSeries(self.texts["event_kickoff"], self.c.place.kickoff, at, "event")
        place, starts = self.c.place, definitions_of(self.c.plan, self.metric)[1:]
        if place.has(self.metric.id, "y_definition"):
            at = [EVENT_AT if i in starts else None for i in range(self.months)]
            where = place.range(self.metric.id, "y_definition")
            yield ChartSeries(self.texts["event_definition"], where, at, "event")
        if "y_level" in self.columns:
            yield self._series("y_level", "event", self.texts["event_level"])

    def _drawn(self) -> Iterator[ChartSeries]:
        """Goal, limits, medians, marks, and the values on top."""
        for name in across(self.metric):
            look = "goal" if name == "goal" else "keep"
            yield self._series(f"y_{name}", look, self.texts[f"series_{name}"])
        slots = self.c.place.slots(self.metric.id)
        for line in breaking_lines(self.metric):
            name = self.texts[f"series_{line.removeprefix('y_')}"]
            for k in range(1, slots + 1):
                yield self._series(f"{line}_{k}" if slots > 1 else line, LOOKS[line], name)
        marks = RUN_MARKS if chart_kind(self.metric) is None else CONTROL_MARKS
        for column, look in ({} if self.metric.overlaps else marks).items():
            yield self._series(column, look, self.texts[f"series_{look}"])
        parts = len(definitions_of(self.c.plan, self.metric))
        name = filled(self.texts["series_value"], metric=self.metric.short_name)
        for k in range(1, parts + 1):
            yield self._series(f"y_part{k}" if parts > 1 else "y", "value", name)

    def _labels(self) -> Iterator[ChartSeries]:
        """Names at the right edge, and the newest number."""
        figure = self.c.place.figure
        for name in end_labels(self.metric):
            look = {"goal": "end_goal"}.get(
                name, "end_keep" if name in across(self.metric) else "end"
            )
            label = figure(self.metric.id, f"label_{name}")
            yield self._series(f"y_end_{name}", look, "", label)
        for name in ("last_above", "last_below"):
            yield self._series(f"y_{name}", name, "", figure(self.metric.id, "label_last"))

    def _tests(self) -> Iterator[ChartSeries]:
        """Tests of changes, by number; their names stand beside the chart."""
        for k in range(1, ANNOTATIONS + 1):
            values = _numbers(self.c.annotations.heights(self.metric, k))
            place = self.c.place.range(self.metric.id, f"y_change{k}")
            yield ChartSeries(str(k), place, values, "test")

    def _series(self, column: str, look: str, name: str, label: Range | None = None) -> ChartSeries:
        place = self.c.place.range(self.metric.id, column)
        if column in self.columns:
            values = _numbers(self.columns[column].values)
            values = [*[None] * (self.months - len(values)), *values]
        else:
            at = self.frame.axis.at
            values = [None if v is None else at(v) for v in _numbers(self.one.columns[column])]
        return ChartSeries(name, place, values, look, label)


def _numbers(values: Sequence[Value | bool]) -> list[float | None]:
    return [v if isinstance(v, int | float) else None for v in values]
