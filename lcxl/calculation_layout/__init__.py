"""Where everything stands on the hidden sheet behind the charts of a reporting workbook.

It is apart from `lcxl.layout` because only the writers need it, and with it the formulas of
the run charts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from lcxl.calculation_layout.columns import (
    ANNOTATIONS,
    NOTES,
    frame_figures,
    keep_sides,
    month_columns,
    people_figures,
    setup_of,
    slots_of,
)
from lcxl.cells import Range, a1
from lcxl.layout import CALCULATION_SHEET, DataAxis, ReportingLayout, Timeline
from lcxl.metrics import Concern
from lcxl.plan import Collaborative, Metric
from lcxl.runchart import formulas
from lcxl.runchart.axis import TICKS
from lcxl.runchart.runs_table import FIRST_LENGTH
from lcxl.runchart.verdict_formulas import verdict_statistics

__all__ = ["CalculationLayout"]

T = TypeVar("T")


class CalculationLayout:
    """The hidden sheet behind the charts: one row for each month, one block for each metric.

    Row 0 has the names of the columns.  First come the columns all metrics share, then the
    limits of the runs rule, then, one metric below the other, its month columns, whose names
    stand above the first of the blocks, and last the entries that need mending.  Below all months
    are the single figures, a column each metric: formulas alike stand beside each other, so that
    a file of them is small.
    """

    FIRST_ROW = 1
    SHARED = (
        "month", "date", "label", "due_text", "next_due", "due_count", "entered", "typed", "repeat",
    )  # fmt: skip
    AXIS = ("due", "entered", "mend", "next_due", "status")
    """For each frequency: its metrics due, entered and to mend, the next number of a period with
    any, and its status in a word."""
    HELP = ("help", "help_1", "rest_1", "help_2", "rest_2", "help_3")
    """The newest help that is asked for on Story, its lines, and what is left after each."""
    TOTALS = ("begun", "next", "open", "complete", "gaps", "first_gap", *HELP)
    """The latest month begun, the next one to send (both as month numbers), required entries
    still open, months complete, earlier months with gaps and the first of them."""
    VARIANTS = 5
    """Sentences that a concern may have at most."""
    OF_METRIC = (
        "name", "whole", "planned", "least", "window", "window_months", "again", "none", "few",
        "outside", "range", "sized", "counts", "negative", "shape",
    )  # fmt: skip
    """What is the same in all months of a metric, for sentences and the formulas that choose
    them."""
    LISTED = (
        "metric_at", "month_at", "concern", "metric", "month", "cell", "n", "d", "numerator",
        "denominator", "which", "other", "value", "before", "since", "typed", "variant", "numbers",
        "cases", "others", "compared",
    )  # fmt: skip
    """What is known of a line that is listed: where it stands, what was typed, what to say."""
    LINES = 30
    """How many entries that need mending the sheet Checks lists."""

    def __init__(
        self,
        layout: ReportingLayout,
        questions: Mapping[str, Sequence[str]],
        timeline: Timeline | None = None,
    ) -> None:
        """``questions``: metric id -> names of the month columns behind the sheet Checks.

        ``timeline``: months and longer periods, if not said; a month is here any of its periods.
        """
        timeline = timeline or layout.timelines[0]
        self.sheet = CALCULATION_SHEET + (timeline.id and f"_{timeline.id}")
        self.months = len(timeline.periods)
        self.last_row = self.FIRST_ROW + self.months - 1
        self._axes = [axis.frequency for axis in timeline.axes]
        self.totals_col = len(self.SHARED) + len(self.AXIS) * len(self._axes) + 1
        self.runs_col = self.totals_col + 3
        self._names = {
            m.id: (*month_columns(layout.plan, m), *questions[m.id]) for m in timeline.metrics
        }
        every = dict.fromkeys(name for names in self._names.values() for name in names)
        self._columns = {name: k for k, name in enumerate(every)}
        """A name stands in the same column for every metric: blocks alike are small in a file."""
        self._slots = {m.id: slots_of(layout.plan, m) for m in timeline.metrics}
        self._figures = {m.id: self._figures_of(layout.plan, m) for m in timeline.metrics}
        known = dict.fromkeys(name for names in self._figures.values() for name in names)
        self._figure_rows = {name: k for k, name in enumerate(known)}
        self.marks_col = self.runs_col + 3
        col = self.marks_col + TICKS + 3
        self.block_col = col
        """First column of every metric's block; the blocks stand below each other."""
        self.stride = self.months + 2
        """Rows from a metric's block to the next one's."""
        self._block_rows = {m: k * self.stride for k, m in enumerate(self._names)}
        self.figure_row = len(self._names) * self.stride
        """The row above all single figures."""
        self.problem_col = col + 2 + max(len(self._columns), len(self._names))
        # Asked for at each cell of each formula, of which there are thousands.
        self._columns_of = {
            m: {name: col + 1 + self._columns[name] for name in names}
            for m, names in self._names.items()
        }
        self._figure_cells = {
            m: {
                name: Range.cell(
                    self.sheet, self.figure_row + 1 + self._figure_rows[name], col + 1 + k
                )
                for name in names
            }
            for k, (m, names) in enumerate(self._figures.items())
        }

        self._made: dict[Hashable, object] = {}
        self._cells: dict[tuple[str, str, int], str] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What the workbooks of all teams have alike, such as texts of formulas, made once."""
        try:
            return cast(T, self._made[key])
        except KeyError:
            made = self._made[key] = make()
            return made

    def names(self, metric_id: str) -> tuple[str, ...]:
        """Names of a metric's month columns."""
        return self._names[metric_id]

    def figures(self, metric_id: str) -> tuple[str, ...]:
        """Names of a metric's single figures, top to bottom."""
        return self._figures[metric_id]

    def _figures_of(self, plan: Collaborative, metric: Metric) -> tuple[str, ...]:
        changes = (
            f"change{k}_{part}"
            for k in range(1, ANNOTATIONS + 1)
            for part in ("row", "label", "month", "height", "told")
        )
        return (
            *formulas.SETTINGS,
            *(f.name for f in formulas.STATISTICS),
            *(f.name for f in verdict_statistics(setup_of(plan, metric))),
            *(f"keep_{side}" for side in keep_sides(metric)),
            *frame_figures(metric),
            *people_figures(metric),
            *changes,
            *(f"note{k}" for k in range(1, NOTES + 1)),
            *(f"rank{k}" for k in range(1, NOTES + 1)),
            "notes_before",
            "notes_to",
        )

    def block_row(self, metric_id: str) -> int:
        """The row above a metric's months."""
        return self._block_rows[metric_id]

    def headings(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and name of all columns, above the block of the first metric, and figures.

        The columns have the same places in the other blocks, where the names are not said again.
        """
        for name, k in self._columns.items():
            yield 0, self.block_col + 1 + k, name
        for name, k in self._figure_rows.items():
            yield self.figure_row + 1 + k, self.block_col, name
        for k, metric_id in enumerate(self._names):
            yield self.figure_row, self.block_col + 1 + k, metric_id

    def column(self, metric_id: str, name: str) -> int:
        """Column of a metric's month values."""
        return self._columns_of[metric_id][name]

    def row(self, metric_id: str, i: int) -> int:
        """Row of a metric's ``i``-th month."""
        return self._block_rows[metric_id] + 1 + i

    def cell(self, metric_id: str, name: str, i: int) -> str:
        """Cell of a metric's ``i``-th month, as formulas on the same sheet name it."""
        key = metric_id, name, i
        found = self._cells.get(key)
        if found is None:
            place = self.row(metric_id, i), self.column(metric_id, name)
            found = self._cells[key] = a1(*place)
        return found

    def figure(self, metric_id: str, name: str) -> Range:
        """Cell of a metric's single figure."""
        return self._figure_cells[metric_id][name]

    def range(self, metric_id: str, name: str) -> Range:
        """All months of a metric's column."""
        col, last = self.column(metric_id, name), self.row(metric_id, self.months - 1)
        return Range.column(self.sheet, col, self.row(metric_id, 0), last)

    def shared(self, name: str) -> Range:
        """All months of a column that the metrics share."""
        col = self.SHARED.index(name)
        return Range.column(self.sheet, col, self.FIRST_ROW, self.last_row)

    def of_axis(self, axis: DataAxis, name: str) -> Range:
        """All months of a column about the metrics of one frequency (`AXIS`)."""
        before = self._axes.index(axis.frequency) * len(self.AXIS)
        col = len(self.SHARED) + before + self.AXIS.index(name)
        return Range.column(self.sheet, col, self.FIRST_ROW, self.last_row)

    def this(self, axis: DataAxis) -> Range:
        """Cell with the number of the period of a frequency that is to be typed next."""
        row = self.FIRST_ROW + len(self.TOTALS) + 2 * self._axes.index(axis.frequency)
        return Range.cell(self.sheet, row, self.totals_col + 1)

    def this_day(self, axis: DataAxis) -> Range:
        """Cell with the first day of its report."""
        this = self.this(axis)
        return Range.cell(self.sheet, this.first_row + 1, this.first_col)

    def total(self, name: str) -> Range:
        """Cell of a figure about all months."""
        row = self.FIRST_ROW + self.TOTALS.index(name)
        return Range.cell(self.sheet, row, self.totals_col + 1)

    def runs_limit(self, name: str) -> Range:
        """Limits of the runs rule for 10, 11, ... useful points ("runs_low", "runs_high")."""
        col = self.runs_col + (name == "runs_high")
        rows = max(1, self.months - FIRST_LENGTH + 1)
        return Range.column(self.sheet, col, self.FIRST_ROW, self.FIRST_ROW + rows - 1)

    def has(self, metric_id: str, name: str) -> bool:
        """Whether the metric has such a month column."""
        return name in self._columns_of[metric_id]

    def slots(self, metric_id: str) -> int:
        """Phases for which each line of the metric's chart has a column."""
        return self._slots[metric_id]

    def tick(self, k: int) -> Range:
        """The cell with the height of the ``k``-th line across, the same in all charts."""
        return Range.cell(self.sheet, self.FIRST_ROW, self.marks_col + k)

    @property
    def kickoff(self) -> Range:
        """The column in which the mark of the kickoff stands."""
        col = self.marks_col + TICKS + 1
        return Range.column(self.sheet, col, self.FIRST_ROW, self.last_row)

    def all_months(self, name: str) -> Range:
        """A column through the blocks of all metrics, from the sheet's first row on."""
        col = self.block_col + 1 + self._columns[name]
        last = self.stride * (len(self._names) - 1) + self.months
        return Range.column(self.sheet, col, 0, last)

    def change_keys(self, rows: int) -> Range:
        """For each row of the sheet Changes: its metric and number, such as "BP control|2"."""
        col = self.problem_col + 2
        return Range.column(self.sheet, col, self.FIRST_ROW, self.FIRST_ROW + rows - 1)

    def sentences(self, part: str) -> Range:
        """What is said ("message") and what to do ("fix"): a row each concern, its variants."""
        col = self.problem_col + 4 + (part == "fix") * self.VARIANTS
        last = self.FIRST_ROW + len(Concern) - 2
        return Range(self.sheet, self.FIRST_ROW, col, last, col + self.VARIANTS - 1)

    def of_metric(self, name: str) -> Range:
        """For each metric, a part of sentences about any of its months (`OF_METRIC`)."""
        return self.once(("of_metric", name), lambda: self._of_metric(name))

    def _of_metric(self, name: str) -> Range:
        first = self.sentences("fix").last_col + 1
        rows = len(self._names)
        return Range.column(
            self.sheet,
            first + self.OF_METRIC.index(name),
            self.FIRST_ROW,
            self.FIRST_ROW + rows - 1,
        )

    def listed(self, name: str, number: int) -> Range:
        """Cell of something about the ``number``-th line that is listed (`LISTED`)."""
        return self.once(("listed", name, number), lambda: self._listed(name, number))

    def _listed(self, name: str, number: int) -> Range:
        col = self.of_metric(self.OF_METRIC[-1]).last_col + 1 + self.LISTED.index(name)
        return Range.cell(self.sheet, self.FIRST_ROW + number - 1, col)

    def lines(self, number: int) -> Range:
        """Cell with the row of this sheet of the ``number``-th entry that needs mending."""
        col = self.problem_col
        return Range.cell(self.sheet, self.FIRST_ROW + number - 1, col)
