"""What comes in mails and archives: every workbook found once, within bounds."""

from __future__ import annotations

import csv
import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from lcxl.combine import merge
from lcxl.intake.pile import bytes_of, fetched, find_files, named, words_beside
from lcxl.intake.read import read_file
from lcxl.intake.sources.base.source import File
from lcxl.plan import Collaborative
from lcxl_addin.cfb import compound_file
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import at, workbook

Run = Callable[..., CompletedProcess[str]]
TABLE = "month  BP  BP/\n2026-01  13  20"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DAY = datetime(2026, 2, 26, 9, 30, tzinfo=timezone(timedelta(hours=-5)))


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


@pytest.fixture
def home(plan: Collaborative, tmp_path: Path) -> Path:
    folder = host_folder(plan, tmp_path)
    (folder / "submissions").mkdir()
    return folder


@pytest.fixture
def oak(plan: Collaborative) -> bytes:
    return workbook(plan, TABLE)


def mail(*attached: tuple[str, bytes], sender: str = "Pat Low <pat@oak.example>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "host@example.org", "Report"
    message["Date"] = format_datetime(DAY)
    message.set_content("Dear all, here it is.")
    for name, data in attached:
        message.add_attachment(data, *XLSX, filename=name)
    return message


def packed(*files: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as out:
        for name, data in files:
            out.writestr(name, data)
    return buffer.getvalue()


def put(home: Path, name: str, data: bytes) -> list[str]:
    """What a file is seen as, once it lies among the submissions."""
    (home / "submissions" / name).write_bytes(data)
    return [f.name for f in named(find_files(home / "submissions"), home)]


def test_a_workbook_in_a_mail_is_read_with_the_mails_date_and_sender(
    home: Path, plan: Collaborative, oak: bytes
) -> None:
    put(home, "FW report.eml", mail(("oak.xlsx", oak)).as_bytes())
    (file,) = named(find_files(home / "submissions"), home)
    assert file.name == "submissions/FW report.eml!oak.xlsx"
    read = read_file(file, plan)
    assert (read.team_id, len(read.points)) == ("oak", 1)
    assert (read.received, read.sender) == (
        "2026-02-26T09:30:00-05:00",
        "Pat Low <pat@oak.example>",
    )
    (row,) = merge(home, plan=plan).combined.rows
    assert (row.submitted_in, row.sheet, row.cell) == (file.name, "Data", at(plan, "2026-01", "BP"))


def test_a_mail_is_known_whatever_stands_before_it(
    home: Path, plan: Collaborative, oak: bytes
) -> None:
    """A mark of UTF-8, empty lines, the line of a mailbox, the count of Apple Mail."""
    elm = workbook(plan, TABLE, team="elm")
    one, other = mail(("oak.xlsx", oak)).as_bytes(), mail(("elm.xlsx", elm)).as_bytes()
    postmark = b"From pat@oak.example Thu Feb 26 09:30:00 2026\n"
    count = str(len(one)).encode()
    put(home, "mark.eml", b"\xef\xbb\xbf" + one)
    put(home, "lines.eml", b"\r\n\n" + one)
    put(home, "kept.emlx", count + b"     \n" + one + b'<?xml version="1.0"?><plist></plist>')
    put(home, "box.mbox", postmark + one + b"\n" + postmark + other)
    files = named(find_files(home / "submissions"), home / "submissions")
    subject = mail()["Subject"]
    assert {file.name: bytes_of(file) for file in files} == {
        f"box.mbox!{subject}.eml!elm.xlsx": elm,
        f"box.mbox!{subject}.eml!oak.xlsx": oak,
        "kept.emlx!oak.xlsx": oak,
        "lines.eml!oak.xlsx": oak,
        "mark.eml!oak.xlsx": oak,
    }
    assert {file.received for file in files} == {"2026-02-26T09:30:00-05:00"}
    assert all(words_beside(file) for file in files)


def test_what_mail_programs_do_with_names_and_nesting(home: Path, oak: bytes) -> None:
    inner = mail(("oak.xlsx", oak))
    forwarded = mail()
    forwarded.replace_header("Subject", "FW: Report")
    forwarded.add_attachment(inner)
    forwarded.add_attachment(b"\x89PNG", "image", "png", filename="logo.png", cid="<logo>")
    forwarded.add_attachment(b"BEGIN:VCARD", "text", "vcard", filename="pat.vcf")
    names = put(home, "a.eml", forwarded.as_bytes())
    assert names == ["submissions/a.eml!Report.eml!oak.xlsx"]
    accents = mail(("Bericht März.xlsx", oak)).as_bytes()
    assert put(home, "b.eml", accents)[1:] == ["submissions/b.eml!Bericht März.xlsx"]
    words = Header("Übersicht für März mit einem recht langen Namen.xlsx", "utf-8").encode()
    outlook = mail(("x.xlsx", oak)).as_bytes().replace(b'"x.xlsx"', f'"{words}"'.encode())
    outlook = outlook.replace(b"x.xlsx", words.replace("\n", "").encode())
    assert put(home, "c.eml", outlook)[2:] == [
        "submissions/c.eml!Übersicht für März mit einem recht langen Namen.xlsx"
    ]
    nameless = mail(("x.xlsx", oak)).as_bytes().replace(b'; filename="x.xlsx"', b"")
    assert put(home, "c2.eml", nameless)[3:] == ["submissions/c2.eml!attachment 1.xlsx"]
    (home / "submissions" / "c2.eml").unlink()
    twice = mail(("oak.xlsx", oak), ("oak.xlsx", oak + b"\0"))
    assert put(home, "d.eml", twice.as_bytes())[3:] == [
        "submissions/d.eml!oak.xlsx", "submissions/d.eml!oak.xlsx (2)"
    ]  # fmt: skip


def outlook(oak: bytes) -> bytes:
    """A mail of Outlook with a picture in its text, a workbook, and a mail with another."""

    def text(number: str, value: str) -> dict[str, bytes]:
        return {f"__substg1.0_{number}001F": value.encode("utf-16-le")}

    def times(head: int, day: datetime) -> dict[str, bytes]:
        ticks = int((day - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
        return {"__properties_version1.0": bytes(head) + struct.pack("<HHIQ", 0x40, 0x39, 6, ticks)}

    def attached(name: str, data: bytes, **more: str) -> dict[str, bytes]:
        parts = {**text("3707", name), "__substg1.0_37010102": data}
        for number in more.values():
            parts |= text(number, "image001")
        return parts

    inner = {
        **times(24, DAY - timedelta(days=2)), **text("0037", "Numbers"), **text("0C1A", "Kim"),
        "__attach_version1.0_#00000000": attached("b.xlsx", oak + b"\0"),
    }  # fmt: skip
    return compound_file({
        **times(32, DAY), **text("0037", "FW"), **text("0C1A", "Pat Low"),
        **text("5D01", "pat@oak.example"),
        "__attach_version1.0_#00000000": attached("logo.png", b"\x89PNG", shown="3712"),
        "__attach_version1.0_#00000001": attached("oak.xlsx", oak),
        "__attach_version1.0_#00000002": {"__substg1.0_3701000D": inner},
    })  # fmt: skip


def test_a_mail_of_outlook_is_read_like_any_other(
    home: Path, plan: Collaborative, oak: bytes
) -> None:
    names = put(home, "FW.msg", outlook(oak))
    assert [n.partition("!")[2] for n in names] == ["oak.xlsx", "Numbers.msg!b.xlsx"]
    one, other = [read_file(f, plan) for f in named(find_files(home / "submissions"), home)]
    assert one.points == other.points
    assert len(one.points) == 1
    assert (one.received, one.sender) == ("2026-02-26T14:30:00+00:00", "Pat Low <pat@oak.example>")
    assert (other.received, other.sender) == ("2026-02-24T14:30:00+00:00", "Kim")


def test_an_archive_is_read_in_place(home: Path, lcxl: Run, oak: bytes) -> None:
    data = packed(
        ("bulk/", b""), ("bulk/oak.xlsx", oak), ("__MACOSX/bulk/._oak.xlsx", b"x"),
        ("Thumbs.db", b"x"), ("../../outside.txt", b"Hello"),
        ("in a mail.eml", mail(("b.xlsx", oak)).as_bytes()),
    )  # fmt: skip
    assert put(home, "bulk.zip", data) == [
        "submissions/bulk.zip!bulk/oak.xlsx",
        "submissions/bulk.zip!outside.txt",
        "submissions/bulk.zip!in a mail.eml!b.xlsx",
    ]
    before = sorted(home.rglob("*"))
    done = lcxl("validate", home / "submissions", "--format", "json")
    answer = json.loads(done.stdout)
    states = {Path(f["file"]).name: f["state"] for f in answer["files"]}
    assert states["oak.xlsx"] == states["bulk.zip!in a mail.eml!b.xlsx"] == "read"
    assert [f["code"] for f in answer["findings"] if f["file"].endswith("outside.txt")] == ["V31"]
    kept = {path for path in before if "lcxl-memory" not in path.parts}
    assert {p for p in home.rglob("*") if "lcxl-memory" not in p.parts} == kept


def test_a_name_of_an_attachment_that_gives_a_patient_away_is_not_shown(
    home: Path, plan: Collaborative, oak: bytes
) -> None:
    name = "Mary Jones born 3 April 1961.xlsx"
    put(home, "report.eml", mail((name, oak)).as_bytes())
    (file,) = named(find_files(home / "submissions"), home)
    assert "Mary" not in file.name
    read = read_file(file, plan)
    assert [text.place for text in read.private] == ["file_name"]


def test_a_sender_that_gives_a_patient_away_is_not_shown(
    home: Path, plan: Collaborative, oak: bytes
) -> None:
    sender = '"Wilhelmina Zzyzx, born 1948-07-30" <w1948@oak.example>'
    put(home, "one.eml", mail(("oak.xlsx", oak), sender=sender).as_bytes())
    put(home, "two.eml", mail(("oak.xlsx", oak), sender="Ward 12 <ward12@oak.example>").as_bytes())
    one, two = named(find_files(home / "submissions"), home)
    assert "1948" not in repr(one)
    assert two.sender == "Ward 12 <ward12@oak.example>"
    (row, _) = merge(home, plan=plan).combined.files
    assert "1948" not in repr(row)


def test_the_day_of_the_mail_is_the_day_the_report_came(
    home: Path, plan: Collaborative, lcxl: Run
) -> None:
    """A workbook that was mailed weeks later came then, and from whom the mail says."""
    late = mail(("oak.xlsx", workbook(plan, TABLE)))
    late.replace_header("Date", "Thu, 30 Apr 2026 09:00:00 +0000")
    put(home, "oak.eml", late.as_bytes())
    done = lcxl("validate", home / "submissions", "--format", "json")
    (found,) = [f for f in json.loads(done.stdout)["findings"] if f["code"] == "V28"]
    assert "came by e-mail on Thursday 30 April 2026" in found["message"]
    assert found["file"].endswith("oak.eml!oak.xlsx")


def test_a_table_of_several_teams_is_one_submission_for_each(
    home: Path, plan: Collaborative
) -> None:
    table = (
        "team_id,metric_id,month,numerator,denominator\n"
        "oak,BP,2026-01,13,20\nelm,BP,2026-01,7,10\noak,BP,2026-02,x,20\noak,BP,2026-03,15,20\n"
    )
    assert put(home, "registry.csv", table.encode()) == [
        "submissions/registry.csv!oak",
        "submissions/registry.csv!elm",
    ]
    master = merge(home, plan=plan)
    rows = {(r.team_id, r.numerator): (r.submitted_in, r.cell) for r in master.combined.rows}
    assert rows == {
        ("oak", 13): ("submissions/registry.csv!oak", "line 2, numerator"),
        ("oak", 15): ("submissions/registry.csv!oak", "line 5, numerator"),
        ("elm", 7): ("submissions/registry.csv!elm", "line 3, numerator"),
    }
    (fault,) = [f for f in master.findings if f.cell and f.cell.startswith("line 4")]
    assert fault.file == "submissions/registry.csv!oak"


def test_an_archive_in_which_a_table_comes_first_is_an_archive(home: Path, oak: bytes) -> None:
    table = b"team_id,metric_id,month,numerator,denominator\noak,BP,2026-01,13,20\n"
    data = packed(("a.csv", table), ("oak.xlsx", oak), how=zipfile.ZIP_STORED)
    assert [name.rpartition("!")[2] for name in put(home, "a.zip", data)] == ["a.csv", "oak.xlsx"]


def test_what_another_machine_is_sent_reads_the_same(
    home: Path, plan: Collaborative, oak: bytes
) -> None:
    """Other machines see no disk of ours."""
    bad = packed(("oak.xlsx", oak)).replace(oak[:40], b"x" * 40)
    for name, data in (
        ("mail.eml", mail(("oak.xlsx", oak)).as_bytes()),
        ("empty.zip", packed()),
        ("many.zip", packed(*((f"{i}.csv", b"x") for i in range(600)))),
        ("bad.zip", bad),
    ):
        put(home, name, data)
    files = named(find_files(home / "submissions"), home)
    sent = [pickle.loads(pickle.dumps(fetched(file))) for file in files]
    elsewhere = [read_file(f._replace(path=Path("/nowhere") / f.path.name), plan) for f in sent]
    assert elsewhere == [read_file(file, plan) for file in files]


def test_mails_tell_which_of_two_undated_files_came_last(home: Path, plan: Collaborative) -> None:
    for name, day, number in (("b.eml", 9, 11), ("a.eml", 12, 12), ("c.eml", 10, 13)):
        sent = mail(("oak.xlsx", workbook(plan, f"month  BP  BP/\n2026-01  {number}  20")))
        sent.replace_header("Date", f"{day} Mar 2026 23:30:00 -0600")
        put(home, name, sent.as_bytes())
    master = merge(home, plan=plan)
    assert [row.numerator for row in master.combined.rows] == [12]
    assert [f.code for f in master.findings if f.code == "V27" and "no date" in f.message] == []
    why = {f.path: f.why for f in master.files if f.state == "superseded"}
    assert set(why.values()) == {
        "submissions/a.eml!oak.xlsx was saved or sent later and has the same months."
    }


CHANGES = {"changes": [{"label": "Huddle", "metric": "BP control"}]}


def test_a_newer_table_of_numbers_does_not_take_the_log_of_changes_away(
    home: Path, plan: Collaborative, lcxl: Run
) -> None:
    """It says nothing of them, in the master and in the workbook that is sent again."""
    put(home, "oak.xlsx", workbook(plan, TABLE, **CHANGES))
    table = (
        "team_id,metric_id,month,numerator,denominator\noak,BP,2026-01,13,20\noak,BP,2026-02,9,20\n"
    )
    put(home, "oak.csv", table.encode())
    master = merge(home, plan=plan)
    assert [row.submitted_in for row in master.combined.rows] == ["submissions/oak.csv"] * 2
    assert [told.row.values["label"] for told in master.combined.changes] == ["Huddle"]
    (record,) = [f for f in master.files if f.path.endswith(".xlsx")]
    assert (record.state, record.why) == (
        "taken",
        "Its numbers came again in submissions/oak.csv; what else is typed in it was taken, for "
        "submissions/oak.csv has none.",
    )
    lcxl("build", home)
    again = read_file(File(home / "reporting" / "oak.xlsx", "oak.xlsx"), plan)
    assert [row.values["label"] for row in again.changes] == ["Huddle"]
    assert len(again.points) == 2


def test_a_sheet_in_the_form_of_the_table_is_read_like_it(home: Path, plan: Collaborative) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Export"
    sheet.append(["Registry of 3 March"])
    sheet.append(["month", "team_id", "metric_id", "numerator", "denominator", "site"])
    sheet.append([datetime(2026, 1, 1), "oak", "BP", 13, 20, "x"])
    sheet.append(["2026-02", "oak", "BP", "many", 20, "x"])
    book.save(home / "submissions" / "export.xlsx")
    master = merge(home, plan=plan)
    (row,) = master.combined.rows
    assert (row.numerator, row.submitted_in, row.sheet, row.cell) == (
        13, "submissions/export.xlsx", "Export", "D3"
    )  # fmt: skip
    (fault,) = [f for f in master.findings if "many" in f.message]
    assert (fault.sheet, fault.cell) == ("Export", "D4")
    sheet.append(["2026-02", "elm", "BP", 7, 20, "x"])
    book.save(home / "submissions" / "export.xlsx")
    (finding,) = [f for f in merge(home, plan=plan).findings if f.code == "V31"]
    assert finding.message == "This workbook has a table with lines of several teams."


def test_every_number_says_archive_mail_attachment_sheet_and_cell(
    home: Path, plan: Collaborative, lcxl: Run
) -> None:
    """In the master, as CSV, in findings as text, as JSON and on the sheet Findings."""
    more = workbook(plan, "month  BP  BP/\n2026-01  23  20\n2026-02  14  21")
    put(home, "bulk.zip", packed(("FW.eml", mail(("oak.xlsx", more)).as_bytes())))
    file = "submissions/bulk.zip!FW.eml!oak.xlsx"
    used, wrong = at(plan, "2026-02", "BP"), at(plan, "2026-01", "BP")
    lcxl("merge", home)
    lcxl("merge", home, "--to", "csv")
    (line,) = csv.DictReader((home / "master.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (line["numerator"], line["submitted_in"], line["sheet"], line["cell"]) == (
        "14", file, "Data", used
    )  # fmt: skip
    book = openpyxl.load_workbook(home / "master.xlsx")
    rows = {name: [[c.value for c in row] for row in book[name].iter_rows()] for name in
            ("Data", "Findings", "Files")}  # fmt: skip
    assert any({14, file, "Data", used} <= set(row) for row in rows["Data"])
    assert any({"V04", file, f"Data!{wrong}"} <= set(row) for row in rows["Findings"])
    assert any({file, "Pat Low <pat@oak.example>"} <= set(row) for row in rows["Files"])
    answer = json.loads(lcxl("validate", home / "submissions", "--format", "json").stdout)
    (found,) = [f for f in answer["findings"] if f["code"] == "V04"]
    assert found["file"].endswith(file)
    assert (found["sheet"], found["cell"]) == ("Data", wrong)
    said = lcxl("validate", home / "submissions").stdout
    assert "bulk.zip!FW.eml!oak.xlsx\n" in said
    assert f"error V04  Data!{wrong}:" in said


def test_what_is_checked_is_counted_and_not_what_it_came_in(
    home: Path, lcxl: Run, oak: bytes
) -> None:
    put(home, "a.zip", packed(("1.xlsx", oak), ("2.xlsx", oak + b"\0")))
    assert lcxl("validate", home / "submissions").stdout.startswith("2 files checked")
