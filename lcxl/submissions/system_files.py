"""What computers leave in folders by themselves: nothing that anybody sent."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["is_left_by_program", "is_left_by_system", "is_of_nobody"]

_OPEN = ("~$", ".~lock.")
"""Marks of Excel and Word, and of LibreOffice, that a file is open."""
_FILES = frozenset(
    [
        ".ds_store",
        ".localized",
        "icon\r",
        ".apdisk",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        ".directory",
    ]
)
_FOLDERS = frozenset(
    [
        "__macosx",
        ".appledouble",
        ".spotlight-v100",
        ".trashes",
        ".fseventsd",
        ".temporaryitems",
        ".documentrevisions-v100",
        "$recycle.bin",
        "system volume information",
        "@eadir",
    ]
)
_TWIN = "._"
"""macOS keeps beside x, on disks of others, what it knows about x in ._x."""


def is_left_by_program(name: str) -> bool:
    """The mark of a program that it has the file open."""
    return name.startswith(_OPEN)


def is_left_by_system(name: str) -> bool:
    """A file, or a folder with all in it, that an operating system keeps for itself."""
    small = name.lower()
    return small in _FILES or small in _FOLDERS or name.startswith(_TWIN)


def is_of_nobody(parts: Iterable[str]) -> bool:
    """Whether a path, by its parts below the folder that is looked into, was sent by nobody."""
    return any(is_left_by_program(part) or is_left_by_system(part) for part in parts)
