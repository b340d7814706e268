"""The card of a metric: its definition on one page, as a person reads it.

Name, why, how it is worked out as a fraction with an example, who is counted, how it is
collected, goal and reading.  An empty answer is printed as what it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import a1
from lcxl.metrics import KINDS, kind_of, shown
from lcxl.plan import Collaborative, Metric
from lcxl.sheets.definition_lines import Said, said_of
from lcxl.words import filled, number, say
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live, quote
from lcxl.xl.sheet import SheetWriter

__all__ = [
    "CARD_WIDTHS",
    "PARTS",
    "Card",
    "Fraction",
    "Line",
    "card_of",
    "example_of",
    "full_size",
    "write_card",
]

CARD_WIDTHS = (23, 77)
PARTS = ("who", "how", "reading")
"""The parts of a card below the fraction, in their order: the ids that columns name."""
NAME, TEXT_LINE, LARGE_LINE = 32, 20, 21
SPACE, HEADING, RULE = 8, 26, 4
"""Heights in pixels."""
LARGE, HUGE = 12 / 11, 18 / 11 * 1.07
"""So much wider is a text in the fraction, and the name in bold."""
PAGE_HEIGHT = 900
"""Pixels of a card at full size on the shorter of A4 and Letter, below the repeated title."""
BROADEST, SMALLEST = 95, 70
"""Percent of the full size: at most what is one page wide, and at least what can be read."""
EXAMPLE = (30.0, 40.0)
"""Numerator and denominator of the worked example; of a rate 5 events in twice ``per``."""
EVENTS = 5.0


class Line(NamedTuple):
    """Label and text."""

    label: str | Live
    text: str | Live
    lines: int = 1
    """It has room for so many lines at least."""


class Fraction(NamedTuple):
    """How the value is worked out; without a denominator where nothing is divided."""

    above: Line
    below: Line | None
    result: str | Live
    is_divided: bool = True
    divided_as: str = ""
    """The label below the line, of a card whose formulas may come to one without a line."""


@dataclass(frozen=True)
class Card:
    """A metric's definition, in its order on the page."""

    name: Line
    """Its label is the metric's id."""
    under: str | Live
    """Its part in the set, and its version."""
    why: Line
    fraction: Fraction
    parts: Sequence[tuple[str, Sequence[Line]]]
    """Heading and lines of each part."""


def card_of(plan: Collaborative, metric: Metric, *, plain: bool = False) -> Card:
    """The card of a metric of a plan; ``plain``: no formula, numbers as the language has them."""
    said = {one.field.id: one for one in said_of(plan, metric)}
    below = said["denominator"]
    parts = [
        (say(f"definitions.part_{part}"), list(_lines(said.values(), part, plain)))
        for part in PARTS
    ]
    why = _shown(said["conceptual_definition"], plain) or say("definitions.not_said")
    family = templates.word_of("family", metric.family)
    return Card(
        Line(metric.id, metric.name),
        say("definitions.card_under", family=family, version=_shown(said["version"], plain)),
        Line(say("definitions.card_why"), why),
        Fraction(
            Line(said["numerator"].label, _shown(said["numerator"], plain)),
            Line(below.label, _shown(below, plain)) if below.text else None,
            f"{_result(metric)} {say(f'definitions.way_{metric.direction}')}".strip(),
            kind_of(metric).divides,
        ),
        parts,
    )


def _lines(said: Iterable[Said], part: str, plain: bool) -> Iterator[Line]:
    for one in said:
        if one.field.part == part and (one.text or not one.field.silent):
            yield Line(one.label, one.meaning or _shown(one, plain) or one.field.empty)


def _shown(said: Said, plain: bool) -> str | Live:
    return str(said.text.value) if plain and isinstance(said.text, Live) else said.text


def example_of(kind: str, per: int) -> tuple[float, float, float | None]:
    """Numerator, denominator and value of the worked example of a kind."""
    numerator, denominator = (EVENTS, 2.0 * per) if KINDS[kind].counts_per else EXAMPLE
    return numerator, denominator, KINDS[kind].value(numerator, denominator, per)


def _result(metric: Metric) -> str:
    """What the value is, with an example."""
    text = templates.words_of_kind(metric.kind).result
    numerator, denominator, value = example_of(metric.kind, metric.per)
    return filled(
        text,
        numerator=number(numerator),
        denominator=number(denominator, grouped=True),
        per=number(metric.per, grouped=True),
        value="" if value is None else shown(metric, value),
    )


def full_size(highest: int) -> int:
    """Percent at which the highest card (in pixels) fits a page."""
    return max(SMALLEST, min(BROADEST, 100 * PAGE_HEIGHT // max(1, highest)))


class _Down:
    """Rows of a card, from the top down."""

    def __init__(self, sheet: SheetWriter, row: int) -> None:
        self.sheet, self.row, self.height = sheet, row, 0

    def next(self, pixels: int) -> int:
        """The next row, of a height; its number."""
        row = self.row
        self.sheet.raw.set_row_pixels(row, pixels)
        self.row, self.height = row + 1, self.height + pixels
        return row


def write_card(sheet: SheetWriter, row: int, card: Card) -> tuple[int, int]:
    """Write a card from a row on; its last row and its height in pixels."""
    down = _Down(sheet, row)
    at = down.next(NAME * _lines_of(card.name, HUGE))
    sheet.put(at, 0, card.name.label, "card_name")
    sheet.put(at, 1, card.name.text, "card_name")
    sheet.put(down.next(TEXT_LINE), 1, card.under, "quiet")
    _line(down, card.why, "card_why")
    down.next(SPACE)
    _heading(down, say("definitions.part_worked"))
    _fraction(down, card.fraction)
    for heading, lines in card.parts:
        down.next(SPACE)
        _heading(down, heading)
        for line in lines:
            _line(down, line, "card_text")
    return down.row - 1, down.height


def _lines_of(line: Line, size: float = 1) -> int:
    """Lines that it takes, of letters that are ``size`` times as large as usual."""
    widths = zip((line.label, line.text), CARD_WIDTHS, strict=True)
    needed = (lines_of(_value(text), width / size) for text, width in widths)
    return max(line.lines, *needed)


def _value(text: str | Live) -> str:
    return str(text.value) if isinstance(text, Live) else text


def _heading(down: _Down, text: str) -> None:
    at = down.next(HEADING)
    down.sheet.put(at, 0, text, "heading", valign="vcenter")
    down.sheet.put(at, 1, None, "rule")


def _line(down: _Down, line: Line, role: str) -> None:
    at = down.next(TEXT_LINE * _lines_of(line) + SPACE // 2)
    down.sheet.put(at, 0, line.label, "card_label")
    down.sheet.put(at, 1, line.text, role)


def _fraction(down: _Down, fraction: Fraction) -> None:
    """Numerator, a line and denominator; below it what comes out."""
    down.next(SPACE)
    _box(down, fraction.above)
    at = down.next(RULE)
    down.sheet.put(at, 1, None, "fraction_line" if fraction.is_divided else "fraction_gap")
    if fraction.divided_as:
        gap = down.sheet.book.format("fraction_gap")
        criteria = f"=${a1(at + 1, 0)}<>{quote(fraction.divided_as)}"
        rule = {"type": "formula", "criteria": criteria, "format": gap}
        down.sheet.raw.conditional_format(at, 1, at, 1, rule)
    if fraction.below is not None:
        _box(down, fraction.below)
    _line(down, Line(say("definitions.card_result"), fraction.result), "card_result")


def _box(down: _Down, line: Line) -> None:
    at = down.next(LARGE_LINE * _lines_of(line, LARGE) + 3 * SPACE // 2)
    down.sheet.put(at, 0, line.label, "card_label")
    down.sheet.put(at, 1, line.text, "fraction")
