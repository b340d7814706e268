"""A workbook file, opened with care: what it really is, and never more than it may hold.

Files come by e-mail from strangers' computers.  Nothing here trusts a file's name, the
sizes it declares or its XML; nothing is written to disk.
"""

from __future__ import annotations

import io
import posixpath
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote
from xml.parsers import expat

from lcxl.cells.kinds import kind_of_archive, kind_of_file
from lcxl.findings.catalogue import said

__all__ = [
    "MAX_DEPTH",
    "MAX_FILE",
    "MAX_PART",
    "Element",
    "Package",
    "Unreadable",
    "damaged",
    "elements",
    "local_name",
    "parse_xml",
]

MAX_FILE = 50_000_000
"""Largest file that is opened at all, in bytes; a reporting workbook has about 100,000."""
MAX_PART = 20_000_000
"""Most bytes of one part that are inflated before it is refused."""
MAX_TOTAL = 2 * MAX_PART
"""Most bytes of all parts together."""
MAX_PARTS = 5_000
"""Most parts in one file; a reporting workbook has about 40."""
MAX_SECONDS = 3.0
"""Most seconds of computing that the parts of one file may cost.  The other bounds keep every
real file far below it; it stops files that were made to be slow."""
UNTIMED = 300_000
"""Bytes of a part that are not timed: asking for the time costs time as well."""
MAX_DEPTH = 64
"""Elements inside each other; a worksheet has seven."""
MAX_TOKEN = 1_000_000
"""Longest single tag or comment, in bytes: a parser rescans it with every piece it gets."""
_CHUNK = 65_536
_clock = getattr(time, "thread_time", time.process_time)
"""Seconds of computing; WebAssembly, which has one thread, tells those of the process."""

_ENTRY = b"PK\x01\x02"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,  # NotImplementedError too: a way of packing that Excel never uses
    LookupError,
)
"""What the standard library raises for a broken archive."""


class Unreadable(Exception):
    """The file cannot be read as a workbook.

    ``text`` is the id of what is said of it (of V31, in the catalogue of findings), ``places``
    what that is filled with.
    """

    def __init__(self, text: str, **places: object) -> None:
        super().__init__(text)
        self.text = text
        self.places = places

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """What is wrong with the file, in words."""
        return said("V31", self.text, "message", self.places)

    @property
    def fix(self) -> str:
        """What to do about it, in words."""
        return said("V31", self.text, "fix", self.places)


def damaged() -> Unreadable:
    """What every broken archive and every broken part amounts to."""
    return Unreadable("damaged")


def _too_much() -> Unreadable:
    return Unreadable("too_much")


def local_name(name: str) -> str:
    """An element's name without its namespace prefix."""
    return name.rpartition(":")[2] if ":" in name else name


class Package:
    """The parts of an .xlsx file held in memory.

    Raises:
        Unreadable: the bytes are not a workbook, or hold more than a workbook may.
    """

    def __init__(self, data: bytes, name: str = "") -> None:
        if len(data) > MAX_FILE:
            raise Unreadable("too_large", million=round(len(data) / 1e6))
        self._refuse(kind_of_file(data, name))
        # Counted before the directory is read: a million entries would cost half a gigabyte.
        count = data.count(_ENTRY)
        if count > MAX_PARTS:
            raise Unreadable("too_many_parts", parts=count)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as e:
            raise damaged() from e
        infos = self._zip.infolist()
        self._infos = {_key(info.filename): info for info in infos}
        self._links: dict[str, tuple[dict[str, tuple[str, str]], frozenset[str]]] = {}
        self._left = MAX_TOTAL
        self._seconds = 0.0
        is_locked = any(info.flag_bits & 0x1 for info in infos)
        mimetype = b"" if is_locked or "mimetype" not in self._infos else self.read("mimetype")
        self._refuse(kind_of_archive(self._infos.keys(), mimetype, name))
        self._refuse("password" if is_locked else None)

    @staticmethod
    def _refuse(kind: str | None) -> None:
        if kind is not None:
            raise Unreadable(kind)

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._infos

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in small letters: capitals make no difference."""
        return tuple(self._infos)

    def chunks(self, part: str, limit: int = MAX_PART) -> Iterator[bytes]:
        """The part's bytes, inflated piece by piece, up to ``limit``.

        Raises:
            Unreadable: the part is missing, damaged or larger than the limit, or the file
                as a whole costs more than a workbook may.
        """
        info = self._infos.get(_key(part))
        if info is None:
            raise damaged()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # Others unpack a whole block at once, however large it is.
            raise damaged()
        done = 0
        try:
            with self._zip.open(info) as stream:
                started = 0.0
                while chunk := stream.read(_CHUNK):
                    done += len(chunk)
                    self._left -= len(chunk)
                    if done > limit or self._left < 0 or self._seconds > MAX_SECONDS:
                        raise _too_much()
                    yield chunk
                    if done > UNTIMED:
                        now = _clock()
                        self._seconds += now - started if started else 0.0
                        started = now
        except Unreadable:
            raise
        except _BROKEN as e:
            raise damaged() from e

    def read(self, part: str, limit: int = MAX_PART) -> bytes:
        """The whole part."""
        return b"".join(self.chunks(part, limit))

    def whole(self) -> dict[str, bytes]:
        """All parts, by their names as they are written.

        Raises:
            Unreadable: one of them is damaged, or they are larger than a workbook may be.
        """
        return {
            info.filename.replace("\\", "/").lstrip("/"): self.read(info.filename)
            for info in self._infos.values()
        }

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (target part, type) of the links from ``part`` ("" for the package itself)."""
        return self._linked(part)[0]

    def addresses(self, part: str) -> frozenset[str]:
        """What lies outside the file and is linked to from ``part``."""
        return self._linked(part)[1]

    def _linked(self, part: str) -> tuple[dict[str, tuple[str, str]], frozenset[str]]:
        """Both, from one reading."""
        if part in self._links:
            return self._links[part]
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        inside: dict[str, tuple[str, str]] = {}
        outside: set[str] = set()

        def link(attributes: Mapping[str, str], _: str) -> None:
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "").rpartition("/")[2]
            if attributes.get("TargetMode") == "External":
                if kind == "hyperlink" and not target.startswith("#"):
                    outside.add(target)
                return
            target = unquote(target).replace("\\", "/")
            if target.startswith("/"):
                target = target.lstrip("/")
            else:
                target = posixpath.normpath(posixpath.join(folder, target))
            inside[attributes.get("Id", "")] = (target, kind)

        if rels in self:
            elements(self.chunks(rels, 5_000_000), {"Relationship": link})
        self._links[part] = inside, frozenset(outside)
        return self._links[part]


Start = Callable[[str, dict[str, str]], object]
"""Told of an element's beginning: its name and attributes."""
End = Callable[[str], object]
"""Told of an element's end, or of text."""


def parse_xml(
    chunks: Iterator[bytes],
    *,
    start: Start | None = None,
    end: End | None = None,
    text: End | None = None,
    counts_depth: bool = False,
) -> None:
    """Feed XML to three handlers; entities and document types are refused.

    A handler ends the reading early by raising StopIteration.  ``counts_depth``: the handlers
    themselves refuse elements nested deeper than `MAX_DEPTH`, which saves a call for each.

    Raises:
        Unreadable: the XML is broken, declares a document type, or was made to hurt.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    if counts_depth:
        parser.StartElementHandler, parser.EndElementHandler = start, end
    else:
        parser.StartElementHandler, parser.EndElementHandler = _counting(start, end)
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise _too_much()
        parser.Parse(b"", True)
    except StopIteration:
        return
    except (expat.ExpatError, ValueError, LookupError) as e:
        raise damaged() from e


Element = Callable[[Mapping[str, str], str], object]
"""Is given the attributes of an element, and the text that stands directly in it."""


def elements(chunks: Iterator[bytes], wanted: Mapping[str, Element]) -> None:
    """Call a function at the end of each wanted element, and of no other one.

    ``wanted``: where an element stands, as the local names from below the root, such as
    ``sheets/sheet``; "*" stands for any name.  An element of the same name elsewhere, as in
    an extension list, means something else.

    Raises:
        Unreadable: as `parse_xml`.
    """
    branches = {place[:i] for place in wanted for i, c in enumerate(place) if c == "/"}
    known = branches | wanted.keys()
    inside: list[tuple[str, Mapping[str, str], list[str]]] = []
    skipped = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal skipped
        if not inside and not skipped:
            inside.append(("", {}, []))  # the root, whatever its name is
            return
        above = inside[-1][0]
        places = [f"{above}/{name}".lstrip("/") for name in (local_name(tag), "*")]
        place = next((place for place in places if place in known), "")
        if skipped or not place:
            skipped += 1
        else:
            inside.append((place, attributes, []))

    def text(data: str) -> None:
        if inside and not skipped:
            inside[-1][2].append(data)

    def end(_: str) -> None:
        nonlocal skipped
        if skipped:
            skipped -= 1
            return
        place, attributes, pieces = inside.pop()
        if place in wanted:
            wanted[place](attributes, "".join(pieces))

    parse_xml(chunks, start=start, end=end, text=text)


def _counting(start: Start | None, end: End | None) -> tuple[Start, End]:
    """The same two handlers, refusing elements nested too deeply."""
    depth = 0

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise damaged()
        if start is not None:
            start(tag, attributes)

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(tag)

    return started, ended


def _key(part: str) -> str:
    """A part's name as it is looked up: some programs write backslashes or capitals."""
    return part.replace("\\", "/").lstrip("/").lower()


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("doctype")
