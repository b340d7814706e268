"""Files that are no workbooks, or that want to hurt: a sentence, and little time."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from time import perf_counter

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from lcxl.cells import Book, Unreadable
from lcxl.cells.package import MAX_PART
from tests.unit.test_cells import MAIN, with_parts, with_sheet, workbook

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 cut off", "damaged or was cut off"),
        (workbook(A1=3)[:2000], "damaged or was cut off"),
        (b"<!DOCTYPE html><html>Sign in</html>", "web page"),
        (b"\xef\xbb\xbf<html>", "web page"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"<?xml version='1.0'?><Workbook/>", "is XML"),
        (b"team,month\n1,2\n", "plain text"),
        (ENCRYPTED, "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "is no workbook of lcxl"),
        (b"\x00\x01\x02", "is no workbook of lcxl"),
    ],
    ids=["empty", "cut", "cut later", "html", "html with mark", "pdf", "png", "xml", "csv",
         "password", "xls", "binary"],
)  # fmt: skip
def test_what_is_no_workbook_gets_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        Book(data)
    assert caught.value.fix.endswith(".")


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_other_archives_get_a_sentence() -> None:
    ods = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(Unreadable, match=r"OpenDocument spreadsheet"):
        Book(ods)
    with pytest.raises(Unreadable, match="archive"):
        Book(archive(readme=b"hello"))
    with pytest.raises(Unreadable, match="not a workbook"):
        Book(archive(**{"[Content_Types].xml": b"<Types/>"}))


def test_a_password_protected_file() -> None:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(A1=3))).encrypt("secret", locked)
    with pytest.raises(Unreadable, match="password"):
        Book(locked.getvalue())


def bomb(kind: str) -> bytes:
    """Files that hurt other readers."""
    rows = f"<worksheet {MAIN}><sheetData>%s</sheetData></worksheet>"
    if kind == "stray cell":
        return with_sheet(rows % '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    if kind == "styled empty rows":
        return with_sheet(rows % "".join(
            f'<row r="{r}"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>'
            for r in range(1, 400_001)))  # fmt: skip
    if kind == "a billion rows":
        return with_sheet(rows % ("<row><c><v>1</v></c></row>" * 4_000_000))
    if kind == "a giant string":
        text = f"<sst {MAIN}><si><t>" + "a" * (MAX_PART + 1000) + "</t></si></sst>"
        return with_parts(workbook(A1="x"), **{"xl__sharedStrings_dot_xml": text})
    entity = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_sheet(entity + rows % '<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>')


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("stray cell", 0),
        ("styled empty rows", 0),
        ("a billion rows", 20_001),
        ("a giant string", "far more than a reporting workbook holds"),
        ("entities", "document type declaration"),
    ],
)
def test_bombs_cannot_hurt(kind: str, outcome: int | str) -> None:
    data = bomb(kind)
    tracemalloc.start()
    started = perf_counter()
    try:
        cells = Book(data).cells("S")
        found: int | str = len(cells)
    except Unreadable as e:
        found = e.message
    took = perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if isinstance(outcome, str):
        assert isinstance(found, str)
        assert outcome in found
    else:
        assert found == outcome
    assert took < 5
    assert peak < 300_000_000


def test_a_zip_that_lies_about_its_sizes() -> None:
    data = bytearray(with_sheet(f"<worksheet {MAIN}><sheetData/></worksheet>"))
    for i in range(len(data) - 4):  # every central directory entry claims 1 byte
        if data[i : i + 4] == b"PK\x01\x02":
            data[i + 24 : i + 28] = (1).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="damaged"):
        Book(bytes(data))


def test_too_many_parts_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for i in range(5_001):
            out.writestr(f"xl/worksheets/sheet{i}.xml", b"")
    with pytest.raises(Unreadable, match="parts"):
        Book(buffer.getvalue())


def test_macros_and_links_are_noticed() -> None:
    plain = workbook(A1=1)
    assert not Book(plain).has_macros
    odd = with_parts(plain, **{"xl__vbaProject_dot_bin": b"x",
                               "xl__externalLinks__externalLink1_dot_xml": b"<a/>"})  # fmt: skip
    assert Book(odd).has_macros
    assert Book(odd).has_external_links
