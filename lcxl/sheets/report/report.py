"""What the sheets of a copy share: what may be shown, and how a line of figures looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lcxl import templates
from lcxl.audience.protect import Protected
from lcxl.audience.report import Line, MetricReport
from lcxl.audience.suppress import Rule
from lcxl.combine import Master
from lcxl.figures.figures import Figures
from lcxl.metrics import number_format
from lcxl.sheets.pages import Pages
from lcxl.xl.sheet import SheetWriter, Value

__all__ = ["Report", "open_table", "write_head", "write_line", "write_parts"]


class Report:
    """A copy for readers outside: all teams, and what of them may be shown."""

    def __init__(
        self,
        master: Master,
        rule: Rule,
        protected: Protected,
        by_team: bool,
        texts: Mapping[str, str],
    ) -> None:
        """``texts`` are those of its Summary; ``by_team``: whether single teams are shown."""
        self.master, self.plan, self.rule = master, master.plan, rule
        self.by_team, self.texts = by_team, texts
        self.figures = Figures(master.plan.by_period, master.combined)
        self.reports, self.is_alone = protected.reports, protected.is_told_alone
        self.hidden = texts["hidden"]
        self.small = "few" if protected.fewest else rule
        """What its caveats say of hidden numbers."""

    def shown(self, line: Line | None, value: float | None) -> Value:
        """A figure of a line, or the word for one that is hidden."""
        if line is None:
            return None
        return self.hidden if line.is_hidden else value


def open_table(pages: Pages, spec: templates.Sheet) -> tuple[SheetWriter, int]:
    """A new sheet of tables, and its last column."""
    last_col = len(spec.words["columns"]) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([30, *[15.0] * last_col])
    return sheet, last_col


def write_head(sheet: SheetWriter, row: int, spec: templates.Sheet, height: int = 34) -> None:
    """The headings of a table, over their numbers."""
    sheet.heads(row, spec.words["columns"].values())
    sheet.raw.set_row(row, height)


def write_line(
    pages: Pages, sheet: SheetWriter, row: int, spec: templates.Sheet, one: MetricReport, line: Line
) -> None:
    """The figures of one line, behind its label."""
    report, metric = pages.of(Report), one.metric
    together = one.pooled(line)
    ends = together.interval if together else None
    shapes = {"value": number_format(metric), "low": number_format(metric)}
    shapes["high"] = shapes["low"]
    cells: dict[str, Value] = {
        "teams": line.teams or None,
        "months": line.months,
        "numerator": report.shown(line, line.numerator),
        "denominator": report.shown(line, line.n),
        "value": report.shown(line, line.value),
        "low": ends[0] if ends else None,
        "high": ends[1] if ends else None,
    }
    for col, name in enumerate(list(spec.words["columns"])[1:], start=1):
        shape = shapes.get(name, "#,##0")
        sheet.put(row, col, cells[name], "cell_number", num_format=shape)


def write_parts(
    pages: Pages,
    sheet: SheetWriter,
    row: int,
    spec: templates.Sheet,
    one: MetricReport,
    lines: Iterable[tuple[str, Line]],
) -> int:
    """The parts of the last three months, by name, and what they add up to; the last row."""
    write_head(sheet, row, spec)
    for name, line in lines:
        row += 1
        sheet.put(row, 0, name, "row_label")
        write_line(pages, sheet, row, spec, one, line)
    recent = one.periods.get("recent")
    if recent is not None:
        row += 1
        sheet.put(row, 0, spec.texts["total"], "row_text")
        write_line(pages, sheet, row, spec, one, recent)
    return row
