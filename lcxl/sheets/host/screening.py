"""The sheet Screening: what a call is worth."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import a1
from lcxl.sheets import blocks
from lcxl.sheets.host.tracker import Tracker, points_of
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Points of each call: what a dropdown's answer is worth is the same for all."""
    sheet, tracker = blocks.write(pages, spec), pages.of(Tracker)
    block = tracker.placed[spec.id]["screening"]
    col = {f.id: i for i, f in enumerate(block.block.fields)}
    rows = tracker.rows.get("screening", ())
    rules = templates.recruiting()
    for i in range(block.last_row - block.first_row + 1):
        row = block.first_row + i
        parts, cells = [], []
        for name, points in rules.points.items():
            cell = a1(row, col[name])
            place = tracker.lists[name].reference
            worth = ",".join(map(str, points))
            parts.append(f"IFERROR(CHOOSE(MATCH({cell},{place},0),{worth}),0)")
            cells.append(cell)
        for name, limits in rules.hours.items():
            cell = a1(row, col[name])
            parts += [f"(N({cell})>={limit})" for limit in limits]
            cells.append(cell)
        counted = f"COUNTA({','.join(cells)})"
        total, answered = points_of(rows[i]) if i < len(rows) else ("", 0)
        live = Live(f'IF({counted}=0,"",{"+".join(parts)})', total)
        sheet.put(row, col["score"], live, "computed")
        sheet.put(row, col["answered"], Live(counted, answered), "computed", num_format="0;;")
