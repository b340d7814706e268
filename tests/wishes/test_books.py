"""Sheets, workbooks and words: what each wish touches, and that it works as its user would see."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl


def _example(wished: Any, folder: Path, *team: str) -> Path:
    """An example, built for one team or for all."""
    wished.run("new", folder, "--example", "hypertension")
    wished.run("build", folder, *(word for one in team for word in ("--team", one)))
    return folder


def _texts(path: Path, sheet: str) -> list[object]:
    return [c.value for row in openpyxl.load_workbook(path)[sheet] for c in row if c.value]


def test_a_text_sheet_in_the_workbook_of_the_teams(wish: Any, tmp_path: Path) -> None:
    wished = wish("sheet_for_teams", ["templates_src/books/reporting.toml"])
    folder = _example(wished, tmp_path / "folder", "ashgrove")
    path = folder / "reporting" / "ashgrove.xlsx"
    names = openpyxl.load_workbook(path).sheetnames
    assert names.index("House rules") == names.index("Checks") - 1
    texts = _texts(path, "House rules")
    assert "Nobody is ranked." in texts
    assert any(str(text).startswith("How Ashgrove") for text in texts)


def test_a_text_sheet_in_the_master(wish: Any, tmp_path: Path) -> None:
    wished = wish("sheet_of_the_master", ["templates_src/books/master.toml"])
    folder = _example(wished, tmp_path / "folder", "cedar")
    (folder / "submissions").mkdir(exist_ok=True)
    sent = folder / "reporting" / "cedar.xlsx"
    (folder / "submissions" / sent.name).write_bytes(sent.read_bytes())
    wished.run("merge", folder)
    assert "Ask early." in _texts(folder / "master.xlsx", "House rules")


def test_a_workbook_of_the_folder_keeps_what_is_typed_into_it(wish: Any, tmp_path: Path) -> None:
    wished = wish(
        "workbook_of_the_folder",
        ["templates_src/books/site-visits.toml", "lcxl/books/site_visits.py"],
    )
    folder = _example(wished, tmp_path / "folder")
    path = folder / "site-visits.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Visits"]
    rows = {sheet.cell(row, 1).value: row for row in range(6, 14)}
    assert sheet.cell(rows["birchwood"], 2).value.startswith("Birchwood")
    sheet.cell(rows["birchwood"], 3).value = date(2026, 3, 4)
    sheet.cell(rows["birchwood"], 4).value = "A busy place"
    sheet.cell(rows["cedar"], 8).value = "beside the table"
    sheet.cell(max(rows.values()) + 4, 1).value = "guest"
    sheet.cell(max(rows.values()) + 4, 4).value = "A visit elsewhere"
    book.save(path)
    tracker = openpyxl.load_workbook(folder / "recruiting-tracker.xlsx")
    stages = tracker["Organisations"]
    row = next(r for r in range(1, 40) if "ashgrove" in [c.value for c in stages[r]])
    cell = next(c for c in stages[row] if c.value == "enrolled")
    cell.value = "declined"
    tracker.save(folder / "recruiting-tracker.xlsx")
    wished.run("build", folder)
    sheet = openpyxl.load_workbook(path)["Visits"]
    seen = {sheet.cell(r, 1).value: [c.value for c in sheet[r]] for r in range(6, 30)}
    assert seen["birchwood"][2].date() == date(2026, 3, 4)
    assert seen["birchwood"][3] == "A busy place"
    assert "beside the table" in seen["cedar"]
    assert seen["guest"][3] == "A visit elsewhere"


def test_a_heading_in_other_words(wish: Any, tmp_path: Path) -> None:
    wished = wish("reworded_heading", ["templates_src/books/reporting.toml"])
    folder = _example(wished, tmp_path / "folder", "elmfield")
    texts = _texts(folder / "reporting" / "elmfield.xlsx", "Start")
    assert "What to send now" in texts
    assert "Next to send" not in texts


def test_a_column_of_the_hosts_metrics_shows_in_every_definition(wish: Any, tmp_path: Path) -> None:
    wished = wish("column_of_metrics", ["templates_src/books/metric-definitions.toml"])
    folder = tmp_path / "folder"
    wished.run("new", folder, "--example", "hypertension")
    path = folder / "metric-definitions.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Metrics"]
    asked = {str(row[0].value).partition("\n")[0]: row for row in sheet.iter_rows()}
    column = next(cell.column for cell in asked["Short id"] if cell.value == "HTN1")
    sheet.cell(asked["Evidence"][0].row, column).value = "The trial of 2015"
    book.save(path)
    wished.run("build", folder, "--team", "cedar")
    sent = folder / "submissions" / "cedar.xlsx"
    sent.parent.mkdir(exist_ok=True)
    sent.write_bytes((folder / "reporting" / "cedar.xlsx").read_bytes())
    wished.run("merge", folder)
    wished.run("merge", folder, "--audience", "funders")
    for name in ("reporting/cedar.xlsx", "master.xlsx", "master-for-funders.xlsx"):
        texts = _texts(folder / name, "Definitions")
        assert texts[texts.index("Evidence") + 1] == "The trial of 2015", name
