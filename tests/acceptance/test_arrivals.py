"""Files of Google Sheets, which say no date, through the commands: by value and by arrival."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Callable
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl.keep.arrivals import ARRIVED
from lcxl.keep.memory import MEMORY
from lcxl.plan import Collaborative
from tests.acceptance.test_keep import Run, run
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook
from tests.unit.test_cells import with_parts

HEAD = "month  BP  BP/  CALLS\n"
TEN, ELEVEN = HEAD + "2026-01  10  20  5", HEAD + "2026-01  11  20  5"
Put = Callable[..., None]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


@pytest.fixture
def home(plan: Collaborative, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "h" / "submissions").mkdir(parents=True)
    return host_folder(plan, tmp_path / "h")


@pytest.fixture
def put(plan: Collaborative, home: Path) -> Put:
    @cache
    def sent(table: str, day: str) -> bytes:
        data = workbook(plan, table)
        core = None
        if day:
            core = (
                '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
                'metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/">'
                f"<dcterms:modified>{day}T10:00:00Z</dcterms:modified></cp:coreProperties>"
            )
        return with_parts(data, docProps__core_dot_xml=core, docProps__app_dot_xml=None)

    def put(name: str, table: str, day: str = "", spare: int = 0) -> None:
        """A file that came; without a ``day`` as Google Sheets writes it."""
        path = home / "submissions" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(sent(table, day) + b"\0" * spare)

    return put


@pytest.fixture
def lcxl() -> Run:
    return run


def questions(home: Path) -> list[str]:
    """What validate asks about two versions, and merge the very same."""
    done = run("validate", "h/submissions", "--format", "json")
    found = [f for f in json.loads(done.stdout)["findings"] if f["code"] == "V27"]
    assert all(f["severity"] == "question" for f in found)
    run("merge", "h")
    book = openpyxl.load_workbook(home / "master.xlsx")
    asked = [str(row) for row in values(book, "Findings") if "V27" in row]
    assert len(asked) == len(found)
    assert all(any(f["message"] in row for row in asked) for f in found)
    return [f["message"] for f in found]


def values(book: openpyxl.Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in book[sheet].iter_rows(values_only=True)]


def data(home: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Metric and month -> numerator, denominator, file, status; as build carries them too."""
    run("merge", "h")
    book = openpyxl.load_workbook(home / "master.xlsx")
    head, *rows = [row for row in values(book, "Data") if row[0]]
    while "team_id" not in head:
        head, *rows = rows
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    found = {
        (line["metric_id"], f"{line['month']:%Y-%m}"): (
            line["numerator"], line["denominator"], Path(line["submitted_in"]).name, line["status"]
        )
        for line in lines
    }  # fmt: skip
    run("build", "h", "--team", "oak")
    sheet = openpyxl.load_workbook(home / "reporting" / "oak.xlsx")["Data"]
    typed = {c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, int | float)}
    assert {line[0] for line in found.values() if line[0] is not None} <= typed
    return found


def files(home: Path) -> dict[str, str]:
    """File -> what became of it and why."""
    run("merge", "h")
    book = openpyxl.load_workbook(home / "master.xlsx")
    rows = values(book, "Files")
    return {
        Path(str(row[0])).name: " ".join(str(cell) for cell in row[1:])
        for row in rows
        if str(row[0]).startswith("submissions/")
    }


def test_two_of_three_agree_for_each_value(home: Path, put: Put) -> None:
    put("a.xlsx", HEAD + "2026-01  10  20  5")
    put("b.xlsx", HEAD + "2026-01  11  20  6")
    put("c.xlsx", HEAD + "2026-01  10  20  6")
    found = data(home)
    assert found["BP", "2026-01"][::3] == (10, "question")
    assert found["CALLS", "2026-01"][::3] == (6, "question")
    bp, calls = sorted(questions(home))
    assert bp.startswith(
        "BP control, January 2026: 10 of 20 in a.xlsx and c.xlsx, but 11 of 20 in b.xlsx."
    )
    assert bp.endswith("The master took 10 of 20, because more files agree on it.")
    assert "6 in b.xlsx and c.xlsx, but 5 in a.xlsx." in calls


def test_each_value_by_itself_from_two_files(home: Path, put: Put) -> None:
    """No file has all that more files agree on: each is taken for some of its numbers."""
    put("a.xlsx", HEAD + "2026-01  10  20  5")
    put("b.xlsx", HEAD + "2026-01  11  20  6")
    put("c.xlsx", HEAD + "2025-12  10  20  5\n2026-01  10  20  7")
    put("d.xlsx", HEAD + "2025-12  10  20  5\n2026-01  12  20  6")
    found = data(home)
    assert [found[m, "2026-01"][0] for m in ("BP", "CALLS")] == [10, 6]
    sources = {found[m, "2026-01"][2] for m in ("BP", "CALLS")}
    assert len(sources) == 2
    told = files(home)
    for name in sources:
        assert "taken" in told[name]
        assert re.search(r"Taken for [123] of its [24] numbers; the others come from", told[name])
        assert not re.search("newer|later", told[name])


def test_the_one_that_arrived_first(home: Path, put: Put, lcxl: Run) -> None:
    put("z.xlsx", TEN)
    lcxl("status", "h")
    put("a.xlsx", ELEVEN)
    assert data(home)["BP", "2026-01"][0] == 10
    (asked,) = questions(home)
    assert "10 of 20 in z.xlsx, but 11 of 20 in a.xlsx." in asked
    assert re.search(
        r"The master took 10 of 20, because it came first: lcxl found it on \w+ \d+ \w+ \d{4}\.$",
        asked,
    )
    lcxl("validate", "h/submissions")
    letter = (home / "questions" / "oak.txt").read_text(encoding="utf-8")
    assert " ".join(asked.split()) in " ".join(letter.split())


@pytest.mark.parametrize("command", ["status h", "validate h/submissions", "build h", "merge h"])
def test_every_command_that_reads_submissions_remembers(
    home: Path, put: Put, lcxl: Run, command: str
) -> None:
    put("sub/z.xlsx", ELEVEN)
    lcxl(*command.split())
    put("a.xlsx", TEN)
    assert data(home)["BP", "2026-01"][0] == 11


def test_a_look_at_one_file_says_nothing_of_the_others(home: Path, put: Put, lcxl: Run) -> None:
    put("z.xlsx", TEN)
    put("a.xlsx", ELEVEN)
    lcxl("validate", "h/submissions/z.xlsx")
    (asked,) = questions(home)
    assert asked.endswith("though nothing tells which came first or which is right.")


def test_found_in_the_same_run_nothing_tells_and_no_name_decides(home: Path, put: Put) -> None:
    taken = set()
    for first, second in permutations(("a.xlsx", "b.xlsx")):
        shutil.rmtree(home / "submissions")
        shutil.rmtree(home / MEMORY, ignore_errors=True)
        put(first, TEN)
        put(second, ELEVEN)
        (asked,) = questions(home)
        assert asked.endswith("though nothing tells which came first or which is right.")
        taken.add(data(home)["BP", "2026-01"][0])
    assert len(taken) == 1


def test_same_files_and_same_memory_give_the_same_bytes(home: Path, put: Put, lcxl: Run) -> None:
    put("z.xlsx", TEN)
    lcxl("merge", "h")
    put("a.xlsx", ELEVEN)
    lcxl("merge", "h")
    first = (home / "master.xlsx").read_bytes()
    lcxl("merge", "h")
    assert (home / "master.xlsx").read_bytes() == first


def test_one_dated_and_one_not(home: Path, put: Put, lcxl: Run) -> None:
    put("report.xlsx", TEN, "2026-02-03")
    lcxl("merge", "h")
    put("correction.xlsx", ELEVEN)
    (asked,) = questions(home)
    assert "no date tells which came last" in asked
    assert "because it came first" in asked
    assert not re.search("newer|later", asked + str(files(home)))


def test_a_correction_of_a_single_metric_takes_nothing_else_away(
    home: Path, put: Put, lcxl: Run
) -> None:
    put("report.xlsx", HEAD + "2025-12  9  20  4\n2026-01  10  20  5")
    lcxl("merge", "h")
    put("calls.xlsx", "month  CALLS\n2025-12  4\n2026-01  6")
    found = data(home)
    assert {key: line[0] for key, line in found.items()} == {
        ("BP", "2025-12"): 9, ("BP", "2026-01"): 10,
        ("CALLS", "2025-12"): 4, ("CALLS", "2026-01"): 5,
    }  # fmt: skip
    (asked,) = questions(home)
    assert asked.startswith("Calls, January 2026: 5 in report.xlsx, but 6 in calls.xlsx.")


def test_a_number_goes_before_a_blank_and_before_words(home: Path, put: Put, lcxl: Run) -> None:
    put("a.xlsx", HEAD + "2025-12  9  20  4\n2026-01  .  .  later")
    lcxl("merge", "h")
    put("b.xlsx", HEAD + "2025-12  9  20  4\n2026-01  10  20  5")
    found = data(home)
    assert (found["BP", "2026-01"][0], found["CALLS", "2026-01"][0]) == (10, 5)
    bp, calls = sorted(questions(home))
    assert "10 of 20 in b.xlsx, but empty in a.xlsx." in bp
    assert "The master took 5, the only one of these that can be used." in calls


def test_the_memory_goes_with_the_folder(
    home: Path, put: Put, lcxl: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("z.xlsx", ELEVEN)
    lcxl("merge", "h")
    put("a.xlsx", TEN)
    shutil.move(home, tmp_path / "elsewhere" / "h")
    monkeypatch.chdir(tmp_path / "elsewhere")
    (asked,) = questions(tmp_path / "elsewhere" / "h")
    assert "The master took 11 of 20, because it came first" in asked


def test_without_the_memory_nothing_tells_which_came_first(home: Path, put: Put, lcxl: Run) -> None:
    put("z.xlsx", TEN)
    lcxl("merge", "h")
    put("a.xlsx", ELEVEN)
    (asked,) = questions(home)
    assert "because it came first" in asked
    shutil.rmtree(home / MEMORY)
    (asked,) = questions(home)
    assert "nothing tells which came first" in asked


def test_the_memory_holds_no_names_and_is_for_its_owner(home: Path, put: Put, lcxl: Run) -> None:
    put("Jane Doe 1980-02-03.xlsx", TEN)
    lcxl("status", "h")
    memory = home / MEMORY / ARRIVED
    text = memory.read_text(encoding="utf-8")
    assert "Jane" not in text
    line = next(line for line in text.splitlines() if not line.startswith("#"))
    assert re.fullmatch(r"1 \d{4}-\d\d-\d\d [0-9a-f]{64}", line)
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    assert stat.S_IMODE(memory.parent.stat().st_mode) == 0o700


def test_a_memory_that_cannot_be_written_stops_nothing(home: Path, put: Put, lcxl: Run) -> None:
    (home / MEMORY).mkdir()
    (home / MEMORY / ARRIVED).mkdir()  # no file can take its place
    put("z.xlsx", TEN)
    assert lcxl("status", "h").returncode == 0
    put("a.xlsx", ELEVEN)
    (asked,) = questions(home)
    assert "nothing tells which came first" in asked


def test_a_file_set_aside_has_no_vote(home: Path, put: Put, lcxl: Run) -> None:
    put("z.xlsx", TEN)
    lcxl("merge", "h")
    put("a.xlsx", ELEVEN)
    put("b.xlsx", ELEVEN)
    name = "Jane Doe MRN 12345678.xlsx"
    os.rename(home / "submissions" / "b.xlsx", home / "submissions" / name)
    book = openpyxl.load_workbook(home / "submissions" / "a.xlsx")
    book.create_sheet("Patient Jane Doe 1980-02-03")
    book.save(home / "submissions" / name)
    assert "set aside" in str(files(home)), files(home)
    (asked,) = questions(home)
    assert "The master took 10 of 20, because it came first" in asked


def test_restatements_say_which_one_is_used(home: Path, put: Put, lcxl: Run) -> None:
    put("z.xlsx", TEN)
    lcxl("merge", "h")
    put("a.xlsx", ELEVEN)
    lcxl("merge", "h")
    rows = values(openpyxl.load_workbook(home / "master.xlsx"), "Restatements")
    (row,) = [row for row in rows if "BP control" in row]
    assert [cell for cell in row if isinstance(cell, int | float)] == [11, 20, 10, 20]
    assert "yes; no date tells which file came last" in row
    assert [cell for cell in row if str(cell).endswith(".xlsx")] == [
        "submissions/a.xlsx", "submissions/z.xlsx",
    ]  # fmt: skip


def test_a_copy_that_a_program_keeps_is_called_so(home: Path, put: Put, lcxl: Run) -> None:
    put("oak.xlsx", "month  BP  BP/\n2026-01  13  20", "2026-03-01")
    put("oak-LAPTOP-7KQ2.xlsx", "month  BP  BP/\n2026-01  15  20", "2026-03-02")
    said = lcxl("validate", "h/submissions", "--format", "json").stdout
    (told,) = [f["message"] for f in json.loads(said)["findings"] if f["code"] == "V27"]
    assert told == (
        "January 2026 came in oak.xlsx and in oak-LAPTOP-7KQ2.xlsx, a copy that OneDrive keeps "
        "when a workbook is changed in two places at once, and differs. The later one was used."
    )


def test_a_clock_that_is_years_ahead_dates_nothing(home: Path, put: Put) -> None:
    """No file is saved after it came: its day makes no other team late, and wins over no file."""
    put("ahead.xlsx", TEN, "2031-05-01")
    run("merge", "h")
    put("corrected.xlsx", ELEVEN, "2026-02-20")
    run("merge", "h")
    book = openpyxl.load_workbook(home / "master.xlsx")
    texts = [
        str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c
    ]
    told = [text for text in texts if "2031" in text]
    assert {text.partition(",")[0] for text in told} == {
        "The workbook says that it was saved on Thursday 1 May 2031"
    }
    done = run("validate", "h/submissions", "--format", "json")
    found = json.loads(done.stdout)["findings"]
    assert "V26" in [f["code"] for f in found if "2031" in f["message"]]
