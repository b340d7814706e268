"""Writing into a collaborative's folder, where people type too.

What somebody changed is replaced only after the old file lies whole in `earlier/`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lcxl.errors import LcxlError
from lcxl.files import content_of as bytes_of
from lcxl.files import is_in_store, make_folder, not_written, refuse_folder, write_file
from lcxl.keep.changes import Fate, described, fate_of, key_of, typed_since
from lcxl.keep.content import (
    CELL,
    COMMENT,
    FILL,
    SHEET,
    Content,
    Item,
    comparable,
    content_of,
    fingerprint_of,
)
from lcxl.keep.memory import CARRIED, MEMORY, NO_CONTENT, Memory, Written
from lcxl.locks import refuse_open
from lcxl.words import Text, say

if TYPE_CHECKING:
    from lcxl.keep.typed import Told

__all__ = ["EARLIER", "Keep", "refuse_kept", "without_kept"]

EARLIER = "earlier"
"""Folder of what somebody had changed, in a collaborative's folder."""
KINDS = {"note": COMMENT, "fill": FILL}
"""What was put onto a cell, as whoever carries it calls it -> kind of thing; all else is in it."""


class _Exchange(NamedTuple):
    """A file, the bytes that are there and those that take their place."""

    path: Path
    old: bytes
    data: bytes
    new: Content | None
    """What ``data`` holds; None where only bytes can be compared."""


class Keep:
    """One collaborative's folder, as all commands write into it.

    ``tell`` prints a sentence about what was kept and what could not be carried over.
    """

    def __init__(self, home: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        self.home = home
        self.memory = Memory(home)
        self._tell = tell

    def refuse_open(self, paths: Iterable[Path]) -> None:
        """See, before the first file is written, that none of them is open or a folder.

        Raises:
            LcxlError: some are.
        """
        here = [path for path in paths if not is_in_store(path)]
        for path in here:
            refuse_folder(path)
        refuse_open(here)

    def name(self, path: Path) -> str:
        """What the memory calls a file: its place in the folder, or its way from there."""
        inside = Path(os.path.abspath(path)), Path(os.path.abspath(self.home))
        if inside[0].is_relative_to(inside[1]):
            return inside[0].relative_to(inside[1]).as_posix()
        return f"../{path.name}"

    def written(self, path: Path) -> Written | None:
        """What lcxl wrote there; None where that is not known, as for a folder in a store."""
        return None if is_in_store(self.home) else self.memory.written(self.name(path))

    def is_changed(self, path: Path) -> bool:
        """Whether there is a file that does not hold what lcxl wrote.

        Raises:
            LcxlError: it cannot be read.
        """
        data = _bytes(path)
        if data is None:
            return False
        written = self.written(path)
        return written is None or not written.knows(path.name, data)

    def typed_in(self, path: Path) -> list[Item] | None:
        """What people typed into a file that lcxl writes; None where that cannot be told apart.

        It stays typed when lcxl has written it again.
        """
        data, written = _bytes(path), self.written(path)
        if data is None:
            return []
        if written and not written.typed and written.wrote(data):
            return []
        content = content_of(path.name, data)
        if written and not written.typed and written.holds(content):
            return []
        if content is None:
            return None
        if written is None or written.content is None:
            return typed_since(content, None, written.typed if written else ())
        content, known = comparable(content, written.content)
        return typed_since(content, known, written.typed)

    def holds(self, path: Path, data: bytes) -> bool:
        """Whether a file is there that holds just these bytes."""
        return _bytes(path) == data

    def holds_typed(self, path: Path) -> bool:
        """Whether a file that lcxl writes holds anything that lcxl did not write, or may hold it.

        Raises:
            LcxlError: it cannot be read.
        """
        written = self.written(path)
        if written is None:  # all of it may be somebody's
            return _bytes(path) is not None
        return CARRIED in written.typed or self.typed_in(path) != []

    def write(
        self,
        path: Path,
        data: bytes,
        content: Content | None = None,
        left: Sequence[Told] = (),
        given: Collection[tuple[str, str]] = (),
    ) -> Path | None:
        """Put ``data`` into the place of ``path``, with what somebody changed there kept.

        ``content`` is what ``data`` holds, where that is known already; ``left`` says what of
        the old file has no place in it, and why, where whoever made it knows.  ``given``: sheet
        and cell of what somebody gave for it, which counts as typed there.  The path of the old
        file's copy, if one was made.

        Raises:
            LcxlError: the file is open, or the place may not be written; the old file is whole.
        """
        if is_in_store(path) or is_in_store(self.home):
            write_file(path, data)
            return None
        self.refuse_open([path])
        kept: Path | None = None
        name = self.name(path)
        before, old = self.memory.written(name), _bytes(path)
        digest = sha256(data).hexdigest()
        is_known = before is not None and before.versions[0][0] == digest
        if before and is_known and old == data and before.typed.issuperset(given):
            return None
        new = content or content_of(path.name, data)
        typed: frozenset[tuple[str, str]] = frozenset()
        if old is not None and old != data:
            exchange = _Exchange(path, old, data, new)
            typed, kept = self._keep_what_was_typed(exchange, before, left, given)
        elif before and old == data:
            typed = before.typed
        if old != data and _bytes(path) != old:  # somebody saved it just now
            return self.write(path, data, new, left, given)
        typed = typed.union(given)
        text = new.text if new else None
        fingerprint = NO_CONTENT if text is None else fingerprint_of(text)
        known = Written(((digest, fingerprint),), typed, text)
        if old != data or not is_known or (before and before.typed != typed):
            self.memory.remember(name, known.after(before))
        if old != data:
            if not name.startswith("../"):
                make_folder(path.parent)
            write_file(path, data)
        return kept

    def _keep_what_was_typed(
        self,
        exchange: _Exchange,
        before: Written | None,
        left: Sequence[Told],
        given: Collection[tuple[str, str]],
    ) -> tuple[frozenset[tuple[str, str]], Path | None]:
        """Copy the old file into earlier/ if anything in it would be lost; what is carried.

        Where only what is given anew has taken the place of what stood there, whoever gave it
        knows, and nothing is told here.
        """
        path, old, data, new = exchange
        is_same = before is not None and before.wrote(old)
        if before and is_same and not before.typed:
            return frozenset(), None
        content = content_of(path.name, old)
        is_changed = not is_same and (before is None or not before.holds(content))
        if before and not is_changed and not before.typed:
            return frozenset(), None
        written = before.content if before else None
        fate, names = Fate((), ()), {}
        if content is not None:
            if new is not None:
                names = _sheets_now(path, old, data, content, new)
                content, written = content.renamed(names), written and written.renamed(names)
                if written is not None:
                    content, written, new = comparable(content, written, new)
            known = {(names.get(s, s), p) for s, p in before.typed} if before else ()
            typed = typed_since(content, written, known)
            fate = fate_of(typed, new, written)
        kept = self._into_earlier(path, old) if is_changed or fate.lost else None
        lost = [i for i in fate.lost if is_changed or key_of(i) not in given]
        if kept and (is_changed or lost):
            were = {now: name for name, now in names.items()}
            named = {(one.sheet, one.cell, KINDS.get(one.what, CELL)) for one in left}
            others = [i for i in lost if (were.get(i.sheet, i.sheet), i.place, i.kind) not in named]
            told = [*(one.words for one in left), *described(others, new, were)]
            kind = "not_known" if before is None else "was_changed" if is_changed else "replaced"
            self._tell(_told(f"keep.{kind}", path, kept, content is not None, told))
        # Where it is not known what lcxl wrote, numbers may have been typed, and lcxl writes no
        # comments; texts and colours mostly are ours.
        carried = frozenset(
            key_of(i)
            for i in fate.carried
            if before or i.kind == COMMENT or (i.kind == CELL and i.value.startswith("n"))
        )
        return carried, kept

    def _into_earlier(self, path: Path, data: bytes) -> Path:
        """A copy named after the file and today; the one that is there if it is the same."""
        folder = self.home / EARLIER
        make_folder(folder, private=True)
        stem = f"{path.stem} {date.today().isoformat()}"
        for number in count(1):
            name = stem + (f" ({number})" if number > 1 else "") + path.suffix
            kept = folder / name
            if _is_free(kept):
                try:
                    write_file(kept, data, private=True)
                except LcxlError:
                    kept.unlink(missing_ok=True)
                    raise
                return kept
            if _bytes(kept) == data:
                return kept
        raise AssertionError("a number is always free")


def refuse_kept(home: Path, path: Path) -> None:
    """See that a file or folder is none of those kept in earlier/: no command reads them.

    Raises:
        LcxlError: it is one.
    """
    if _is_in(path, _place_of(home, EARLIER)):
        raise LcxlError(Text("keep.not_read", file=path), Text("keep.not_read_fix"))


def without_kept(home: Path, paths: Iterable[Path]) -> list[Path]:
    """Those of some files that people sent: none of earlier/ and of the memory."""
    kept = [_place_of(home, name) for name in (EARLIER, MEMORY)]
    return [path for path in paths if not any(_is_in(path, folder) for folder in kept)]


def _place_of(home: Path, name: str) -> str:
    return os.path.realpath(home / name)


def _is_in(path: Path, folder: str) -> bool:
    place = os.path.realpath(path)
    return place == folder or place.startswith(folder + os.sep)


def _told(kind: str, path: Path, kept: Path, is_known: bool, lost: Sequence[str]) -> str:
    lines = [say(kind, file=path, kept=kept)]
    if not is_known:
        lines.append("  " + say("keep.cannot_compare"))
    elif lost:
        lines += ["  " + say("keep.lost", what=what) for what in lost]
    elif kind != "keep.not_known":
        lines.append("  " + say("keep.all_carried"))
    return "\n".join(lines)


def _is_free(path: Path) -> bool:
    """Take a name that nothing has, before another run does: an empty file stands there then.

    Raises:
        LcxlError: the folder may not be written.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    except OSError as e:
        raise not_written(path, e) from e
    return True


def _sheets_now(
    path: Path, old: bytes, data: bytes, content: Content, new: Content
) -> dict[str, str]:
    """A sheet of the old workbook that has another name in the new one -> that name."""
    sheets = [{i.sheet for i in one.items if i.kind == SHEET} for one in (content, new)]
    if sheets[0] <= sheets[1] or not path.suffix.lower().startswith(".xls"):
        return {}
    from lcxl.cells import Book  # most builds rename none
    from lcxl.keep.renamed import sheets_now

    return sheets_now(Book(old), Book(data))


def _bytes(path: Path) -> bytes | None:
    """What a file holds; None if there is none."""
    try:
        return bytes_of(path)
    except FileNotFoundError:
        return None
    except OSError as e:
        raise LcxlError(
            Text("keep.cannot_read", file=path, why=e.strerror or str(e)), Text("keep.look_at_it")
        ) from e
