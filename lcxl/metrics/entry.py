"""What the cells of one metric and month amount to: blank, usable, or in need of mending.

`judge` is the Python rule and `formula` the same rule as a cell formula, so that a workbook's
own Checks and the validation of what was sent cannot disagree.  The states that are errors
are the rules V04 to V06 of the validator, the one that is a question V07.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache

from lcxl.cells.errors import ERROR_NAMES
from lcxl.kinds import Kind
from lcxl.runchart.rounding import at_15_digits
from lcxl.words import in_language, languages, locale

__all__ = [
    "NOT_APPLICABLE",
    "Entry",
    "State",
    "added",
    "formula",
    "is_not_applicable",
    "is_out_of_bounds",
    "judge",
    "not_applicable_formula",
]

NOT_APPLICABLE = "NA"
"""What a team types for "no eligible cases", as distinct from leaving the month blank.

Each language may have other signs for it (``not_applicable`` in its locale.toml): S. O., No aplica.
"""
_NOT_COUNTED = " \u00a0./"
"""Signs within these that do not count, so that N/A and n. a. are NA."""

ERRORS = frozenset([*ERROR_NAMES, "#SPILL!", "#CALC!"])
"""What a cell shows when its formula failed."""

MOST, LEAST = 1e12, 1e-12
"""Nothing that a team counts or measures is larger, or lies closer to 0 without being 0.  Within
these bounds no sum, quotient or square of such numbers overflows."""

Entry = float | str | None
"""What stands in an input cell: a number, anything else as text, or nothing."""


class State(IntEnum):
    """State of one metric in one month; from `NOT_A_NUMBER` on it gives no value."""

    BLANK = 0
    USABLE = 1
    NOT_APPLICABLE = 2
    NOT_A_NUMBER = 3
    """Text, a date or an error where a number belongs (V05)."""
    NEGATIVE = 4
    """Below zero (V05)."""
    OUT_OF_BOUNDS = 5
    """Larger than anything counted or measured, or closer to 0 (V05)."""
    FRACTION = 6
    """Not a whole number where things are counted (V05)."""
    HALF = 7
    """One of the two numbers is missing (V06)."""
    TOO_MANY = 8
    """More in the numerator than in the denominator (V04)."""
    NONE_OF_NONE = 9
    """The denominator is 0 (V07)."""


@cache
def _signs() -> str:
    """The signs of all languages that lcxl speaks, each between lines: |NA|SO|."""
    found = {NOT_APPLICABLE: None}
    for code in languages():
        with in_language(code):
            found |= dict.fromkeys(_bare(sign) for sign in locale().not_applicable)
    return "|" + "|".join(found) + "|"


def _bare(text: str) -> str:
    return "".join(c for c in text.upper() if c not in _NOT_COUNTED)


def is_not_applicable(text: str) -> bool:
    """A team typed that nobody was eligible, as any language writes it."""
    bare = _bare(text)
    return bool(bare) and f"|{bare}|" in _signs()


def not_applicable_formula(cell: str) -> str:
    """`is_not_applicable` as a formula; also in the rule of a cell, which takes no arrays."""
    bare = f"UPPER({cell})"
    for sign in _NOT_COUNTED:
        bare = f'SUBSTITUTE({bare},"{sign}","")'
    return f'ISNUMBER(FIND("|"&{bare}&"|","{_signs()}"))'


def is_out_of_bounds(number: float) -> bool:
    """The number is beyond `MOST` or, though not 0, within `LEAST` of it."""
    return number != 0 and not LEAST <= abs(number) <= MOST


def added(kind: Kind, parts: Sequence[tuple[Entry, Entry]]) -> tuple[Entry, Entry]:
    """The total of a metric that adds up its groups: nothing until each has a number or NA.

    A group that has a word instead of one of its two numbers is no part of either total.
    """
    numerators, denominators = zip(*parts, strict=True)

    def total(of_role: Sequence[Entry], beside: Sequence[Entry]) -> Entry:
        if any(entry is None for entry in of_role):
            return None
        numbers = [entry for entry in of_role if isinstance(entry, int | float)]
        if not numbers:
            return of_role[0]
        pairs = zip(of_role, beside, strict=True)
        return sum(one for one, other in pairs
                   if isinstance(one, int | float) and not isinstance(other, str))  # fmt: skip

    if "denominator" not in kind.roles:
        return total(numerators, [None] * len(parts)), None
    return total(numerators, denominators), total(denominators, numerators)


def judge(kind: Kind, numerator: Entry, denominator: Entry, negative: bool = False) -> State:
    """The state of one metric and month.

    ``negative``: values below zero make sense for this metric.
    """
    texts: list[str] = []
    numbers: list[float] = []
    is_fraction = is_missing = False
    for i in kind.inputs:
        entry = numerator if i.role == "numerator" else denominator
        if entry is None:
            is_missing = is_missing or i.required
        elif isinstance(entry, str):
            texts.append(entry)
        else:
            number = at_15_digits(entry)
            numbers.append(number)
            is_fraction = is_fraction or (i.whole and number % 1 != 0)
    if texts:
        is_na = any(is_not_applicable(text) for text in texts)
        if is_na and not any(text in ERRORS for text in texts):
            return State.NOT_APPLICABLE
        return State.NOT_A_NUMBER
    if not numbers:
        return State.BLANK
    if any(is_out_of_bounds(n) for n in numbers):
        return State.OUT_OF_BOUNDS
    first, size = (
        at_15_digits(entry) if isinstance(entry, int | float) else 0.0
        for entry in (numerator, denominator)
    )
    if min(numbers) < 0:
        below = [n for n in numbers if n < 0]
        if not (negative and kind.may_be_negative and below == [first]):
            return State.NEGATIVE
    if is_fraction:
        return State.FRACTION
    if is_missing:
        return State.HALF
    if kind.part_of_whole and first > size:
        return State.TOO_MANY
    if kind.divides and size == 0:
        return State.NONE_OF_NONE
    return State.USABLE


def formula(kind: Kind, numerator: str, denominator: str, negative: bool = False) -> str:
    """`judge` as a formula over two cell references; an empty text is as a blank cell."""
    cells = {"numerator": numerator, "denominator": denominator}
    typed = [cells[i.role] for i in kind.inputs]
    both, joined = ",".join(typed), "&".join(typed)
    filled = "+".join(f'({cell}<>"")' for cell in typed)
    is_na = [not_applicable_formula(cell) for cell in typed]
    never_negative = [
        c for c in typed if not (negative and kind.may_be_negative and c == numerator)
    ]
    out_of_bounds = [
        f"AND({cell}<>0,OR(ABS({cell})<{_written(LEAST)},ABS({cell})>{_written(MOST)}))"
        for cell in (f"N({one})" for one in typed)
    ]
    fractions = [is_fraction_formula(f"N({cells[i.role]})") for i in kind.inputs if i.whole]
    missing = [f"COUNT({cells[i.role]})=0" for i in kind.inputs if i.required]
    tests = [
        (f"ISERROR({joined})", State.NOT_A_NUMBER),
        (f'{joined}=""', State.BLANK),
        (_any(is_na), State.NOT_APPLICABLE),
        (f"COUNT({both})<{filled}", State.NOT_A_NUMBER),
        (_any(out_of_bounds), State.OUT_OF_BOUNDS),
    ]
    if never_negative:
        tests.append((f"MIN(0,{','.join(never_negative)})<0", State.NEGATIVE))
    if fractions:
        tests.append((_any(fractions), State.FRACTION))
    tests.append((_any(missing), State.HALF))
    if kind.part_of_whole:
        tests.append((f"{numerator}>{denominator}", State.TOO_MANY))
    if kind.divides:
        tests.append((f"{denominator}=0", State.NONE_OF_NONE))
    text = str(int(State.USABLE))
    for condition, state in reversed(tests):
        text = f"IF({condition},{int(state)},{text})"
    return text


def is_fraction_formula(cell: str) -> str:
    """That a number is not whole: its 15 digits are not those of the nearest whole number."""
    return f'({cell}+0)&""<>ROUND({cell},0)&""'


def _written(number: float) -> str:
    return f"{number:.0E}"


def _any(conditions: list[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"
