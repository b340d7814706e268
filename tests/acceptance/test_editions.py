"""What one edition of a copy hides, no other edition gives away."""

from __future__ import annotations

import csv
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from subprocess import CompletedProcess

import openpyxl
import pytest

from lcxl.audience.ledger import Ledger
from lcxl.audience.past import Past
from lcxl.books.copies import View
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.keep.shown import Edition, editions_of, remember_edition
from lcxl.periods import month_id
from lcxl.plan import Collaborative, Team
from tests.helpers.collaboratives import PLAN, random_master, row
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

COLLABORATIVES = int(os.environ.get("LCXL_COLLABORATIVES", "6"))
"""Attacked here; `python -m tests.helpers.attack_editions` attacks many more."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(PLAN, tmp_path_factory.mktemp("plan"))


def test_what_sums_tell_is_found_exactly() -> None:
    """February is all months less the others, whichever edition told which."""
    ledger = Ledger()
    ledger.add({0: 1, 1: 1, 2: 1}, 40, ("May", "all"))
    assert ledger.value({1: 1}) is None
    ledger.add({0: 1}, 20, ("May", "January"))
    ledger.add({2: 1}, 16, ("June", "March"))
    told = ledger.value({1: 1})
    assert told is not None
    assert told.value == 4
    assert told.lines == {("May", "all"), ("May", "January"), ("June", "March")}
    ledger.add({3: 2, 4: 1}, 7)
    ledger.add({3: 1, 4: 1}, 4)
    found = ledger.value({4: 1})
    assert found is not None
    assert found.value == 1


@pytest.mark.parametrize("seed", range(COLLABORATIVES))
def test_no_small_count_follows_from_all_editions(plan: Collaborative, seed: int) -> None:
    attack = pytest.importorskip("tests.helpers.attack_editions", reason="needs scipy")
    rng = Random(f"pinned {seed}")
    master = random_master(plan, rng, teams=(2, 6), months=(5, 8))
    assert attack.attacked(master, attack.RULES[seed % 3], rng).faults == []


def test_the_same_rounded_numbers_hide_the_same_lines_again(plan: Collaborative) -> None:
    """A later edition that rounding alone would hide; the attack asks for each edition twice."""
    attack = pytest.importorskip("tests.helpers.attack_editions", reason="needs scipy")
    rng = Random("editions 524")
    master = random_master(plan, rng, teams=(2, 8), months=(5, 12))
    assert attack.attacked(master, "NHS rounding", rng).faults == []


def test_the_attack_finds_what_editions_without_a_memory_give_away(plan: Collaborative) -> None:
    attack = pytest.importorskip("tests.helpers.attack_editions", reason="needs scipy")
    leaking = 0
    for seed in range(3):
        rng = Random(f"pinned {seed}")
        master = random_master(plan, rng, teams=(2, 6), months=(5, 8))
        leaking += bool(attack.attacked(master, "CMS 1-10", rng, remember=False).faults)
    assert leaking


def test_what_is_left_of_three_months_when_one_falls_out(plan: Collaborative) -> None:
    """Where a team sends nothing in May, its line is March and April: April less February.

    The oak's February stood alone in an edition; with its 21 of three months the 6 of two follow.
    """
    teams = tuple(Team(id=name, name=name.title()) for name in ("oak", "elm", "ash", "fir"))
    plan = replace(plan, teams=teams)
    falls = {"oak": {"2026-02": 15, "2026-03": 2, "2026-04": 4}}
    months = [date.fromisoformat(f"{name}-01") for name in ("2025-12", *falls["oak"], "2026-05")]
    past: list[Edition] = []
    for now in ("2026-02", "2026-04", "2026-05"):
        rows = []
        for i, team in enumerate(teams):
            of_team = falls.get(team.id, dict.fromkeys(map(month_id, months), 40 + i))
            for month in months:
                if month_id(month) <= now and month_id(month) in of_team:
                    count = of_team[month_id(month)]
                    rows.append(row(plan, team, "FALLS", month, "", count, 9000))
        view = View("f", Master(plan, Combined(rows=tuple(rows))), rule="CMS 1-10",
                    past=Past(past))  # fmt: skip
        past.append(replace(view.protected.edition, number=len(past) + 1))
    shown = [
        {
            line.key: line.counts[0]
            for line in edition.lines
            if line.table == "teams" and line.counts
        }
        for edition in past
    ]
    assert shown[0]["oak"] == 15
    assert "oak" not in shown[1]
    assert shown[1].keys() & {"elm", "ash", "fir"}


def folder_of(tmp_path: Path) -> Path:
    """Two teams; in May February and March are small, in June only February is."""
    text = SMALL.replace("months = 6", 'months = 6\ndisplay = "open"\nsmall_numbers = "CMS 1-10"')
    plan = plan_from(text, tmp_path)
    folder = tmp_path / "c"
    folder.mkdir()
    host_folder(plan, folder)
    (folder / "submissions").mkdir()
    send(plan, folder, 0)
    return folder


MONTHS = ("2025-10  40  90", "2025-11  44  95", "2025-12  41  92", "2026-01  42  91",
          "2026-02  2  91", "2026-03  45  92", "2026-04  46  93", "2026-05  47  94",
          "2026-06  48  95")  # fmt: skip


def send(plan: Collaborative, folder: Path, more: int) -> None:
    for i, team in enumerate(plan.teams):
        lines = [f"{line[:-2]}{int(line[-2:]) + i}" for line in MONTHS]
        table = "\n".join(["month  BP  BP/", *lines[: 6 + more]])
        path = folder / "submissions" / f"{team.id}.xlsx"
        path.write_bytes(workbook(plan, table, team=team.id))


def lines_of(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    with path.open(encoding="utf-8-sig") as stream:
        return {(r["part"], r["line"]): r for r in csv.DictReader(stream) if r["metric_id"] == "BP"}


def test_the_memory_protects_the_next_edition(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    folder = folder_of(tmp_path)
    plan = plan_from((tmp_path / "plan.toml").read_text(), tmp_path)
    first = lcxl("merge", folder, "--audience", "funders", "--to", "csv")
    assert "No earlier edition of this copy is known here" in first.stderr
    copy = folder / "master-for-funders.csv"
    known = dict(lines_of(copy))
    hidden = [line for line in known if known[line]["hidden"] == "yes"]
    assert ("months", "2026-02") in hidden
    data = copy.read_bytes()
    again = lcxl("merge", folder, "--audience", "funders", "--to", "csv")
    assert copy.read_bytes() == data
    assert "No earlier edition" in again.stderr
    records = sorted((folder / "lcxl-memory" / "shown" / "funders").iterdir())
    assert len(records) == 1
    if os.name == "posix":
        assert stat.S_IMODE(records[0].stat().st_mode) == 0o600
        assert stat.S_IMODE(records[0].parent.stat().st_mode) == 0o700
    for more in (1, 2, 3):
        send(plan, folder, more)
        done = lcxl("merge", folder, "--audience", "funders", "--to", "csv")
        assert done.stderr == ""
        now = lines_of(copy)
        for line, told in now.items():
            if line[0] == "months" and told["hidden"] == "no":
                known[line] = told
    # What the editions hide together is more than one month, so that no sum tells February.
    assert known["months", "2026-02"]["hidden"] == "yes"
    assert sum(told["hidden"] == "no" for told in lines_of(copy).values()) > 10
    assert len(list(records[0].parent.iterdir())) == 4
    # On a computer without the memory the host is told, in the copy too.
    shutil.rmtree(folder / "lcxl-memory" / "shown")
    alone = lcxl("merge", folder, "--audience", "funders")
    assert "protected within this edition only" in alone.stderr
    book = openpyxl.load_workbook(folder / "master-for-funders.xlsx")
    told = [str(c.value) for row in book["Summary"].iter_rows() for c in row if c.value]
    assert any("no earlier edition of it was known" in text for text in told)


def test_a_record_is_read_as_it_was_written(plan: Collaborative, tmp_path: Path) -> None:
    master = random_master(plan, Random(4), teams=(3, 3), months=(6, 6))
    edition = View("f", master, rule="CMS 1-10").protected.edition
    remember_edition(tmp_path, "funders", edition, [])
    (found,), damaged = editions_of(tmp_path, "funders")
    assert (replace(found, number=0), damaged) == (edition, [])
    remember_edition(tmp_path, "funders", edition, [found])
    assert len(editions_of(tmp_path, "funders")[0]) == 1
    text = next((tmp_path / "lcxl-memory" / "shown" / "funders").iterdir()).read_text()
    assert {line.split("\t")[5] for line in text.splitlines() if "\thidden\t" in line} == {""}
    (tmp_path / "lcxl-memory" / "shown" / "funders" / "002 x.txt").write_text("edition\tx")
    assert editions_of(tmp_path, "funders")[1] == ["002 x.txt"]


def test_the_same_numbers_again_hide_nothing_more(plan: Collaborative) -> None:
    past: list[Edition] = []
    for seed in (1, 2):
        master = random_master(
            plan, Random(seed), teams=(4, 4), months=(3 + 4 * seed, 3 + 4 * seed)
        )
        view = View("f", master, rule="CMS 1-10", past=Past(past))
        past.append(replace(view.protected.edition, number=len(past) + 1))
        again = View("f", master, rule="CMS 1-10", past=Past(past))
        assert again.workbook() == view.workbook()
