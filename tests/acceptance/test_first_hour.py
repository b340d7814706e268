"""What somebody meets in the first hour: questions on a terminal, and DIR left out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from lcxl.first_questions import rows_of_teams
from lcxl.plan import Collaborative
from tests.acceptance.test_keep import run
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def cells(path: Path, sheet: str) -> list[list[object]]:
    return [[c.value for c in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own needs POSIX")
def test_new_asks_on_a_terminal_and_fills_in_what_was_answered(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "lcxl", "new", "c"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path,
    )  # fmt: skip
    os.write(ours, b"Depression care\n15 Sept\n2026-09-15\n\nOak Street, Elm Park; Oak Street\n")
    assert running.wait(timeout=60) == 0
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "'15 Sept' is no day that can be read." in said
    assert "lcxl build c" in said
    told = cells(tmp_path / "c" / "metric-definitions.xlsx", "Collaborative")
    assert any("Depression care" in row for row in told)
    rows = cells(tmp_path / "c" / "recruiting-tracker.xlsx", "Organisations")
    named = {row[0]: row[1] for row in rows if row[0] in ("oak-street", "elm-park", "oak-street-2")}
    assert named == {
        "oak-street": "Oak Street", "elm-park": "Elm Park", "oak-street-2": "Oak Street"
    }  # fmt: skip


def test_the_id_of_a_team_is_made_of_its_name_whatever_its_letters() -> None:
    names = ["Süd", "Clinique de l\u2019Étoile", "Sacré-Cœur", "Straße Ø", "Łódź", "北京"]
    ids = ["sud", "clinique-de-l-etoile", "sacre-coeur", "strasse-o", "lodz", "team-6"]
    assert [row["id"] for row in rows_of_teams(names)] == ids


def test_piped_it_asks_nothing(lcxl: Run, tmp_path: Path) -> None:
    done = lcxl("new", "d")
    assert done.returncode == 0
    assert "?" not in done.stdout


def test_planning_may_come_before_the_plan(lcxl: Run, tmp_path: Path) -> None:
    """No metric and no team is there yet that a dropdown could offer."""
    done = lcxl("new", "p", "--planning")
    assert (done.returncode, done.stderr) == (0, "")
    assert cells(tmp_path / "p" / "planning.xlsx", "Drivers")


@pytest.mark.parametrize("place", ["", "submissions"])
def test_dir_may_be_left_out_inside_the_folder(
    plan: Collaborative, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "h" / "submissions").mkdir(parents=True)
    home = host_folder(plan, tmp_path / "h")
    (home / "submissions" / "oak.xlsx").write_bytes(
        workbook(plan, "month  BP  BP/\n2026-01  13  20")
    )
    monkeypatch.chdir(home / place)
    assert run("build").returncode == 0
    assert "oak.xlsx" in run("validate", "--format", "json").stdout
    assert run("status").returncode == 0
    merged = run("merge")
    assert Path(merged.stdout.splitlines()[-1]).resolve() == home / "master.xlsx"


def test_outside_of_any_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("build", "status", "merge", "validate"):
        done = run(command)
        assert done.returncode == 2
        assert "go into it" in done.stderr
