"""The sheet Story: prompts down, months across, last month beside this month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lcxl import templates
from lcxl.cells import a1
from lcxl.layout import PlacedBlock
from lcxl.plan import Collaborative, Team
from lcxl.sheets.blocks import write_input
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.progress import Progress
from lcxl.words import cell_format, filled
from lcxl.xl.fit import lines_of
from lcxl.xl.inputs import field_rule
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LABEL_WIDTH, WIDTH = 34.0, 46.0
HEAD, LOW, LINE = 24, 52, 20
"""Heights of rows in dots: the months, a prompt's at least, each line of an answer."""
SIZE, HELP_SIZE, HELP_LINE = 11, 9, 17
"""Points of a prompt and of the help below it, and dots of a line of that."""
LABEL_ROOM = LABEL_WIDTH - 2
"""Characters beside the indent."""
PRINTED = 3
"""Months that are printed: the one to write about and those before it."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    calculation = pages.of(Calculation)
    layout = calculation.layout
    place, months = layout.blocks["story"], layout.months
    sheet = pages.open(spec, place.last_row)
    sheet.widths([LABEL_WIDTH, *[WIDTH] * len(months)])
    rows = list(pages.rows.get("story", ()))
    head, *prompts = range(place.first_col, place.first_col + len(place.block.fields))
    sheet.put(head, 0, place.block.fields[0].heading, "line_head", bold=True)
    for col, month in enumerate(months, start=place.first_row):
        shape = cell_format("month")
        sheet.put(head, col, month, "period_head", num_format=shape, font_size=11)
    sheet.raw.set_row_pixels(head, HEAD)
    for row, field in zip(prompts, place.block.fields[1:], strict=True):
        _prompt(sheet, row, field)
        lines = 1
        for i, col in enumerate(range(place.first_row, place.last_row + 1)):
            answer = rows[i].get(field.id) if i < len(rows) else None
            is_asked = answer or not calculation.plan.calendar.is_baseline(calculation.periods[i])
            role = "typed_answer" if is_asked else "closed"
            write_input(sheet, row, col, field, answer, role)
            lines = max(lines, lines_of(str(answer or ""), WIDTH))
        asks = LINE * lines_of(field.heading, LABEL_ROOM, True)
        asks += HELP_LINE * lines_of(field.help, LABEL_ROOM * SIZE / HELP_SIZE)
        sheet.raw.set_row_pixels(row, max(LOW, LINE * lines + 4, asks + 4))
        rule = field_rule(field, pages.lists)
        sheet.validate(place.range(field.id), rule, field.heading, field.help)
    # Printed beside later months, the first column keeps what begins in it.
    sheet.put(1, 0, pages.filled(spec.subtitle), "subtitle", text_wrap=True)
    names = (team.name for team in pages.of(Collaborative).teams)
    of_all = calculation.place.once("story_lines", lambda: _lines_below(pages, spec, names))
    lines = max(of_all, _lines_below(pages, spec, [pages.of(Team).name]))
    sheet.raw.set_row_pixels(1, LINE * lines + 4)
    _fold_baseline(sheet, calculation, rows)
    _look(sheet, calculation, place)
    baseline = sum(map(calculation.plan.calendar.is_baseline, calculation.periods))
    this = max(baseline, _this(calculation)) + (baseline >= _this(calculation))
    this = min(this, place.last_row)
    sheet.raw.freeze_panes(prompts[0], 1, prompts[0], max(1, this - 1))
    sheet.raw.set_selection(prompts[0], this, prompts[0], this)
    pages.page(sheet, prompts[-1], place.last_row)
    first = max(1, this - PRINTED + 1)
    sheet.raw.print_area(0, first, prompts[-1], min(first + PRINTED - 1, place.last_row))
    sheet.raw.repeat_columns(0)


def _lines_below(pages: Pages, spec: templates.Sheet, names: Iterable[str]) -> int:
    """Lines of the text below the title, for the team whose name takes the most.

    As high for all of them: workbooks are stamped with other names in the place of one.
    """
    texts = (filled(spec.subtitle, **{**pages.context, "team": name}) for name in names)
    return max((lines_of(text, LABEL_ROOM) for text in texts), default=1)


def _framed(calculation: Calculation) -> Progress | None:
    """The months whose next one is framed; None where nothing is reported by months."""
    of_months = (axis for axis in calculation.layout.axes if axis.kind.of_months)
    axis = next(of_months, None)
    return calculation.progress[axis.frequency] if axis else None


def _this(calculation: Calculation) -> int:
    """Number of the month to write about, from 1."""
    framed = _framed(calculation)
    return framed.this if framed else 1


def _fold_baseline(
    sheet: SheetWriter, calculation: Calculation, rows: Sequence[Mapping[str, object]]
) -> None:
    """No story is asked of the months before the start; a column with one stays in view."""
    for i, report in enumerate(calculation.periods):
        told = rows[i] if i < len(rows) else {}
        if calculation.plan.calendar.is_baseline(report) and not any(told.values()):
            sheet.raw.set_column(i + 1, i + 1, WIDTH, None, {"level": 1, "hidden": True})


def _prompt(sheet: SheetWriter, row: int, field: templates.Field) -> None:
    told = [(field.heading, "line_name")]
    if field.help:
        told.append((f"\n{field.help}", "line_help"))
    if len(told) > 1:
        sheet.rich(row, 0, told, "line_label", text_wrap=True)
    else:
        sheet.put(row, 0, field.heading, "line_label", text_wrap=True, bold=True, font_color="navy")


def _look(sheet: SheetWriter, calculation: Calculation, place: PlacedBlock) -> None:
    """The month to write about is framed, those after it are pale."""
    head, last = place.first_col, place.first_col + len(place.block.fields) - 1
    cell = f"{a1(0, place.first_row)[:-1]}${head + 1}"
    framed = _framed(calculation)
    if framed is None:
        return
    name = framed.name
    looks: list[tuple[tuple[int, int], str, str]] = [
        ((head, head), f"={cell}={name}", "this_head"),
        ((head + 1, last), f"={cell}={name}", "this_period"),
        ((head + 1, last), f"={cell}>{name}", "later_period"),
    ]
    for (first_row, last_row), test, role in looks:
        rule: dict[str, object] = {"type": "formula", "criteria": test}
        where = first_row, place.first_row, last_row, place.last_row
        sheet.raw.conditional_format(*where, {**rule, "format": sheet.book.format(role)})
