"""The sheets Compare and Teams: one metric chosen from a dropdown, charts that follow.

All values stand once on a hidden sheet, a block of lines for each metric; the visible sheets
pick lines by the number of the chosen metric, with plain INDEX and MATCH.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.cells import Range
from lcxl.cells.address import absolute, quoted
from lcxl.merge.figures import Figures, pooled
from lcxl.merge.sheets import MasterSheets
from lcxl.metrics import shown
from lcxl.plan import Collaborative
from lcxl.plan.dates import serial
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.xl.book import SheetWriter
from lcxl.xl.charts import ChartSeries, insert_chart
from lcxl.xl.live import Live

__all__ = ["CompareSheets"]

VALUES_SHEET, CHOICE_SHEET = "_values", "_choice"
EXTRA = ("pooled", "median", "n_teams", "n_patients", "goal")
"""Lines of each metric after those of the teams."""
METRIC_ROW, TEAM_ROW, GOAL_ROW, CHART_ROW, TABLE_ROW = 4, 5, 6, 8, 28
FIRST_MONTH_COL = 4
VERDICTS = ("chart_says", "variation", "assurance")
"""Columns between the team and its months."""
SMALL_ACROSS, SMALL_ROWS, SMALL_COLS = 3, 9, 4

_Line = tuple[str, str, int, Sequence[float | None]]
"""Look and name of a chart's line, its row on the hidden sheet, and its values."""


class CompareSheets:
    """Writes Compare, Teams and the hidden sheets behind them."""

    def __init__(self, sheets: MasterSheets, plan: Collaborative, figures: Figures) -> None:
        self.sheets = sheets
        self.plan = plan
        self.figures = figures
        self.months = plan.calendar.reported
        self.stride = len(plan.teams) + len(EXTRA)
        self.names = team_names(plan)

    # The hidden sheets

    def _line(self, number: int, line: int) -> list[float | None]:
        """Values of one line of one metric, for every month."""
        figures = self.figures.by_metric[self.plan.metrics[number].id]
        metric = figures.metric
        if line < len(self.plan.teams):
            return figures.values(self.plan.teams[line].id)
        name = EXTRA[line - len(self.plan.teams)]
        of_month = [figures.of_month(month) for month in self.months]
        if name == "pooled":
            return [p.value if (p := pooled(metric, rows)) else None for rows in of_month]
        if name == "median":
            return [figures.median_of_teams(month) for month in self.months]
        if name == "n_teams":
            return [len(rows) or None for rows in of_month]
        if name == "n_patients":
            return [sum(r.denominator or 0 for r in rows) or None for rows in of_month]
        return [metric.goal] * len(self.months)

    def write_hidden(self) -> None:
        """The values of all metrics, and the lines that the charts draw."""
        sheet = self.sheets.book.sheet(VALUES_SHEET)
        sheet.put(0, 0, "values", "machine")
        for i, metric in enumerate(self.plan.metrics):
            for line in range(self.stride):
                row = 1 + i * self.stride + line
                is_team = line < len(self.plan.teams)
                name = self.names[line] if is_team else EXTRA[line - len(self.plan.teams)]
                sheet.put(row, 0, f"{metric.id} {name}", "machine")
                for k, value in enumerate(self._line(i, line)):
                    if value is not None:
                        sheet.put(row, 1 + k, value, "machine")
                if is_team:
                    for k, word in enumerate(self._verdicts(i, line)):
                        sheet.put(row, self._verdict_col + k, word, "machine")
        col = len(self.months) + 2
        for i, metric in enumerate(self.plan.metrics):
            sheet.put(1 + i, col, metric.short_name, "machine")
            sheet.put(1 + i, col + 1, 100 if metric.kind == "proportion" else 1, "machine")
            goal = "" if metric.goal is None else shown(metric, metric.goal)
            sheet.put(1 + i, col + 2, goal, "machine")
            sheet.put(1 + i, col + 3, metric.unit or metric.kind, "machine")
        for i, name in enumerate(self.names):
            sheet.put(1 + i, col + 4, name, "machine")
        sheet.raw.protect("")
        sheet.raw.hide()
        choice = self.sheets.book.sheet(CHOICE_SHEET)
        choice.put(0, 0, "lines of the charts", "machine")
        for line in range(self.stride):
            choice.put(
                1 + line,
                0,
                self.names[line] if line < len(self.names) else EXTRA[line - len(self.names)],
                "machine",
            )
            for k in range(len(self.months)):
                choice.put(1 + line, 1 + k, self._twin("compare", line, k), "machine")
                choice.put(1 + self.stride + line, 1 + k, self._twin("teams", line, k), "machine")
        chosen = 1 + 2 * self.stride
        for k in range(len(self.months)):
            choice.put(chosen, 1 + k, self._chosen_team(k), "machine")
            choice.put(chosen + 1, 1 + k, self._scale(), "machine")
        choice.raw.protect("")
        choice.raw.hide()

    @property
    def _verdict_col(self) -> int:
        return len(self.months) + 8

    def _verdicts(self, metric: int, team: int) -> tuple[str, str, str]:
        """What the run chart says, variation and assurance of a team, in words."""
        words = self.sheets.spec.sheet("compare").words
        figures = self.figures.by_metric[self.plan.metrics[metric].id]
        team_id = self.plan.teams[team].id
        signal, icons = figures.signal(team_id), figures.icons(team_id)
        return (
            words["signal"].get(signal, ""),
            words["variation"].get(icons[0], ""),
            words["assurance"].get(icons[1], ""),
        )

    def _metric_list(self, offset: int) -> Range:
        col = len(self.months) + 2 + offset
        rows = len(self.names) if offset == 4 else len(self.plan.metrics)
        return Range.column(VALUES_SHEET, col, 1, rows)

    def _number(self, sheet_id: str) -> str:
        """Number of the chosen metric, as a formula."""
        cell = f"{quoted(self._name(sheet_id))}!{absolute(METRIC_ROW, 1)}"
        return f"MATCH({cell},{self._metric_list(0).reference},0)"

    def _name(self, sheet_id: str) -> str:
        return self.sheets.spec.sheet(sheet_id).name

    def _month_column(self, k: int) -> str:
        last = len(self.plan.metrics) * self.stride
        return Range.column(VALUES_SHEET, 1 + k, 1, last).reference

    def _value(self, sheet_id: str, line: str, number: int, k: int) -> Live:
        """The chosen metric's value in a line and month; "" where there is none."""
        cell = f"INDEX({self._month_column(k)},({self._number(sheet_id)}-1)*{self.stride}+{line})"
        value = self._line(0, number)[k]
        return Live(f'IF({cell}="","",{cell})', "" if value is None else value)

    def _scaled(self, sheet_id: str, live: Live) -> Live:
        """For a chart: percent for proportions, and #N/A for a gap."""
        factor = f"INDEX({self._metric_list(1).reference},{self._number(sheet_id)})"
        by = 100 if self.plan.metrics[0].kind == "proportion" else 1
        value = live.value * by if isinstance(live.value, float | int) else NOT_AVAILABLE
        return Live(f"IF(ISNUMBER({live.formula}),({live.formula})*{factor},NA())", value)

    def _twin(self, sheet_id: str, line: int, k: int) -> Live:
        return self._scaled(sheet_id, self._value(sheet_id, str(line + 1), line, k))

    def _chosen_team(self, k: int) -> Live:
        cell = f"{quoted(self._name('compare'))}!{absolute(TEAM_ROW, 1)}"
        line = f"MATCH({cell},{self._metric_list(4).reference},0)"
        return self._scaled("compare", self._value("compare", line, 0, k))

    def _scale(self) -> Live:
        """The largest value of any team: drawn invisibly, so that all charts share a scale."""
        last_row, n = len(self.plan.metrics) * self.stride, len(self.months)
        area = Range(VALUES_SHEET, 1, 1, last_row, n).reference
        start = f"({self._number('teams')}-1)*{self.stride}"
        teams = len(self.plan.teams)
        factor = f"INDEX({self._metric_list(1).reference},{self._number('teams')})"
        return Live(
            f"MAX(0,INDEX({area},{start}+1,1):INDEX({area},{start}+{teams},{n}))*{factor}",
            self._largest(),
        )

    def _largest(self) -> float:
        lines = (self._cached(line) for line in range(len(self.plan.teams)))
        return max((v for line in lines for v in line if v is not None), default=0.0)

    def _drawn(self, row: int) -> Range:
        return Range(CHOICE_SHEET, row, 1, row, len(self.months))

    def _cached(self, line: int) -> list[float | None]:
        by = 100 if self.plan.metrics[0].kind == "proportion" else 1
        return [None if v is None else v * by for v in self._line(0, line)]

    # The visible sheets

    def write_compare(self) -> SheetWriter:
        """Dropdowns, one chart, and every team by month."""
        spec = self.sheets.spec.sheet("compare")
        texts = spec.texts
        last_col = max(FIRST_MONTH_COL + len(self.months) - 1, 11)
        sheet = self.sheets.open("compare", last_col)
        sheet.widths([28, 17, 17, 17, *[9.0] * (last_col - 3)])
        self._dropdown(sheet, METRIC_ROW, texts["choose_metric"], texts["metric_message"], 0)
        self._dropdown(sheet, TEAM_ROW, texts["choose_team"], texts["team_message"], 4)
        number = self._number("compare")
        goal = (
            shown(self.plan.metrics[0], self.plan.metrics[0].goal)
            if (self.plan.metrics[0].goal is not None)
            else ""
        )
        goals = self._metric_list(2).reference
        sheet.put(GOAL_ROW, 0, texts["goal_series"], "label")
        sheet.put(GOAL_ROW, 1, Live(f'INDEX({goals},{number})&""', goal), "strong")
        teams = len(self.plan.teams)
        lines: list[_Line] = [
            ("upper", texts["median"], 1 + teams + 1, self._cached(teams + 1)),
            ("goal", texts["goal_series"], 1 + teams + 4, self._cached(teams + 4)),
            ("baseline", texts["pooled"], 1 + teams, self._cached(teams)),
            ("value", texts["choose_team"], 1 + 2 * self.stride, self._cached(0)),
        ]
        self._chart(sheet, (CHART_ROW, 0), (1000, 19 * 20), texts["alt"], lines, "compare")
        self._table(sheet, texts)
        last_row = TABLE_ROW + 1 + self.stride - 1
        self.sheets.page(sheet, last_row, last_col)
        return sheet

    def _dropdown(
        self, sheet: SheetWriter, row: int, label: str, message: str, offset: int
    ) -> None:
        source = self._metric_list(offset)
        first = self.plan.metrics[0].short_name if offset == 0 else self.names[0]
        sheet.put(row, 0, label, "label")
        sheet.put(row, 1, first, "input")
        sheet.fill(row, 2, 3, "input", locked=True)
        sheet.validate(
            Range.cell(sheet.name, row, 1),
            {"validate": "list", "source": f"={source.reference}"},
            label,
            message,
        )

    def _table(self, sheet: SheetWriter, texts: Mapping[str, str]) -> None:
        head = TABLE_ROW
        sheet.put(head, 0, texts["team"], "head")
        for k, name in enumerate(VERDICTS):
            sheet.put(head, 1 + k, texts[name], "head")
        for k, month in enumerate(self.months):
            sheet.put(head, FIRST_MONTH_COL + k, month, "head", num_format="mmm yy")
        labels = [*self.names, *(texts[name] for name in EXTRA[:-1])]
        for line, label in enumerate(labels):
            row = head + 1 + line
            sheet.put(row, 0, label, "row_label")
            if line < len(self.names):
                self._put_verdicts(sheet, row, line)
            is_count = label in (texts["n_teams"], texts["n_patients"])
            for k in range(len(self.months)):
                value = self._value("compare", str(line + 1), line, k)
                sheet.put(
                    row,
                    FIRST_MONTH_COL + k,
                    value,
                    "cell_number",
                    num_format="#,##0" if is_count else "#,##0.0",
                )
        last = head + len(self.names) + 2
        area = (head + 1, FIRST_MONTH_COL, last, FIRST_MONTH_COL + len(self.months) - 1)
        factor = f"INDEX({self._metric_list(1).reference},{self._number('compare')})"
        percent = self.sheets.book.format("cell_number", num_format="0%")
        sheet.raw.conditional_format(
            *area, {"type": "formula", "criteria": f"={factor}=100", "format": percent}
        )
        sheet.raw.conditional_format(
            head + 1,
            FIRST_MONTH_COL,
            head + len(self.names),
            area[3],
            {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#9FC5EA"},
        )
        sheet.raw.freeze_panes(0, 1)

    def _put_verdicts(self, sheet: SheetWriter, row: int, line: int) -> None:
        last = len(self.plan.metrics) * self.stride
        for k, word in enumerate(self._verdicts(0, line)):
            column = Range.column(VALUES_SHEET, self._verdict_col + k, 1, last).reference
            at = f"({self._number('compare')}-1)*{self.stride}+{line + 1}"
            sheet.put(row, 1 + k, Live(f'INDEX({column},{at})&""', word), "cell")

    def write_teams(self) -> SheetWriter:
        """One small chart for each team."""
        spec = self.sheets.spec.sheet("teams")
        texts = spec.texts
        last_col = SMALL_ACROSS * SMALL_COLS - 1
        sheet = self.sheets.open("teams", last_col)
        sheet.widths([14, *[11.0] * last_col])
        self._dropdown(sheet, METRIC_ROW, texts["choose_metric"], texts["metric_message"], 0)
        sheet.put(METRIC_ROW + 1, 0, texts["key"], "quiet")
        first, teams = METRIC_ROW + 3, len(self.plan.teams)
        base = 1 + self.stride
        for i, team in enumerate(self.plan.teams):
            at = (first + i // SMALL_ACROSS * SMALL_ROWS, i % SMALL_ACROSS * SMALL_COLS)
            lines: list[_Line] = [
                (
                    "scale",
                    texts["series_all"] + " max",
                    1 + 2 * self.stride + 1,
                    [self._largest()] * len(self.months),
                ),
                ("goal", texts["series_goal"], base + teams + 4, self._cached(teams + 4)),
                ("median", texts["series_all"], base + teams, self._cached(teams)),
                ("value", team.name, base + i, self._cached(i)),
            ]
            width = 322 if at[1] else 344
            self._chart(
                sheet,
                at,
                (width, SMALL_ROWS * 20 - 6),
                texts["alt"].format(team=self.names[i]),
                lines,
                "teams",
                title=self.names[i],
            )
        last_row = first + -(-teams // SMALL_ACROSS) * SMALL_ROWS - 1
        self.sheets.page(sheet, last_row, last_col)
        return sheet

    def _chart(
        self,
        sheet: SheetWriter,
        at: tuple[int, int],
        size: tuple[int, int],
        alt_text: str,
        lines: Sequence[_Line],
        sheet_id: str,
        title: str = "",
    ) -> None:
        team = Range.cell(self._name("compare"), TEAM_ROW, 1)
        series = [
            ChartSeries(
                name,
                self._drawn(row),
                values,
                look,
                name_from=team if look == "value" and sheet_id == "compare" else None,
            )
            for look, name, row, values in lines
        ]
        insert_chart(
            sheet,
            self.sheets.book,
            at,
            size,
            title=title,
            alt_text=alt_text,
            series=series,
            months=Range(
                self._name("compare"),
                TABLE_ROW,
                FIRST_MONTH_COL,
                TABLE_ROW,
                FIRST_MONTH_COL + len(self.months) - 1,
            ),
            month_serials=[serial(m) for m in self.months],
            number_format="#,##0",
            bounds=(0.0, None),
            small=bool(title),
        )


def team_names(plan: Collaborative) -> list[str]:
    """What dropdowns and charts call each team: its name, and its id where names are equal."""
    names = [team.name for team in plan.teams]
    return [
        team.name if names.count(team.name) == 1 else f"{team.name} ({team.id})"
        for team in plan.teams
    ]
