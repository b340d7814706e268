"""What programs leave that keep folders alike on several computers, such as OneDrive."""

from __future__ import annotations

import os
import re
from pathlib import Path

__all__ = ["in_cloud_name", "is_in_cloud", "sync_program"]

_COPIES = (
    ("Dropbox", re.compile(r"\(.*'s conflicted copy( .*)?\d{4}-\d{2}-\d{2}", re.I)),
    (
        "Dropbox",
        re.compile(r"\((copie en conflit|copia en conflicto) de .*\d{4}-\d{2}", re.I),
    ),
    ("Nextcloud", re.compile(r"\(conflicted copy \d{4}-\d{2}-\d{2} \d{6}\)", re.I)),
    ("Syncthing", re.compile(r"\.sync-conflict-\d{8}-\d{6}")),
    ("Resilio Sync", re.compile(r"\.conflict(\d*)$", re.I)),
    ("OneDrive", re.compile(r"-(DESKTOP|LAPTOP|WIN|PC)-?[A-Z0-9]{4,}(-\d+)?$")),
)
"""Names, without their ending, of copies that are kept when two people changed a file at once.
A number in brackets is none: anybody's computer makes such names."""
_RECALL = 0x400000 | 0x1000 | 0x40000
"""Attributes of a file in Windows: fetched when it is read, offline, or when it is opened
([MS-FSCC] 2.6)."""
_DATALESS = 0x40000000
"""The flag of macOS for a file whose content is elsewhere (sys/stat.h, SF_DATALESS)."""


def sync_program(name: str) -> str:
    """The program that made a file a copy of another, by its name; "" where none did."""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    return next((program for program, mark in _COPIES if mark.search(stem)), "")


def in_cloud_name(name: str) -> bool:
    """The mark of iCloud for a file that is not on this computer: ``.oak.xlsx.icloud``."""
    return name.startswith(".") and name.endswith(".icloud")


def is_in_cloud(path: Path) -> bool:
    """Whether the system says that a file's content is not on this computer."""
    try:
        known = os.stat(path)
    except OSError:
        return False
    attributes = getattr(known, "st_file_attributes", 0)
    return bool(attributes & _RECALL or getattr(known, "st_flags", 0) & _DATALESS)
