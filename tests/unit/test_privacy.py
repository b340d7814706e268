"""V24: what looks like a patient is found and located, and appears in no output at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from lcxl.cells import Book
from lcxl.intake.patients.privacy import (
    BIRTH,
    EMAIL,
    HEALTH_CARD,
    NHS,
    PHONE,
    RECORD,
    SSN,
    kinds_in,
    suspects,
)
from lcxl.intake.read import read_bytes
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.acceptance.test_hostile import outcome
from tests.helpers.host import host_folder
from tests.helpers.packages import packed, parts
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

# Numbers are made up; their check digits are right.
TELLING = [
    ("Jane Example, 12/03/1961", BIRTH),
    ("Example, Jane (born 3 May 1948) came in late", BIRTH),
    ("DOB: 1961-03-12", BIRTH),
    ("MRN 0045521", RECORD),
    ("patient no. 889-4412 was missed", RECORD),
    ("SSN 219-09-9999", SSN),
    ("219-09-9999", SSN),
    ("943 476 5919", NHS),
    ("NHS 9434765919 rang twice", NHS),
    ("health card 4532 015 112", HEALTH_CARD),
    ("call (416) 555-0132", PHONE),
    ("+44 20 7946 0958", PHONE),
    ("write to someone@mail.example", EMAIL),
]
HARMLESS = [
    "Morning huddle in a second team, 12/03/2026",
    "Dr Example met us on 3 May 2026",
    "We saw 1,204 patients of 3,310 (36%)",
    "Report run 2026-03-12 14:05, version 1.2.3",
    "23 of 20; 45-50; 2026/27; 10-20-30",
    "Room 214, building 7, extension 4412",
    "PDSA cycle 3: 20 charts, 5 days, 2 clinicians",
    "Target by 31.12.2026: 75 %",
    "ask data@oak.example",
]
YEAR = 2025


@pytest.mark.parametrize(("text", "kind"), TELLING)
def test_what_gives_a_person_away(text: str, kind: str) -> None:
    assert kind in kinds_in(text, YEAR)
    assert list(suspects(["nothing", text, "12 of 20"])) == [text]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_does_not(text: str) -> None:
    assert kinds_in(text, YEAR, {"data@oak.example"}) == frozenset()


SECRETS = ("Jane Example", "John Sample", "Ann Specimen", "1961", "0045521")
PASTED = [
    {"plan": "Jane Example", "prediction": "12/03/1961", "result": "MRN 0045521"},
    {"plan": "John Sample", "prediction": "1948-07-30"},
    {"plan": "Ann Specimen", "prediction": "2 May 1977"},
]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def pasted(plan: Collaborative, **rows: Any) -> bytes:
    return workbook(plan, "month  BP  BP/\n2026-01  15  20", **(rows or {"changes": PASTED}))


def test_a_pasted_list_sets_the_file_aside(plan: Collaborative) -> None:
    read = read_bytes(pasted(plan), "oak.xlsx", plan)
    found = validate(read, plan)
    assert {(f.code, f.severity, f.sets_aside) for f in found} == {("V24", "error", True)}
    assert [(f.sheet, f.cell) for f in found] == [("Changes", "D6")]
    assert "Rows 6 to 8 look like details of patients" in found[0].message
    assert "send counts only" in found[0].fix
    everything = repr(replace(read, sha256="")) + repr(found)  # by chance it has any four digits
    assert [secret for secret in SECRETS if secret in everything] == []


def test_no_output_repeats_it(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    """Not on the screen, in no form of the findings, no letter, no master workbook."""
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    (inbox / "oak.xlsx").write_bytes(pasted(plan))
    tests = [{"label": "Huddle", "plan": "Ring Jane Example, DOB 12/03/1961", "learned": "ok"}]
    (inbox / "more.xlsx").write_bytes(pasted(plan, changes=tests))
    contact = [{"tried": "Ask someone@mail.example", "learned": "Lists help"}]
    elm = workbook(plan, "month  BP  BP/\n2026-01  15  20", team="elm", story=contact)
    (inbox / "elm.xlsx").write_bytes(elm)
    said = "".join(
        done.stdout + done.stderr
        for done in (
            lcxl("validate", inbox),
            lcxl("validate", inbox, "--format", "json"),
            lcxl("validate", inbox, "--format", "xlsx", "-o", "found.xlsx"),
            lcxl("merge", tmp_path),
        )
    )
    files = [*(tmp_path / "questions").glob("*"), tmp_path / "master.xlsx", tmp_path / "found.xlsx"]
    assert len(files) == 4
    for path in files:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as package:
                said += "".join(
                    package.read(n).decode("utf-8", "replace") for n in package.namelist()
                )
        else:
            said += path.read_text(encoding="utf-8")
    assert "details of patients" in said
    assert "Lists help" in said
    secrets = ("Jane", "John Sample", "Ann Specimen", "12/03/1961", "0045521", "someone@")
    assert [secret for secret in secrets if secret in said] == []


def test_the_contacts_of_the_team_may_be_named(plan: Collaborative) -> None:
    data = workbook(
        plan,
        "month  BP  BP/\n2026-01  15  20",
        reporter=[{"reporter": "A. Lee", "reporter_email": "lee@oak.example"}],
        story=[{"tried": "Ask lee@oak.example for the list"}],
        changes=[{"label": "Huddle", "started": date(2026, 2, 1), "plan": "Dr Lee, 12/03/2026"}],
    )
    assert "V24" not in {f.code for f in validate(read_bytes(data, "oak.xlsx", plan), plan)}


def test_a_contact_is_only_left_out(plan: Collaborative) -> None:
    data = pasted(plan, story=[{"tried": "Ring (416) 555-0132", "learned": "Lists help"}])
    read = read_bytes(data, "oak.xlsx", plan)
    found = [f for f in validate(read, plan) if f.code == "V24"]
    assert [(f.severity, f.cell) for f in found] == [("question", "B6")]
    assert read.story[0].values["learned"] == "Lists help"
    assert "555" not in json.dumps([f.as_dict() for f in found]) + repr(read)


def test_the_name_of_a_sheet_can_tell_too(plan: Collaborative) -> None:
    content = parts(workbook(plan, "month  BP  BP/\n2026-01  15  20"))
    name = b'<sheet name="MRN 0045521"'
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(
        b'<sheet name="Trial run"', name
    )
    read = read_bytes(packed(content), "oak.xlsx", plan)
    (found,) = validate(read, plan)
    assert (found.code, found.sets_aside) == ("V24", True)
    assert "The name of a sheet looks like details of patients (record numbers)" in found.message
    assert "0045521" not in repr(read) + repr(found)


def test_a_flood_of_dates_ends_soon(plan: Collaborative) -> None:
    """Text made to keep the search busy; it is not taken for harmless either."""
    cell = b'<c r="B%d" t="inlineStr"><is><t>' + b"12/03/1961 " * 2_900 + b"%d</t></is></c>"
    flood = b"".join(b'<row r="%d">' % i + cell % (i, i) + b"</row>" for i in range(100, 600))
    content = parts(workbook(plan, "month  BP  BP/\n2026-01  15  20"))
    sheets = {s.name: s.part for s in Book(packed(content)).sheets}
    story = sheets["Story"]
    content[story] = content[story].replace(b"</sheetData>", flood + b"</sheetData>")
    assert outcome(packed(content), plan) == "set aside"
