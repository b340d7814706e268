"""What everything on the hidden sheet of working columns stands on: periods, values and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from lcxl.calculation_layout import CalculationLayout
from lcxl.cells import a1
from lcxl.cells.address import absolute, quoted
from lcxl.layout import ReportingLayout, Timeline
from lcxl.metrics import Concern, State, kind_of
from lcxl.metrics.concern import Around
from lcxl.periods import serial
from lcxl.plan import Metric
from lcxl.plan.dates import day_in_words
from lcxl.runchart import formulas
from lcxl.sheets.reporting.questions import Questions, question_names
from lcxl.sheets.reporting.series import Series
from lcxl.words import filled
from lcxl.xl.live import Live

__all__ = ["Working"]


class Working:
    """Values along a timeline, and references to where they stand on the sheet."""

    def __init__(
        self, layout: ReportingLayout, series: Mapping[str, Series], timeline: Timeline
    ) -> None:
        self.layout = layout
        self.series = {m.id: series[m.id] for m in timeline.metrics}
        self.plan = replace(layout.plan, metrics=timeline.metrics)
        self.place = _place_in(layout, timeline.id)
        self.periods = timeline.periods
        self.months = tuple(period.start for period in self.periods)
        self.questions = Questions(self.plan, self.series, self.periods)
        self._compute_months()

    def figure(self, metric_id: str, name: str) -> Live:
        """A single figure of a metric."""
        one = self.series[metric_id]
        value = one.statistics[name] if name in one.statistics else one.settings[name]
        return Live(self.place.figure(metric_id, name).reference, value)

    def month_label(self, row: Live) -> Live:
        """The month of a row number, in words; nothing for 0."""
        labels = self.place.shared("label").reference
        number = int(row.value or 0)
        value = self.label(number - 1) if number else ""
        return Live(f"INDEX({labels},MAX(1,{row.formula}))", value or self.label(0))

    def label(self, i: int) -> str:
        """A period in words."""
        return self.place.once(("label", i), self.periods[i].in_words)

    def shared(self, name: str, i: int) -> Live:
        """One month's cell of a shared column."""
        place = self.place.shared(name)
        reference = f"{quoted(place.sheet)}!{absolute(place.first_row + i, place.first_col)}"
        return Live(reference, self.shared_values[name][i])

    def shared_at(self, name: str, row: Live) -> Live:
        """The shared column's value at a row number."""
        i = max(1, int(row.value)) - 1
        return Live(
            f"INDEX({self.place.shared(name).reference},MAX(1,{row.formula}))",
            self.shared_values[name][i],
        )

    def values_of(self, name: str) -> list[float | str]:
        """Values of a column that the metrics share, for every month."""
        return self.shared_values[name]

    def _compute_months(self) -> None:
        due = self.due = self.place.once("due", self._due_of_each)
        due_count = [len(d) for d in due]
        n = len(self.months)
        next_due = [next((k + 1 for k in range(i, n) if due_count[k]), n + 1) for i in range(n)]
        states = {m: s.states for m, s in self.series.items()}
        entered = [sum(states[m.id][i] > State.BLANK for m in d) for i, d in enumerate(due)]
        typed = [sum(s[i] > State.BLANK for s in states.values()) for i in range(n)]
        self.concerns = {
            m.id: [self._concern_of(m, i, typed[i] > 0) for i in range(n)]
            for m in self.plan.metrics
        }
        self.shared_values: dict[str, list[float | str]] = {
            "month": [i + 1 for i in range(n)],
            "date": [serial(month) for month in self.months],
            "label": [self.label(i) for i in range(n)],
            "due_text": [*self.place.once("due texts", self._due_texts)],
            "next_due": list(next_due),
            "due_count": list(due_count),
            "entered": list(entered),
            "typed": list(typed),
            "repeat": list(self.questions.repeats),
        }

    def _due_of_each(self) -> list[list[Metric]]:
        """The metrics that have to be reported, of each period."""
        return [
            [
                m
                for m in self.plan.metrics
                if m.requirement == "required" and self.plan.is_due(m, report)
            ]
            for report in self.periods
        ]

    def _due_texts(self) -> list[str]:
        """When each period's report is due."""
        text, calendar = self.layout.spec.sheet("start").texts["next"], self.plan.calendar
        return [
            filled(text, month=report.in_words(), due=day_in_words(calendar.due(report)))
            for report in self.periods
        ]

    def month_cell(self, metric: Metric, name: str, i: int) -> str:
        """Cell of a month's working column, as formulas on the same sheet name it."""
        return self.place.cell(metric.id, name, i)

    def formula(self, metric: Metric, text: str, i: int = 0) -> str:
        """A formula of one month, with addresses in place of names."""
        key = text, metric.id, i
        return self.place.once(key, lambda: formulas.expand(text, self.referrer(metric, i)))

    def data_cell(self, metric: Metric, role: str, i: int, stratum: int | None = None) -> str:
        """Reference to an input cell on Data.

        An empty text where the kind has no such number, or Data has no such period.
        """
        if role not in kind_of(metric).roles and role != "reason":
            return '""'
        if self.periods[i] not in self.layout.axis_of(metric.id).reports:
            return '""'
        cell = self.layout.cell(self.layout.line(metric.id, role, stratum), self.periods[i])
        return f"{quoted(self.layout.data_sheet)}!{absolute(*cell)}"

    def data_address(self, metric: Metric, i: int) -> str:
        """The address on Data of a metric's first number; "" where Data has no such period."""
        if self.periods[i] not in self.layout.axis_of(metric.id).reports:
            return ""
        return a1(*self.layout.cell(self.layout.line(metric.id, "numerator"), self.periods[i]))

    def referrer(self, metric: Metric, i: int) -> formulas.Referrer:
        """Addresses for the names in formulas of one month."""
        place = self.place

        def refer(mark: str, name: str, which: str) -> str:
            if mark:
                figure = place.figure(metric.id, name)
                return absolute(figure.first_row, figure.first_col)
            if name in ("runs_low", "runs_high"):
                return place.runs_limit(name).local
            if which == ":":
                return place.range(metric.id, name).local
            row = place.row(metric.id, i) + {"<": -1, ">": 1}.get(which, 0)
            return a1(row, place.column(metric.id, name))

        return refer

    def _concern_of(self, metric: Metric, i: int, begun: bool) -> Concern:
        asked = self.questions
        around = Around(
            asked.odd(metric, i),
            asked.is_apart(metric, i),
            asked.has_unusable_group(metric, i),
            begun,
        )
        return self.series[metric.id].concern(i, around)


@lru_cache(maxsize=4)
def _place_in(layout: ReportingLayout, timeline_id: str) -> CalculationLayout:
    """Where everything stands, of one of the timelines: the same for all teams of a plan."""
    timeline = next(one for one in layout.timelines if one.id == timeline_id)
    names = {m.id: question_names(layout.plan, m) for m in timeline.metrics}
    return CalculationLayout(layout, names, timeline)
