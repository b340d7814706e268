"""The sheet Drivers: three tables below each other, with the words of what each row serves."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import field, placed
from lcxl.sheets.planning.diagram_formulas import Placed
from lcxl.xl.live import Live

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The tables, and beside each id what it stands for."""
    sheet, tables = blocks.write(pages, spec), placed(pages)
    above, middle = tables.primary, tables.secondary
    ids = above.range("id").reference
    texts = above.range("text").reference
    names = _texts(tables, "primary")
    for i, row in enumerate(tables.padded("primary")):
        n = sum(1 for leaf in tables.tree.leaves if leaf.primary == i + 1 and leaf.idea)
        place = above.range("ideas")
        has = str(row.get("text") or "").strip()
        live = Live(_count(tables, i), n if has else "")
        sheet.put(place.first_row + i, place.first_col, live, "computed")
    for i, row in enumerate(tables.padded("secondary")):
        parent = field(middle, "parent", i)
        formula = f'IFERROR(INDEX({texts},MATCH(TRIM({parent}),{ids},0))&"","")'
        place = middle.range("under")
        value = names.get(_key(row), "")
        sheet.put(place.first_row + i, place.first_col, Live(formula, value), "row_text")
    own = middle.range("id").reference
    own_texts = middle.range("text").reference
    both = {**names, **_texts(tables, "secondary")}
    for i, row in enumerate(tables.padded("ideas")):
        parent = f"TRIM({field(tables.ideas, 'parent', i)})"
        formula = (
            f'IFERROR(INDEX({own_texts},MATCH({parent},{own},0))&"",'
            f'IFERROR(INDEX({texts},MATCH({parent},{ids},0))&"",""))'
        )
        place = tables.ideas.range("under")
        value = both.get(_key(row), "")
        sheet.put(place.first_row + i, place.first_col, Live(formula, value), "row_text")


def _count(tables: Placed, i: int) -> str:
    """The ideas that serve a primary driver, itself or one of its secondary drivers."""
    own = field(tables.primary, "id", i)
    text = field(tables.primary, "text", i)
    homes, ideas = tables.secondary.range("parent"), tables.ideas.range("parent")
    named = tables.ideas.range("text").reference
    through = (
        f"SUMPRODUCT(({homes.reference}={own})*"
        f'({tables.secondary.range("text").reference}<>"")*'
        f'COUNTIFS({ideas.reference},{tables.secondary.range("id").reference},{named},"?*"))'
    )
    return f'IF(TRIM({text})="","",COUNTIFS({ideas.reference},{own},{named},"?*")+{through})'


def _texts(tables: Placed, name: str) -> dict[str, str]:
    rows = tables.padded(name)
    return {str(r.get("id")).casefold(): str(r.get("text") or "") for r in reversed(rows)}


def _key(row: Mapping[str, object]) -> str:
    return str(row.get("parent") or "").strip().casefold()
