"""Write a VBA project from its source text, as [MS-OVBA] describes it.

Only the source is written, no compiled code: Excel compiles it when it opens the file.  The
project refers to no library beyond those every project has, so that nothing can be missing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .cfb import compound_file

__all__ = ["Module", "compressed", "vba_project"]

CODE_PAGE, ENCODING = 1252, "cp1252"
PROJECT_ID = "{8E3A4C7B-52D1-4F0E-9B76-6C63786C0001}"
"""Any fixed identifier does; a fixed one gives the same bytes each time."""
WORKBOOK, WORKSHEET = "00020819", "00020820"
"""First part of the class identifiers of Excel's own modules."""
CHUNK = 4096
SHORTEST_COPY = 3


@dataclass(frozen=True, slots=True)
class Module:
    """One module of source; ``document`` for those that belong to the workbook or a sheet."""

    name: str
    source: str = ""
    document: str = ""

    def text(self) -> bytes:
        """The source with the attributes that the VBA editor hides."""
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.document:
            lines += [
                f'Attribute VB_Base = "0{{{self.document}-0000-0000-C000-000000000046}}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                "Attribute VB_PredeclaredId = True",
                "Attribute VB_Exposed = True",
                "Attribute VB_TemplateDerived = False",
                "Attribute VB_Customizable = True",
            ]
        lines += [
            line for line in self.source.splitlines() if not line.startswith("Attribute VB_Name")
        ]
        return ("\r\n".join(lines).rstrip() + "\r\n").encode(ENCODING)


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The bytes of xl/vbaProject.bin."""
    streams = {module.name: compressed(module.text()) for module in modules}
    streams["_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)  # 2.3.4.1: no cache
    streams["dir"] = compressed(b"".join(_directory(name, modules)))
    return compound_file(
        {
            "VBA": streams,
            "PROJECT": "\r\n".join([*_project(name, modules), ""]).encode(ENCODING),
            "PROJECTwm": b"".join(
                m.name.encode(ENCODING) + b"\0" + m.name.encode("utf-16-le") + b"\0\0"
                for m in modules
            )
            + b"\0\0",
        }
    )


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _twice(number: int, unicode_number: int, text: str) -> bytes:
    """A text in the code page, and again in Unicode."""
    return _record(number, text.encode(ENCODING)) + _record(
        unicode_number, text.encode("utf-16-le")
    )


def _directory(name: str, modules: Sequence[Module]) -> Iterator[bytes]:
    """The records of the stream dir (2.3.4.2)."""
    english = struct.pack("<I", 0x0409)
    yield _record(0x01, struct.pack("<I", 1))  # PROJECTSYSKIND: Windows
    yield _record(0x02, english)
    yield _record(0x14, english)
    yield _record(0x03, struct.pack("<H", CODE_PAGE))
    yield _record(0x04, name.encode(ENCODING))
    yield _twice(0x05, 0x40, "")  # description
    yield _twice(0x06, 0x3D, "")  # help file
    yield _record(0x07, bytes(4))
    yield _record(0x08, bytes(4))
    yield struct.pack("<HIIH", 0x09, 4, 1, 1)  # PROJECTVERSION
    yield _twice(0x0C, 0x3C, "")  # constants
    yield _record(0x0F, struct.pack("<H", len(modules)))
    yield _record(0x13, b"\xff\xff")
    for module in modules:
        yield _twice(0x19, 0x47, module.name)
        yield _twice(0x1A, 0x32, module.name)  # name of its stream
        yield _twice(0x1C, 0x48, "")
        yield _record(0x31, bytes(4))  # the source starts at once
        yield _record(0x1E, bytes(4))
        yield _record(0x2C, b"\xff\xff")
        yield _record(0x22 if module.document else 0x21)
        yield _record(0x2B)
    yield _record(0x10)


def _project(name: str, modules: Sequence[Module]) -> Iterator[str]:
    """The lines of the stream PROJECT (2.3.1)."""
    yield f'ID="{PROJECT_ID}"'
    for module in modules:
        if module.document:
            yield f"Document={module.name}/&H00000000"
        else:
            yield f"Module={module.name}"
    yield f'Name="{name}"'
    yield 'HelpContextID="0"'
    yield 'VersionCompatible32="393222000"'
    yield f'CMG="{_encrypted(bytes(4))}"'  # not protected
    yield f'DPB="{_encrypted(bytes(1))}"'  # no password
    yield f'GC="{_encrypted(bytes([255]))}"'  # visible
    yield ""
    yield "[Host Extender Info]"
    yield "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
    yield ""
    yield "[Workspace]"
    for module in modules:
        yield f"{module.name}=0, 0, 0, 0, C"


def _encrypted(data: bytes, seed: int = 7) -> str:
    """The weak cipher of 2.4.3, which every project carries even when nothing is secret."""
    key = sum(PROJECT_ID.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain, last, before = key, seed ^ key, seed ^ 2
    ignored = (seed & 6) // 2
    for byte in bytes(ignored) + struct.pack("<I", len(data)) + data:
        cipher = byte ^ ((before + plain) & 0xFF)
        out.append(cipher)
        plain, last, before = byte, cipher, last
    return "".join(f"{byte:02X}" for byte in out)


def compressed(data: bytes) -> bytes:
    """Compression of 2.4.1: chunks of 4,096 bytes, each a list of letters and copies."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        tokens = _tokens(chunk)
        if len(tokens) < CHUNK:
            out += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
        else:  # cannot be made smaller: as it is, always full length
            out += struct.pack("<H", 0x3FFF) + chunk.ljust(CHUNK, b"\0")
    return bytes(out)


def _tokens(chunk: bytes) -> bytes:
    out, group, flags, count = bytearray(), bytearray(), 0, 0
    position = 0
    while position < len(chunk):
        offset, length = _longest_copy(chunk, position)
        if length >= SHORTEST_COPY:
            bits = _offset_bits(position)
            token = (offset - 1) << (16 - bits) | (length - SHORTEST_COPY)
            group += struct.pack("<H", token)
            flags |= 1 << count
            position += length
        else:
            group.append(chunk[position])
            position += 1
        count += 1
        if count == 8 or position == len(chunk):
            out += bytes([flags]) + group
            group, flags, count = bytearray(), 0, 0
    return bytes(out)


def _offset_bits(position: int) -> int:
    """How many of a copy's 16 bits say where it begins (2.4.1.3.19.1)."""
    return max(4, (position - 1).bit_length())


def _longest_copy(chunk: bytes, position: int) -> tuple[int, int]:
    """Distance and length of the longest earlier stretch that comes next."""
    if position == 0:
        return 0, 0
    limit = min((0xFFFF >> _offset_bits(position)) + SHORTEST_COPY, len(chunk) - position)
    best, distance = 0, 0
    for start in range(position - 1, -1, -1):
        length = 0
        while length < limit and chunk[start + length] == chunk[position + length]:
            length += 1
        if length > best:
            best, distance = length, position - start
            if best == limit:
                break
    return distance, best
