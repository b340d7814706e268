"""The numbers for other programs: every one as it was typed, each column described."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from random import Random
from subprocess import CompletedProcess

import openpyxl
import pandas as pd
import pytest

from lcxl import templates
from lcxl.books.copies import files_of, views
from lcxl.combine import master as combined
from lcxl.plan import Collaborative
from lcxl.tables.tidy import Tidy
from tests.helpers.collaboratives import PLAN, folder_of, random_master
from tests.helpers.paths import ROOT
from tests.helpers.plans import SMALL, plan_from


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(PLAN, tmp_path)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_number_survives_bit_for_bit(plan: Collaborative, tmp_path: Path, form: str) -> None:
    master = random_master(plan, Random(2))
    (view,) = views(master, "hosts")
    for name, data in files_of(view, form, f"m.{form}"):  # type: ignore[arg-type]
        (tmp_path / name).write_bytes(data)
    path = tmp_path / f"m.{form}"
    read = pd.read_csv(path, parse_dates=["month"]) if form == "csv" else pd.read_parquet(path)
    assert str(read["month"].dtype).startswith("datetime64")
    for column in ("numerator", "denominator", "value"):
        wanted = pd.Series([getattr(r, column) for r in master.rows], dtype=float)
        assert read[column].astype(float).equals(wanted)
    described = {r[1] for r in csv.reader(io.StringIO((tmp_path / "m-dictionary.csv").read_text()))}
    assert set(read.columns) | {m.id for m in plan.metrics} <= described


def test_rows_that_a_sheet_cannot_hold_stand_in_a_file_beside_it(
    plan: Collaborative, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = random_master(plan, Random(2))
    (view,) = views(master, "hosts")
    ((_, data),) = files_of(view, "xlsx", "m.xlsx")
    whole = openpyxl.load_workbook(io.BytesIO(data))
    monkeypatch.setattr(combined, "ROOM", 5)
    assert len(master.rows) > 6
    for name, data in files_of(view, "xlsx", "m.xlsx"):
        (tmp_path / name).write_bytes(data)
    cut = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert [s.title for s in cut if list(s.values) != list(whole[s.title].values)] == ["Data"]
    sheet = cut["Data"]
    shown = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    assert len(shown) == 5
    texts = list(next(sheet.iter_rows(min_row=2, max_row=2, values_only=True)))
    assert any(f"first 5 of {len(master.rows)} rows" in str(text) for text in texts)
    assert len(pd.read_parquet(tmp_path / "m.parquet")) == len(master.rows)


def test_a_csv_keeps_every_text_and_number() -> None:
    texts = ["a,b", 'say "so"', "two\nlines", " x ", "", "'", "é", "\u2028", "=1+1", "-", "plain"]
    numbers = [0.1 + 0.2, 5.0, -0.0, 0.0, 1e300, 5e-324, None, 7, 1.0, 123456789012345680.0, 2.5]
    fields = templates.workbook("master").sheet("data").block("data").fields[:2]
    lines = list(csv.reader(io.StringIO(Tidy(fields, [texts, numbers], ()).as_csv().decode())))
    assert lines[0] == [field.heading for field in fields]
    unsafe = {"=1+1": "'=1+1", "-": "'-"}
    assert [line[0] for line in lines[1:]] == [unsafe.get(text, text) for text in texts]
    assert [line[1] for line in lines[1:]] == [
        "0.30000000000000004", "5", "-0", "0", "1e+300", "5e-324", "", "7", "1",
        "1.2345678901234568e+17", "2.5",
    ]  # fmt: skip


def test_funders_get_no_hidden_number_in_a_table_either(
    plan: Collaborative, tmp_path: Path
) -> None:
    (view,) = views(random_master(plan, Random(3)), "funders")
    ((_, data), (_, words)) = files_of(view, "csv", "f.csv")
    read = pd.read_csv(io.BytesIO(data))
    hidden = read[read["hidden"] == "yes"]
    assert len(hidden) > 0
    assert hidden[["numerator", "denominator", "value"]].isna().all().all()
    shown = read[["numerator", "denominator"]].stack()
    assert not ((shown > 0) & (shown <= 10)).any()
    assert all(line[3] for line in csv.reader(io.StringIO(words.decode())))


def test_the_lines_in_the_manual_work(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual = (ROOT / "docs" / "guide" / "data.md").read_text(encoding="utf-8")
    (line,) = [line for line in manual.splitlines() if line.startswith("| pandas")]
    codes = line.split("`")[1::2]
    folder = folder_of(SMALL, tmp_path, "open")
    assert lcxl("merge", folder).returncode == 0
    assert lcxl("merge", folder, "--to", "parquet").returncode == 0
    monkeypatch.chdir(folder)
    one, other = (eval(code, {"pd": pd}) for code in codes)
    assert list(one.columns) == list(other.columns)
    assert one["numerator"].astype(float).tolist() == other["numerator"].tolist() != []
