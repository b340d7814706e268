"""The sheet Change package: how each idea is done, with what others say of the idea."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import PlanningData, field, named_by, placed
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, and beside each id the idea, its driver, its metrics and its teams."""
    sheet, tables, data = blocks.write(pages, spec), placed(pages), pages.of(PlanningData)
    block = pages.placed[spec.id]["package"]
    rows = pages.rows.get("package", ())
    ids = tables.ideas.range("id").reference
    ideas = {str(r.get("id") or "").casefold(): r for r in reversed(tables.padded("ideas"))}
    drivers = {
        str(r.get("id") or "").casefold(): str(r.get("text") or "")
        for r in (*tables.padded("primary"), *tables.padded("secondary"))
    }
    for i in range(block.last_row - block.first_row + 1):
        id_ = str((rows[i] if i < len(rows) else {}).get("id") or "").strip().casefold()
        idea, cell = ideas.get(id_, {}) if id_ else {}, field(block, "id", i)
        own = str(idea.get("metric") or "")
        at = f"MATCH({cell},{ids},0)"
        metric = f'IFERROR(INDEX({tables.ideas.range("metric").reference},{at})&"","")'
        named = named_by(data, cell)
        shown = dict(rows[i]) if i < len(rows) else {}
        for name, formula, value in (
            ("idea", _looked_up(tables.ideas.range("text").reference, at), idea.get("text")),
            (
                "driver",
                _looked_up(tables.ideas.range("under").reference, at),
                drivers.get(str(idea.get("parent") or "").strip().casefold()),
            ),
            (
                "metric",
                f'IF({named}<>"",{named},{metric})',
                data.named.get(id_) or own if id_ else "",
            ),
            ("teams", named_by(data, cell, teams=True), data.teams.get(id_) if id_ else ""),
        ):
            place = block.range(name)
            text = str(value or "")
            shown[name] = text
            live = Live(f'IF({cell}="","",{formula})', text)
            sheet.put(block.first_row + i, place.first_col, live, "cell_wrap")
        tall = max(lines_of(str(shown.get(f.id) or ""), f.width) for f in block.block.fields)
        if tall > 1:
            sheet.raw.set_row(block.first_row + i, blocks.LINE * tall + 3)


def _looked_up(texts: str, at: str) -> str:
    return f'IFERROR(INDEX({texts},{at})&"","")'
