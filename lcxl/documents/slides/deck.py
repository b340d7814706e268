"""What stands on slides, before any file is made of it: text, charts, tables, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from textwrap import wrap
from typing import Literal

__all__ = [
    "KINDS",
    "ON_A_GRID",
    "Chart",
    "Deck",
    "Kind",
    "Line",
    "Series",
    "Slide",
    "Table",
    "in_pages",
    "lines_needed",
]

Kind = Literal["title", "chart", "grid", "table", "text"]
KINDS: tuple[Kind, ...] = ("title", "chart", "grid", "table", "text")
"""Kinds of slides, and the names of the layouts that a template may have for them."""
ON_A_GRID = 8
"""Small charts on one slide."""
LETTER = 0.5
"""Width of a letter, of its height: what is usual in a text without serifs, with some room."""
POINTS = 72
"""Points in an inch."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart; None is a gap.  ``look``: how it is drawn (`native_chart.LOOKS`)."""

    name: str
    values: Sequence[float | None]
    look: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart, and what is said of it to those who do not see it."""

    categories: Sequence[str]
    series: Sequence[Series]
    number_format: str
    axis: tuple[float | None, float | None, float | None]
    """Ends of the value axis and the step of its marks; None leaves one to the program."""
    alt: str
    label: str = ""
    """What stands above a small chart."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text below headings; ``widths``: shares of the columns."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph.

    ``look``: "" as the layout has it, "lead" for what comes first, "prompt" for what is still to
    be written, "open" for what is to be filled in.
    """

    text: str
    look: Literal["", "lead", "prompt", "open"] = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide; what of it is empty takes no place."""

    kind: Kind
    title: str
    lines: Sequence[str | Line] = ()
    charts: Sequence[Chart] = ()
    table: Table | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides of a file.  ``footer`` stands on each."""

    title: str
    author: str
    footer: str
    slides: Sequence[Slide] = field(default_factory=tuple)


def lines_needed(text: str, inches: float, size: float) -> int:
    """Lines that a paragraph takes in letters of ``size`` points; one at least."""
    wide = max(1, int(inches * POINTS / (size * LETTER)))
    return sum(max(1, ceil(len(part) / wide)) for part in text.split("\n"))


def in_pages(slide: Slide, room: float, inches: float, size: float) -> list[Slide]:
    """A slide of lines or with a table as several, where it does not fit on one.

    Args:
        slide: its lines are read where it has no table.
        room: height that its lines or rows have, in inches.
        inches: width of it.
        size: points of the letters.
    """
    row_height = size / POINTS * 1.35
    if slide.table is not None:
        parts: list[Sequence[str]] = list(slide.table.rows)
        widths, all_of_them = slide.table.widths, sum(slide.table.widths)
        heights = [
            row_height
            * max(
                lines_needed(cell, inches * width / all_of_them - 0.2, size)
                for cell, width in zip(row, widths, strict=True)
            )
            + 0.1
            for row in parts
        ]
        pages = _filled(heights, room - row_height - 0.1)
        return [
            replace(slide, table=replace(slide.table, rows=[parts[i] for i in page]))
            for page in pages
        ] or [slide]
    lines = [part for line in slide.lines for part in _cut(line, room, inches, size)]
    heights = [row_height * lines_needed(_text(line), inches - 0.3, size) + 0.08 for line in lines]
    pages = _filled(heights, room)
    return [replace(slide, lines=[lines[i] for i in page]) for page in pages] or [slide]


def _text(line: str | Line) -> str:
    return line if isinstance(line, str) else line.text


def _cut(line: str | Line, room: float, inches: float, size: float) -> list[str | Line]:
    """A paragraph in parts, where it is longer than a slide."""
    text = _text(line)
    most = int(room / (size / POINTS * 1.35)) * int(inches * POINTS / (size * LETTER)) * 3 // 4
    if len(text) <= most:
        return [line]
    parts = wrap(text, most)
    return [part if isinstance(line, str) else replace(line, text=part) for part in parts]


def _filled(heights: Sequence[float], room: float) -> list[list[int]]:
    """Numbers of what stands on each page, in order."""
    pages: list[list[int]] = []
    left = 0.0
    for i, height in enumerate(heights):
        if not pages or height > left:
            pages.append([])
            left = room
        pages[-1].append(i)
        left -= height
    return pages
