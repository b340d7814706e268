"""Workbooks changed at random: each is read or set aside.

A few hundred seeded mutations run each time.  More, in one process:

    LCXL_MUTATIONS=10000 python -m tests.acceptance.test_mutations
"""

from __future__ import annotations

import os
import random
import re
import resource
import struct
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lcxl.plan import Collaborative
from tests.acceptance.test_hostile import (
    a_workbook,
    good,
    outcome,
    plan,
)
from tests.helpers.packages import packed, parts
from tests.helpers.plans import SMALL, plan_from

__all__ = ["good", "plan"]


MUTATIONS = int(os.environ.get("LCXL_MUTATIONS", "300"))


# Mutations


def bytes_changed(data: bytes, rng: random.Random) -> bytes:
    """Flipped, cut, repeated or moved bytes of the file itself."""
    raw = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20))):
        at = rng.randrange(len(raw))
        what = rng.randrange(6)
        if what == 0:
            raw[at] ^= 1 << rng.randrange(8)
        elif what == 1:
            raw[at : at + rng.randrange(1, 50)] = rng.randbytes(rng.randrange(50))
        elif what == 2:
            del raw[at:]
        elif what == 3:
            raw[at:at] = raw[at : at + 200]
        elif what == 4 and len(raw) > 30:
            at = rng.randrange(max(1, len(raw) - 3000), len(raw))  # the directory
            raw[at] = rng.randrange(256)
        else:
            raw[at : at + 4] = struct.pack("<I", rng.choice((0, 1, 2**31, 2**32 - 1)))
        if not raw:
            break
    return bytes(raw)


ODD = (
    b"", b"0", b"-1", b"1e999", b"nan", b"99999999999999999999", b"A0", b"XFD1048576", b"ZZZZ9",
    b"&#x0;", b"&#xD800;", b"\xff\xfe", b"]]>", b"<!--", b"<c>", b"</c>", b"'", b"#REF!",
    b"x" * 5000, b"=1+1", b"&amp;" * 50, "\u202e\u0000".encode(), b"../../x", b"1,5", b"85%",
    b"-", b"NA",
)  # fmt: skip


def xml_changed(content: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """Tags dropped, doubled and swapped; attributes and texts replaced; parts lost or exchanged."""
    content = dict(content)
    for _ in range(rng.choice((1, 1, 2, 5))):
        name = rng.choice(sorted(content))
        part = content[name]
        tags = [m.span() for m in re.finditer(rb"<[^>]+>", part[:200_000])]
        what = rng.randrange(8)
        if what == 0:
            del content[name]
            if not content:
                break
        elif what == 1:
            content[name] = content[rng.choice(sorted(content))]
        elif what == 2:
            content[rng.choice(("xl/", "", "/", "..\\")) + name.upper()] = part
        elif tags and what in (3, 4):
            start, end = rng.choice(tags)
            again = part[start:end] * (0 if what == 3 else rng.choice((2, 300)))
            content[name] = part[:start] + again + part[end:]
        elif tags and what == 5:
            (a, b), (c, d) = sorted(rng.sample(tags, 2)) if len(tags) > 1 else (tags[0], tags[0])
            content[name] = part[:a] + part[c:d] + part[b:c] + part[a:b] + part[d:]
        else:
            values = [m.span(1) for m in re.finditer(rb'="([^"]*)"|>([^<]+)<', part) if m[1]]
            if values:
                start, end = rng.choice(values)
                content[name] = part[:start] + rng.choice(ODD) + part[end:]
    return content


def values_changed(content: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """What stands in cells: numbers, types, styles, formulas, shared strings."""
    content = dict(content)
    sheets = [n for n in content if "worksheets/sheet" in n or n.endswith("sharedStrings.xml")]
    for _ in range(rng.choice((1, 4, 30))):
        name = rng.choice(sorted(sheets))
        part = content[name]
        pattern = rng.choice(
            (rb"<v>([^<]*)</v>", rb'<c r="([^"]*)"', rb' t="([^"]*)"', rb' s="([^"]*)"',
             rb"<f>([^<]*)</f>", rb"<t[^>]*>([^<]*)</t>", rb'<row r="([^"]*)"')
        )  # fmt: skip
        found = [m.span(1) for m in re.finditer(pattern, part)]
        if found:
            start, end = rng.choice(found)
            new = rng.choice((*ODD, b"s", b"b", b"e", b"d", b"inlineStr", b"46127", b"0.5", b"B7"))
            content[name] = part[:start] + new + part[end:]
    return content


def mutations(good: bytes, count: int, seed: int = 5) -> Iterator[bytes]:
    """The same files for the same seed."""
    content = parts(good)
    for i in range(count):
        rng = random.Random(seed * 1_000_003 + i)
        if i % 3 == 0:
            yield bytes_changed(good, rng)
        elif i % 3 == 1:
            yield packed(xml_changed(content, rng))
        else:
            yield packed(values_changed(content, rng))


def test_mutated_workbooks(plan: Collaborative, good: bytes) -> None:
    ends = Counter(outcome(data, plan) for data in mutations(good, MUTATIONS))
    assert sum(ends.values()) == MUTATIONS
    assert min(ends["read"], ends["set aside"]) > MUTATIONS / 10, ends
    assert outcome(good, plan) == "read"


def main() -> None:
    """Many mutations in this process: how they ended, the slowest and the memory."""
    import tempfile

    plan = plan_from(SMALL, Path(tempfile.mkdtemp()))
    good = a_workbook(plan)
    ends: Counter[str] = Counter()
    slowest = 0.0
    for data in mutations(good, MUTATIONS):
        started = time.process_time()
        ends[outcome(data, plan)] += 1
        slowest = max(slowest, time.process_time() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{dict(ends)}, slowest {slowest:.2f} s, at most {memory} MB")


if __name__ == "__main__":
    main()
