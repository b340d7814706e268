"""A pile of files: which there are, what they are called, and what they hold.

A file that holds others, such as an archive or a mail, stands in the pile as what is in it, each
named ``mail.eml!oak.xlsx``.  Nothing is unpacked to disk.  What is looked at is bounded, for such
files come from strangers' computers.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lcxl import user_cache
from lcxl.cells import Unreadable
from lcxl.cells.package import MAX_FILE
from lcxl.files import content_of, is_in_store, printable
from lcxl.intake.patients.file_names import shown_name, shown_sender
from lcxl.intake.sources import CONTAINERS, PLACES
from lcxl.intake.sources.base.source import HEAD, INSIDE, Container, File, Member

__all__ = [
    "SUBMISSIONS",
    "bytes_of",
    "content_hash",
    "content_of_file",
    "fetched",
    "find_files",
    "named",
    "words_beside",
]

SUBMISSIONS = "submissions"
"""Folder of what came back, in a collaborative's folder."""
MAX_DEPTH = 4
"""So many files inside each other are looked into; a forwarded mail with an archive has two."""
MAX_MEMBERS = 500
"""Most files in one that lies in the folder, those in them counted."""
MAX_TOTAL = 200_000_000
"""Most bytes of all of these together."""
BOOKS = (".xlsx", ".xlsm")
"""Endings of files that hold no others, so that nobody looks where a look is dear."""


def find_files(folder: Path) -> list[Path]:
    """Every file under ``folder``, in the order of their names; none if it does not exist.

    What computers leave in folders by themselves is left out.

    Raises:
        LcxlError: the folder may not be looked into, or is in a store that cannot be reached.
    """
    return next(place for place in PLACES if place.holds(folder)).files(folder)


def named(paths: Iterable[Path], folder: Path | None = None) -> list[File]:
    """Files with what findings call them: their place in the folder, no two alike.

    A name that gives a patient away is left out.
    """
    _members.cache_clear()  # what lies in a store may be another file by now
    found: dict[str, File] = {}
    paths = list(paths)
    if folder is None:
        names = [shown_name(printable(str(path))) for path in paths]
    else:
        names = _shown([printable(path.relative_to(folder).as_posix()) for path in paths])
    for path, name in zip(paths, names, strict=True):
        whole = File(path, _free(name, found))
        for file in _unpacked(whole):
            name = _free(file.name, found)
            found[name] = file._replace(name=name)
    return list(found.values())


def _shown(places: Sequence[str]) -> list[str]:
    """The names of a folder's files that may be shown.

    Kept from one run to the next: a name with digits in it is looked at with every long pattern.
    """
    kept = user_cache.name_of("names", [repr(places).encode()])
    known = user_cache.recall(kept)
    if isinstance(known, list):
        return known
    names = [shown_name(place) for place in places]
    user_cache.keep(kept, names)
    return names


def _free(place: str, taken: dict[str, File]) -> str:
    """A name that no file has; codes of what cannot be printed may stand in another name."""
    name, number = place, 1
    while name in taken:
        number += 1
        name = f"{place} ({number})"
    return name


def bytes_of(file: File) -> bytes:
    """What the file holds, or so much of it that it is seen to be too large.

    Raises:
        OSError: it cannot be opened.
        Unreadable: it lies in another that is broken.
    """
    if isinstance(file.content, Exception):
        raise file.content
    if file.content is not None:
        return file.content
    if not file.inside:
        return content_of(file.path, MAX_FILE)
    number, _ = file.inside[-1]
    return _members_of(_holder(file))[number].content()


def words_beside(file: File) -> bool:
    """Whether the mail that a file came in has a text besides, which lcxl does not read."""
    if not file.inside or is_in_store(file.path):
        return False
    whole = file._replace(inside=(), content=None)
    try:
        data = bytes_of(whole)
        container = _container_of(whole._replace(name=file.path.name), data)
        return container is not None and container.has_words(data)
    except (OSError, ValueError, LookupError, Unreadable, RecursionError, TypeError):
        return False  # which reading it has said


def content_hash(file: File) -> str | None:
    """The sha256 of a file's content; None when it cannot be opened."""
    if file.sha256:
        return file.sha256
    try:
        return hashlib.sha256(bytes_of(file)).hexdigest()
    except (OSError, Unreadable):
        return None


def fetched(file: File) -> File:
    """A file with its bytes, or why it cannot be opened; one in a store as it is."""
    if is_in_store(file.path):
        return file
    try:
        return file._replace(content=content_of_file(file))
    except (OSError, Unreadable) as e:
        return file._replace(content=e, sha256=content_hash(file) or "")


def content_of_file(file: File) -> bytes:
    """What is read from a file.

    Raises:
        OSError: it cannot be opened.
        Unreadable: it lies in another that is broken, or holds others itself.
    """
    data = bytes_of(file)
    container = _container_of(file, data) if file.content is None else None
    if container is None:
        return data
    n = len(_inside(file, _Bounds())) if _members_of(file) else 0
    if n:
        raise Unreadable(container.holds_files, n=n)
    if container.holds_nothing:
        raise Unreadable(container.holds_nothing)
    return data


def _unpacked(whole: File) -> list[File]:
    """What is in a file, or the file itself."""
    if not _may_hold(whole):
        return [whole]
    try:
        return _inside(whole, _Bounds())
    except (OSError, Unreadable):  # which is found fault with when it is read
        return [whole]


def _may_hold(file: File) -> bool:
    """Whether it is worth a look: a file on this computer is, under whatever name."""
    is_near = not file.inside and not is_in_store(file.path)
    return is_near or not file.own_name.lower().endswith(BOOKS)


@dataclass
class _Bounds:
    """What was found so far in one file of the folder."""

    members: int = 0
    size: int = 0

    def add(self, members: Sequence[Member]) -> None:
        """Count these too.

        Raises:
            Unreadable: it is more than is looked at.
        """
        self.members += len(members)
        self.size += sum(member.size for member in members)
        if self.members > MAX_MEMBERS:
            raise Unreadable("holds_too_many", most=MAX_MEMBERS)
        if self.size > MAX_TOTAL:
            raise Unreadable("too_much")

    @property
    def are_reached(self) -> bool:
        """Nothing more is looked at."""
        return self.members > MAX_MEMBERS or self.size > MAX_TOTAL


def _inside(file: File, bounds: _Bounds) -> list[File]:
    """All files in a file, and in these; the file itself where it holds none.

    Raises:
        OSError: it cannot be opened.
        Unreadable: it is broken, or holds more than is looked at.
    """
    if _container_of(file, _head_of(file)) is None:
        return [file]
    if len(file.inside) >= MAX_DEPTH:
        raise Unreadable("holds_too_deep")
    found: list[File] = []
    members = _members_of(file)
    bounds.add(members)
    for number, member in enumerate(members):
        inner = File(
            file.path,
            f"{file.name}{INSIDE}{shown_name(printable(member.name))}",
            (*file.inside, (number, member.name)),
            member.received or file.received,
            shown_sender(member.sender) or file.sender,
        )
        try:
            found += _inside(inner, bounds) if _may_hold(inner) else [inner]
        except (OSError, Unreadable):
            if bounds.are_reached:
                raise
            found.append(inner)
    return found or [file]


def _container_of(file: File, data: bytes) -> Container | None:
    head, name = data[:HEAD], file.own_name.lower()
    return next((one for one in CONTAINERS if one.is_one(head, name)), None)


def _head_of(file: File) -> bytes:
    if file.inside or is_in_store(file.path):
        return bytes_of(file)[:HEAD]
    return content_of(file.path, HEAD)[:HEAD]


def _holder(file: File) -> File:
    """The file that another lies in."""
    return file._replace(inside=file.inside[:-1], content=None)


def _members_of(file: File) -> Sequence[Member]:
    stamp: object = None
    if not is_in_store(file.path):
        known = os.stat(file.path)
        stamp = known.st_mtime_ns, known.st_size
    return _members(file.path, file.inside, stamp)


@lru_cache(maxsize=MAX_DEPTH)
def _members(path: Path, inside: tuple[tuple[int, str], ...], _: object) -> Sequence[Member]:
    """What is in a file, which is kept for the next that is read from it."""
    file = File(path, "", inside)
    data = bytes_of(file)
    if len(data) > MAX_FILE:
        raise Unreadable("too_large", million=round(len(data) / 1e6))
    container = _container_of(file, data)
    return container.members(data) if container else ()
