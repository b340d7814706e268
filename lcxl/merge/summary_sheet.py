"""The sheet Summary: how complete the data are, and each metric in one line."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lcxl.merge.combine import Combined
from lcxl.merge.figures import Figures, MetricFigures, difference
from lcxl.merge.reporting_sheet import due_and_done
from lcxl.merge.sheets import MasterSheets
from lcxl.merge.timeliness import TARGET, Timeliness
from lcxl.merge.wording import change_format, ends_in_words, points_of
from lcxl.metrics import number_format, shown
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_in_words
from lcxl.xl.book import SheetWriter, Value

__all__ = ["write_summary_sheet"]


def write_summary_sheet(
    sheets: MasterSheets,
    plan: Collaborative,
    combined: Combined,
    figures: Figures,
    found: Timeliness,
    written: Collection[str],
) -> SheetWriter:
    """Write the sheet, with links to those that are ``written``."""
    spec = sheets.spec.sheet("summary")
    texts = spec.texts
    last_col = len(spec.widths) - 1
    sheet = sheets.open("summary", last_col)
    sheet.widths(spec.widths)
    sheets.heading(sheet, 3, texts["reach_heading"], last_col)
    row = 4
    for line in _reach(plan, combined, figures, found, texts, written):
        sheet.put(row, 0, line, "line")
        row += 1
    row += 1
    sheets.heading(sheet, row, texts["metrics_heading"], last_col)
    for col, heading in enumerate(spec.words["columns"].values()):
        sheet.put(row + 1, col, heading, "head")
    sheet.raw.set_row(row + 1, 50)
    row += 2
    for metric in plan.metrics:
        _write_metric(sheet, row, metric, figures.by_metric[metric.id], sheets.spec.texts["none"])
        row += 1
    charts = sum(len(f.charts) for f in figures.by_metric.values())
    signals = sum(sum(f.signals.values()) for f in figures.by_metric.values())
    expected = sum(f.expected for f in figures.by_metric.values())
    sheet.put(
        row,
        0,
        texts["chance"].format(expected=f"{expected:.1f}", charts=charts, found=signals),
        "quiet",
    )
    sheet.put(row + 1, 0, texts["caveat"], "quiet")
    row += 3
    sheets.heading(sheet, row, texts["sheets_heading"], last_col)
    for step in spec.block("more").steps:
        if step.sheet not in written:
            continue
        row += 1
        sheet.link(row, 0, sheets.spec.sheet(step.sheet).name, step.label)
        sheet.put(row, 1, step.text, "line")
    sheets.page(sheet, row, last_col)
    return sheet


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
    open_line = [texts["open_errors"].format(errors=errors, questions=questions)]
    open_line *= "findings" in written
    latest = figures.latest
    if latest is None:
        return [texts["reached_none"], *open_line]
    due = done = 0
    for month, of_team in due_and_done(plan, combined).items():
        if month > latest:
            break
        for n, wanted in of_team.values():
            due += wanted > 0
            done += 0 < wanted <= n
    on_time = []
    if found.share_on_time is not None:
        share, target = f"{found.share_on_time:.0%}", f"{TARGET:.0%}"
        where = texts["see_reporting"] if "reporting" in written else ""
        on_time.append(texts["on_time"].format(share=share, target=target) + where)
    reached = len({row.team_id for row in combined.rows})
    return [
        texts["reached"].format(n=reached, teams=len(plan.teams), month=month_in_words(latest)),
        texts["complete"].format(
            n=done, due=due, percent=f"{100 * done / due:.0f}%" if due else "–"
        ),
        *on_time,
        *open_line,
    ]


def _write_metric(
    sheet: SheetWriter, row: int, metric: Metric, figures: MetricFigures, none: str
) -> None:
    latest = figures.of_month(figures.months_with_data[-1]) if figures.months_with_data else []
    patients = sum(r.denominator or 0 for r in latest)
    at_goal = figures.at_goal
    before, after = figures.baseline, figures.recent
    changed = difference(before, after)
    points = points_of(metric)
    plain, value = {"num_format": "#,##0"}, {"num_format": number_format(metric)}
    cells: list[tuple[Value, dict[str, str]]] = [
        (len(latest), plain),
        (patients or None, plain),
        (before.value if before else None, value),
        (after.value if after else None, value),
        (changed[0] * points if changed else None, {"num_format": change_format(metric)}),
        (ends_in_words(metric, changed[1]) if changed and changed[1] else "–", {}),
        (none if metric.goal is None else shown(metric, metric.goal), {}),
        ("–" if at_goal is None else f"{at_goal[0]} of {at_goal[1]}", {}),
        (figures.signals[1], plain),
        (figures.signals[-1], plain),
        (round(figures.expected, 1), {"num_format": "0.0"}),
    ]
    sheet.put(row, 0, f"{metric.id}  {metric.short_name}", "row_label")
    for col, (content, changes) in enumerate(cells, start=1):
        sheet.put(row, col, content, "cell_number", **changes)
