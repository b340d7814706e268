"""The sheet Summary: one upright page on all teams, with a chart for each metric.

Every figure is that of the sheet Change in numbers, every chart that of All teams, in small.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.figures.change import Change
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.timeliness import TARGET, Status, Timeliness
from lcxl.figures.whole import whole_of
from lcxl.figures.wording import level_format
from lcxl.metrics import number_format, shown
from lcxl.metrics.display import shown_change, shown_end
from lcxl.periods import Period, serial
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.runchart.teams_change import MIN_TEAMS
from lcxl.sheets.master.change_cells import lines_within
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.master.reporting import due_and_done
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, filled, percent
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, insert_chart
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LINE, SMALL_LINE = 105, 135
"""Characters of a line across the page, and of one in small letters."""
MONTHS = 15
"""Columns that the charts stand on, and months of reports that are shown."""
BEFORE_COL, AFTER_COL = MONTHS + 1, MONTHS + 2
LINKS_COL = AFTER_COL + 2
"""Links to the other sheets stand beside the page."""
ROWS = (22, 30, 18, 18, 24)
"""Pixels of the rows of a metric: its name, values, change, its interval, and verdict."""
GAP = 6
"""Pixels between the heading and the first metric, whose chart begins at its top."""
CHART = (292, 108)
ON_ONE_PAGE = 5
"""Metrics that have room on one page together with who reported."""
MOST_NAMED = 12
"""Teams of which each has a row of reports; of more they are counted."""
STATUSES: tuple[Status, ...] = ("on time", "late", "received", "missing")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """How complete the data are, each metric, who reported; with links beside the page."""
    master, figures, found = pages.of(Master), pages.of(Figures), pages.of(Timeliness)
    plan, written = figures.plan, {sheet.id for sheet in pages.sheets}
    sheet = pages.open(spec, AFTER_COL)
    sheet.widths(spec.widths)
    reached = _reach(plan, master.combined, figures, found, spec.texts, written)
    row = 2
    for line in reached:
        for part in lines_within([line], LINE):
            row += 1
            sheet.put(row, 0, part, "strong" if row == 3 else "line")
    row += 2
    pages.heading(sheet, row, spec.texts["metrics_heading"], AFTER_COL)
    sheet.raw.set_row_pixels(row + 1, GAP)
    row += 2
    for one in figures.by_metric.values():
        row = _write_metric(pages, spec, sheet, row, one)
    row = _small(sheet, row, spec.texts["key"])
    if "reporting" in written:
        if len(plan.metrics) > ON_ONE_PAGE:
            sheet.raw.set_h_pagebreaks([row + 2])
        row = _who_reported(pages, spec, sheet, row + 2, plan, found)
    row = _small(sheet, row + 1, spec.texts["limits"])
    _links(pages, spec, sheet, written)
    pages.page(sheet, row, AFTER_COL, portrait=True, one_page=len(plan.metrics) <= ON_ONE_PAGE)


def _small(sheet: SheetWriter, row: int, text: str) -> int:
    """A remark in small letters; gives its last row."""
    parts = lines_within([text], SMALL_LINE)
    for k, part in enumerate(parts):
        sheet.put(row + k, 0, part, "quiet", font_size=9)
    return row + len(parts) - 1


def _links(
    pages: Pages, spec: templates.Sheet, sheet: SheetWriter, written: Collection[str]
) -> None:
    row = 3
    sheet.put(row, LINKS_COL, spec.texts["sheets_heading"], "heading")
    for step in spec.block("more").steps:
        if step.sheet in written:
            row += 1
            sheet.link(row, LINKS_COL, pages.spec.sheet(step.sheet).name, step.label)
            sheet.put(row, LINKS_COL + 1, step.text, "line")


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


def _write_metric(
    pages: Pages, spec: templates.Sheet, sheet: SheetWriter, row: int, one: MetricFigures
) -> int:
    """One metric: what it is, its chart, both values and the change; gives the next row."""
    texts, metric, change = spec.texts, one.metric, one.change
    result = change.result
    for k, pixels in enumerate(ROWS):
        sheet.raw.set_row_pixels(row + k, pixels)
    right = {"align": "right", "valign": "vcenter"}
    rule = {"bottom": 1, "bottom_color": sheet.book.theme.colours["grid"]}
    last = row + len(ROWS) - 1
    sheet.fill(last, 0, AFTER_COL, "line", **rule)
    sheet.put(row, 0, metric.short_name, "figure", font_size=12)
    sheet.put(row + 1, 0, metric.name, "body", font_size=9, valign="top")
    if metric.goal is not None:
        goal = filled(texts["goal"], goal=shown(metric, metric.goal))
        sheet.put(row + 2, 0, goal, "quiet", font_size=9)
    if one.at_goal and one.at_goal[1]:
        reached = filled(texts["at_goal"], n=one.at_goal[0], teams=one.at_goal[1])
        sheet.put(row + 3, 0, reached, "quiet", font_size=9)
    key, look = _verdict(change)
    colours = sheet.book.theme.colours
    sheet.put(last, 0, texts[key], "strong", font_size=10, font_color=colours[look], **rule)
    for col, name, value, size in (
        (BEFORE_COL, "before", result.before, 13),
        (AFTER_COL, "after", result.after, 16),
    ):
        sheet.put(row, col, texts[name], "quiet", font_size=9, **right)
        shape = level_format(metric)
        sheet.put(row + 1, col, value, "figure", font_size=size, num_format=shape, **right)
    for k, said in enumerate(_change(change, texts), start=2):
        sheet.put(row + k, AFTER_COL, said, "line", font_size=9, **right)
    teams = len(one.plan.teams)
    kind = "compared_one" if teams == 1 else "compared"
    compared = filled(texts[kind], n=change.teams, teams=teams)
    sheet.put(last, AFTER_COL, compared, "quiet", font_size=9, **right, **rule)
    _chart(pages, spec, sheet, row, one)
    return row + len(ROWS)


def _verdict(change: Change) -> tuple[str, str]:
    """Text and colour of what may be said of a change (conditions of F09 to F11)."""
    if change.result.change is None:
        return "verdict_none", "slate"
    if change.excludes_zero is None:
        return "verdict_early" if change.teams < MIN_TEAMS else "verdict_alike", "slate"
    if not change.excludes_zero:
        return "verdict_chance", "slate"
    return {1: ("verdict_better", "better_text"), -1: ("verdict_worse", "worse_text")}.get(
        change.meaning, ("verdict_other", "slate")
    )


def _change(change: Change, texts: Mapping[str, str]) -> list[str]:
    """The change, and its interval."""
    metric, headline = change.metric, change.result.headline
    if headline is None:
        return []
    moved, ends = headline
    said = [filled(texts["change"], D=shown_change(metric, moved))]
    if ends is not None:
        low, high = (shown_end(metric, end) for end in ends)
        said.append(filled(texts["change_ends"], low=low, high=high))
    return said


def _chart(
    pages: Pages, spec: templates.Sheet, sheet: SheetWriter, row: int, one: MetricFigures
) -> None:
    lines, metric, whole = pages.of(Lines), one.metric, whole_of(one)
    if all(value is None for value in whole.values):
        return
    months = [period.start for period in whole.months]
    centre = whole.limits.centre if whole.limits else [None] * len(months)
    drawn: list[tuple[str, str, Sequence[float | None]]] = [
        ("series_goal", "goal", [metric.goal] * len(months)),
        ("series_centre", "baseline", centre),
        ("series_value", "value", whole.values),
    ]
    series = [
        ChartSeries(spec.texts[name], lines.draw(f"{look} {metric.id}", values), values, look)
        for name, look, values in drawn
        if any(value is not None for value in values)
    ]
    insert_chart(
        sheet,
        Frame(
            (row, 1),
            CHART,
            filled(spec.texts["alt"], metric=metric.short_name),
            gaps=metric.is_due_each_period,
        ),
        Categories(lines.draw(f"periods {metric.id}", months), [serial(month) for month in months]),
        series,
        ValueAxis(number_format(metric)),
        small=True,
    )


def _who_reported(
    pages: Pages,
    spec: templates.Sheet,
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    found: Timeliness,
) -> int:
    """Each team's reports of the last months, or of many teams how many; gives the last row."""
    texts, marks = spec.texts, spec.words["marks"]
    periods = list(islice(reversed(found.periods), MONTHS))[::-1]
    pages.heading(sheet, row, texts["reported_heading"], AFTER_COL)
    row += 1
    sheet.raw.set_row_pixels(row, 48)
    sheet.put(row, 0, texts["team"], "quiet", font_size=9, valign="bottom")
    small = {"font_size": 9, "align": "center", "valign": "vcenter"}
    for k, period in enumerate(periods, start=1):
        sheet.put(
            row,
            k,
            period.start,
            "month_head",
            num_format=cell_format("month_short"),
            bg_color=sheet.book.theme.colours["white"],
        )
    sheet.put(row, AFTER_COL, texts["on_time_of"], "quiet", font_size=9, align="right",
              valign="bottom")  # fmt: skip
    if len(plan.teams) > MOST_NAMED:
        for status in STATUSES:
            row += 1
            sheet.put(row, 0, f"{marks[status]} {spec.words['statuses'][status]}", "cell")
            for k, period in enumerate(periods, start=1):
                sheet.put(row, k, found.of_period(period).count(status) or None, "cell", **small)
        return row
    for team in plan.teams:
        row += 1
        mine = found.of_team(team)
        sheet.fill(row, 0, AFTER_COL, "cell")
        sheet.put(row, 0, team.name, "cell", font_size=10, valign="vcenter")
        for k, period in enumerate(periods, start=1):
            report = _report(mine, team.id, period)
            sheet.put(row, k, marks.get(report, ""), "cell", **small)
        of = mine.count("on time", "late", "missing")
        said = filled(texts["n_of"], n=mine.count("on time"), of=of) if of else None
        sheet.put(row, AFTER_COL, said, "cell_number")
    return _small(sheet, row + 1, texts["reported_key"])


def _report(mine: Timeliness, team_id: str, period: Period) -> str:
    report = mine.reports.get((team_id, period))
    return report.status if report else ""
