"""Workbooks of other formats made to hurt: soon over, with little memory, set aside with a word."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from lcxl.cells.other_formats import OTHER_FORMATS
from lcxl.intake.pile import find_files, named
from lcxl.intake.read import read_bytes, read_file
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from lcxl_addin.cfb import compound_file
from tests.helpers.other_formats import as_xlsb, ods_of, record
from tests.helpers.packages import packed, parts
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

SECONDS, BYTES = 5.0, 300_000_000
ONE = '<table:table-cell office:value-type="float" office:value="1"'
SHEET = "xl/worksheets/sheet2.bin"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(SMALL, tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def good(plan: Collaborative) -> bytes:
    return workbook(plan, "month  BP  BP/\n2026-01  13  20")


def ods(rows: str) -> bytes:
    return ods_of(f'<table:table table:name="Data">{rows}</table:table>')


def with_part(data: bytes, name: str, pieces: int, piece: bytes) -> bytes:
    """The file with a part that is so many times the piece."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for other, part in parts(data).items():
            if other != name:
                package.writestr(other, part)
        with package.open(name, "w", force_zip64=True) as stream:
            for _ in range(pieces):
                stream.write(piece)
    return result.getvalue()


def sheet_of(data: bytes, *cells: tuple[int, int]) -> bytes:
    """An .xlsb with numbers far from each other on a sheet."""
    rows = (
        record(0, struct.pack("<IIHBBBI", row, 0, 255, 0, 0, 0, 0))
        + record(5, struct.pack("<IId", col, 0, 1.0))
        for row, col in cells
    )
    size = record(148, struct.pack("<4I", 0, 1_048_575, 0, 16_383))
    part = b"".join((record(129), size, record(145), *rows, record(146), record(130)))
    return packed(parts(data) | {SHEET: part})


def old_excel(*cells: tuple[int, int]) -> bytes:
    """An .xls with one sheet and such numbers."""

    def biff(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    name = b"\x04\x00Data"
    first = biff(0x809, begin)
    where = len(first) + 4 + 6 + len(name) + 4
    listed = biff(0x85, struct.pack("<IH", where, 0) + name) + biff(0x0A)
    numbers = (biff(0x203, struct.pack("<HHHd", row, col, 0, 1.0)) for row, col in cells)
    sheet = biff(0x809, begin.replace(b"\x05", b"\x10", 1)) + b"".join(numbers) + biff(0x0A)
    return compound_file({"Workbook": first + listed + sheet + bytes(5_000)})


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "all cells.ods": lambda good: ods(
        '<table:table-row table:number-rows-repeated="1048576">'
        f'{ONE} table:number-columns-repeated="16384"/></table:table-row>'
    ),
    "bomb.ods": lambda good: with_part(ods(""), "content.xml", 60, b" " * 1_000_000),
    "blanks.ods": lambda good: with_part(ods(""), "content.xml", 19, b">" + b" " * 999_999),
    "tags.ods": lambda good: with_part(ods(""), "content.xml", 19, b"<table:table>" * 70_000),
    "cut.ods": lambda good: ods(f"<table:table-row>{ONE}/></table:table-row>")[:300],
    "corners.xlsb": lambda good: sheet_of(as_xlsb(good, True), (0, 0), (1_048_575, 16_383)),
    "bomb.xlsb": lambda good: with_part(as_xlsb(good, True), SHEET, 60, bytes(1_000_000)),
    "short.xlsb": lambda good: with_part(
        as_xlsb(good, True), SHEET, 19, b"\x0c\x04\0\0\0\0" * 160_000
    ),
    "cut.xlsb": lambda good: as_xlsb(good, True)[:5_000],
    "corners.xls": lambda good: old_excel((0, 0), (65_535, 255)),
    "loop.xls": lambda good: old_excel((0, 0)).replace(b"\xfe\xff\xff\xff", bytes(4)),
    "ends.xls": lambda good: old_excel((0, 0))[:512] + b"\xff" * 500_000,
    "cut.xls": lambda good: old_excel((0, 0))[:1_000],
}  # fmt: skip


COST = """
import os, subprocess, sys
null = subprocess.DEVNULL
started = subprocess.Popen(sys.argv[1:], stdout=null, stderr=null)
used = os.wait4(started.pid, 0)[2]
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Seconds and kilobytes of a process, told by a small one: a new process begins with the memory of
the one that starts it, and pytest's is large."""


@pytest.mark.skipif(sys.platform != "linux", reason="what a process took is asked of the system")
@pytest.mark.parametrize("name", HOSTILE)
def test_it_costs_little(plan: Collaborative, good: bytes, tmp_path: Path, name: str) -> None:
    """What the reading process takes, and what is said of the file, in the folder or in a mail."""
    data, kind = HOSTILE[name](good), name.rpartition(".")[2]
    path = tmp_path / name
    path.write_bytes(data)
    with path.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", COST, sys.executable, "-m", "lcxl.cells.other_formats", kind],
            stdin=stream, capture_output=True, check=True, text=True,
        )  # fmt: skip
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < SECONDS
    assert kilobytes * 1024 < BYTES
    found = validate(read_bytes(data, name, plan), plan)
    assert [f.sets_aside or f.code == "V31" for f in found] == [True]


def test_the_processes_they_are_read_in_know_the_good_ones(good: bytes) -> None:
    """So that what is refused above is refused for what it is."""
    for kind, data in (
        ("ods", ods(f"<table:table-row>{ONE}/></table:table-row>")),
        ("xlsb", sheet_of(as_xlsb(good, True), (0, 0), (1, 1))),
        ("xls", old_excel((0, 0), (1, 1))),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "lcxl.cells.other_formats", kind],
            input=data, capture_output=True, check=True,
        )  # fmt: skip
        assert b'"Data"' in done.stdout
        assert b'[0, 0, "number", 1.0]' in done.stdout
    assert set(OTHER_FORMATS) == {"ods", "xls", "xlsb"}


def test_in_a_mail_in_a_mail_in_an_archive(
    plan: Collaborative, good: bytes, tmp_path: Path
) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "pat@oak.example", "Numbers"
    inner.set_content("Here.")
    for name in ("corners.xlsb", "all cells.ods", "loop.xls"):
        inner.add_attachment(
            HOSTILE[name](good), maintype="application", subtype="octet-stream", filename=name
        )
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "host@example.org", "FW"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    (tmp_path / "bulk.zip").write_bytes(packed({"../mails/FW.eml": outer.as_bytes()}))
    read = [read_file(file, plan) for file in named(find_files(tmp_path), tmp_path)]
    assert [one.file.rpartition("!")[2] for one in read] == [
        "corners.xlsb", "all cells.ods", "loop.xls"
    ]  # fmt: skip
    assert [f.code for one in read for f in one.findings] == ["V31"] * 3


def test_mails_in_mails_come_to_an_end(plan: Collaborative, good: bytes, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail.add_attachment(good, maintype="application", subtype="x", filename="oak.xlsx")
    for _ in range(40):
        outer = EmailMessage()
        outer["Subject"] = "FW"
        outer.add_attachment(mail)
        mail = outer
    (tmp_path / "FW.eml").write_bytes(mail.as_bytes())
    (read,) = [read_file(file, plan) for file in named(find_files(tmp_path), tmp_path)]
    assert [f.code for f in read.findings] == ["V31"]
