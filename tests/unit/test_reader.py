"""A workbook that people and programs have changed: read by its marks, else by its headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lcxl.cells import Book
from lcxl.cells.numbers import number_in
from lcxl.intake import Submission
from lcxl.intake.placing.months import label_month
from lcxl.intake.read import read_bytes
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.acceptance.test_hostile import DATA
from tests.helpers.packages import packed, parts
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import at, workbook

TABLE = """
month    BP   BP/  FALLS  FALLS/  CALLS  WAIT  WAIT/
2025-12  120  200  7      1500    4      13    20
2026-01  130  201  .      .       0      12.5  20
2026-02  133  202  .      .       6      13.5  20
"""
JAN = date(2026, 1, 1)
BOOK, MARKS, PROPERTIES = "xl/workbook.xml", "xl/worksheets/sheet9.xml", "docProps/custom.xml"
Change = Callable[[bytes], bytes]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def changed(plan: Collaborative, changes: dict[str, Change], table: str = TABLE) -> Submission:
    """The workbook with some of its parts changed, read."""
    content = parts(workbook(plan, table))
    for name, change in changes.items():
        if name == MARKS:
            book = Book(packed(content))
            name = next(s.part for s in book.sheets if s.name == "_lcxl")
        before = content[name]
        content[name] = change(before)
        assert content[name] != before, name
    return read_bytes(packed(content), "oak.xlsx", plan)


def swap(old: str, new: str) -> Change:
    return lambda part: re.sub(old.encode(), new.encode(), part)


def remarks(read: Submission, plan: Collaborative) -> list[tuple[str, str, str]]:
    return [(f.code, f.severity, f.message) for f in validate(read, plan)]


LOST = {
    BOOK: swap(r'<definedName name="lcxl\..*?</definedName>', ""),
    PROPERTIES: swap(r'name="lcxl\.', 'name="x.'),
    MARKS: swap(r"<sheetData>.*</sheetData>", "<sheetData/>"),
}


def test_without_any_mark_the_headings_are_read(plan: Collaborative) -> None:
    """As after a program that drops hidden sheets, names and properties."""
    whole = read_bytes(workbook(plan, TABLE), "oak.xlsx", plan)
    read = changed(plan, LOST)
    assert (read.team_id, read.collaborative_id) == ("oak", "htn")
    assert read.points == whole.points
    ((code, severity, message),) = remarks(read, plan)
    assert (code, severity) == ("V26", "question")
    assert "By its headings it is the workbook of Oak Street Clinic" in message


def test_another_collaboratives_workbook_is_not_taken_by_its_looks(
    plan: Collaborative, tmp_path: Path
) -> None:
    other = plan_from(OPTIONAL.replace("Blood pressure in small", "Falls in large"), tmp_path)
    content = parts(workbook(other, TABLE))
    for name, change in LOST.items():
        if name == MARKS:
            name = next(s.part for s in Book(packed(content)).sheets if s.name == "_lcxl")
        content[name] = change(content[name])
    found = validate(read_bytes(packed(content), "oak.xlsx", plan), plan)
    assert [f.code for f in found] == ["V01"]


def test_marks_below_other_headings_give_way(plan: Collaborative) -> None:
    """Somebody cut a metric's rows and pasted them elsewhere."""
    whole = read_bytes(workbook(plan, TABLE), "oak.xlsx", plan)
    one, other = (re.sub(r"\D", "", at(plan, "2026-01", name)) for name in ("BP", "CALLS"))
    places = {one: other, other: one}
    shift = {
        MARKS: lambda part: re.sub(
            rf"Data!\$B\$({one}|{other}):\$J\$\d+".encode(),
            lambda m: "Data!$B${0}:$J${0}".format(places[m[1].decode()]).encode(),
            part,
        )
    }
    read = changed(plan, shift)
    assert read.points == whole.points
    messages = [m for _, _, m in remarks(read, plan)]
    assert any("BP control: the rows were moved" in m for m in messages)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "column E was taken for January 2026"),
        (' t="e"><v>#REF!</v></c>', "column E was taken for January"),
        (' t="str"><v>Jan 2026</v></c>', ""),
    ],
)
def test_a_month_label_that_is_lost(plan: Collaborative, content: str, words: str) -> None:
    new = rf"\1{content}" if content else ""
    read = changed(plan, {DATA: swap(r'(<c r="E5"[^>]*)>.*?</c>', new)})
    assert at(plan, "2026-01", "BP:") == "E5"
    assert read.points["BP", Period(JAN)].contents == (130.0, 201.0)
    found = remarks(read, plan)
    assert [(code, severity) for code, severity, _ in found] == [("V26", "question")] * bool(words)
    assert all(words in message for _, _, message in found)


def test_a_month_that_stands_twice(plan: Collaborative) -> None:
    """The first column is read, the numbers of the other are named."""
    again = {DATA: swap(r'(<c r="F5"[^>]*)>.*?</c>', r'\1 t="str"><v>2026-01-01</v></c>')}
    found = remarks(changed(plan, again), plan)
    assert {(code, severity) for code, severity, _ in found} == {("V26", "error")}
    assert "January 2026: the period stands in column E and again in column F" in found[0][2]


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        (BOOK, swap(r'(<sheet name="Data"[^>]*?)/>', r'\1 state="hidden"/>'), "Data is hidden"),
        (BOOK, swap(r'(<sheet name="Data" sheetId="2"( r:id="[^"]*")/>)',
                    r'\1<sheet name="Data (2)" sheetId="77"\2/>'), "has the headings of Data too"),
        (DATA, swap("</sheetData>",
                    '</sheetData><mergeCells><mergeCell ref="F9:F10"/></mergeCells>'),
         "The cells F9:F10 are merged"),
        (DATA, swap(r'(<row r="9".*?)</row>', r'\1<c r="K9"><v>9</v></c></row>'),
         "numbers right of the last period, first in K9"),
    ],
)  # fmt: skip
def test_what_a_person_did_to_the_sheet(
    plan: Collaborative, part: str, change: Change, words: str
) -> None:
    read = changed(plan, {part: change})
    found = [
        m for code, severity, m in remarks(read, plan) if (code, severity) == ("V26", "question")
    ]
    assert len(found) == 1
    assert words in found[0]
    assert read.points["BP", Period(JAN)].contents == (130.0, 201.0)


def test_a_formula_that_looks_into_another_file(plan: Collaborative) -> None:
    link = {
        DATA: swap(r'<c r="E9"([^>]*)><v>130</v>', r'<c r="E9"\1><f>[1]Sheet1!A1</f><v>130</v>')
    }
    read = changed(plan, link)
    assert read.points["BP", Period(JAN)].contents == (130.0, 201.0)
    ((code, severity, message),) = remarks(read, plan)
    assert (code, severity) == ("V26", "note")
    assert "look into other files" in message


def test_the_strict_variant_of_the_format(plan: Collaborative) -> None:
    """Excel's "Strict Open XML Spreadsheet" has other names for everything."""
    content = {
        name: part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        )
        for name, part in parts(workbook(plan, TABLE)).items()
    }
    read = read_bytes(packed(content), "oak.xlsx", plan)
    assert read.points == read_bytes(workbook(plan, TABLE), "oak.xlsx", plan).points
    assert remarks(read, plan) == []


def test_a_missing_styles_part_does_not_matter(plan: Collaborative) -> None:
    content = parts(workbook(plan, TABLE))
    del content["xl/styles.xml"]
    read = read_bytes(packed(content), "oak.xlsx", plan)
    assert read.points["BP", Period(JAN)].contents == (130.0, 201.0)
    # Without styles the months and due dates look like numbers; nobody typed them.
    assert remarks(read, plan) == []


NUMBERS = [
    ("15 ", True, 15), ("\u00a015", True, 15), ("1 204", True, 1204), ("1,204", True, 1204),
    ("1.204", True, 1204), ("1'204", True, 1204), ("12,5", False, 12.5), ("-3", True, -3),
    ("\u22123", True, -3), ("1.204,5", False, 1204.5), ("1,204.5", False, 1204.5),
    ("1,204", False, None), ("85%", True, None), ("15-Apr", True, None), ("15 of 20", True, None),
    ("1e3", True, None), ("", True, None), ("½", False, None), ("١٥", True, 15),
    ("1" * 99, True, None), ("324\u200b", True, 324), ("\u200e324\u200f", True, 324),
    ("\ufeff1\u202f204", True, 1204), ("3\u00ad24", True, 324), ("\u202d12,5\u202c", False, 12.5),
    ("\u2066-3\u2069", True, -3), ("\u202e51", True, None),
    ("\u3000324\u2060", True, 324), ("\u200b", True, None),
    # Two numbers in one cell are not one of more digits, and no thousand begins with 0.
    ("12 13", True, None), ("12\n13", True, None), ("1 2", True, None), ("1'2", True, None),
    ("0,123", True, 0.123), ("0.123", True, 0.123), ("0,123", False, 0.123),
    ("0 500", True, None), ("- 3", True, -3), ("'12", True, 12), ("1 204,5", False, 1204.5),
    ("12 345 678", True, 12345678),
]  # fmt: skip


@pytest.mark.parametrize(("text", "whole", "number"), NUMBERS)
def test_numbers_typed_as_text(text: str, whole: bool, number: float | None) -> None:
    """Read where there is one way to read them, and never guessed."""
    assert number_in(text, whole) == number


UNSEEN = "\u200b\u200e\ufeff\u00ad\u2060\u202a\u00a0"


def test_characters_that_show_nothing_change_nothing(plan: Collaborative) -> None:
    """In numbers, NA, months and headings: pasting from a web page or a chat brings them."""
    whole = read_bytes(workbook(plan, TABLE), "oak.xlsx", plan)

    def text(value: str) -> str:
        return rf'\1 t="inlineStr"><is><t xml:space="preserve">{UNSEEN}{value}{UNSEEN}</t></is></c>'

    def change(part: bytes) -> bytes:
        for cell, value in (("E9", "130"), ("E5", "Jan 2026"), ("A9", "BP control Numerator BP")):
            part = swap(rf'(<c r="{cell}"[^>]*?)(?: t="s")?>.*?</c>', text(value))(part)
        return swap(r'(<c r="E10"[^>]*?)>.*?</c>', text("na"))(part)

    read = changed(plan, {DATA: change})
    assert read.points["BP", Period(JAN)].contents == (130.0, "na")
    assert read.points["BP", Period(JAN)].state(plan.metric("BP")) == State.NOT_APPLICABLE
    assert read.points.keys() == whole.points.keys()


def test_a_number_under_the_format_of_a_date_is_read_as_the_number(plan: Collaborative) -> None:
    """A cell pasted with its format: 324 shows as 19 November 1900."""
    style = re.search(rb'<c r="E5" s="(\d+)"', parts(workbook(plan, TABLE))[DATA])
    assert style
    pasted = rf'<c r="E9" s="{style[1].decode()}"'
    read = changed(plan, {DATA: swap(r'<c r="E9" s="\d+"', pasted)})
    assert read.points["BP", Period(JAN)].contents == (130.0, 201.0)
    ((code, severity, message),) = remarks(read, plan)
    assert (code, severity) == ("V26", "note")
    assert message == (
        "BP control: A number has the format of a date: E9 shows “9 May 1900”. It was read as 130."
    )


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Mar 2026", (2026, 3)), ("March 2026", (2026, 3)), ("Sept. 2026", (2026, 9)),
        ("2026-03", (2026, 3)), ("2026-03-01", (2026, 3)), ("03/2026", (2026, 3)),
        ("01/03/2026", (2026, 3)), ("3/1/2026", (2026, 3)), ("1 March 2026", (2026, 3)),
        ("Mar-26", (2026, 3)), ("Marketing 2026", None), ("13/2026", None), ("05/04/2026", None),
        ("Q1 2026", None), ("", None),
    ],
)  # fmt: skip
def test_months_typed_as_text(
    plan: Collaborative, text: str, month: tuple[int, int] | None
) -> None:
    from lcxl.cells import Cell

    book = Book(workbook(plan, TABLE))
    found = label_month(book, Cell("text", text, None, 0))
    assert found == (date(*month, 1) if month else None)
