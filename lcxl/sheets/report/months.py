"""The sheet By month: for each metric a chart, its months, and the periods they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lcxl import templates
from lcxl.audience.report import PERIODS, Line, MetricReport
from lcxl.cells import Range
from lcxl.metrics import number_format
from lcxl.periods import parse_day, serial
from lcxl.sheets.pages import Pages
from lcxl.sheets.report.report import Report, open_table, write_head, write_line
from lcxl.words import cell_format, filled
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, insert_chart
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

CHART_ROWS = 13


def write(pages: Pages, spec: templates.Sheet) -> None:
    """For each metric a chart, its months, and the periods they add up to."""
    report = pages.of(Report)
    sheet, last_col = open_table(pages, spec)
    texts, row, breaks = spec.texts, 4, []
    for one in report.reports:
        heading = filled(texts["heading"], metric=one.metric.name)
        pages.heading(sheet, row, heading, last_col)
        head = row + 1 + CHART_ROWS
        write_head(sheet, head, spec)
        last = head
        for key, line in one.months.items():
            last += 1
            shape = cell_format("month" if one.metric.frequency.of_months else "day")
            sheet.put(last, 0, parse_day(key)[0], "row_label", num_format=shape)
            write_line(pages, sheet, last, spec, one, line)
        _chart(pages, spec, sheet, one, row + 1, head + 1)
        for label, line in _sums(one, texts):
            last += 1
            sheet.put(last, 0, label, "row_text")
            write_line(pages, sheet, last, spec, one, line)
        row = last + 2
        breaks.append(row)
    sheet.raw.set_h_pagebreaks(breaks[:-1])
    pages.page(sheet, row - 2, last_col)


def _sums(one: MetricReport, texts: Mapping[str, str]) -> Iterable[tuple[str, Line]]:
    """Periods, and all months; what would add up overlapping reports is left out."""
    added = {"between"} if one.metric.overlaps else set()
    for name in PERIODS:
        if name in one.periods and name not in added:
            yield texts[f"period_{name}"], one.periods[name]
    if one.total is not None and not one.metric.overlaps:
        yield texts["total"], one.total


def _chart(
    pages: Pages, spec: templates.Sheet, sheet: SheetWriter, one: MetricReport, row: int, first: int
) -> None:
    """What the table below shows, and nothing else."""
    texts, columns = spec.texts, list(spec.words["columns"])
    if not one.months:
        return
    last = first + len(one.months) - 1
    values = Range.column(sheet.name, columns.index("value"), first, last)
    insert_chart(
        sheet,
        Frame(
            (row, 0), (840, CHART_ROWS * 20 - 8), filled(texts["alt"], metric=one.metric.short_name)
        ),
        Categories(
            Range.column(sheet.name, 0, first, last),
            [serial(parse_day(key)[0]) for key in one.months],
        ),
        [
            ChartSeries(
                texts["series"], values, [line.value for line in one.months.values()], "value"
            )
        ],
        ValueAxis(number_format(one.metric), (0.0, None)),
    )
