"""Files that are broken, or made to hurt: each ends as read or as set aside, soon and small."""

from __future__ import annotations

import io
import os
import re
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lcxl.intake import Submission, read_submission
from lcxl.intake.pile import find_files
from lcxl.intake.read import read_bytes
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.packages import packed, parts
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

SECONDS = 5.0
MEGABYTES = 300
TABLE = """
month    BP   BP/  BP?        FALLS  FALLS/  CALLS  WAIT  WAIT/
2025-12  120  200  .          7      1500    4      13    20
2026-01  130  200  .          .      .       0      12.5  20
2026-02  NA   NA   no_cases   .      .       6      13    .
2026-03  125  200  .          16     1500    7      13.5  20
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(SMALL, tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def good(plan: Collaborative) -> bytes:
    return a_workbook(plan)


def a_workbook(plan: Collaborative) -> bytes:
    """A filled workbook, every part of it compressed as Excel does."""
    change = {"label": "Huddle", "metric": "BP control", "started": date(2026, 2, 2)}
    return workbook(plan, TABLE, changes=[change], story=[{"tried": "Calls"}])


def outcome(data: bytes, plan: Collaborative) -> str:
    """Read and validate, within the bounds: "read", or "set aside" with a reason."""
    started = time.process_time()
    submission = read_bytes(data, "sent.xlsx", plan)
    found = validate(submission, plan)
    spent = time.process_time() - started
    assert spent < SECONDS, f"{spent:.1f} s"
    return told(submission, [f.sets_aside for f in found], [f.message + f.fix for f in found])


def told(submission: Submission, aside: list[bool], texts: list[str]) -> str:
    assert all(text and text.isprintable() for text in texts), texts
    if any(aside):
        return "set aside"
    assert submission.readable
    return "read"


# Files made to hurt, by name


DATA = "xl/worksheets/sheet2.xml"


def replaced(pattern: bytes, by: bytes, part: str = DATA) -> Callable[[bytes], bytes]:
    """The workbook with the first place of a part changed that fits the pattern."""

    def make(good: bytes) -> bytes:
        content = parts(good)
        before = content[part]
        content[part] = re.sub(pattern, lambda _: by, before, count=1)
        assert content[part] != before
        return packed(content)

    return make


def added(name: str, part: bytes) -> Callable[[bytes], bytes]:
    return lambda good: packed(parts(good) | {name: part})


def many_sheets(good: bytes) -> bytes:
    more = (b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (i, i + 99) for i in range(4000))
    return replaced(b"</sheets>", b"".join(more) + b"</sheets>", "xl/workbook.xml")(good)


def many_parts(good: bytes) -> bytes:
    return packed(parts(good) | {f"xl/x/{i}.xml": b"<a/>" for i in range(6000)})


def bomb(size: int) -> Callable[[bytes], bytes]:
    """A sheet that unpacks to ``size`` bytes."""

    def make(good: bytes) -> bytes:
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, part in parts(good).items():
                if name != DATA:
                    package.writestr(name, part)
                    continue
                with package.open(name, "w", force_zip64=True) as stream:
                    stream.write(b"<worksheet><sheetData>")
                    for _ in range(size // 1_000_000):
                        stream.write(b" " * 1_000_000)
                    stream.write(b"</sheetData></worksheet>")
        return result.getvalue()

    return make


ROWS = b"".join(b'<row r="%d" s="3" customFormat="1"/>' % i for i in range(40, 300_000))
STYLED = b"".join(b'<row r="%d"><c r="A%d" s="3"/></row>' % (i, i) for i in range(100, 300_000))
ENTITIES = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
DEEP = b"<a>" * 200_000
READ = {
    "a cell at the far end": replaced(
        rb"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    ),
    "an impossible cell": replaced(
        rb"</sheetData>", b'<row r="99999999"><c r="ZZZ99999999"><v>1</v></c></row></sheetData>'
    ),
    "a wrong dimension": replaced(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
    "empty styled rows": replaced(rb"</sheetData>", ROWS + b"</sheetData>"),
    "empty styled cells": replaced(rb"</sheetData>", STYLED + b"</sheetData>"),
    "thousands of sheets": many_sheets,
    "a path that leads out": added("../../../etc/cron.d/x", b"* * * * * root true"),
    "an absolute path": added("/etc/passwd", b"x"),
    "macros": added("xl/vbaProject.bin", b"\x00" * 2000),
    "a link to another file": added("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
    "entities where nobody looks": added(
        "customXml/item1.xml", b"<!DOCTYPE a [" + ENTITIES + b"]><a/>"
    ),
}  # fmt: skip
SET_ASIDE = {
    "empty": lambda good: b"",
    "one byte": lambda good: b"P",
    "cut in half": lambda good: good[: len(good) // 2],
    "cut at the end": lambda good: good[:-30],
    "only the directory": lambda good: good[good.rindex(b"PK\x01\x02") :],
    "web page": lambda good: b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "PDF": lambda good: b"%PDF-1.7\n1 0 obj",
    "picture": lambda good: b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
    "text": lambda good: b"month,BP\n2026-01,3\n",
    "old Excel": lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
    "encrypted": lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
    + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512,
    "OpenDocument": lambda good: packed(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
    ),
    "binary workbook": lambda good: packed({
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b'<Relationships><Relationship Id="r" Type="x/officeDocument" '
        b'Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": b"\x00" * 99,
    }),
    "archive": lambda good: packed({"readme.txt": b"hello"}),
    "an archive in an archive": lambda good: packed({"oak.xlsx": good}),
    "unpacks to 200 million bytes": bomb(200_000_000),
    "thousands of parts": many_parts,
    "entities that grow": replaced(
        rb"<worksheet ", b'<!DOCTYPE w [<!ENTITY a0 "aaaaaaaaaa">' + ENTITIES + b"]><worksheet ",
    ),
    "an entity from outside": replaced(
        rb"<worksheet ", b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet ',
    ),
    "nested without end": replaced(rb"<sheetData>", b"<sheetData>" + DEEP),
    "a tag without end": replaced(rb"<sheetData>", b'<sheetData a="' + b"x" * 5_000_000),
    "no workbook inside": lambda good: packed(
        {k: v for k, v in parts(good).items() if k != "xl/workbook.xml"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read(plan: Collaborative, good: bytes, name: str) -> None:
    data = READ[name](good)
    assert outcome(data, plan) == "read"
    assert read_bytes(data, "x.xlsx", plan).points == read_bytes(good, "x.xlsx", plan).points


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_cannot_be_read_is_set_aside(plan: Collaborative, good: bytes, name: str) -> None:
    data = SET_ASIDE[name](good)
    assert outcome(data, plan) == "set aside"
    (finding,) = validate(read_bytes(data, "x.xlsx", plan), plan)
    assert finding.code in ("V01", "V31")
    assert finding.message.endswith(".")
    assert finding.fix.endswith(".")


def test_memory_stays_bounded(plan: Collaborative, good: bytes, tmp_path: Path) -> None:
    """In a process of its own, which may not take more."""
    for number, make in enumerate((bomb(200_000_000), many_sheets, READ["empty styled cells"])):
        (tmp_path / f"{number}.xlsx").write_bytes(make(good))
    (tmp_path / "plan.toml").write_text(SMALL, encoding="utf-8")
    script = (
        "import re, resource, sys\n"
        "from pathlib import Path\n"
        "from lcxl.plan import load_plan_text\n"
        "from lcxl.intake import read_submission\n"
        "from lcxl.rules.base.judging import validate\n"
        "plan = load_plan_text('plan.toml')\n"
        "for name in ('0.xlsx', '1.xlsx', '2.xlsx'): validate(read_submission(name, plan), plan)\n"
        # What getrusage tells begins with the size of the process that started this one.
        "status = Path('/proc/self/status')\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+)', status.read_text()) if status.exists() else None\n"
        "most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(int(peak[1] if peak else most) // 1024)\n"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < MEGABYTES


# Files on the disk


def test_deleted_while_reading(plan: Collaborative, tmp_path: Path) -> None:
    gone = read_submission(tmp_path / "gone.xlsx", plan)
    assert not gone.readable
    assert "cannot be opened" in gone.findings[0].message


@pytest.mark.skipif(sys.platform == "win32", reason="other kinds of files there")
def test_what_is_no_file(plan: Collaborative, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "loop.xlsx").symlink_to(tmp_path / "loop.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("pipe.xlsx", "loop.xlsx", "folder.xlsx"):
        read = read_submission(tmp_path / name, plan)
        assert [f.code for f in read.findings] == ["V31"], name


def test_nothing_outside_is_touched(plan: Collaborative, good: bytes, tmp_path: Path) -> None:
    for name, make in READ.items():
        (tmp_path / "in" / "sub").mkdir(parents=True, exist_ok=True)
        path = tmp_path / "in" / "sub" / "oak.xlsx"
        path.write_bytes(make(good))
        read_submission(path, plan)
        found = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*"))
        assert found == ["in", "in/sub", "in/sub/oak.xlsx"], name


def test_odd_names_of_files(plan: Collaborative, good: bytes, tmp_path: Path) -> None:
    for name in ("oak\u202excod.xlsx", "oak\nnew.xlsx", "=HYPERLINK(1).xlsx", "final_v3 (2).xlsx"):
        path = tmp_path / name
        path.write_bytes(good)
        read = read_submission(path, plan)
        assert read.readable
        assert read.file.isprintable()


def test_what_computers_leave_in_folders_is_no_error(plan: Collaborative, tmp_path: Path) -> None:
    for name in ("~$oak.xlsx", ".~lock.oak.xlsx#", ".DS_Store", "Thumbs.db", "desktop.ini",
                 "._oak.xlsx", ".gitkeep", ".gitignore", ".keep", "Icon\r", ".localized",
                 ".directory", ".nfs000000001"):  # fmt: skip
        (tmp_path / name).write_bytes(b"\x05owner")
        (finding,) = validate(read_submission(tmp_path / name, plan), plan)
        assert (finding.code, finding.severity, finding.sets_aside) == ("V31", "note", True), name
        assert "Nothing needs doing" in finding.fix
    for name in (".Trash-1000/files", ".git/hooks", "#recycle", "$RECYCLE.BIN"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "oak.xlsx").write_bytes(b"PK")
    for name in (".oak.xlsx", "oak.tmp"):  # nobody's habit: somebody may have sent it
        (tmp_path / name).write_bytes(b"PK")
    assert [path.name for path in find_files(tmp_path)] == [".oak.xlsx", "oak.tmp"]
