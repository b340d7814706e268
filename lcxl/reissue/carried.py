"""What goes into a team's new workbook, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lcxl.intake.patients.withheld import PrivateText
    from lcxl.keep.filled import Filled
    from lcxl.reissue.cells import Typed

__all__ = ["REPORTING", "Carried", "workbook_of"]

REPORTING = "reporting"
"""Folder of the workbooks that teams are sent, in a collaborative's folder."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes into the new workbook, and what did not, in sentences.

    ``told``: what went in otherwise than one might think.  ``in_place``: cells whose contents
    stood in the workbook under reporting/ and in no file that was sent.  ``is_sent``: the team
    sent something.  ``sources``: files whose notes, colours and own cells go along, the newest
    first, as sentences call them, and ``paths`` where they lie; ``private`` has their cells that
    may tell who a patient is.
    """

    filled: Filled
    left_behind: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    in_place: tuple[Typed, ...] = ()
    is_sent: bool = False
    sources: tuple[str, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    private: Mapping[str, Sequence[PrivateText]] = field(default_factory=dict)
    numbers_in_place: int = 0
    """How many of the numbers that are carried over on Data are among ``in_place``."""

    @property
    def place(self) -> str:
        """What sentences call the workbook under reporting/; "" where it holds nothing."""
        return next((file for file in self.sources if file.startswith(f"{REPORTING}/")), "")

    @property
    def numbers(self) -> int:
        """How many numbers are carried over."""
        return self.filled.numbers


def workbook_of(folder: Path, team_id: str) -> Path:
    """Where a team's workbook stands; its id may have had other capital letters once."""
    path = folder / REPORTING / f"{team_id}.xlsx"
    if path.exists() or not path.parent.is_dir():
        return path
    same = (p for p in sorted(path.parent.iterdir()) if p.name.casefold() == path.name.casefold())
    return next(same, path)
