"""The sheet Cause and effect: a fishbone of cells that follows what stands on Causes.

A bone is a row of narrow square cells with one diagonal border each; a cause's line goes on to
the bone by the bottom borders of the cells between, while there is a cause.
"""

from __future__ import annotations

from lcxl import templates
from lcxl.cells.address import absolute
from lcxl.sheets.block_cells import BlockCells
from lcxl.sheets.pages import Pages
from lcxl.sheets.tools.causes import PER_KIND, is_best
from lcxl.xl.live import Live, first_true, quote, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

ACROSS = 3
"""Bones side by side, above the spine and below it."""
WIDE, NARROW = 31.0, 3.57
SQUARE, SPINE = 30, 7
"""Pixels of a narrow cell's sides, and of the spine's height."""
FIRST = 4
DOWN, UP = 2, 1
"""Excel's types of diagonal borders: from the upper left, and from the lower left."""
BONE = 1 + PER_KIND
"""Columns of a bone: the causes, and the cells that it goes through."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Six kinds of causes, the spine, and the problem at its head."""
    last_col = ACROSS * BONE + 1
    sheet = pages.open(spec, last_col)
    for i in range(ACROSS):
        sheet.raw.set_column(i * BONE, i * BONE, WIDE)
        sheet.raw.set_column(i * BONE + 1, (i + 1) * BONE - 1, NARROW)
    sheet.raw.set_column(last_col - 1, last_col - 1, NARROW)
    sheet.raw.set_column(last_col, last_col, WIDE)
    spine = FIRST + 1 + PER_KIND
    for i in range(ACROSS):
        _bone(pages, sheet, i, (FIRST, i * BONE), is_above=True)
        _bone(pages, sheet, ACROSS + i, (spine + 1 + PER_KIND, i * BONE), is_above=False)
    sheet.raw.set_row_pixels(spine, SPINE)
    sheet.fill(spine, 0, last_col - 1, "spine")
    _head(pages, sheet, spine, last_col)
    row = spine + 2 + PER_KIND
    cells = BlockCells(pages, "causes")
    has_cause = any(row.get("cause") for row in cells.rows)
    is_empty = Live(f"SUMPRODUCT(LEN({cells.reference('cause')}))=0", not has_cause)
    key = first_true([(is_empty, words(spec.texts["nothing"]))], words(spec.texts["key"]))
    sheet.put(row + 1, 0, key, "quiet")
    pages.page(sheet, row + 1, last_col, one_page=True)


def _bone(
    pages: Pages, sheet: SheetWriter, kind: int, at: tuple[int, int], *, is_above: bool
) -> None:
    """One kind of causes; ``at``: where its name stands, at the end away from the spine."""
    causes, heads = BlockCells(pages, "causes"), BlockCells(pages, "heads")
    row, col = at
    name = heads.far("head", kind)
    sheet.put(row, col, Live(f'{name}&""', str(heads.value("head", kind) or "")), "bone_head")
    for k in range(PER_KIND):
        line = kind * PER_KIND + k
        at_row = row + 1 + k if is_above else row - 1 - k
        sheet.raw.set_row_pixels(at_row, SQUARE)
        sheet.put(at_row, col, _cause(pages, causes, line), "cause")
        style = {"diag_type": DOWN if is_above else UP}
        last = col + k + is_above
        sheet.put(at_row, col + 1 + k, None, "bone", **style)
        _line(pages, sheet, (at_row, col), last)


def _line(pages: Pages, sheet: SheetWriter, place: tuple[int, int], last_col: int) -> None:
    """A cause's line to the bone, and bold letters for one with many votes."""
    row, col = place
    at, mark = absolute(row, col), quote(pages.spec.sheet("fishbone").texts["mark"])
    for last, formula, role in (
        (col, f"=LEFT({at},1)={mark}", "cause_best"),
        (last_col, f'={at}<>""', "cause_line"),
    ):
        rule = {"type": "formula", "criteria": formula, "format": pages.book.format(role)}
        sheet.raw.conditional_format(row, col, row, last, rule)


def _cause(pages: Pages, causes: BlockCells, line: int) -> Live:
    cell = causes.far("cause", line)
    text = str(causes.value("cause", line) or "")
    mark = pages.spec.sheet("fishbone").texts["mark"]
    best = is_best(causes, line)
    marked = Live(f"{quote(mark + ' ')}&{cell}", f"{mark} {text}")
    shown = first_true([(best, marked)], Live(f'{cell}&""', text))
    return Live(f'IF({cell}="","",{shown.formula})', shown.value if text else "")


def _head(pages: Pages, sheet: SheetWriter, spine: int, col: int) -> None:
    """The problem, in four lines around the spine."""
    form = BlockCells(pages, "problem")
    rows = [spine - 2, spine - 1, spine + 1, spine + 2]
    box = [spine - 3, *rows[:2], spine, *rows[2:], spine + 3]
    lines = {row: f"line{i}" for i, row in enumerate(rows, start=1)}
    for row in box:
        edges = {"top": 2 if row == box[0] else 0, "bottom": 2 if row == box[-1] else 0}
        live = None
        if row in lines:
            value = form.live(lines[row])
            live = Live(f'{value.formula}&""', str(value.value))
        sheet.put(row, col, live, "fish_head", **edges)
