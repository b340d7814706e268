"""A pile of files: which there are, and what they are called."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lcxl.errors import LcxlError
from lcxl.files import is_in_store, printable, reaching
from lcxl.intake.patients.file_names import shown_name
from lcxl.intake.steps import File
from lcxl.intake.system_files import is_of_nobody
from lcxl.words import Text

__all__ = ["SUBMISSIONS", "find_files", "named"]

SUBMISSIONS = "submissions"
"""Folder of what came back, in a collaborative's folder."""


def find_files(folder: Path) -> list[Path]:
    """Every file under ``folder``, in the order of their names; none if it does not exist.

    Links to folders are followed, each folder once.  A folder that may not be looked into is
    in the list itself, so that it is found fault with like a file.  What computers leave in
    folders by themselves is left out.

    Raises:
        LcxlError: the folder may not be looked into, or is in a store that cannot be reached.
    """
    if is_in_store(folder):
        return _stored_files(folder)
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()

    def is_new(place: str) -> bool:
        try:
            known = os.stat(place)
        except OSError:  # it is found fault with when it is looked into
            return True
        which = known.st_dev, known.st_ino
        is_known = which in seen
        seen.add(which)
        return not is_known

    is_new(str(folder))
    waiting = [str(folder)]  # not by recursion: folders may lie a thousand deep
    while waiting:
        base = waiting.pop()
        try:
            with os.scandir(base) as entries:
                here = sorted((e for e in entries if not is_of_nobody([e.name])), key=_name_of)
        except OSError as e:
            if not os.path.exists(folder):
                return []
            if base == str(folder):
                raise LcxlError(
                    Text("files.may_not_look", folder=folder, why=e.strerror or str(e)),
                    Text("files.may_not_look_fix"),
                ) from e
            found.append(Path(base))
            continue
        folders = [entry.path for entry in here if _is_folder(entry)]
        found += [Path(entry.path) for entry in here if not _is_folder(entry)]
        waiting += reversed([place for place in folders if is_new(place)])
    return sorted(found, key=lambda p: p.as_posix())


def _name_of(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # such as a link to itself
        return False


def _stored_files(folder: Path) -> list[Path]:
    root: Any = folder
    start = root.path.rstrip("/") + "/"
    try:
        with reaching(folder):
            names = root.fs.find(root.path)
    except FileNotFoundError:
        return []
    except OSError as e:
        raise LcxlError(
            Text("commands.store_unreachable", place=folder, why=e.strerror or str(e)),
            Text("commands.store_unreachable_fix"),
        ) from e
    inside = [name.removeprefix(start) for name in sorted(names) if name.startswith(start)]
    return [folder / name for name in inside if not is_of_nobody(name.split("/"))]


def named(paths: Iterable[Path], folder: Path | None = None) -> list[File]:
    """Files with what findings call them: their place in the folder, no two alike.

    A name that gives a patient away is left out.
    """
    found: dict[str, Path] = {}
    for path in paths:
        place = str(path) if folder is None else path.relative_to(folder).as_posix()
        place = shown_name(printable(place))
        name, number = place, 1
        while name in found:  # codes of what cannot be printed may stand in another name
            number += 1
            name = f"{place} ({number})"
        found[name] = path
    return [(path, name) for name, path in found.items()]
