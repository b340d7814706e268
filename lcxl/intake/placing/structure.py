"""What reading finds about the workbook itself (V26): marks, sheets, cells, macros."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from lcxl.cells import AnyBook, Range, a1
from lcxl.cells.address import column_letters
from lcxl.cells.sheet import MAX_CELLS
from lcxl.findings import Finding
from lcxl.intake import rules
from lcxl.intake.placing.identity import Identity
from lcxl.intake.placing.places import Places
from lcxl.layout import ReportingLayout

__all__ = ["structure_findings"]

MERGED_NAMED = 10
"""So many merged places are named."""


def structure_findings(
    book: AnyBook,
    layout: ReportingLayout,
    places: Places,
    identity: Identity,
    file: str,
    is_linked: bool,
    beyond: Sequence[tuple[Range, bool]] = (),
) -> Iterator[Finding]:
    """Every remark about the structure, of which the numbers were read all the same.

    ``is_linked``: an input is a formula that looks into another file.  ``beyond``: rows that no
    mark reaches, of a table that lies across or not.
    """
    found = partial(rules.structure, file=file, team_id=identity.team_id)
    if book.source and book.source != "text":
        yield found("other_format", {"format": f".{book.source}"}, "note")
    if identity.by_name and not identity.team_id:
        pass  # rule V01 says that nothing tells whose it is
    elif identity.by_name:
        team = layout.plan.team(identity.team_id).name
        text = "text_of_data" if book.source == "text" else "by_headings"
        yield found(text, {"team": team}, "question")
    elif places.by_heading and not book.source:
        sheets = sorted({places.found[key].sheet for key in places.by_heading})
        for metric in places.contradicted:
            yield found(
                "rows_moved" if layout.across else "columns_moved",
                {"metric": metric.short_name},
                "question",
                sheet=places.data_sheet,
                metric_id=metric.id,
            )
        keys = {c.key for m in places.contradicted for c in layout.lines_of(m.id)}
        if places.by_heading - keys:
            yield found(
                "marks_lost",
                {"sheets": sheets},
                "question",
                sheet=sheets[0],
            )
    for now, sheet in places.moved.items():
        text = "cells_moved" if now == sheet else "sheet_renamed"
        yield found(text, {"sheet": sheet, "now": now}, "question", sheet=now)
    yield from _beyond(beyond, found)
    for sheet in sorted({place.sheet for place in places.found.values()}):
        if book.is_cut(sheet):
            yield found("cut", {"most": MAX_CELLS, "sheet": sheet}, "error", sheet=sheet)
    for sheet in () if book.source == "text" else places.gone:
        yield found("sheet_gone", {"sheet": sheet}, "question", sheet=sheet)
    yield from _data(book, layout, places, found)
    if book.has_macros:
        yield found("macros", {}, "note")
    if is_linked:
        yield found("linked", {}, "note")


def _beyond(
    beyond: Sequence[tuple[Range, bool]], found: Callable[..., Finding]
) -> Iterator[Finding]:
    for rows, across in beyond:
        if across:
            n = rows.last_col - rows.first_col + 1
            told = {"sheet": rows.sheet, "n": n, "first": column_letters(rows.first_col),
                    "last": column_letters(rows.last_col)}  # fmt: skip
            yield found("columns_beyond_marks", told, "question", sheet=rows.sheet)
            continue
        first, last = rows.first_row + 1, rows.last_row + 1
        told = {"sheet": rows.sheet, "first": first, "last": last, "n": last - first + 1}
        yield found("beyond_marks", told, "question", sheet=rows.sheet)


def _data(
    book: AnyBook, layout: ReportingLayout, places: Places, found: Callable[..., Finding]
) -> Iterator[Finding]:
    sheet = places.data_sheet
    if sheet is None:
        return
    if any(info.name == sheet and not info.visible for info in book.sheets):
        yield found("hidden", {"sheet": sheet}, "question", sheet=sheet)
    for twin in places.twins:
        yield found("twin", {"twin": twin, "sheet": sheet}, "question", sheet=twin)
    inputs = [places.found[c.key] for c in layout.lines if c.is_input and c.key in places.found]
    merged = [m for m in book.merged(sheet) if any(_overlap(m, place) for place in inputs)]
    for place in merged[:MERGED_NAMED]:
        yield found(
            "merged",
            {"cells": place.local.replace("$", "")},
            "question",
            sheet=sheet,
            cell=a1(place.first_row, place.first_col),
        )


def _overlap(one: Range, other: Range) -> bool:
    return (
        one.first_row <= other.last_row
        and other.first_row <= one.last_row
        and one.first_col <= other.last_col
        and other.first_col <= one.last_col
    )
