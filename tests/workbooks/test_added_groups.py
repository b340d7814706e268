"""A metric whose groups are everybody: its total is added up and never typed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lcxl.books import build_reporting_workbook
from lcxl.cells import Book
from lcxl.intake.read import read_bytes
from lcxl.keep.filled import Filled
from lcxl.layout import ReportingLayout
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.tables import at, filled, workbook

GROUPS = (
    'goal = 0.75\nstrata_name = "Language"\nstrata = ["English", "Other"]\n'
    'total_from_groups = "Yes"\n'
)
TABLE = """
month    BP.1  BP.1/  BP.2  BP.2/
2025-12  30    50     10    20
2026-01  31    52     NA    NA
2026-02  28    50     .     .
"""


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL.replace("goal = 0.75\n", GROUPS), tmp_path)


def contents(data: bytes, plan: Collaborative) -> dict[date, tuple[object, object]]:
    read = read_bytes(data, "oak.xlsx", plan)
    assert [f.message for f in validate(read, plan) if f.severity == "error"] == []
    return {period.start: p.contents for (m, period), p in read.points.items() if m == "BP"}


WHOLE = {
    date(2025, 12, 1): (40.0, 70.0),
    date(2026, 1, 1): (31.0, 52.0),
    date(2026, 2, 1): (None, None),  # a group is still to come
}


def test_only_the_groups_are_typed(plan: Collaborative) -> None:
    layout = ReportingLayout(plan)
    (axis, *_) = layout.axes
    rows = [line.at for line in layout.lines_of("BP") if layout.is_typed(line)]
    assert len(rows) == 5  # two numbers of two groups, and the reason
    assert axis.bands[1] < layout.line("BP", "numerator").at < axis.bands[2]
    assert contents(workbook(plan, TABLE), plan) == WHOLE


def test_a_program_that_calculates_nothing_loses_no_total(plan: Collaborative) -> None:
    """The numbers of groups are typed; the formulas keep what they were, or nothing."""
    book = openpyxl.load_workbook(io.BytesIO(build_reporting_workbook(plan, plan.teams[0])))
    for name, number in (("BP.1", 30), ("BP.1/", 50), ("BP.2", 10), ("BP.2/", 20)):
        book["Data"][at(plan, "2025-12", name)] = number
    written = io.BytesIO()
    book.save(written)
    assert contents(written.getvalue(), plan) == {date(2025, 12, 1): (40.0, 70.0)}


def test_a_total_that_is_known_without_its_groups_stays(plan: Collaborative) -> None:
    known = {
        ("BP", date(2025, 12, 1), role, None): number
        for role, number in (("numerator", 41.0), ("denominator", 70.0))
    }
    data = build_reporting_workbook(plan, plan.teams[0], Filled(known, {}))
    assert contents(data, plan) == {date(2025, 12, 1): (41.0, 70.0)}
    assert Book(data).machine["layout_version"] == "2"


def test_the_sums_are_what_python_says(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    path = tmp_path / "oak.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], filled(TABLE)))
    again = tmp_path / "again.xlsx"
    assert differences(formula_values(path), recalculated(libreoffice, path, again)) == []
    assert contents(again.read_bytes(), plan) == WHOLE
    value = read_bytes(path.read_bytes(), "o", plan).points["BP", Period(date(2025, 12, 1))]
    assert value.value(plan.metric("BP")) == pytest.approx(40 / 70)


def test_a_group_with_a_word_for_one_number_is_no_part_of_either_total(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """29 of 50 beside NA of 30 is not 29 of 80."""
    table = """
month    BP.1  BP.1/  BP.2  BP.2/
2025-12  29    50     NA    30
2026-01  .     50     .     40
2026-02  9     NA     12    20
"""
    path, again = tmp_path / "oak.xlsx", tmp_path / "again.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], filled(table)))
    assert differences(formula_values(path), recalculated(libreoffice, path, again)) == []
    read = read_bytes(again.read_bytes(), "oak.xlsx", plan)
    assert [p.contents for (m, _), p in sorted(read.points.items()) if m == "BP"] == [
        (29.0, 50.0), (None, 90.0), (12.0, 20.0)
    ]  # fmt: skip
