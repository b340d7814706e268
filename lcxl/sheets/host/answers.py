"""The answers on Metrics as cells of other sheets refer to them, each with its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lcxl.cells import a1
from lcxl.cells.address import quoted
from lcxl.kinds import KINDS
from lcxl.layout import PlacedBlock
from lcxl.periods import serial
from lcxl.sheets.blocks import shown_input
from lcxl.templates import ids_of, word_of
from lcxl.words import locale, number, say, text_of
from lcxl.xl.live import Live, first_true, quote, sentence, words

__all__ = ["Answers", "is_filled", "is_one_of", "way_of"]


class Answers:
    """The block in columns of the sheet Metrics, and what stands in it."""

    def __init__(self, place: PlacedBlock, rows: Sequence[Mapping[str, object]]) -> None:
        self.place, self.rows = place, rows
        self.fields = {field.id: field for field in place.block.fields}

    def values(self, name: str) -> list[object]:
        """What stands in the cells of a question, of every prepared column."""
        return [self.value(name, i) for i in range(self.place.columns)]

    def value(self, name: str, i: int) -> str | float:
        """What stands in one cell; an empty text for nothing."""
        found = self.rows[i].get(name) if i < len(self.rows) else None
        shown = shown_input(self.fields[name], found)
        if isinstance(shown, date):
            return serial(shown)
        return "" if shown is None else shown  # type: ignore[return-value]

    def all(self, name: str) -> str:
        """All cells of a question: ``Metrics!$C$9:$N$9``."""
        return self.place.range(name).reference

    def cell(self, name: str, i: int) -> Live:
        """One cell: ``Metrics!C9``."""
        place = self.place.range(name)
        at = a1(place.first_row, place.first_col + i)
        return Live(f"{quoted(place.sheet)}!{at}", self.value(name, i))

    @staticmethod
    def goal(goal: Live, kind: Live, unit: Live) -> Live:
        """A goal as people read it: a percentage, or a number with its unit."""
        typed = goal.value if isinstance(goal.value, int | float) else 0.0
        points = Live(f"ROUND(100*{goal.formula},2)", round(100 * typed, 2))
        share = sentence(locale().percent.replace("{n}", "{number}"), number=points)
        plain = Live(f'{goal.formula}&""', number(typed) if goal.value != "" else "")
        with_unit = sentence(text_of("definitions.with_unit"), value=plain, unit=unit)
        return first_true(
            [
                (is_one_of(kind, [k.id for k in KINDS.values() if k.in_percent]), share),
                (Live(f'{unit.formula}=""', unit.value == ""), plain),
            ],
            with_unit,
        )


def is_filled(cell: Live) -> Live:
    """Whether something stands in a cell."""
    return Live(f'{cell.formula}<>""', cell.value != "")


def is_one_of(cell: Live, ids: Sequence[str], list_id: str = "kind") -> Live:
    """Whether a cell holds the word of one of these entries of a list."""
    known = [word_of(list_id, id_) for id_ in ids]
    tests = ",".join(f"{cell.formula}={quote(word)}" for word in known)
    return Live(f"OR({tests})", cell.value in known)


def way_of(direction: Live, text: str) -> Live:
    """Which way is better: the text of that name for the direction in a cell."""
    cases = [
        (is_one_of(direction, [id_], "direction"), words(say(f"definitions.{text}_{id_}")))
        for id_ in ids_of("direction")
    ]
    return first_true(cases, words(""))
