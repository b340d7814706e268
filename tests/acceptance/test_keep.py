"""What somebody typed into a file that lcxl writes lies whole in earlier/ before it is replaced."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable
from datetime import date, datetime, time
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


def today() -> str:
    """Part of the name of what is kept; the tests may run over midnight."""
    return date.today().isoformat()


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
        kept = home / "earlier" / f"{stem} {today()}.xlsx"
        assert kept.read_bytes() == before
        assert str(Path("h", "earlier", kept.name)) in told
        for words in ("the sheet Notes", "comment at B2", "colour of B2", "column Z"):
            assert words in told, (words, told)
        assert again(lcxl) == ""
    book = openpyxl.load_workbook(home / "master.xlsx")
    type_cell(book)
    book.save(home / "master.xlsx")
    again(lcxl)
    assert f"master {today()} (2).xlsx" in earlier(home)


def test_a_postscript_of_the_host_is_kept(lcxl: Run, home: Path) -> None:
    path = home / "questions" / "oak.txt"
    text = path.read_text()
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert again(lcxl) == ""  # only its line ends are others
    path.write_text(text + "P.S. We miss you.\n")
    told = again(lcxl)
    assert (home / "earlier" / f"oak {today()}.txt").read_text().endswith("P.S. We miss you.\n")
    assert f"oak {today()}.txt" in told
    assert path.read_text() == text


def test_a_note_that_begins_with_n_may_be_edited(lcxl: Run, home: Path) -> None:
    """Numbers are remembered with an n before them."""
    path = home / "timetable.xlsx"
    for words in ("nurse 12 asked", "nobody asked"):
        book = openpyxl.load_workbook(path)
        book.worksheets[0]["C9"].comment = Comment(words, "me")
        book.save(path)
        assert "As it was, it lies in" in again(lcxl)
        assert _note(path, "C9") == words


def test_a_note_stays_as_it_is_through_every_build(lcxl: Run, home: Path) -> None:
    """Line ends of other programs are written as _x000D_, which wore on from build to build."""
    path = home / "timetable.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C9"].comment = Comment("one_x000D_\ntwo", "me")
    book.save(path)
    assert "What was typed there stands in the new one too." in again(lcxl)
    assert again(lcxl) == ""
    assert _note(path, "C9") == "one\ntwo"


def _note(path: Path, cell: str) -> str:
    note = openpyxl.load_workbook(path).worksheets[0][cell].comment
    return note.text if note else ""


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
    assert f"timetable {today()}.xlsx" in earlier(home)
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


def test_a_day_in_a_cell_for_words_stays_a_day(lcxl: Run, home: Path) -> None:
    """Excel makes one of 3/4 that is typed; its number would say nothing to anybody."""
    typed = {"J6": datetime(2026, 4, 3), "J7": time(9, 30), "J8": datetime(2026, 4, 3, 14, 5)}
    edit(home / "meetings.xlsx", {f"Calls!{cell}": value for cell, value in typed.items()})
    book = openpyxl.load_workbook(home / "timetable.xlsx")
    sheet = book["Timetable"]
    notes = next(c.column for c in sheet[8] if c.value == "Notes")
    sheet.cell(9, notes, datetime(2026, 4, 3)).number_format = "d/m/yyyy"
    key = sheet.cell(9, 1).value
    sheet.cell(10, notes, 0.25).number_format = "0%"
    sheet.cell(11, notes, 1200.5).number_format = '"$"#,##0.00'
    book.save(home / "timetable.xlsx")
    done = lcxl("build", home)
    assert done.returncode == 0
    assert not {"J10", "J11"} & set(re.findall(r"\w+", done.stderr)), done.stderr
    sheet = openpyxl.load_workbook(home / "meetings.xlsx")["Calls"]
    assert [sheet[c].value for c in typed] == [datetime(2026, 4, 3), "9:30", "2026-04-03 14:05"]
    sheet = openpyxl.load_workbook(home / "timetable.xlsx")["Timetable"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=9)}
    assert rows[key][notes - 1].value == "3 April 2026"
    assert {"25%", "$1200.50"} < {row[notes - 1].value for row in rows.values()}


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
