"""What earlier runs found, so that a file that did not change is not read again.

A convenience only: it lies in the user's own cache folder, is found by the content of files,
of the plan and of lcxl itself, may be deleted at any moment, and is left out without a word
where it cannot be read or written.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import lcxl
from lcxl.plan import Collaborative

if TYPE_CHECKING:
    import sqlite3

__all__ = ["NO_CACHE", "Cache", "dumps", "loads"]

T = TypeVar("T")

UNUSED_DAYS = 60
"""Days after which the cache of a plan that nobody merged is deleted."""
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

    @classmethod
    def of(cls, plan: Collaborative, folder: Path | None = None) -> Cache:
        """The cache of a plan, in the user's cache folder unless another is given."""
        import platformdirs

        folder = folder or platformdirs.user_cache_path("lcxl", appauthor=False)
        content = f"{_code()}\0{sys.version}\0{plan!r}"
        return cls(folder / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.sqlite")

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
            _clean(self.path.parent)
        self._use(self.path, write, None)

    def _rows(self, columns: str, keys: Iterable[str]) -> list[tuple[str, str, bytes]]:
        wanted = list(keys)
        if self.path is None or not self.path.exists():
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


def _clean(folder: Path) -> None:
    oldest = time.time() - UNUSED_DAYS * 86_400
    for path in folder.glob("*.sqlite"):
        if path.stat().st_mtime < oldest:
            path.unlink()


@cache
def _code() -> str:
    """The state of lcxl: any change of it makes another cache."""
    found = hashlib.sha256()
    for folder in (Path(lcxl.__file__).parent, Path(str(files("lcxl.templates_src")))):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in (".py", ".toml"):
                state = path.stat()
                found.update(f"{path.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def dumps(thing: object) -> bytes:
    """A submission, or what was made of it, as bytes."""
    return pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)


def loads(data: bytes) -> Any:
    """The thing again.

    Raises:
        pickle.UnpicklingError: it holds anything but lcxl's own kinds of data.
    """
    return _OwnDataOnly(io.BytesIO(data)).load()


class _OwnDataOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        ours = module.startswith("lcxl.") and isinstance(found, type)
        if ours or (module, name) == ("datetime", "date"):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data of lcxl")
