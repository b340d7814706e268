"""The sheet Planning group: members, and who is not represented or named."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.host.tracker import Tracker
from lcxl.sheets.pages import Pages
from lcxl.words import locale
from lcxl.xl.live import Live, first_true, quote, sentence, words

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """How many members there are, and who is not represented or named."""
    sheet, tracker = blocks.write(pages, spec), pages.of(Tracker)
    block = tracker.placed[spec.id]["planning_group"]
    texts, rows = spec.texts, tracker.rows.get("planning_group", ())
    at = tracker.placed[spec.id]["check"].first_row
    between = locale().list_between
    names, ends = block.range("name").local, block.range("end").local
    members = Live(
        f"COUNTA({names})-COUNT({ends})",
        sum(bool(r.get("name")) for r in rows) - sum(bool(r.get("end")) for r in rows),
    )
    sheet.put(at, 0, sentence(texts["members"], n=members), "line")
    for i, (column, wanted, good, bad) in enumerate(
        (
            ("represents", templates.ids_of("represents"), "represented", "not_represented"),
            ("role", ("project manager", "administrator"), "named", "not_named"),
        )
    ):
        place = block.range(column).local
        here = {str(row.get(column)) for row in rows}
        list_id = next(f.list for f in block.block.fields if f.id == column)
        shown = {w: templates.word_of(list_id, w) for w in wanted}
        formula = "&".join(
            f'IF(COUNTIF({place},{quote(w)})=0,{quote(between + w)},"")' for w in shown.values()
        )
        missing = "".join(f"{between}{word}" for w, word in shown.items() if w not in here)
        listed = Live(f"MID({formula},{len(between) + 1},200)", missing[len(between) :])
        none = Live(f'({formula})=""', not missing)
        line = first_true([(none, words(texts[good]))], sentence(texts[bad], missing=listed))
        sheet.put(at + 1 + i, 0, line, "line")
