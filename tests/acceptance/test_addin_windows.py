"""xlwings' real Windows engine, with a stand-in for Excel beneath it, in a process of its own."""

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


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("windows")
    plan = plan_from(SMALL.replace('short_name = "Calls"', 'short_name = "3-4 calls"'), folder)
    path = host_folder(plan, folder) / "oak.xlsx"
    path.write_bytes(workbook(plan, TABLE))
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.fake_windows", str(folder), str(path)],
        capture_output=True, text=True, timeout=100, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_marks_are_set_and_taken_away(told: dict[str, Any]) -> None:
    assert told["validate"].startswith("Oak Street Clinic: ")
    assert told["sheets"][:3] == ["Start", "Findings", "Data"]  # Start is hidden very well
    assert told["rules"]
    assert all(rule[1] == '="lcxl mark"="lcxl mark"' for rule in told["rules"])
    assert all(isinstance(rule[2], int) and rule[3] is True for rule in told["rules"])
    assert [text for _, text in told["notes"] if "lcxl" not in text] == ["Counted by hand."]
    assert len(told["notes"]) > 2
    assert told["next"][0].startswith("1 of ")
    assert "Marks: listed on the sheet Findings" in told["status"]
    assert told["clear"] == "The marks are gone; every cell is as it was before."
    assert told["restored"] is True


def test_what_is_written_stays_text(told: dict[str, Any]) -> None:
    """Only links become formulas, although Excel reads texts as if they were typed."""
    assert told["formulas"] == ["=HYPERLINK("]
    assert {"V04", "3-4 calls"} <= set(told["findings"])


def test_what_is_protected_is_said(told: dict[str, Any]) -> None:
    assert "because the sheet Data is protected." in told["protected"]
    assert "The sheet Findings could not be added" in told["protected"]
    assert told["untouched"] is True


def test_a_place_in_the_cloud_or_none_is_no_obstacle(told: dict[str, Any]) -> None:
    assert list(told["paths"].values()) == [["None", "Oak Street Clinic"]] * 4


def test_messages_reach_the_person(told: dict[str, Any]) -> None:
    assert told["nothing open"].startswith("No workbook is open in Excel.")
    assert told["shown"] == ["The marks are gone; every cell is as it was before.", False]


def test_other_excels_are_left_running(told: dict[str, Any]) -> None:
    assert told["other excels are ended"] is False
