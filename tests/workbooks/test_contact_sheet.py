"""The contact sheet: accessible, valid, and nobody in it who did not agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl

from tests.helpers.a11y import faults as faults_of
from tests.helpers.host import host_folder
from tests.helpers.plans import plan_from
from tests.unit.test_people import ONE_TEAM


def test_the_contact_sheet_has_those_who_agreed_and_nobody_else(
    tmp_path: Path,
    lcxl: Callable[..., CompletedProcess[str]],
    is_valid_ooxml: Callable[[Path], list[str]],
) -> None:
    text = ONE_TEAM.replace(
        'name = "A. Ames"', 'name = "A. Ames"\nconsent = "Yes"\nend = 2026-02-01'
    )
    host_folder(plan_from(text, tmp_path), tmp_path)
    done = lcxl("build", ".", "--contact-sheet")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "contact-sheet.xlsx"
    path = tmp_path / "contact-sheet.xlsx"
    sheet = openpyxl.load_workbook(path)["Contacts"]
    rows = [[cell.value for cell in row][:5] for row in sheet.iter_rows(min_row=5)]
    assert rows == [["Oak Street Clinic", "C. Cole", "data contact", None, "c@oak.example"]]
    assert faults_of(path) == []
    assert is_valid_ooxml(path) == []
