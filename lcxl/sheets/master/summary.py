"""The sheet Summary: how complete the data are, and each metric in one line."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.sentences import change_sentences, chart_sentences, common_sentences
from lcxl.figures.timeliness import TARGET, Timeliness
from lcxl.metrics import shown
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_in_words
from lcxl.sheets.master.change_cells import (
    NOTHING,
    Cells,
    change_cells,
    lines_within,
    names_of,
    tally_cells,
)
from lcxl.sheets.master.reporting import due_and_done
from lcxl.sheets.pages import Pages
from lcxl.words import filled, joined, percent, say
from lcxl.xl.book import SheetWriter

__all__ = ["write"]

LINE = 180
"""Characters of a sentence's line beside the metric's name."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet, with links to those that this workbook has."""
    master, figures, found = pages.of(Master), pages.of(Figures), pages.of(Timeliness)
    plan, combined, events = figures.plan, master.combined, master.plan.event_metrics
    written = {sheet.id for sheet in pages.sheets}
    texts = spec.texts
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    pages.heading(sheet, 3, texts["reach_heading"], last_col)
    row = 4
    for line in _reach(plan, combined, figures, found, texts, written):
        sheet.put(row, 0, line, "line")
        row += 1
    row += 1
    pages.heading(sheet, row, texts["metrics_heading"], last_col)
    for col, heading in enumerate(spec.words["columns"].values()):
        sheet.put(row + 1, col, heading, "head")
    sheet.raw.set_row(row + 1, 50)
    row += 2
    for metric in plan.metrics:
        _write_metric(sheet, row, metric, figures.by_metric[metric.id], pages.spec.texts["none"])
        row += 1
    if events:
        names = joined(metric.short_name for metric in events)
        where = "events_host" if "team_page" in written else "events_others"
        sheet.put(row, 0, filled(texts[where], names=names), "quiet")
        row += 1
    row = _write_sentences(pages, sheet, row + 1, figures, last_col)
    pages.heading(sheet, row, texts["sheets_heading"], last_col)
    for step in spec.block("more").steps:
        if step.sheet not in written:
            continue
        row += 1
        sheet.link(row, 0, pages.spec.sheet(step.sheet).name, step.label)
        sheet.put(row, 1, step.text, "line")
    pages.page(sheet, row, last_col)


def _reach(
    plan: Collaborative,
    combined: Combined,
    figures: Figures,
    found: Timeliness,
    texts: Mapping[str, str],
    written: Collection[str],
) -> list[str]:
    errors = sum(f.severity == "error" for f in combined.findings)
    questions = sum(f.severity == "question" for f in combined.findings)
    open_line = [filled(texts["open_errors"], errors=errors, questions=questions)]
    open_line *= "findings" in written
    latest = figures.latest
    if latest is None:
        return [texts["reached_none"], *open_line]
    due = done = 0
    for month, of_team in due_and_done(plan, combined).items():
        if month.start > latest:
            break
        for n, wanted in of_team.values():
            due += wanted > 0
            done += 0 < wanted <= n
    on_time = []
    if found.share_on_time is not None:
        share, target = percent(found.share_on_time), percent(TARGET)
        where = texts["see_reporting"] if "reporting" in written else ""
        on_time.append(filled(texts["on_time"], share=share, target=target) + where)
    reached = len({row.team_id for row in combined.rows})
    kind = "reached_one" if len(plan.teams) == 1 else "reached"
    return [
        filled(texts[kind], n=reached, teams=len(plan.teams), month=month_in_words(latest)),
        filled(texts["complete"], n=done, due=due, percent=percent(done / due) if due else "–"),
        *on_time,
        *open_line,
    ]


def _write_sentences(
    pages: Pages, sheet: SheetWriter, row: int, figures: Figures, last_col: int
) -> int:
    """What the figures say, metric by metric, and what they cannot say; gives the next row."""
    texts, names = pages.spec.sheet("summary").texts, names_of(figures.plan)
    pages.heading(sheet, row, texts["says_heading"], last_col)
    for one in figures.by_metric.values():
        said = change_sentences(one, names)
        for i, line in enumerate(lines_within(said, LINE)):
            row += 1
            label = one.metric.short_name if i == 0 else ""
            sheet.put(row, 0, label, "strong")
            sheet.put(row, 1, line, "line")
    for line in lines_within([*chart_sentences(figures), *common_sentences(figures)], LINE + 25):
        row += 1
        sheet.put(row, 0, line, "quiet")
    return row + 2


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
