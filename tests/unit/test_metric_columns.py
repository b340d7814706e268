"""The sheet Metrics: one column for each metric, and workbooks that still have one row for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from lcxl import load_collaborative, templates
from lcxl.cells import Book, a1
from lcxl.errors import PlanError
from lcxl.plan import load_example
from tests.helpers.host import answer_place, edit, host_folder
from tests.helpers.paths import SAMPLES
from tests.helpers.plans import SMALL, plan_from

NAME = "metric-definitions.xlsx"


def test_every_example_reads_back_as_it_was(tmp_path: Path) -> None:
    for name in templates.example_names():
        plan, folder = load_example(name), tmp_path / name
        folder.mkdir()
        assert load_collaborative(host_folder(plan, folder)).metrics == plan.metrics


def test_there_is_room_for_more_metrics_than_there_are(tmp_path: Path) -> None:
    metric = SMALL[SMALL.index("[[metrics]]") : SMALL.index('[[metrics]]\nid = "FALLS"')]
    more = "".join(
        metric.replace('"BP"', f'"M{i}"').replace("BP con", f"{i} con") for i in range(14)
    )
    plan = plan_from(SMALL.replace("[[teams]]", f"{more}\n[[teams]]", 1), tmp_path)
    path = host_folder(plan, tmp_path) / NAME
    place = Book(path.read_bytes()).anchors["metrics.id"]
    assert place.last_col - place.first_col + 1 > len(plan.metrics) == 18
    assert load_collaborative(tmp_path).metrics == plan.metrics


def test_a_question_whose_mark_is_gone_is_found_by_its_heading(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    path = host_folder(plan, tmp_path) / NAME
    book = openpyxl.load_workbook(path)
    machine = book["_lcxl"]
    row = next(c.row for (c,) in machine["A1:A200"] if c.value == "metrics.direction")
    machine.delete_rows(row)
    del book.defined_names["lcxl.metrics.direction"]
    book.save(path)
    assert "metrics.direction" not in Book(path.read_bytes()).anchors
    assert load_collaborative(tmp_path).metrics == plan.metrics


def test_spaces_begin_no_metric_and_a_gap_between_two_is_none(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    path = host_folder(plan, tmp_path) / NAME
    anchors = Book(path.read_bytes()).anchors
    moved = {}
    for key, place in anchors.items():
        if key.startswith("metrics."):
            cells = Book(path.read_bytes()).cells("Metrics")
            last = cells.get((place.first_row, place.first_col + 3))
            moved[f"Metrics!{a1(place.first_row, place.first_col + 3)}"] = None
            value = last.value if last is not None else None
            moved[f"Metrics!{a1(place.first_row, place.first_col + 6)}"] = value
    edit(path, moved | {answer_place(path, "name", 4): "  "})
    assert [m.id for m in load_collaborative(tmp_path).metrics] == [m.id for m in plan.metrics]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder of version 0.1.0, with one row for each metric."""
    for file in (SAMPLES / "from-0.1.0").glob("*.xlsx"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_a_workbook_with_one_row_for_each_metric_is_read(old: Path) -> None:
    plan = load_collaborative(old)
    sheet = openpyxl.load_workbook(old / NAME)["Metrics"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=8, max_row=27) if row[0].value}
    assert [m.id for m in plan.metrics] == list(rows)
    assert [m.short_name for m in plan.metrics] == [row[1].value for row in rows.values()]


def test_a_fault_in_it_is_named_with_its_cell(old: Path) -> None:
    place = Book((old / NAME).read_bytes()).anchors["metrics.direction"]
    cell = a1(place.first_row + 1, place.first_col)
    edit(old / NAME, {f"{place.sheet}!{cell}": "up"})
    with pytest.raises(PlanError) as caught:
        load_collaborative(old)
    assert [(f.sheet, f.cell) for f in caught.value.findings] == [("Metrics", cell)]
