"""The sheet Definitions: a card for each metric, in every workbook that has it."""

from __future__ import annotations

from lcxl import templates
from lcxl.plan import Collaborative
from lcxl.sheets.card import CARD_WIDTHS, card_of, full_size, write_card
from lcxl.sheets.pages import Pages

__all__ = ["write", "write_definitions"]

FIRST_ROW = 4


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The cards; numbers in them have the decimal sign of the reader's program."""
    write_definitions(pages, spec)


def write_definitions(pages: Pages, spec: templates.Sheet, *, plain: bool = False) -> None:
    """One card for each metric, each on a page of its own; ``plain``: without a formula."""
    plan = pages.of(Collaborative)
    sheet = pages.open(spec, len(CARD_WIDTHS) - 1)
    sheet.widths(CARD_WIDTHS)
    row, breaks, highest = FIRST_ROW, [], 0
    for metric in plan.metrics:
        breaks.append(row - 1)
        last, height = write_card(sheet, row, card_of(plan, metric, plain=plain))
        row, highest = last + 2, max(highest, height)
    last_col = len(CARD_WIDTHS) - 1
    pages.page(sheet, row - 2, last_col, (0, 1), portrait=True)
    sheet.break_pages(full_size(highest), rows=breaks[1:])
