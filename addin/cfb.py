"""Write a compound file: a small file system in one file, which holds VBA projects.

Version 3 of the format in [MS-CFB], as far as a VBA project needs it.  The same tree gives
the same bytes: dates are left out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["Tree", "compound_file"]

Tree = Mapping[str, "bytes | Tree"]
"""Name -> a stream's bytes, or a storage with streams of its own."""

SECTOR, MINI_SECTOR = 512, 64
SMALL = 4096
"""Streams below this size share sectors in the mini stream."""
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
FATS_IN_HEADER = 109


@dataclass
class _Entry:
    """One entry of the directory ([MS-CFB] 2.6)."""

    name: str
    kind: int
    data: bytes = b""
    left: int = NONE
    right: int = NONE
    child: int = NONE
    colour: int = BLACK
    start: int = END
    size: int = 0

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le") if self.name else b""
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name, len(name), self.kind, self.colour, self.left, self.right, self.child,
            b"", 0, 0, 0, self.start, self.size,
        )  # fmt: skip


@dataclass
class _Sectors:
    """Equal blocks, and for each the number of the next one of its chain."""

    length: int
    blocks: list[bytes] = field(default_factory=list)
    chain: list[int] = field(default_factory=list)

    def store(self, data: bytes, filler: bytes = b"\0") -> int:
        """Append data as one chain; its first block, or END for no data."""
        first = len(self.blocks)
        for start in range(0, len(data), self.length):
            self.blocks.append(data[start : start + self.length].ljust(self.length, filler))
            self.chain.append(len(self.blocks))
        if len(self.blocks) == first:
            return END
        self.chain[-1] = END
        return first


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file with the given storages and streams."""
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add(entries, tree)
    sectors, mini = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    for entry in entries[1:]:
        entry.size = len(entry.data)
        if entry.kind == STORAGE:
            entry.start = 0
        else:
            entry.start = (sectors if entry.size >= SMALL else mini).store(entry.data)
    mini_stream = b"".join(mini.blocks)
    entries[0].start, entries[0].size = sectors.store(mini_stream), len(mini_stream)
    mini_fat = sectors.store(_numbers(mini.chain), b"\xff")
    mini_fat_length = len(sectors.blocks) - mini_fat if mini.chain else 0
    directory = b"".join(entry.packed() for entry in entries)
    unused = -len(entries) % (SECTOR // 128)
    first_entry = sectors.store(directory + _Entry("", 0, start=0).packed() * unused)
    return _with_fat(sectors, first_entry, mini_fat, mini_fat_length)


def _with_fat(sectors: _Sectors, directory: int, mini_fat: int, mini_fat_length: int) -> bytes:
    """Add the table of chains, which also lists its own sectors, and the header."""
    per_sector = SECTOR // 4
    count = 1
    while len(sectors.blocks) + count > count * per_sector:
        count += 1
    if count > FATS_IN_HEADER:
        raise ValueError("a compound file of more than 7 MB is not written")
    first = len(sectors.blocks)
    table = [*sectors.chain, *[FAT_SECTOR] * count]
    table += [FREE] * (count * per_sector - len(table))
    places = [*range(first, first + count), *[FREE] * (FATS_IN_HEADER - count)]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, count, directory, 0, SMALL, mini_fat, mini_fat_length, END, 0, places[0],
    )  # fmt: skip
    return header + _numbers(places[1:]) + b"".join(sectors.blocks) + _numbers(table)


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _add(entries: list[_Entry], tree: Tree) -> int:
    """Append a storage's entries; the number of the entry at the top of their search tree."""
    numbers = []
    for name, content in tree.items():
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, STREAM, content))
        else:
            entries.append(_Entry(name, STORAGE))
            entries[numbers[-1]].child = _add(entries, content)
    # Shorter names come first, then the order of capital letters ([MS-CFB] 2.6.4).
    numbers.sort(key=lambda n: (len(entries[n].name), entries[n].name.upper()))
    top = _balance(entries, numbers)
    levels = dict(_levels(entries, top, 1))
    deepest = max(levels.values(), default=0)
    for number, level in levels.items():
        # Every level but the last is full, so a red last level makes a red-black tree.
        entries[number].colour = RED if level == deepest > 1 else BLACK
    return top


def _balance(entries: list[_Entry], numbers: list[int]) -> int:
    if not numbers:
        return NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balance(entries, numbers[:middle])
    entry.right = _balance(entries, numbers[middle + 1 :])
    return numbers[middle]


def _levels(entries: list[_Entry], number: int, level: int) -> Iterator[tuple[int, int]]:
    if number != NONE:
        yield number, level
        yield from _levels(entries, entries[number].left, level + 1)
        yield from _levels(entries, entries[number].right, level + 1)
