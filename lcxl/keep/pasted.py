"""Answers to the survey on a sheet of the host's own, as a form's export is pasted there.

Columns are found by the words of their headings, in any order and in every language of lcxl.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from lcxl import templates
from lcxl.cells import Book, Cell
from lcxl.intake.patients.evidence import plain
from lcxl.words import in_language, language, languages, per_language

__all__ = ["pasted_answers"]

HEAD_ROWS = 10
"""Rows from the top in which the headings are looked for."""
ENOUGH = 2
"""Questions that a row of headings has at least."""
LIKE = 0.3
"""Share of words in common from which a heading is that of a question."""
QUESTIONS = ("s1", "s2", "s3", "s4", "s5")
MOST = 2_000
"""Rows of a sheet that are read."""
KEY = 10
"""Letters of an answer's key."""
_NUMBER = re.compile(r"(?<!\d)S?(\d{1,2})(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{2,}")

Row = dict[str, object]


def pasted_answers(book: Book, sessions: Mapping[str, date | None]) -> list[Row]:
    """Every answer on a sheet that is none of lcxl's; ``sessions``: id -> its day.

    The same answer has the same ``id``, wherever and however often it is pasted.
    """
    known = {sheet.name for sheet in templates.workbook("meetings").sheets}
    found: list[Row] = []
    keys: set[str] = set()
    for sheet in book.sheets:
        seen: Counter[str] = Counter()
        if sheet.name in known or sheet.name.startswith("_"):
            continue
        cells = book.cells(sheet.name)
        head = _head(cells)
        if head is None:
            continue
        row, columns = head
        last = min(max(r for r, _ in cells), row + MOST)
        for at in range(row + 1, last + 1):
            answer = _answer(book, cells, at, columns)
            if not answer:
                continue
            when = _day(book, cells, at)
            text = repr([answer.get(name, "") for name in QUESTIONS]) + str(when or "")
            seen[text] += 1
            key = hashlib.sha256(f"{text}{seen[text]}".encode()).hexdigest()[:KEY]
            if key in keys:
                continue
            keys.add(key)
            session = _session(str(answer.pop("session", "")), sheet.name, when, sessions)
            found.append({"id": key, "session": session, **answer})
    return found


def _head(cells: Mapping[tuple[int, int], Cell]) -> tuple[int, dict[str, int]] | None:
    """The row of headings, and the column of each question in it."""
    for row in range(HEAD_ROWS):
        texts = {c: v.value for (r, c), v in cells.items() if r == row and isinstance(v.value, str)}
        columns = _columns(texts)
        if sum(name in columns for name in QUESTIONS) >= ENOUGH:
            return row, columns
    return None


def _columns(texts: Mapping[int, str]) -> dict[str, int]:
    """Question -> its column, the likest first; each column is that of one question."""
    likeness = [
        (len(words & known) / len(words | known), name, col)
        for col, text in texts.items()
        if (words := _words(text))
        for name, all_known in _known_words()
        for known in all_known
    ]
    found: dict[str, int] = {}
    for share, name, col in sorted(likeness, key=lambda one: (-one[0], one[1:])):
        if share >= LIKE and name not in found and col not in found.values():
            found[name] = col
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(plain(text).casefold()))


@per_language
def _known_words() -> Sequence[tuple[str, Collection[frozenset[str]]]]:
    """Question -> the words of its headings, in every language."""
    found: dict[str, set[frozenset[str]]] = {}
    for code in {language(), *languages()}:
        with in_language(code):
            block = templates.workbook("meetings").sheet("feedback").block("answers")
            asked = {one.id: one.what for one in templates.meeting_defaults().survey}
            for field in block.fields:
                if field.id in (*QUESTIONS, "session", "team"):
                    texts = (field.heading, asked.get(field.id, ""))
                    found.setdefault(field.id, set()).update(filter(None, map(_words, texts)))
    return tuple(found.items())


def _answer(
    book: Book, cells: Mapping[tuple[int, int], Cell], row: int, columns: Mapping[str, int]
) -> Row:
    """What stands in one row; nothing where no question is answered."""
    found: Row = {}
    for name, col in columns.items():
        cell = cells.get((row, col))
        if cell is None or cell.value in (None, ""):
            continue
        value = cell.value
        found[name] = f"{value:.15g}" if isinstance(value, float) else str(value)
    return found if any(name in found for name in QUESTIONS) else {}


def _day(book: Book, cells: Mapping[tuple[int, int], Cell], row: int) -> date | None:
    """The first day in a row: when the answer was given."""
    days: Iterator[date] = (
        day
        for (r, _), cell in sorted(cells.items())
        if r == row and (day := book.as_date(cell)) is not None
    )
    return next(days, None)


def _session(
    text: str, sheet: str, when: date | None, sessions: Mapping[str, date | None]
) -> str | None:
    """Which session an answer is about: as it says, as the sheet is called, or by its day."""
    for place in (text, sheet):
        number = _NUMBER.search(place)
        if number and f"S{int(number[1])}" in sessions:
            return f"S{int(number[1])}"
    before = [(day, key) for key, day in sessions.items() if day and when and day <= when]
    return max(before)[1] if before else None
