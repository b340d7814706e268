"""The hidden sheet of working columns: every formula behind charts, statuses and checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from lcxl.build.series import Series
from lcxl.cells import a1
from lcxl.cells.address import absolute, quoted
from lcxl.layout import CalculationLayout, ReportingLayout
from lcxl.metrics import State, chart_kind, formula, kind_of, may_be_negative
from lcxl.plan import Metric
from lcxl.plan.dates import add_months, day_in_words, month_in_words
from lcxl.runchart import formulas
from lcxl.runchart.control_formulas import control_formulas
from lcxl.runchart.runs_table import FIRST_LENGTH, runs_limits
from lcxl.xl.book import BookWriter, SheetWriter, Value
from lcxl.xl.live import Live, choose, first_true, quote, sentence

__all__ = ["MENDABLE", "Calculation"]

MENDABLE = (
    State.NOT_A_NUMBER,
    State.NEGATIVE,
    State.FRACTION,
    State.HALF,
    State.TOO_MANY,
    State.NONE_OF_NONE,
)
"""States that the sheet Checks lists, in the order of their numbers."""


class _Entry(NamedTuple):
    """One metric and month, as the list of entries to mend shows it; state 0 is fine."""

    metric: str
    month: str
    cell: str
    state: int
    numerator: str
    denominator: str


class Calculation:
    """Formulas and values of the calculation sheet, and references to them for other sheets."""

    def __init__(self, layout: ReportingLayout, series: Mapping[str, Series]) -> None:
        self.layout = layout
        self.place = CalculationLayout(layout)
        self.series = series
        self.plan = layout.plan
        self.months = layout.months
        self._compute_months()
        self._compute_problems()

    # References for other sheets

    def figure(self, metric_id: str, name: str) -> Live:
        """A single figure of a metric."""
        one = self.series[metric_id]
        value = {**one.settings, **one.statistics}[name]
        return Live(self.place.figure(metric_id, name).reference, value)

    def month_label(self, row: Live) -> Live:
        """The month of a row number, in words; nothing for 0."""
        labels = self.place.shared("label").reference
        number = int(row.value or 0)
        value = month_in_words(self.months[number - 1]) if number else ""
        return Live(f"INDEX({labels},MAX(1,{row.formula}))", value or self._label(0))

    def _label(self, i: int) -> str:
        return month_in_words(self.months[i])

    def shared(self, name: str, i: int) -> Live:
        """One month's cell of a shared column."""
        place = self.place.shared(name)
        reference = f"{quoted(place.sheet)}!{absolute(place.first_row + i, place.first_col)}"
        return Live(reference, self._shared[name][i])

    def shared_at(self, name: str, row: Live) -> Live:
        """The shared column's value at a row number."""
        i = max(1, int(row.value)) - 1
        return Live(
            f"INDEX({self.place.shared(name).reference},MAX(1,{row.formula}))",
            self._shared[name][i],
        )

    def values_of(self, name: str) -> list[float | str]:
        """Values of a column that the metrics share, for every month."""
        return self._shared[name]

    @property
    def mend_count(self) -> Live:
        """How many entries need mending."""
        return Live(f"MAX({self.place.problems('number').reference})", len(self.problems))

    def problem(self, number: int) -> dict[str, Live]:
        """The ``number``-th entry to mend (from 1): sentence, what to do and cell; "" if none."""
        texts = self.layout.spec.sheet("checks").texts
        line = self.place.lines(number).reference
        entry = self.problems[number - 1] if number <= len(self.problems) else None

        def column(name: str) -> Live:
            place = self.place.problems(name).reference
            return Live(f"INDEX({place},{line})", getattr(entry, name) if entry else "")

        state = Live(
            f"{column('state').formula}-{MENDABLE[0] - 1}",
            entry.state - MENDABLE[0] + 1 if entry else 1,
        )
        parts = {n: column(n) for n in ("metric", "month", "numerator", "denominator")}
        nothing = Live('""', "")
        listed = Live(f"ISNUMBER({line})", entry is not None)
        found = {
            name: choose(
                state, [sentence(texts[s.name.lower() + ending], **parts) for s in MENDABLE]
            )
            for name, ending in (("text", ""), ("fix", "_fix"))
        }
        found["cell"] = column("cell")
        return {name: first_true([(listed, live)], nothing) for name, live in found.items()}

    # Values

    def _compute_months(self) -> None:
        due = [
            [m for m in self.plan.metrics if m.requirement == "required" and self.plan.is_due(m, d)]
            for d in self.months
        ]
        self._due = due
        due_count = [len(d) for d in due]
        n = len(self.months)
        next_due = [next((k + 1 for k in range(i, n) if due_count[k]), n + 1) for i in range(n)]
        states = {m: s.states for m, s in self.series.items()}
        entered = [sum(states[m.id][i] > State.BLANK for m in d) for i, d in enumerate(due)]
        mend = [sum(_needs_mending(s.states[i]) for s in self.series.values()) for i in range(n)]
        self._shared: dict[str, list[float | str]] = {
            "month": [i + 1 for i in range(n)],
            "label": [self._label(i) for i in range(n)],
            "due_text": [self._due_text(d) for d in self.months],
            "next_due": list(next_due),
            "due_count": list(due_count),
            "entered": list(entered),
            "mend": list(mend),
            "status": [],
        }
        self._shared["status"] = [str(self._status(i).value) for i in range(n)]

    def _due_text(self, month: date) -> str:
        return (
            self.layout.spec.sheet("start")
            .texts["next"]
            .format(month=month_in_words(month), due=day_in_words(self.plan.calendar.due(month)))
        )

    def _status(self, i: int) -> Live:
        """Whether a month is complete, in words."""
        texts = self.layout.spec.sheet("data").texts
        row = self.place.FIRST_ROW + i

        def cell(name: str) -> str:
            return a1(row, self.place.SHARED.index(name))

        due, entered, mend = (
            int(self._shared[name][i]) for name in ("due_count", "entered", "mend")
        )
        progress = sentence(
            texts["entered"], n=Live(cell("entered"), entered), due=Live(cell("due_count"), due)
        )
        return first_true(
            [
                (Live(f"{cell('mend')}>0", mend > 0), _text(texts["mend"])),
                (Live(f"{cell('due_count')}=0", due == 0), _text(texts["nothing_due"])),
                (Live(f"{cell('entered')}=0", entered == 0), _text(texts["not_started"])),
                (
                    Live(f"{cell('entered')}={cell('due_count')}", entered == due),
                    _text(texts["complete"]),
                ),
            ],
            progress,
        )

    def _compute_problems(self) -> None:
        """Every month of every metric, and those among them that need mending."""
        self._entries = [
            _Entry(
                metric=metric.short_name,
                month=self._label(i),
                cell=a1(self.layout.FIRST_ROW + i, self.layout.column(metric.id, "numerator").col),
                state=int(state) if self._is_problem(metric, i, state) else 0,
                numerator=_shown(self.series[metric.id].entries(i)[0]),
                denominator=_shown(self.series[metric.id].entries(i)[1]),
            )
            for metric in self.plan.metrics
            for i, state in enumerate(self.series[metric.id].states)
        ]
        self.problems = [entry for entry in self._entries if entry.state]

    def _is_problem(self, metric: Metric, i: int, state: State) -> bool:
        """Needs mending; 0 of 0 does not once its reason is given."""
        reason = self.series[metric.id].filled.entry(metric.id, self.months[i], "reason")
        return _needs_mending(state) or (state == State.NONE_OF_NONE and not reason)

    def _state_cell(self, metric: Metric, i: int) -> str:
        return a1(self.place.FIRST_ROW + i, self.place.column(metric.id, "state"))

    def data_cell(self, metric: Metric, role: str, i: int) -> str:
        """Reference to an input cell on Data ("" when the kind has no such number)."""
        if role not in kind_of(metric).roles and role != "reason":
            return '""'
        column = self.layout.column(metric.id, role)
        cell = absolute(self.layout.FIRST_ROW + i, column.col)
        return f"{quoted(self.layout.data_sheet)}!{cell}"

    # The sheet

    def write(self, book: BookWriter) -> SheetWriter:
        """Write the sheet, hidden and locked."""
        sheet = book.sheet(self.place.sheet)
        self._write_shared(sheet)
        for metric in self.plan.metrics:
            self._write_block(sheet, metric)
        self._write_problems(sheet)
        sheet.raw.protect("")
        sheet.raw.hide()
        return sheet

    def _write_shared(self, sheet: SheetWriter) -> None:
        place, first = self.place, self.place.FIRST_ROW
        for col, name in enumerate(place.SHARED):
            sheet.put(0, col, name, "machine")
        for i in range(len(self.months)):
            row = first + i
            live = {"entered": self._entered(i), "mend": self._mend(i), "status": self._status(i)}
            for col, name in enumerate(place.SHARED):
                sheet.put(row, col, live.get(name, self._shared[name][i]), "machine")
        for name, side in (("runs_low", 0), ("runs_high", 1)):
            limits = place.runs_limit(name)
            sheet.put(0, limits.first_col, name, "machine")
            for row in range(limits.first_row, limits.last_row + 1):
                pair = runs_limits(FIRST_LENGTH + row - first)
                sheet.put(row, limits.first_col, pair[side] if pair else None, "machine")

    def _entered(self, i: int) -> Live:
        cells = [f"({self._state_cell(m, i)}>0)" for m in self._due[i]]
        return Live("+".join(cells) or "0", self._shared["entered"][i])

    def _mend(self, i: int) -> Live:
        cells = [
            f"AND({self._state_cell(m, i)}>={int(MENDABLE[0])},"
            f"{self._state_cell(m, i)}<{int(State.NONE_OF_NONE)})"
            for m in self.plan.metrics
        ]
        return Live("+".join(cells), self._shared["mend"][i])

    def _write_block(self, sheet: SheetWriter, metric: Metric) -> None:
        place, one = self.place, self.series[metric.id]
        col = place.block_col(metric.id)
        sheet.put(0, col, metric.id, "machine")
        written = {f.name: f for f in formulas.STATISTICS}
        for name in place.figures:
            row = place.figure(metric.id, name).first_row
            sheet.put(row, col, name, "machine")
            value: Value = one.settings.get(name)
            if name in written:
                text = formulas.expand(written[name].each, self._referrer(metric, 0))
                value = Live(text, one.statistics[name])
            sheet.put(row, col + 1, value, "machine")
        for name in place.names(metric.id):
            sheet.put(0, place.column(metric.id, name), name, "machine")
        for i in range(len(self.months)):
            row = place.FIRST_ROW + i
            for name, value in self._given(metric, i).items():
                sheet.put(row, place.column(metric.id, name), value, "machine")
            refer = self._referrer(metric, i)
            for f in (*formulas.COLUMNS, *self._control_formulas(metric)):
                text = formulas.expand(f.at(i, len(self.months)), refer)
                sheet.put(
                    row,
                    place.column(metric.id, f.name),
                    Live(text, one.columns[f.name][i]),
                    "machine",
                )

    @staticmethod
    def _control_formulas(metric: Metric) -> tuple[formulas.Formula, ...]:
        kind = chart_kind(metric)
        return control_formulas(kind, metric.per) if kind else ()

    def _given(self, metric: Metric, i: int) -> dict[str, Value]:
        one, kind = self.series[metric.id], kind_of(metric)
        numerator = self.data_cell(metric, "numerator", i)
        denominator = self.data_cell(metric, "denominator", i)
        state: Value = 0
        value: Value = Live('""', "")
        if one.due[i]:
            rule = formula(kind, numerator, denominator, may_be_negative(metric))
            state = Live(rule, int(one.states[i]))
            shown = one.values[i]
            value = Live(
                f"IF({self._state_cell(metric, i)}={int(State.USABLE)},"
                f'{kind.formula(numerator, denominator, metric.per)},"")',
                "" if shown is None else shown,
            )
        goal = metric.goal
        given: dict[str, Value] = {
            "month": i + 1,
            "due": int(one.due[i]),
            "state": state,
            "starts": self._starts(metric, i),
            "value": value,
            "y_goal": Live("NA()", formulas.NOT_AVAILABLE) if goal is None else goal,
        }
        if chart_kind(metric):
            has_value = a1(self.place.FIRST_ROW + i, self.place.column(metric.id, "value"))
            for name, role, cell, number in (
                ("count", "numerator", numerator, one.counts[i]),
                ("size", "denominator", denominator, one.sizes[i]),
            ):
                if one.due[i] and role in kind.roles:
                    text = f'IF(COUNT({has_value})=1,{cell},"")'
                    given[name] = Live(text, formulas.or_empty(number))
        return given

    def _starts(self, metric: Metric, i: int) -> Value:
        """1 where the host's definition or a row under New phases starts a phase."""
        if i == 0:
            return 0
        phases = self.layout.blocks["phases"]

        def column(name: str) -> str:
            return phases.range(name).reference

        first = _serial(self.months[i])
        after = _serial(add_months(self.months[i], 1))
        by_definition = int(i in self.plan.phase_starts(metric))
        return Live(
            f"MIN(1,{by_definition}+COUNTIFS({column('metric')},{quote(metric.short_name)},"
            f'{column("month")},">={first}",{column("month")},"<{after}",'
            f'{column("label")},"<>",{column("accepted_by")},"<>"))',
            self.series[metric.id].starts[i],
        )

    def _referrer(self, metric: Metric, i: int) -> formulas.Referrer:
        place = self.place

        def refer(mark: str, name: str, which: str) -> str:
            if mark:
                figure = place.figure(metric.id, name)
                return absolute(figure.first_row, figure.first_col)
            if name in ("runs_low", "runs_high"):
                return place.runs_limit(name).local
            if which == ":":
                return place.range(metric.id, name).local
            row = place.FIRST_ROW + i + {"<": -1, ">": 1}.get(which, 0)
            return a1(row, place.column(metric.id, name))

        return refer

    def _write_problems(self, sheet: SheetWriter) -> None:
        place, row, number = self.place, self.place.FIRST_ROW, 0
        cols = {name: place.problems(name).first_col for name in place.PROBLEMS}
        for name, col in cols.items():
            sheet.put(0, col, "problem " + name, "machine")
        for k, entry in enumerate(self._entries):
            metric, i = self.plan.metrics[k // len(self.months)], k % len(self.months)
            state, reason = self._state_cell(metric, i), self.data_cell(metric, "reason", i)
            zero = int(State.NONE_OF_NONE)
            number += entry.state > 0
            before = a1(row - 1, cols["number"]) if k else "0"
            values: dict[str, Value] = {
                "state": Live(
                    f'IF(OR({state}<{int(MENDABLE[0])},AND({state}={zero},{reason}<>"")),'
                    f"0,{state})",
                    entry.state,
                ),
                "number": Live(f"{before}+({a1(row, cols['state'])}>0)", number),
                "metric": entry.metric,
                "month": entry.month,
                "cell": entry.cell,
                "numerator": self._shown_entry(metric, "numerator", i, entry.numerator),
                "denominator": self._shown_entry(metric, "denominator", i, entry.denominator),
            }
            for name, value in values.items():
                sheet.put(row, cols[name], value, "machine")
            row += 1
        for line in range(1, place.LINES + 1):
            cell = place.lines(line)
            numbers = place.problems("number").local
            at = (
                next(
                    (k + 1 for k, e in enumerate(self._entries) if e is self.problems[line - 1]), ""
                )
                if line <= number
                else ""
            )
            sheet.put(
                cell.first_row,
                cell.first_col,
                Live(f'IF(MAX({numbers})<{line},"",MATCH({line},{numbers},0))', at),
                "machine",
            )

    def _shown_entry(self, metric: Metric, role: str, i: int, shown: str) -> Value:
        """The entry as text; an error in the cell shows as nothing."""
        if role not in kind_of(metric).roles or not self.series[metric.id].due[i]:
            return None
        cell = self.data_cell(metric, role, i)
        return Live(f'IF(ISERROR({cell}),"",{cell}&"")', "" if shown.startswith("#") else shown)


def _needs_mending(state: State) -> bool:
    return MENDABLE[0] <= state < State.NONE_OF_NONE


def _text(text: str) -> Live:
    return Live(quote(text), text)


def _shown(entry: object) -> str:
    return f"{entry:.15g}" if isinstance(entry, int | float) else str(entry or "")


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days
