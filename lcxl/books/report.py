"""The workbook for readers outside: one-way tables of cells that may be shown, and caveats.

It has no formulas, no hidden sheets and no text that a team wrote; charts draw only what
their tables show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from lcxl import templates
from lcxl.audience.protect import Protected, protected_report
from lcxl.audience.report import PERIODS, UNGROUPED, Line, MetricReport
from lcxl.audience.suppress import Rule
from lcxl.cells import Range
from lcxl.cells.book import NAME_PREFIX
from lcxl.combine import Master
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import Figures
from lcxl.figures.sentences import (
    change_sentences,
    chart_sentences,
    common_sentences,
    funder_sentences,
    metrics_sentence,
)
from lcxl.figures.taking_part import decisions
from lcxl.figures.timeliness import TARGET, timeliness
from lcxl.metrics import number_format, shown
from lcxl.metrics.goal import meets_goal
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words, parse_month, serial
from lcxl.sheets.master.change_cells import (
    CHANGE_COLUMNS,
    NOTHING,
    Cells,
    change_cells,
    lines_within,
    names_of,
    tally_cells,
)
from lcxl.sheets.master.digest import definition_rows
from lcxl.sheets.master.sheets import MasterSheets
from lcxl.xl.book import BookWriter, SheetWriter, Value
from lcxl.xl.charts import ChartSeries, insert_chart
from lcxl.xl.tables import TableRows

__all__ = ["build_report_workbook"]

CHART_ROWS = 13
LINE = 150
"""Characters of a sentence beside the metric's name."""
AIM_WIDTH = 165
"""Characters in a line of the Summary."""
ROWS_ON_PAGE = 30


def build_report_workbook(
    master: Master,
    rule: Rule,
    *,
    group_rule: Rule | None = None,
    by_team: bool = True,
    tables: Mapping[str, TableRows] | None = None,
    protected: Protected | None = None,
) -> bytes:
    """The bytes of the workbook.

    Args:
        master: all teams; team names are shown as they stand there.
        rule: which numbers are small.
        group_rule: the same for groups of patients, if it is another.
        by_team: whether single teams are shown.
        tables: further sheets that are one table, by their id.
        protected: what is shown, where earlier editions matter; else this one alone counts.
    """
    protected = protected or protected_report(master, rule, group_rule, by_team)
    plan, months = master.plan, master.plan.calendar.reported
    spec = templates.workbook("report")
    book = BookWriter(spec.title.format(title=plan.title), spec.subject, plan.host)
    book.tell(NAME_PREFIX + "workbook", spec.id)
    context = {
        "title": plan.title,
        "teams": str(len(plan.teams)),
        "first_month": month_in_words(months[0]),
        "last_month": month_in_words(months[-1]),
    }
    writer = _ReportWriter(MasterSheets(book, context, spec), master, rule, protected)
    grouped = [one for one in writer.reports if one.groups]
    extra = tables or {}
    written = {"months", "definitions", *extra}
    written |= ({"teams"} if by_team else set()) | ({"groups"} if grouped else set())
    writer.write_summary(written, by_team)
    writer.write_months()
    if by_team:
        writer.write_teams()
    if grouped:
        writer.write_groups(grouped)
    for sheet_id, rows in extra.items():
        writer.sheets.table(sheet_id, rows)
    writer.sheets.table("definitions", definition_rows(plan))
    return book.finish()


class _ReportWriter:
    """Writes the sheets one after the other."""

    def __init__(
        self, sheets: MasterSheets, master: Master, rule: Rule, protected: Protected
    ) -> None:
        self.sheets, self.master, self.plan, self.rule = sheets, master, master.plan, rule
        self.figures = Figures(master.plan.by_period, master.combined)
        self.reports, self.is_alone = protected.reports, protected.is_told_alone
        self.hidden = sheets.spec.sheet("summary").texts["hidden"]

    # Summary

    def write_summary(self, written: Iterable[str], by_team: bool) -> None:
        """Every metric in one line, taking part, and the caveats."""
        sheets, spec = self.sheets, self.sheets.spec.sheet("summary")
        texts, last_col = spec.texts, len(spec.widths) - 1
        sheet = sheets.open("summary", last_col)
        sheet.widths(spec.widths)
        row = 3
        if self.plan.aim:
            row = self._lines(
                sheet, row, texts["aim_heading"], wrap(self.plan.aim, AIM_WIDTH), last_col
            )
        sheets.heading(sheet, row, texts["metrics_heading"], last_col)
        for col, heading in enumerate(spec.words["columns"].values()):
            sheet.put(row + 1, col, heading, "head")
        sheet.raw.set_row(row + 1, 50)
        row += 2
        for one in self.reports:
            sheet.put(row, 0, f"{one.metric.id}  {one.metric.short_name}", "row_label")
            for col, (content, changes) in enumerate(self._metric_cells(one, by_team), start=1):
                sheet.put(row, col, content, "cell_number", **changes)
            row += 1
        row = self._write_sentences(sheet, row + 1, texts, by_team, last_col)
        row = self._lines(
            sheet, row, texts["engagement_heading"], self._taking_part(texts), last_col
        )
        row = self._lines(sheet, row, texts["caveats_heading"], self._caveats(spec), last_col)
        sheets.heading(sheet, row, texts["sheets_heading"], last_col)
        for step in spec.block("more").steps:
            if step.sheet in written:
                row += 1
                sheet.link(row, 0, sheets.spec.sheet(step.sheet).name, step.label)
                sheet.put(row, 1, step.text, "line")
        sheet.page(row, last_col, footer=sheets.spec.texts["footer_page"], one_page=True)

    def _lines(
        self, sheet: SheetWriter, row: int, heading: str, lines: Iterable[str], last_col: int
    ) -> int:
        self.sheets.heading(sheet, row, heading, last_col)
        for line in lines:
            row += 1
            sheet.put(row, 0, line, "line")
        return row + 2

    def _write_sentences(
        self, sheet: SheetWriter, row: int, texts: Mapping[str, str], by_team: bool, last_col: int
    ) -> int:
        """What the figures say, and what they cannot say; gives the next row."""
        names = names_of(self.plan, by_team)
        last_session = self.plan.calendar.sessions[-1]
        self.sheets.heading(sheet, row, texts["says_heading"], last_col)
        for one in self.reports:
            figures = self.figures.by_metric[one.metric.id]
            said = [texts["change_hidden"]]
            if one.change is not None:
                said = change_sentences(figures, names)
                said += funder_sentences(figures, names, last_session, self.rule != "none")
            said += self._gap(one)
            for i, line in enumerate(lines_within(said, LINE)):
                row += 1
                sheet.put(row, 0, one.metric.short_name if i == 0 else "", "strong")
                sheet.put(row, 1, line, "line")
        about_all = [
            *chart_sentences(self.figures),
            *common_sentences(self.figures),
            *metrics_sentence(self.figures),
        ]
        for line in lines_within(about_all, AIM_WIDTH):
            row += 1
            sheet.put(row, 0, line, "line")
        return row + 2

    def _metric_cells(self, one: MetricReport, by_team: bool) -> Cells:
        metric, figures = one.metric, self.figures.by_metric[one.metric.id]
        after = one.periods.get("recent")
        plain = {"num_format": "#,##0"}
        hidden: Cells = [(self.hidden, {})] * len(CHANGE_COLUMNS)
        return [
            *(change_cells(one.change, rounded=True) if one.change is not None else hidden),
            (self._of(after, after.n if after else None), plain),
            ("" if metric.goal is None else shown(metric, metric.goal), {}),
            (self._at_goal(one) if by_team else NOTHING, {}),
            *tally_cells(figures.tally),
        ]

    def _of(self, line: Line | None, value: float | None) -> Value:
        if line is None:
            return None
        return self.hidden if line.is_hidden else value

    def _at_goal(self, one: MetricReport) -> str:
        """Counted among the teams that are shown, so that nothing is said of the others."""
        found = [
            meets_goal(one.metric, line.value)
            for line in one.teams.values()
            if line.value is not None
        ]
        known = [met for met in found if met is not None]
        if one.metric.goal is None or not known or len(known) < len(found):
            return NOTHING
        text = self.sheets.spec.sheet("summary").texts["at_goal"]
        return text.format(n=sum(known), shown=len(known))

    def _gap(self, one: MetricReport) -> list[str]:
        """The gap between two groups, where both are shown."""
        groups = (one.metric.reference_group, one.metric.priority_group)
        lines = [one.groups.get(name) for name in groups]
        if not all(groups) or any(line is None or line.is_hidden for line in lines):
            return []
        return gap_sentences(self.figures.by_metric[one.metric.id])

    def _taking_part(self, texts: Mapping[str, str]) -> list[str]:
        plan, combined = self.plan, self.master.combined
        left = sum(team.withdrew_on is not None for team in plan.teams)
        kind = {0: "none_withdrew", 1: "withdrew_one"}.get(left, "withdrew")
        if left == len(plan.teams) == 1:
            kind = "withdrew_only"
        lines = [texts[kind].format(n=left, teams=len(plan.teams))]
        share = timeliness(plan, combined).share_on_time
        if share is not None:
            lines.append(texts["on_time"].format(share=f"{share:.0%}", target=f"{TARGET:.0%}"))
        lines.append(decisions(combined, texts))
        return lines

    def _caveats(self, spec: templates.Sheet) -> list[str]:
        texts, plan, combined = spec.texts, self.plan, self.master.combined
        lines = [spec.words["small"][self.rule]]
        if self.is_alone:
            lines.append(texts["alone"])
        lines += spec.block("caveats").text
        restated = sum(r.taken and r.is_ordered for r in combined.restatements)
        if restated:
            lines.append(texts["restated"].format(n=restated))
        if plan.event_metrics:
            names = ", ".join(metric.short_name for metric in plan.event_metrics)
            lines.append(texts["events"].format(names=names))
        found = timeliness(plan, combined)
        missing, due = found.count("missing"), found.count("missing", "on time", "late", "received")
        if missing:
            lines.append(texts["missing"].format(n=missing, due=due))
        return lines + [
            texts["definitions"].format(
                metric=metric.short_name, month=month_in_words(metric.effective_from)
            )
            for metric in plan.metrics
            if metric.effective_from and metric.effective_from > plan.calendar.reported[0]
        ]

    # Tables

    def _columns(self, sheet_id: str) -> Mapping[str, str]:
        return self.sheets.spec.sheet(sheet_id).words["columns"]

    def _open(self, sheet_id: str) -> tuple[SheetWriter, int]:
        last_col = len(self._columns(sheet_id)) - 1
        sheet = self.sheets.open(sheet_id, last_col)
        sheet.widths([30, *[15.0] * last_col])
        return sheet, last_col

    def _head(self, sheet: SheetWriter, row: int, sheet_id: str) -> None:
        for col, heading in enumerate(self._columns(sheet_id).values()):
            sheet.put(row, col, heading, "head")
        sheet.raw.set_row(row, 34)

    def _line(
        self, sheet: SheetWriter, row: int, sheet_id: str, one: MetricReport, line: Line
    ) -> None:
        """The figures of one line, behind its label."""
        metric = one.metric
        together = one.pooled(line)
        ends = together.interval if together else None
        shapes = {"value": number_format(metric), "low": number_format(metric)}
        shapes["high"] = shapes["low"]
        cells: dict[str, Value] = {
            "teams": line.teams or None,
            "months": line.months,
            "numerator": self._of(line, line.numerator),
            "denominator": self._of(line, line.n),
            "value": self._of(line, line.value),
            "low": ends[0] if ends else None,
            "high": ends[1] if ends else None,
        }
        for col, name in enumerate(list(self._columns(sheet_id))[1:], start=1):
            shape = shapes.get(name, "#,##0")
            sheet.put(row, col, cells[name], "cell_number", num_format=shape)

    def write_months(self) -> None:
        """For each metric a chart, its months, and the periods they add up to."""
        sheet, last_col = self._open("months")
        texts, row, breaks = self.sheets.spec.sheet("months").texts, 4, []
        for one in self.reports:
            heading = texts["heading"].format(metric=one.metric.name)
            self.sheets.heading(sheet, row, heading, last_col)
            head = row + 1 + CHART_ROWS
            self._head(sheet, head, "months")
            last = head
            for key, line in one.months.items():
                last += 1
                sheet.put(last, 0, parse_month(key), "row_label", num_format="mmm yyyy")
                self._line(sheet, last, "months", one, line)
            self._month_chart(sheet, one, row + 1, head + 1)
            for label, line in self._sums(one, texts):
                last += 1
                sheet.put(last, 0, label, "row_text")
                self._line(sheet, last, "months", one, line)
            row = last + 2
            breaks.append(row)
        sheet.raw.set_h_pagebreaks(breaks[:-1])
        self.sheets.page(sheet, row - 2, last_col)

    def _sums(self, one: MetricReport, texts: Mapping[str, str]) -> Iterable[tuple[str, Line]]:
        """Periods, and all months; what would add up overlapping reports is left out."""
        added = {"between"} if one.metric.overlaps else set()
        for name in PERIODS:
            if name in one.periods and name not in added:
                yield texts[f"period_{name}"], one.periods[name]
        if one.total is not None and not one.metric.overlaps:
            yield texts["total"], one.total

    def _month_chart(self, sheet: SheetWriter, one: MetricReport, row: int, first: int) -> None:
        """What the table below shows, and nothing else."""
        texts, columns = self.sheets.spec.sheet("months").texts, list(self._columns("months"))
        if not one.months:
            return
        last = first + len(one.months) - 1
        values = Range.column(sheet.name, columns.index("value"), first, last)
        insert_chart(
            sheet,
            self.sheets.book,
            (row, 0),
            (840, CHART_ROWS * 20 - 8),
            alt_text=texts["alt"].format(metric=one.metric.short_name),
            months=Range.column(sheet.name, 0, first, last),
            month_serials=[serial(parse_month(key)) for key in one.months],
            series=[
                ChartSeries(
                    texts["series"], values, [line.value for line in one.months.values()], "value"
                )
            ],
            number_format=number_format(one.metric),
            bounds=(0.0, None),
        )

    def write_teams(self) -> None:
        """Each team in the last three months."""
        sheet, last_col = self._open("teams")
        texts, row, breaks, first = self.sheets.spec.sheet("teams").texts, 4, [], 0
        names = {team.id: team.name for team in self.plan.teams}
        for one in self.reports:
            heading = texts["heading"].format(metric=one.metric.name)
            self.sheets.heading(sheet, row, heading, last_col)
            end = self._parts(sheet, row + 1, "teams", one, one.teams, names)
            if row > 4 and end - first > ROWS_ON_PAGE:
                breaks.append(row)
                first = row
            row = end + 2
        sheet.raw.set_h_pagebreaks(breaks)
        self.sheets.page(sheet, row - 2, last_col)

    def write_groups(self, grouped: Sequence[MetricReport]) -> None:
        """Each group of patients in the last three months."""
        sheet, last_col = self._open("groups")
        texts, row = self.sheets.spec.sheet("groups").texts, 4
        for one in grouped:
            metric: Metric = one.metric
            heading = texts["heading"].format(metric=metric.name, group=metric.strata_name)
            self.sheets.heading(sheet, row, heading, last_col)
            names = {name: name for name in metric.strata} | {UNGROUPED: texts["ungrouped"]}
            row = self._parts(sheet, row + 1, "groups", one, one.groups, names) + 2
        self.sheets.page(sheet, row - 2, last_col)

    def _parts(
        self,
        sheet: SheetWriter,
        row: int,
        sheet_id: str,
        one: MetricReport,
        lines: Mapping[str, Line],
        names: Mapping[str, str],
    ) -> int:
        """The parts of the last three months, and what they add up to; gives the last row."""
        self._head(sheet, row, sheet_id)
        for key, line in lines.items():
            row += 1
            sheet.put(row, 0, names[key], "row_label")
            self._line(sheet, row, sheet_id, one, line)
        recent = one.periods.get("recent")
        if recent is not None:
            row += 1
            sheet.put(row, 0, self.sheets.spec.sheet(sheet_id).texts["total"], "row_text")
            self._line(sheet, row, sheet_id, one, recent)
        return row
