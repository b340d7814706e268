"""A metric that is asked for more or less often than before, and what is said of mixed months."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lcxl.books.master import build_master_workbook
from lcxl.books.reporting import build_reporting_workbook
from lcxl.combine import Master
from lcxl.combine.combine import combine
from lcxl.documents.slides.seen import newest_month
from lcxl.intake.formats.table import read_table
from lcxl.intake.read import read_bytes
from lcxl.keep.filled import DataKey, Filled
from lcxl.metrics import Entry
from lcxl.plan import Collaborative
from lcxl.reissue.team import carry_over
from tests.helpers.plans import plan_from
from tests.unit.test_mixed_frequencies import HEAD, METRIC, PLAN, SCHEDULES, TEXT, table

APRIL = date(2026, 4, 1)


@pytest.mark.parametrize(("old", "now"), [
    ("MONTH", "QUARTER"), ("QUARTER", "MONTH"), ("WEEK", "MONTH"), ("MONTH", "WEEK"),
])  # fmt: skip
def test_numbers_of_an_earlier_frequency_are_no_numbers_of_this_one(
    tmp_path: Path, old: str, now: str
) -> None:
    """March and the quarter that ends with it are reported together, and are not the same."""

    def of(name: str) -> Collaborative:
        metric = METRIC.format(id="ONE", schedule=SCHEDULES[name])
        return plan_from(
            PLAN.format(metrics=metric + METRIC.format(id="TWO", schedule="")), tmp_path
        )

    earlier, plan = of(old), of(now)
    reports = [r for r in earlier.metric("ONE").reports(earlier.calendar) if r.start < APRIL]
    typed: dict[DataKey, Entry] = {("TWO", date(2026, 3, 1), "numerator", None): 7.0}
    typed |= {("ONE", r.start, "numerator", None): 60.0 for r in reports}
    typed |= {("ONE", r.start, "denominator", None): 90.0 for r in reports}
    book = build_reporting_workbook(earlier, earlier.team("oak"), Filled(typed, {}))
    submission = read_bytes(book, "a.xlsx", plan)
    combined = combine(plan, [submission])
    assert [row for row in combined.rows if row.metric_id == "ONE"] == []
    found = [f for f in combined.findings if f.metric_id == "ONE"]
    assert {(f.code, f.severity) for f in found} == {("V03", "error")}
    assert all(f.cell for f in found)
    assert len(found) == len(reports)
    of_march = next(f for f in found if f.period and f.period.start >= date(2026, 3, 1))
    assert "this workbook has an earlier schedule of the metric." in of_march.message
    carried = carry_over(plan, [submission])
    assert [key for key in carried.filled.data if key[0] == "ONE"] == []
    assert "ONE: numbers of its earlier schedule (a.xlsx)." in carried.left_behind

    # A number of the new frequency is neither changed nor taken back by the old workbook.
    own = [p.start for p in plan.metric("ONE").reports(plan.calendar).values()][1]
    newer = read_table(f"{HEAD}oak,ONE,{own},150,300\n".encode(), "b.csv", plan)
    last = replace(submission, saved_at="2026-05-02T10:00:00Z")
    both = combine(plan, [*(replace(s, saved_at="2026-05-01T10:00:00Z") for s in newer), last])
    assert [row.numerator for row in both.rows if row.metric_id == "ONE"] == [150]
    assert both.restatements == ()
    assert {f.code for f in both.findings if f.metric_id == "ONE"} == {"V03"}


def test_who_reported_a_month_that_has_not_ended_is_not_asked(tmp_path: Path) -> None:
    """Weeks of April are in and April is not over: March is the newest month that is told."""
    plan = plan_from(TEXT, tmp_path)
    sent = [read_table(table(plan, team.id), f"{team.id}.csv", plan) for team in plan.teams]
    master = Master(plan, combine(plan, [one for of_team in sent for one in of_team]))
    assert max(row.report.start for row in master.rows) == date(2026, 4, 13)
    book = openpyxl.load_workbook(io.BytesIO(build_master_workbook(master)))
    cells = [cell.value for line in book["Summary"] for cell in line]
    assert cells[cells.index("teams reported March 2026") - len(list(book["Summary"][1]))] == (
        "2 of 2"
    )
    assert newest_month(master) == date(2026, 3, 1)
