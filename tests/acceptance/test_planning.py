"""planning.xlsx through builds and merges: nothing typed is lost, and ids are never used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl

from lcxl import load_collaborative, templates
from lcxl.books import build_metric_definitions, build_planning, values_of_plan
from lcxl.cells import Book, a1
from lcxl.plan import Collaborative
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook
from tests.unit.test_planning import DRIVERS, LINKED

Run = Callable[..., CompletedProcess[str]]
MORE = """
[[metrics]]
id = "NEW"
short_name = "New one"
name = "Another metric"
kind = "count"
family = "process"
direction = "monitor"
numerator = "Counted"
"""


def inputs(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Sheet, cell and a distinct value, for every input of planning.xlsx."""
    anchors, numbers = Book(path.read_bytes()).anchors, count(1001)
    for sheet in templates.workbook("planning").sheets:
        for block in sheet.blocks:
            for field in block.fields:
                if field.type == "shown" or (field.key and block.id == "ideas"):
                    continue
                place = anchors[f"{block.id}.{field.id}"]
                for row in range(place.first_row, place.last_row + 1):
                    n = next(numbers)
                    value: Any = date(2026, 1, 1) + timedelta(days=n)
                    if field.type not in ("date", "month"):
                        value = f"t{n}"
                    yield place.sheet, a1(row, place.first_col), value


def standing(path: Path) -> set[tuple[str, object]]:
    """Every text and day of the sheets that people see."""
    found: set[tuple[str, object]] = set()
    for sheet in openpyxl.load_workbook(path):
        if not sheet.title.startswith("_"):
            for row in sheet.iter_rows():
                for cell in row:
                    value = cell.value
                    found.add((sheet.title, value.date() if hasattr(value, "date") else value))
    return found


def changed_plans(plan: Collaborative, more: Collaborative) -> Iterator[Collaborative]:
    """The same plan, twenty times otherwise."""
    for number in range(20):
        one = more if number % 3 else plan
        calendar = replace(one.calendar, kickoff=one.calendar.kickoff + timedelta(days=number * 3))
        metrics = tuple(
            replace(m, short_name=f"{m.short_name[:12]} {number}") if i == number % 3 else m
            for i, m in enumerate(one.metrics)
        )
        yield replace(one, calendar=calendar, metrics=metrics)


def test_everything_typed_survives_twenty_builds(lcxl: Run, tmp_path: Path) -> None:
    plan = plan_from(LINKED + DRIVERS, tmp_path)
    more = plan_from(LINKED + DRIVERS + MORE, tmp_path)
    host_folder(plan, tmp_path)
    path = tmp_path / "planning.xlsx"
    book, typed = openpyxl.load_workbook(path), set()
    for sheet, cell, value in inputs(path):
        book[sheet][cell] = value
        typed.add((sheet, value))
    book["Input"]["N12"] = "beside the table"
    typed.add(("Input", "beside the table"))
    book.save(path)
    assert len(typed) > 1000
    for number, changed in enumerate(changed_plans(plan, more)):
        definitions = build_metric_definitions(values_of_plan(changed))
        (tmp_path / "metric-definitions.xlsx").write_bytes(definitions)
        done = lcxl("build", tmp_path, "--quiet")
        assert done.returncode == 0, done.stderr
        gone = typed - standing(path)
        assert not gone, (number, sorted(gone, key=str)[:9])


def test_an_id_is_never_offered_for_another_idea(lcxl: Run, tmp_path: Path) -> None:
    plan = plan_from(LINKED + DRIVERS, tmp_path)
    host_folder(plan, tmp_path)
    path = tmp_path / "planning.xlsx"

    def ids() -> dict[str, Any]:
        book = openpyxl.load_workbook(path)
        anchors = Book(path.read_bytes()).anchors
        place, text = anchors["ideas.id"], anchors["ideas.text"]
        rows = range(place.first_row, place.last_row + 1)
        sheet = book[place.sheet]
        return {
            sheet[a1(row, place.first_col)].value: sheet[a1(row, text.first_col)] for row in rows
        }

    def typed(id_: str, text: str | None) -> None:
        cell = ids()[id_]
        cell.value = text
        cell.parent.parent.save(path)
        assert lcxl("build", tmp_path, "--quiet").returncode == 0

    typed("C2", "Call in the evening")
    assert load_collaborative(tmp_path).planning.idea("c2").text == "Call in the evening"
    typed("C2", None)
    now = ids()
    assert "C2" not in now
    assert "C3" in now
    assert now["BP-C1"].value == "One page on the wall"


def test_a_host_without_it_notices_nothing(lcxl: Run, tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    host_folder(plan, tmp_path)
    done = lcxl("build", tmp_path)
    assert done.returncode == 0
    assert "planning" not in done.stdout.casefold()
    assert not (tmp_path / "planning.xlsx").exists()
    (tmp_path / "submissions").mkdir(exist_ok=True)
    (tmp_path / "submissions" / "oak.xlsx").write_bytes(
        workbook(plan, "month  BP  BP/\n2026-01  13  20")
    )
    assert lcxl("merge", tmp_path).returncode == 0
    assert "Ideas" not in openpyxl.load_workbook(tmp_path / "master.xlsx").sheetnames
    assert not (tmp_path / "lcxl-memory" / "newest-merge.json").exists()


def test_planning_may_begin_before_there_is_a_plan(lcxl: Run, tmp_path: Path) -> None:
    made = lcxl("new", "x", "--planning")
    assert made.returncode == 0
    book = openpyxl.load_workbook(tmp_path / "x" / "planning.xlsx")
    assert book.sheetnames[:13] == [
        "Start", "Concept", "Input", "Interview sheet", "Aim", "Drivers", "Driver diagram",
        "Change package", "Prompts", "Logic model", "Evaluation", "Charter", "Lists",
    ]  # fmt: skip
    rules = [row[0].value for row in book["Concept"].iter_rows() if row[0].value]
    assert any(str(rule).startswith("We decide by consent") for rule in rules)


def test_planning_may_come_later_and_leaves_the_other_workbooks(lcxl: Run, tmp_path: Path) -> None:
    """Before there is a plan, and when there is one; what is typed into it stays."""
    assert lcxl("new", "x").returncode == 0
    plan = plan_from(LINKED + DRIVERS, tmp_path)
    (tmp_path / "y").mkdir()
    host_folder(plan, tmp_path / "y")
    (tmp_path / "y" / "planning.xlsx").unlink(missing_ok=True)
    for name in ("x", "y"):
        two = [tmp_path / name / f"{n}.xlsx" for n in ("metric-definitions", "recruiting-tracker")]
        before = [path.read_bytes() for path in two]
        made = lcxl("new", name, "--planning")
        assert (made.returncode, made.stderr) == (0, "")
        assert f"lcxl build {name}" in made.stdout
        assert [path.read_bytes() for path in two] == before
        again = lcxl("new", name, "--planning")
        assert again.returncode == 2
    assert lcxl("build", "y").returncode == 0


def test_the_numbers_of_a_merge_answer_the_questions(lcxl: Run, tmp_path: Path) -> None:
    question = '[[evaluation]]\nid = "E1"\nquestion = "Better?"\nindicators = "BP; K1"\n'
    plan = plan_from(LINKED + DRIVERS + question, tmp_path)
    host_folder(plan, tmp_path)
    assert lcxl("build", tmp_path, "--quiet").returncode == 0
    inbox = tmp_path / "submissions"
    inbox.mkdir(exist_ok=True)
    months = [("2025-10", 50), ("2025-11", 52), ("2025-12", 51), ("2026-02", 60), ("2026-03", 64)]
    lines = "\n".join(f"{month}  {n}  100" for month, n in months)
    for team in ("oak", "elm"):
        (inbox / f"{team}.xlsx").write_bytes(workbook(plan, f"month  BP  BP/\n{lines}", team=team))
    lcxl("merge", tmp_path)
    assert lcxl("build", tmp_path, "--quiet").returncode == 0
    texts = [str(text) for sheet, text in standing(tmp_path / "planning.xlsx")
             if sheet == "Evaluation"]  # fmt: skip
    (answer,) = (text for text in texts if "No team withdrew" in text)
    assert answer.startswith("BP control: 51.0% before, 62.0%")
    assert "comes by itself" in texts


def test_a_first_workbook_is_the_same_for_the_same_plan(tmp_path: Path) -> None:
    plan = plan_from(LINKED + DRIVERS, tmp_path)
    values = values_of_plan(plan)
    assert build_planning(plan, values) == build_planning(plan, values)


def test_a_copied_line_of_the_agenda_stays_and_all_that_does_not_is_named(
    lcxl: Run, tmp_path: Path
) -> None:
    """Two lines may have the same session and number."""
    home = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    assert lcxl("build", home).returncode == 0
    path = home / "meetings.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Agenda"]
    rows = range(6, 200)
    free = next(row for row in rows if sheet.cell(row, 1).value is None)
    for column in (1, 2, 3, 6):
        sheet.cell(free, column).value = sheet.cell(6, column).value
    sheet.cell(free, 12).value = "second"
    sheet.cell(6, 12).value = "first"
    sheet.cell(6, 30).value = "=Structure!C6"
    sheet.cell(1, 1).value = "My own title"
    book.save(path)
    told = lcxl("build", home).stderr
    assert "Agenda!AD6: a formula (its value was kept, the formula was not)" in told
    assert "sheet Agenda, what stands in A1" in told
    for _ in range(2):
        now = openpyxl.load_workbook(path)["Agenda"]
        notes = [(now.cell(r, 1).value, now.cell(r, 12).value) for r in rows]
        session = sheet.cell(6, 1).value
        assert [one for one in notes if one[1]] == [(session, "first"), (session, "second")]
        assert "meetings.xlsx" not in lcxl("build", home).stderr
