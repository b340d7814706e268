"""Files and folders, on this computer and in stores; bytes to where they belong.

A file is either the old one or the new one, never half of each.  A place in a store has an
address with a scheme, such as ``s3://bucket/folder``, and the methods of a `Path` (through
universal_pathlib and fsspec).
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, cast

from lcxl.errors import LcxlError
from lcxl.locks import refuse_open
from lcxl.words import Text, say

__all__ = [
    "beside_of",
    "content_of",
    "is_in_store",
    "is_named_like",
    "located",
    "make_folder",
    "not_written",
    "printable",
    "reaching",
    "refuse_folder",
    "there",
    "write_file",
]

LEFT_SECONDS = 3600
"""Age from which on what lies beside a file was left by a run that was killed."""


def is_in_store(path: str | Path) -> bool:
    """Whether a place has an address with a scheme; one letter is a drive of Windows."""
    return str(path).find("://") > 1


BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers", ".gsheet")


def is_named_like(name: str, known: str) -> bool:
    """Whether a file may be a copy of the workbook ``known``, or that one under a wrong name.

    Capital letters, spaces, marks and what else the name says make no difference.
    """
    stem, dot, ending = name.rpartition(".")
    is_book = dot + ending.casefold() in BOOKS and not name.startswith((".", "~$"))
    return is_book and _letters(known.rpartition(".")[0]) in _letters(stem)


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def located(place: str | Path) -> Path:
    """A path, or what stands for one where the place is in a store.

    Raises:
        LcxlError: a package that this store needs is not installed, or nobody knows its scheme.
    """
    if not isinstance(place, str) or not is_in_store(place):
        return Path(place) if isinstance(place, str) else place
    try:
        from upath import UPath

        found = UPath(place)
        found.fs  # noqa: B018 # asks for what the store needs
    except ImportError as e:
        scheme = place.partition("://")[0]
        raise LcxlError(
            Text("files.store_needs", scheme=scheme, why=str(e)), Text("files.store_needs_fix")
        ) from None
    except ValueError as e:
        raise LcxlError(
            Text("files.no_place", place=place, why=str(e)), Text("files.no_place_fix")
        ) from None
    except Exception as e:  # whatever a store raises that answers as soon as it is named
        raise LcxlError(
            Text("commands.store_unreachable", place=place, why=_why(e)),
            Text("commands.store_unreachable_fix"),
        ) from None
    return cast(Path, found)


@contextmanager
def reaching(path: Path) -> Iterator[None]:
    """Whatever a store raises that cannot be reached becomes an OSError.

    Some stores call a file missing whatever kept them from looking for it.
    """
    try:
        yield
    except FileNotFoundError as e:
        if not is_in_store(path) or _has_looked(e.__cause__):
            raise
        raise OSError(None, _why(e.__cause__)) from e
    except OSError:
        raise
    except Exception as e:
        if not is_in_store(path):
            raise
        raise OSError(None, _why(e)) from e


NOT_THERE = (404, 410)
"""Answers of a web server that has no such file (RFC 9110, 15.5.5 and 15.5.11)."""


def _has_looked(cause: BaseException | None) -> bool:
    """Whether the store was asked and answered, going by what made it call a file missing."""
    status = getattr(cause, "status", None)
    if isinstance(status, int):
        return status in NOT_THERE
    return isinstance(cause, FileNotFoundError) or not isinstance(cause, OSError)


def _why(cause: BaseException | None) -> str:
    return (isinstance(cause, OSError) and cause.strerror) or f"{type(cause).__name__}: {cause}"


def content_of(path: Path, most: int | None = None) -> bytes:
    """What a file holds; of one with more than ``most`` bytes, if given, the first ``most + 1``.

    Raises:
        OSError: it cannot be opened, or is no file: a pipe or a device would never end.
    """
    if not is_in_store(path):
        known = os.stat(path)
        if stat.S_ISDIR(known.st_mode):
            raise OSError(None, say(f"commands.{_may_be_looked_into(path)}folder"))
        if not stat.S_ISREG(known.st_mode):
            raise OSError(None, say("commands.not_a_file"))
        if most is not None:
            most = min(known.st_size, most)  # memory is set aside for what is asked for
    with reaching(path), path.open("rb") as stream:
        return stream.read() if most is None else stream.read(most + 1)


def printable(name: str) -> str:
    """A file's name as it can be printed and written anywhere.

    Names may hold bytes that are no text, line breaks, or marks that turn the direction of
    writing; these are shown by their codes.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() or c == "\u00a0" else c.encode("unicode_escape").decode() for c in text
    )


def there(path: Path) -> bytes:
    """The file that is replaced; nothing where there is none, or it cannot be read."""
    with suppress(OSError):
        return content_of(path)
    return b""


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` into the place of ``path`` in one step.

    The new content is written beside it first, under a name of its own, as another run may
    write the same file.  ``private``: for its owner alone.

    Raises:
        LcxlError: the file is open in Excel or LibreOffice, or the place may not be written.
    """
    if is_in_store(path):
        _put(path, data)
        return
    refuse_folder(path)
    refuse_open([path])
    beside = beside_of(path)
    try:
        with open(beside, "wb", opener=_for_its_owner if private else None) as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
    except PermissionError as e:
        if path.exists() and os.access(path.parent, os.W_OK):
            raise _is_open(path) from e
        raise LcxlError(Text("keep.may_not_write", file=path), Text("keep.choose_folder")) from e
    except OSError as e:
        raise not_written(path, e) from e
    finally:
        beside.unlink(missing_ok=True)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def beside_of(path: Path) -> Path:
    """A name beside ``path`` that nothing has, for what shall take its place.

    What runs that were killed long ago left under such names is deleted.
    """
    oldest = time.time() - LEFT_SECONDS
    for left in path.parent.glob(f".lcxl-{'[0-9a-f]' * 16}.new"):
        with suppress(OSError):
            if left.stat().st_mtime < oldest:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
    return path.with_name(f".lcxl-{os.urandom(8).hex()}.new")


def _may_be_looked_into(path: Path) -> Literal["", "not_readable_"]:
    try:
        os.scandir(path).close()
    except OSError:
        return "not_readable_"
    return ""


def refuse_folder(path: Path) -> None:
    """See that a file can be written there.

    Raises:
        LcxlError: there is a folder.
    """
    if not is_in_store(path) and path.is_dir():
        raise LcxlError(Text("files.is_folder", file=path), Text("files.is_folder_fix"))


def _put(path: Path, data: bytes) -> None:
    try:
        with reaching(path):
            path.write_bytes(data)
    except OSError as e:
        raise not_written(path, e, "files.check_address") from e


def not_written(path: Path, why: OSError, fix: str = "files.has_room") -> LcxlError:
    """A file or folder that the system did not let be written; ``fix``: id of what to do."""
    said = Text("files.not_written", file=path, why=why.strerror or str(why))
    return LcxlError(said, Text(fix))


def _is_open(path: Path) -> LcxlError:
    """The rename was refused, as on Windows while a program has the file open."""
    return LcxlError(Text("files.in_use", file=path), Text("files.close"))


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder, and those above it.  ``private``: for its owner alone.

    Raises:
        LcxlError: there is a file of that name, or the place may not be written.
    """
    if is_in_store(path):  # where folders are but parts of names
        return
    try:
        path.mkdir(parents=True, exist_ok=True)
        if private:
            path.chmod(0o700)
    except (FileExistsError, NotADirectoryError):
        file = next((p for p in (path, *path.parents) if p.exists() and not p.is_dir()), path)
        raise LcxlError(Text("files.is_file", file=file), Text("files.is_file_fix")) from None
    except OSError as e:
        raise LcxlError(
            Text("files.folder_not_made", folder=path, why=e.strerror or str(e)),
            Text("files.folder_not_made_fix"),
        ) from e
