"""The master for pandas: the same as the table in the workbook, as openpyxl reads it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lcxl import merge, to_pandas
from lcxl.books.master import build_master_workbook
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

pd = pytest.importorskip("pandas")


def test_it_holds_what_the_sheet_data_holds(tmp_path: Path) -> None:
    plan = plan_from(OPTIONAL, tmp_path)
    home = host_folder(plan, tmp_path)
    (home / "submissions").mkdir()
    table = "month  BP  BP/  CALLS\n2026-01  13  20  7\n2026-02  NA  NA  0"
    (home / "submissions" / "oak.xlsx").write_bytes(workbook(plan, table))
    master = merge(home, plan=plan)
    frame = to_pandas(master)
    path = tmp_path / "m.xlsx"
    path.write_bytes(build_master_workbook(master))
    sheet = openpyxl.load_workbook(path)["Data"]
    area = sheet.tables["tblData"].ref
    head, *rows = [[cell.value for cell in row] for row in sheet[area]]
    assert list(frame.columns) == head
    assert len(frame) == len(rows) == 4
    for (_, mine), theirs in zip(frame.iterrows(), rows, strict=True):
        told = [None if pd.isna(v) or v == "" else v for v in mine]
        assert told == [None if v in (None, "") else v for v in theirs]
    assert str(frame["month"].dtype) == "datetime64[ms]"
    assert str(frame["numerator"].dtype) == "float64"
    assert frame.loc[frame.metric_id == "CALLS", "value"].sum() == 7
