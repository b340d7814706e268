"""What the host types below or beside a table is asked about, since nothing reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.cells import Book, a1
from lcxl.plan import load_collaborative, load_example
from lcxl.templates import example_names
from tests.helpers.host import edit, host_folder
from tests.helpers.plans import SMALL, plan_from

TYPED = [
    ("metric-definitions", "days_off.first", 1, date(2026, 2, 3)),
    ("metric-definitions", "due_dates.reason", 9, "Later"),
    ("metric-definitions", "phases.reason", 2, "A new form"),
    ("recruiting-tracker", "organisations.name", 2, "Ash"),
    ("recruiting-tracker", "people.name", 1, "Ann"),
]


def asked(folder: Path) -> list[str]:
    plan = load_collaborative(folder)
    return [f"{f.sheet}!{f.cell}" for f in plan.findings if f.text == "beyond"]


@pytest.mark.parametrize(("book", "column", "below", "value"), TYPED)
def test_a_line_below_a_table(
    tmp_path: Path, book: str, column: str, below: int, value: Any
) -> None:
    path = host_folder(plan_from(SMALL, tmp_path), tmp_path) / f"{book}.xlsx"
    place = Book(path.read_bytes()).anchors[column]
    cell = f"{place.sheet}!{a1(place.last_row + below, place.first_col)}"
    edit(path, {cell: value})
    assert asked(tmp_path) == [cell]


def test_a_metric_right_of_the_last(tmp_path: Path) -> None:
    path = host_folder(plan_from(SMALL, tmp_path), tmp_path) / "metric-definitions.xlsx"
    place = Book(path.read_bytes()).anchors["metrics.id"]
    cell = f"{place.sheet}!{a1(place.first_row, place.last_col + 1)}"
    edit(path, {cell: "NEW"})
    assert asked(tmp_path) == [cell]


@pytest.mark.parametrize("name", example_names())
def test_nothing_stands_beyond_the_tables_that_lcxl_writes(tmp_path: Path, name: str) -> None:
    assert asked(host_folder(load_example(name), tmp_path)) == []
