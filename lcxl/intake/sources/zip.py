"""An archive (.zip), such as a portal makes of all that was sent to it."""

from __future__ import annotations

import io
import re
import struct
import zlib
from functools import partial
from typing import TYPE_CHECKING

from lcxl.cells import Unreadable
from lcxl.cells.package import MAX_FILE
from lcxl.intake.sources.base.source import Container, Member
from lcxl.intake.sources.base.system_files import is_of_nobody
from lcxl.lazy import late_pattern

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

__all__ = ["SOURCE"]

MAX_ENTRIES = 60_000
"""Entries, those of archives in it counted, from which its directory is not read: a million of
them cost half a gigabyte."""
MAX_RATIO = 100
"""Nothing that people send packs better, but for small files."""
SMALL = 1_000_000
"""Bytes up to which it makes no difference how well a file packs."""
_START = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")
_DOCUMENT = late_pattern(
    rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|mimetype|_rels/|docProps/|customXml/|xl/|word/|ppt/"
    rb"|Index/)",
    re.DOTALL,
)
"""The first entry of documents that are archives inside."""
_DOCUMENTS = (
    ".xlsx", ".xlsm", ".xlsb", ".xltx", ".ods", ".odt", ".odp", ".docx", ".pptx", ".numbers",
    ".pages", ".key",
)  # fmt: skip
"""Endings of such documents."""


class _Zip(Container):
    holds_nothing = "archive_empty"
    holds_files = "archive_of_files"

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Container`."""
        is_archive = head.startswith(_START) and not name.endswith(_DOCUMENTS)
        return is_archive and not _DOCUMENT.match(head)

    def members(self, data: bytes) -> list[Member]:
        """See `Container`."""
        from zipfile import BadZipFile, ZipFile  # slow to import, and few send archives

        if data.count(b"PK\x01\x02") > MAX_ENTRIES:
            raise Unreadable("too_much")
        try:
            archive = ZipFile(io.BytesIO(data))
        except (BadZipFile, struct.error, ValueError, OSError, LookupError, RuntimeError) as e:
            raise Unreadable("damaged") from e
        return [
            Member(name, partial(_content, archive, info), info.file_size)
            for info in archive.infolist()
            if not info.is_dir()
            and (name := _plain(info.filename))
            and not is_of_nobody(name.split("/"))
        ]


def _plain(name: str) -> str:
    """A name without what would lead out of a folder; it is shown, and never a place on a disk."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _content(archive: ZipFile, info: ZipInfo) -> bytes:
    """What one file of an archive holds.

    Raises:
        Unreadable: it is broken or locked, or unpacks to more than is looked at.
    """
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile

    if info.flag_bits & 0x1:
        raise Unreadable("archive_locked")
    if info.file_size > MAX_FILE:
        raise Unreadable("too_large", million=round(info.file_size / 1e6))
    if info.file_size > max(SMALL, MAX_RATIO * info.compress_size):
        raise Unreadable("too_much")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        # Others unpack a whole block at once, however large it is.
        raise Unreadable("archive_packed_otherwise")
    try:
        with archive.open(info) as stream:
            return stream.read(info.file_size)
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError,
            RuntimeError) as e:  # fmt: skip
        raise Unreadable("damaged") from e


SOURCE = _Zip()
