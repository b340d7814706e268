"""Six teams in three languages: each in its own words, and the same numbers as in one."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from lcxl.books import Filled, build_reporting_workbook
from lcxl.demo import demo_submissions
from lcxl.plan import load_collaborative
from lcxl.words import in_language, say, toml
from tests.helpers.foreign import toml_of

Lcxl = Callable[..., CompletedProcess[str]]
LANGUAGES = ("fr-CA", "es-US", "")
SIGNS = {"fr-CA": "S. O.", "es-US": "No aplica", "": "NA"}
"""What a team types where nobody was eligible."""
ENGLISH = {"Données": "Data", "Datos": "Data"}
TOLD = {
    "fr-CA": {"short_name": "Tension maîtrisée", "numerator": "Patients sous 140/90"},
    "es-US": {"short_name": "Presión controlada"},
}


def plan_text(folder: Path, languages: tuple[str, ...]) -> Path:
    """The example, its teams in these languages in turn."""
    raw = toml("examples/hypertension.toml")
    raw["teams"] = raw["teams"][:6]
    for team, language in zip(raw["teams"], languages * 6, strict=False):
        if language:
            team["language"] = language
    first = raw["metrics"][0]["id"]
    raw["wordings"] = [{"metric": first, "language": code, **told} for code, told in TOLD.items()]
    path = folder / "plan.toml"
    path.write_text(toml_of(raw), encoding="utf-8")
    return path


def collaborative(lcxl: Lcxl, folder: Path, languages: tuple[str, ...]) -> Path:
    """Built, and what came back, with the faults of the demonstration."""
    folder.mkdir()
    home = folder / "home"
    assert lcxl("new", home, "--from", plan_text(folder, languages)).returncode == 0
    assert lcxl("build", home).returncode == 0
    plan = load_collaborative(home)
    (home / "submissions").mkdir(exist_ok=True)
    for sent in demo_submissions(plan):
        team = plan.team(sent.team_id)
        typed = dict(sent.filled.data)
        month, metric = plan.calendar.reported[3], plan.metrics[2].id
        for role in ("numerator", "denominator"):
            typed[metric, month, role, None] = SIGNS[team.language]
        with in_language(plan.language_of(team)):
            data = build_reporting_workbook(plan, team, Filled(typed, sent.filled.rows))
        (home / "submissions" / sent.file).parent.mkdir(exist_ok=True)
        (home / "submissions" / sent.file).write_bytes(data)
    return home


@pytest.fixture(scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("languages")


@pytest.fixture
def homes(lcxl: Lcxl, _folder: Path) -> tuple[Path, Path]:
    """In English alone, and in three languages."""
    for name, languages in (("one", ("",)), ("three", LANGUAGES)):
        if not (_folder / name).exists():
            collaborative(lcxl, _folder / name, languages)
    return _folder / "one" / "home", _folder / "three" / "home"


def test_each_team_reads_its_own_language(homes: tuple[Path, Path]) -> None:
    _, home = homes
    plan = load_collaborative(home)
    for team, language in zip(plan.teams, LANGUAGES * 2, strict=True):
        book = openpyxl.load_workbook(home / "reporting" / f"{team.id}.xlsx")
        told = {row[0].value: row[1].value for row in book["_lcxl"].iter_rows(max_col=2)}
        assert told["language"] == (language or "en-US")
        assert told[f"name.{plan.metrics[0].id}"] == TOLD.get(language, {}).get(
            "short_name", plan.metrics[0].short_name
        )


def test_a_draft_says_so_and_has_the_hosts_words_beside(homes: tuple[Path, Path]) -> None:
    _, home = homes
    plan = load_collaborative(home)
    for team, language in zip(plan.teams, LANGUAGES, strict=False):
        book = openpyxl.load_workbook(home / "reporting" / f"{team.id}.xlsx", data_only=True)
        texts = " ".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
            if cell.value
        )  # fmt: skip
        with in_language(language or "en-US"):
            assert (say("languages.draft_book") in texts) == bool(language)
        beside = f"Patients sous 140/90 [{plan.metrics[0].numerator}]"
        assert (beside in texts) == (language == "fr-CA")
        assert (", ".join(m.short_name for m in plan.metrics[1:3]) in texts) == bool(language)


def told(lcxl: Lcxl, home: Path) -> list[object]:
    """What programs are told of each finding; the sentences are in the host's language."""
    printed = lcxl("validate", home / "submissions", "--dir", home, "--format", "json").stdout
    found = json.loads(printed)["findings"]
    return [
        {key: finding[key] for key in finding if key not in ("sheet", "message", "fix", "file")}
        for finding in found
    ]


def test_findings_are_the_same_in_every_language(lcxl: Lcxl, homes: tuple[Path, Path]) -> None:
    one, three = homes
    assert told(lcxl, one) == told(lcxl, three)
    assert len(told(lcxl, one)) > 8


def test_the_master_is_the_same_value_by_value(
    lcxl: Lcxl, homes: tuple[Path, Path], tmp_path: Path
) -> None:
    tables = []
    for name, home in zip("ab", homes, strict=True):
        place = tmp_path / name
        shutil.copytree(home, place)
        assert lcxl("merge", place, "--to", "csv").returncode in (0, 1)
        assert lcxl("merge", place).returncode in (0, 1)
        with (place / "master.csv").open(encoding="utf-8", newline="") as stream:
            tables.append(list(csv.reader(stream)))
    # Where a number was typed is told as the file has it: the sheet in the team's language.
    sheet = tables[0][0].index("sheet")
    assert {row.pop(sheet) for row in tables[0][1:]} == {"Data"}
    assert {row.pop(sheet) for row in tables[1][1:]} == {"Data", "Données", "Datos"}
    assert tables[0] == tables[1]
    assert len(tables[0]) > 100
    books = [openpyxl.load_workbook(tmp_path / n / "master.xlsx", data_only=True) for n in "ab"]
    assert books[0].sheetnames == books[1].sheetnames
    for name in books[0].sheetnames:
        if name in ("Files", "Findings", "_lcxl"):  # have hashes, and names of sheets
            continue
        values = [list(values_of(book[name])) for book in books]
        assert values[0] == values[1], name


def values_of(sheet: Worksheet) -> Iterator[object]:
    """What stands in the cells, the names of sheets in English."""
    for row in sheet.iter_rows():
        for cell in row:
            yield ENGLISH.get(cell.value, cell.value)


def test_letters_are_in_the_language_of_the_team(lcxl: Lcxl, homes: tuple[Path, Path]) -> None:
    _, home = homes
    lcxl("validate", home / "submissions", "--dir", home)
    plan = load_collaborative(home)
    letters = 0
    for team in plan.teams:
        path = home / "questions" / f"{team.id}.txt"
        if path.exists():
            with in_language(plan.language_of(team)):
                text = path.read_text(encoding="utf-8")
                assert say("letter.dear", team=team.name) in text.splitlines()
                assert (say("letter.draft") in text) == bool(team.language)
                letters += 1
    assert letters == 5


def test_messages_go_out_in_each_language(lcxl: Lcxl, homes: tuple[Path, Path]) -> None:
    _, home = homes
    plan = load_collaborative(home)
    due = lcxl("status", home, "--on", "2026-03-03").stdout
    for team in plan.teams:
        assert due.count(team.name) >= 1
    subjects = [line for line in due.splitlines() if "mars 2026" in line or "marzo de 2026" in line]
    assert subjects, due


def test_lcxl_speaks_the_hosts_language(lcxl: Lcxl, tmp_path: Path) -> None:
    home = tmp_path / "home"
    lcxl("new", home, "--example", "hypertension", "--language", "fr-CA")
    plan = load_collaborative(home)
    assert plan.language == "fr-CA"
    assert "février 2026" in lcxl("status", home, "--on", "2026-03-02").stdout
    assert (
        "February 2026" in lcxl("status", home, "--on", "2026-03-02", "--language", "en-US").stdout
    )
