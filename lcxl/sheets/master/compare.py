"""The sheet Compare: one metric chosen from a dropdown, every team beside all teams.

No league table: teams stand in the order of the plan, each with its interval, and a word
says whether it lies outside what chance explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lcxl import templates
from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.figures.wording import points_of
from lcxl.metrics.display import change_places, signed_format
from lcxl.periods import serial
from lcxl.sheets.master.funnel_chart import write_funnel
from lcxl.sheets.master.lines import (
    CHANGE_SAYS,
    EXTRA,
    FACTS,
    FUNNEL_SAYS,
    METRIC_ROW,
    TEAM_ROW,
    Lines,
)
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, percent_format, say
from lcxl.xl.book import SheetWriter
from lcxl.xl.charts import ChartSeries, insert_chart, insert_interval_chart
from lcxl.xl.live import Live

__all__ = ["dropdown", "write"]

GOAL_ROW, UNIT_ROW, CHART_ROW, CHART_ROWS = 6, 7, 9, 19
SAYS_COL = 3
"""Where it says what the chosen metric's figures mean, beside the dropdowns."""
SIDE_COL, SIDE_WIDTH = 7, 745
"""Place of the second chart, and the width in pixels of each of two side by side."""
MOST_SIDE_BY_SIDE = 30
"""With more teams than this, the chart of intervals has the whole width below the first."""
COUNTS = ("n_teams", "n_recent")
CHANGES = ("change", "change_low", "change_high")
VALUES = ("baseline", "recent", "low", "high")
STANDING, COUNTED = 3, 5
"""So many of `EXTRA` are values, and so many are shown below the teams; the goal is not."""
BANDS = ("band1", "band2", "band3", "band4", "band5")
"""Fills of the heat map, from the lowest values to the highest (colours of the theme)."""


def dropdown(
    sheet: SheetWriter, row: int, label: str, message: str, source: Range, first: str
) -> None:
    """A yellow cell in column B that offers a list."""
    sheet.put(row, 0, label, "label")
    sheet.put(row, 1, first, "input")
    sheet.fill(row, 2, 3, "input", locked=True)
    sheet.validate(
        Range.cell(sheet.name, row, 1),
        {"validate": "list", "source": f"={source.reference}"},
        label,
        message,
    )


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Dropdowns, a chart by month, where each team stands, and every team by month."""
    lines = pages.of(Lines)
    texts, months = spec.texts, lines.months
    last_col = max(len(months), len(FACTS))
    sheet = pages.open(spec, last_col)
    sheet.widths([28, 16, *[14.0] * (len(FACTS) - 1), *[9.0] * max(0, last_col - len(FACTS))])
    plan = lines.plan
    dropdown(sheet, METRIC_ROW, texts["choose_metric"], texts["metric_message"],
             lines.options("metric"), plan.metrics[0].short_name)  # fmt: skip
    dropdown(sheet, TEAM_ROW, texts["choose_team"], texts["team_message"],
             lines.options("team"), lines.names[0])  # fmt: skip
    for row, name in ((GOAL_ROW, "goal"), (UNIT_ROW, "unit")):
        sheet.put(row, 0, texts[name], "label")
        sheet.put(row, 1, lines.of_metric("compare", name), "strong")

    for row, name in enumerate(CHANGE_SAYS, start=METRIC_ROW):
        sheet.put(row, SAYS_COL, lines.of_metric("compare", name), "line")

    beside = lines.teams <= MOST_SIDE_BY_SIDE
    interval_at = (CHART_ROW, SIDE_COL) if beside else (CHART_ROW + CHART_ROWS + 1, 0)
    width = SIDE_WIDTH if beside else 2 * SIDE_WIDTH
    funnel_row = interval_at[0] + CHART_ROWS + 1
    pages.heading(sheet, funnel_row, texts["funnel_heading"], last_col)
    for row, name in enumerate(FUNNEL_SAYS, start=funnel_row + 1):
        sheet.put(row, 0, lines.of_metric("compare", name), "line")
    chart_row = funnel_row + 1 + len(FUNNEL_SAYS)
    write_funnel(pages, sheet, lines, (chart_row, 0), (2 * SIDE_WIDTH, CHART_ROWS * 20))
    stand_row = chart_row + CHART_ROWS + 1
    stand_head = stand_row + 2
    month_row = stand_head + lines.teams + STANDING + 2
    month_head = month_row + 3
    last_row = month_head + lines.teams + len(EXTRA) - 1
    _chart_by_month(pages, sheet, lines, width)
    _interval_chart(pages, sheet, lines, interval_at, width, stand_head)
    pages.heading(sheet, stand_row, texts["stand_heading"], last_col)
    sheet.put(stand_row + 1, 0, f"{say('charts.C06')} {texts['stand_how']}", "quiet")
    _stand_table(sheet, lines, texts, stand_head)
    pages.heading(sheet, month_row, texts["month_heading"], last_col)
    _month_table(pages, sheet, lines, month_head)
    sheet.raw.freeze_panes(0, 1)
    if not beside:
        sheet.raw.set_h_pagebreaks([funnel_row, stand_row, month_row])
    pages.page(sheet, last_row, last_col)


def _chart_by_month(pages: Pages, sheet: SheetWriter, lines: Lines, width: int) -> None:
    texts, n = pages.spec.sheet("compare").texts, len(lines.months)

    def drawn(name: str, line: int, at: str = "") -> Range:
        cells = [lines.value("compare", line, k, at) for k in range(n)]
        return lines.draw(name, [lines.for_chart("compare", cell) for cell in cells])

    team = Range.cell(sheet.name, TEAM_ROW, 1)
    drawn_lines: list[tuple[str | Live, str, int, str]] = [
        *(
            (texts[name], look, lines.line_of(name), "")
            for name, look in (("median", "upper"), ("goal", "goal"), ("pooled", "baseline"))
        ),
        (Live(team.reference, lines.names[0]), "value", 0, lines.team_number("compare")),
    ]
    series = [
        lines.series(name, drawn(look, line, at), lines.scaled(line), look)
        for name, look, line, at in drawn_lines
    ]
    insert_chart(
        sheet,
        pages.book,
        (CHART_ROW, 0),
        (width, CHART_ROWS * 20),
        alt_text=texts["alt"],
        series=series,
        months=lines.month_place,
        month_serials=[serial(m) for m in lines.months],
        number_format="#,##0",
        bounds=(0.0, None),
    )


def _labels(lines: Lines, texts: Mapping[str, str], extra: int) -> list[str]:
    return [*lines.names, *(texts[name] for name in EXTRA[:extra])]


def _stand_table(sheet: SheetWriter, lines: Lines, texts: Mapping[str, str], head: int) -> None:
    """Where each team stands: its last three months with interval, and its change."""
    sheet.put(head, 0, texts["team"], "head")
    for k, name in enumerate(FACTS):
        sheet.put(head, 1 + k, texts[f"col_{name}"], "head")
    sheet.raw.set_row(head, 50)
    plain: dict[str, Any] = {"indent": 1, "align": "left"}
    for line, label in enumerate(_labels(lines, texts, STANDING)):
        row = head + 1 + line
        sheet.put(row, 0, label, "row_label")
        for k, name in enumerate(FACTS):
            is_number = name in COUNTS + CHANGES + VALUES
            sheet.put(
                row,
                1 + k,
                lines.fact("compare", line, name),
                "cell_number" if is_number else "cell",
                **({"num_format": _format(lines, name)} if is_number else plain),
            )
    for name in VALUES:
        col = 1 + FACTS.index(name)
        area = (head + 1, col, head + lines.teams + STANDING, col)
        _percent(sheet, area, {})


def _format(lines: Lines, name: str) -> str:
    if name in COUNTS:
        return "#,##0"
    if name not in CHANGES:
        return "#,##0.0"
    # One format for whichever metric is chosen; an end of an interval may have a digit more.
    decimals = max(change_places(metric) for metric in lines.plan.metrics)
    return signed_format(decimals + (name != "change"))


def _percent(
    sheet: SheetWriter, area: tuple[int, int, int, int], changes: Mapping[str, Any]
) -> None:
    """Show proportions as percentages."""
    shape = sheet.book.format("cell_number", num_format=percent_format(), **changes)
    rule = {"type": "formula", "criteria": f'={absolute(UNIT_ROW, 1)}="%"', "format": shape}
    sheet.raw.conditional_format(*area, rule)


def _interval_chart(
    pages: Pages,
    sheet: SheetWriter,
    lines: Lines,
    at: tuple[int, int],
    width: int,
    head: int,
) -> None:
    """Each team's last three months with its interval, beside all teams and the goal."""
    texts, t = pages.spec.sheet("compare").texts, lines.teams
    facts = [lines.facts(0, line) for line in range(t)]

    def drawn(name: str, cells: list[Live]) -> tuple[Range, list[float | None]]:
        shown = [lines.for_chart("compare", cell) for cell in cells]
        values = [c.value if isinstance(c.value, float | int) else None for c in shown]
        return lines.draw(name, shown), values

    def length(name: str, cells: list[Live]) -> ChartSeries:
        """A length that is 0 where there is no interval: an error bar has no gaps."""
        factor = lines.of_metric("compare", "factor").formula
        by = points_of(lines.plan.metrics[0])
        values = [c.value * by if isinstance(c.value, float) else 0.0 for c in cells]
        formulas = (f"IF(ISNUMBER({c.formula}),({c.formula})*{factor},0)" for c in cells)
        shown = [Live(formula, value) for formula, value in zip(formulas, values, strict=True)]
        return ChartSeries(name, lines.draw(name, shown), values, "value")

    def distance(one: str, other: str) -> list[Live]:
        cells = []
        for line, fact in enumerate(facts):
            upper, lower = (lines.fact("compare", line, n).formula for n in (one, other))
            high, low = fact.get(one), fact.get(other)
            known = isinstance(high, float) and isinstance(low, float)
            cells.append(
                Live(
                    f'IF(AND(ISNUMBER({upper}),ISNUMBER({lower})),{upper}-({lower}),"")',
                    high - low if known else "",  # type: ignore[operator]
                )
            )
        return cells

    value = drawn("recent", [lines.fact("compare", line, "recent") for line in range(t)])
    every = drawn("all teams", [lines.fact("compare", lines.line_of("pooled"), "recent")] * t)
    goal = drawn("goal", [lines.value("compare", lines.line_of("goal"), 0)] * t)
    insert_interval_chart(
        sheet,
        pages.book,
        at,
        (width, CHART_ROWS * 20),
        title=texts["interval_title"],
        alt_text=texts["interval_alt"],
        names=Range.column(sheet.name, 0, head + 1, head + t),
        name_values=lines.names,
        series=[
            lines.series(texts["goal"], *goal, "goal"),
            lines.series(texts["pooled"], *every, "baseline"),
            lines.series(texts["col_recent"], *value, "value"),
        ],
        above=length("to the upper end", distance("high", "recent")),
        below=length("to the lower end", distance("recent", "low")),
    )


def _month_table(pages: Pages, sheet: SheetWriter, lines: Lines, head: int) -> None:
    """The heat map: every team by month, its key, and all teams below."""
    texts, n, t = pages.spec.sheet("compare").texts, len(lines.months), lines.teams
    first, last = head + 1, head + t
    area = Range(sheet.name, first, 1, last, n)
    low, high = f"MIN({area.local})", f"MAX({area.local})"
    values = [v for line in range(t) for v in lines.line(0, line) if v is not None]
    least, most = (min(values), max(values)) if values else (0.0, 0.0)
    key = head - 2
    sheet.put(key, 0, texts["key"], "label")
    for k, band in enumerate(BANDS):
        live = Live(
            f"{low}+({high}-{low})*{k}/{len(BANDS)}", least + (most - least) * k / len(BANDS)
        )
        fill = {"bg_color": sheet.book.theme.colours[band]}
        sheet.put(key, 1 + k, live, "cell_number", num_format="#,##0.0", **fill)
        _percent(sheet, (key, 1 + k, key, 1 + k), fill)
    sheet.put(head, 0, texts["team"], "head")
    for k, month in enumerate(lines.months):
        sheet.put(head, 1 + k, month, "head", num_format=cell_format("month_short"))
    for line, label in enumerate(_labels(lines, texts, COUNTED)):
        sheet.put(first + line, 0, label, "row_label")
        shape = "#,##0" if line >= t + STANDING else "#,##0.0"
        for k in range(n):
            cell = lines.value("compare", line, k)
            sheet.put(first + line, 1 + k, cell, "cell_number", num_format=shape)
    corner = f"{absolute(first, 1).replace('$', '')}"
    unit = f'{absolute(UNIT_ROW, 1)}="%"'
    for k in reversed(range(len(BANDS))):
        fill = {"bg_color": sheet.book.theme.colours[BANDS[k]]}
        reached = f"ISNUMBER({corner}),{corner}>={absolute(key, 1 + k)}-1E-9"
        for condition, changes in ((f",{unit}", {"num_format": percent_format()}), ("", {})):
            rule = {
                "type": "formula",
                "criteria": f"=AND({reached}{condition})",
                "format": sheet.book.format("cell_number", **fill, **changes),
                "stop_if_true": True,
            }
            sheet.raw.conditional_format(first, 1, last, n, rule)
    _percent(sheet, (last + 1, 1, last + STANDING, n), {})
