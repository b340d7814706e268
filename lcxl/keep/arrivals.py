"""When lcxl first found each file under submissions/, remembered in `lcxl-memory/arrived.txt`.

A file is known by the sha256 of what it holds: neither its name nor anything in it is kept, and
files may be renamed and moved about.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.files import is_in_store, write_file
from lcxl.intake.collect import Found
from lcxl.intake.pile import SUBMISSIONS, find_files
from lcxl.intake.sources.base.source import File
from lcxl.intake.submission import Arrival
from lcxl.keep.memory import MEMORY, make_private
from lcxl.words import say

__all__ = ["ARRIVED", "FolderArrivals"]

ARRIVED = "arrived.txt"
"""File in the memory: number of the run, its day, and the sha256 of what was new."""


class FolderArrivals:
    """What arrived in one collaborative's folder; nothing is known of a folder in a store."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / MEMORY / ARRIVED
        self.new: tuple[File, ...] = ()
        """What the last `note` found that no run before had found; of the first run nothing."""

    def known(self, found: Found) -> Mapping[str, Arrival]:
        """When each file arrived; those that are not remembered do so now, all together."""
        if is_in_store(self.home):
            return {}
        known = self._read()
        now = Arrival(max((one.order for one in known.values()), default=0) + 1, date.today())
        return {
            content: known.get(content, now)
            for file, content in found
            if content and self._is_inside(file.path)
        }

    def note(self, found: Found) -> Mapping[str, Arrival]:
        """The same, and it is remembered from now on, if all of the folder's files were looked at.

        (Of files that nobody looked at it would be said later that they came after these.)
        Where the folder cannot be written, nothing is remembered: then nothing tells a later run
        which of these files came first, and it says so.
        """
        arrivals = self.known(found)
        known = {} if is_in_store(self.home) else self._read()
        if known:
            new = arrivals.keys() - known.keys()
            self.new = tuple(file for file, content in found if content in new)
        if arrivals.keys() - known.keys() and self._is_everything(found):
            with suppress(OSError, LcxlError):
                make_private(self.file.parent, self.file.parent)
                write_file(self.file, _text({**known, **arrivals}).encode(), private=True)
        return arrivals

    def _is_inside(self, path: Path) -> bool:
        inbox = os.path.abspath(self.home / SUBMISSIONS)
        return os.path.abspath(path).startswith(inbox + os.sep)

    def _is_everything(self, found: Found) -> bool:
        seen = {os.path.realpath(file.path) for file, _ in found}
        with suppress(LcxlError):
            return all(os.path.realpath(p) in seen for p in find_files(self.home / SUBMISSIONS))
        return False

    def _read(self) -> dict[str, Arrival]:
        """What is remembered; lines that say nothing are passed over."""
        found: dict[str, Arrival] = {}
        with suppress(OSError, UnicodeDecodeError):
            for line in self.file.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):
                    order, day, content = line.split()
                    arrival = Arrival(int(order), date.fromisoformat(day))
                    found[content] = min(arrival, found.get(content, arrival))
        return found


def _text(known: Mapping[str, Arrival]) -> str:
    lines = ["# " + line for line in say("keep.arrived_head").split("\n")]
    ordered = sorted((arrival, content) for content, arrival in known.items())
    lines += [f"{order} {day.isoformat()} {content}" for (order, day), content in ordered]
    return "\n".join(lines) + "\n"
