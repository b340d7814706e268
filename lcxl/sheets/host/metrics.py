"""The sheet Metrics: one column for each metric, the questions below each other.

Those that must be answered come first, with a live count of what is missing.  The others are
folded in groups; each says what an empty answer means.  The sheet is not protected, because no
spreadsheet program unfolds rows of a protected one.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.cells import a1
from lcxl.cells.address import column_letters
from lcxl.kinds import KINDS
from lcxl.layout import PlacedBlock
from lcxl.sheets.blocks import write_input
from lcxl.sheets.host.needs import Needs, runs
from lcxl.sheets.pages import Pages
from lcxl.templates import Field
from lcxl.words import filled, percent_format
from lcxl.xl.fit import lines_of
from lcxl.xl.inputs import field_rule, input_role
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

ANSWER_WIDTH = 44
SCALE = 92
"""Percent of the full size, at which a metric with its questions is one page wide."""
ANSWER = {"valign": "vcenter", "text_wrap": True, "indent": 1}
HIDDEN = {"level": 1, "hidden": True}
NAME_HEIGHT, HELP_HEIGHT, SPACE = 20, 16, 8
"""Pixels of a question's name, of each line of its help, and around them."""
STEERED = {"divided": "kind", "rate": "kind", "goal": "direction"}
"""Conditional need -> the question whose answer decides about it."""
SMALL, BOLD = 1.15, 1.08
"""So many more of the help's small letters stand on a line, and so many fewer bold ones."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Questions, answers, and the count of those that are missing."""
    place = pages.placed[spec.id][spec.blocks[0].id]
    last_col = place.first_col + place.columns - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([*spec.widths, *[ANSWER_WIDTH] * place.columns])
    _write_complete(pages, sheet, spec, place)
    group = ""
    for field in place.block.fields:
        if field.group != group:
            _write_group(sheet, spec, place, field, is_first=not group)
            group = field.group
        _write_question(sheet, spec, place, field)
        _write_answers(pages, sheet, spec, place, field)
    sheet.raw.set_row(place.last_row + 1, None, None, {"collapsed": True})
    sheet.raw.outline_settings(True, False, False, False)
    _mark(sheet, place)
    first_shown = place.rows["short_name"] + 1
    sheet.raw.freeze_panes(first_shown, place.first_col)
    used = max(1, len(pages.rows.get(place.block.id, ())))
    last_printed = place.first_col + used - 1
    pages.page(sheet, place.last_row, last_printed, portrait=True, open=True)
    breaks = range(place.first_col + 1, last_printed + 1)
    sheet.break_pages(SCALE, cols=list(breaks), repeat_cols=place.first_col)


def _write_complete(
    pages: Pages, sheet: SheetWriter, spec: templates.Sheet, place: PlacedBlock
) -> None:
    """Above each metric, whether it is complete."""
    needs, rows, row = Needs(place), pages.rows.get(place.block.id, ()), place.head_row
    sheet.put_question(row, 0, spec.texts["complete"], spec.texts["complete_help"])
    sheet.put(row, 1, None, "question")
    height = _height(spec, spec.texts["complete"], spec.texts["complete_help"])
    sheet.raw.set_row_pixels(row, height)
    ready = spec.texts["ready"]
    for i in range(place.columns):
        col = place.first_col + i
        live = needs.complete(col, rows[i] if i < len(rows) else {}, ready)
        sheet.put(row, col, live, "section")
    area = (row, place.first_col, row, place.first_col + place.columns - 1)
    first = a1(row, place.first_col)
    for criteria, role in ((f'={first}="{ready}"', "ok"), (f'={first}<>""', "look")):
        rule = {"type": "formula", "criteria": criteria, "format": sheet.book.format(role)}
        sheet.raw.conditional_format(*area, rule | {"stop_if_true": True})


def _write_group(
    sheet: SheetWriter, spec: templates.Sheet, place: PlacedBlock, field: Field, is_first: bool
) -> None:
    """The name of a group of folded questions; above the first one, how to unfold them."""
    row = place.rows[field.id] - 1
    if is_first:
        sheet.put(row - 1, 0, spec.texts["further"], "heading")
        sheet.fill(row - 1, 1, place.first_col + place.columns - 1, "rule")
        sheet.raw.set_row_pixels(row - 1, 28)
    sheet.put(row, 0, field.group, "section")
    sheet.raw.set_row_pixels(row, 26, None, HIDDEN)


def _write_question(
    sheet: SheetWriter, spec: templates.Sheet, place: PlacedBlock, field: Field
) -> None:
    """A question, what helps to answer it, and whether it must be answered."""
    row, help_text = place.rows[field.id], field.help
    if field.empty and field.need != "always":
        help_text += " " + filled(spec.texts["empty"], meaning=field.empty) + "."
    sheet.put_question(row, 0, field.heading, help_text)
    role = "needed" if field.need == "always" else "needed_if"
    sheet.put(row, 1, spec.texts[f"need_{field.need}"] if field.need else None, role)
    height = _height(spec, field.heading, help_text)
    sheet.growing_row(row, height, HIDDEN if field.group else {})


def _height(spec: templates.Sheet, question: str, help_text: str) -> int:
    """Pixels that a question needs with its help."""
    names = lines_of(question, (spec.widths[0] - 2) / BOLD)
    return NAME_HEIGHT * names + HELP_HEIGHT * lines_of(help_text, spec.widths[0] * SMALL) + SPACE


def _write_answers(
    pages: Pages, sheet: SheetWriter, spec: templates.Sheet, place: PlacedBlock, field: Field
) -> None:
    """The answers of all metrics: yellow for those there are and for the next one."""
    rows, row = pages.rows.get(place.block.id, ()), place.rows[field.id]
    for i in range(place.columns):
        value = rows[i].get(field.id) if i < len(rows) else None
        role = input_role(field) if i <= len(rows) else "input_later"
        changes: dict[str, object] = dict(ANSWER, bold=field.id == "short_name")
        changes |= _shape(field, rows[i] if i < len(rows) else {})
        write_input(sheet, row, place.first_col + i, field, value, role, **changes)
    message = field.help
    if field.example is not None:
        message = filled(spec.texts["example"], help=message, example=str(field.example))
    rule = field_rule(field, pages.lists)
    sheet.validate(place.range(field.id), rule, field.heading, message)


def _shape(field: Field, metric: Mapping[str, object]) -> dict[str, str]:
    """The number format of shares that are shown as percentages."""
    value, kind = metric.get(field.id), KINDS.get(str(metric.get("kind", "")))
    if field.type != "decimal" or kind is None or not kind.in_percent or value is None:
        return {}
    if not isinstance(value, int | float):
        return {}
    decimals = f"{round(value * 100, 4):.4f}".rstrip("0").partition(".")[2]
    return {"num_format": percent_format(len(decimals))}


def _mark(sheet: SheetWriter, place: PlacedBlock) -> None:
    """Mark what is missing, what is not asked for, and the next free column, while one types."""
    needs, col = Needs(place), place.first_col
    begun = f"{column_letters(col)}${place.head_row + 1}"
    for field in needs.asked:
        row = place.rows[field.id]
        empty, condition = f'{begun}<>"",{a1(row, col)}=""', needs.condition(field, col)
        _mark_if(sheet, place, row, ",".join(filter(None, (empty, condition))), "missing")
        if steered_by := STEERED.get(field.need):
            _mark_if(sheet, place, row, f'{empty},{needs.cell(steered_by, col)}<>""', "not_needed")
    if place.columns > 1:
        last_col = col + place.columns - 1
        here = f"{column_letters(col + 1)}${place.head_row + 1}"
        rule = {"type": "formula", "criteria": f'=OR({here}<>"",{begun}<>"")'}
        for first, last in runs(list(place.rows.values())):
            look = sheet.book.format("asked")
            sheet.raw.conditional_format(first, col + 1, last, last_col, {**rule, "format": look})


def _mark_if(sheet: SheetWriter, place: PlacedBlock, row: int, tests: str, role: str) -> None:
    """Mark the cells of a question for which all tests hold, and with nothing else then."""
    sheet.raw.conditional_format(
        *(row, place.first_col, row, place.first_col + place.columns - 1),
        {
            "type": "formula",
            "criteria": f"=AND({tests})",
            "format": sheet.book.format(role),
            "stop_if_true": True,
        },
    )
