"""The sheet Charter: what the charter will say, what is missing, and the decisions taken."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The sections and the decisions, on one page."""
    sheet = blocks.write(pages, spec)
    decisions = pages.placed[spec.id]["decisions"]
    filled = len(pages.rows.get("decisions", ()))
    last = min(decisions.last_row, decisions.first_row + max(5, filled + 2))
    pages.page(sheet, last, len(spec.widths) - 1, one_page=True)
