"""The buttons of the add-in, pressed on workbooks that are open in a real spreadsheet program."""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from click.testing import CliRunner

from lcxl.cli import main
from lcxl.plan import Collaborative
from lcxl_addin import check, marks
from lcxl_addin.buttons import BUTTONS, Answer
from lcxl_addin.desk import Desk
from tests.helpers.calc_engine import App
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import at, workbook

FAULTY = """
month    BP   BP/   BP?         FALLS  FALLS/  CALLS  WAIT
2026-01  25   20    .           3      900     12     4
2026-02  n.n.  20    =1+1|cmd    .      .       7.5    3
2026-03  15   .     .           .      .       9      2
"""
CLEAN = "month  BP  BP/\n2026-01  15  20"


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL, tmp_path)


@pytest.fixture
def folder(plan: Collaborative, tmp_path: Path) -> Path:
    (tmp_path / "submissions").mkdir()
    return host_folder(plan, tmp_path)


@pytest.fixture
def faulty(plan: Collaborative, folder: Path) -> Path:
    return sent(folder, workbook(plan, FAULTY))


def sent(folder: Path, data: bytes, name: str = "oak.xlsx") -> Path:
    path = folder / "submissions" / name
    path.write_bytes(data)
    return path


def press(action: str, **desk: Any) -> Answer:
    return BUTTONS[action].press(Desk(may_ask=False, **desk))


def from_command_line(path: Path) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["validate", str(path), "--format", "json"])
    assert done.exit_code in (0, 1), done.output
    return list(json.loads(done.stdout)["findings"])


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change one part of a workbook file."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part].decode() != before
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def looks_of(path: Path) -> dict[str, Any]:
    """Every cell's value, format and note, and every sheet's rules, of a saved workbook.

    A formula without a number format of its own gets one from Calc when it is recalculated.
    """
    found: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of charts, which are not looked at
        book = openpyxl.load_workbook(path)
    for sheet in book:
        found[sheet.title] = {
            cell.coordinate: (
                cell.value, cell.data_type != "f" and cell.number_format,
                cell.fill.fgColor.rgb, cell.fill.fill_type,
                cell.font.b, cell.font.color and cell.font.color.rgb, cell.font.sz,
                cell.border.bottom.style, cell.alignment.wrap_text, cell.protection.locked,
                cell.comment and cell.comment.text,
            )
            for row in sheet
            for cell in row
        }  # fmt: skip
        found[f"{sheet.title} rules"] = sorted(
            (str(area.sqref), rule.type, tuple(rule.formula))
            for area in sheet.conditional_formatting
            for rule in area.rules
        )
        found[f"{sheet.title} state"] = (sheet.sheet_state, sheet.protection.sheet)
    return found


def test_the_findings_are_those_of_the_command_line(calc: App, faulty: Path) -> None:
    expected = from_command_line(faulty)
    assert len(expected) >= 4
    xw.books.open(faulty)
    for _ in ("unmarked", "marked"):
        checked = check.check(Desk(may_ask=False))
        assert checked is not None
        assert [f.as_dict() for f in checked.findings] == expected
        answer = press("validate")
        assert answer.code == 1
        assert answer.text.startswith("Oak Street Clinic: ")
        assert answer.text.endswith("The list is on the sheet Findings.")
    sheet = xw.books.active.sheets["Findings"]
    rows = sheet.used_range.options(ndim=2).value[5:]
    assert [(r[1], r[2], r[5].lstrip()) for r in rows] == [
        (f["severity"], f["code"], f["message"].lstrip()) for f in expected
    ]


def test_cells_are_coloured_and_noted_and_listed_first(calc: App, faulty: Path) -> None:
    book = xw.books.open(faulty)
    assert press("validate").code == 1
    assert press("validate").code == 1  # twice is as good as once
    assert book.sheets[0].name == "Findings"
    named = {(f["sheet"], f["cell"]) for f in from_command_line(faulty) if f["sheet"] and f["cell"]}
    assert named
    noted = {
        (sheet.name, note.location.get_address(False, False))
        for sheet in book.sheets
        for note in sheet.notes
    }
    assert noted == named
    for name, cell in named:
        ours = [
            rule
            for rule in book.sheets[name].range(cell).conditional_formats
            if marks.is_our_rule(rule.type, rule.formula)
        ]
        assert len(ours) == 1, (name, cell)
    first = book.sheets["Findings"].range("A6")
    assert first.formula.startswith('=HYPERLINK("#')
    assert first.value in {f"{name}!{cell}" for name, cell in named}


def test_unsaved_changes_count(calc: App, plan: Collaborative, folder: Path) -> None:
    book = xw.books.open(sent(folder, workbook(plan, CLEAN)))
    assert press("validate").code == 0
    book.sheets["Data"].range(at(plan, "2026-01", "BP")).value = 25
    answer = press("validate")
    assert (answer.code, "1 to mend" in answer.text) == (1, True)
    assert any("25 of 20" in note.text for note in book.sheets["Data"].notes)


def test_next_goes_round(calc: App, faulty: Path) -> None:
    book = xw.books.open(faulty)
    assert press("next").text == "There is no list of findings yet. Click Validate first."
    press("validate")
    stops = []
    while not stops or stops[-1] != stops[0] or len(stops) == 1:
        answer = press("next").text
        at = book.app.selection
        stops.append((at.sheet.name, at.row, at.column))
        assert re.match(rf"{(len(stops) - 1) % (len(set(stops))) + 1} of \d+: ", answer)
    assert len(set(stops)) == len(stops) - 1 >= 3


def changed_and_changed_back(path: Path, folder: Path) -> Path:
    """A rule and a sheet that are not the add-in's, put in, saved, and taken out again.

    With both in a workbook Calc saves a cell of the hidden sheet _charts in another cell's font,
    though in its memory the fonts are right.  So the sheets of the machine, which nobody marks,
    are compared with what became of them here.
    """
    book = xw.books.open(path)
    book.sheets["Data"].range("A1").conditional_formats.add_custom(
        '="theirs"="theirs"', fill_color="#FF0000", font_color="#FFFFFF", font_bold=True
    )
    book.sheets.add("Theirs", before=book.sheets["Start"])
    book.save(folder / "theirs.xlsx")
    book.close()
    book = xw.books.open(folder / "theirs.xlsx")
    for rule in reversed(list(book.sheets["Data"].used_range.conditional_formats)):
        if "theirs" in (rule.formula or ""):
            rule.delete()
    book.sheets["Theirs"].delete()
    book.save(folder / "back.xlsx")
    book.close()
    return folder / "back.xlsx"


def test_clear_leaves_the_workbook_as_it_was(
    calc: App, plan: Collaborative, folder: Path, tmp_path: Path
) -> None:
    path = sent(folder, workbook(plan, FAULTY))
    book = xw.books.open(path)
    book.sheets["Data"].range(at(plan, "2026-01", "BP/")).add_note(
        "Counted by hand."
    )  # the team's own note
    untouched = tmp_path / "untouched.xlsx"
    book.save(untouched)
    book.close()
    book = xw.books.open(untouched)
    assert press("validate", folder=folder).code == 1
    book.save(tmp_path / "marked.xlsx")
    book.close()
    book = xw.books.open(tmp_path / "marked.xlsx")
    assert len(book.sheets["Data"].notes) > 1
    assert press("clear").text == "The marks are gone; every cell is as it was before."
    assert [note.text for note in book.sheets["Data"].notes] == ["Counted by hand."]
    book.save(tmp_path / "cleared.xlsx")
    book.close()
    book = xw.books.open(untouched)
    book.save(tmp_path / "same.xlsx")
    book.close()
    cleared, same = looks_of(tmp_path / "cleared.xlsx"), looks_of(tmp_path / "same.xlsx")
    others = looks_of(changed_and_changed_back(untouched, tmp_path))
    same |= {part: others[part] for part in others if part.startswith("_")}
    assert cleared.keys() == same.keys()
    for part, looks in same.items():
        if isinstance(looks, dict):
            assert [kv for kv in cleared[part].items() if kv not in looks.items()] == []
        assert cleared[part] == looks


def test_a_note_somebody_added_to_stays(calc: App, faulty: Path) -> None:
    book = xw.books.open(faulty)
    press("validate")
    cell = next(iter(book.sheets["Data"].notes)).location
    text = cell.note.text
    cell.note.delete()
    cell.add_note(text + "\nI rang them. Coach")
    assert "1 note had been added to and stayed." in press("clear").text
    assert [note.text for note in book.sheets["Data"].notes] == [text + "\nI rang them. Coach"]


def test_another_workbook_is_left_alone(calc: App, folder: Path) -> None:
    other = folder / "shopping.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Milk"
    book.save(other)
    xw.books.open(other)
    for action in ("validate", "questions"):
        assert press(action).text == (
            "This workbook is not a team's reporting workbook, so there is nothing to check. "
            "It was not changed."
        )
    assert press("clear").text == "There were no marks in this workbook."
    assert [s.name for s in xw.books.active.sheets] == ["Sheet"]


def test_what_a_protected_workbook_refuses_is_said(calc: App, faulty: Path) -> None:
    changed(
        faulty,
        "xl/worksheets/sheet2.xml",
        lambda xml: re.sub(
            r"<sheetProtection[^>]*>", '<sheetProtection sheet="1" objects="1"/>', xml
        ),
    )
    changed(
        faulty,
        "xl/workbook.xml",
        lambda xml: xml.replace(
            "<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>'
        ),
    )
    book = xw.books.open(faulty)
    answer = press("validate")
    assert re.search(
        r"\d cells are not coloured, because the sheet Data is protected\.", answer.text
    )
    assert re.search(r"\d cells have no note, because the sheet Data is protected\.", answer.text)
    assert "The sheet Findings could not be added, because the workbook's structure" in answer.text
    assert "First: Data!" in answer.text
    assert "Findings" not in [s.name for s in book.sheets]


def test_a_sheet_findings_of_the_team_stays(calc: App, faulty: Path) -> None:
    book = xw.books.open(faulty)
    book.sheets.add("Findings", before=book.sheets["Start"]).range("A1").value = "Ours"
    assert "The list is on the sheet Findings (2)." in press("validate").text
    press("clear")
    assert book.sheets["Findings"].range("A1").value == "Ours"
    assert "Findings (2)" not in [s.name for s in book.sheets]


def test_the_letter_is_saved_beside_the_plan(calc: App, faulty: Path, folder: Path) -> None:
    xw.books.open(faulty)
    answer = press("questions")
    path = folder / "questions" / "oak.txt"
    assert str(path) in answer.text
    letter = path.read_text(encoding="utf-8")
    assert letter.startswith("To: Oak Street Clinic")
    assert "\nDear Oak Street Clinic team,\n" in letter
    for finding in from_command_line(faulty):
        assert (finding["message"] in letter) == (finding["severity"] != "note")


def test_merge_writes_what_the_command_line_writes(faulty: Path, folder: Path) -> None:
    answer = press("merge", folder=folder)
    assert answer.code == 1
    assert answer.text.startswith("1 file (1 taken); ")
    assert answer.text.endswith(f"The master workbook is {folder / 'master.xlsx'}.")
    done = CliRunner().invoke(main, ["merge", str(folder), "-o", str(folder / "other.xlsx")])
    assert done.exit_code == 1
    assert (folder / "master.xlsx").read_bytes() == (folder / "other.xlsx").read_bytes()


def test_merge_opens_the_master(calc: App, faulty: Path, folder: Path) -> None:
    xw.books.open(faulty)
    BUTTONS["merge"].press(Desk(folder=folder))
    assert {book.name for book in calc.books} == {"oak.xlsx", "master.xlsx"}


def test_status_and_help_say_what_is_there(calc: App, faulty: Path) -> None:
    xw.books.open(faulty)
    text = press("status").text
    assert "Team: Oak Street Clinic" in text
    assert "Months with data: 3, January 2026 to March 2026" in text
    assert "Marks: none" in text
    press("validate")
    assert "Marks: listed on the sheet Findings" in press("status").text
    assert all(button.word("label") in press("help").text for button in BUTTONS.values())


@pytest.mark.parametrize(
    "name",
    [
        "oak $(touch hacked).xlsx",
        "=1+1|' & `touch hacked`; x\".xlsx",
        "Ünïcode 病院\n%TEMP%.xlsx",
    ],
)
def test_a_name_is_only_a_name(
    calc: App, plan: Collaborative, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    path = sent(folder, workbook(plan, FAULTY), name)
    xw.books.open(path)
    assert press("validate").code == 1
    assert press("questions").text.startswith("The letter to Oak Street Clinic is in ")
    assert not list(folder.rglob("hacked"))


def test_nothing_in_a_workbook_chooses_a_folder(
    calc: App, plan: Collaborative, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    path = elsewhere / "oak.xlsx"
    path.write_bytes(workbook(plan, CLEAN))
    book = xw.books.open(path)
    conf = book.sheets.add("xlwings.conf", before=book.sheets["Start"])
    conf.range("A1").value = [["PYTHONPATH", str(folder)], ["ONEDRIVE_CONSUMER_WIN", str(folder)]]
    assert Desk().path is None
    with pytest.raises(Exception, match="is not known on this computer"):
        press("validate")
