"""The sheet Summary: one upright page on all teams, with a chart for each metric.

Every figure is that of the sheet Change in numbers, every chart that of All teams, in small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl import templates
from lcxl.combine import Master
from lcxl.figures.change import Change
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.sentences import metrics_sentence, redefined
from lcxl.figures.timeliness import Status, Timeliness, newest_reported, who_reported
from lcxl.figures.whole import whole_of
from lcxl.figures.wording import level_format
from lcxl.metrics import number_format, shown
from lcxl.metrics.display import shown_change, shown_end
from lcxl.periods import Period, serial
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.sheets.master.change_cells import names_of
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.master.summary_head import small, write_head
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, filled
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, insert_chart
from lcxl.xl.paper import LITTLE
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

MONTHS = 15
"""Columns that the charts stand on, and months of reports that are shown."""
BEFORE_COL, AFTER_COL = MONTHS + 1, MONTHS + 2
LINKS_COL = AFTER_COL + 2
"""Links to the other sheets stand beside the page."""
LINE = 18
"""Pixels of a team's row, and that a row must have for a link."""
ROWS = (20, 35, 15, 15, 18)
"""Pixels of the rows of a metric: its name, values, change, its interval, and verdict."""
SPACER, GAP = 8, 6
"""Pixels above a heading, and between it and the first metric, whose chart begins at its top."""
CHART = (292, 101)
PAGE, SMALLEST = 900, 0.8
"""Pixels of an upright page of Letter, the shorter paper, and the least size it is shrunk to."""
COLOURS = {"better": "better_text", "worse": "worse_text"}
"""Of verdicts; the others are slate."""
MOST_NAMED = 12
"""Teams of which each has a row of reports; of more they are counted."""
STATUSES: tuple[Status, ...] = ("on time", "late", "received", "missing")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """What is said, each metric, who reported; with links beside the page."""
    figures = pages.of(Figures)
    plan, texts = figures.plan, spec.texts
    sheet = pages.open(spec, AFTER_COL)
    sheet.widths(spec.widths)
    row = write_head(pages, spec, sheet, AFTER_COL) + 1
    sheet.raw.set_row_pixels(row, SPACER)
    row += 1
    pages.heading(sheet, row, texts["metrics_heading"], AFTER_COL)
    sheet.raw.set_row_pixels(row + 1, GAP)
    row += 2
    for one in figures.by_metric.values():
        row = _write_metric(pages, spec, sheet, row, one)
    last_metric = row - len(ROWS)
    is_any_new = any(map(_is_redefined, figures.by_metric.values()))
    key = " ".join([texts["key"], *([texts["two_definitions"]] if is_any_new else ())])
    row = of_metrics = small(sheet, row, key)
    if pages.is_written("reporting"):
        row = _who_reported(pages, spec, sheet, row + 2, plan, pages.of(Timeliness))
    row = small(sheet, row + 1, " ".join([texts["limits"], *metrics_sentence(figures)]))
    _links(pages, spec, sheet)
    is_one = sheet.height(row) <= PAGE / SMALLEST
    if not is_one:  # a page of a few rows takes the last metric along
        is_short = sheet.height(row) - sheet.height(of_metrics) < LITTLE * PAGE
        sheet.raw.set_h_pagebreaks([last_metric if is_short else of_metrics + 1])
    pages.page(sheet, row, AFTER_COL, portrait=True, one_page=is_one)


def _links(pages: Pages, spec: templates.Sheet, sheet: SheetWriter) -> None:
    row = 3
    sheet.put(row, LINKS_COL, spec.texts["sheets_heading"], "heading")
    for step in spec.block("more").steps:
        if pages.is_written(step.sheet):
            row += 1
            while sheet.height(row) - sheet.height(row - 1) < LINE:
                row += 1
            sheet.link(row, LINKS_COL, pages.spec.sheet(step.sheet).name, step.label)
            sheet.put(row, LINKS_COL + 1, step.text, "line")


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
    said, colour = texts[f"verdict_{change.verdict}"], COLOURS.get(change.verdict, "slate")
    ink = sheet.book.theme.colours[colour]
    sheet.put(last, 0, said, "strong", font_size=10, font_color=ink, **rule)
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
    kind = "compared_new" if _is_redefined(one) else "compared"
    kind += "_one" if teams == 1 else ""
    compared = filled(texts[kind], n=change.teams, teams=teams)
    sheet.put(last, AFTER_COL, compared, "quiet", font_size=9, **right, **rule)
    _chart(pages, spec, sheet, row, one)
    return row + len(ROWS)


def _is_redefined(one: MetricFigures) -> bool:
    """What is compared was counted by two definitions, so that a verdict may be of that."""
    return one.change.result.change is not None and bool(redefined(one))


def _change(change: Change, texts: Mapping[str, str]) -> list[str]:
    """The change, and its interval."""
    metric, headline = change.metric, change.result.headline
    if headline is None:
        return []
    moved, ends = headline
    # The values above are those of all patients, of whom one team may have most.
    kind = "change_average" if change.result.one_team_holds_most else "change"
    said = [filled(texts[kind], D=shown_change(metric, moved))]
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
    periods, is_many = _newest(found), len(plan.teams) > MOST_NAMED
    pages.heading(sheet, row, texts["reported_heading"], AFTER_COL)
    row += 1
    sheet.raw.set_row_pixels(row, 48)
    at_foot = {"font_size": 9, "valign": "bottom"}
    sheet.put(row, 0, texts["reports" if is_many else "team"], "quiet", **at_foot)
    white = sheet.book.theme.colours["white"]
    centred = {"font_size": 9, "align": "center", "valign": "vcenter"}
    for k, period in enumerate(periods, start=1):
        look = {"num_format": cell_format("month_short"), "bg_color": white}
        sheet.put(row, k, period.start, "month_head", **look)
    if is_many:
        for status in STATUSES:
            row += 1
            sheet.fill(row, 0, AFTER_COL, "cell")
            sheet.put(row, 0, f"{marks[status]} {spec.words['statuses'][status]}", "cell")
            for k, period in enumerate(periods, start=1):
                sheet.put(row, k, found.of_period(period).count(status) or None, "cell", **centred)
        return _who_is_out(pages, sheet, row, texts)
    sheet.put(row, AFTER_COL, texts["on_time_of"], "quiet", align="right", **at_foot)
    for team in plan.teams:
        row += 1
        mine = found.of_team(team)
        sheet.raw.set_row_pixels(row, LINE)
        sheet.fill(row, 0, AFTER_COL, "cell")
        sheet.put(row, 0, team.name, "cell", font_size=10, valign="vcenter")
        for k, period in enumerate(periods, start=1):
            report = _report(mine, team.id, period)
            sheet.put(row, k, marks.get(report, ""), "cell", **centred)
        of = mine.count("on time", "late", "missing")
        said = filled(texts["n_of"], n=mine.count("on time"), of=of) if of else None
        sheet.put(row, AFTER_COL, said, "cell_number")
    return small(sheet, row + 1, texts["reported_key"])


def _newest(found: Timeliness) -> Sequence[Period]:
    """The last periods of which a report may be there, and what follows where there is room."""
    periods = found.periods
    begun = [k for k, one in enumerate(periods, start=1) if found.has_begun(one)]
    end = max(MONTHS, begun[-1] if begun else 0)
    return periods[max(0, end - MONTHS) : end]


def _who_is_out(pages: Pages, sheet: SheetWriter, row: int, texts: Mapping[str, str]) -> int:
    """Names the teams whose report of the latest month is not in; gives the last row."""
    figures, combined = pages.of(Figures), pages.of(Master).combined
    if figures.latest is None:
        return row
    month = newest_reported(figures.plan, combined, figures.latest)
    _, out = who_reported(figures.plan, combined, month)
    if not out:
        return row
    names = names_of(figures.plan)(out)
    said = filled(texts["reported_out"], month=month_in_words(month), names=names)
    return small(sheet, row + 1, said)


def _report(mine: Timeliness, team_id: str, period: Period) -> str:
    report = mine.reports.get((team_id, period))
    return report.status if report else ""
