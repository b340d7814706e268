"""The sheet Prompts: questions that lead to ideas, and how many have given one."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live, sentence

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The questions, and the count."""
    sheet = blocks.write(pages, spec)
    first = pages.placed[spec.id]["count"].first_row
    place = pages.placed[spec.id]["prompts"].range("idea")
    n = sum(bool(row.get("idea")) for row in pages.rows.get("prompts", ()))
    live = sentence(spec.texts["count"], n=Live(f"COUNTA({place.local})", n))
    sheet.put(first, 0, live, "line")
    sheet.put(first + 1, 0, spec.texts["link"], "quiet")
