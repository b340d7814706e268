"""What was carried into a workbook once is somebody's still: through builds, languages, plans."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from lcxl.cells import Book, a1
from lcxl.keep.folder import Keep
from tests.acceptance.test_keep import built, run  # noqa: F401
from tests.helpers.host import edit
from tests.helpers.typed import place_of, typed


@pytest.fixture
def home(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    monkeypatch.chdir(tmp_path)
    shutil.copytree(built, tmp_path / "h")
    return tmp_path / "h"


def definitions(home: Path, anchor: str, value: object) -> None:
    path = home / "metric-definitions.xlsx"
    place = Book(path.read_bytes()).anchors[anchor]
    edit(path, {f"{place.sheet}!{a1(place.first_row, place.first_col)}": value})


def told(path: Path) -> tuple[set[str], set[str], set[object]]:
    """Comments, the one colour, and values of all sheets."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    colours = {str(cell.fill.fgColor.rgb)[2:] for cell in cells} & {"FFC0AB"}
    return {c.comment.text for c in cells if c.comment}, colours, {c.value for c in cells}


def put(path: Path, what: str) -> None:
    book = openpyxl.load_workbook(path)
    if what == "Ask Mira":
        book["Changes"]["C9"].comment = Comment(what, "Host")
    elif what == "FFC0AB":
        book["Changes"]["D9"].fill = PatternFill("solid", fgColor=what)
    elif what == "Beside it":
        book["Story"]["N9"] = what
    else:
        number, column, first, _ = place_of(path, "changes.as_planned")
        book.worksheets[number][f"{column}{first}"] = what
    book.save(path)


@pytest.mark.parametrize("things", [("Ask Mira", "FFC0AB"), ("Beside it", "Partly")])
def test_what_stands_alone_in_a_teams_workbook_stays_through_every_build(
    home: Path, things: tuple[str, str]
) -> None:
    """Nothing else says that the workbook is to be read again."""
    paths = [home / "reporting" / f"{team}.xlsx" for team in ("elm", "oak")]
    for path, what in zip(paths, things, strict=True):
        put(path, what)
    for language in ("en-US", "en-US", "fr-CA", "fr-CA"):
        definitions(home, "language.language", language)
        said = run("build", "h").stderr
        if "Partly" not in things:  # a word in another language is another text
            assert "only there" not in said, said
            assert "seulement là" not in said, said
        found = [set().union(*told(path)) for path in paths]
        assert things[0] in found[0], language
        assert {things[1], "En partie"} & found[1], language


def test_comments_that_were_carried_are_told_when_their_rows_go(home: Path) -> None:
    path = home / "timetable.xlsx"
    book = openpyxl.load_workbook(path)
    number, column, first, last = place_of(path, "lines.what")
    lines = [row for row in range(first, last) if book.worksheets[number][f"{column}{row}"].value]
    for row in lines:
        book.worksheets[number][f"{column}{row}"].comment = Comment(f"Ask {row}", "Host")
    book.save(path)
    run("build", "h")
    assert told(path)[0] == {f"Ask {row}" for row in lines}
    definitions(home, "calendar.months", 4)
    said = run("build", "h").stderr
    gone = [row for row in lines if f"Ask {row}" not in told(path)[0]]
    assert 3 < len(gone) < len(lines)
    assert all(f"{column}{row}: a note" in said for row in gone)
    kept = (home / "earlier").glob("timetable*.xlsx")
    assert {f"Ask {row}" for row in lines} in [told(p)[0] for p in kept]


def test_an_older_version_taken_back_has_what_was_typed_in_it(home: Path) -> None:
    path = home / "reporting" / "elm.xlsx"
    sheet, column, first, _ = place_of(path, "data.BP.numerator")
    typed(path, sheet, f"{column}{first}", 4711)
    run("build", "h")
    carried = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book.worksheets[sheet][f"{column}{first}"] = None
    book.save(path)
    run("build", "h")
    assert path.read_bytes() != carried
    path.write_bytes(carried)  # as from a history of versions
    done = run("build", "h")
    assert openpyxl.load_workbook(path).worksheets[sheet][f"{column}{first}"].value == 4711
    assert "1 number stands in reporting/elm.xlsx" in done.stdout


def test_a_page_that_somebody_changed_is_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with the coach's telephone on it."""
    made = '<meta name="generator" content="lcxl page"><p>Check</p>'
    monkeypatch.setattr("lcxl.commands.page._check_page", lambda *_: made.encode())
    for _ in range(2):
        assert run("page", "h")[::2] == (0, "")
    path = home / "check.html"
    changed = path.read_text().replace("Check", "Call 555 0100")
    path.write_text(changed)
    said = run("page", "h").stderr
    assert path.read_text() == made
    kept = next((home / "earlier").glob("check*.html"))
    assert kept.read_text() == changed
    assert kept.name in said


def test_tools_of_no_team_are_told(home: Path) -> None:
    run("build", "h", "--tools")
    (home / "tools" / "elm.xlsx").rename(home / "tools" / "old.xlsx")
    assert "old.xlsx belongs to no team that takes part" in run("build", "h").stderr


def test_what_is_saved_while_lcxl_works_is_kept_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, keep = tmp_path / "letter.txt", Keep(tmp_path)
    keep.write(path, b"One")
    path.write_bytes(b"One, changed")

    def saved_meanwhile(*_: object) -> Path:
        monkeypatch.undo()
        kept = keep._into_earlier(path, b"One, changed")
        path.write_bytes(b"One, changed again")
        return kept

    monkeypatch.setattr(keep, "_into_earlier", saved_meanwhile)
    keep.write(path, b"Two")
    assert path.read_bytes() == b"Two"
    kept = {p.read_bytes() for p in (tmp_path / "earlier").iterdir()}
    assert kept == {b"One, changed", b"One, changed again"}
    assert not keep.is_changed(path)


def test_two_runs_take_two_names_in_earlier(tmp_path: Path) -> None:
    """Each run has a file of that name to keep, such as reporting/oak.xlsx and tools/oak.xlsx."""
    names, texts = [tmp_path / d / "oak.txt" for d in "ab"], [b"%d" % n for n in range(40)]
    with ThreadPoolExecutor(8) as runs:
        list(runs.map(lambda n: Keep(tmp_path)._into_earlier(names[n % 2], texts[n]), range(40)))
    assert sorted(p.read_bytes() for p in (tmp_path / "earlier").iterdir()) == sorted(texts)
