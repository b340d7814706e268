"""The sheet Change in numbers: what changed in each metric, in one line, and what that says."""

from __future__ import annotations

from lcxl import templates
from lcxl.combine import Master
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.sentences import change_sentences, chart_sentences, common_sentences
from lcxl.metrics import shown
from lcxl.plan import Metric
from lcxl.sheets.master.change_cells import (
    NOTHING,
    Cells,
    change_cells,
    lines_within,
    names_of,
    tally_cells,
)
from lcxl.sheets.pages import Pages
from lcxl.words import filled, joined, say
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LINE = 215
"""Characters of a sentence's line beside the metric's name."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """A table of all metrics, and the sentences on each."""
    master, figures = pages.of(Master), pages.of(Figures)
    plan, events = figures.plan, master.plan.event_metrics
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    pages.heading(sheet, 4, spec.texts["metrics_heading"], last_col)
    sheet.heads(5, spec.words["columns"].values())
    sheet.raw.set_row(5, 66)
    row = 6
    for metric in plan.metrics:
        _write_metric(sheet, row, metric, figures.by_metric[metric.id], pages.spec.texts["none"])
        row += 1
    if events:
        names = joined([metric.short_name for metric in events])
        where = "events_host" if pages.is_written("team_page") else "events_others"
        sheet.put(row, 0, filled(spec.texts[where], names=names), "quiet")
        row += 1
    row = _write_sentences(pages, spec, sheet, row + 1, figures, last_col)
    pages.page(sheet, row - 2, last_col)


def _write_sentences(
    pages: Pages,
    spec: templates.Sheet,
    sheet: SheetWriter,
    row: int,
    figures: Figures,
    last_col: int,
) -> int:
    """What the figures say, metric by metric, and what they cannot say; gives the next row."""
    texts, names = spec.texts, names_of(figures.plan)
    pages.heading(sheet, row, texts["says_heading"], last_col)
    for one in figures.by_metric.values():
        said = change_sentences(one, names)
        for i, line in enumerate(lines_within(said, LINE)):
            row += 1
            label = one.metric.short_name if i == 0 else ""
            sheet.put(row, 0, label, "strong")
            sheet.put(row, 1, line, "line")
    of_all = lines_within([*chart_sentences(figures), *common_sentences(figures)], LINE + 25)
    return sheet.lines(row + 1, of_all, "quiet") + 1


def _of(reached: int, teams: int) -> str:
    return say("master.a_of_k", a=reached, k=teams)


def _write_metric(
    sheet: SheetWriter, row: int, metric: Metric, figures: MetricFigures, none: str
) -> None:
    change, at_goal = figures.change, figures.at_goal
    sheet.put(row, 0, f"{metric.id}  {metric.short_name}", "row_label")
    cells: Cells = [
        *change_cells(change),
        (none if metric.goal is None else shown(metric, metric.goal), {}),
        (_of(*at_goal) if at_goal and at_goal[1] else NOTHING, {}),
        *tally_cells(figures.tally),
    ]
    for col, (content, changes) in enumerate(cells, start=1):
        sheet.put(row, col, content, "cell_number", **changes)
