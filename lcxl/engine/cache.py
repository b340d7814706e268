"""What earlier runs found, so that what did not change is not done again.

A convenience only: it lies in the user's own cache folder, is found by the content of what it
was made from and of lcxl itself, may be deleted at any moment, and is left out without a word
where it cannot be read or written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from lcxl.user_cache import clean, name_of, own_folder, sealed, unsealed

if TYPE_CHECKING:
    import sqlite3

__all__ = ["NO_CACHE", "Cache", "Made"]

T = TypeVar("T")
Row = tuple[Any, ...]
"""As sqlite3 gives it: it knows no types of columns."""

_TABLES = (
    "items (key TEXT PRIMARY KEY, grp TEXT, data BLOB)",
    "results (look TEXT, grp TEXT, state TEXT, data BLOB, PRIMARY KEY (look, grp))",
)
_AT_ONCE = 500
"""Keys asked for in one query."""


class Made(NamedTuple):
    """What was made of a group, as bytes, and of which items; "" if they cannot be told."""

    state: str
    data: bytes


class Cache:
    """Items that were read, and what was made of each group of them.

    An item is found by its key, what was made by the name of the ``look`` that made it and by
    the group; ``state`` tells from which items.  With no ``path`` nothing is kept.
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
    def of(cls, contents: Iterable[bytes], folder: Path | None = None) -> Cache:
        """The cache for what the work depends on besides its items.

        In the user's cache folder, unless another is given.
        """
        name = name_of("sqlite", contents)
        home = own_folder(folder) if name else None
        return cls(home / name if home else None)

    def groups(self, keys: Iterable[str]) -> dict[str, str]:
        """Key -> the group that the item names; keys that are not known are left out."""
        return dict(self._rows("SELECT key, grp FROM items WHERE key IN", keys))

    def items(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Key -> the bytes of an item; keys that are not known are left out."""
        found = self._rows("SELECT key, data FROM items WHERE key IN", keys)
        return {key: data for key, kept in found if (data := unsealed(kept)) is not None}

    def results(self, look: str) -> dict[str, Made]:
        """Group -> what a look made of it."""
        found = self._rows("SELECT grp, state, data FROM results WHERE look IN", [look])
        return {
            grp: Made(state, data)
            for grp, state, kept in found
            if (data := unsealed(kept)) is not None
        }

    def keep(
        self,
        items: Iterable[tuple[str, str, bytes]],
        known: Iterable[str],
        look: str,
        results: Iterable[tuple[str, str, bytes]],
    ) -> None:
        """Add items (key, group, bytes) and what a look made (group, state, bytes).

        Items whose keys are not ``known`` any more are dropped.
        """

        def write(book: sqlite3.Connection) -> None:
            book.execute("CREATE TEMP TABLE known (key TEXT PRIMARY KEY)")
            book.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((key,) for key in known))
            book.execute("DELETE FROM items WHERE key NOT IN (SELECT key FROM known)")
            read = ((key, grp, sealed(data)) for key, grp, data in items)
            book.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", read)
            made = ((look, grp, state, sealed(data)) for grp, state, data in results)
            book.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", made)

        if self.path is None or own_folder(self.path.parent, make=True) is None:
            return
        clean(self.path.parent, "*.sqlite")
        self._use(self.path, write, None)

    def _rows(self, query: str, keys: Iterable[str]) -> list[Row]:
        wanted = list(keys)
        if self.path is None or self.is_empty or not wanted:
            return []

        def read(book: sqlite3.Connection) -> list[Row]:
            found: list[Row] = []
            for i in range(0, len(wanted), _AT_ONCE):
                part = wanted[i : i + _AT_ONCE]
                found += book.execute(f"{query} ({','.join('?' * len(part))})", part).fetchall()
            return found

        return self._use(self.path, read, [])

    @staticmethod
    def _use(path: Path, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        import sqlite3  # slow to import, and a single item needs no cache

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
