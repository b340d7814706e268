"""What lcxl keeps from one run to the next, in the user's own cache folder.

A convenience only: what is kept is found by the content it was made from and by the state of
lcxl itself, may be deleted at any moment, and is left out without a word where it cannot be
read or written, or where others than the user could have written it.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lcxl.words import language, source, speech

__all__ = [
    "cache_folder",
    "clean",
    "code",
    "dumps",
    "keep",
    "loads",
    "name_of",
    "own_folder",
    "recall",
    "sealed",
    "unsealed",
]

UNUSED_DAYS = 60
"""Days after which what nobody made anew is deleted."""
_DIGEST = 32
"""Bytes at the start of a kept file: the sha256 of all others."""


def cache_folder() -> Path:
    """The user's cache folder; it need not exist."""
    import platformdirs  # slow to import, and most commands keep nothing

    return platformdirs.user_cache_path("lcxl", appauthor=False)


_user = getattr(os, "geteuid", getattr(os, "getuid", int))
"""Whose files are one's own; WebAssembly knows one kind of user, Windows none of this sort."""


def own_folder(folder: Path | None = None, make: bool = False) -> Path | None:
    """The cache folder (or another one) if it is the user's alone, or not there yet.

    None where it is a link or another user's, or where others may write into it: what lies
    there may have been put there by anybody, and would be believed.  ``make``: make it if it
    is not there; None where it cannot be made.
    """
    folder = folder or cache_folder()
    try:
        if make:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = os.lstat(folder)
        if not stat.S_ISDIR(known.st_mode):
            return None
        if sys.platform != "win32":  # where the folder lies in the user's own profile
            if known.st_uid != _user() or known.st_mode & 0o022:
                return None
            if known.st_mode & 0o077:
                folder.chmod(0o700)
    except FileNotFoundError:
        return None if make else folder
    except OSError:
        return None
    return folder


def name_of(kind: str, contents: Iterable[bytes], packages: Iterable[str] = ()) -> str:
    """The name of what is made of some contents by this lcxl, and by other packages.

    What is made in one language is no use in another.

    "" where their state cannot be told, so that nothing may be kept.
    """
    made_with = (_state(_origin(package)) for package in packages)
    states = [language(), *_own_languages(), code(), *made_with]
    if not all(states):
        return ""
    found = hashlib.sha256("\n".join(states).encode())
    for content in contents:
        found.update(hashlib.sha256(content).digest())
    return f"{found.hexdigest()[:32]}.{kind}"


def recall(name: str) -> object:
    """What an earlier run kept under a name; None if there is nothing of use."""
    with suppress(Exception):  # whatever is wrong with it, it can be made again
        folder = own_folder()
        data = folder and unsealed((folder / name).read_bytes())
        return loads(data) if data else None
    return None


def sealed(data: bytes) -> bytes:
    """Bytes as they are kept, so that damage to them is seen."""
    return hashlib.sha256(data).digest() + data


def unsealed(data: bytes) -> bytes | None:
    """The bytes again; None where they are damaged."""
    found = data[_DIGEST:]
    return found if hashlib.sha256(found).digest() == data[:_DIGEST] else None


def keep(name: str, thing: object) -> None:
    """Keep data for later runs, and delete what grew old."""
    if not name:
        return
    folder = own_folder(make=True)
    if folder is None:
        return
    data, path = dumps(thing), folder / name
    beside = path.with_name(f"{name}.{os.getpid()}")
    with suppress(OSError):
        clean(path.parent, f"*{path.suffix}*")
        try:
            with open(beside, "wb", opener=_for_its_owner) as stream:
                stream.write(sealed(data))
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def clean(folder: Path, pattern: str) -> None:
    """Delete what grew old, as far as it lets itself be deleted."""
    oldest = time.time() - UNUSED_DAYS * 86_400
    for path in folder.glob(pattern):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


@cache
def code() -> str:
    """The state of lcxl and of Python: after any change nothing is found that was kept before.

    "" where it cannot be told.
    """
    found = hashlib.sha256(sys.version.encode())
    for folder in (os.path.dirname(__file__), str(source())):
        if not os.path.isdir(folder):  # part of an archive, perhaps
            return ""
        for line in _states(folder):
            found.update(line.encode())
    return found.hexdigest()


def _own_languages() -> list[str]:
    """The state of a collaborative's own translations."""
    own = speech().own
    return [] if own is None else [*_states(str(own))]


def _origin(package: str) -> str:
    spec = find_spec(package)
    return (spec and spec.origin) or ""


def _states(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _states(entry.path)
            elif entry.name.endswith((".py", ".toml", ".po")):
                yield f"{entry.path} {_state(entry)}\n"


def _state(file: str | os.DirEntry[str]) -> str:
    try:
        state = os.stat(file)
    except OSError:
        return ""
    return f"{state.st_size} {state.st_mtime_ns}"


def dumps(thing: object) -> bytes:
    """Data as bytes."""
    return pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)


def loads(data: bytes) -> Any:
    """The data again.

    Raises:
        pickle.UnpicklingError: it holds anything but lcxl's own kinds of data.
    """
    return _OwnDataOnly(io.BytesIO(data)).load()


class _OwnDataOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) in (("datetime", "date"), ("datetime", "time")):
            return super().find_class(module, name)
        if module.startswith("lcxl."):
            found = super().find_class(module, name)
            # Through our modules a name may lead to anything that they import.
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data of lcxl")
