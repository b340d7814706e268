"""What goes wrong at a coach's desk, made with xlwings' real Windows engine over a stand-in."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.helpers.host import host_folder
from tests.helpers.paths import ROOT
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

TABLE = """
month    BP    BP/   BP?       FALLS  FALLS/  CALLS  WAIT
2026-01  25    20    =1+1      3      900     12     4
2026-02  #N/A  20    3-4       .      .       7.5    3
"""
GONE = "The marks are gone; every cell is as it was before."
BUSY = (
    "ExcelBusy: Excel is busy, so lcxl stopped. Finish typing in the cell (press Enter), close any "
    "box that is open in Excel, and try again."
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("trouble")
    path = host_folder(plan_from(SMALL, folder), folder) / "oak.xlsx"
    path.write_bytes(workbook(plan_from(SMALL, folder), TABLE))
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.windows_in_trouble", str(folder), str(path)],
        capture_output=True, text=True, timeout=200, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_busy_excel_is_asked_for_a_while_and_then_no_more(told: dict[str, Any]) -> None:
    """Without a limit this test would never end."""
    assert told["busy"] == BUSY
    assert told["busy code"] == 3  # the macro says the same, as no box can be shown from outside
    assert told["busy seconds"] < 10
    assert told["busy untouched"] is True
    assert told["busy for a moment"] == "Oak Street Clinic"


def test_excel_that_becomes_busy_is_not_said_to_be_protected(told: dict[str, Any]) -> None:
    assert told["busy midway"] == BUSY
    assert told["draws again"] is True
    assert (told["after busy"], told["after busy untouched"]) == (GONE, True)


def test_a_comment_of_the_team_is_not_said_to_be_protection(told: dict[str, Any]) -> None:
    assert "3 cells keep the note or comment that somebody wrote there" in told["comments"]
    assert "protected" not in told["comments"]


def test_clear_claims_only_what_it_read_back(told: dict[str, Any]) -> None:
    assert told["protected marks"] == 4
    assert "4 marks are still on the sheet Data" in told["protected clear"]
    assert GONE not in told["protected clear"]


def test_notes_that_a_sheet_does_not_name_are_found_cell_by_cell(told: dict[str, Any]) -> None:
    assert told["mac notes"] == 4  # three of ours, and one of the team
    assert (told["mac clear"], told["mac restored"]) == (GONE, True)
    assert told["mac protected notes"] > 1
    assert "still on the sheet Data" in told["mac protected clear"]
    assert (
        "does not say whether notes of lcxl are left on the sheet Data" in told["mac without list"]
    )
    assert told["mac clear again"] == GONE
    assert told["mac at last"] == [0, 0]


def test_a_file_of_the_same_name_in_the_synchronised_tree_is_never_taken(
    told: dict[str, Any],
) -> None:
    assert list(told["cloud"].values()) == [["None", "Oak Street Clinic"]] * 3
    assert "it is not known when it was saved" in told["cloud status"]


def test_protected_view_is_named(told: dict[str, Any]) -> None:
    assert told["protected view"].startswith("LcxlError: No workbook is open in Excel.")
    assert "Protected View, click Enable Editing" in told["protected view"]


def test_excel_is_asked_so_many_times_for_a_click(told: dict[str, Any]) -> None:
    """docs/addin.md says what this may cost."""
    calls = told["calls"]
    most = {
        "validate": 600, "validate again": 700, "next": 100, "status": 420, "clear": 180,
        "clear again": 80, "mark 100": 1150, "list 100": 130, "clear 100": 480,
    }  # fmt: skip
    assert {name: calls[name] for name in most if calls[name] > most[name]} == {}
    rest = calls["validate"] - calls["list 100"]
    few, many = (rest + calls[f"mark {n}"] + calls[f"list {n}"] for n in (100, 500))
    assert many <= 1.5 * few
    assert calls["clear 500"] <= 1.5 * calls["clear 100"]
