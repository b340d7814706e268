"""What each edition of a copy for others showed: readable text in `lcxl-memory/shown/`.

One file for each audience and edition.  A line of it is one line of the copy: which table and
metric, which team, month, period or group, whether it was shown, and the numbers if it was.  Of
what was hidden it keeps no number, only marks by which a later edition sees what is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

from lcxl.files import make_folder, write_file
from lcxl.keep.memory import MEMORY
from lcxl.words import say

__all__ = ["Edition", "Part", "ShownLine", "editions_of", "remember_edition"]

SHOWN = "shown"
HEAD = "edition"
HIDDEN, OPEN = "hidden", "shown"
SAFE = " /()+&,.-"
"""What stands as it is in the names of groups and teams, beside letters and digits."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one line counts in one month: the smallest thing that lines of editions share.

    ``unit``: whose patients: "" for all teams together, "team oak", "group English".
    ``marks``: of numerator, denominator and those not in the numerator, or of a count alone;
    equal marks are equal counts of the same patients.
    """

    unit: str
    month: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a copy.  ``counts`` as they were shown, None where they were hidden."""

    table: str
    metric: str
    key: str
    teams: int
    counts: tuple[float, ...] | None
    parts: tuple[Part, ...]

    @property
    def place(self) -> tuple[str, str, str]:
        """Which line it is."""
        return self.metric, self.table, self.key


@dataclass(frozen=True)
class Edition:
    """All lines of one copy.  ``number``: the how manieth of its audience, 0 if it is new."""

    rules: str
    """By which its small numbers were hidden."""
    month: str
    """The newest month in it."""
    lines: tuple[ShownLine, ...]
    number: int = 0

    @property
    def hidden(self) -> frozenset[tuple[str, str, str]]:
        """Metric, table and key of what was hidden."""
        return frozenset(line.place for line in self.lines if line.counts is None)

    def has_data_of(self, other: Edition) -> bool:
        """Both tell of the same numbers under the same rules, whatever they show of them."""

        def data(edition: Edition) -> list[ShownLine]:
            return [replace(line, counts=None) for line in edition.lines]

        return self.rules == other.rules and data(self) == data(other)


def editions_of(home: Path, audience: str) -> tuple[list[Edition], list[str]]:
    """All editions of an audience, the oldest first; and names of records that are damaged."""
    found, damaged = [], []
    folder = home / MEMORY / SHOWN / audience
    for file in sorted(folder.glob("*.txt")):
        try:
            found.append(_read(file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            damaged.append(file.name)
    return sorted(found, key=lambda e: e.number), damaged


def remember_edition(
    home: Path, audience: str, edition: Edition, before: Sequence[Edition]
) -> None:
    """Keep what is about to be shown; the same as the last time is kept once.

    Raises:
        LcxlError: the memory cannot be written.
    """
    if before and replace(before[-1], number=0) == replace(edition, number=0):
        return
    number = before[-1].number + 1 if before else 1
    folder = home / MEMORY / SHOWN / audience
    make_folder(folder, private=True)
    for place in (folder, folder.parent, folder.parent.parent):
        with suppress(OSError):
            place.chmod(0o700)
    text = _text(replace(edition, number=number), audience)
    write_file(folder / f"{number:03d} {edition.month}.txt", text.encode(), private=True)


def _text(edition: Edition, audience: str) -> str:
    lines = ["# " + line for line in say("editions.head", audience=audience).split("\n")]
    lines.append("\t".join((HEAD, str(edition.number), edition.month, edition.rules)))
    for line in edition.lines:
        state = HIDDEN if line.counts is None else OPEN
        counts = " ".join(map(_number, line.counts or ()))
        parts = ";".join(f"{quote(p.unit, SAFE)}|{p.month}|{' '.join(p.marks)}" for p in line.parts)
        lines.append(
            "\t".join(
                (
                    line.table,
                    line.metric,
                    quote(line.key, SAFE),
                    str(line.teams),
                    state,
                    counts,
                    parts,
                )
            )
        )
    return "\n".join(lines) + "\n"


def _number(count: float) -> str:
    return repr(float(count)).removesuffix(".0")


def _read(text: str) -> Edition:
    head: list[str] = []
    lines: list[ShownLine] = []
    known: dict[str, Part] = {}
    for row in text.splitlines():
        if row.startswith("#") or not row:
            continue
        cells = row.split("\t")
        if not head:
            head = cells
            continue
        table, metric, key, teams, state, counts, parts = cells
        shown = None if state == HIDDEN else tuple(map(float, counts.split(" ")))
        found = []
        for told in filter(None, parts.split(";")):
            part = known.get(told)
            if part is None:
                unit, month, marks = told.split("|")
                part = known[told] = Part(unquote(unit), month, tuple(marks.split(" ")))
            found.append(part)
        lines.append(ShownLine(table, metric, unquote(key), int(teams), shown, tuple(found)))
    if len(head) != 4 or head[0] != HEAD:
        raise ValueError("no edition")
    return Edition(head[3], head[2], tuple(lines), int(head[1]))
