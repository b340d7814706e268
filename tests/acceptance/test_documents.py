"""lcxl documents, as a host runs it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import docx
import openpyxl
import pytest

from tests.helpers.host import reported_folder
from tests.helpers.papers import cut, saved, text_of

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return reported_folder(tmp_path, (12, 12, 12, 12, 30))


def test_the_command_writes_them_and_keeps_what_was_changed(folder: Path, lcxl: Run) -> None:
    done = lcxl("documents", folder)
    assert done.returncode == 0, done.stderr
    paths = [Path(line) for line in done.stdout.splitlines() if line.startswith(str(folder))]
    names = {str(p.relative_to(folder)) for p in paths}
    assert {"documents/charter.docx", "documents/agreement-oak.docx", "documents/interview.docx",
            "documents/mail/welcome-oak.txt", "documents/survey-S1.docx"} <= names  # fmt: skip
    assert "wait for you" in done.stdout
    first = {path: path.read_bytes() for path in paths}
    assert lcxl("documents", folder).returncode == 0
    assert {path: path.read_bytes() for path in paths} == first
    assert not (folder / "earlier").exists()
    changed = folder / "documents" / "agreement-oak.docx"
    document = docx.Document(str(changed))
    document.add_paragraph("A clause of our lawyer's")
    document.save(str(changed))
    done = lcxl("documents", folder, "--only", "agreement")
    assert changed.read_bytes() == first[changed]
    (kept,) = (folder / "earlier").iterdir()
    assert "our lawyer's" in text_of(kept.read_bytes())
    assert kept.name in done.stderr


@pytest.mark.parametrize("command", ["documents", "slides"])
def test_help_is_printed(lcxl: Run, command: str) -> None:
    done = lcxl(command, "--help")
    assert done.returncode == 0, done.stderr
    assert "templates/" in done.stdout


def test_only_some_of_them(folder: Path, lcxl: Run) -> None:
    done = lcxl("documents", folder, "--only", "agreement", "--team", "OAK")
    assert [Path(p).name for p in done.stdout.splitlines()[-1:]] == ["agreement-oak.docx"]
    assert [p.name for p in (folder / "documents").iterdir()] == ["agreement-oak.docx"]
    for arguments, said in ((("--only", "agreemnt"), "no document"), (("--team", "x"), "no team")):
        done = lcxl("documents", folder, *arguments)
        assert done.returncode == 2
        assert said in done.stderr


def test_nothing_is_written_where_a_place_is_not_known(folder: Path, lcxl: Run) -> None:
    (folder / "templates").mkdir()
    own = docx.Document()
    cut(own, ["Agreement with {te", "am} of {organistion}"])
    (folder / "templates" / "agreement.docx").write_bytes(saved(own))
    done = lcxl("documents", folder)
    assert done.returncode == 2
    assert "templates/agreement.docx, paragraph 1" in done.stderr
    assert "{organistion}" in done.stderr
    assert not (folder / "documents").exists()


def test_letters_of_questions_come_with_charts_on_request(folder: Path, lcxl: Run) -> None:
    lcxl("documents", folder, "--only", "roles")
    assert not (folder / "documents" / "questions-oak.docx").exists()
    done = lcxl("documents", folder, "--only", "roles", "--docx")
    assert done.returncode == 0, done.stderr
    path = folder / "documents" / "questions-oak.docx"
    data = path.read_bytes()
    assert "30 of 20" in text_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        tables = [n for n in package.namelist() if n.endswith(".xlsx")]
        (table,) = tables
        book = openpyxl.load_workbook(io.BytesIO(package.read(table)))
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[1] for row in rows[1:]] == [0.6] * 4, "what cannot be used is in no chart"
    assert 'descr="' in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


def test_documents_are_valid(
    folder: Path, lcxl: Run, is_valid_ooxml: Callable[[Path], list[str]]
) -> None:
    assert lcxl("documents", folder, "--docx").returncode == 0
    for name in ("charter", "agreement-oak", "agenda-S1-facilitators", "welcome-oak", "survey-S1",
                 "questions-oak"):  # fmt: skip
        assert is_valid_ooxml(folder / "documents" / f"{name}.docx") == [], name
