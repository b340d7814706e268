"""Sheets that are described wholly in templates_src: forms, tables, texts, steps and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.layout import PlacedBlock, place_blocks
from lcxl.periods import month_id
from lcxl.sheets.block_cells import value_of
from lcxl.sheets.pages import Pages, Rows
from lcxl.words import text_of
from lcxl.xl.fit import lines_of
from lcxl.xl.inputs import field_rule, input_role, later_role, number_format
from lcxl.xl.live import Live, first_true, sentence, words
from lcxl.xl.sheet import PageSetup, SheetWriter, Value

__all__ = [
    "list_ranges",
    "shown_input",
    "write",
    "write_form",
    "write_input",
    "write_steps",
    "write_table",
]

TEXT_WIDTH = 110.0
"""Width of a sheet that holds nothing but lines of text."""
HELP_COLUMN, HELP_WIDTH = 2, 20.0
"""Where the help of a form's fields stands, and the width from which it does."""
LISTS = (24.0, 26.0, 60.0)
"""Widths of the sheet that says what the words of dropdowns mean."""
LINE = 18.0
"""Height of one line of text, in points."""
EMPTY_YELLOW = 3
"""Empty rows of a table that ask to be filled; the others are white until it is their turn."""
BOLD, SMALL = 1.1, 1.05
"""So much wider are bold headings, and so much narrower examples."""


def list_ranges(spec: templates.Workbook) -> dict[str, Range]:
    """Where the sheet Lists of a host's workbook keeps the words of each dropdown."""
    found: dict[str, Range] = {}
    for sheet in spec.sheets:
        for placed in place_blocks(sheet).values():
            if placed.block.kind != "lists":
                continue
            row = placed.first_row
            for name in placed.block.lists:
                length = len(templates.lists()[name][1])
                found[name] = Range.column(sheet.name, 1, row, row + length - 1)
                row += length
    return found


def write(pages: Pages, spec: templates.Sheet) -> SheetWriter:
    """Write one sheet; the book's rows fill its tables and forms."""
    placed = pages.placed.get(spec.id) or place_blocks(spec)
    tables = [b for b in placed.values() if b.block.kind == "table"]
    widths = spec.widths or _widths(placed)
    has_folds = any(place.in_view < len(place.block.fields) for place in tables)
    last_col = (max(p.in_view for p in tables) if has_folds else len(widths)) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(widths)
    for place in tables if has_folds else ():
        _fold(sheet, place)
    for place in placed.values():
        rows = pages.rows.get(place.block.id, ())
        if place.heading_row is not None:
            pages.heading(sheet, place.heading_row, place.block.heading, last_col)
        if place.is_form:
            has_room = len(widths) > HELP_COLUMN and widths[HELP_COLUMN] >= HELP_WIDTH
            write_form(sheet, place, rows[0] if rows else {}, pages.lists, has_room)
        elif place.block.kind == "table":
            _write_rows(sheet, place, rows, pages.lists, spec.widths)
            pages.at_end(partial(_ask_for_more, sheet, place))  # after what a sheet marks itself
        elif place.block.kind == "steps":
            write_steps(sheet, place, pages.spec)
        elif place.block.kind == "text":
            for i, line in enumerate(place.block.text):
                sheet.put(place.first_row + i, 0, pages.filled(line), "line")
        else:
            _write_lists(sheet, place)
    last = max(placed.values(), key=lambda place: place.last_row)
    repeat = None
    if len(tables) == 1:  # the heads of one are wrong above the rows of another
        first = tables[0]
        sheet.raw.freeze_panes(first.first_row, 2 if len(widths) > 6 else 0)
        repeat = (first.head_row, first.head_row)
    filled = len(pages.rows.get(last.block.id, ()))
    paper: PageSetup = {"one_page": spec.one_page, "open": has_folds}
    pages.page(sheet, last.printed_to(filled), last_col, repeat, **paper)
    return sheet


def _fold(sheet: SheetWriter, place: PlacedBlock) -> None:
    """Fold columns away; the sign to unfold them stands above the one that tells of them."""
    fields = place.block.fields
    for i, field in enumerate(fields):
        if field.fold:
            sheet.raw.set_column(i, i, field.width, None, {"collapsed": True})
            for col in place.folded(i):
                hidden = {"level": 1, "hidden": True}
                sheet.raw.set_column(col, col, fields[col].width, None, hidden)
    sheet.raw.outline_settings(True, True, False, False)


def _widths(placed: Mapping[str, PlacedBlock]) -> list[float]:
    """Column widths of a sheet of tables: the widest that any of them asks for."""
    widths: list[float] = []
    for place in placed.values():
        if place.block.kind == "lists":
            return [*LISTS]
        for i, field in enumerate(place.block.fields):
            if i == len(widths):
                widths.append(field.width)
            widths[i] = max(widths[i], field.width)
    return widths or [TEXT_WIDTH]


def write_form(
    sheet: SheetWriter,
    place: PlacedBlock,
    values: Mapping[str, object],
    lists: Mapping[str, Range],
    help_text: bool = True,
) -> None:
    """Label, input and help, one field below the other."""
    for i, field in enumerate(place.block.fields):
        row, col = place.first_row + i, place.first_col
        sheet.put(row, col, field.heading, "label")
        write_input(sheet, row, col + 1, field, values.get(field.id))
        sheet.validate(place.range(field.id), field_rule(field, lists), field.heading, field.help)
        if help_text:
            sheet.put(row, col + 2, field.help, "quiet_wrap")
            sheet.raw.set_row(row, LINE * (4 if field.type == "long" else 2))


def write_table(
    sheet: SheetWriter, place: PlacedBlock, rows: Rows, lists: Mapping[str, Range]
) -> None:
    """Headings, the example row and the prepared input rows."""
    _write_rows(sheet, place, rows, lists)
    _ask_for_more(sheet, place)


def _write_rows(
    sheet: SheetWriter,
    place: PlacedBlock,
    rows: Rows,
    lists: Mapping[str, Range],
    widths: Sequence[float] = (),
) -> None:
    """``widths``: those of the sheet's columns, where it declares them itself."""
    fields = place.block.fields
    wide = [*widths, *(f.width for f in fields[len(widths) :])]
    asked = len(rows) + EMPTY_YELLOW if _is_open_ended(place) else place.last_row + 1
    lines = max(lines_of(f.heading, f.width / BOLD) for f in fields)
    sheet.raw.set_row(place.head_row, LINE * lines + 4)
    before = ""
    for col, field in enumerate(fields):
        if place.group_row is not None:
            name = field.group if field.group != before else None
            sheet.put(place.group_row, col, name, "group")
            before = field.group
        sheet.put(place.head_row, col, field.heading, "head")
        if place.example_row is not None:
            sheet.put(place.example_row, col, field.example, "example")
        if field.type == "shown":
            _write_shown(sheet, place, rows, col)
            continue
        for i in range(place.last_row - place.first_row + 1):
            value = rows[i].get(field.id) if i < len(rows) else None
            role = input_role(field) if i < asked else later_role(field)
            # As what is shown beside it: a row may be as high as a long text needs.
            write_input(sheet, place.first_row + i, col, field, value, role, valign="top")
        sheet.validate(place.range(field.id), field_rule(field, lists), field.heading, field.help)
    for i, row in enumerate(rows[: place.last_row - place.first_row + 1]):
        seen = zip(fields[: place.in_view], wide, strict=False)
        texts = ((text, width) for f, width in seen if isinstance(text := row.get(f.id), str))
        tall = max((lines_of(text, width) for text, width in texts), default=1)
        if tall > 1:
            sheet.raw.set_row(place.first_row + i, LINE * tall + 3)
    if place.example_row is not None:
        shown = fields[: place.in_view]
        tall = max(lines_of(str(f.example or ""), f.width * SMALL) for f in shown)
        sheet.raw.set_row(place.example_row, LINE * tall + 3)


def _is_open_ended(place: PlacedBlock) -> bool:
    """Whether a table is filled row by row; otherwise each row says what it asks for."""
    return bool(place.block.rows) or all(f.type != "shown" for f in place.block.fields)


def _write_shown(sheet: SheetWriter, place: PlacedBlock, rows: Rows, col: int) -> None:
    """What is not typed: what there is to show, or how many of the folded cells are filled."""
    field = place.block.fields[col]
    for i in range(place.last_row - place.first_row + 1):
        row = rows[i] if i < len(rows) else {}
        at = place.first_row + i
        if field.fold:
            sheet.put(at, col, _filled_of(place, col, at, row), "computed", align="left")
        elif field.id in row:
            sheet.put(at, col, value_of(row[field.id]), "row_text")


def _filled_of(place: PlacedBlock, col: int, at: int, row: Mapping[str, object]) -> Live:
    """How many of the folded cells of a row are filled; nothing where none is."""
    cols = [c for c in place.folded(col) if place.block.fields[c].type != "shown"]
    cells = f"COUNTA({','.join(f'{a1(at, low)}:{a1(at, high)}' for low, high in _runs(cols))})"
    n = sum(row.get(place.block.fields[c].id) not in (None, "", ()) for c in cols)
    text = sentence(text_of("counts.of"), n=Live(cells, n), all=len(cols))
    return first_true([(Live(f"{cells}=0", n == 0), words(""))], text)


def _ask_for_more(sheet: SheetWriter, place: PlacedBlock) -> None:
    """While one types: yellow are the rows in use and the next few."""
    if not _is_open_ended(place):
        return
    first, last = place.first_row, place.last_row
    inputs = [i for i, f in enumerate(place.block.fields) if f.type != "shown"]
    if last - first <= EMPTY_YELLOW or not inputs:
        return
    at, before = first + EMPTY_YELLOW, first
    cells = ",".join(f"${a1(before, low)}:${a1(at, high)}" for low, high in _runs(inputs))
    asked = sheet.book.format("asked")
    rule = {"type": "formula", "criteria": f"=COUNTA({cells})>0", "format": asked}
    for low, high in _runs(inputs):
        sheet.raw.conditional_format(at, low, last, high, rule)


def _runs(cols: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of columns."""
    for _, run in groupby(enumerate(cols), key=lambda one: one[1] - one[0]):
        found = [col for _, col in run]
        yield found[0], found[-1]


def shown_input(field: templates.Field, value: object) -> Value:
    """What an input holds for a value of the plan: words for ids, several with semicolons."""
    if isinstance(value, str) and field.list in templates.lists():
        return templates.word_of(field.list, value)
    if isinstance(value, list | tuple):
        return "; ".join(month_id(v) if isinstance(v, date) else str(v) for v in value)
    return value_of(value)


def write_input(
    sheet: SheetWriter,
    row: int,
    col: int,
    field: templates.Field,
    value: object,
    role: str = "",
    **changes: object,
) -> None:
    """An input with what is in it; ``role`` if it is not that of what is typed there."""
    value = shown_input(field, value)
    if field.type == "decimal" and isinstance(value, float) and abs(value) <= 1:
        changes.setdefault("num_format", "0.0##")
    if shape := number_format(field.type):
        changes.setdefault("num_format", shape)
    sheet.put(row, col, value, role or input_role(field), **changes)


def write_steps(sheet: SheetWriter, place: PlacedBlock, spec: templates.Workbook) -> None:
    """Numbered lines, each a link and what to do there."""
    for i, step in enumerate(place.block.steps):
        row = place.first_row + i
        if step.sheet:
            sheet.link(row, 0, spec.sheet(step.sheet).name, step.label)
        else:
            sheet.put(row, 0, step.label, "strong")
        sheet.put(row, 1, step.text, "line")
        sheet.raw.set_row(row, LINE * 1.2)


def _write_lists(sheet: SheetWriter, place: PlacedBlock) -> None:
    row = place.first_row
    for name in place.block.lists:
        heading, choices = templates.lists()[name]
        for i, choice in enumerate(choices):
            sheet.put(row, 0, heading if i == 0 else None, "row_label")
            sheet.put(row, 1, choice.word, "cell")
            sheet.put(row, 2, choice.meaning, "cell_wrap")
            lines = lines_of(choice.meaning, LISTS[2])
            if lines > 1:
                sheet.raw.set_row(row, LINE * lines + 3)
            row += 1
