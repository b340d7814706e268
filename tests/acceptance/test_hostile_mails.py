"""Mails and archives made to hurt cost little, and everything beside them is read."""

from __future__ import annotations

import re
import struct
import time
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from lcxl.cli import main
from lcxl.intake.pile import find_files, named
from lcxl.intake.read import read_file
from lcxl.plan import Collaborative
from tests.acceptance.test_sources import (
    home,
    mail,
    oak,
    outlook,
    packed,
    plan,
)
from tests.helpers.packages import packed as zipped
from tests.helpers.packages import parts

__all__ = ["home", "oak", "plan"]


@cache
def bomb() -> bytes:
    return packed(("zeros.csv", bytes(40_000_000)))


def within_itself(depth: int) -> bytes:
    data = packed(("oak.csv", b"a,b\n1,2\n"))
    for _ in range(depth):
        data = packed(("deeper.zip", data))
    return data


def lying() -> bytes:
    """An archive that says of its file that it has four bytes."""
    data = packed(("zeros.csv", bytes(2_000_000)))
    return data.replace(struct.pack("<L", 2_000_000), struct.pack("<L", 4))


def many_boundaries() -> bytes:
    head = "From: a@b.c\nTo: b@c.d\nSubject: x\nMIME-Version: 1.0\n"
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(5_000)
    )
    return (head + parts).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.zip": bomb,
    "many bombs.zip": lambda: packed(*((f"{i}.zip", bomb()) for i in range(100))),
    "lying.zip": lying,
    "within.zip": lambda: within_itself(40),
    "parts.zip": lambda: packed(*((f"{i}.csv", b"x") for i in range(10_000))),
    "cut.zip": lambda: packed(("oak.xlsx", bytes(5_000)))[:200],
    "parts.eml": lambda: mail(*((f"{i}.csv", b"x") for i in range(3_000))).as_bytes(),
    "boundaries.eml": many_boundaries,
    "lines.eml": lambda: mail().as_bytes() + b"\n" * 45_000_000,
    "cut.eml": lambda: mail(("oak.xlsx", bytes(5_000))).as_bytes()[:900],
    "loop.msg": lambda: outlook(bytes(9_000)).replace(b"\xfe\xff\xff\xff", bytes(4)),
    "cut.msg": lambda: outlook(bytes(9_000))[:5_000],
    "headers.eml": lambda: b"From: a@b.c\nTo: b@c.d\nSubject: " + b"=?utf-8?q?x?= " * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_and_archives_cost_little(home: Path, plan: Collaborative, name: str) -> None:
    (home / "submissions" / name).write_bytes(HOSTILE[name]())
    tracemalloc.start()
    started = time.thread_time()
    files = named(find_files(home / "submissions"), home)
    read = [read_file(file, plan) for file in files]
    seconds, (_, most) = time.thread_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(f.code == "V31" for one in read for f in one.findings)
    assert all(one.findings for one in read)
    assert read
    assert len(read) <= 500
    assert seconds < 5
    assert most < 300_000_000


def test_a_mail_of_the_last_day_stops_no_merge(home: Path, oak: bytes) -> None:
    """Nor does a workbook that says that it was saved then: no day comes after it."""
    core = parts(oak)["docProps/core.xml"]
    late = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>9999-12-31T23:59:59Z", core)
    assert late != core
    (home / "submissions" / "late.xlsx").write_bytes(
        zipped(parts(oak) | {"docProps/core.xml": late})
    )
    sent = mail(("oak.csv", b"team_id,metric_id,month,numerator,denominator\noak,BP,2026-01,1,2\n"))
    del sent["Date"]
    sent["Date"] = "Fri, 31 Dec 9999 23:59:59 -0500"
    (home / "submissions" / "late.eml").write_bytes(sent.as_bytes())
    result = CliRunner().invoke(main, ["merge", str(home)])
    assert result.exit_code in (0, 1), result.output
