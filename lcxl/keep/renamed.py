"""Sheets that have another name in the workbook that takes the place of another.

Somebody renamed one, or the collaborative speaks another language now.
"""

from __future__ import annotations

from lcxl.cells import Book
from lcxl.words import LANGUAGE

__all__ = ["SHEETS", "sheets_now"]

SHEETS = "sheets"
"""What a workbook's hidden sheet calls the names of lcxl's sheets in it; "/" is in none."""


def sheets_now(old: Book, new: Book) -> dict[str, str]:
    """A sheet that has another name in the new workbook -> that name.

    Marks tell; of sheets without any, their order where both languages have the same sheets.
    """
    found = {
        place.sheet: new.anchors[anchor].sheet
        for anchor, place in old.anchors.items()
        if anchor in new.anchors
    }
    before, now = (str(book.machine.get(SHEETS, "")).split("/") for book in (old, new))
    if len(before) == len(now) and old.machine.get(LANGUAGE) != new.machine.get(LANGUAGE):
        for name, other in zip(before, now, strict=True):
            found.setdefault(name, other)
    here, there = ({sheet.name for sheet in book.sheets} for book in (old, new))
    return {a: b for a, b in found.items() if a != b and a in here and b in there}
