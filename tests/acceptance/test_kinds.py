"""Files that are no workbooks: each is called what it is, and nothing wrong is advised."""

from __future__ import annotations

import io
import json
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from lcxl.words import source
from tests.helpers.host import host_folder
from tests.helpers.paths import CASES
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

RULES = tomllib.loads((source() / "messages" / "rules.toml").read_text(encoding="utf-8"))
SENTENCES = {name: one for name, one in RULES["V31"].items() if isinstance(one, dict)}
said = itemgetter("message", "fix")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, data in parts.items():
            out.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(200)


MAIL = b"Received: from a\r\nFrom: Pat <p@example.org>\r\nTo: q@example.org\r\nSubject: x\r\n\r\nHi"
MHT = (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
       b'Content-Type: multipart/related; boundary="-"\r\n\r\n---')  # fmt: skip
PLIST = b'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>%s</string>'
XML2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
ODF = b"application/vnd.oasis.opendocument."
TYPES = {"[Content_Types].xml": b"<Types/>"}

FILES: dict[str, tuple[bytes, str]] = {
    "nothing.xlsx": (b"", "empty"),
    "mail.eml": (MAIL, "mail_empty"),
    "mail named otherwise.xlsx": (MAIL, "mail_empty"),
    "mail.msg": (stream("__substg1.0_001A001F"), "mail"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(99), "winmail"),
    "nothing.zip": (packed(), "archive_empty"),
    "files.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(99), "archive"),
    "files.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(99), "archive"),
    "files.tar.gz": (b"\x1f\x8b\x08" + bytes(99), "archive"),
    "sheet.numbers": (packed(Index__Document__iwa=b"", **{"Index/Document.iwa": b"x"}), "numbers"),
    "text.pages": (packed(**{"Index/Document.iwa": b"x"}), "iwork"),
    "link.gsheet": (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "google"),
    "google.url": (b"[InternetShortcut]\r\nURL=https://docs.google.com/spreadsheets/d/1", "google"),
    "link.url": (b"[InternetShortcut]\r\nURL=https://example.sharepoint.com/x", "link"),
    "link.webloc": (PLIST % b"https://example.org/x", "link"),
    "binary.webloc": (b"bplist00" + bytes(40), "link"),
    "google.webloc": (PLIST % b"https://docs.google.com/spreadsheets/d/1", "google"),
    "short.lnk": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(99), "link"),
    "table.csv": (b"month,n\n2026-01,3\n", "csv"),
    "table.txt": (b"month;n\r\n2026-01;3\r\n", "csv"),
    "table16.csv": ("month\tn\n2026-01\t3\n".encode("utf-16"), "csv"),
    "latin.csv": ("Monat;Größe\n2026-01;3\n".encode("cp1252"), "csv"),
    "notes.txt": (b"Dear all, the numbers follow.\n", "text"),
    "registry.xls": (b"<html><body><table><tr><td>Month</td></tr></table>", "html_table"),
    "archive.xls": (MHT, "html_table"),
    "styled.xls": (b"<html><style>" + b" " * 9000 + b"</style><table><td>1</table>", "html_table"),
    "frames.xls": (
        b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><frameset></frameset>',
        "html_table",
    ),
    "not found.xlsx": (b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "web_page"),
    "sign in.xlsx": (b"<!DOCTYPE html><html><form><input type='password'>", "web_page"),
    "page.html": (b"<!doctype html><html><p>Hello</p>", "web_page"),
    "scan.tiff": (b"II*\x00" + bytes(99), "picture"),
    "scan.tif": (b"MM\x00*" + bytes(99), "picture"),
    "photo.heic": (b"\x00\x00\x00\x18ftypheic" + bytes(99), "picture"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + bytes(99), "picture"),
    "photo.webp": (b"RIFF\x10\x00\x00\x00WEBP" + bytes(9), "picture"),
    "drawing.svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "picture"),
    "film.mov": (b"\x00\x00\x00\x14ftypqt  " + bytes(99), "media"),
    "protocol.pdf": (b"%PDF-1.7\n" + bytes(99), "pdf"),
    "labelled.xlsx": (stream("DRMEncryptedDataSpace") + stream("EncryptedPackage"), "label"),
    "locked.xlsx": (stream("EncryptedPackage"), "password"),
    "old.xls": (stream("Workbook"), "xls"),
    "ancient.xls": (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(99), "xls"),
    "old.doc": (stream("WordDocument"), "document"),
    "old.ppt": (stream("PowerPoint Document"), "slides"),
    "letter.docx": (packed(word__document=b"x", **TYPES), "document"),
    "letter.rtf": (b"{\\rtf1 Hello}", "document"),
    "talk.pptx": (packed(ppt__slides=b"x", **TYPES), "slides"),
    "sheet.ods": (packed(mimetype=ODF + b"spreadsheet"), "ods"),
    "letter.odt": (packed(mimetype=ODF + b"text"), "document"),
    "binary.xlsb": (packed(**{"xl/workbook.bin": b"x"}, **TYPES), "xlsb"),
    "sheet.xml": (XML2003, "xml_spreadsheet"),
    "other.xml": (b'<?xml version="1.0"?><a/>', "xml"),
    "who knows.xlsx": (b"\x00\x01\x02" * 50, "unknown"),
    "who knows.msg": (OLE, "unknown"),
    "book.epub": (packed(mimetype=b"application/epub+zip"), "unknown"),
    "program.exe": (b"MZ\x90\x00" + bytes(99), "unknown"),
}  # fmt: skip


def test_each_kind_has_its_own_sentence(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    plan = plan_from(OPTIONAL, tmp_path)
    folder = host_folder(plan, tmp_path)
    inbox = folder / "submissions"
    inbox.mkdir()
    for name, (data, _) in FILES.items():
        (inbox / name).write_bytes(data)
    expected = {name: kind for name, (_, kind) in FILES.items()}
    (inbox / "files.zip").write_bytes(packed(readme=b"x"))
    expected["files.zip!readme"] = "text"
    shutil.copy(CASES / "FW report.eml", inbox)
    expected["FW report.eml!f.xlsx"] = "damaged"  # of which only the first bytes are attached
    for name, kind in (("report.gsheet", "google"),
                       ("report.numbers", "numbers"), ("export.xls", "html_table")):  # fmt: skip
        shutil.copy(CASES / name, inbox)
        expected[name] = kind
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(plan, "month  BP  BP/"))).encrypt("secret", locked)
    (inbox / "really locked.xlsx").write_bytes(locked.getvalue())
    expected["really locked.xlsx"] = "password"
    done = lcxl("validate", inbox, "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    found = {Path(f["file"]).name: f for f in json.loads(done.stdout)["findings"]}
    got = {
        name: next(
            (
                k
                for k, s in SENTENCES.items()
                if (s["message"], s["fix"]) == (f["message"], f["fix"])
            ),
            f["message"],
        )
        for name, f in found.items()
    }
    assert got == expected
    assert {f["code"] for f in found.values()} == {"V31"}


@pytest.mark.parametrize(
    "name", ["metric-definitions.xlsx", "recruiting-tracker.xlsx", "timetable.xlsx", "master.xlsx",
             "master-for-funders.xlsx"],
)  # fmt: skip
def test_the_hosts_own_workbooks_are_called_by_name(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path, name: str
) -> None:
    plan = plan_from(OPTIONAL, tmp_path)
    folder = host_folder(plan, tmp_path)
    inbox = folder / "submissions"
    inbox.mkdir()
    (inbox / "oak.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  13  20"))
    assert lcxl("build", folder).returncode == 0
    assert lcxl("merge", folder).returncode == 0
    assert lcxl("merge", folder, "--audience", "funders").returncode == 0
    shutil.copy(folder / name, inbox / "what is this.xlsx")
    done = lcxl("validate", inbox / "what is this.xlsx", "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["code"] == "V01"
    assert f"({name})" in finding["message"]
    assert finding["fix"] == RULES["V01"]["host_workbook"]["fix"]
