"""What earlier runs found, so that a file that did not change is not read again.

A convenience only: it lies in the user's own cache folder, is found by the content of files,
of the plan and of lcxl itself, may be deleted at any moment, and is left out without a word
where it cannot be read or written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lcxl.kept import cache_folder, clean, name_of
from lcxl.plan import Collaborative

if TYPE_CHECKING:
    import sqlite3

__all__ = ["NO_CACHE", "Cache"]

T = TypeVar("T")

_AT_ONCE = 500
"""Keys asked for in one query."""


class Cache:
    """Key -> owner and bytes, in one file for each plan and version of lcxl.

    With no ``path`` it knows nothing and keeps nothing.
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
        return self.path is None or not self.path.exists()

    @classmethod
    def of(cls, plan: Collaborative, folder: Path | None = None) -> Cache:
        """The cache of a plan, in the user's cache folder unless another is given."""
        return cls((folder or cache_folder()) / name_of("sqlite", [repr(plan).encode()]))

    def owners(self, keys: Iterable[str]) -> dict[str, str]:
        """Whose each entry is; keys that are not known are left out."""
        return {key: owner for key, owner, _ in self._rows("owner, ''", keys)}

    def get(self, key: str) -> bytes | None:
        """The bytes of one entry."""
        return next((data for _, _, data in self._rows("owner, data", [key])), None)

    def replace(self, rows: Iterable[tuple[str, str, bytes]], kept: Iterable[str]) -> None:
        """Add entries (key, owner, bytes), and drop those that are not ``kept``."""

        def write(book: sqlite3.Connection) -> None:
            book.execute("CREATE TEMP TABLE kept (key TEXT PRIMARY KEY)")
            book.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in kept))
            book.execute("DELETE FROM entries WHERE key NOT IN (SELECT key FROM kept)")
            book.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)

        if self.path is None:
            return
        with suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            clean(self.path.parent, "*.sqlite")
        self._use(self.path, write, None)

    def _rows(self, columns: str, keys: Iterable[str]) -> list[tuple[str, str, bytes]]:
        wanted = list(keys)
        if self.path is None or self.is_empty:
            return []

        def read(book: sqlite3.Connection) -> list[tuple[str, str, bytes]]:
            found: list[tuple[str, str, bytes]] = []
            for i in range(0, len(wanted), _AT_ONCE):
                part = wanted[i : i + _AT_ONCE]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, {columns} FROM entries WHERE key IN ({marks})"  # noqa: S608
                found += book.execute(query, part).fetchall()
            return found

        return self._use(self.path, read, [])

    @staticmethod
    def _use(path: Path, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        import sqlite3  # slow to import, and a single file needs no cache

        try:
            book = sqlite3.connect(path, timeout=5)
            try:
                with book:
                    book.execute(
                        "CREATE TABLE IF NOT EXISTS entries "
                        "(key TEXT PRIMARY KEY, owner TEXT, data BLOB)"
                    )
                    return work(book)
            finally:
                book.close()
        except sqlite3.OperationalError:  # another run is writing, or the disk is full
            return otherwise
        except sqlite3.Error:
            with suppress(OSError):  # what cannot be read is of no use to anybody
                path.unlink()
            return otherwise


NO_CACHE = Cache(None)
