"""A folder on this computer, or on a share that it sees."""

from __future__ import annotations

import os
from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.files import is_in_store
from lcxl.intake.sources.base.source import Place
from lcxl.intake.sources.base.system_files import is_of_nobody
from lcxl.words import Text

__all__ = ["SOURCE"]


class _Folder(Place):
    def holds(self, folder: Path) -> bool:
        """See `Place`."""
        return not is_in_store(folder)

    def files(self, folder: Path) -> list[Path]:
        """See `Place`.

        Links to folders are followed, each folder once.  A folder that may not be looked into is
        in the list itself, so that it is found fault with like a file.
        """
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


SOURCE = _Folder()
