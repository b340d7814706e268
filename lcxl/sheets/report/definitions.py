"""The sheet Definitions of the copies for readers outside: as plain text, without a formula."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets.definitions import write_definitions
from lcxl.sheets.pages import Pages

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """A card for each metric."""
    write_definitions(pages, spec, plain=True)
