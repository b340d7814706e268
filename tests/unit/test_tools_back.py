"""What comes back of the teams' own tools is recognised, merged, and no report."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.books.copies import views
from lcxl.books.master import build_master_workbook
from lcxl.cells import Book
from lcxl.combine import Master, merge
from lcxl.combine.tools import sent_tools
from lcxl.intake.read import read_submission
from lcxl.plan import Collaborative
from lcxl.reissue.reporting import load_carried
from lcxl.rules.base.judging import validate
from tests.helpers.folder_book import column, rows_of, tools_written, typed
from tests.unit.test_cells import with_parts
from tests.workbooks.test_timetable import plan_of

TYPED: dict[tuple[str, str, Any], Any] = {
    ("actions", "what", 0): "Name a caller",
    ("actions", "who", 0): "The lead",
    ("actions", "due", 0): date(2026, 3, 2),
    ("actions", "change_id", 0): "HTN-C2",
    ("actions", "what", 1): "Buy cuffs",
    ("actions", "done_on", 1): date(2026, 2, 10),
    ("taken", "before_on", 0): date(2026, 1, 5),
    ("lessons", "answer", "L1"): "Calls by name work",
    ("kept", "change", 0): "Call list",
    ("kept", "owner", 0): "The lead",
    **{("assessment", "before", f"Q{n}"): 2 for n in range(1, 13)},
    **{("assessment", "after", f"Q{n}"): 4 for n in range(1, 12)},
}


def folder_with(home: Path, **values: Any) -> Path:
    """A folder to which a team sent its tools."""
    path = tools_written(plan_of(), home)
    typed(path, TYPED | values.get("typed", {}))
    (home / "submissions").mkdir(exist_ok=True)
    shutil.move(path, home / "submissions" / values.get("name", "our tools.xlsx"))
    return home


def master_of(folder: Path, plan: Collaborative | None = None) -> Master:
    return merge(folder, plan=plan or plan_of())


def texts(data: bytes) -> list[str]:
    book = Book(data)
    cells = (book.cells(sheet.name).values() for sheet in book.sheets)
    return [str(cell.value) for sheet in cells for cell in sheet if cell.value is not None]


def test_promises_lessons_assessments_and_what_stays_are_merged(tmp_path: Path) -> None:
    master = master_of(folder_with(tmp_path))
    assert [(f.team_id, f.state) for f in master.files] == [("cedar", "taken")]
    assert (master.findings, master.rows) == ((), ())
    notes = master.notes
    assert [(p.text, p.who, p.due, p.done_on, p.change_id) for p in notes.promises] == [
        ("Name a caller", "The lead", date(2026, 3, 2), None, "HTN-C2"),
        ("Buy cuffs", "", None, date(2026, 2, 10), ""),
    ]
    assert [(one.topic, one.text) for one in notes.lessons] == [("L1", "Calls by name work")]
    assert [(a.taken, a.score, a.taken_on) for a in notes.assessments] == [
        ("before", 24, date(2026, 1, 5)),
    ]
    assert [(s.change, s.owner) for s in notes.sustained] == [("Call list", "The lead")]
    shown = texts(build_master_workbook(master))
    assert {"Name a caller", "Calls by name work", "One success, with its chart"} < set(shown)


def test_it_is_no_report_and_asks_for_none(tmp_path: Path) -> None:
    home = folder_with(tmp_path)
    (path,) = (home / "submissions").iterdir()
    submission = read_submission(path, plan_of())
    assert not submission.is_reporting_workbook
    assert validate(submission, plan_of()) == []
    assert load_carried(home, plan_of()) == {}
    strange = replace(plan_of(), id="other")
    assert [f.code for f in validate(read_submission(path, strange), strange)] == ["V01"]
    few = replace(plan_of(), teams=plan_of().teams[:1])
    assert [f.code for f in validate(read_submission(path, few), few)] == ["V01"]


def test_the_newest_of_several_counts_and_the_others_are_named(tmp_path: Path) -> None:
    home = folder_with(tmp_path, name="b.xlsx")
    folder_with(tmp_path, name="a.xlsx", typed={("actions", "what", 0): "Name two callers"})
    for name, day in (("a.xlsx", "2026-03-01"), ("b.xlsx", "2026-03-02")):
        path = home / "submissions" / name
        core = CORE.format(day=day)  # openpyxl may have saved both in one second
        path.write_bytes(with_parts(path.read_bytes(), docProps__core_dot_xml=core))
    newest = max((home / "submissions").iterdir(), key=lambda p: read_time(p))
    master = master_of(home)
    states = {f.path: f.state for f in master.files}
    assert sorted(states.values()) == ["superseded", "taken"]
    assert states[f"submissions/{newest.name}"] == "taken"
    assert newest.name == "b.xlsx"


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dcterms:modified>{day}T10:00:00Z</dcterms:modified></cp:coreProperties>"
)


def read_time(path: Path) -> tuple[str, str]:
    submission = read_submission(path, plan_of())
    return submission.saved_at, submission.file


def test_tools_that_are_built_again_have_what_came_back(tmp_path: Path) -> None:
    old = {("actions", "what", 0): "Name a caller", ("actions", "what", 1): "Said to the host",
           ("memo", "risks", 0): "No time", ("causes", "cause", "A1"): "No list"}  # fmt: skip
    home = folder_with(tmp_path, typed={("lessons", "answer", "L2"): "Ring 416-555-2211 first"})
    path = tools_written(plan_of(), home)
    typed(path, old)
    sent = sent_tools(home, plan_of())
    for _ in range(2):
        path = tools_written(plan_of(), home, sent=sent["cedar"])
    actions = rows_of(path, "actions", "what", "who", "change_id")
    assert actions == [
        ("Name a caller", "The lead", "HTN-C2"), ("Buy cuffs", None, None),
        ("Said to the host", None, None),
    ]  # fmt: skip
    assert column(path, "lessons.answer")[:2] == ["Calls by name work", None]
    assert column(path, "memo.risks") == ["No time"]
    assert column(path, "causes.cause")[0] == "No list"
    assert column(path, "assessment.after")[:2] == [4, 4]


@pytest.mark.parametrize("display", ["open", "coded", "aggregate"])
def test_who_may_read_what_a_team_wrote(tmp_path: Path, display: Any) -> None:
    master = master_of(folder_with(tmp_path))
    master = replace(master, plan=replace(master.plan, display=display))
    for view in views(master, "teams"):
        shown = texts(view.workbook(""))
        assert ("Calls by name work" in shown) == (display == "open")
        assert "Name a caller" not in shown
    for view in views(master, "funders"):
        assert "Calls by name work" not in texts(view.workbook(""))


def test_details_of_patients_are_never_repeated(tmp_path: Path) -> None:
    rows = {
        ("actions", "steps", 0): "Jane Miller, born 3 April 1961, MRN 4471923",
        ("lessons", "answer", "L2"): "Call Jane Miller on 416-555-2211",
    }
    master = master_of(folder_with(tmp_path, typed=rows))
    assert "V24" in {f.code for f in master.findings}
    assert master.files[0].state == "set aside"
    assert not any("Miller" in text for text in texts(build_master_workbook(master)))
    assert "Miller" not in repr(master.notes)
    doubtful = {("lessons", "answer", "L2"): "Ring 416-555-2211 first"}
    home = tmp_path / "two"
    home.mkdir()
    master = master_of(folder_with(home, typed=doubtful))
    assert [f.code for f in master.findings] == ["V24"]
    assert [one.topic for one in master.notes.lessons] == ["L1"]


def test_a_line_that_a_team_added_is_in_its_next_workbook_once(tmp_path: Path) -> None:
    """The copy under tools/ has no such line, or has the same line under another id."""
    added = {("causes", "id", 3): "A6", ("causes", "cause", 3): "Nobody calls"}
    folder_with(tmp_path, typed=added | {("causes", "cause", "A2"): "No room"})
    for _ in range(3):
        sent = sent_tools(tmp_path, plan_of())["cedar"]
        path = tools_written(plan_of(), tmp_path, sent=sent)
        causes = [cause for cause in column(path, "causes.cause") if cause]
        assert sorted(map(str, causes)) == ["No room", "Nobody calls"]
    typed(path, {("causes", "cause", "B1"): "Of the coach"})
    path = tools_written(plan_of(), tmp_path, sent=sent)
    assert {"No room", "Nobody calls", "Of the coach"} <= set(column(path, "causes.cause"))
