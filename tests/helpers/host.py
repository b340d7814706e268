"""The host's workbooks, written for a plan, and changed as a host would."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from lcxl.books import (
    build_metric_definitions,
    build_planning,
    build_recruiting_tracker,
    values_of_plan,
)
from lcxl.cells import Book, a1
from lcxl.periods import month_id
from lcxl.plan import Collaborative
from lcxl.plan.planning import Planning
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook


def host_folder(plan: Collaborative, folder: Path) -> Path:
    """The host's workbooks for a plan; written once, and copied to whoever asks again.

    planning.xlsx is one of them where the plan has anything for it.
    """
    for name, data in _host_workbooks(plan).items():
        (folder / name).write_bytes(data)
    return folder


def reported_folder(parent: Path, numerators: Sequence[int]) -> Path:
    """A folder beside its plan, in which one team sent as many months: each so many of 20."""
    plan = plan_from(SMALL, parent)
    home = parent / "c"
    (home / "submissions").mkdir(parents=True)
    host_folder(plan, home)
    reported = zip(plan.calendar.reported, numerators, strict=False)
    months = "\n".join(f"{month_id(month)}  {number}  20" for month, number in reported)
    (home / "submissions" / "oak.xlsx").write_bytes(workbook(plan, f"month  BP  BP/\n{months}"))
    return home


@cache
def _host_workbooks(plan: Collaborative) -> dict[str, bytes]:
    values = values_of_plan(plan)
    books = {
        "metric-definitions.xlsx": build_metric_definitions(values),
        "recruiting-tracker.xlsx": build_recruiting_tracker(values),
    }
    if plan.planning != Planning():
        books["planning.xlsx"] = build_planning(plan, values)
    return books


def answer_place(path: Path, field: str, number: int = 0) -> str:
    """The cell of a metric's answer on Metrics, such as ``Metrics!C9``; metrics from 0."""
    place = Book(path.read_bytes()).anchors[f"metrics.{field}"]
    return f"{place.sheet}!{a1(place.first_row, place.first_col + number)}"


def edit(path: Path, edits: dict[str, Any]) -> None:
    """Change cells of a host's workbook; the tests may use openpyxl, the product may not."""
    book = openpyxl.load_workbook(path)
    for place, value in edits.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    book.save(path)
