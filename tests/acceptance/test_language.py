"""lcxl in another language: what a translator gets and gives back, and whom it is spoken to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import polib
import pytest
from openpyxl.comments import Comment

from lcxl.words import source, toml

Lcxl = Callable[..., CompletedProcess[str]]
KEY, TOLD, ENGLISH, STATE = 9, 5, 4, 2
"""Columns of a translator's workbook."""


def translate(path: Path, told: dict[str, str]) -> dict[str, int]:
    """Type translations into the yellow column; the row of each key."""
    book = openpyxl.load_workbook(path)
    sheet = book["Texts"]
    rows = {}
    for row in range(1, sheet.max_row + 1):
        key = sheet.cell(row, KEY).value
        if key in told:
            sheet.cell(row, TOLD).value = told[key]
            rows[key] = row
    book.save(path)
    assert rows.keys() == told.keys()
    return rows


def test_a_language_that_a_translator_brings(lcxl: Lcxl, tmp_path: Path) -> None:
    home = tmp_path / "home"
    lcxl("new", home, "--example", "hypertension")
    assert lcxl("language", "export", "nl").stdout.splitlines()[-1] == "lcxl-nl.xlsx"
    translate(
        tmp_path / "lcxl-nl.xlsx",
        {
            "locale.toml:name": "Nederlands",
            "locale.toml:months.2": "maart",
            "locale.toml:decimal": ",",
            "messages/rules.toml:V28.title": "Het rapport kwam na de inleverdatum",
            "books/reporting.toml:sheets.data.name": "Cijfers",
        },
    )
    done = lcxl("language", "import", tmp_path / "lcxl-nl.xlsx", "--dir", home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 translations were taken." in done.stdout
    assert (home / "languages" / "nl" / "team.po").is_file()
    assert lcxl("build", home, "--language", "nl", "--team", "cedar").returncode == 0
    book = openpyxl.load_workbook(home / "reporting" / "cedar.xlsx")
    assert book.sheetnames[:2] == ["Start", "Cijfers"]
    # It is the collaborative's, and nobody else's.
    unknown = lcxl("explain", "V28", "--language", "nl")
    assert unknown.returncode == 2
    assert "There is no language nl." in unknown.stderr
    listed = lcxl("language", "list", "--dir", home).stdout
    assert "nl  Nederlands: team 0%" in listed


@pytest.mark.parametrize("ending", ["xlsx", "po"])
def test_an_export_takes_the_place_of_nothing_that_somebody_typed(
    lcxl: Lcxl, tmp_path: Path, ending: str
) -> None:
    lcxl("new", "home", "--example", "hypertension")
    path, title = tmp_path / f"lcxl-nl.{ending}", "messages/rules.toml:V28.title"
    export = ("language", "export", "nl", "--dir", "home", "-o", path.name)
    assert lcxl(*export).returncode == 0
    assert lcxl(*export).returncode == 0  # nothing was typed
    if ending == "xlsx":
        translate(path, {title: "Te laat"})
    else:
        file = polib.pofile(str(path))
        next(e for e in file if e.msgctxt == title).msgstr = "Te laat"
        file.save()
    typed = path.read_bytes()
    done = lcxl(*export)
    assert done.returncode == 2
    assert f"{path.name} is there already" in done.stderr
    assert path.read_bytes() == typed
    assert lcxl("language", "import", path, "--dir", "home").returncode == 0
    assert lcxl(*export).returncode == 0  # all of it is in the new one
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        book["Texts"]["E9"].comment = Comment("Ask Jan", "translator")
        book.save(path)
        assert lcxl(*export).returncode == 2
    hosts = tmp_path / "home" / "metric-definitions.xlsx"
    assert lcxl(*export[:-1], hosts).returncode == 2


def test_what_was_mended_in_a_po_file_is_kept_when_an_older_workbook_comes(
    lcxl: Lcxl, tmp_path: Path
) -> None:
    lcxl("new", "home", "--example", "hypertension")
    lcxl("language", "export", "nl", "--dir", "home")
    title = "messages/rules.toml:V28.title"
    translate(tmp_path / "lcxl-nl.xlsx", {title: "Te laat"})
    again = ("language", "import", "lcxl-nl.xlsx", "--dir", "home")
    for _ in range(2):
        assert (done := lcxl(*again)).stderr == "", done.stderr
    path = next((tmp_path / "home" / "languages" / "nl").glob("*.po"))
    mended = path.read_text(encoding="utf-8").replace("Te laat", "Na de inleverdatum")
    path.write_text(mended, encoding="utf-8")
    said = lcxl(*again).stderr
    kept = next((tmp_path / "home" / "earlier").glob("*.po"))
    assert kept.read_text(encoding="utf-8") == mended
    assert kept.name in said
    assert "only there: text of line" in said


def test_a_collaboratives_own_translation_wins(lcxl: Lcxl, tmp_path: Path) -> None:
    home = tmp_path / "home"
    lcxl("new", home, "--example", "hypertension")
    lcxl("language", "export", "fr-CA", "-o", "fr.xlsx", "--dir", home)
    translate(tmp_path / "fr.xlsx", {"books/reporting.toml:sheets.data.name": "Nos chiffres"})
    lcxl("language", "import", "fr.xlsx", "--dir", home)
    lcxl("build", home, "--language", "fr-CA", "--team", "cedar")
    book = openpyxl.load_workbook(home / "reporting" / "cedar.xlsx")
    assert book.sheetnames[1] == "Nos chiffres"
    # The next translator starts from it.
    lcxl("language", "export", "fr-CA", "-o", "again.xlsx", "--dir", home)
    sheet = openpyxl.load_workbook(tmp_path / "again.xlsx")["Texts"]
    rows = {row[KEY - 1]: row for row in sheet.iter_rows(values_only=True)}
    found = rows["books/reporting.toml:sheets.data.name"]
    assert (found[TOLD - 1], found[STATE - 1]) == ("Nos chiffres", "done")


FAULTS = {
    "books/reporting.toml:sheets.data.name": ("Cijfers/maand", "none of these signs"),
    "books/reporting.toml:sheets.story.name": ("Het hele verhaal van deze ene maand", "31 fit"),
    "books/reporting.toml:sheets.start.texts.next": ("Cijfers van {maand}", "It lacks {due}"),
    "messages/letter.toml:dear": ("Beste {team} en {wie},", "which nothing fills in"),
    "defaults/lists.toml:decision.adapt.word": ("overnemen", "the same as the translation of"),
    "defaults/lists.toml:decision.adopt.word": ("overnemen", "the same as the translation of"),
    "locale.toml:date": ("{dag} {month} {year}", "It lacks {day}"),
}


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(lcxl: Lcxl, tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "nl.xlsx"
    lcxl("new", home, "--example", "hypertension")
    lcxl("language", "export", "nl", "-o", file)
    told = {key: text for key, (text, _) in FAULTS.items()}
    told["messages/letter.toml:asked"] = "Wij vragen ons af:"
    keys = {key.replace(":dear", ":dear.text").replace(":asked", ":asked.text"): text
            for key, text in told.items()}  # fmt: skip
    rows = translate(file, keys)
    done = lcxl("language", "import", file, "--dir", home)
    assert done.returncode == 1
    for key, (_, fault) in FAULTS.items():
        key = key.replace(":dear", ":dear.text")
        line = next(line for line in done.stderr.splitlines() if f"row {rows[key]}, {key}:" in line)
        assert fault in line
    entries = polib.pofile(str(home / "languages" / "nl" / "team.po"))
    assert [(e.msgctxt, e.msgstr) for e in entries] == [
        ("messages/letter.toml:asked.text", "Wij vragen ons af:")
    ]


def test_a_po_file_goes_out_and_comes_back(lcxl: Lcxl, tmp_path: Path) -> None:
    lcxl("language", "export", "nl", "-o", "nl.po")
    file = polib.pofile(str(tmp_path / "nl.po"))
    entry = next(e for e in file if e.msgctxt == "messages/rules.toml:V28.title")
    entry.msgstr = "Te laat"
    file.save()
    done = lcxl("language", "import", "nl.po", "--into", tmp_path / "languages")
    assert done.returncode == 0
    again = polib.pofile(str(tmp_path / "languages" / "nl" / "team.po"))
    assert [(e.msgid, e.msgstr) for e in again] == [(entry.msgid, "Te laat")]


def test_what_is_no_translation_is_refused(lcxl: Lcxl, tmp_path: Path) -> None:
    home = tmp_path / "home"
    lcxl("new", home, "--example", "hypertension")
    for file in (home / "metric-definitions.xlsx", source() / "theme.toml"):
        done = lcxl("language", "import", file, "--dir", home)
        assert done.returncode == 2
        assert "is no translation" in done.stderr
    assert lcxl("language", "export", "../x").returncode == 2
    shutil.copy(home / "metric-definitions.xlsx", tmp_path / "a.xlsx")
    assert "which collaborative" in lcxl("language", "import", "a.xlsx").stderr


@pytest.mark.parametrize("code", ["es-US", "fr-CA"])
def test_every_habit_of_a_language_is_told(code: str) -> None:
    english, other = (toml(f"languages/{c}/locale.toml") for c in ("en-US", code))
    assert english.keys() <= other.keys()
    assert english["cells"].keys() == other["cells"].keys()


@pytest.mark.parametrize("name", ["host.po", "locale.toml"])
def test_a_damaged_translation_is_named(lcxl: Lcxl, tmp_path: Path, name: str) -> None:
    """Of the collaborative's own: saved by an editor that does not write UTF-8."""
    home = tmp_path / "x"
    assert lcxl("new", home, "--example", "hypertension").returncode == 0
    own = home / "languages" / "fr-CA"
    own.mkdir(parents=True)
    (own / name).write_bytes('msgid "é"'.encode("cp1252"))
    ended = lcxl("status", home, "--language", "fr-CA")
    assert ended.returncode == 2
    assert f"{Path('fr-CA') / name} cannot be read as a translation" in ended.stderr
    assert "fault of its own" not in ended.stderr
    (own / name).unlink()
    assert lcxl("status", home, "--language", "fr-CA").returncode == 0


def test_what_a_translator_typed_is_not_exported_over(lcxl: Lcxl, tmp_path: Path) -> None:
    home, key = tmp_path / "home", "messages/rules.toml:V28.title"
    lcxl("new", home, "--example", "hypertension")
    mine = (home / "metric-definitions.xlsx").read_bytes()
    for place in (home / "metric-definitions.xlsx", home / "submissions" / "nl.xlsx"):
        done = lcxl("language", "export", "nl", "-o", place)
        assert (done.returncode, done.stdout) == (2, "")
    assert (home / "metric-definitions.xlsx").read_bytes() == mine
    for _ in range(2):  # nobody has typed anything
        assert lcxl("language", "export", "nl", "--dir", home).returncode == 0
    translate(tmp_path / "lcxl-nl.xlsx", {key: "Te laat"})
    typed = (tmp_path / "lcxl-nl.xlsx").read_bytes()
    done = lcxl("language", "export", "nl", "--dir", home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "lcxl-nl.xlsx is there already" in done.stderr
    assert "Name another file with -o" in done.stderr
    assert (tmp_path / "lcxl-nl.xlsx").read_bytes() == typed
    # Once it was taken in, the next export has it.
    lcxl("language", "import", "lcxl-nl.xlsx", "--dir", home)
    assert lcxl("language", "export", "nl", "--dir", home).returncode == 0
    assert lcxl("language", "export", "nl").returncode == 2


def test_a_translation_goes_into_a_collaboratives_folder(lcxl: Lcxl, tmp_path: Path) -> None:
    lcxl("language", "export", "nl")
    for words in (("export", "nl"), ("import", "lcxl-nl.xlsx"), ("list",)):
        done = lcxl("language", *words, "--dir", "nowhere")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines() == [
            "There is no metric-definitions.xlsx in nowhere.",
            "Name the collaborative's folder.",
        ]
    assert not (tmp_path / "nowhere").exists()
