"""The command line, run as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from ast import literal_eval
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from lcxl.books import build_reporting_workbook
from lcxl.files import beside_of, write_file
from lcxl.plan import Collaborative
from tests.helpers.host import edit, host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import at, workbook

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


HEAVY = {
    "annotated_types", "concurrent.futures", "difflib", "email", "holidays", "icalendar",
    "importlib.metadata", "importlib.resources", "json", "multiprocessing", "openpyxl", "pandas",
    "pydantic", "pydantic_core", "sqlite3", "statistics", "xlsxwriter", "xlwings",
}  # fmt: skip
"""Packages that take longer to import than a command should take to start."""
NOT_YET = {
    "dataclasses", "hashlib", "lcxl.cells", "lcxl.plan", "lcxl.words.values", "pickle", "signal",
    "zipfile",
}  # fmt: skip
"""What a command needs only once it has something to do."""


def imported(*arguments: str | Path) -> tuple[str, set[str]]:
    """What the command line prints, and all modules that it imported."""
    code = (
        "import sys\nfrom lcxl.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print('\\n', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    text, _, modules = done.stdout.rstrip().rpartition("\n")
    assert "lcxl.cli" in modules
    return text, set(modules.split())


def test_help_imports_nothing_heavy() -> None:
    text, modules = imported("--help")
    assert "lcxl demo" in text
    assert modules & (HEAVY | NOT_YET) == set()


def test_help_reads_no_texts_but_its_own() -> None:
    code = (
        "import sys\nopened = []\n"
        "sys.addaudithook(lambda what, of: opened.append(str(of[0])) if what == 'open' else 0)\n"
        "from lcxl.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n"
        "    print([path for path in opened if path.endswith('.toml')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "merge", "--help"], capture_output=True, text=True, check=True
    )
    last = done.stdout.splitlines()[-1]
    assert [Path(path).name for path in literal_eval(last)] == ["help.toml"]


def test_a_file_of_a_known_plan_is_validated_without_heavy_imports(tmp_path: Path) -> None:
    """Only the first time, and after a change of the plan, its values have to be understood."""
    plan = plan_from(OPTIONAL.replace("months = 6", 'months = 6\ncountry = "US"'), tmp_path)
    host_folder(plan, tmp_path)
    file = tmp_path / "oak.xlsx"
    file.write_bytes(workbook(plan, "month  BP  BP/\n2026-01  23  20"))
    first, modules = imported("validate", file)
    assert "1 file checked: 1 error" in first
    assert {"pydantic", "holidays"} < modules
    again, modules = imported("validate", file)
    assert again == first
    assert modules & HEAVY == set()
    unneeded = {"assemble", "check_calendar", "host", "parts", "timetable"}
    assert modules & {f"lcxl.plan.{name}" for name in unneeded} == set()
    assert modules & {"lcxl.combine.master", "lcxl.runchart.rules", "lcxl.books"} == set()
    edit(tmp_path / "metric-definitions.xlsx", {"Collaborative!B7": "Another title"})
    _, modules = imported("validate", file)
    assert "pydantic" in modules


def test_every_command_has_help(lcxl: Run) -> None:
    listed = lcxl("--help").stdout.split("Commands:")[1].split()
    for command in ("new", "build", "validate", "explain", "merge", "demo"):
        assert command in listed
        help_text = lcxl(command, "--help").stdout
        assert "Usage: lcxl " + command in help_text
        assert len(help_text.splitlines()) > 4


def test_new_build_validate_merge(lcxl: Run, tmp_path: Path) -> None:
    made = lcxl("new", "x", "--example", "hypertension")
    assert made.returncode == 0
    assert made.stdout.splitlines()[-3:] == [
        str(Path("x", "metric-definitions.xlsx")), str(Path("x", "recruiting-tracker.xlsx")),
        str(Path("x", "planning.xlsx")),
    ]  # fmt: skip
    built = lcxl("--quiet", "build", "x")
    assert built.returncode == 0
    paths = built.stdout.splitlines()
    assert [Path(p).name for p in paths[-5:]] == [
        "timetable.xlsx", "timetable.ics", "timetable-teams.ics", "meetings.xlsx", "planning.xlsx",
    ]  # fmt: skip
    assert len(paths) == 13
    assert all((tmp_path / path).exists() for path in paths)
    one = lcxl("build", "x", "--team", "cedar", "--quiet")
    assert one.stdout.splitlines() == [str(Path("x", "reporting", "cedar.xlsx"))]
    (tmp_path / paths[0]).rename(tmp_path / "x" / "submissions" / "back.xlsx")
    checked = lcxl("validate", "x/submissions")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "1 file checked, nothing to mend." in checked.stdout
    merged = lcxl("merge", "x", "-o", "out.xlsx")
    assert merged.returncode == 0
    assert merged.stdout.splitlines()[-1] == "out.xlsx"
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[0] == "Summary"


def test_new_says_what_is_left_to_do(lcxl: Run) -> None:
    assert "Fill in both workbooks, then run: lcxl build x" in lcxl("new", "x").stdout
    made = lcxl("new", "y", "--example", "hypertension")
    assert made.stdout.splitlines()[0] == (
        "What is needed is filled in: change what is different with you, then run: lcxl build y"
    )
    for _ in range(2):
        again = lcxl("new", "x", "--planning")
    assert again.returncode == 2
    assert f"{Path('x', 'planning.xlsx')} is there already and was left as it is." in again.stderr


def test_new_never_overwrites(lcxl: Run, tmp_path: Path) -> None:
    assert lcxl("new", "x", "--title", "Mine", "--kickoff", "2026-02-03").returncode == 0
    before = (tmp_path / "x" / "metric-definitions.xlsx").read_bytes()
    again = lcxl("new", "x")
    assert again.returncode == 2
    assert "is there already and was left as it is" in again.stderr
    assert (tmp_path / "x" / "metric-definitions.xlsx").read_bytes() == before


def test_an_unfinished_plan_is_told_all_at_once(lcxl: Run) -> None:
    lcxl("new", "x", "--title", "Mine")
    done = lcxl("build", "x")
    assert done.returncode == 2
    assert "things need mending first" in done.stderr
    for words in ("Short id is missing", "Kickoff is missing", "There is no metric",
                  "There is no enrolled team", "Collaborative!B6"):  # fmt: skip
        assert words in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "nowhere"], "There is no metric-definitions.xlsx in nowhere"),
        (["merge", "nowhere"], "There is no metric-definitions.xlsx in nowhere"),
        (["new", "x", "--example", "nothing"], "There is no example called 'nothing'"),
        (["new", "x", "--from", "gone.toml"], "There is no file gone.toml"),
        (["new", "x", "--kickoff", "soon"], "soon is no day of the calendar.\nWrite year,"),
        (["new", "x", "--kickoff", "0001-01-01"], "0001-01-01 is no day of the calendar.\nWrite"),
        (["new", "x", "--kickoff", "9999-12-31"], "9999-12-31 is no day of the calendar.\nWrite"),
        (["status", ".", "--on", "2026-13-45"], "2026-13-45 is no day of the calendar"),
        (["explain", "V99"], "There is no code 'V99'"),
        (["validate", "gone.xlsx"], "There is no file or folder gone.xlsx."),
        (["validate", __file__], "does not lie in a collaborative's folder"),
        (["frobnicate"], "No such command"),
        (["build"], "This is no collaborative's folder, nor does it lie in one"),
    ],
)
def test_requests_that_cannot_be_carried_out(lcxl: Run, arguments: list[str], words: str) -> None:
    done = lcxl(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_json_has_exactly_the_promised_keys(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    (inbox / "oak.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  23  20"))
    (inbox / "bad.xlsx").write_bytes(b"")
    done = lcxl("validate", inbox, "--format", "json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert list(answer) == ["findings", "files"]
    assert [list(f) for f in answer["findings"]] == [
        ["code", "severity", "message", "fix", "file", "team_id", "sheet", "cell", "metric_id",
         "month", "period", "parameters"]
    ] * 2  # fmt: skip
    v04 = next(f for f in answer["findings"] if f["code"] == "V04")
    assert (v04["team_id"], v04["sheet"], v04["cell"]) == ("oak", "Data", at(plan, "2026-01", "BP"))
    assert (v04["metric_id"], v04["month"]) == ("BP", "2026-01")
    v31 = next(f for f in answer["findings"] if f["code"] == "V31")
    assert v31["team_id"] is v31["cell"] is None
    assert {f["state"] for f in answer["files"]} == {"read", "set aside"}


def test_findings_as_a_workbook(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    host_folder(plan, tmp_path)
    (tmp_path / "oak.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  23  20"))
    refused = lcxl("validate", "oak.xlsx", "--format", "xlsx")
    assert refused.returncode == 2
    assert "Add -o findings.xlsx" in refused.stderr
    done = lcxl("validate", "oak.xlsx", "--format", "xlsx", "-o", "f.xlsx")
    assert (done.returncode, done.stdout.strip()) == (1, "f.xlsx")
    values = [
        c.value for row in openpyxl.load_workbook(tmp_path / "f.xlsx")["Findings"] for c in row
    ]
    assert "Oak Street Clinic" in values
    assert any("23 of 20" in str(v) for v in values)


def test_explain(lcxl: Run) -> None:
    done = lcxl("explain", "v04")
    assert done.returncode == 0
    for words in ("V04  The numerator is above the denominator", "Why", "How to mend it"):
        assert words in done.stdout


def prefill(lcxl: Run, plan: Collaborative, folder: Path, csv: str) -> CompletedProcess[str]:
    host_folder(plan, folder)
    (folder / "data.csv").write_text(csv, encoding="utf-8")
    return lcxl("build", folder, "--data", "data.csv")


HEAD = "team_id,metric_id,month,numerator,denominator\n"


def test_build_fills_in_what_is_known(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    csv = "\ufeff" + HEAD + "oak,BP,2025-12,15,20\noak,CALLS,2025-12,4,\nelm,BP,2025-12,NA,NA\n"
    assert prefill(lcxl, plan, tmp_path, csv).returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "reporting" / "oak.xlsx")["Data"]
    cells = [at(plan, "2025-12", name) for name in ("BP", "BP/", "CALLS")]
    assert [sheet[cell].value for cell in cells] == [15, 20, 4]
    other = openpyxl.load_workbook(tmp_path / "reporting" / "elm.xlsx")["Data"]
    assert other[cells[0]].value == "NA"


def test_build_names_every_line_it_cannot_use(
    lcxl: Run, plan: Collaborative, tmp_path: Path
) -> None:
    csv = HEAD + (
        "ash,BP,2025-12,15,20\noak,XX,2025-12,15,20\noak,BP,March,15,20\noak,BP,2031-01,15,20\n"
        "oak,BP,2025-12,1e3,20\noak,BP,2025-12,15,20\noak,BP,2025-12,16,20\n"
        "oak,FALLS,2026-02,1,2\n" + f"elm,BP,2025-12,15,2{'0' * 400}\n"
    )
    done = prefill(lcxl, plan, tmp_path, csv)
    assert done.returncode == 2
    for words in (
        "Line 2: there is no team 'ash'", "Line 3: there is no metric 'XX'",
        "Line 4: 'March' is not a month", "Line 5: 2031-01 is not a month of the collaborative",
        "Line 6: '1e3' is not a number", "Line 8: line 7 already has this metric and month",
        "Line 9: Falls is not reported for 2026-02", "Line 10: the denominator is far too large",
    ):  # fmt: skip
        assert words in done.stderr
    assert not (tmp_path / "reporting").exists()


def test_a_file_that_is_no_table(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    done = prefill(lcxl, plan, tmp_path, "a;b\n1;2\n")
    assert done.returncode == 2
    assert "has no column team_id, metric_id" in done.stderr


def test_a_workbook_open_in_excel_is_left_alone(
    lcxl: Run, plan: Collaborative, tmp_path: Path
) -> None:
    host_folder(plan, tmp_path)
    (tmp_path / "reporting").mkdir()
    (tmp_path / "reporting" / "~$oak.xlsx").write_bytes(b"owner")
    done = lcxl("build", tmp_path, "--team", "oak")
    assert done.returncode == 2
    assert "oak.xlsx is open in Excel, so it was left as it is." in done.stderr
    assert "Close it there and run the command again; nothing was written." in done.stderr


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    left = beside_of(path)
    left.write_bytes(b"left by a run that was killed")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert left.exists()  # perhaps that run still writes
    os.utime(left, (0, 0))
    write_file(path, b"newer")
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_two_runs_that_write_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    versions = [bytes([i]) * 1_000_000 for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(10):
            list(pool.map(lambda data: write_file(path, data), versions))
            assert path.read_bytes() in versions


def test_a_folder_is_no_output(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    host_folder(plan, tmp_path)
    for place in (".", "/"):
        for form in ("xlsx", "csv"):
            done = lcxl("merge", ".", "-o", place, "--to", form)
            assert done.returncode == 2
            assert f"{place} is a folder." in done.stderr


def test_what_a_result_may_not_replace(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    host_folder(plan, tmp_path)
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "a.xlsx").write_bytes(b"no workbook")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.xlsx")}
    for place in ("metric-definitions.xlsx", "recruiting-tracker.xlsx", "submissions/a.xlsx"):
        done = lcxl("merge", ".", "-o", place)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{place} is a place that belongs to the collaborative" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.xlsx")} == before
    for words, told in (
        (("-o", "x.csv"), "x.csv is no name for what --to xlsx writes.\nAdd --to csv"),
        (("-o", "x.xlsx", "--to", "csv"), "x.xlsx is no name for what --to csv writes."),
        (("-o", "no/such/x.xlsx"), "There is no folder no/such."),
        (("--dask", ""), "'' is no address of a Dask scheduler."),
    ):
        done = lcxl("merge", ".", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr


@pytest.mark.parametrize("command", ["new", "build", "status"])
def test_a_place_in_a_store_is_for_merge_only(lcxl: Run, tmp_path: Path, command: str) -> None:
    done = lcxl(command, "s3://bucket/a")
    assert (done.returncode, done.stdout) == (2, "")
    assert "s3://bucket/a is a place in a store" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_named_twice_is_checked_once(
    lcxl: Run, plan: Collaborative, tmp_path: Path
) -> None:
    host_folder(plan, tmp_path)
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "a.xlsx").write_bytes(b"no workbook")
    done = lcxl("validate", "submissions", "submissions/a.xlsx", tmp_path / "submissions")
    assert "1 file checked" in done.stdout
    # Of the collaborative's own folder only what teams sent is theirs to mend.
    assert lcxl("validate", ".").stdout == lcxl("validate").stdout
    assert "1 file checked" in lcxl("validate", tmp_path).stdout
    lost = lcxl("merge", "submissions")
    assert lost.returncode == 2
    assert "It lies in a collaborative's folder; name that one: .\n" in lost.stderr


def test_the_same_plan_gives_the_same_bytes(plan: Collaborative) -> None:
    one, two = (build_reporting_workbook(plan, plan.teams[0]) for _ in range(2))
    assert one == two


def test_letters_of_questions(lcxl: Run, plan: Collaborative, tmp_path: Path) -> None:
    """A letter for each team with questions; once they are answered it says so."""
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    (inbox / "oak.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  23  20"))
    (inbox / "elm.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  13  20", team="elm"))
    path = tmp_path / "questions" / "oak.txt"
    quiet = lcxl("validate", inbox, "--format", "json")
    assert quiet.returncode == 1
    assert not path.exists()
    done = lcxl("validate", inbox)
    assert done.stdout.splitlines()[-1].replace("\\", "/").endswith("questions/oak.txt")
    assert [p.name for p in path.parent.iterdir()] == ["oak.txt"]
    text = path.read_text(encoding="utf-8")
    assert text.startswith("To: Oak Street Clinic\nSubject: Blood pressure in small practices: q")
    assert "\nDear Oak Street Clinic team,\n\nThank you for your data for Blood" in text
    assert "1. BP control, January 2026: 23 of 20 is more than were looked at." in text
    assert f"(sheet Data, cell {at(plan, '2026-01', 'BP')})" in text
    (inbox / "oak.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  13  20"))
    assert lcxl("validate", inbox).returncode == 0
    assert "We have no questions." in path.read_text(encoding="utf-8")


def test_long_work_says_how_far_it_is_when_piped(lcxl: Run, tmp_path: Path) -> None:
    assert lcxl("new", "x", "--example", "hypertension").returncode == 0
    for i in range(120):
        (tmp_path / "x" / "submissions" / f"{i:03d}.xlsx").write_bytes(b"no workbook %d" % i)
    done = lcxl("validate", "x/submissions")
    lines = done.stderr.splitlines()
    assert lines[0] == "Reading: 12 of 120"
    assert len(lines) == 9
    assert lcxl("--quiet", "validate", "x/submissions").stderr == ""
