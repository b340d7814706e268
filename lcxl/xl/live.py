"""Formulas with the value they come to, and sentences made of both.

XlsxWriter does not calculate.  Every formula therefore carries its result, computed in
Python, so that a viewer that does not recalculate shows the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lcxl.periods import month_number
from lcxl.words import locale, number, text_of

__all__ = [
    "Live",
    "choose",
    "counted",
    "day_and_month",
    "first_true",
    "month_and_year",
    "month_name",
    "named_if_drawn",
    "quote",
    "sentence",
    "short_month_and_year",
    "substituted",
    "words",
]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Live(NamedTuple):
    """A formula (without "=") and its value; an empty text where it shows nothing."""

    formula: str
    value: float | str | bool
    alike: str = ""
    """The same for formulas below each other that are the same but for their row; "" where that
    is not known."""

    def coming_to(self, value: float | str | bool) -> Live:
        """The same formula with another value."""
        return Live(self.formula, value, self.alike)


def words(text: str) -> Live:
    """A text that never changes."""
    return Live(quote(text), text)


def month_and_year(cell: str, day: date | None) -> Live:
    """March 2026, of the day in a cell."""
    return _dated(locale().month, cell, day)


def short_month_and_year(cell: str, day: date | None) -> Live:
    """Mar 2026, of the day in a cell."""
    return _dated(locale().month_short, cell, day)


def day_and_month(cell: str, day: date | None) -> Live:
    """3 March 2026, of the day in a cell."""
    return _dated(locale().date, cell, day)


def month_name(cell: str, day: date | None, names: Sequence[str] | None = None) -> Live:
    """The name of a month, of the day in a cell; ``names`` if not those of the language.

    They stand in the formula, because TEXT() names them in the language of the computer.
    """
    names = names or locale().months
    chosen = f"CHOOSE(MONTH({cell}),{','.join(map(quote, names))})"
    return Live(chosen, names[month_number(day) - 1] if day else "")


def _dated(shape: str, cell: str, day: date | None) -> Live:
    parts = {
        "day": _day_of_month(cell, day),
        "month": month_name(cell, day),
        "month_short": month_name(cell, day, locale().months_short),
        "year": Live(f"YEAR({cell})", day.year if day else 0),
    }
    return sentence(shape, **parts) if day else Live(sentence(shape, **parts).formula, "")


def _day_of_month(cell: str, day: date | None) -> Live:
    """The number of a day, or what the language calls the first."""
    number, first = f"DAY({cell})", locale().first_day
    if first == "1":
        return Live(number, day.day if day else 0)
    shown: float | str = 0 if day is None else first if day.day == 1 else day.day
    return Live(f"IF({number}=1,{quote(first)},{number})", shown)


def quote(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def named_if_drawn(name: Live | str, place: str, values: Iterable[object]) -> Live:
    """A series' name for the legend of its chart, which says while no cell has a number."""
    name = words(name) if isinstance(name, str) else name
    empty = sentence(text_of("metrics.not_drawn"), name=name)
    drawn = any(isinstance(v, int | float) for v in values)
    formula = f"IF(COUNT({place})=0,{empty.formula},{name.formula})"
    return Live(formula, name.value if drawn else empty.value)


def sentence(template: str, **parts: Live | str | int | float) -> Live:
    """Fill a template's ``{places}`` with cells or constants.

    ``sentence("{n} of 10", n=Live("B4", 9))`` is ``B4&" of 10"`` with the value "9 of 10".
    """
    pieces: list[str] = []
    shown: list[str] = []
    position = 0
    for match in _PLACEHOLDER.finditer(template):
        _literal(pieces, shown, template[position : match.start()])
        part = parts[match[1]]
        if isinstance(part, Live):
            pieces.append(part.formula)
            shown.append(_text(part.value))
        else:
            _literal(pieces, shown, _text(part))
        position = match.end()
    _literal(pieces, shown, template[position:])
    merged: list[str] = []
    for piece in pieces:
        if merged and merged[-1].endswith('"') and piece.startswith('"') and merged[-1][0] == '"':
            merged[-1] = merged[-1][:-1] + piece[1:]
        else:
            merged.append(piece)
    return Live("&".join(merged) or '""', "".join(shown))


def substituted(text: Live, parts: Mapping[str, Live]) -> Live:
    """A text in a cell, its ``{places}`` filled; what may hold anything comes last."""
    formula, value = text.formula, str(text.value)
    for name, part in parts.items():
        formula = f'SUBSTITUTE({formula},"{{{name}}}",{part.formula})'
        value = value.replace(f"{{{name}}}", _text(part.value))
    return Live(formula, value)


def counted(key: str, n: Live) -> Live:
    """So many of something: the text with that key (`lcxl.words`), or the one it has for 1."""
    one, many = (sentence(text_of(key, n=some), n=n) for some in (1, 2))
    none = sentence(text_of(key, n=0), n=n)
    is_one = Live(f"{n.formula}=1", n.value == 1)
    if none == one != many:
        is_one = Live(f"{n.formula}<2", float(n.value) < 2)
    return first_true([(is_one, one)], many)


def _literal(pieces: list[str], shown: list[str], text: str) -> None:
    if text:
        pieces.append(quote(text))
        shown.append(text)


def _text(value: float | str | bool) -> str:
    return number(value) if isinstance(value, int | float) else value


def first_true(cases: list[tuple[Live, Live]], otherwise: Live) -> Live:
    """IF(condition, result, IF(...)): the first case whose condition holds."""
    formula = otherwise.formula
    for condition, result in reversed(cases):
        formula = f"IF({condition.formula},{result.formula},{formula})"
    value = next((result.value for condition, result in cases if condition.value), otherwise.value)
    return Live(formula, value)


def choose(index: Live, options: list[Live]) -> Live:
    """CHOOSE(index, ...): the ``index``-th option, counted from 1."""
    formula = f"CHOOSE({index.formula},{','.join(o.formula for o in options)})"
    return Live(formula, options[int(index.value) - 1].value)
