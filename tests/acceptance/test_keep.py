"""What somebody typed into a file that lcxl writes lies whole in earlier/ before it is replaced."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from lcxl.cli import main
from lcxl.keep.folder import Keep
from tests.helpers.host import edit, host_folder
from tests.helpers.office import Office
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

TODAY = date.today().isoformat()
OWNER = b"\x03Zo\xeb" + b" " * 51 + b"\x03\0" + "Zoë".encode("utf-16-le")
"""What Excel writes into its mark."""


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*words: str | Path) -> Done:
    """One command in this process, as a person gives it."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return Done(result.exit_code, result.stdout, result.stderr)


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collaborative's folder with everything built once."""
    folder = tmp_path_factory.mktemp("built") / "h"
    folder.mkdir()
    plan = plan_from(OPTIONAL, folder.parent)
    host_folder(plan, folder)
    (folder / "submissions").mkdir()
    sent = workbook(plan, "month  BP  BP/\n2026-01  23  20")
    (folder / "submissions" / "oak.xlsx").write_bytes(sent)
    for words in (["build", "--contact-sheet"], ["validate"], ["merge"]):
        done = run(*words, folder / "submissions" if words == ["validate"] else folder)
        assert done.stderr == ""
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, as on another computer."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(built, tmp_path / "h")
    return tmp_path / "h"


@pytest.fixture
def lcxl() -> Run:
    return run


def earlier(home: Path) -> list[str]:
    place = home / "earlier"
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


BOOKS = ("timetable.xlsx", "reporting/oak.xlsx", "reporting/elm.xlsx", "master.xlsx",
         "contact-sheet.xlsx", "metric-definitions.xlsx", "recruiting-tracker.xlsx")  # fmt: skip


def resaved(path: Path) -> None:
    openpyxl.load_workbook(path).save(path)


def again(lcxl: Run) -> str:
    """Every command that writes, once more; what they say about kept files."""
    commands = (["build", "h", "--contact-sheet"], ["validate", "h/submissions"], ["merge", "h"])
    return "".join(lcxl(*words).stderr for words in commands)


def test_nothing_is_kept_where_nothing_was_changed(lcxl: Run, home: Path) -> None:
    assert again(lcxl) == ""
    assert earlier(home) == []


def test_a_workbook_only_opened_and_saved_is_unchanged(lcxl: Run, home: Path) -> None:
    keep = Keep(home)
    for name in BOOKS[:5]:
        resaved(home / name)
        assert not keep.is_changed(home / name), name
    assert again(lcxl) == ""
    assert earlier(home) == []


def test_a_workbook_only_opened_and_saved_in_libreoffice_is_unchanged(
    lcxl: Run, home: Path, libreoffice: Office
) -> None:
    lcxl("new", "x", "--example", "safer-opioids")
    keeps = [(Keep(home), home / name) for name in BOOKS[:5]]
    other = home.parent / "x"
    keeps += [(Keep(other), other / name) for name in BOOKS[5:]]
    for keep, path in keeps:
        libreoffice.open(path)
        libreoffice.save(path)
        assert not keep.is_changed(path), path.name
        sheets = libreoffice.open(path)
        libreoffice.type(sheets[0], "Z60", "mine")
        libreoffice.save(path)
        assert keep.is_changed(path), path.name


def add_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Notes")["A1"] = "mine"


def add_comment(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["B2"].comment = Comment("look here", "me")


def colour(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["B2"].fill = PatternFill("solid", "FFFF00FF")


def type_cell(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["Z99"] = 42


def type_sum(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["Z99"] = "=20+22"


def insert_row(book: openpyxl.Workbook) -> None:
    book.worksheets[0].insert_rows(1)


@pytest.mark.parametrize(
    "change", [add_sheet, add_comment, colour, type_cell, type_sum, insert_row]
)
@pytest.mark.parametrize("name", ["timetable.xlsx", "reporting/oak.xlsx", "master.xlsx"])
def test_what_counts_as_changed(
    home: Path, name: str, change: Callable[[openpyxl.Workbook], None]
) -> None:
    book = openpyxl.load_workbook(home / name)
    change(book)
    book.save(home / name)
    assert Keep(home).is_changed(home / name)


def test_a_changed_file_is_kept_whole_and_what_is_lost_is_named(lcxl: Run, home: Path) -> None:
    for name in ("master.xlsx", "contact-sheet.xlsx"):
        book = openpyxl.load_workbook(home / name)
        add_sheet(book)
        add_comment(book)
        colour(book)
        type_cell(book)
        book.save(home / name)
        before = (home / name).read_bytes()
        told = again(lcxl)
        stem = name.removesuffix(".xlsx")
        kept = home / "earlier" / f"{stem} {TODAY}.xlsx"
        assert kept.read_bytes() == before
        assert str(Path("h", "earlier", kept.name)) in told
        for words in ("the sheet Notes", "comment at B2", "colour of B2", "column Z"):
            assert words in told, (words, told)
        assert again(lcxl) == ""
    book = openpyxl.load_workbook(home / "master.xlsx")
    type_cell(book)
    book.save(home / "master.xlsx")
    again(lcxl)
    assert f"master {TODAY} (2).xlsx" in earlier(home)


def test_a_postscript_of_the_host_is_kept(lcxl: Run, home: Path) -> None:
    path = home / "questions" / "oak.txt"
    text = path.read_text()
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert again(lcxl) == ""  # only its line ends are others
    path.write_text(text + "P.S. We miss you.\n")
    told = again(lcxl)
    assert (home / "earlier" / f"oak {TODAY}.txt").read_text().endswith("P.S. We miss you.\n")
    assert f"oak {TODAY}.txt" in told
    assert path.read_text() == text


def test_earlier_and_the_memory_are_for_their_owner(lcxl: Run, home: Path) -> None:
    book = openpyxl.load_workbook(home / "master.xlsx")
    add_sheet(book)
    book.save(home / "master.xlsx")
    again(lcxl)
    for top in ("earlier", "lcxl-memory"):
        for base, folders, files in os.walk(home / top):
            assert stat.S_IMODE(os.stat(base).st_mode) == 0o700
            for file in files:
                assert stat.S_IMODE((Path(base) / file).stat().st_mode) == 0o600
            assert folders or files
    for path in (home / "lcxl-memory").rglob("*.txt"):
        assert str(home) not in path.read_text(encoding="utf-8")


def test_it_holds_after_the_folder_moved(lcxl: Run, home: Path, tmp_path: Path) -> None:
    shutil.move(home, tmp_path / "elsewhere")
    (tmp_path / "elsewhere").rename(home)
    for path in home.rglob("*.xlsx"):
        os.utime(path, (0, 0))
    assert again(lcxl) == ""


def test_without_the_memory_every_file_counts_as_changed(lcxl: Run, home: Path) -> None:
    shutil.rmtree(home / "lcxl-memory")
    resaved(home / "timetable.xlsx")
    told = again(lcxl)
    assert "timetable.xlsx was there, and lcxl does not know whether somebody changed it" in told
    assert f"timetable {TODAY}.xlsx" in earlier(home)
    assert again(lcxl) == ""


def test_merge_never_reads_earlier(lcxl: Run, home: Path) -> None:
    (home / "earlier").mkdir(exist_ok=True)
    shutil.copy(home / "submissions" / "oak.xlsx", home / "earlier" / "oak 2026-01-01.xlsx")
    assert "1 file:" in lcxl("merge", "h").stdout


@pytest.mark.parametrize(
    ("mark", "content", "who"),
    [
        ("~$elm.xlsx", OWNER, "Excel (Zoë)"),
        (".~lock.elm.xlsx#", b"Ana Lima,ana,pc,28.11.2026,file:///x;", "LibreOffice (Ana Lima)"),
        (".~lock.elm.xlsx#", b",ana,pc,28.11.2026 10:00,file:///x;", "LibreOffice (ana)"),
        ("~$elm.xlsx", b"", "Excel,"),
    ],
)  # fmt: skip
def test_locks_are_looked_at_before_the_first_file_is_written(
    lcxl: Run, home: Path, mark: str, content: bytes, who: str
) -> None:
    (home / "reporting" / mark).write_bytes(content)
    edit(home / "metric-definitions.xlsx", {"Collaborative!B7": "Another title"})
    before = {p: p.read_bytes() for p in home.rglob("*.*") if p.is_file()}
    done = lcxl("build", "h")
    assert done.returncode == 2
    assert f"elm.xlsx is open in {who}" in done.stderr
    assert {p: p.read_bytes() for p in home.rglob("*.*") if p.is_file()} == before


def test_an_open_master_and_an_open_letter_are_left(lcxl: Run, home: Path) -> None:
    (home / ".~lock.master.xlsx#").write_bytes(b"Ana,,,,;")
    done = lcxl("merge", "h")
    assert (done.returncode, "master.xlsx is open in LibreOffice (Ana)" in done.stderr) == (2, True)


PLACES = [
    "metric-definitions.xlsx", "Metric-Definitions.XLSX", "recruiting-tracker.xlsx",
    "timetable.xlsx", "timetable.ics", "timetable-teams.ics", "reporting/oak.xlsx",
    "reporting/new.xlsx",
    "submissions/oak.xlsx", "submissions/new.xlsx", "earlier/x.xlsx", "lcxl-memory/x.xlsx",
    "planning.xlsx", "meetings.xlsx", "tools/oak.xlsx", "templates/a.xlsx", "contact-sheet.xlsx",
    "reporting/../timetable.xlsx", "link/timetable.xlsx", "link.xlsx", "hard.xlsx",
    "questions/oak.xlsx", "own.xlsx", "typed.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("command", ["merge", "validate", "addin"])
def test_what_an_output_may_not_replace(lcxl: Run, home: Path, command: str) -> None:
    (home / "link").symlink_to(home, target_is_directory=True)
    (home / "link.xlsx").symlink_to(home / "metric-definitions.xlsx")
    os.link(home / "submissions" / "oak.xlsx", home / "hard.xlsx")
    add = openpyxl.Workbook()
    add.save(home / "own.xlsx")
    (home / "typed.xlsx").write_text("a text of mine")
    for name in ("earlier", "tools", "templates"):
        (home / name).mkdir(exist_ok=True)
    before = {p: p.read_bytes() for p in home.rglob("*.*") if p.is_file()}
    for place in PLACES:
        target = home / place
        words = {
            "merge": ["merge", "h", "-o", target],
            "validate": ["validate", "h/submissions", "--format", "xlsx", "-o", target],
            "addin": ["addin", "build", "-o", target],
        }[command]
        done = lcxl(*words)
        assert (done.returncode, done.stdout) == (2, ""), (place, done.stdout)
        assert "Name another file with -o" in done.stderr or "is a folder" in done.stderr
    assert {p: p.read_bytes() for p in home.rglob("*.*") if p.is_file()} == before


def test_what_lcxl_wrote_is_replaced_and_what_was_typed_there_kept(lcxl: Run, home: Path) -> None:
    for words in (["merge", "h"], ["validate", "h/submissions", "--format", "xlsx"]):
        for place in ("h/out.xlsx", "out.xlsx"):
            path = home.parent / place
            path.unlink(missing_ok=True)
            for _ in range(2):
                done = lcxl(*words, "-o", place)
                assert (done.stderr, done.stdout.splitlines()[-1]) == ("", str(Path(place)))
            book = openpyxl.load_workbook(path)
            add_sheet(book)
            book.save(path)
            before = path.read_bytes()
            assert "the sheet Notes" in lcxl(*words, "-o", place).stderr
            assert before in [p.read_bytes() for p in (home / "earlier").iterdir()]


def test_a_text_that_lcxl_did_not_write_is_no_output(lcxl: Run, home: Path) -> None:
    mine = home.parent / "mine.txt"
    mine.write_text("mine")
    done = lcxl("validate", "h/submissions", "-o", "mine.txt")
    assert done.returncode == 2
    assert "mine.txt is there already, and lcxl did not write it as it is now." in done.stderr
    assert mine.read_text() == "mine"
    for _ in range(2):
        assert lcxl("validate", "h/submissions", "-o", "out.txt").returncode == 1
    copy = home.parent / "copy.xlsx"
    shutil.copy(home / "submissions" / "oak.xlsx", copy)
    done = lcxl("validate", copy, "--dir", "h", "-o", copy)
    assert (done.returncode, "is one of the files that are to be read" in done.stderr) == (2, True)
    assert lcxl("validate", "h/submissions", "-o", "/dev/null").returncode == 2


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_lies_beside_an_output_is_not_replaced_either(
    lcxl: Run, home: Path, form: str
) -> None:
    (home.parent / "out-dictionary.csv").write_text("mine")
    done = lcxl("merge", "h", "--to", form, "-o", f"out.{form}")
    assert done.returncode == (2 if form == "csv" else 1)
    assert (home.parent / "out-dictionary.csv").read_text() == "mine"
    assert (home.parent / "out.csv").exists() is False


def test_numbers_typed_under_reporting_are_told_by_every_command(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "elm.xlsx", {"Data!B9": 12, "Data!B10": 20})
    before = (home / "reporting" / "elm.xlsx").read_bytes()
    told = "elm.xlsx holds 2 numbers that stand in no file under"
    assert told in lcxl("status", "h").stdout
    assert told in lcxl("validate", "h/submissions").stderr
    assert told in lcxl("merge", "h").stderr
    done = lcxl("build", "h")
    assert "2 numbers stand in reporting/elm.xlsx and in no file that was sent" in done.stdout
    assert (home / "earlier" / f"elm {TODAY}.xlsx").read_bytes() == before
    sheet = openpyxl.load_workbook(home / "reporting" / "elm.xlsx")["Data"]
    assert (sheet["B9"].value, sheet["B10"].value) == (12, 20)
    # They still stand where nothing uses them, though lcxl wrote the file itself.
    assert told in lcxl("status", "h").stdout
    assert "2 numbers stand in reporting/elm.xlsx" in lcxl("build", "h").stdout
    shutil.copy(home / "reporting" / "elm.xlsx", home / "submissions" / "elm.xlsx")
    for command in (["status", "h"], ["validate", "h/submissions"], ["merge", "h"]):
        done = lcxl(*command)
        assert "in no file under" not in done.stdout + done.stderr
    assert len(earlier(home)) == 1


def test_one_number_is_one_number(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "elm.xlsx", {"Data!B9": 12})
    assert "elm.xlsx holds a number that stands in no file" in lcxl("status", "h").stdout


def test_a_second_copy_is_named(lcxl: Run, home: Path) -> None:
    names = ("metric-definitions-PC1.xlsx", "metric-definitions (1).xlsx",
             "recruiting-tracker (Conflict).xlsx", "Copy of timetable.xlsx",
             "metric_definitions.xlsx", "Metric definitions.xlsx", "recruiting tracker.xlsx",
             "Copy of metric-definitions.xlsx", "Recruiting-Tracker.ods")  # fmt: skip
    for name in names:
        shutil.copy(home / "master.xlsx", home / name)
    for command in (["status", "h"], ["build", "h"], ["validate", "h/submissions"], ["merge", "h"]):
        done = lcxl(*command)
        for name in names:
            assert f"{name} looks like a second copy of" in done.stdout + done.stderr


@pytest.mark.parametrize("known", ["metric-definitions.xlsx", "recruiting-tracker.xlsx"])
def test_a_workbook_under_a_wrong_name_is_named(lcxl: Run, home: Path, known: str) -> None:
    other, third = home / known.replace("-", "_"), home / f"Copy of {known}"
    (home / known).rename(other)
    for command in ("status", "build", "merge"):
        done = lcxl(command, "h")
        assert done.returncode == 2
        assert f"There is no {known}" in done.stderr
        assert f"{other.name} looks like it" in done.stderr
    shutil.copy(other, third)
    told = lcxl("build", "h").stderr
    assert all(path.name in told for path in (other, third))
    assert "look like it" in told


def test_a_kickoff_that_differs_is_told(lcxl: Run, home: Path) -> None:
    book = openpyxl.load_workbook(home / "recruiting-tracker.xlsx")
    place = book.defined_names["lcxl.targets.kickoff"].attr_text.replace("$", "")
    edit(home / "recruiting-tracker.xlsx", {place: date(2026, 1, 28)})
    told = f"28 January 2026 in recruiting-tracker.xlsx, {place}"
    for command in ("build", "status"):
        done = lcxl(command, "h")
        assert told in done.stdout + done.stderr
        assert "14 January 2026 in metric-definitions.xlsx" in done.stdout + done.stderr
    book = openpyxl.load_workbook(home / "timetable.xlsx")
    place = book.defined_names["lcxl.dates.kickoff"].attr_text.replace("$", "")
    edit(home / "timetable.xlsx", {place: date(2026, 2, 4)})
    assert f"4 February 2026 in timetable.xlsx, {place}" in lcxl("status", "h").stdout


def test_numbers_under_an_id_that_is_gone_are_named_by_every_command(lcxl: Run, home: Path) -> None:
    """Elm has another id now; what was typed into its old workbook is in no other file."""
    old = home / "reporting" / "elm.xlsx"
    tracker = openpyxl.load_workbook(home / "recruiting-tracker.xlsx")
    for sheet in tracker:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "elm":
                    cell.value = "elm2"
    tracker.save(home / "recruiting-tracker.xlsx")
    told = f"{Path('reporting', 'elm.xlsx')} holds what was typed there (Data!B9)"
    for command in (("status", "h"), ("validate", "h/submissions"), ("merge", "h")):
        done = lcxl(*command)
        assert "elm.xlsx" not in done.stdout + done.stderr
    edit(old, {"Data!B9": 17})
    for command in (("status", "h"), ("validate", "h/submissions"), ("merge", "h")):
        done = lcxl(*command)
        assert told in done.stdout + done.stderr, command
        assert "no team of the plan has the id elm:" in done.stdout + done.stderr


def test_what_no_longer_belongs_is_named(lcxl: Run, home: Path) -> None:
    shutil.copy(home / "reporting" / "elm.xlsx", home / "reporting" / "ash.xlsx")
    (home / "questions" / "ash.txt").write_text("Dear Ash")
    book = openpyxl.load_workbook(home / "contact-sheet.xlsx")
    book.worksheets[0]["A5"] = "Somebody who left"
    book.save(home / "contact-sheet.xlsx")
    done = lcxl("build", "h")
    assert str(Path("reporting", "ash.xlsx")) + " belongs to no team that takes part" in done.stderr
    assert "contact-sheet.xlsx is from an earlier build" in done.stderr
    checked = lcxl("validate", "h/submissions").stderr
    assert str(Path("questions", "ash.txt")) + " is about something" in checked
    assert (home / "questions" / "ash.txt").exists()
    assert (home / "reporting" / "ash.xlsx").exists()
    plan = plan_from(OPTIONAL, home.parent)
    sent = workbook(plan, "month  BP  BP/\n2026-01  13  20")
    (home / "submissions" / "oak.xlsx").write_bytes(sent)
    assert (
        "there is nothing to ask Oak Street Clinic any more"
        in lcxl("validate", "h/submissions").stderr
    )
    assert "nothing to ask" not in lcxl("validate", "h/submissions").stderr


def test_what_stands_beside_a_line_of_the_hosts_own_goes_along(lcxl: Run, home: Path) -> None:
    path = home / "timetable.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Timetable"]
    key = book.defined_names["lcxl.lines.key"].attr_text.replace("$", "")
    row = next(r for r in range(int(key.rpartition("A")[2]), 9, -1) if sheet.cell(r, 1).value) + 1
    sheet.cell(row, 4).value, sheet.cell(row, 10).value = "Book the bus", "Ann asks"
    sheet.cell(row, 10).comment = Comment("two buses?", "Host")
    sheet.cell(row, 4).fill = PatternFill("solid", fgColor="FF8000")
    book.save(path)
    assert "only there" not in lcxl("build", "h").stderr
    sheet = openpyxl.load_workbook(path)["Timetable"]
    row = next(r for r in range(9, 200) if sheet.cell(r, 4).value == "Book the bus")
    assert sheet.cell(row, 10).comment.text == "two buses?"
    assert sheet.cell(row, 4).fill.fgColor.rgb.endswith("FF8000")


def test_an_id_in_other_capital_letters_is_the_same_team(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "elm.xlsx", {"Data!B9": 12, "Data!B10": 20})
    edit(home / "recruiting-tracker.xlsx", {"Organisations!A8": "ELM"})
    told = "elm.xlsx holds 2 numbers that stand in no file under"
    assert told in lcxl("status", "h").stdout
    assert "2 numbers stand in reporting/elm.xlsx" in lcxl("build", "h").stdout
    assert sorted(p.name for p in (home / "reporting").iterdir()) == ["elm.xlsx", "oak.xlsx"]
    sheet = openpyxl.load_workbook(home / "reporting" / "elm.xlsx")["Data"]
    assert (sheet["B9"].value, sheet["B10"].value) == (12, 20)
    assert told in lcxl("status", "h").stdout


def test_the_master_of_another_collaborative_is_not_replaced(lcxl: Run, home: Path) -> None:
    shutil.copytree(home, home.parent / "other")
    for name in ("master.xlsx", "master.csv", "master-for-funders.xlsx"):
        done = lcxl("merge", "h", "-o", f"other/{name}", "--to", name.rpartition(".")[2])
        assert (done.returncode, "belongs to the collaborative in" in done.stderr) == (2, True)
    assert lcxl("merge", "h", "-o", "h/master.xlsx").returncode == 1


@pytest.mark.parametrize("name", ["\u0141\u00f3d\u017a.xlsx", "oak\udcff.xlsx"])
def test_a_teams_own_things_go_along_whatever_its_file_is_called(
    lcxl: Run, home: Path, name: str
) -> None:
    sent = home / "submissions" / name
    (home / "submissions" / "oak.xlsx").rename(sent)
    book = openpyxl.load_workbook(sent)
    book["Data"]["B10"].comment = Comment("from the registry", "Oak")
    book.save(sent)
    assert lcxl("build", "h").returncode == 0
    sheet = openpyxl.load_workbook(home / "reporting" / "oak.xlsx")["Data"]
    assert sheet["B10"].comment is not None
    assert sheet["B10"].comment.text == "from the registry"


def test_what_stands_in_the_place_of_a_folder_or_a_file(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "oak.xlsx", {"Data!B9": 12})
    before = (home / "reporting" / "oak.xlsx").read_bytes()
    (home / "earlier").write_text("mine")
    shutil.rmtree(home / "lcxl-memory")
    (home / "lcxl-memory").write_text("mine")
    for name in ("lcxl-memory", "earlier"):
        done = lcxl("build", "h")
        assert done.returncode == 2
        assert f"{Path('h', name)} is a file, where a folder is needed." in done.stderr
        (home / name).unlink()
    assert (home / "reporting" / "oak.xlsx").read_bytes() == before


@pytest.mark.parametrize("lost", ["column", "sheet"])
def test_a_timetable_without_its_ids_is_left_as_it_is(lcxl: Run, home: Path, lost: str) -> None:
    path = home / "timetable.xlsx"
    book = openpyxl.load_workbook(path)
    book["Timetable"]["J14"] = "ask Ann"
    if lost == "column":  # as spreadsheet programs leave what pointed to a deleted column
        del book.defined_names["lcxl.lines.key"]
        marks = book["_lcxl"]
        row = next(r for r in range(1, 60) if marks.cell(r, 1).value == "lines.key")
        marks.cell(row, 2).value = "=#REF!"
    else:
        book["Timetable"].title = "Plan"  # by a program that does not lead the marks along
    book.save(path)
    before = path.read_bytes()
    done = lcxl("build", "h")
    assert (done.returncode, path.read_bytes() == before) == (2, True)
    assert "has lost its column of ids" in done.stderr


def test_a_folder_that_is_a_link_is_the_collaboratives_all_the_same(lcxl: Run, home: Path) -> None:
    real = home.parent / "shared"
    (home / "submissions").rename(real)
    (home / "submissions").symlink_to(real, target_is_directory=True)
    done = lcxl("merge", "h", "-o", real / "out.xlsx")
    assert (done.returncode, "belongs to the collaborative in h" in done.stderr) == (2, True)
    assert [path.name for path in real.iterdir()] == ["oak.xlsx"]
    assert lcxl("validate", "h/submissions").returncode == 1
    assert (home / "questions" / "oak.txt").exists()
