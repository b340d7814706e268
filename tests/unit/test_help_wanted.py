"""What teams asked for stands on Sessions of meetings.xlsx, and nothing of a patient's with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.combine import Master
from lcxl.combine.combine import combine
from lcxl.intake.read import read_bytes
from lcxl.keep.newest import Newest, newest_merge, remember_merge
from lcxl.plan import Collaborative
from lcxl.practice.help_wanted import NEWEST, help_wanted
from tests.helpers.folder_book import rows_of, typed, written
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

MERGED = date(2026, 7, 9)
PRESENT: dict[tuple[str, str, Any], Any] = {
    ("present", "people", 0): 0,
    ("content", "topic", "S1"): 1,
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    more = '[[teams]]\nid = "fir"\nname = "Fir Lane"\n'
    return plan_from(SMALL + more, tmp_path_factory.mktemp("plan"))


def merged(plan: Collaborative) -> Master:
    """Oak asks in each of nine months, Fir in the last two, Elm names a patient in one of two."""
    asks = {
        "oak": [f"Who has a call list? {n}" for n in range(9)],
        "fir": [""] * 7 + ["Cuffs to lend", "A  letter\nto those who stay away"],
        "elm": [""] * 7 + ["Ask someone@mail.example who stays away", "A room"],
    }
    sent = []
    for team, texts in asks.items():
        story = [{"help": text, "learned": "not asked for"} if text else {} for text in texts]
        data = workbook(plan, "month  BP  BP/\n2026-03  13  20", team, story=story)
        sent.append(read_bytes(data, f"{team}.xlsx", plan))
    return Master(plan, combine(plan, sent))


def test_the_newest_are_kept_and_none_that_names_a_patient(plan: Collaborative) -> None:
    found = help_wanted(merged(plan))
    assert [(one.team_id, one.text) for one in found[:4]] == [
        ("oak", "Who has a call list? 8"),
        ("elm", "A room"),
        ("fir", "A letter to those who stay away"),
        ("oak", "Who has a call list? 7"),
    ]
    assert len(found) == NEWEST == 10
    assert found[0].month == date(2026, 6, 1)
    assert not any("someone@" in one.text or "left out" in one.text for one in found)


def shown(path: Path) -> list[str]:
    return [str(text) for (text,) in rows_of(path, "asked", "text")]


def test_they_stand_on_sessions_as_the_teams_wish_and_nothing_typed_moves(
    plan: Collaborative, tmp_path: Path
) -> None:
    path = written("meetings", plan, tmp_path)
    assert [line for line in shown(path) if "after lcxl merge FOLDER" in line] == shown(path)
    typed(path, PRESENT)
    remember_merge(tmp_path, Newest(MERGED, wanted=help_wanted(merged(plan))))
    for data_use in ("", "keep without name", "delete"):
        teams = [replace(t, data_use=data_use) if t.id == "fir" else t for t in plan.teams]
        written("meetings", replace(plan, teams=tuple(teams)), tmp_path)
        *lines, as_of = shown(path)
        assert lines[0] == "Oak Street Clinic: Who has a call list? 8"
        name = {"": "Fir Lane: ", "keep without name": "a team: "}.get(data_use)
        of_fir = [line for line in lines if "Cuffs" in line]
        assert of_fir == ([f"{name}Cuffs to lend"] if name else [])
        assert "9 July 2026" in as_of
        assert rows_of(path, "present", "people") == [(0.0,)]
        assert (1.0,) in rows_of(path, "content", "topic")


def test_where_nobody_asked_that_is_said(plan: Collaborative, tmp_path: Path) -> None:
    remember_merge(tmp_path, Newest(MERGED))
    (line,) = shown(written("meetings", plan, tmp_path))
    assert line == "When lcxl merge was run on 9 July 2026, no team had asked for help."


def test_what_was_asked_is_remembered_as_it_was(plan: Collaborative, tmp_path: Path) -> None:
    found = Newest(MERGED, {"c1": "2 teams"}, {"E1": "yes"}, [(None, "oak", "é\n1")])
    remember_merge(tmp_path, found)
    assert newest_merge(tmp_path) == found


@pytest.mark.parametrize(
    "text", ['{"teams": [], "answers": {}, "as_of": "2026-01-01"}', "[" * 100_000, "[]", "\x00"]
)
def test_a_damaged_memory_of_the_newest_merge_is_none(tmp_path: Path, text: str) -> None:
    remember_merge(tmp_path, Newest(as_of=date(2026, 1, 1)))
    (file,) = (tmp_path / "lcxl-memory").glob("newest-merge.json")
    file.write_text(text, encoding="utf-8")
    assert newest_merge(tmp_path) == Newest()
