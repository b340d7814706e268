"""The same check inside xlwings Lite, where Python runs in Excel and knows no files.

xlwings Lite has the values of a workbook at hand, and gives formulas, conditional formats and
the places of notes only to those who wait for them.  All else is what the buttons do.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from lcxl.cells.book import SheetInfo
from lcxl.errors import LcxlError
from lcxl.plan import Collaborative
from lcxl.plan.parts import from_json, to_json

from . import findings_sheet, marks
from .buttons import cleared_of, marked_with
from .check import check_cells, collaborative_of
from .excel import block_of, content_of, is_visible, names_of
from .live import LiveBook
from .plans import FoundPlan
from .words import say
from .xlam import source

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["clear", "is_script", "script_for", "validate"]

NAME = "lcxl_lite.py"
POINTS = 5.6
"""Of one character of width; xlwings Lite counts in points."""


def script_for(plan: Collaborative) -> str:
    """The file a coach pastes into xlwings Lite; the plan is in it."""
    text = to_json(plan.for_others())
    gaps = {"@VERSION@": version("lcxl"), "@TITLE@": plan.title, "@PLAN@": ascii(text)}
    script = source("lcxl_lite.txt")
    for gap, value in gaps.items():
        script = script.replace(gap, " ".join(value.splitlines()))
    return script


def is_script(data: bytes) -> bool:
    """Whether these are the bytes of such a file."""
    return data.startswith(source("lcxl_lite.txt").partition("@")[0].encode())


async def validate(book: xw.Book, plan_text: str) -> str:
    """Check the workbook, mark its cells and list the findings; what there is to say."""
    plan = from_json(plan_text)
    live = await _read_cells(book)
    belongs_to = collaborative_of(live)
    if belongs_to is None:
        return say("not_ours")
    source = FoundPlan(plan, None, say("plan_inside"))
    try:
        checked = check_cells(live, source, book.name)
    except LcxlError as e:
        return f"{e.message} {e.fix}"
    return marked_with(book, checked, await _standing(book), POINTS).text


async def clear(book: xw.Book) -> str:
    """Remove everything that `validate` put into the workbook; what there is to say."""
    return cleared_of(book, await _standing(book)).text


async def _read_cells(book: xw.Book) -> LiveBook:
    ours = findings_sheet.find(book)
    sheets = [s for s in book.sheets if ours is None or s.name != ours.name]
    contents = {}
    for sheet in sheets:
        block = block_of(sheet)
        contents[sheet.name] = content_of(block, await block.options(ndim=2).get_formula())
    infos = [SheetInfo(s.name, "", is_visible(s)) for s in sheets]
    return LiveBook(infos, dict(names_of(book)), contents.__getitem__)


async def _standing(book: xw.Book) -> dict[str, marks.Standing]:
    found = {}
    for sheet in book.sheets:
        rules = [(r.type, r.formula, r) for r in await sheet.used_range.get_conditional_formats()]
        notes = []
        for note in sheet.notes:
            place = await note.get_location()
            if place is not None:
                notes.append((place.row, place.column, await note.get_text() or "", note))
        found[sheet.name] = marks.Standing(rules, notes)
    return found
