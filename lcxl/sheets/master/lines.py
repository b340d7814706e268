"""The hidden sheets behind Compare, Teams and Team page.

All values stand once on one sheet, a block of lines for each metric: a line for each team,
then those of all teams together.  Visible sheets pick a line by the number of the chosen
metric, with plain INDEX.  A second sheet has the lines as the charts draw them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from lcxl.cells import Range
from lcxl.cells.address import absolute, quoted
from lcxl.figures.change import values_of_set
from lcxl.figures.figures import Figures, MetricFigures, pooled
from lcxl.figures.sentences import change_sentences, funnel_sentences
from lcxl.figures.wording import points_of, team_names
from lcxl.metrics import kind_of, shown
from lcxl.plan import Collaborative
from lcxl.sheets.master.change_cells import lines_within, names_of
from lcxl.sheets.master.line_facts import FACTS, Fact, facts_of_line
from lcxl.sheets.master.pick import Pick
from lcxl.sheets.pages import Pages
from lcxl.xl.charts import ChartSeries
from lcxl.xl.live import Live, named_if_drawn
from lcxl.xl.rows import Column

__all__ = [
    "CHANGE_SAYS",
    "CHOICE_SHEET",
    "EXTRA",
    "FUNNEL_SAYS",
    "METRIC_ROW",
    "SAID",
    "TEAM_ROW",
    "Lines",
]

VALUES_SHEET, CHOICE_SHEET = "_values", "_choice"
EXTRA = ("pooled", "median", "compared", "n_teams", "n_patients", "goal")
"""Lines of each metric after those of the teams."""
KEPT_FACTS = (*FACTS, "verdict", "lasting")
"""What is kept of a line; the whole verdict stands on Team page, what lasts on By month."""
METRIC_ROW, TEAM_ROW = 4, 5
"""Rows of the dropdowns on every sheet that has them; they stand in column B."""
CHANGE_SAYS = ("change_says1", "change_says2", "change_says3", "change_says4")
FUNNEL_SAYS = ("funnel_says1", "funnel_says2")
"""Lines of what is said of the chosen metric."""
SAID = 150
"""Characters of such a line."""
LIST_COLUMNS = ("metric", "factor", "goal", "unit", *CHANGE_SAYS, *FUNNEL_SAYS, "team")

Drawn = Live | date | str | float | None


class Lines:
    """Values of every metric, line by line, in Python and as formulas that pick them."""

    def __init__(self, pages: Pages, plan: Collaborative, figures: Figures) -> None:
        self.pages, self.plan, self.figures = pages, plan, figures
        self.months, self.reports = plan.calendar.reported, plan.calendar.reports
        self.teams = len(plan.teams)
        self.stride = self.teams + len(EXTRA)
        self.names = team_names(plan)
        self.last = len(plan.metrics) * self.stride
        self._list_col = len(self.months) + 2
        self._fact_col = self._list_col + len(LIST_COLUMNS) + 1
        self._known_lines: dict[tuple[int, int], list[float | None]] = {}
        self._known_facts: dict[tuple[int, int], dict[str, Fact]] = {}
        self._known: dict[str, str] = {}
        self._words = pages.spec.sheet("compare").words
        self._known_columns: dict[int, str] = {}
        self._drawn: list[tuple[str, Sequence[Drawn]]] = []
        self._names: dict[int, Live] = {}
        self.month_place = self.draw("months", self.months)
        """The months, as the horizontal axis of every chart."""

    @property
    def has_gaps(self) -> bool:
        """Every metric has a value for each period, so that one without is a gap."""
        return all(metric.is_due_each_period for metric in self.plan.metrics)

    def _of(self, number: int) -> MetricFigures:
        return self.figures.by_metric[self.plan.metrics[number].id]

    def line(self, number: int, line: int) -> list[float | None]:
        """Values of one line of one metric, for every month."""
        if (number, line) not in self._known_lines:
            self._known_lines[number, line] = self._make_line(number, line)
        return self._known_lines[number, line]

    def _make_line(self, number: int, line: int) -> list[float | None]:
        figures = self._of(number)
        if line < self.teams:
            team = self.plan.teams[line].id
            found = [figures.row(team, report) for report in self.reports]
            return [row.value if row else None for row in found]
        name = EXTRA[line - self.teams]
        of_month = [figures.of_month(report) for report in self.reports]
        if name == "pooled":
            return [p.value if (p := pooled(figures.metric, rows)) else None for rows in of_month]
        if name == "compared":
            chosen = list(figures.change.result.shares)
            return values_of_set(figures.metric, figures.by_team, chosen, self.reports)
        if name == "median":
            return [figures.median_of_teams(report) for report in self.reports]
        if name == "n_teams":
            return [len(rows) or None for rows in of_month]
        if name == "n_patients":
            return [sum(r.denominator or 0 for r in rows) or None for rows in of_month]
        return [figures.metric.goal] * len(self.months)

    def line_of(self, name: str) -> int:
        """The line of one of `EXTRA`."""
        return self.teams + EXTRA.index(name)

    def scaled(self, line: int) -> list[float | None]:
        """A line of the first metric as charts draw it: proportions in percent."""
        by = points_of(self.plan.metrics[0])
        return [None if v is None else v * by for v in self.line(0, line)]

    def facts(self, number: int, line: int) -> dict[str, Fact]:
        """What is said of a team, of all together, of their median and of those compared."""
        if (number, line) not in self._known_facts:
            name = EXTRA[line - self.teams] if line >= self.teams else ""
            team = None if name else self.plan.teams[line]
            self._known_facts[number, line] = facts_of_line(
                self._of(number), self._words, team or name
            )
        return self._known_facts[number, line]

    @cached_property
    def says(self) -> list[dict[str, str]]:
        """For each metric what is said of the change of all teams, and of their differences."""
        names, found = names_of(self.plan), []
        for one in self.figures.by_metric.values():
            said = _lines(change_sentences(one, names), CHANGE_SAYS)
            found.append(said | _lines(funnel_sentences(one.funnel, names), FUNNEL_SAYS))
        return found

    # As formulas

    def options(self, name: str) -> Range:
        """A list on the hidden sheet: metrics with factor, goal and unit, or teams."""
        col = self._list_col + LIST_COLUMNS.index(name)
        rows = self.teams if name == "team" else len(self.plan.metrics)
        return Range.column(VALUES_SHEET, col, 1, rows)

    def chosen(self, sheet_id: str, row: int) -> str:
        """The cell of a dropdown."""
        return f"{quoted(self.pages.spec.sheet(sheet_id).name)}!{absolute(row, 1)}"

    def number(self, sheet_id: str) -> str:
        """The cell with the number of the metric chosen on a sheet."""
        return self._number(sheet_id, METRIC_ROW, "metric")

    def team_number(self, sheet_id: str) -> str:
        """The cell with the number of the team chosen on a sheet."""
        return self._number(sheet_id, TEAM_ROW, "team")

    def _number(self, sheet_id: str, row: int, name: str) -> str:
        options, chosen = self.options(name).reference, self.chosen(sheet_id, row)
        return self._once(f"{name} chosen", f"MATCH({chosen},{options},0)", 1)

    def _before(self, sheet_id: str) -> str:
        """The cell with how many lines stand before those of the chosen metric."""
        return self._once("lines before", f"({self.number(sheet_id)}-1)*{self.stride}", 0)

    def factor(self, sheet_id: str) -> str:
        """The cell with what values of the chosen metric are multiplied by when they are drawn."""
        found = self.of_metric(sheet_id, "factor")
        return self._once("factor", found.formula, found.value)

    def _once(self, name: str, formula: str, value: float | str | bool) -> str:
        """A cell for what many formulas need, so that it is looked for once."""
        if formula not in self._known:
            place = self.draw(name, [Live(formula, value)])
            self._known[formula] = place.reference
        return self._known[formula]

    def of_metric(self, sheet_id: str, name: str) -> Live:
        """The chosen metric's goal, unit, factor, or what is said of it."""
        metric = self.plan.metrics[0]
        value: dict[str, str | float] = {
            "goal": "" if metric.goal is None else shown(metric, metric.goal),
            "unit": self._unit(0),
            "factor": points_of(metric),
            **self.says[0],
        }
        cell = f"INDEX({self.options(name).reference},{self.number(sheet_id)})"
        return Live(cell if name == "factor" else f'{cell}&""', value[name])

    def _unit(self, number: int) -> str:
        metric = self.plan.metrics[number]
        return "%" if kind_of(metric).in_percent else metric.unit or metric.kind

    def _picked(self, col: int, line: str, value: Fact) -> Pick:
        if col not in self._known_columns:
            column = Range.column(VALUES_SHEET, col, 1, self.last)
            self._known_columns[col] = column.reference
        return Pick(f"INDEX({self._known_columns[col]},{line})", value)

    def _fact_col_of(self, name: str) -> int:
        return self._fact_col + KEPT_FACTS.index(name)

    def value(self, sheet_id: str, line: int, k: int, at: str = "") -> Pick:
        """A line's value in the ``k``-th month.

        ``at``: a formula for the number of the line (from 1) instead.
        """
        place = f"{self._before(sheet_id)}+{at or line + 1}"
        return self._picked(1 + k, place, self.line(0, line)[k])

    def fact(self, sheet_id: str, line: int, name: str) -> Pick:
        """What is said of a line of the chosen metric."""
        place = f"{self._before(sheet_id)}+{line + 1}"
        return self._picked(self._fact_col_of(name), place, self.facts(0, line).get(name))

    def team_value(self, sheet_id: str, number: int, k: int) -> Pick:
        """The chosen team's value of one metric in the ``k``-th month."""
        return self._picked(1 + k, self._of_team(sheet_id, number), self.line(number, 0)[k])

    def _of_team(self, sheet_id: str, number: int) -> str:
        return f"{number * self.stride}+{self.team_number(sheet_id)}"

    def team_fact(self, sheet_id: str, number: int, name: str) -> Pick:
        """What is said of the chosen team's line of one metric."""
        place, value = self._of_team(sheet_id, number), self.facts(number, 0).get(name)
        return self._picked(self._fact_col_of(name), place, value)

    def fact_of_chosen(self, sheet_id: str, name: str) -> Pick:
        """What is said of the chosen team's line of the chosen metric."""
        place = f"{self._before(sheet_id)}+{self.team_number(sheet_id)}"
        return self._picked(self._fact_col_of(name), place, self.facts(0, 0).get(name))

    def for_chart(self, sheet_id: str, pick: Pick) -> Live:
        """Percent for proportions, and #N/A for a gap."""
        return pick.drawn(self.factor(sheet_id), points_of(self.plan.metrics[0]))

    def scale(self, sheet_id: str) -> Live:
        """The largest value of any team: drawn invisibly, so that all charts share a scale."""
        area = Range(VALUES_SHEET, 1, 1, self.last, len(self.months)).reference
        start, factor = self._before(sheet_id), self.factor(sheet_id)
        return Live(
            f"MAX(0,INDEX({area},{start}+1,1):INDEX({area},{start}+{self.teams},{len(self.months)}))"
            f"*{factor}",
            self.largest,
        )

    @cached_property
    def largest(self) -> float:
        """`scale` for the first metric."""
        lines = (self.scaled(line) for line in range(self.teams))
        return max((v for line in lines for v in line if v is not None), default=0.0)

    def draw(self, name: str, cells: Sequence[Drawn]) -> Range:
        """Place a line of a chart on the hidden sheet; where it stands."""
        self._drawn.append((name, cells))
        row = len(self._drawn)
        return Range(CHOICE_SHEET, row, 1, row, len(cells))

    def legend(self, name: str | Live, place: Range, values: Sequence[float | None]) -> Range:
        """The cell with what a legend calls a drawn line: nothing while it has no point."""
        self._names[place.first_row] = named_if_drawn(name, place.local, values)
        return Range.cell(CHOICE_SHEET, place.first_row, 0)

    def series(
        self, name: str | Live, place: Range, values: Sequence[float | None], look: str
    ) -> ChartSeries:
        """A drawn line as a chart takes it."""
        return ChartSeries("", place, values, look, self.legend(name, place, values))

    def write_hidden(self) -> None:
        """All values, what is said of each line, the lists, and the lines of the charts."""
        sheet = self.pages.book.sheet(VALUES_SHEET)
        sheet.put(0, 0, "values", "machine")
        look = sheet.book.format("machine")
        sheet.put_rows(1, [Column(values, look) for values in self._columns()])
        sheet.raw.protect("")
        sheet.raw.hide()
        choice = self.pages.book.sheet(CHOICE_SHEET)
        choice.put(0, 0, "lines of the charts", "machine")
        for row, (name, drawn) in enumerate(self._drawn, start=1):
            choice.put(row, 0, self._names.get(row, name), "machine")
            for k, live in enumerate(drawn, start=1):
                choice.put(row, k, live, "machine")
        choice.raw.protect("")
        choice.raw.hide()

    def _columns(self) -> list[Sequence[Fact]]:
        """The sheet of values, column by column."""
        plan, names = self.plan, (*self.names, *EXTRA)
        places = [(i, line) for i in range(len(plan.metrics)) for line in range(self.stride)]
        nothing = [None] * self.last
        labels = [f"{plan.metrics[i].id} {names[line]}" for i, line in places]
        values = zip(*(self.line(i, line) for i, line in places), strict=True)
        facts = [self.facts(i, line) for i, line in places]
        said = ([of_line.get(name) for of_line in facts] for name in KEPT_FACTS)
        lists: dict[str, list[Fact]] = {
            "metric": [metric.short_name for metric in plan.metrics],
            "factor": [points_of(metric) for metric in plan.metrics],
            "goal": [
                "" if metric.goal is None else shown(metric, metric.goal) for metric in plan.metrics
            ],
            "unit": [self._unit(i) for i in range(len(plan.metrics))],
            **{name: [said[name] for said in self.says] for name in self.says[0]},
            "team": list(self.names),
        }
        listed = ((lists[name] + nothing)[: self.last] for name in LIST_COLUMNS)
        return [labels, *values, nothing, *listed, nothing, *said]


def _lines(sentences: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Sentences in so many lines; the last one holds all that is left."""
    lines = lines_within(sentences, SAID)
    lines = [*lines[: len(names) - 1], " ".join(lines[len(names) - 1 :])]
    return {name: lines[i] if i < len(lines) else "" for i, name in enumerate(names)}
