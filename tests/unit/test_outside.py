"""Whatever was typed into a workbook is read, or a finding says where it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lcxl.books import build_reporting_workbook
from lcxl.cells import Book
from lcxl.cells.address import column_letters, column_number
from lcxl.intake.read import read_bytes
from lcxl.periods import Period
from lcxl.plan import Collaborative, load_example
from lcxl.rules.base.judging import validate
from tests.acceptance.test_hostile import DATA
from tests.helpers.packages import packed, parts
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import at, workbook
from tests.unit.test_reader import JAN, TABLE, Change, changed, swap

FIRST, LAST = date(2025, 10, 1), date(2026, 6, 1)
EVERY = """
month    BP   BP/  FALLS  FALLS/  CALLS  WAIT  WAIT/
2025-10  118  200  .      .       3      13    20
2025-12  120  200  7      1500    4      13    20
2026-01  130  201  .      .       0      12.5  20
2026-06  133  202  .      .       6      13.5  20
"""


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def moved(by: int, first: int = 8) -> Change:
    """Rows from ``first`` on stand ``by`` rows further down, and no mark follows."""

    def change(xml: bytes) -> bytes:
        def place(m: re.Match[bytes]) -> bytes:
            row = int(m[2])
            return m[1] + (b"%d" % (row + by if row >= first else row)) + b'"'

        xml = re.sub(rb'(<row r=")(\d+)"', place, xml)
        return re.sub(rb'(<c r="[A-Z]+)(\d+)"', place, xml)

    return change


def moved_right(by: int) -> Change:
    """Columns from B on stand ``by`` further right, and no mark follows."""

    def change(xml: bytes) -> bytes:
        if by < 0:
            xml = re.sub(rb'<c r="A\d+"[^>]*?(?:/>|>.*?</c>)', b"", xml)

        def place(m: re.Match[bytes]) -> bytes:
            col = column_number(m[2].decode())
            return m[1] + column_letters(col + by if col or by < 0 else col).encode() + m[3]

        return re.sub(rb'(<c r=")([A-Z]+)(\d)', place, xml)

    return change


def messages(plan: Collaborative, changes: dict[str, Change], table: str = TABLE) -> list[str]:
    return [f.message for f in validate(changed(plan, changes, table), plan)]


@pytest.mark.parametrize(
    ("by", "words"), [(-1, "reach column A"), (1, "reach column K"), (2, "reach column L")]
)
def test_the_months_of_data_are_read_where_they_stand(
    plan: Collaborative, by: int, words: str
) -> None:
    """A program deleted or inserted columns before them, and left the marks as they were."""
    whole = read_bytes(workbook(plan, EVERY), "oak.xlsx", plan)
    read = changed(plan, {DATA: moved_right(by)}, EVERY)
    contents = {key: point.contents for key, point in read.points.items()}
    assert contents == {key: point.contents for key, point in whole.points.items()}
    found = validate(read, plan)
    assert [f.message for f in found if words in f.message]
    assert not [f.message for f in found if f.severity == "error"]


def sheet_part(plan: Collaborative, name: str) -> str:
    book = Book(workbook(plan, TABLE))
    return next(sheet.part for sheet in book.sheets if sheet.name == name)


@pytest.mark.parametrize("by", [-1, 1])
def test_the_rows_of_changes_are_read_where_they_stand(plan: Collaborative, by: int) -> None:
    changes = [{"plan": "Call patients"}, {"plan": "Order kits"}]
    content = parts(workbook(plan, TABLE, changes=changes))
    part = sheet_part(plan, "Changes")
    content[part] = moved(by, 4)(content[part])
    read = read_bytes(packed(content), "oak.xlsx", plan)
    assert [row.values["plan"] for row in read.changes] == ["Call patients", "Order kits"]
    if by < 0:
        assert any("do not reach row" in f.message for f in validate(read, plan))


@pytest.mark.parametrize(
    ("at", "by", "words"),
    [
        ("E16", "<v>0.5</v>", "typed over the formula in E16"),
        ("B4", "<v>5</v>", "B4 of Data has something in it"),
        ("A3", "<v>5</v>", "A3 of Data has something in it"),
        ("K9", "<v>9</v>", "numbers right of the last period, first in K9"),
        ("E30", "<v>9</v>", "numbers right of the last period, first in E30"),
        ("Z11", "<v>9</v>", "numbers right of the last period, first in Z11"),
        ("Z14", "<v>9</v>", "Z14 of Data has something in it"),
        ("C60", "<is><t>to be checked</t></is>", "C60 of Data has something in it"),
        ("A99", "<v>9</v>", "A99 of Data has something in it"),
    ],
)
def test_what_stands_elsewhere_on_data_is_named(
    plan: Collaborative, at: str, by: str, words: str
) -> None:
    kind = ' t="inlineStr"' if by.startswith("<is>") else ""
    row = int(re.sub(r"\D", "", at))

    def change(xml: bytes) -> bytes:
        old = re.search(rf'<c r="{at}"[^>]*?(?:/>|>.*?</c>)'.encode(), xml)
        new = f'<c r="{at}"{kind}>{by}</c>'.encode()
        if old:
            return xml.replace(old[0], new, 1)
        found = re.search(rf'<row r="{row}"[^>]*?>.*?(?=</row>)'.encode(), xml)
        if found:
            return xml.replace(found[0], found[0] + new, 1)
        return xml.replace(b"</sheetData>", b'<row r="%d">%s</row></sheetData>' % (row, new))

    found = [m for m in messages(plan, {DATA: change}) if words in m]
    assert len(found) == 1, messages(plan, {DATA: change})


def test_results_that_a_program_kept_without_their_formulas_are_no_typed_numbers(
    plan: Collaborative,
) -> None:
    def flat(xml: bytes) -> bytes:
        return re.sub(rb"<f[^>]*>[^<]*</f>", b"", xml)

    assert messages(plan, {DATA: flat}) == []


def test_workbooks_as_they_are_built_have_nothing_elsewhere(tmp_path: Path) -> None:
    for name in ("hypertension", "social-needs", "safer-opioids"):
        example = load_example(name)
        for team in example.teams[:1]:
            read = read_bytes(build_reporting_workbook(example, team), "a.xlsx", example)
            assert [f.message for f in read.findings] == []


ERROR = r'\1 t="e"><f>-call+patients</f><v>#NAME?</v></c>'


def test_an_error_among_words_is_not_taken_for_the_teams_words(plan: Collaborative) -> None:
    """Words that begin with a minus are a formula to a spreadsheet program."""
    for name, block, field in (("Changes", "changes", "plan"), ("Story", "story", "tried")):
        rows = [{}, {}, {field: "MARKED"}]
        data = workbook(plan, TABLE, **{block: rows})
        content, part = parts(data), sheet_part(plan, name)
        cells = Book(data).cells(name)
        ((row, col),) = [at for at, found in cells.items() if found.value == "MARKED"]
        at = f"{chr(65 + col)}{row + 1}"
        content[part] = swap(rf'(<c r="{at}"[^>]*?) t="s">.*?</c>', ERROR)(content[part])
        read = read_bytes(packed(content), "oak.xlsx", plan)
        assert getattr(read, block) == () or not any(
            "#NAME?" in str(row.values) for row in getattr(read, block)
        )
        found = [f for f in validate(read, plan) if "#NAME?" in f.message]
        assert [(f.code, f.sheet, f.cell) for f in found] == [("V26", name, at)]


def test_an_error_as_a_reason_is_no_reason(plan: Collaborative) -> None:
    cell = at(plan, "2026-01", "BP?")
    reason = swap(rf'(<c r="{cell}"[^>]*?)(?:/>|>.*?</c>)', ERROR)
    read = changed(plan, {DATA: reason})
    assert read.points["BP", Period(JAN)].reason == ""
    assert [f.cell for f in validate(read, plan) if "#NAME?" in f.message] == [cell]


def test_a_reason_in_a_column_without_a_month_is_named(plan: Collaborative) -> None:
    cell = at(plan, "2025-10", "BP?")

    def change(xml: bytes) -> bytes:
        for head, text in (("B5", "x"), ("C5", "y"), ("J5", "z")):
            words = rf'\1 t="str"><v>{text}</v></c>'
            xml = swap(rf'(<c r="{head}"[^>]*)>.*?</c>', words)(xml)
        reason = r'\1 t="str"><v>We moved</v></c>'
        return swap(rf'(<c r="{cell}"[^>]*?)(?:/>|>.*?</c>)', reason)(xml)

    read = changed(plan, {DATA: change})
    assert any(f.cell == cell for f in read.findings) or (
        read.points["BP", Period(FIRST)].reason == "We moved"
    )


def test_words_below_a_table_are_named(plan: Collaborative) -> None:
    place = 'r="B46" t="inlineStr"><is><t>One more idea</t></is></c>'
    change = swap(r"(?=<row r=\"47\")", f'<row r="46"><c {place}</row>')
    part = sheet_part(plan, "Changes")
    assert any(
        "below the table on Changes" in m and "B46" in m for m in messages(plan, {part: change})
    )


def test_a_sheet_too_large_to_be_read_whole_is_named(plan: Collaborative) -> None:
    """A table pasted above the numbers takes all cells that are read."""
    row = "".join(f'<c r="{column_letters(c)}7"><v>1</v></c>' for c in range(26, 10_026))
    rows = "".join(
        f'<row r="{r}">' + row.replace('7"', f'{r}"') + "</row>" for r in range(100, 121)
    )
    found = messages(plan, {DATA: swap("</sheetData>", rows + "</sheetData>")})
    assert any("not all of Data was read" in m for m in found)


def marked(plan: Collaborative, by: str) -> list[str]:
    """The first text of Story, written into the file as ``by``, as it is read."""
    data = workbook(plan, TABLE, story=[{}, {}, {"tried": "MARKED"}])
    content, part = parts(data), sheet_part(plan, "Story")
    cells = Book(data).cells("Story")
    ((row, col),) = [at for at, found in cells.items() if found.value == "MARKED"]
    at = f"{chr(65 + col)}{row + 1}"
    content[part] = swap(rf'<c r="{at}"[^>]*? t="s">.*?</c>', f'<c r="{at}"{by}</c>')(content[part])
    return [str(row.values["tried"]) for row in read_bytes(packed(content), "o", plan).story]


def test_a_date_among_words_is_told_as_the_day_it_shows(plan: Collaborative) -> None:
    """1-2 typed into Story becomes a day; its number would mean nothing to anybody."""
    style = next(
        c.style for c in Book(workbook(plan, TABLE)).cells("Data").values() if c.value == 45931
    )
    assert marked(plan, f' s="{style}"><v>46024</v>') == ["2 January 2026"]
    assert marked(plan, "><v>46024</v>") == ["46024"]


def test_white_space_and_unseen_characters_around_words_are_no_words(plan: Collaborative) -> None:
    text = ' t="inlineStr"><is><t>{}</t></is>'
    assert marked(plan, text.format("\u200b\u00a0\ufeff")) == []
    assert marked(plan, text.format("\u200e we tried \u00ad")) == ["we tried"]
    family = "\U0001f469\u200d\U0001f467"
    assert marked(plan, text.format(f"{family} visits")) == [f"{family} visits"]
