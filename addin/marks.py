"""Marks on the cells of an open workbook, and their removal without a trace.

A mark never touches a cell's own format: its colour is a conditional format that is always
true, laid over the cell, and its words are a note.  Both say that they are ours, so that they
are found again in a workbook that was saved, sent and reopened, wherever the cells moved.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lcxl import templates
from lcxl.cells.address import column_number
from lcxl.findings import Finding, worst

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
"""Notes are slow, on Mac one takes up to a tenth of a second; beyond these only colours."""
ENOUGH_REFUSALS = 3
"""Of the first notes on a sheet: then it takes none, and no more are tried."""
MOST_LETTERS = 700
"""Of what one note says."""

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
    notes_left_out: int = 0


@dataclass
class Cleared:
    """What `clear` removed, and what it had to leave."""

    colours: int = 0
    notes: int = 0
    notes_changed: int = 0
    """Notes of ours to which somebody added; they stay."""
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Standing:
    """The conditional formats and notes that stand on a sheet, whoever made them."""

    rules: Sequence[tuple[str | None, str | None, Any]]
    """Kind, formula and the conditional format itself, from the first priority to the last."""
    notes: Sequence[tuple[int, int, str, Any]]
    """Row, column (from 1), text and the note itself."""


def standing(book: xw.Book) -> dict[str, Standing]:
    """Sheet -> what stands on it."""
    return {
        sheet.name: Standing(
            [(r.type, r.formula, r) for r in sheet.used_range.conditional_formats],
            [(n.location.row, n.location.column, n.text, n) for n in sheet.notes],
        )
        for sheet in book.sheets
    }


def places(findings: Iterable[Finding]) -> dict[Place, list[Finding]]:
    """The findings that name a cell, by that cell, in their order."""
    found: defaultdict[Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        match = _CELL.match(finding.cell or "")
        if finding.sheet and match:
            place = finding.sheet, int(match[2]), column_number(match[1]) + 1
            found[place].append(finding)
    return dict(found)


def mark(book: xw.Book, findings: Iterable[Finding], before: Mapping[str, Standing]) -> Marked:
    """Colour every cell that a finding names, and say in a note what was found.

    A cell that has a note of the team keeps it and is only coloured; ``before`` is what stood
    in the workbook before our marks were cleared.
    """
    marked = Marked()
    by_sheet: defaultdict[str, dict[tuple[int, int], list[Finding]]] = defaultdict(dict)
    for (name, row, col), found in places(findings).items():
        by_sheet[name][row, col] = found
    for sheet in book.sheets:
        cells = by_sheet.get(sheet.name, {})
        _colour(sheet, cells, marked)
        notes = before[sheet.name].notes if sheet.name in before else ()
        taken = {(row, col) for row, col, text, _ in notes if not is_our_note(text)}
        _annotate(sheet, {p: found for p, found in cells.items() if p not in taken}, marked)
    return marked


def _colour(
    sheet: xw.Sheet, cells: Mapping[tuple[int, int], list[Finding]], marked: Marked
) -> None:
    kinds: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for place, found in cells.items():
        kinds[worst(found) or "note"].add(place)
    for severity, of_kind in kinds.items():
        look = templates.theme().roles[f"mark_{severity}"]
        for area in rectangles(of_kind):
            count = (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
            try:
                sheet.range(area[:2], area[2:]).conditional_formats.add_custom(
                    RULE,
                    fill_color=look["bg_color"],
                    font_color=look["font_color"],
                    font_bold=look["bold"],
                )
                marked.cells += count
            except Exception:  # what a protected sheet raises differs on each platform
                marked.refused[sheet.name] += count


def _annotate(
    sheet: xw.Sheet, cells: Mapping[tuple[int, int], list[Finding]], marked: Marked
) -> None:
    chosen = list(cells)[:MOST_NOTES]
    marked.notes_left_out += len(cells) - len(chosen)
    added = 0
    for i, place in enumerate(chosen):
        try:
            sheet.range(place).add_note(note_text(cells[place]))
            added += 1
        except Exception:
            marked.notes_refused[sheet.name] += 1
        if added == 0 and i + 1 == ENOUGH_REFUSALS:
            marked.notes_refused[sheet.name] = len(chosen)
            return


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
    """Remove every mark of what stands in a workbook; all else stays as it is."""
    cleared = Cleared()
    for sheet, there in before.items():
        ours = [rule for kind, formula, rule in there.rules if is_our_rule(kind, formula)]
        for rule in reversed(ours):  # on Mac a rule is known by its number
            try:
                rule.delete()
                cleared.colours += 1
            except Exception:
                cleared.refused[sheet] += 1
        for _, _, text, note in reversed(there.notes):
            _clear_note(sheet, text, note, cleared)
    return cleared


def _clear_note(sheet: str, text: str, note: Any, cleared: Cleared) -> None:
    if not is_our_note(text):
        if text.startswith(say("note_head")):
            cleared.notes_changed += 1
        return
    try:
        note.delete()
        cleared.notes += 1
    except Exception:
        cleared.refused[sheet] += 1


def is_our_rule(kind: str | None, formula: str | None) -> bool:
    """The conditional format is a mark of ours."""
    return kind == "custom" and SIGN in (formula or "")


def is_our_note(text: str) -> bool:
    """The note is ours and nobody added to it."""
    return text.startswith(say("note_head")) and text.rstrip().endswith(say("note_end"))
