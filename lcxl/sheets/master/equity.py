"""The sheet Equity: the gap between two groups of patients as a series of its own.

Raising everybody can widen a gap, so the gap is shown beside the two values it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl import templates
from lcxl.cells import Range
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import Figures, MetricFigures, Pooled
from lcxl.figures.wording import change_format, ends_in_words
from lcxl.metrics import number_format
from lcxl.metrics.display import change_as_number, change_places, end_as_number, signed_format
from lcxl.periods import serial
from lcxl.plan import Metric
from lcxl.sheets.master.change_cells import lines_within
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, filled
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, insert_chart
from lcxl.xl.sheet import SheetWriter, Value

__all__ = ["has_groups", "write"]

CHART_ROWS = 15
COLUMNS = ("month", "teams", "n_reference", "reference", "n_priority", "priority", "gap", "ends")
LINE, SMALL_LINE = 150, 165
"""Characters of a line across the page, and of one in small letters."""
LOW_COL = len(COLUMNS)
"""Both ends of the gap's interval stand in two narrow columns for the chart."""


def has_groups(metric: Metric) -> bool:
    """Whether the metric names two groups to compare."""
    return bool(metric.reference_group and metric.priority_group)


def write(pages: Pages, spec: templates.Sheet) -> None:
    """One part for each metric that names two groups."""
    figures = pages.of(Figures)
    chosen = [figures.by_metric[m.id] for m in figures.plan.metrics if has_groups(m)]
    last_col = LOW_COL + 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    how, breaks = lines_within([spec.texts["how"]], SMALL_LINE), []
    row = sheet.lines(3, how, "quiet") + 1
    for one in chosen:
        row = _write_metric(pages, sheet, row, one, last_col) + 2
        breaks.append(row)
    sheet.raw.set_h_pagebreaks(breaks[:-1])
    pages.page(sheet, row - 2, last_col)


def _write_metric(
    pages: Pages, sheet: SheetWriter, row: int, one: MetricFigures, last_col: int
) -> int:
    texts, metric = pages.spec.sheet("equity").texts, one.metric
    names = {"reference": metric.reference_group, "priority": metric.priority_group}
    pages.heading(sheet, row, filled(texts["heading"], metric=metric.short_name, **names), last_col)
    said = lines_within(gap_sentences(one), LINE) or [texts["no_sentence"]]
    row = sheet.lines(row + 1, said, "line") - 1
    head = row + 2 + CHART_ROWS
    columns = (*COLUMNS, "low", "high")
    sheet.heads(head, (filled(texts[f"col_{name}"], **names) for name in columns))
    sheet.raw.set_row(head, 36)
    months = one.plan.calendar.reports
    lines: dict[str, list[float | None]] = {
        name: [] for name in ("reference", "priority", "gap", "low", "high")
    }
    for i, month in enumerate(months, start=1):
        sheet.put(head + i, 0, month.start, "row_label", num_format=cell_format("month"))
        before = one.of_group(metric.reference_group, [month])
        after = one.of_group(metric.priority_group, [month])
        _write_month(sheet, head + i, metric, (before, after), one.gap(month), lines)
    _insert_charts(pages, sheet, head, one, names, lines)
    return head + len(months)


def _write_month(
    sheet: SheetWriter,
    row: int,
    metric: Metric,
    groups: tuple[Pooled | None, Pooled | None],
    gap: tuple[float, tuple[float, float] | None] | None,
    lines: Mapping[str, list[float | None]],
) -> None:
    reference, priority = groups
    low, high = gap[1] if gap and gap[1] else (None, None)
    value, signed = {"num_format": number_format(metric)}, {"num_format": change_format(metric)}
    plain = {"num_format": "#,##0"}
    distance = change_as_number(metric, gap[0]) if gap else None
    ends = None if low is None or high is None else (low, high)
    numbers = [end_as_number(metric, end) for end in ends] if ends else [None, None]
    ends_signed = {"num_format": signed_format(change_places(metric) + 1)}
    teams = min((p.teams for p in (reference, priority) if p), default=None)
    cells: Sequence[tuple[Value, Mapping[str, str]]] = (
        (teams, plain),
        (reference.denominator if reference else None, plain),
        (reference.value if reference else None, value),
        (priority.denominator if priority else None, plain),
        (priority.value if priority else None, value),
        (distance, signed),
        (ends_in_words(metric, ends) if ends else None, {}),
        *((end, ends_signed) for end in numbers),
    )
    for col, (content, changes) in enumerate(cells, start=1):
        sheet.put(row, col, content, "cell_number", **changes)
    lines["reference"].append(reference.value if reference else None)
    lines["priority"].append(priority.value if priority else None)
    lines["gap"].append(distance)
    lines["low"].append(numbers[0])
    lines["high"].append(numbers[1])


def _insert_charts(
    pages: Pages,
    sheet: SheetWriter,
    head: int,
    one: MetricFigures,
    names: Mapping[str, str],
    lines: Mapping[str, list[float | None]],
) -> None:
    texts, metric = pages.spec.sheet("equity").texts, one.metric
    months = one.plan.calendar.reported
    row, last = head - 1 - CHART_ROWS, head + len(months)

    def place(col: int) -> Range:
        return Range.column(sheet.name, col, head + 1, last)

    groups = [
        ChartSeries(names["reference"], place(3), lines["reference"], "baseline"),
        ChartSeries(names["priority"], place(5), lines["priority"], "value"),
    ]
    gap = [
        ChartSeries(texts["series_high"], place(LOW_COL + 1), lines["high"], "upper"),
        ChartSeries(texts["series_low"], place(LOW_COL), lines["low"], "lower"),
        ChartSeries(texts["series_gap"], place(6), lines["gap"], "value"),
    ]
    pair = ((0, "groups", groups, number_format(metric)), (5, "gap", gap, "0"))
    for col, kind, series, shape in pair:
        insert_chart(
            sheet,
            Frame(
                (row, col),
                (500, CHART_ROWS * 20 - 8),
                filled(texts[f"alt_{kind}"], metric=metric.short_name, **names),
                texts[f"title_{kind}"],
            ),
            Categories(place(0), [serial(m) for m in months]),
            [s for s in series[:-1] if any(v is not None for v in s.values)] + series[-1:],
            ValueAxis(shape),
        )
