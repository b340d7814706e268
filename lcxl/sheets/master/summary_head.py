"""The head of Summary: three sentences, and four figures in large letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.figures.completeness import complete
from lcxl.figures.figures import Figures
from lcxl.figures.overview import overview
from lcxl.figures.taking_part import decided
from lcxl.figures.timeliness import Timeliness, newest_reported, who_reported
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.sheets.master.change_cells import NOTHING, lines_within
from lcxl.sheets.pages import Pages
from lcxl.words import filled, percent
from lcxl.xl.sheet import SheetWriter

__all__ = ["SMALL_LINE", "small", "write_head"]

LINE, STRONG_LINE, SMALL_LINE = 105, 98, 130
"""Characters of a line across the page, of one in bold, and of one in small letters."""
SPACER, STRONG, TILE, LABEL, SMALL = 8, 22, 34, 22, 16
"""Pixels of rows: an empty one, a sentence in bold, a figure, what it is a figure of, a remark."""
TILE_COLS = (0, 1, 9, 16)
"""Columns in which the four figures begin."""


class Tile(NamedTuple):
    """A figure in large letters, and what it is a figure of."""

    value: str
    label: str


def write_head(pages: Pages, spec: templates.Sheet, sheet: SheetWriter, last_col: int) -> int:
    """What is said of all teams, and how complete the data are; gives the last row."""
    master, figures, found = pages.of(Master), pages.of(Figures), pages.of(Timeliness)
    sheet.raw.set_row_pixels(2, SPACER)
    row, latest = 2, figures.latest
    lines = [[spec.texts["reached_none"]]] if latest is None else overview(figures)
    for k, said in enumerate(lines):
        for part in lines_within(said, LINE if k else STRONG_LINE):
            row += 1
            size = {} if k else {"font_size": 12}
            sheet.put(row, 0, part, "line" if k else "strong", **size)
            if not k:
                sheet.raw.set_row_pixels(row, STRONG)
    if latest is not None:
        row += 1
        sheet.raw.set_row_pixels(row, SPACER)
        shares = not pages.is_written("findings")
        tiles = list(_tiles(figures.plan, master.combined, found, latest, spec.texts, shares))
        row = _write_tiles(sheet, row + 1, tiles, last_col)
    if pages.is_written("findings"):
        row = small(sheet, row + 1, _open_matters(master.combined, spec.texts))
    return row


def small(sheet: SheetWriter, row: int, text: str) -> int:
    """A remark in small letters; gives its last row."""
    parts = lines_within([text], SMALL_LINE)
    for k in range(len(parts)):
        sheet.raw.set_row_pixels(row + k, SMALL)
    return sheet.lines(row, parts, "quiet", font_size=9) - 1


def _write_tiles(sheet: SheetWriter, row: int, tiles: list[Tile], last_col: int) -> int:
    fill = {"bg_color": sheet.book.theme.colours["pale"]}
    for k, pixels in enumerate((TILE, LABEL)):
        sheet.raw.set_row_pixels(row + k, pixels)
        sheet.fill(row + k, 0, last_col, "line", **fill)
    for col, tile in zip(TILE_COLS, tiles, strict=True):
        sheet.put(row, col, tile.value, "figure", font_size=20, align="left", **fill)
        sheet.put(row + 1, col, tile.label, "quiet", font_size=9, valign="top", **fill)
    return row + 1


def _tiles(
    plan: Collaborative,
    combined: Combined,
    found: Timeliness,
    latest: date,
    texts: Mapping[str, str],
    shares: bool,
) -> Iterator[Tile]:
    """``shares``: only the changes are known that their teams share."""
    month = newest_reported(plan, combined, latest)
    here, out = who_reported(plan, combined, month)
    label = filled(texts["tile_reported"], month=month_in_words(month))
    yield Tile(filled(texts["n_of"], n=len(here), of=len(here) + len(out)), label)
    due, done = complete(plan, combined)
    yield Tile(percent(done / due) if due else NOTHING, texts["tile_complete"])
    on_time = found.share_on_time
    if on_time is None:
        yield Tile(NOTHING, texts["tile_on_time_unknown"])
    else:
        yield Tile(percent(on_time), texts["tile_on_time"])
    n = len(combined.changes)
    key = f"tile_changes{'_shared' if shares else ''}{'_one' if n == 1 else ''}"
    yield Tile(str(n), filled(texts[key], n=decided(combined)["adopt"]))


def _open_matters(combined: Combined, texts: Mapping[str, str]) -> str:
    errors = sum(f.severity == "error" for f in combined.findings)
    questions = sum(f.severity == "question" for f in combined.findings)
    return filled(texts["open_errors"], errors=errors, questions=questions)
