"""What the add-in relies on in xlwings' real Mac engine, loaded here without a Mac.

The lines that are imitated elsewhere stand in xlwings' `_xlmac.py`; this says so if they change.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

CODE = """
import json, sys
from unittest.mock import MagicMock
for name in ("aem", "appscript", "appscript.reference", "osax", "psutil"):
    sys.modules[name] = MagicMock(name=name)
class CommandError(Exception):
    errornumber = -1712
appscript, reference = sys.modules["appscript"], sys.modules["appscript.reference"]
reference.CommandError = CommandError
appscript.reference = reference
import xlwings
import xlwings._xlmac as mac
from lcxl_addin import busy
from lcxl_addin.excel import load_xlwings, path_of
load_xlwings()

class Cells(dict):
    def __missing__(self, address):
        self[address] = MagicMock(name=address)
        return self[address]

told = {}
book = MagicMock()
sheet = mac.Sheet(book, "Data")
sheet.xl = MagicMock()
sheet.xl.cells = Cells()
sheet.xl.used_range.special_cells.side_effect = CommandError("not on a protected sheet")
told["notes"] = sheet.notes
for address in ("D11,F13", "A1:A3,C1:C3"):
    sheet.xl.cells.clear()
    sheet.range(address)
    told[address] = list(sheet.xl.cells)
one = mac.Book(MagicMock(), "oak.xlsx")
one.xl = MagicMock()
one.xl.properties.return_value.get.return_value = "https://d.docs.live.net/0123456789abcdef/oak.xlsx"
try:
    told["path"] = str(one.fullname)
except Exception as e:
    told["path"] = type(e).__name__
told["busy"] = busy.is_busy(CommandError())
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_protected_sheet_names_no_notes_and_raises_nothing(told: dict[str, Any]) -> None:
    assert told["notes"] == []


def test_only_single_cells_may_stand_in_one_address(told: dict[str, Any]) -> None:
    assert told["D11,F13"] == ["D11,F13"]
    assert told["A1:A3,C1:C3"] != ["A1:A3,C1:C3"]  # what marks.addresses keeps from happening


def test_a_workbook_in_the_cloud_has_no_path(told: dict[str, Any]) -> None:
    assert told["path"] == "FileNotFoundError"


def test_an_excel_that_does_not_answer_is_busy(told: dict[str, Any]) -> None:
    assert told["busy"] is True
