"""What reading finds about the workbook itself (V26): marks, sheets, cells, macros."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from lcxl.cells import AnyBook, Range, a1
from lcxl.cells.sheet import MAX_CELLS
from lcxl.findings import Finding
from lcxl.intake import rules
from lcxl.intake.identity import Identity
from lcxl.intake.places import Places
from lcxl.layout import ReportingLayout
from lcxl.words import number, say

__all__ = ["structure_findings"]

NEXT_MONTH = "Next month use the workbook as the host sent it."
MERGED_NAMED = 10
"""So many merged places are named."""


def structure_findings(
    book: AnyBook,
    layout: ReportingLayout,
    places: Places,
    identity: Identity,
    file: str,
    is_linked: bool,
    beyond: Sequence[Range] = (),
) -> Iterator[Finding]:
    """Every remark about the structure, of which the numbers were read all the same.

    ``is_linked``: an input is a formula that looks into another file.  ``beyond``: rows that no
    mark reaches.
    """
    found = partial(rules.structure, file=file, team_id=identity.team_id)
    if identity.by_name:
        team = layout.plan.team(identity.team_id).name
        yield found(
            "The workbook has lost its hidden marks, as happens when another program saves it. "
            f"By its headings it is the workbook of {team}, and was read as such.",
            "If it is another team's, ask who sent it. " + NEXT_MONTH,
            "question",
        )
    elif places.by_heading:
        sheets = sorted({places.found[key].sheet for key in places.by_heading})
        for metric in places.contradicted:
            yield found(
                f"{metric.short_name}: the columns were moved, and its headings now stand above "
                "other cells than before. The numbers below the headings were read.",
                "Check that the numbers stand below the right headings. " + NEXT_MONTH,
                "question",
                sheet=places.data_sheet,
                metric_id=metric.id,
            )
        keys = {c.key for m in places.contradicted for c in layout.columns_of(m.id)}
        if places.by_heading - keys:
            yield found(
                f"Some hidden marks of the workbook are lost. {' and '.join(sheets)} was read by "
                "its headings.",
                NEXT_MONTH,
                "question",
                sheet=sheets[0],
            )
    for sheet, message in places.moved.items():
        yield found(
            f"{message} It was read all the same, by its marks.",
            NEXT_MONTH,
            "question",
            sheet=sheet,
        )
    for rows in beyond:
        first, last = rows.first_row + 1, rows.last_row + 1
        which = "one" if first == last else "many"
        yield found(
            say(f"reading.beyond_marks_{which}", sheet=rows.sheet, first=first, last=last),
            say("reading.beyond_marks_fix"),
            "question",
            sheet=rows.sheet,
        )
    for sheet in sorted({place.sheet for place in places.found.values()}):
        if book.is_cut(sheet):
            message = say("reading.cut", most=number(MAX_CELLS, grouped=True), sheet=sheet)
            yield found(message, say("reading.cut_fix"), "error", sheet=sheet)
    for sheet in places.gone:
        yield found(
            f"The sheet {sheet} is no longer in the workbook. The rest was read.",
            NEXT_MONTH,
            "question",
            sheet=sheet,
        )
    yield from _data(book, layout, places, found)
    if book.has_macros:
        yield found(
            "The file carries macros. They were not run.",
            "Save it as an Excel workbook without macros (.xlsx).",
            "note",
        )
    if is_linked:
        yield found(
            "Some numbers are formulas that look into other files. The numbers that they last "
            "showed were read; no other file was opened.",
            "Copy these cells and paste them as values (Paste Special, Values).",
            "note",
        )


def _data(
    book: AnyBook, layout: ReportingLayout, places: Places, found: Callable[..., Finding]
) -> Iterator[Finding]:
    sheet = places.data_sheet
    if sheet is None:
        return
    if any(info.name == sheet and not info.visible for info in book.sheets):
        yield found(
            f"The sheet {sheet} is hidden. Its numbers were read.",
            "Check that they are the ones that are meant, and show the sheet again (right-click "
            "on any sheet's name, Unhide).",
            "question",
            sheet=sheet,
        )
    for twin in places.twins:
        yield found(
            f"The sheet {twin} has the headings of {sheet} too. Only {sheet} was read.",
            f"If the right numbers stand on {twin}, copy them to {sheet}. Otherwise delete {twin}.",
            "question",
            sheet=twin,
        )
    inputs = [places.found[c.key] for c in layout.columns if c.is_input and c.key in places.found]
    merged = [m for m in book.merged(sheet) if any(_overlap(m, place) for place in inputs)]
    for place in merged[:MERGED_NAMED]:
        yield found(
            f"The cells {place.local.replace('$', '')} are merged. Only the first of them can "
            "hold a number.",
            "Unmerge them (Home, Merge & Center) and type each number into its own cell.",
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
