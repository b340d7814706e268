"""V24 on planted texts and workbooks, made before the patterns (`tests.helpers.planted.make`)."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from lcxl.intake.patients.privacy import kinds_in, suspects
from lcxl.intake.read import read_submission
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.paths import TESTS
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.planted.render import rendered
from tests.helpers.tables import workbook

PLANTED = TESTS / "helpers" / "planted" / "planted.json"
SHA256 = "f474b07705942cbf962faa531d7236a05bbac9397239f5d9c5b0e65d8e1cc4bf"
SET: dict[str, list[dict[str, Any]]] = json.loads(PLANTED.read_bytes())
YEAR = 2025
RECALL, PRECISION = 0.95, 0.97
TABLE = "month  BP  BP/\n2026-01  15  20"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def good(plan: Collaborative) -> bytes:
    return workbook(plan, TABLE, story=[{"tried": "Calls at noon"}])


def is_found(text: str) -> bool:
    return list(suspects([text])) == [text] and bool(kinds_in(text, YEAR))


def place_of(plant: dict[str, Any], folder: Path, number: int) -> Path:
    """Where a team's file lies: its name may be what was planted."""
    if plant["place"] == "file name":
        return folder / f"{plant['text']}.xlsx"
    if plant["place"] == "folder name":
        return folder / plant["text"] / "oak.xlsx"
    return folder / f"oak {number}.xlsx"


def test_the_set_is_the_one_that_was_made_first() -> None:
    assert sha256(PLANTED.read_bytes()).hexdigest() == SHA256
    assert (len(SET["texts"]), len(SET["books"]), len(SET["harmless"])) == (276, 102, 323)


def test_texts_are_told_apart() -> None:
    missed = [one["text"] for one in SET["texts"] if not is_found(one["text"])]
    alarms = [one["text"] for one in SET["harmless"] if is_found(one["text"])]
    found = len(SET["texts"]) - len(missed)
    assert found / len(SET["texts"]) >= RECALL, missed
    assert found / (found + len(alarms)) >= PRECISION, alarms


def test_workbooks_are_told_apart(plan: Collaborative, good: bytes, tmp_path: Path) -> None:
    """Every place of a workbook, and nothing that was found is in what was read."""
    missed, repeated = [], []
    for number, plant in enumerate(SET["books"]):
        path = place_of(plant, tmp_path, number)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(rendered(good, plant))
        read = read_submission(path, plan)
        said = validate(read, plan)
        if "V24" not in {f.code for f in said}:
            missed.append((plant["lang"], plant["place"], plant.get("how") or plant["text"]))
        everything = repr(read) + repr(said)
        repeated += [(plant["place"], s) for s in plant["secrets"] if s in everything]
    assert not repeated
    assert 1 - len(missed) / len(SET["books"]) >= RECALL, missed
