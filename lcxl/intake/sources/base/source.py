"""What every source gives: files, each with its bytes, when it came and from whom."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lcxl.cells import Unreadable

__all__ = ["HEAD", "INSIDE", "Container", "File", "Member", "Place"]

HEAD = 4096
"""Bytes at the start of a file by which it is known what it is."""
INSIDE = "!"
"""Between the name of a file and that of one in it."""


class File(NamedTuple):
    """One file that came in."""

    path: Path
    """Where it lies, or what it lies in."""
    name: str
    """What findings call it: names that give a patient away are left out."""
    inside: tuple[tuple[int, str], ...] = ()
    """For a file within others, its number and its name in each of them, from outside."""
    received: str = ""
    """When it came, as its source says (ISO text); "" where that is not known."""
    sender: str = ""
    """From whom it came, the same."""
    content: bytes | OSError | Unreadable | None = None
    """What it holds, or why it cannot be read, where it was fetched already."""
    sha256: str = ""
    """Of what it holds, where it was fetched already and cannot be read all the same."""

    @property
    def own_name(self) -> str:
        """Its own name, without what it lies in."""
        return self.inside[-1][1].rpartition("/")[2] if self.inside else self.path.name

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its name, and those of the folders and files that it lies in, from outside."""
        inner = (part for _, name in self.inside for part in name.split("/"))
        return (*self.path.parts, *inner)


class Member(NamedTuple):
    """A file within another."""

    name: str
    content: Callable[[], bytes]
    """OSError or `Unreadable` where it cannot be had."""
    size: int = 0
    """About how many bytes that is."""
    received: str = ""
    sender: str = ""


class Place(ABC):
    """Where files lie: a folder, or what stands for one."""

    @abstractmethod
    def holds(self, folder: Path) -> bool:
        """Whether ``folder`` is a place of this kind."""

    @abstractmethod
    def files(self, folder: Path) -> list[Path]:
        """Every file there, in the order of their names; none if there is no such place.

        Raises:
            LcxlError: it may not be looked into, or cannot be reached.
        """


class Container(ABC):
    """A kind of file that holds others, such as an archive or a mail."""

    holds_nothing: str
    """The id of what is said (V31) of one without any file; "" where it is then read itself."""
    holds_files: str
    """The same of one that was opened by itself; ``n`` files are in it."""

    @abstractmethod
    def is_one(self, head: bytes, name: str) -> bool:
        """Whether a file is of this kind, by its first bytes and its name in small letters."""

    @abstractmethod
    def members(self, data: bytes) -> list[Member]:
        """The files in it, in their order, what programs put there by themselves left out.

        Raises:
            Unreadable: it is broken, locked, or holds more than is looked at.
        """

    def has_words(self, data: bytes) -> bool:
        """Whether somebody wrote something beside the files, as in a mail."""
        return False
