"""The sheet Data: periods across, numbers down, a block for each frequency of the plan."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.cells.address import absolute
from lcxl.layout import BACK_ROW, BANDS, DataAxis, DataLine
from lcxl.metrics import (
    Input,
    kind_of,
    may_be_negative,
    not_applicable_formula,
    number_format,
    shown,
)
from lcxl.periods import Period, add_months, month_number, serial
from lcxl.plan import Metric
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.next_step import next_step
from lcxl.sheets.reporting.reading import planned
from lcxl.words import cell_format, filled, locale, say
from lcxl.xl.live import Live, quote, sentence
from lcxl.xl.sheet import SheetWriter, Value
from lcxl.xl.texts import shorten

__all__ = ["write"]

LABEL_WIDTH, WIDTH = 46.0, 8.3
HELP_LENGTH = 120
"""Characters of a definition that stand beside its cells; the input message has all of it."""
LINE_LENGTH = 62
"""Characters of it in one line."""
HEAD, BAND, GAP, SMALL, USUAL, TALL = 20, 26, 8, 20, 36, 50
"""Heights of rows, in dots."""
IN_VIEW = 9
"""Periods before the one to type that are in view when the workbook is opened."""
ON_A_PAGE, SCALE, SMALLEST = 18, 80, 60
"""Periods that are shrunk to a page's width; the size of more of them, in per cent."""
PAPER = 670
"""Dots of a page's height, of A4 and of Letter."""
A_PAGE = 12
"""Periods of a page then, of Letter too."""
LONG = 60
"""Rows that are more than a page."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet with its inputs, statuses and results."""
    calculation = pages.of(Calculation)
    layout = calculation.layout
    last_col = max(axis.last for axis in layout.axes)
    sheet = pages.open(spec, last_col)
    sheet.widths([LABEL_WIDTH, *[WIDTH] * last_col])
    sheet.put(BACK_ROW, 1, next_step(calculation, spec.texts["next"]), "strong")
    sheet.raw.set_row_pixels(BACK_ROW, BAND)
    sheet.raw.set_row_pixels(BACK_ROW + 1, 6)
    for axis in layout.axes:
        own = next(c for c in calculation.every if axis.frequency in c.progress)
        _Block(sheet, own, axis).write()
    _page(pages, sheet, calculation, last_col)


def _page(pages: Pages, sheet: SheetWriter, calculation: Calculation, last_col: int) -> None:
    """What is in view and what is printed."""
    axis = calculation.layout.axes[0]
    this, first = calculation.progress_of(axis).column, axis.bands[0]
    sheet.raw.freeze_panes(first, axis.first, first, max(axis.first, this - IN_VIEW))
    sheet.raw.set_selection(first + 1, this, first + 1, this)
    last_row = calculation.layout.axes[-1].end
    pages.page(sheet, last_row, last_col, (axis.head, first - 1), one_page=last_row < LONG)
    sheet.raw.repeat_columns(0)
    if last_col > ON_A_PAGE:
        # Printed beside later months, the first column keeps what begins in it.
        subtitle = pages.filled(pages.spec.sheet("data").subtitle)
        sheet.put(1, 0, subtitle, "subtitle", text_wrap=True)
        fits = 100 * PAPER // max(1, sheet.height(last_row))
        scale = max(SMALLEST, min(SCALE, fits)) if last_row < LONG else SCALE
        sheet.break_pages(
            scale, cols=range(axis.first + A_PAGE, last_col + 1, A_PAGE), repeat_cols=1
        )


class _Block:
    """The block of one frequency: heads, what is typed, what it comes to, and why."""

    def __init__(self, sheet: SheetWriter, calculation: Calculation, axis: DataAxis) -> None:
        self.sheet, self.c, self.axis = sheet, calculation, axis
        self.layout, self.progress = calculation.layout, calculation.progress[axis.frequency]
        self.texts = self.layout.spec.sheet("data").texts
        self.rows = [calculation.periods.index(report) for report in axis.reports]
        """Number of each period, from 0, on the calculation sheet."""

    def write(self) -> None:
        """Write the block."""
        self._heads()
        for row, name in zip(self.axis.bands, BANDS, strict=True):
            self.sheet.put(row, 0, self.texts[f"band_{name}"], "heading")
            self.sheet.fill(row, 1, self.axis.last, "rule")
            self.sheet.raw.set_row_pixels(row, BAND)
            if row > self.axis.bands[0]:
                self.sheet.raw.set_row_pixels(row - 1, GAP)
        for metric in self.axis.metrics:
            for line in self.layout.lines_of(metric.id):
                self._label(metric, line)
                for col, i in enumerate(self.rows, start=self.axis.first):
                    self._cell(metric, line, i, col)
                if line.role == "reason" or self.layout.is_typed(line):
                    self._validate(metric, line)
        self._looks()

    def _heads(self) -> None:
        """The periods, when they are due, and how far each is filled in."""
        head, frequency = self.axis.head, self.axis.frequency
        own = f"head_{frequency}"
        periods = self.texts.get(own, self.axis.kind.schedule)
        for k, told in enumerate((periods, self.texts["due"], self.texts["status"])):
            self.sheet.put(head + k, 0, told, "line_head", bold=k == 0)
            self.sheet.raw.set_row_pixels(head + k, HEAD)
        calendar = self.c.plan.calendar
        for col, i in enumerate(self.rows, start=self.axis.first):
            report = self.c.periods[i]
            look = "period_head" if frequency == "month" else "period_head_long"
            self.sheet.put(head, col, report.start, look, num_format=self._format(report))
            due = cell_format("day_month")
            self.sheet.put(head + 1, col, calendar.due(report), "period_note", num_format=due)
            self.sheet.put(head + 2, col, self.progress.status_cell(i), "period_note")

    def _format(self, report: Period) -> str:
        """How a period's first day looks: of several months, the first stands in the format."""
        kind = self.axis.kind
        if not kind.of_months:
            return cell_format("day_short")
        shape = cell_format("month_short")
        first = add_months(kind.step(report.start, -1), 1)
        if first == report.start:
            return shape
        name = locale().months_short[month_number(first) - 1]
        return f'"{name}–"{shape}'

    # Lines

    def _label(self, metric: Metric, line: DataLine) -> None:
        sheet, row = self.sheet, line.at
        if line.role == "result":
            self._label_of_result(metric, row)
            return
        role = [(f"  {self.layout.heading(line)}", "line_role"), (f"  {metric.id}", "line_help")]
        if line.stratum is not None and self.layout.is_typed(line):
            told = [(self.layout.heading(line), "line_role"), role[1]]
            sheet.rich(row, 0, told, "line_label", indent=3)
            sheet.raw.set_row_pixels(row, SMALL, None, {"level": 1})
            return
        told = [(metric.short_name, "line_name"), *role]
        height = SMALL
        if self.layout.is_typed(line) and line.role != "reason":
            definition = shorten(_definition(metric, line.role), HELP_LENGTH)
            if definition:
                told.append((f"\n{definition}", "line_help"))
                height = USUAL if len(definition) <= LINE_LENGTH else TALL
        sheet.rich(row, 0, told, "line_label", text_wrap=height > SMALL)
        sheet.raw.set_row_pixels(row, height)
        if line.role == "reason":
            sheet.raw.runs_over.add(row)

    def _label_of_result(self, metric: Metric, row: int) -> None:
        """The metric and its goal, which has the decimal sign of whoever opens the workbook.

        A formula has one look: only a goal with a decimal sign is one.
        """
        self.sheet.raw.set_row_pixels(row, SMALL)
        goal = "" if metric.goal is None else shown(metric, metric.goal)
        if locale().decimal in goal:
            live = sentence(self.texts["goal"], goal=planned(metric, metric.goal or 0.0))
            told = sentence("{metric}  {goal}", metric=metric.short_name, goal=live)
            self.sheet.put(row, 0, told, "line_label")
            return
        words = filled(self.texts["goal"], goal=goal) if goal else self.texts["no_goal"]
        parts = [(metric.short_name, "line_name"), (f"  {words}", "line_role")]
        self.sheet.rich(row, 0, parts, "line_label")

    def _cell(self, metric: Metric, line: DataLine, i: int, col: int) -> None:
        one, row = self.c.series[metric.id], line.at
        if not one.due[i]:
            self.sheet.put(row, col, self.texts["not_due"], "closed")
            return
        if line.role == "result":
            value = one.values[i]
            place = self.c.place.range(metric.id, "value")
            cell = Range.cell(place.sheet, place.first_row + i, place.first_col)
            live = Live(cell.reference, "" if value is None else value)
            self.sheet.put(row, col, live, "result", num_format=number_format(metric))
            return
        entry = self._entry(metric, line, i)
        if line.role == "reason":
            self.sheet.put(row, col, entry, "typed_words", num_format="@")
        elif self.layout.is_typed(line):
            whole = _input(metric, line.role).whole
            shape = "#,##0" if whole else "General"
            self.sheet.put(row, col, entry, "typed_number", num_format=shape)
        else:
            self.sheet.put(row, col, entry, "result", num_format="#,##0")

    def _entry(self, metric: Metric, line: DataLine, i: int) -> Value:
        """What stands in a cell: what was typed, or the cases that the case log counts."""
        one = self.c.series[metric.id]
        start = self.c.periods[i].start
        if self.layout.is_typed(line) or one.has_only_total(i):
            return one.filled.entry(metric.id, start, line.role, line.stratum)
        counted = one.entries(i)[line.role == "denominator"]
        if metric.adds_groups:
            return Live(
                self._sum_of_groups(metric, line.role, i), "" if counted is None else counted
            )
        return Live(_count_cases(self.c, metric, line.role, i), "" if counted is None else counted)

    def _sum_of_groups(self, metric: Metric, role: str, i: int) -> str:
        """`lcxl.metrics.entry.added` as a formula over the cells of the groups."""
        n, report = len(metric.strata), self.c.periods[i]

        def cells_of(name: str) -> list[str]:
            lines = (self.layout.line(metric.id, name, k) for k in range(n))
            return [a1(*self.layout.cell(line, report)) for line in lines]

        cells = cells_of(role)
        every = all_of = ",".join(cells)
        for other in kind_of(metric).roles:
            if other != role:
                pairs = zip(cells, cells_of(other), strict=True)
                all_of = ",".join(f"IF(ISTEXT({beside}),0,N({one}))" for one, beside in pairs)
        return f'IF(COUNTA({every})<{n},"",IF(COUNT({every})=0,{cells[0]},SUM({all_of})))'

    def _validate(self, metric: Metric, line: DataLine) -> None:
        """Numbers or NA; the message has the definition, in every period in which it is due."""
        texts, place = self.texts, self.layout.place(self.axis, line.at)
        if line.role == "reason":
            rule: dict[str, object] = {"validate": "any"}
            self.sheet.validate(place, rule, texts["reason"], texts["reason_message"])
            return
        words = templates.words_of_kind(metric.kind).inputs[line.role]
        number = _input(metric, line.role)
        first = a1(place.first_row, place.first_col)
        tests = [f"ISNUMBER({first})"]
        if not (may_be_negative(metric) and line.role == "numerator"):
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
        hint = texts["number_hint" if number.whole else "value_hint"]
        if metric.target_n and line.role == "denominator" and line.stratum is None:
            hint += filled(texts["sample_hint"], target=metric.target_n)
        definition = filled(words["help"], definition=_definition(metric, line.role))
        message = shorten(definition, 255 - len(hint) - 1).rstrip(".") + "." + hint
        title = say("practice.metric_line", metric=metric.short_name, sentence=words["title"])
        self.sheet.validate(place, rule, title, message)

    # Looks that follow what is typed

    def _looks(self) -> None:
        """The period to type is framed, those after it are pale; what is too large stands out."""
        axis, name = self.axis, self.progress.name
        head = f"{a1(0, axis.first)[:-1]}${axis.head + 1}"
        is_this, is_later = f"={head}={name}", f"={head}>{name}"
        for metric in axis.metrics:
            if kind_of(metric).part_of_whole:
                self._too_large(metric)
        self._look((axis.head, axis.head + 1), is_this, "this_head")
        for word, role in (("done", "ok"), ("mend", "error"), ("late", "look")):
            cell = a1(axis.head + 2, axis.first)
            test = f"={cell}={quote(self.texts[word])}"
            self._look((axis.head + 2, axis.head + 2), test, role)
        self._look((axis.head + 2, axis.head + 2), is_this, "look")
        lines = self.layout.lines_on(axis)
        for roles in (("numerator", "denominator"), ("reason",)):
            rows = [c.at for c in lines if c.role in roles and self.layout.is_typed(c)]
            if rows:
                self._look((min(rows), max(rows)), is_this, "this_period")
                self._look((min(rows), max(rows)), is_later, "later_period")

    def _too_large(self, metric: Metric) -> None:
        """A numerator above its denominator, of the whole and of each group."""
        for stratum in (None, *range(len(metric.strata))):
            rows = [self.layout.line(metric.id, r, stratum).at for r in kind_of(metric).roles]
            top, bottom = (absolute(row, self.axis.first)[1:] for row in rows)
            test = f"=AND(COUNT({top},{bottom})=2,{top}>{bottom})"
            self._look((rows[0], rows[1]), test, "mark_error", stop=True)

    def _look(self, rows: tuple[int, int], test: str, role: str, stop: bool = False) -> None:
        rule = {"type": "formula", "criteria": test, "stop_if_true": stop}
        look = self.sheet.book.format(role)
        place = rows[0], self.axis.first, rows[1], self.axis.last
        self.sheet.raw.conditional_format(*place, {**rule, "format": look})


def _definition(metric: Metric, role: str) -> str:
    return {"numerator": metric.numerator, "denominator": metric.denominator}.get(role, "")


def _count_cases(calculation: Calculation, metric: Metric, role: str, i: int) -> str:
    """The month's cases in the case log, as a formula; nothing while there is none."""
    block = calculation.layout.blocks["cases"]
    column = {name: block.range(name).reference for name in ("metric", "month", "met")}
    month = calculation.periods[i].start
    mine = (
        f"{column['metric']},{quote('=' + metric.short_name)},"
        f'{column["month"]},">={serial(month)}",{column["month"]},"<{serial(add_months(month, 1))}"'
    )
    all_cases = f'COUNTIFS({mine},{column["met"]},"<>")'
    yes = quote("=" + templates.word_of("met", "Yes"))
    met = all_cases if role == "denominator" else f"COUNTIFS({mine},{column['met']},{yes})"
    return f'IF({all_cases}=0,"",{met})'


def _input(metric: Metric, role: str) -> Input:
    return next(i for i in kind_of(metric).inputs if i.role == role)
