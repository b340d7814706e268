"""The sheet By month: every team by month, the darker the higher, for the chosen metric."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.sheets.master.compare import COUNTED, STANDING, dropdown, labels, percent_rule
from lcxl.sheets.master.lines import METRIC_ROW, Lines
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, percent_format
from lcxl.xl.fit import column_for
from lcxl.xl.live import Live
from lcxl.xl.paper import parts_as_long
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

BANDS = ("band1", "band2", "band3", "band4", "band5")
"""Fills from the lowest values to the highest (colours of the theme)."""
UNIT_ROW, KEY_ROW, HEAD = 5, 6, 8
TEAM_WIDTH, MOST_NAME, SAYS_WIDTH = 30.0, 44.0, 9.0
"""Of the column of names at least and at most, and of what the chart says."""
MONTH_WIDTHS = (7.3, 6.2)
"""Of an upright page, and of one across."""
MOST_UPRIGHT = 14
"""Months that fit across an upright page."""
ACROSS, SCALE = 920, 78
"""Dots across of a page of Letter, the narrower paper, and the least per cent of their size at
which months can be read."""
DOWN = 660
"""Dots down of a page of A4 across, the lower paper, but for the head that stands on each."""
SMALL: Mapping[str, object] = {"font_size": 9, "valign": "vcenter"}
ROW = 18


def write(pages: Pages, spec: templates.Sheet) -> None:
    """A dropdown, the key of the shades, and the table."""
    lines, texts = pages.of(Lines), spec.texts
    n, t = len(lines.months), lines.teams
    last_col = n + 1
    sheet = pages.open(spec, last_col)
    names = column_for(lines.names, TEAM_WIDTH, MOST_NAME)
    sheet.widths([names, *[MONTH_WIDTHS[n > MOST_UPRIGHT]] * n, SAYS_WIDTH])
    dropdown(sheet, METRIC_ROW, (texts["choose_metric"], texts["metric_message"]),
             lines.options("metric"), lines.plan.metrics[0].short_name)  # fmt: skip
    sheet.put(UNIT_ROW, 0, texts["unit"], "label")
    sheet.put(UNIT_ROW, 1, lines.of_metric(spec.id, "unit"), "strong")
    first, last = HEAD + 1, HEAD + t
    _key(sheet, texts["key"], lines, Range(sheet.name, first, 1, last, n))
    _head(sheet, texts, lines)
    for line, label in enumerate(labels(lines, texts, COUNTED)):
        row = first + line
        sheet.raw.set_row_pixels(row, ROW)
        sheet.put(row, 0, label, "row_label", font_size=10)
        shape = "#,##0" if line >= t + STANDING else "#,##0.0"
        for k in range(n):
            cell = lines.value(spec.id, line, k).shown
            sheet.put(row, 1 + k, cell, "cell_number", num_format=shape, align="center", **SMALL)
        if line < t:
            sheet.put(row, n + 1, lines.fact(spec.id, line, "lasting").shown, "strong", **SMALL)
    _shades(sheet, (first, 1, last, n))
    percent_rule(sheet, (last + 1, 1, last + STANDING, n), UNIT_ROW, align="center", **SMALL)
    sheet.raw.freeze_panes(first, 1)
    pages.page(sheet, HEAD + t + COUNTED, last_col, repeat=(HEAD, HEAD), portrait=n <= MOST_UPRIGHT)
    beside, across = sheet.wide(0, 0) + sheet.wide(last_col, last_col), sheet.wide(1, 1)
    most = int((100 * ACROSS / SCALE - beside) / across)
    if n > most:
        # A text that begins in a repeated column ends with it on the second page.
        sheet.put(1, 0, None, "subtitle")
        sheet.put(1, 1, pages.filled(spec.subtitle), "subtitle", indent=0)
        each = -(-n // -(-n // most))
        scale = min(100, int(100 * ACROSS / (beside + each * across)))
        tops = [sheet.height(HEAD + k) for k in range(t + COUNTED + 1)]
        rows = [first + k for k in parts_as_long(tops, tops[0], DOWN * 100 // scale)]
        sheet.break_pages(scale, rows, range(1 + each, n + 1, each), repeat_cols=1)


def _head(sheet: SheetWriter, texts: Mapping[str, str], lines: Lines) -> None:
    sheet.put(HEAD, 0, texts["team"], "head")
    for k, month in enumerate(lines.months):
        shape = {"num_format": cell_format("month_short"), "align": "center", "font_size": 9}
        sheet.put(HEAD, 1 + k, month, "head", **shape)
    sheet.put(HEAD, 1 + len(lines.months), texts["col_lasting"], "head", font_size=10)
    sheet.raw.set_row_pixels(HEAD, 22)


def _key(sheet: SheetWriter, label: str, lines: Lines, area: Range) -> None:
    """From which value on each shade is used."""
    low, high = f"MIN({area.local})", f"MAX({area.local})"
    values = [v for line in range(lines.teams) for v in lines.line(0, line) if v is not None]
    least, most = (min(values), max(values)) if values else (0.0, 0.0)
    sheet.put(KEY_ROW, 0, label, "label")
    for k, band in enumerate(BANDS):
        start = Live(
            f"{low}+({high}-{low})*{k}/{len(BANDS)}", least + (most - least) * k / len(BANDS)
        )
        fill = {"bg_color": sheet.book.theme.colours[band], "align": "center", **SMALL}
        sheet.put(KEY_ROW, 1 + k, start, "cell_number", num_format="#,##0.0", **fill)
        percent_rule(sheet, (KEY_ROW, 1 + k, KEY_ROW, 1 + k), UNIT_ROW, **fill)


def _shades(sheet: SheetWriter, area: tuple[int, int, int, int]) -> None:
    corner = absolute(area[0], area[1]).replace("$", "")
    unit = f'{absolute(UNIT_ROW, 1)}="%"'
    edge = {"border": 1, "border_color": sheet.book.theme.colours["white"]}
    for k in reversed(range(len(BANDS))):
        fill = {"bg_color": sheet.book.theme.colours[BANDS[k]], **edge}
        reached = f"ISNUMBER({corner}),{corner}>={absolute(KEY_ROW, 1 + k)}-1E-9"
        for condition, changes in ((f",{unit}", {"num_format": percent_format()}), ("", {})):
            rule = {
                "type": "formula",
                "criteria": f"=AND({reached}{condition})",
                "format": sheet.book.format("cell_number", **fill, **changes),
                "stop_if_true": True,
            }
            sheet.raw.conditional_format(*area, rule)
