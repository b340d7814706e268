"""The sheet Summary: how complete the data are, and each metric in one line."""

from __future__ import annotations

from datetime import date

from lcxl.merge.combine import Combined
from lcxl.merge.figures import Figures, MetricFigures, difference
from lcxl.merge.sheets import MasterSheets
from lcxl.metrics import number_format, shown
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_in_words
from lcxl.xl.book import SheetWriter, Value

__all__ = ["due_and_done", "write_summary_sheet"]


def due_and_done(
    plan: Collaborative, combined: Combined, month: date
) -> dict[str, tuple[int, int]]:
    """Team id -> required metrics with data in a month, and how many were due."""
    due = {m.id for m in plan.metrics if m.requirement == "required" and plan.is_due(m, month)}
    done: dict[str, set[str]] = {team.id: set() for team in plan.teams}
    for row in combined.rows:
        if row.month == month and row.metric_id in due and not row.stratum:
            done[row.team_id].add(row.metric_id)
    return {team_id: (len(found), len(due)) for team_id, found in done.items()}


def write_summary_sheet(
    sheets: MasterSheets, plan: Collaborative, combined: Combined, figures: Figures
) -> SheetWriter:
    """Write the sheet."""
    spec = sheets.spec.sheet("summary")
    texts = spec.texts
    last_col = len(spec.widths) - 1
    sheet = sheets.open("summary", last_col)
    sheet.widths(spec.widths)
    sheets.heading(sheet, 3, texts["reach_heading"], last_col)
    row = 4
    for line in _reach(plan, combined, figures, texts):
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
    found = sum(sum(f.signals.values()) for f in figures.by_metric.values())
    expected = sum(f.expected for f in figures.by_metric.values())
    sheet.put(
        row,
        0,
        texts["chance"].format(expected=f"{expected:.1f}", charts=charts, found=found),
        "quiet",
    )
    sheet.put(row + 1, 0, texts["caveat"], "quiet")
    row += 3
    sheets.heading(sheet, row, texts["sheets_heading"], last_col)
    for step in spec.block("more").steps:
        row += 1
        sheet.link(row, 0, sheets.spec.sheet(step.sheet).name, step.label)
        sheet.put(row, 1, step.text, "line")
    sheets.page(sheet, row, last_col)
    return sheet


def _reach(plan: Collaborative, combined: Combined, figures: Figures, texts: object) -> list[str]:
    assert isinstance(texts, dict)
    errors = sum(f.severity == "error" for f in combined.findings)
    questions = sum(f.severity == "question" for f in combined.findings)
    open_line = texts["open_errors"].format(errors=errors, questions=questions)
    latest = figures.latest
    if latest is None:
        return [texts["reached_none"], open_line]
    due = done = 0
    for month in plan.calendar.reported:
        if month > latest:
            break
        for found, wanted in due_and_done(plan, combined, month).values():
            due += wanted > 0
            done += 0 < wanted <= found
    reached = len({row.team_id for row in combined.rows})
    return [
        texts["reached"].format(n=reached, teams=len(plan.teams), month=month_in_words(latest)),
        texts["complete"].format(
            n=done, due=due, percent=f"{100 * done / due:.0f}%" if due else "–"
        ),
        open_line,
    ]


def _write_metric(
    sheet: SheetWriter, row: int, metric: Metric, figures: MetricFigures, none: str
) -> None:
    latest = figures.of_month(figures.months_with_data[-1]) if figures.months_with_data else []
    patients = sum(r.denominator or 0 for r in latest)
    at_goal = figures.at_goal
    before, after = figures.baseline, figures.recent
    changed = difference(before, after)
    points = 100 if metric.kind == "proportion" else 1
    plain, value = {"num_format": "#,##0"}, {"num_format": number_format(metric)}
    cells: list[tuple[Value, dict[str, str]]] = [
        (len(latest), plain),
        (patients or None, plain),
        (before.value if before else None, value),
        (after.value if after else None, value),
        (changed[0] * points if changed else None, {"num_format": _points_format(metric)}),
        (_ends(metric, changed[1]) if changed and changed[1] else "–", {}),
        (none if metric.goal is None else shown(metric, metric.goal), {}),
        ("–" if at_goal is None else f"{at_goal[0]} of {at_goal[1]}", {}),
        (figures.signals[1], plain),
        (figures.signals[-1], plain),
        (round(figures.expected, 1), {"num_format": "0.0"}),
    ]
    sheet.put(row, 0, f"{metric.id}  {metric.short_name}", "row_label")
    for col, (content, changes) in enumerate(cells, start=1):
        sheet.put(row, col, content, "cell_number", **changes)


def _ends(metric: Metric, ends: tuple[float, float]) -> str:
    """Both ends of a change's interval; of a proportion in percentage points."""
    scale, places = (100, 1) if metric.kind == "proportion" else (1, metric.decimals + 1)
    return " to ".join(f"{end * scale:+.{places}f}" for end in ends)


def _points_format(metric: Metric) -> str:
    """A change is signed; that of a proportion is in percentage points."""
    if metric.kind == "proportion":
        return '+0.0" points";-0.0" points";"0 points"'
    number = number_format(metric)
    return f"+{number};-{number};0"
