"""The hidden sheet of working columns: every formula behind charts, statuses and checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import repeat

from lcxl.calculation_layout.columns import control_columns_of, rule_columns, setup_of
from lcxl.layout import DataAxis, ReportingLayout, Timeline
from lcxl.plan import Metric
from lcxl.runchart import formulas
from lcxl.runchart.axis import TICKS
from lcxl.runchart.runs_table import FIRST_LENGTH, runs_limits
from lcxl.runchart.states import MIN_BASELINE
from lcxl.runchart.verdict_formulas import (
    OF_DEFINITIONS,
    chain_columns,
    verdict_columns,
    verdict_statistics,
)
from lcxl.sheets.reporting.annotations import Annotations
from lcxl.sheets.reporting.chart_frame import EVENT_AT, ChartFrame
from lcxl.sheets.reporting.given import given_of
from lcxl.sheets.reporting.help_wanted import help_lines
from lcxl.sheets.reporting.keep_limits import keep_limits
from lcxl.sheets.reporting.notes import Notes
from lcxl.sheets.reporting.people import people_sums
from lcxl.sheets.reporting.problems import Problems
from lcxl.sheets.reporting.progress import Progress
from lcxl.sheets.reporting.question_cells import QuestionCells
from lcxl.sheets.reporting.series import NO_SHIFT, Series
from lcxl.sheets.reporting.totals import totals
from lcxl.sheets.reporting.working import Working
from lcxl.xl.book import BookWriter
from lcxl.xl.formula_cells import Standing
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter, Value

__all__ = ["Calculation"]


class Calculation(Working):
    """Formulas and values of the calculation sheet, and references to them for other sheets."""

    def __init__(
        self,
        layout: ReportingLayout,
        series: Mapping[str, Series],
        timeline: Timeline | None = None,
    ) -> None:
        """``timeline``: months and longer periods, if not said."""
        timeline = timeline or layout.timelines[0]
        super().__init__(layout, series, timeline)
        self.others: tuple[Calculation, ...] = ()
        """What is calculated of shorter periods, beside the first."""
        self.progress = {axis.frequency: Progress(self, axis) for axis in timeline.axes}
        self._totals = totals(self.place, self.shared_values) | help_lines(self)
        self._questions = QuestionCells(self)
        self.problems = Problems(self)
        self.annotations = Annotations(self)
        self._notes: dict[str, Notes] = {}
        self._frames: dict[str, ChartFrame] = {}
        self._people: dict[str, dict[str, Live]] = {}

    @property
    def every(self) -> tuple[Calculation, ...]:
        """This one, and what is calculated of shorter periods."""
        return (self, *self.others)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics of all of them."""
        return tuple(metric for one in self.every for metric in one.plan.metrics)

    def of(self, metric: Metric) -> Calculation:
        """The one that has a metric."""
        return next(one for one in self.every if metric.id in one.series)

    # References for other sheets

    def notes(self, metric: Metric) -> Notes:
        """The sentences of a metric's chart."""
        if metric.id not in self._notes:
            self._notes[metric.id] = Notes(self, metric)
        return self._notes[metric.id]

    def total(self, name: str) -> Live:
        """A figure about all months: see `CalculationLayout.TOTALS`."""
        return Live(self.place.total(name).reference, self._totals[name].value)

    @property
    def totals(self) -> Mapping[str, Live]:
        """The figures about all months."""
        return self._totals

    def progress_of(self, axis: DataAxis) -> Progress:
        """How far the block of a frequency is filled in."""
        return next(c.progress[axis.frequency] for c in self.every if axis.frequency in c.progress)

    def people(self, metric: Metric) -> dict[str, Live]:
        """The sums of people behind the sheet Plain words."""
        return self._people.setdefault(metric.id, people_sums(self, metric))

    def frame(self, metric: Metric) -> ChartFrame:
        """The axis and the labels of a metric's chart."""
        return self._frames.setdefault(metric.id, ChartFrame(self, metric))

    # The sheet

    def write(self, book: BookWriter) -> SheetWriter:
        """Write the sheet, hidden and locked."""
        sheet = book.sheet(self.place.sheet)
        self._write_shared(sheet)
        for row, col, name in self.place.headings():
            sheet.put(row, col, name, "machine")
        for metric in self.plan.metrics:
            self._write_block(sheet, metric)
        self.problems.write(sheet)
        self.annotations.write_keys(sheet)
        sheet.raw.protect("")
        sheet.raw.hide()
        return sheet

    def _write_shared(self, sheet: SheetWriter) -> None:
        place, first = self.place, self.place.FIRST_ROW
        for col, name in enumerate(place.SHARED):
            sheet.put(0, col, name, "machine")
        for i in range(len(self.months)):
            row = first + i
            live = {
                "entered": self._entered(i),
                "typed": self._typed(i),
                "repeat": self._questions.repeat(i),
            }
            for col, name in enumerate(place.SHARED):
                sheet.put(row, col, live.get(name, self.shared_values[name][i]), "machine")
        for progress in self.progress.values():
            progress.write(sheet)
        for name, figure in self._totals.items():
            cell = place.total(name)
            sheet.put(cell.first_row, cell.first_col - 1, name, "machine")
            sheet.put(cell.first_row, cell.first_col, figure, "machine")
        for name, side in (("runs_low", 0), ("runs_high", 1)):
            limits = place.runs_limit(name)
            sheet.put(0, limits.first_col, name, "machine")
            for row in range(limits.first_row, limits.last_row + 1):
                pair = runs_limits(FIRST_LENGTH + row - first)
                sheet.put(row, limits.first_col, pair[side] if pair else None, "machine")

        for k in range(TICKS + 1):
            sheet.put(place.tick(k).first_row, place.tick(k).first_col, k / TICKS, "machine")
        if self.kickoff is not None:
            sheet.put(first + self.kickoff, place.kickoff.first_col, EVENT_AT, "machine")

    @property
    def kickoff(self) -> int | None:
        """The position of the kickoff's period."""
        day = self.plan.calendar.kickoff
        return next((i for i, period in enumerate(self.periods) if period.contains(day)), None)

    def _entered(self, i: int) -> Live:
        cells = [f"({self.month_cell(m, 'state', i)}>0)" for m in self.due[i]]
        due = " ".join(metric.id for metric in self.due[i])
        return Live("+".join(cells) or "0", self.shared_values["entered"][i], due)

    def _typed(self, i: int) -> Live:
        cells = [f"({self.month_cell(m, 'state', i)}>0)" for m in self.plan.metrics]
        return Live("+".join(cells) or "0", self.shared_values["typed"][i], "typed")

    def _write_block(self, sheet: SheetWriter, metric: Metric) -> None:
        place, one = self.place, self.series[metric.id]
        sheet.put(place.block_row(metric.id), place.block_col, metric.id, "machine")
        notes = self.notes(metric).cells | self._notes_so_far(metric)
        keeps = {f"keep_{side}": live for side, live in keep_limits(self, metric).items()}
        keeps |= self.frame(metric).figures | self.people(metric)
        written = {f.name: f for f in self._statistics(metric)}
        computed = {**one.settings, **one.statistics}
        for name in place.figures(metric.id):
            cell = place.figure(metric.id, name)
            value: Value = self.annotations.figures_of(metric).get(name, one.settings.get(name))
            value = notes.get(name, keeps.get(name, value))
            if name in written:
                value = Live(self.formula(metric, written[name].each), computed[name])
            sheet.put(cell.first_row, cell.first_col, value, "machine")
        for i in range(len(self.months)):
            row = place.row(metric.id, i)
            given = given_of(self, metric, i) | self._questions.live(metric, i)
            given |= self.problems.of_month(metric, i)
            given["starts"] = self.annotations.starts(metric, i)
            for name, value in given.items():
                sheet.put(row, place.column(metric.id, name), value, "machine")
        self._write_columns(sheet, metric)
        self.annotations.write_marks(sheet, metric)
        self.frame(metric).write(sheet)

    def _write_columns(self, sheet: SheetWriter, metric: Metric) -> None:
        """The columns of the run chart, of the control chart and of the verdict."""
        place, one, frame = self.place, self.series[metric.id], self.frame(metric)
        first, n = place.row(metric.id, 0), len(self.months)

        def formulas_of(f: formulas.Formula) -> list[Standing]:
            texts = [f.at(i, n) for i in range(n)]
            written = [self.formula(metric, text, i) for i, text in enumerate(texts)]
            if f.name.startswith("y"):
                written = [frame.scaled_formula(text) for text in written]
            return [sheet.standing(Live(*one)) for one in zip(written, repeat(""), texts)]

        for f in place.once(("columns", metric.id), lambda: self._columns(metric)):
            col, values = place.column(metric.id, f.name), one.columns[f.name]
            if f.name in OF_DEFINITIONS:
                for i, value in enumerate(values):
                    sheet.put(first + i, col, value, "machine")
                continue
            if f.name.startswith("y"):
                values = [frame.scaled_value(value) for value in values]
            down = place.once(("down", metric.id, f.name), partial(formulas_of, f))
            sheet.put_down(first, col, down, values)

    def _notes_so_far(self, metric: Metric) -> dict[str, Live]:
        """How many notes the charts before have, and those up to this one."""
        earlier = self.plan.metrics[: self.plan.metrics.index(metric)]
        return self.notes(metric).so_far(sum(len(self.notes(m).remarks) for m in earlier))

    def _columns(self, metric: Metric) -> tuple[formulas.Formula, ...]:
        setup = setup_of(self.plan, metric)
        return (
            *rule_columns(metric),
            *chain_columns(setup),
            *control_columns_of(metric),
            *verdict_columns(setup),
        )

    def _statistics(self, metric: Metric) -> tuple[formulas.Formula, ...]:
        """The single figures that are computed; two of the settings follow from the months."""
        settings: tuple[formulas.Formula, ...] = ()
        if not metric.overlaps:
            frozen, shift = f"{{#b}}>={MIN_BASELINE}", self.plan.shift_points
            settings = (
                formulas.Formula("baseline", f'IF({frozen},{{#b}},"")'),
                formulas.Formula("shift", f"IF({frozen},{shift},{NO_SHIFT})"),
            )
        verdict = verdict_statistics(setup_of(self.plan, metric))
        return (*settings, *formulas.STATISTICS, *verdict)
