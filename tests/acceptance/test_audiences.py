"""Who sees what: teams and funders get a workbook of their own, and nothing hidden is in it."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from subprocess import CompletedProcess

import pytest

from lcxl import merge
from lcxl.audience.names import coded, without_withdrawn
from lcxl.books.copies import views
from lcxl.combine import Master
from lcxl.findings import Finding
from lcxl.plan import Collaborative, load_collaborative
from tests.helpers import a11y
from tests.helpers.collaboratives import PLAN, folder_of, random_master
from tests.helpers.plans import SMALL, plan_from


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(PLAN, tmp_path_factory.mktemp("plan"))


def everything_in(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


@pytest.mark.parametrize("display", ["open", "coded", "aggregate"])
def test_teams_see_what_the_plan_allows(tmp_path: Path, display: str) -> None:
    folder = folder_of(SMALL, tmp_path, display)
    master = merge(folder)
    files = {f"{v.stem}.xlsx": v.workbook() for v in views(master, "teams")}
    assert list(files) == (
        ["master-for-teams/oak.xlsx", "master-for-teams/elm.xlsx"]
        if display == "coded"
        else ["master-for-teams.xlsx"]
    )
    for name, data in files.items():
        path = tmp_path / "t.xlsx"
        path.write_bytes(data)
        text = everything_in(path)
        assert "ZZshared" in text
        assert "ZZopen" in text
        for secret in ("ZZhelp", "ZZkept", "submissions/", "oak.xlsx"):
            assert secret not in text
        named = {team for team in ("Oak Street Clinic", "Elm Health") if team in text}
        mine = {"Oak Street Clinic"} if "oak" in name else {"Elm Health"}
        assert named == {"open": {"Oak Street Clinic", "Elm Health"}, "coded": mine,
                         "aggregate": set()}[display]  # fmt: skip
        if display == "coded":
            other = "elm" if "oak" in name else "oak"
            assert f">{other}<" not in text
            assert "<t>Team 0" in text
        assert a11y.faults(path) == []


def test_what_may_hold_patient_details_is_not_passed_on(tmp_path: Path) -> None:
    """A text that rule V24 doubts stays with the host."""
    master = merge(folder_of(SMALL, tmp_path, "open"))
    (told,) = [t for t in master.combined.story if "ZZdoubted" in str(t.row.values)]
    places = {"where": "Row 9 looks", "what": "NHS numbers"}
    doubt = Finding("V24", "error", "doubtful", places, file=told.file, team_id="oak",
                    sheet=told.row.sheet, cell=f"H{told.row.row + 1}")  # fmt: skip
    combined = replace(master.combined, findings=(doubt,))
    path = tmp_path / "t.xlsx"
    for name, expected in ((master, True), (replace(master, combined=combined), False)):
        (view,) = views(name, "teams")
        path.write_bytes(view.workbook())
        assert ("ZZdoubted" in everything_in(path)) == expected


@pytest.mark.parametrize(("data_use", "numbers"), [("keep without name", 1), ("delete", 0)])
def test_what_a_team_that_withdrew_agreed_to(
    plan: Collaborative, data_use: str, numbers: int
) -> None:
    master = random_master(plan, Random(5))
    first, *others = master.plan.teams
    left = replace(
        first,
        stage="withdrew",
        data_use=data_use,
        withdrew_on=date(2026, 4, 1),
        reason="other",
    )
    plan = replace(master.plan, teams=(left, *others))
    shown = without_withdrawn(Master(plan, master.combined))
    names = {r.team for r in shown.rows}
    assert first.name not in names
    assert len(names) == len({r.team for r in master.rows}) - 1 + numbers
    assert (len(shown.rows) == len(master.rows)) == bool(numbers)


def test_codes_change_with_the_files_and_not_with_names(tmp_path: Path) -> None:
    """Nobody can work a code out from what teams know of each other."""
    master = merge(folder_of(SMALL, tmp_path, "coded"))
    orders = set()
    for secret in map(str, range(20)):
        other = coded(master, secret)
        orders.add(tuple(r.numerator for r in other.rows))
        assert {t.name for t in other.plan.teams} == {"Team 01", "Team 02"}
    assert len(orders) == 2


CLASHING = """
[[teams]]
id = "team-01"
name = "Team 02"

[[teams]]
id = "team-02"
name = "Ash Lane"

[[teams]]
id = "team"
name = "A team"
"""


def test_no_code_is_the_id_or_name_of_a_real_team(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    """Ids such as team-01 are a host's own: under a code they would be added up with another."""
    folder = folder_of(SMALL + CLASHING, tmp_path, "coded")
    plan = load_collaborative(folder)
    numbers = {team.id: 30.0 + i + 31 + i for i, team in enumerate(plan.teams)}
    assert lcxl("merge", folder, "--audience", "teams", "--to", "csv").returncode == 0
    for own in plan.teams:
        with (folder / "master-for-teams" / f"{own.id}.csv").open(encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
        sums: dict[tuple[str, str], float] = {}
        for one in rows:
            key = one["team_id"], one["team"]
            sums[key] = sums.get(key, 0) + float(one["numerator"])
        assert sums.pop((own.id, own.name)) == numbers[own.id]
        assert sorted(sums.values()) == sorted(n for t, n in numbers.items() if t != own.id)
        ids, names = {t.id for t in plan.teams}, {t.name for t in plan.teams}
        assert not ids & {code for code, _ in sums}
        assert not names & {name for _, name in sums}


def test_the_place_of_a_team_without_a_name_says_nothing(tmp_path: Path) -> None:
    """Of three that withdrew nobody can tell which is which by number or order."""
    teams = "".join(
        f'[[teams]]\nid = "t{i}"\nname = "Clinic {i}"\nstage = "withdrew"\n'
        f'withdrew_on = 2026-03-01\nreason = "other"\ndata_use = "keep without name"\n'
        for i in range(3)
    )
    folder = folder_of(SMALL.replace('[[teams]]\nid = "elm"', teams + '[[teams]]\nid = "elm"'),
                       tmp_path, "open")  # fmt: skip
    master, orders = merge(folder), set()
    real = {row.numerator: row.team_id for row in master.rows if row.month.month == 1}
    for secret in map(str, range(60)):
        shown = without_withdrawn(master, secret)
        assert [t.name for t in shown.plan.teams] == [
            "Oak Street Clinic", "Elm Health", *(f"Withdrawn team {n}" for n in (1, 2, 3))
        ]  # fmt: skip
        assert [t.id for t in shown.plan.teams[2:]] == [f"withdrew {n}" for n in (1, 2, 3)]
        january = [r for r in shown.rows if r.month.month == 1]
        assert [r.team for r in january] == [t.name for t in shown.plan.teams]
        orders.add(tuple(real[r.numerator] for r in january[2:]))
    assert len(orders) == 6


def test_the_command_writes_one_file_for_each_audience(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    folder = folder_of(SMALL, tmp_path, "coded")
    for audience, written in (
        ("hosts", ["master.xlsx"]),
        ("funders", ["master-for-funders.xlsx"]),
        ("teams", ["master-for-teams/oak.xlsx", "master-for-teams/elm.xlsx"]),
    ):
        done = lcxl("merge", folder, "--audience", audience)
        assert (done.returncode, done.stderr) == (0, "")
        paths = done.stdout.replace("\\", "/").splitlines()[-len(written):]  # fmt: skip
        assert paths == [(folder / name).as_posix() for name in written]
    refused = lcxl("merge", folder, "--audience", "teams", "-o", "one.xlsx")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "file of its own" in refused.stderr
