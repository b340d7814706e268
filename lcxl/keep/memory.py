"""What lcxl wrote into a collaborative's folder: readable text in `lcxl-memory/`.

For each file that lcxl wrote there is one under `written/`, of the same name, that tells what
stood in it.  Names in it are those in the folder, so that it holds wherever the folder goes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from lcxl.files import make_folder, write_file
from lcxl.keep.content import Content, content_of, fingerprint_of
from lcxl.words import say

__all__ = ["CARRIED", "MEMORY", "Memory", "Written", "make_private"]

MEMORY = "lcxl-memory"
"""Folder of the memory, in a collaborative's folder."""
VERSIONS = 2
"""Newest versions that are known: a run that was killed may have left the one before."""
NO_CONTENT = "-"
CARRIED = ("", "*")
"""Stands among what was typed where some of it is in the file in another way of writing, or may be:
a word of a dropdown in another language, a number that was typed as a text."""


@dataclass(frozen=True)
class Written:
    """What lcxl last wrote into one file.

    ``versions``: sha256 of the bytes and fingerprint of the content, the newest first.
    ``typed``: sheet and cell of what people had typed into the file before and was written
    again; of comments and colours their kind too (`lcxl.keep.changes.key_of`).  ``text`` is that
    of the newest version's content; None where only bytes can be compared.
    """

    versions: tuple[tuple[str, str], ...]
    typed: frozenset[tuple[str, str]] = frozenset()
    text: str | None = None

    @cached_property
    def content(self) -> Content | None:
        """The content of the newest version, which is seldom asked for: mostly bytes suffice."""
        return None if self.text is None else Content.from_text(self.text)

    def knows(self, name: str, data: bytes) -> bool:
        """Whether these bytes hold what lcxl wrote; ``name`` tells what kind of file it is."""
        return self.wrote(data) or self.holds(content_of(name, data))

    def wrote(self, data: bytes) -> bool:
        """Whether these are the very bytes."""
        return sha256(data).hexdigest() in {digest for digest, _ in self.versions}

    def holds(self, found: Content | None) -> bool:
        """Whether this content is what lcxl wrote."""
        if found is None:
            return False
        if found.fingerprint in {fingerprint for _, fingerprint in self.versions}:
            return True
        return self.content is not None and found.is_like(self.content)

    def after(self, before: Written | None) -> Written:
        """The same, still knowing what was written ``before``.

        Of one that held what people had typed the newest does not know where: whoever takes it
        back, as from a history of versions, takes that back too.
        """
        old = before.versions if before and not before.typed else ()
        known = [v for v in old if v[0] != self.versions[0][0]]
        return Written((*self.versions, *known)[:VERSIONS], self.typed, self.text)


def make_private(folder: Path, top: Path) -> None:
    """Make a folder of the memory, for its owner alone, as every one up to ``top``.

    Raises:
        LcxlError: it cannot be made.
    """
    if not folder.is_dir():
        make_folder(folder, private=True)
    for one in (folder, *folder.parents):
        if one.stat().st_mode & 0o077:
            one.chmod(0o700)
        if one == top:
            break


class Memory:
    """The memory of one collaborative's folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / MEMORY

    def written(self, name: str) -> Written | None:
        """What lcxl wrote into a file, by its name in the folder; None if that is not known."""
        with suppress(OSError, ValueError):
            return _read(self._file(name).read_text(encoding="utf-8"))
        return None

    def remember(self, name: str, written: Written) -> None:
        """Keep what is about to be written into a file.

        Raises:
            LcxlError: the memory cannot be written.
        """
        file = self._file(name)
        make_private(file.parent, self.folder)
        write_file(file, _text(written).encode(), private=True)

    def names(self) -> list[str]:
        """Names of all files that lcxl wrote, whether they are still there or not."""
        root = self.folder / "written"
        return sorted(
            path.relative_to(root).as_posix().removesuffix(".txt")
            for path in root.rglob("*.txt")
            if path.is_file()
        )

    def _file(self, name: str) -> Path:
        place = PurePosixPath(name + ".txt")
        if place.parts[0] == "..":
            return self.folder / "written-elsewhere" / place.name
        return self.folder / "written" / place


def _text(written: Written) -> str:
    lines = ["# " + line for line in say("keep.memory_head").split("\n")]
    lines += [f"bytes {digest} content {content}" for digest, content in written.versions]
    lines += [f"typed {place} {sheet}" for sheet, place in sorted(written.typed)]
    return "\n".join([*lines, "", written.text or ""])


def _read(text: str) -> Written:
    head, _, body = text.partition("\n\n")
    versions: list[tuple[str, str]] = []
    typed: set[tuple[str, str]] = set()
    for line in head.split("\n"):
        word, *rest = line.split(" ", 2 if line.startswith("typed") else -1)
        if word == "bytes":
            digest, _, fingerprint = rest
            versions.append((digest, fingerprint))
        elif word == "typed":
            place, sheet = rest
            typed.add((sheet, place))
    if not versions:
        raise ValueError("no version")
    has_content = versions[0][1] != NO_CONTENT
    if has_content and fingerprint_of(body) != versions[0][1]:
        body = Content.from_text(body).text  # an editor may have added an empty line
        if fingerprint_of(body) != versions[0][1]:
            raise ValueError("the content was changed")
    return Written(tuple(versions), frozenset(typed), body if has_content else None)
