"""What arrived since the last time, as status and merge tell it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from lcxl.combine import merge
from lcxl.plan import Collaborative
from tests.acceptance.test_sources import Run, home, mail, oak, packed, plan, put

__all__ = ["home", "oak", "plan"]


def test_status_says_what_arrived_since_the_last_time_and_from_whom(
    home: Path, lcxl: Run, oak: bytes
) -> None:
    put(home, "elm.xlsx", b"x")
    assert "Arrived" not in lcxl("status", home).stdout  # nobody knows what is new
    put(home, "oak.eml", mail(("oak.xlsx", oak)).as_bytes())
    said = lcxl("status", home).stdout
    assert (
        "Arrived since lcxl last looked:\n  submissions/oak.eml!oak.xlsx, of Oak Street Clinic, "
        "from Pat Low <pat@oak.example> on Thursday 26 February 2026\n"
    ) in said
    assert "Arrived" not in lcxl("status", home).stdout


def test_merge_and_status_say_what_came_and_that_a_mail_has_a_text(
    home: Path, plan: Collaborative, oak: bytes, lcxl: Run
) -> None:
    put(home, "a.csv", b"team_id,metric_id,month,numerator,denominator\nelm,BP,2026-01,7,10\n")
    lcxl("merge", home)
    put(home, "FW report.eml", mail(("oak.xlsx", oak)).as_bytes())
    silent = mail(("oak.xlsx", oak + b"\0"))
    silent.get_payload(0).set_content(" ")  # type: ignore[union-attr]
    put(home, "silent.eml", silent.as_bytes())
    put(home, "elm.pdf", b"%PDF-1.7")
    said = lcxl("merge", home).stdout
    assert (
        "  submissions/FW report.eml!oak.xlsx, of Oak Street Clinic, from "
        "Pat Low <pat@oak.example> on Thursday 26 February 2026\n" in said
    )
    assert (
        "Something is written in this e-mail besides; lcxl does not read it: "
        "submissions/FW report.eml\n" in said
    )
    assert "  submissions/elm.pdf, perhaps of Elm" in said
    assert "Arrived since" not in lcxl("status", home).stdout
    sheet = openpyxl.load_workbook(home / "master.xlsx")["Files"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (head,) = [row for row in rows if "E-mail from" in row]
    senders = {row[0]: row[head.index("E-mail from")] for row in rows}
    assert senders["submissions/FW report.eml!oak.xlsx"] == "Pat Low <pat@oak.example>"


def test_what_is_not_here_yet_is_called_so(home: Path, plan: Collaborative) -> None:
    put(home, ".oak.xlsx.icloud", b"bplist00")
    put(home, "elm.xlsx", bytes(4096))
    told = {f.file: f.message for f in merge(home, plan=plan).findings if f.code == "V31"}
    assert told == {
        "submissions/.oak.xlsx.icloud": "The file is still in the cloud: what is in it has not "
        "come to this computer.",
        "submissions/elm.xlsx": "The file holds nothing but zeros, as happens when copying or "
        "synchronising it broke off.",
    }


def test_a_mail_without_a_workbook_arrives_too_and_each_file_is_told_once(
    home: Path, lcxl: Run, oak: bytes
) -> None:
    put(home, "oak.xlsx", oak)
    lcxl("status", home)
    put(home, "only words.eml", mail().as_bytes())
    put(home, "empty.zip", packed())
    put(home, "elm.pdf", b"%PDF-1.7")
    said = lcxl("merge", home).stdout.splitlines()
    named = [line.strip().partition(":")[0] for line in said if "submissions/" in line]
    arrived = said.index("Arrived since lcxl last looked:")
    aside = said.index("Files set aside; look at them before you write to a team:")
    assert arrived < aside
    assert sorted(named) == sorted([
        "submissions/only words.eml", "submissions/empty.zip", "submissions/elm.pdf",
        "submissions/only words.eml", "submissions/empty.zip",
        "submissions/elm.pdf, perhaps of Elm Health",
    ])  # fmt: skip
    assert "Arrived" not in lcxl("status", home).stdout
