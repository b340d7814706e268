"""The reporting workbook of one collaborative, in layout 2 or, to read what is in hand, in 1."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout.blocks import PlacedBlock, place_blocks
from lcxl.layout.data import DataAxis, DataLine, Timeline, across, down, timelines
from lcxl.periods import Origin, Period
from lcxl.plan import Collaborative, Metric
from lcxl.words import filled, language

__all__ = [
    "CALCULATION_SHEET",
    "EVENTS_SHEET",
    "FIRST_LAYOUT",
    "LAYOUT",
    "START_FORM_ROW",
    "TRIAL_RECORDS",
    "ReportingLayout",
    "layout_of",
]

FIRST_LAYOUT, LAYOUT = 1, 2
"""The layout of 0.1.0, and the one that is written."""
CALCULATION_SHEET = "_charts"
EVENTS_SHEET = "_events"
"""The hidden sheet behind the charts of rare events."""


class ReportingLayout:
    """The reporting workbook of one collaborative.

    ``across``: its periods run across and its numbers down, as in layout 2.
    """

    def __init__(self, plan: Collaborative, version: int = LAYOUT) -> None:
        self.plan, self.version = plan, version
        self.across = version > FIRST_LAYOUT
        self.spec = (
            templates.workbook("reporting")
            if self.across
            else templates.earlier("reporting", version)
        )
        self.language = language()
        self.months = plan.calendar.reported
        self.axes, self.lines = across(plan) if self.across else down(plan)
        self._lines: dict[str, tuple[DataLine, ...]] = {
            metric.id: tuple(line for line in self.lines if line.metric_id == metric.id)
            for metric in plan.metrics
        }
        self._axes = {metric.id: axis for axis in self.axes for metric in axis.metrics}

    @property
    def origin(self) -> Origin:
        """What its periods are counted from."""
        return self.plan.calendar.origin

    @cached_property
    def data_sheet(self) -> str:
        """Name of the sheet Data."""
        return self.spec.sheet("data").name

    @cached_property
    def case_rows(self) -> int:
        """Rows of the case log: the planned sample of every month; 0 without such a metric."""
        planned = sum(
            (metric.target_n or 0)
            * sum(self.plan.is_due(metric, report) for report in self.plan.timeline(metric))
            for metric in self.plan.metrics
            if metric.has_case_log
        )
        return min(planned, MAX_CASE_ROWS)

    @cached_property
    def event_rows(self) -> int:
        """Rows of the event log: one event every five days; 0 without a metric that has one.

        What comes more often is not rare.
        """
        return min(len(self.plan.event_metrics) * 6 * len(self.months), MAX_EVENT_ROWS)

    @cached_property
    def timelines(self) -> tuple[Timeline, ...]:
        """The periods along which values stand, and their metrics."""
        return timelines(self.plan, self.axes)

    def lines_of(self, metric_id: str) -> tuple[DataLine, ...]:
        """The metric's lines on Data: its numbers, its result and its reason."""
        return self._lines.get(metric_id, ())

    def lines_on(self, axis: DataAxis) -> tuple[DataLine, ...]:
        """The lines of all metrics of an axis."""
        return tuple(line for metric in axis.metrics for line in self._lines[metric.id])

    def line(self, metric_id: str, role: str, stratum: int | None = None) -> DataLine:
        """One line on Data; KeyError when the metric has no such number."""
        for line in self.lines_of(metric_id):
            if (line.role, line.stratum) == (role, stratum):
                return line
        raise KeyError((metric_id, role, stratum))

    def axis_of(self, metric_id: str) -> DataAxis:
        """The periods that a metric's lines have; KeyError when it has none on Data."""
        return self._axes[metric_id]

    def is_typed(self, line: DataLine) -> bool:
        """The team types here: not where the workbook counts."""
        is_counted = self.plan.metric(line.metric_id).is_counted_there and line.stratum is None
        return line.is_input and (line.role == "reason" or not is_counted)

    def cell(self, line: DataLine, report: Period) -> tuple[int, int]:
        """Row and column of a line in a report; ValueError when Data has no such report."""
        axis = self.axis_of(line.metric_id)
        along = axis.first + axis.reports.index(report)
        return (line.at, along) if self.across else (along, line.at)

    def band(self, metric: Metric) -> str:
        """What stands above a metric's columns on Data, in layout 1."""
        return f"{metric.id}  {metric.short_name}"

    def heading(self, line: DataLine) -> str:
        """What stands beside one line on Data, in layout 1 above it."""
        return self._headings[line.key]

    def mark(self, line: DataLine) -> str:
        """The end of what stands beside a line, after the metric's name, which may be re-worded."""
        return f"{self.heading(line)}  {line.metric_id}"

    @cached_property
    def _headings(self) -> Mapping[str, str]:
        return {line.key: self._heading(line) for line in self.lines}

    def _heading(self, line: DataLine) -> str:
        texts = self.spec.sheet("data").texts
        if line.role in ("result", "reason"):
            return texts[line.role]
        metric = self.plan.metric(line.metric_id)
        heading = templates.words_of_kind(metric.kind).inputs[line.role]["heading"]
        if line.stratum is None:
            return heading
        return filled(texts["group"], stratum=metric.strata[line.stratum], heading=heading)

    @cached_property
    def blocks(self) -> Mapping[str, PlacedBlock]:
        """Input blocks of the other sheets, by their id."""
        placed: dict[str, PlacedBlock] = {}
        metrics = len((self.plan.by_period if self.across else self.plan.by_month).metrics)
        rows = {
            "story": len(self.months),
            "effort": metrics,
            "trial": metrics * TRIAL_RECORDS,
            "cases": self.case_rows,
            "logs": len(self.plan.event_metrics),
            "events": self.event_rows,
        }
        logs = [*(["cases"] if self.case_rows else []), *(["events"] if self.event_rows else [])]
        for sheet_id in ("changes", "story", "trial", *logs):
            placed |= place_blocks(self.spec.sheet(sheet_id), rows)
        reporter = self.spec.sheet("start").block("reporter")
        last = START_FORM_ROW + len(reporter.fields) - 1
        placed["reporter"] = PlacedBlock(
            self.spec.sheet("start").name,
            reporter,
            None,
            None,
            START_FORM_ROW,
            None,
            START_FORM_ROW,
            last,
            first_col=START_FORM_COL,
        )
        return placed

    @cached_property
    def anchors(self) -> Mapping[str, Range]:
        """Key and place of every input block, and of the names of the periods beside them."""
        found = {axis.key: self.place(axis, axis.head) for axis in self.axes}
        for line in self.lines:
            if line.is_input:
                found[line.key] = self.place(self.axis_of(line.metric_id), line.at)
        for block in self.blocks.values():
            found.update(block.anchors())
        return found

    def place(self, axis: DataAxis, at: int) -> Range:
        """The cells of a line, in the periods of an axis."""
        place = Range.column(self.data_sheet, at, axis.first, axis.last)
        return place.turned if self.across else place


_latest: list[ReportingLayout] = []
_KEPT = 2


def layout_of(plan: Collaborative, version: int = LAYOUT) -> ReportingLayout:
    """The layout of a plan in the current language.

    The latest ones are kept, because a pile of files has one plan.
    """
    for layout in _latest:
        same = layout.plan is plan and layout.version == version
        if same and layout.language == language():
            return layout
    layout = ReportingLayout(plan, version)
    _latest[:] = [layout, *_latest][:_KEPT]
    return layout


TRIAL_RECORDS = 5
"""Records that each team tries a definition on, before the first report."""
MAX_CASE_ROWS = 2_000
MAX_EVENT_ROWS = 500

START_FORM_ROW, START_FORM_COL = 9, 3
"""Place of the form on Start; what stands around it is written by the sheet's own writer."""
