"""The sheet Summary: every metric in one line, what that says, taking part, and the caveats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from lcxl import templates
from lcxl.audience.report import MetricReport, hidden_changes
from lcxl.figures.equity import gap_sentences
from lcxl.figures.sentences import (
    change_sentences,
    chart_sentences,
    common_sentences,
    funder_sentences,
    metrics_sentence,
)
from lcxl.figures.taking_part import how_teams_took_part
from lcxl.figures.timeliness import timeliness
from lcxl.metrics import shown
from lcxl.metrics.goal import has_goal, meets_goal
from lcxl.plan.dates import month_in_words
from lcxl.practice.aim import aim_of
from lcxl.practice.evaluation import asked_of
from lcxl.sheets.master.change_cells import (
    CHANGE_COLUMNS,
    NOTHING,
    Cells,
    change_cells,
    lines_within,
    names_of,
    tally_cells,
)
from lcxl.sheets.pages import Pages
from lcxl.sheets.report.report import Report, write_head
from lcxl.words import filled, joined
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LINE = 150
"""Characters of a sentence beside the metric's name."""
AIM_WIDTH = 165
"""Characters in a line of the Summary."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Every metric in one line, taking part, and the caveats."""
    report = pages.of(Report)
    texts, last_col = spec.texts, len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    row = 3
    aim = aim_of(report.plan)
    if aim:
        row = _lines(pages, sheet, row, texts["aim_heading"], wrap(aim, AIM_WIDTH), last_col)
    pages.heading(sheet, row, texts["metrics_heading"], last_col)
    write_head(sheet, row + 1, spec, 66)
    row += 2
    for one in report.reports:
        sheet.put(row, 0, f"{one.metric.id}  {one.metric.short_name}", "row_label")
        for col, (content, changes) in enumerate(_metric_cells(report, one), start=1):
            sheet.put(row, col, content, "cell_number", **changes)
        row += 1
    row = _write_sentences(pages, sheet, row + 1, last_col)
    row = _lines(
        pages, sheet, row, texts["engagement_heading"], _taking_part(report, texts), last_col
    )
    row = _lines(pages, sheet, row, texts["caveats_heading"], _caveats(report, spec), last_col)
    pages.heading(sheet, row, texts["sheets_heading"], last_col)
    for step in spec.block("more").steps:
        if pages.is_written(step.sheet):
            row += 1
            sheet.link(row, 0, pages.spec.sheet(step.sheet).name, step.label)
            sheet.put(row, 1, step.text, "line")
    pages.page(sheet, row, last_col, one_page=True)


def _lines(
    pages: Pages, sheet: SheetWriter, row: int, heading: str, lines: Iterable[str], last_col: int
) -> int:
    pages.heading(sheet, row, heading, last_col)
    for line in lines:
        row += 1
        sheet.put(row, 0, line, "line")
    return row + 2


def _write_sentences(pages: Pages, sheet: SheetWriter, row: int, last_col: int) -> int:
    """What the figures say, and what they cannot say; gives the next row."""
    report, texts = pages.of(Report), pages.texts("summary")
    names = names_of(report.plan, report.by_team)
    last_session = report.plan.calendar.sessions[-1]
    pages.heading(sheet, row, texts["says_heading"], last_col)
    for question, reports in _by_question(report):
        if question:
            row += 1
            sheet.put(row, 0, question, "strong")
        for one in reports:
            figures = report.figures.by_metric[one.metric.id]
            said = [texts["change_hidden" if figures.rows else "nothing_reported"]]
            if one.change is not None:
                said = change_sentences(figures, names)
                said += funder_sentences(figures, names, last_session, report.rule != "none")
            said += _gap(report, one)
            for i, line in enumerate(lines_within(said, LINE)):
                row += 1
                sheet.put(row, 0, one.metric.short_name if i == 0 else "", "strong")
                sheet.put(row, 1, line, "line")
    about_all = [
        *chart_sentences(report.figures),
        *common_sentences(report.figures),
        *metrics_sentence(report.figures, hidden_changes(report.reports)),
    ]
    return sheet.lines(row + 1, lines_within(about_all, AIM_WIDTH), "line") + 1


def _by_question(report: Report) -> Iterator[tuple[str, list[MetricReport]]]:
    """The metrics by the questions of the evaluation; "" for what no question asks for."""
    left = {one.metric.id: one for one in report.reports}
    for asked in asked_of(report.plan):
        found = [left.pop(id_) for id_ in asked.metrics if id_ in left]
        if found:
            yield asked.question.question, found
    yield "", list(left.values())


def _taking_part(report: Report, texts: Mapping[str, str]) -> list[str]:
    """How teams took part, by the questions of the evaluation, then what none asks for."""
    master = report.master
    said = how_teams_took_part(report.plan, master.combined, master.engagement, texts)
    lines: list[str] = []
    for asked in asked_of(report.plan):
        found = [said.pop(name) for name in asked.indicators if name in said]
        lines += [asked.question.question, *found] if found else []
    return [*lines, *said.values()]


def _metric_cells(report: Report, one: MetricReport) -> Cells:
    metric, figures = one.metric, report.figures.by_metric[one.metric.id]
    after = one.periods.get("recent")
    plain = {"num_format": "#,##0"}
    unsaid = report.hidden if figures.rows else NOTHING
    hidden: Cells = [(unsaid, {})] * len(CHANGE_COLUMNS)
    return [
        *(change_cells(one.change, rounded=True) if one.change is not None else hidden),
        (report.shown(after, after.n if after else None), plain),
        ("" if metric.goal is None else shown(metric, metric.goal), {}),
        (_at_goal(report, one) if report.by_team else NOTHING, {}),
        *tally_cells(figures.tally),
    ]


def _at_goal(report: Report, one: MetricReport) -> str:
    """Of the teams that are shown; nothing where some are hidden.

    Where fewer is better, the small counts that are hidden are those of the teams at the goal:
    what the others reached would read as what all did.
    """
    if not has_goal(one.metric):
        return NOTHING
    if any(line.is_hidden for line in one.teams.values()):
        return report.hidden
    found = [
        meets_goal(one.metric, line.value) for line in one.teams.values() if line.value is not None
    ]
    known = [met for met in found if met is not None]
    if not known or len(known) < len(found):
        return NOTHING
    text = report.texts["at_goal"]
    return filled(text, n=sum(known), shown=len(known))


def _gap(report: Report, one: MetricReport) -> list[str]:
    """The gap between two groups, where both are shown."""
    groups = (one.metric.reference_group, one.metric.priority_group)
    lines = [one.groups.get(name) for name in groups]
    if not all(groups) or any(line is None or line.is_hidden for line in lines):
        return []
    return gap_sentences(report.figures.by_metric[one.metric.id])


def _caveats(report: Report, spec: templates.Sheet) -> list[str]:
    texts, plan, combined = spec.texts, report.plan, report.master.combined
    lines = [spec.words["small"][report.small]]
    if report.is_alone:
        lines.append(texts["alone"])
    lines += spec.block("caveats").text
    restated = sum(r.taken and r.is_ordered for r in combined.restatements)
    if restated:
        lines.append(filled(texts["restated"], n=restated))
    if plan.event_metrics:
        names = joined(metric.short_name for metric in plan.event_metrics)
        lines.append(filled(texts["events"], names=names))
    found = timeliness(plan, combined)
    missing, due = found.count("missing"), found.count("missing", "on time", "late", "received")
    if missing:
        lines.append(filled(texts["missing"], n=missing, due=due))
    return lines + [
        filled(
            texts["definitions"],
            metric=metric.short_name,
            month=month_in_words(metric.effective_from),
        )
        for metric in plan.metrics
        if metric.effective_from and metric.effective_from > plan.calendar.reported[0]
    ]
