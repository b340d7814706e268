"""What earlier runs found, so that a file that did not change is not read again.

A convenience only: it lies in the user's own cache folder, is found by the content of files,
of the plan and of lcxl itself, may be deleted at any moment, and is left out without a word
where it cannot be read or written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from lcxl.plan import Collaborative
from lcxl.user_cache import clean, name_of, own_folder, sealed, unsealed

if TYPE_CHECKING:
    import sqlite3

__all__ = ["NO_CACHE", "Cache", "Made"]

T = TypeVar("T")

_TABLES = (
    "submissions (key TEXT PRIMARY KEY, team TEXT, data BLOB)",
    "results (look TEXT, team TEXT, state TEXT, data BLOB, PRIMARY KEY (look, team))",
)
_AT_ONCE = 500
"""Keys asked for in one query."""


class Made(NamedTuple):
    """What was made of submissions, as bytes, and of which ones; "" if they cannot be told."""

    state: str
    data: bytes


class Cache:
    """Submissions that were read, and what was made of each team's, for one plan.

    A submission is found by its key, what was made by the name of the ``look`` that made it and
    by the team; ``state`` tells from which submissions.  With no ``path`` nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path

    @property
    def is_used(self) -> bool:
        """It keeps what it is given."""
        return self.path is not None

    @property
    def is_empty(self) -> bool:
        """It has nothing from an earlier run."""
        return self.path is None or not os.path.exists(self.path)

    @classmethod
    def of(cls, plan: Collaborative, folder: Path | None = None) -> Cache:
        """The cache of a plan, in the user's cache folder unless another is given.

        What the host keeps about others has no say in what is read or made of it.
        """
        name = name_of("sqlite", [repr(plan.for_others()).encode()])
        home = own_folder(folder) if name else None
        return cls(home / name if home else None)

    def teams(self, keys: Iterable[str]) -> dict[str, str]:
        """Key -> the team that the submission names; keys that are not known are left out."""
        return dict(self._rows("SELECT key, team FROM submissions WHERE key IN", keys))

    def submissions(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Key -> the bytes of a submission; keys that are not known are left out."""
        found = self._rows("SELECT key, data FROM submissions WHERE key IN", keys)
        return {key: data for key, kept in found if (data := unsealed(kept)) is not None}

    def results(self, look: str) -> dict[str, Made]:
        """Team -> what a look made of its submissions."""
        found = self._rows("SELECT team, state, data FROM results WHERE look IN", [look])
        return {
            team: Made(state, data)
            for team, state, kept in found
            if (data := unsealed(kept)) is not None
        }

    def keep(
        self,
        submissions: Iterable[tuple[str, str, bytes]],
        known: Iterable[str],
        look: str,
        results: Iterable[tuple[str, str, bytes]],
    ) -> None:
        """Add submissions (key, team, bytes) and what a look made (team, state, bytes).

        Submissions whose keys are not ``known`` any more are dropped.
        """

        def write(book: sqlite3.Connection) -> None:
            book.execute("CREATE TEMP TABLE known (key TEXT PRIMARY KEY)")
            book.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((key,) for key in known))
            book.execute("DELETE FROM submissions WHERE key NOT IN (SELECT key FROM known)")
            read = ((key, team, sealed(data)) for key, team, data in submissions)
            book.executemany("INSERT OR REPLACE INTO submissions VALUES (?, ?, ?)", read)
            made = ((look, team, state, sealed(data)) for team, state, data in results)
            book.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", made)

        if self.path is None or own_folder(self.path.parent, make=True) is None:
            return
        clean(self.path.parent, "*.sqlite")
        self._use(self.path, write, None)

    def _rows(self, query: str, keys: Iterable[str]) -> list[tuple[Any, ...]]:
        wanted = list(keys)
        if self.path is None or self.is_empty or not wanted:
            return []

        def read(book: sqlite3.Connection) -> list[tuple[Any, ...]]:
            found: list[tuple[Any, ...]] = []
            for i in range(0, len(wanted), _AT_ONCE):
                part = wanted[i : i + _AT_ONCE]
                found += book.execute(f"{query} ({','.join('?' * len(part))})", part).fetchall()
            return found

        return self._use(self.path, read, [])

    @staticmethod
    def _use(path: Path, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        import sqlite3  # slow to import, and a single file needs no cache

        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            book = sqlite3.connect(path, timeout=5)
            try:
                with book:
                    for table in _TABLES:
                        book.execute(f"CREATE TABLE IF NOT EXISTS {table}")
                    return work(book)
            finally:
                book.close()
        except sqlite3.Error as e:
            # Another run is writing, or the disk is full, unless it is no database at all.
            if type(e) is sqlite3.DatabaseError:
                with suppress(OSError):
                    path.unlink()
            return otherwise


NO_CACHE = Cache(None)
