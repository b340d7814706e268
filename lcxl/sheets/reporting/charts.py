"""The sheet Charts: each metric's chart below its finding, two on a page; then all remarks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, zip_longest

from lcxl import templates
from lcxl.calculation_layout.columns import NOTE_LINES
from lcxl.layout import BACK_ROW
from lcxl.metrics import chart_kind, kind_of
from lcxl.periods import serial
from lcxl.plan import Metric, Team
from lcxl.sheets.one_page_parts import SYMBOLS
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.chart_lines import ChartLines
from lcxl.sheets.reporting.chart_panel import ChartPanel
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_charts import insert_event_chart
from lcxl.sheets.reporting.event_reading import EventReading
from lcxl.words import filled
from lcxl.xl.charts import Categories, ChartSeries, Frame
from lcxl.xl.framed import Edges, insert_framed_chart, insert_strip
from lcxl.xl.live import Live, sentence
from lcxl.xl.sheet import SheetWriter, Value

__all__ = ["alt_text", "chart_rows", "event_chart_rows", "months_of", "write"]

COLUMNS, WIDTH, PANEL = 8, 10.4, 62.0
PANEL_COL = COLUMNS
FIRST_ROW = 4
HEADING, SUBTITLE, SPACE = 26, 18, 8
ROWS = (23, 57, 18, 20, 20, 35, 20, 18, 16, 16, 16, 16)
"""Pixels of the rows beside a chart: verdict, reason, latest, goal, start, two remarks, tests."""
WRAPPED = (1, 3, 4, 5, 6)
"""Rows whose texts may need several lines."""
BLOCK_ROWS = 2 + len(ROWS) + 1
ON_A_PAGE = 2
SCALE = 90
"""Per cent at which two charts and the title fit on A4 and on Letter, across."""
STRIP = 42
EDGES = Edges(46, 92, 20, 24)
CHART_WIDTH = COLUMNS * round(WIDTH * 7 + 5) - 8
LINE_PIXELS = 16
SPARE = 3
"""Empty lines for remarks that are printed for each metric."""


def chart_rows(calculation: Calculation) -> dict[str, int]:
    """The row of each metric's heading, for links."""
    metrics = calculation.metrics
    return {m.id: FIRST_ROW + i * BLOCK_ROWS for i, m in enumerate(metrics)}


def event_chart_rows(calculation: Calculation) -> dict[str, int]:
    """The row of each rare event's heading."""
    rows = count(FIRST_ROW + len(calculation.metrics) * BLOCK_ROWS, BLOCK_ROWS)
    return {m.id: row for m, row in zip(calculation.layout.plan.event_metrics, rows, strict=False)}


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    calculation = pages.of(Calculation)
    layout = calculation.layout
    sheet = pages.open(spec, PANEL_COL)
    sheet.widths([WIDTH] * COLUMNS + [PANEL])
    sheet.link(BACK_ROW, 3, layout.data_sheet, spec.texts["go_to_data"])
    sheet.raw.set_row_pixels(FIRST_ROW - 1, 6)
    for metric in calculation.metrics:
        _write_metric(pages, sheet, metric)
    for metric in layout.plan.event_metrics:
        _write_event(pages, sheet, metric)
    rows = [*chart_rows(calculation).values(), *event_chart_rows(calculation).values()]
    first = rows[-1] + BLOCK_ROWS
    last = _write_remarks(pages, sheet, first)
    breaks = rows[ON_A_PAGE::ON_A_PAGE]
    if len(rows) % ON_A_PAGE == 0:
        breaks.append(first)
    sheet.raw.set_h_pagebreaks(breaks)
    pages.page(sheet, last, PANEL_COL, scale=SCALE)


def _frame_of_block(pages: Pages, sheet: SheetWriter, row: int, heading: Value) -> None:
    for k, pixels in enumerate((HEADING, SUBTITLE, *ROWS, SPACE)):
        sheet.raw.set_row_pixels(row + k, pixels)
    sheet.put(row, 0, heading, "heading", font_size=14)
    sheet.fill(row, 1, PANEL_COL, "rule")


def _panel(sheet: SheetWriter, row: int, lines: list[Live]) -> None:
    """Texts below each other, the first one larger."""
    colours = sheet.book.theme.colours
    for k, line in enumerate(lines):
        role, size = ("strong", 13) if k == 0 else ("body" if k in WRAPPED else "line", 10)
        more: dict[str, object] = {"valign": "top"} if k in (1, 5, 6) else {}
        if k in (5, 6):
            more |= {"font_size": 9, "font_color": colours["slate"]}
        if k == 7:
            role, more = "strong", {"font_color": colours["navy"]}
        sheet.put(row + k, PANEL_COL, line, role, **({"font_size": size} | more))
    for symbol, colour in SYMBOLS.items():
        look = sheet.book.format("strong", font_size=13, font_color=colours[colour])
        sheet.raw.conditional_format(
            row,
            PANEL_COL,
            row,
            PANEL_COL,
            {"type": "text", "criteria": "begins with", "value": symbol, "format": look},
        )


def _write_metric(pages: Pages, sheet: SheetWriter, metric: Metric) -> None:
    """A metric: its finding, the chart, denominators where they vary, and what is to know."""
    row = chart_rows(pages.of(Calculation))[metric.id]
    calculation = pages.of(Calculation).of(metric)
    notes, panel = calculation.notes(metric), ChartPanel(calculation, metric)
    _frame_of_block(pages, sheet, row, notes.heading())
    sheet.put(row + 1, 0, panel.subtitle(), "quiet")
    lines = [notes.panel(), notes.verdict(), panel.latest(), panel.goal(), panel.start()]
    _panel(sheet, row + 2, [*lines, *panel.remarks(), *panel.tests()])
    height, months = sum(ROWS), months_of(calculation)
    divides = kind_of(metric).divides
    insert_framed_chart(
        sheet,
        Frame(
            (row + 2, 0),
            (CHART_WIDTH, height - (STRIP if divides else 0)),
            alt_text(calculation, metric, pages.of(Team).name),
        ),
        months,
        ChartLines(calculation, metric).large(),
        EDGES,
        gaps=metric.is_due_each_period,
    )
    if not divides:
        return
    place, texts = calculation.place, sheet_texts(calculation)
    sizes = calculation.frame(metric).columns()["n_strip"].values
    name = filled(texts["alt_strip"], metric=metric.short_name)
    last = row + 2 + len(ROWS)
    at, above = _row_at(row + 2, height - STRIP)
    assert at < last
    insert_strip(
        sheet,
        Frame((at, 0), (CHART_WIDTH, STRIP), name, y_offset=above),
        months,
        ChartSeries(
            texts["denominators"],
            place.range(metric.id, "n_strip"),
            [float(size) for size in sizes],
            "value",
        ),
        place.figure(metric.id, "room_n"),
        Edges(EDGES.left, EDGES.right, 2, 2),
    )


def _row_at(first: int, pixels: int) -> tuple[int, int]:
    """The row in which a place so far below stands, and how far below its top."""
    row = first
    for height in ROWS:
        if pixels < height:
            break
        pixels -= height
        row += 1
    return row, pixels


def sheet_texts(calculation: Calculation) -> dict[str, str]:
    """The words of the sheet."""
    return dict(calculation.layout.spec.sheet("charts").texts)


def months_of(calculation: Calculation) -> Categories:
    """The months below every chart."""
    days = [serial(month) for month in calculation.months]
    return Categories(calculation.place.shared("date"), days)


def alt_text(calculation: Calculation, metric: Metric, team: str) -> str:
    """What is said of a chart to who does not see it."""
    texts = sheet_texts(calculation)
    key = "alt_control" if chart_kind(metric) else "alt_run"
    return filled(
        texts[key],
        metric=metric.short_name,
        team=team,
        first=calculation.label(0),
        last=calculation.label(-1),
    )


def _write_event(pages: Pages, sheet: SheetWriter, metric: Metric) -> None:
    """The same of rare events."""
    calculation, events = pages.of(Calculation), pages.of(EventCalculation)
    row = event_chart_rows(calculation)[metric.id]
    reading = EventReading(events, metric)
    _frame_of_block(pages, sheet, row, reading.heading())
    sheet.put(row + 1, 0, f"{metric.id}  {metric.name}", "quiet")
    newest, verdict, *notes = reading.lines()
    lines = [reading.panel(), verdict, *([Live('""', "")] * 3)]
    lines[3] = newest
    _panel(sheet, row + 2, [*lines, *notes])
    size = (CHART_WIDTH, sum(ROWS))
    insert_event_chart(sheet, events, metric, pages.of(Team).name, (row + 2, 0), size)


def _write_remarks(pages: Pages, sheet: SheetWriter, row: int) -> int:
    """How to read the charts, and every remark on each of them; gives the last printed row."""
    calculation, texts = pages.of(Calculation), sheet_texts(pages.of(Calculation))
    pages.heading(sheet, row, texts["read_heading"], PANEL_COL)
    sheet.raw.set_row_pixels(row, HEADING)
    row += 1
    for key in ("key_lines", "key_median", "key_marks", "key_other"):
        sheet.put(row, 0, texts[key], "line", font_size=10)
        row += 1
    row += 1
    pages.heading(sheet, row, texts["remarks_heading"], PANEL_COL)
    sheet.raw.set_row_pixels(row, HEADING)
    row += 1
    last = row
    for one in calculation.every:
        lines, said = _remarks(one)
        for k, line in enumerate(lines):
            sheet.raw.set_row_pixels(row + k, LINE_PIXELS)
            sheet.put(row + k, 0, line, "line", font_size=9)
        last = row + min(len(lines), said + SPARE * len(one.plan.metrics)) - 1
        row += len(lines)
    return last


def _remarks(calculation: Calculation) -> tuple[list[Live], int]:
    """The remarks on all charts, one after the other; how many there are."""
    metrics, texts = calculation.plan.metrics, sheet_texts(calculation)
    said = [
        filled(texts["remark"], metric=metric.short_name, remark=text)
        for metric in metrics
        for text in calculation.notes(metric).remarks
    ]
    formulas = calculation.place.once("remarks", lambda: list(_remark_formulas(calculation)))
    shown = said[: len(formulas)]
    return [Live(*line) for line in zip_longest(formulas, shown, fillvalue="")], len(said)


def _remark_formulas(calculation: Calculation) -> Iterator[str]:
    """The lines below each other, as many as there may be."""
    metrics, texts = calculation.plan.metrics, sheet_texts(calculation)
    for k in range(1, NOTE_LINES * len(metrics) + 1):
        formula = '""'
        for metric in reversed(metrics):
            before, to = (
                calculation.place.figure(metric.id, name).reference
                for name in ("notes_before", "notes_to")
            )
            nth = Live(calculation.notes(metric).nth(f"{k}-{before}"), "")
            told = sentence(texts["remark"], metric=metric.short_name, remark=nth).formula
            formula = f"IF({k}<={to},{told},{formula})"
        yield formula
