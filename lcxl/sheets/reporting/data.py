"""The sheet Data: one row for each month, the numbers of every metric beside each other."""

from __future__ import annotations

from typing import Any

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import DataColumn
from lcxl.metrics import kind_of, may_be_negative, not_applicable_formula, number_format
from lcxl.periods import Period, add_months, serial
from lcxl.plan import Metric
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.words import cell_format, filled
from lcxl.xl.book import SheetWriter, shorten
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live, quote

__all__ = ["write"]

WIDTHS = {"numerator": 13.0, "denominator": 13.0, "result": 9.0, "reason": 16.0}
HELP_LENGTH = 80
"""Characters of a definition that fit above its column; the input message has all of it."""
HELP_FONT = 11 / 9
"""More of the small letters fit into a column."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet with its inputs, statuses and results."""
    calculation = pages.of(Calculation)
    layout, plan = calculation.layout, calculation.plan
    last_col = layout.columns[-1].col
    sheet = pages.open(spec, last_col)
    sheet.widths([12, 13, 17, *(WIDTHS[c.role] for c in layout.columns)])
    _write_heads(sheet, calculation)
    for i, month in enumerate(layout.months):
        row = layout.FIRST_ROW + i
        sheet.put(row, layout.MONTH_COL, month, "row_label", num_format=cell_format("month"))
        sheet.put(row, layout.DUE_COL, plan.calendar.due(Period(month)), "row_text")
        sheet.put(row, layout.STATUS_COL, calculation.shared("status", i), "row_text")
        for column in layout.columns:
            _write_cell(sheet, calculation, column, i)
    for column in layout.columns:
        typed = (
            column.role == "reason" or not calculation.plan.metric(column.metric_id).has_case_log
        )
        if column.is_input and (typed or column.stratum is not None):
            _validate(sheet, calculation, column)
    status = Range.column(spec.name, layout.STATUS_COL, layout.FIRST_ROW, layout.last_row)
    for word, role in (("complete", "ok"), ("mend", "look")):
        sheet.raw.conditional_format(
            status.first_row,
            status.first_col,
            status.last_row,
            status.last_col,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{spec.texts[word]}"',
                "format": pages.book.format(role),
            },
        )
    sheet.raw.freeze_panes(layout.FIRST_ROW, layout.FIRST_METRIC_COL)
    pages.page(sheet, layout.last_row, last_col, (layout.BAND_ROW, layout.HELP_ROW))


def _write_heads(sheet: SheetWriter, calculation: Calculation) -> None:
    layout = calculation.layout
    texts = layout.spec.sheet("data").texts
    for col, name in enumerate(("month", "due", "status")):
        sheet.put(layout.BAND_ROW, col, None, "group")
        sheet.put(layout.HEAD_ROW, col, texts[name], "head")
        sheet.put(layout.HELP_ROW, col, texts[name + "_help"], "head_help")
    lines = 2
    for metric in calculation.plan.metrics:
        for i, column in enumerate(layout.columns_of(metric.id)):
            band = f"{metric.id}  {metric.short_name}" if i == 0 else None
            sheet.put(layout.BAND_ROW, column.col, band, "group")
            sheet.put(layout.HEAD_ROW, column.col, _heading(calculation, metric, column), "head")
            help_text = _definition(metric, column.role) or texts.get(column.role + "_help", "")
            if metric.has_case_log and column.role in ("numerator", "denominator"):
                help_text = texts["from_case_log"]
            shown = shorten(help_text, HELP_LENGTH)
            sheet.put(layout.HELP_ROW, column.col, shown, "head_help")
            lines = max(lines, lines_of(shown, WIDTHS[column.role] * HELP_FONT))
    long_heads = any(c.stratum is not None for c in layout.columns)
    sheet.raw.set_row(layout.BAND_ROW, 20)
    sheet.raw.set_row(layout.HEAD_ROW, 46 if long_heads else 20)
    sheet.raw.set_row(layout.HELP_ROW, 12.5 * lines + 4)


def _heading(calculation: Calculation, metric: Metric, column: DataColumn) -> str:
    spec = calculation.layout.spec
    texts = spec.sheet("data").texts
    if column.role in ("result", "reason"):
        return texts[column.role]
    heading = templates.words_of_kind(metric.kind).inputs[column.role]["heading"]
    if column.stratum is None:
        return heading
    return filled(texts["group"], stratum=metric.strata[column.stratum], heading=heading)


def _definition(metric: Metric, role: str) -> str:
    return {"numerator": metric.numerator, "denominator": metric.denominator}.get(role, "")


def _write_cell(sheet: SheetWriter, calculation: Calculation, column: DataColumn, i: int) -> None:
    layout = calculation.layout
    metric = calculation.plan.metric(column.metric_id)
    one = calculation.series[metric.id]
    row, texts = layout.FIRST_ROW + i, layout.spec.sheet("data").texts
    if not one.due[i]:
        sheet.put(row, column.col, texts["not_due"], "closed")
        return
    if column.role == "result":
        value = one.values[i]
        place = calculation.place.range(metric.id, "value")
        cell = Range.cell(place.sheet, place.first_row + i, place.first_col)
        shown = Live(cell.reference, "" if value is None else value)
        sheet.put(row, column.col, shown, "computed", num_format=number_format(metric))
        return
    if metric.has_case_log and column.role != "reason" and column.stratum is None:
        counted = one.entries(i)[column.role == "denominator"]
        live = Live(
            _count_cases(calculation, metric, column.role, i), "" if counted is None else counted
        )
        sheet.put(row, column.col, live, "computed", num_format="#,##0")
        return
    entry = one.filled.entry(metric.id, layout.months[i], column.role, column.stratum)
    if column.role == "reason":
        sheet.put(row, column.col, entry, "input_wrap", num_format="@")
    else:
        whole = _input(metric, column.role).whole
        sheet.put(
            row, column.col, entry, "input_number", num_format="#,##0" if whole else "General"
        )


def _count_cases(calculation: Calculation, metric: Metric, role: str, i: int) -> str:
    """The month's cases in the case log, as a formula; nothing while there is none."""
    block = calculation.layout.blocks["cases"]
    column = {name: block.range(name).reference for name in ("metric", "month", "met")}
    month = calculation.layout.months[i]
    mine = (
        f"{column['metric']},{quote('=' + metric.short_name)},"
        f'{column["month"]},">={serial(month)}",{column["month"]},"<{serial(add_months(month, 1))}"'
    )
    all_cases = f'COUNTIFS({mine},{column["met"]},"<>")'
    yes = quote("=" + templates.word_of("met", "Yes"))
    met = all_cases if role == "denominator" else f"COUNTIFS({mine},{column['met']},{yes})"
    return f'IF({all_cases}=0,"",{met})'


def _input(metric: Metric, role: str) -> Any:
    return next(i for i in kind_of(metric).inputs if i.role == role)


def _validate(sheet: SheetWriter, calculation: Calculation, column: DataColumn) -> None:
    """Numbers or NA; the message has the definition, in every month in which it is due."""
    layout, spec = calculation.layout, calculation.layout.spec
    metric = calculation.plan.metric(column.metric_id)
    texts = spec.sheet("data").texts
    if column.role == "reason":
        rule: dict[str, Any] = {"validate": "any"}
        title, message = texts["reason"], texts["reason_message"]
    else:
        words = templates.words_of_kind(metric.kind).inputs[column.role]
        number = _input(metric, column.role)
        first = Range.cell(layout.data_sheet, layout.FIRST_ROW, column.col).local.replace("$", "")
        tests = [f"ISNUMBER({first})"]
        if not (may_be_negative(metric) and column.role == "numerator"):
            tests.append(f"{first}>=0")
        if number.whole:
            tests.append(f"{first}=INT({first})")
        refusal = "number" if number.whole else "value"
        rule = {
            "validate": "custom",
            "value": f"=OR({not_applicable_formula(first)},IF(ISNUMBER({first}),"
            f"AND({','.join(tests)}),FALSE))",
            "error_title": texts[refusal + "_error_title"],
            "error_message": texts[refusal + "_error"],
        }
        title = f"{metric.short_name}: {words['title']}"
        hint = texts["number_hint" if number.whole else "value_hint"]
        if metric.target_n and column.role == "denominator" and column.stratum is None:
            hint += filled(texts["sample_hint"], target=metric.target_n)
        definition = filled(words["help"], definition=_definition(metric, column.role))
        message = shorten(definition, 255 - len(hint) - 1).rstrip(".") + "." + hint
    sheet.validate(
        Range.column(layout.data_sheet, column.col, layout.FIRST_ROW, layout.last_row),
        rule,
        title,
        message,
    )
