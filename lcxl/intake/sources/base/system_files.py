"""What computers leave in folders by themselves: nothing that anybody sent.

Systems, programs that keep folders alike on several computers, and programs that keep versions
(whose empty folders hold a file such as ``.gitkeep``).
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["is_left_by_program", "is_left_by_system", "is_of_nobody"]

_OPEN = ("~$", ".~lock.")
"""Marks of Excel and Word, and of LibreOffice, that a file is open."""
_FILES = frozenset(
    [".ds_store", ".localized", ".apdisk", ".volumeicon.icns", "icon\r", "icon\uf00d",
     "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", ".directory",
     ".hidden", ".gitkeep", ".gitignore", ".gitattributes", ".keep", ".placeholder",
     ".empty", ".nomedia", ".dropbox", ".dropbox.attr", ".stignore", ".nextcloudsync.log",
     ".owncloudsync.log", ".sync-exclude.lst"]
)  # fmt: skip
"""Some shares show the end of a Mac's Icon file as another sign."""
_FOLDERS = frozenset(
    ["__macosx", ".appledouble", ".appledb", ".appledesktop", ".spotlight-v100", ".trashes",
     ".fseventsd", ".temporaryitems", ".documentrevisions-v100", ".pkinstallsandboxmanager",
     "$recycle.bin", "recycler", "@eadir", "#recycle", ".thumbnails", ".trash",
     "lost+found", ".git", ".svn", ".hg", ".dropbox.cache", ".stfolder", ".stversions",
     ".tmp.drivedownload", ".tmp.driveupload", "system volume information",
     "network trash folder", "temporary items"]
)  # fmt: skip
_BEGINNINGS = ("._", ".trash-", ".nfs0", ".fuse_hidden", ".smbdelete", ".sync_", ".lcxl-")
"""macOS keeps beside x, on disks of others, what it knows about x in ._x; others number or name
what they keep."""


def is_left_by_program(name: str) -> bool:
    """The mark of a program that it has the file open."""
    return name.startswith(_OPEN)


def is_left_by_system(name: str) -> bool:
    """A file, or a folder with all in it, that an operating system keeps for itself."""
    small = name.lower()
    return small in _FILES or small in _FOLDERS or small.startswith(_BEGINNINGS)


def is_of_nobody(parts: Iterable[str]) -> bool:
    """Whether a path, by its parts below the folder that is looked into, was sent by nobody."""
    return any(is_left_by_program(part) or is_left_by_system(part) for part in parts)
