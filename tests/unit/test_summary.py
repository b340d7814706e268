"""The master's Summary in the words of a very small collaborative."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from tests.helpers.plans import SMALL, plan_from

ONE_TEAM = SMALL[: SMALL.index('[[teams]]\nid = "elm"')]


@pytest.mark.parametrize(
    ("text", "said"), [(ONE_TEAM, "0 of 1 team compared."), (SMALL, "0 of 2 teams compared.")]
)
def test_a_single_team_is_not_several(text: str, said: str, tmp_path: Path) -> None:
    data = build_master_workbook(Master(plan_from(text, tmp_path), Combined()))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Summary"]
    assert said in {cell.value for row in sheet for cell in row}
