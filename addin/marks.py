"""Marks on the cells of an open workbook, and their removal without a trace.

A mark never touches a cell's own format: its colour is a conditional format that is always
true, laid over the cell, and its words are a note.  Both say that they are ours, so that they
are found again in a workbook that was saved, sent and reopened, wherever the cells moved.

What is said of them was read back: Excel for Mac names no notes of a protected sheet and raises
nothing (`Sheet.notes` in xlwings' `_xlmac.py` asks for special cells, which protection forbids).
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lcxl import templates
from lcxl.cells.address import a1, column_number
from lcxl.findings import Finding, worst

from .busy import unless_busy
from .excel import OpenSheet
from .words import say

if TYPE_CHECKING:
    import xlwings as xw

__all__ = [
    "Cleared",
    "Marked",
    "Place",
    "Standing",
    "clear",
    "is_our_note",
    "is_our_rule",
    "mark",
    "places",
    "standing",
]

SIGN = "lcxl mark"
RULE = f'="{SIGN}"="{SIGN}"'
"""Always true, and no function or separator in it: Excel reads rules in the user's language."""
MOST_NOTES = 100
"""In a workbook.  Notes are slow, on Mac one takes up to a tenth of a second; beyond these only
colours."""
ENOUGH_REFUSALS = 3
"""Of the first notes on a sheet: then it takes none, and no more are tried."""
MOST_LETTERS = 700
"""Of what one note says."""
LONGEST_ADDRESS = 250
"""Letters of an address of several cells; Excel takes up to 255."""
LARGE = 12
"""Cells from which on a rectangle has a rule of its own."""
NOTES_MAY_HIDE = sys.platform == "darwin"
"""A sheet may have notes and name none."""

_CELL = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")

Place = tuple[str, int, int]
"""Sheet, row and column, counted from 1 as in Excel."""
Rectangle = tuple[int, int, int, int]


@dataclass
class Marked:
    """What `mark` could do, and what the workbook did not allow: sheet -> number of cells."""

    cells: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    notes_refused: Counter[str] = field(default_factory=Counter)
    notes_kept: int = 0
    """Cells that keep a note or a comment of the team."""
    notes_left_out: int = 0


@dataclass
class Cleared:
    """What `clear` removed, and what stands there still."""

    colours: int = 0
    notes: int = 0
    notes_changed: int = 0
    """Notes of ours to which somebody added; they stay."""
    refused: Counter[str] = field(default_factory=Counter)
    """Sheet -> marks that were found again afterwards."""
    unknown: list[str] = field(default_factory=list)
    """Sheets of which nobody can say whether notes of ours are left."""


@dataclass
class Standing:
    """Our conditional formats, from the first priority to the last, and all notes of a sheet."""

    sheet: OpenSheet
    rules: list[xw.ConditionalFormat]
    notes: list[tuple[str, xw.Note]]
    asked: Sequence[tuple[int, int]] = ()
    """Cells that were asked for their notes one by one, as the sheet named none."""
    is_read: bool = True
    """Excel said what stands there."""

    @property
    def ours(self) -> list[xw.Note]:
        """The notes that nobody but us wrote."""
        return [note for text, note in self.notes if is_our_note(text)]


def standing(sheets: Iterable[OpenSheet], listed: Iterable[Place]) -> dict[str, Standing]:
    """Sheet -> what stands on it; ``listed`` are the cells that may have notes of ours."""
    cells: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place in list(dict.fromkeys(listed))[:MOST_NOTES]:
        cells[place[0]].append(place[1:])
    return {sheet.name: _on(sheet, cells.get(sheet.name, ())) for sheet in sheets}


def _on(sheet: OpenSheet, cells: Sequence[tuple[int, int]]) -> Standing:
    try:
        rules = [r for r in sheet.used.conditional_formats if SIGN in (r.formula or "")]
        notes = [(note.text, note) for note in sheet.sheet.notes]
        if notes or not cells:
            return Standing(sheet, rules, notes)
        found = [sheet.sheet.range(cell).note for cell in cells]
        notes = [(note.text, note) for note in found if note is not None]
        return Standing(sheet, rules, notes, cells)
    except Exception as e:
        unless_busy(e)
        return Standing(sheet, [], [], is_read=False)


def places(findings: Iterable[Finding]) -> dict[Place, list[Finding]]:
    """The findings that name a cell, by that cell, in their order."""
    found: defaultdict[Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        match = _CELL.match(finding.cell or "")
        if finding.sheet and match:
            place = finding.sheet, int(match[2]), column_number(match[1]) + 1
            found[place].append(finding)
    return dict(found)


def mark(sheets: Iterable[OpenSheet], findings: Iterable[Finding]) -> Marked:
    """Colour every cell that a finding names, and say in a note what was found.

    A cell that has a note or a comment of the team keeps it and is only coloured.
    """
    marked = Marked()
    by_name = {sheet.name: sheet for sheet in sheets}
    found = {place: of_it for place, of_it in places(findings).items() if place[0] in by_name}
    kinds: defaultdict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for (name, row, col), of_it in found.items():
        kinds[name, worst(of_it) or "note"].add((row, col))
    for (name, severity), cells in kinds.items():
        for address, count in addresses(cells):
            if _coloured(by_name[name], address, severity):
                marked.cells += count
            else:
                marked.refused[name] += count
    _annotate(by_name, found, marked)
    return marked


def _coloured(sheet: OpenSheet, address: str, severity: str) -> bool:
    look = templates.theme().roles[f"mark_{severity}"]
    try:
        sheet.sheet.range(address).conditional_formats.add_custom(
            RULE,
            fill_color=str(look["bg_color"]),
            font_color=str(look["font_color"]),
            font_bold=bool(look["bold"]),
        )
    except Exception as e:  # what a protected sheet raises differs on each platform
        unless_busy(e)
        return False
    return True


def _annotate(
    sheets: Mapping[str, OpenSheet], found: Mapping[Place, list[Finding]], marked: Marked
) -> None:
    chosen = list(found)[:MOST_NOTES]
    marked.notes_left_out = len(found) - len(chosen)
    added: Counter[str] = Counter()
    for name, row, col in chosen:
        if added[name] == 0 and marked.notes_refused[name] >= ENOUGH_REFUSALS:
            marked.notes_refused[name] += 1
            continue
        done = _noted(sheets[name].sheet.range((row, col)), note_text(found[name, row, col]))
        added[name] += done == "added"
        marked.notes_kept += done == "kept"
        marked.notes_refused[name] += done == "refused"


def _noted(cell: xw.Range, text: str) -> Literal["added", "kept", "refused"]:
    """Put a note on a cell, in the place of one of ours; "kept" where the team's stands there."""
    for _ in range(2):
        try:
            cell.add_note(text)
        except Exception as e:
            unless_busy(e)
        else:
            return "added"
        try:
            note = cell.note
            if note is None:
                return "kept" if _has_comment(cell) else "refused"
            if not is_our_note(note.text):
                return "kept"
            note.delete()
        except Exception as e:
            unless_busy(e)
            return "refused"
    return "refused"


def _has_comment(cell: xw.Range) -> bool:
    """It has a comment that can be answered; Excel puts no note beside one."""
    try:
        return cell.comment is not None
    except Exception as e:  # not to be known on Mac, and in older ones there are none
        unless_busy(e)
        return False


def note_text(findings: Iterable[Finding]) -> str:
    """What the note of a cell says."""
    body = "\n".join(
        say("note_line", code=f.code, severity=f.severity, message=f.message, fix=f.fix)
        for f in findings
    )
    if len(body) > MOST_LETTERS:
        body = body[: MOST_LETTERS - 1] + "…"
    return "\n".join([say("note_head"), body, say("note_end")])


def rectangles(cells: Iterable[tuple[int, int]]) -> Iterator[Rectangle]:
    """Cells as few rectangles: runs down a column, joined with equal runs beside them."""
    by_column: defaultdict[int, list[int]] = defaultdict(list)
    for row, col in cells:
        by_column[col].append(row)
    by_rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for col, rows in by_column.items():
        for run in _runs(rows):
            by_rows[run].append(col)
    for (top, bottom), columns in sorted(by_rows.items()):
        for left, right in _runs(columns):
            yield top, left, bottom, right


def addresses(cells: Collection[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Cells as few addresses, each with the number of its cells.

    Each address costs a dozen questions to Excel.  An address of several cells names them one by
    one: of "A1:A3,C1:C3" xlwings on Mac takes no more than A1.
    """
    single: list[str] = []
    for top, left, bottom, right in rectangles(cells):
        count = (bottom - top + 1) * (right - left + 1)
        if count >= LARGE:
            yield f"{a1(top - 1, left - 1)}:{a1(bottom - 1, right - 1)}", count
            continue
        single += [a1(r - 1, c - 1) for c in range(left, right + 1) for r in range(top, bottom + 1)]
    part: list[str] = []
    for cell in single:
        if part and len(",".join([*part, cell])) > LONGEST_ADDRESS:
            yield ",".join(part), len(part)
            part = []
        part.append(cell)
    if part:
        yield ",".join(part), len(part)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    run: list[int] = []
    for number in sorted(numbers):
        if run and number != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(number)
    if run:
        yield run[0], run[-1]


def clear(before: Mapping[str, Standing]) -> Cleared:
    """Remove every mark of what stands in a workbook, and look whether it is gone.

    All else stays as it is.
    """
    cleared = Cleared()
    for name, there in before.items():
        cleared.notes_changed += sum(
            text.startswith(say("note_head")) and not is_our_note(text) for text, _ in there.notes
        )
        if not there.is_read:
            cleared.unknown.append(name)
        if not there.rules and not there.ours:
            continue
        ours: list[xw.ConditionalFormat | xw.Note] = [*there.rules, *there.ours]
        for one in reversed(ours):
            try:  # the last first: on Mac a rule is known by its number
                one.delete()
            except Exception as e:
                unless_busy(e)
        after = _on(there.sheet, there.asked)
        cleared.colours += len(there.rules) - len(after.rules)
        cleared.notes += len(there.ours) - len(after.ours)
        left = len(after.rules) + len(after.ours)
        if left:
            cleared.refused[name] = left
        hidden = NOTES_MAY_HIDE and not there.notes and not there.asked
        if hidden or not after.is_read:
            cleared.unknown.append(name)
    return cleared


def is_our_rule(kind: str | None, formula: str | None) -> bool:
    """The conditional format is a mark of ours."""
    return kind == "custom" and SIGN in (formula or "")


def is_our_note(text: str) -> bool:
    """The note is ours and nobody added to it."""
    return text.startswith(say("note_head")) and text.rstrip().endswith(say("note_end"))
