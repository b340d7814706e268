"""The gap between two groups of patients, as a series of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lcxl import merge
from lcxl.books.master import build_master_workbook
from lcxl.combine.combine import combine
from lcxl.runchart.interval import change, wilson
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import submission, workbook

GROUPED = SMALL.replace(
    "goal = 0.75\n",
    'goal = 0.75\nstrata_name = "Language"\nstrata = ["English", "Other"]\n'
    'reference_group = "English"\npriority_group = "Other"\n',
)


def test_the_gap_of_all_teams_by_month(tmp_path: Path) -> None:
    plan = plan_from(GROUPED, tmp_path)
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    head = "month  BP  BP/  BP.1  BP.1/  BP.2  BP.2/\n"
    for team, line in (("oak", "2026-01  100  200  80  120  20  80"),
                       ("elm", "2026-01  30  50  20  30  10  20")):  # fmt: skip
        (inbox / f"{team}.xlsx").write_bytes(workbook(plan, head + line, team=team))
    path = tmp_path / "m.xlsx"
    path.write_bytes(build_master_workbook(merge(tmp_path)))
    sheet = openpyxl.load_workbook(path)["Equity"]
    (row,) = [r for r in sheet.iter_rows(values_only=True) if r[1] == 2]
    gap = 100 / 150 - 30 / 100
    low, high = change(30 / 100, wilson(30, 100), 100 / 150, wilson(100, 150))
    assert row[2:6] == pytest.approx((150, 100 / 150, 100, 30 / 100))
    assert (row[6], row[8], row[9]) == pytest.approx((gap * 100, low * 100, high * 100))
    texts = [str(v) for r in sheet.iter_rows(values_only=True) for v in r if isinstance(v, str)]
    assert any("English minus Other" in text for text in texts)
    # The interval of a month knows nothing of teams, and says so where it stands.
    assert "95% interval of the gap, by patients alone" in texts
    assert "where teams differ its intervals are too narrow" in " ".join(texts)


@pytest.mark.parametrize("total", ["100  200", ".  ."])
@pytest.mark.parametrize("why", ["not_ended", "withdrew"])
def test_no_group_counts_of_a_month_that_does_not(tmp_path: Path, why: str, total: str) -> None:
    """What is said to be left out is nowhere: not in the table of groups either."""
    plan = plan_from(GROUPED, tmp_path)
    table = "month  BP  BP/  BP.1  BP.1/  BP.2  BP.2/\n"
    table += f"2026-01  100  200  80  120  20  80\n2026-02  {total}  80  120  20  80"
    saved = "2026-02-20T10:00:00Z" if why == "not_ended" else "2026-03-02T10:00:00Z"
    sent = submission(plan, table, saved_at=saved)
    if why == "withdrew":
        left = replace(plan.team("oak"), stage="withdrew", withdrew_on=date(2026, 1, 31))
        plan = replace(plan, teams=(left, plan.team("elm")))
    combined = combine(plan, [sent])
    (found,) = [f for f in combined.findings if f.code == "V03"]
    assert (found.text, found.month) == (why, "2026-02")
    assert {row.month for row in combined.rows} == {date(2026, 1, 1)}
    assert [row.stratum for row in combined.rows] == ["", "English", "Other"]


@pytest.mark.parametrize(
    ("group", "total"),
    [
        ("80  120", 100.0),
        ("NA  NA", 20.0),
        ("many  120", None),
        ("130  120", None),
        (".  120", None),
    ],
)
def test_no_total_is_a_sum_without_the_group_that_cannot_be_used(
    tmp_path: Path, group: str, total: float | None
) -> None:
    """Its numerator is out and its denominator in: the total would be accepted, and wrong."""
    plan = plan_from(
        GROUPED.replace('strata_name = "', 'total_from_groups = "Yes"\nstrata_name = "'), tmp_path
    )
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    table = f"month  BP.1  BP.1/  BP.2  BP.2/\n2026-01  {group}  20  80"
    (inbox / "oak.xlsx").write_bytes(workbook(plan, table))
    found = merge(tmp_path)
    rows = [r for r in found.rows if r.metric_id == "BP"]
    assert [r.numerator for r in rows if not r.stratum] == ([] if total is None else [total])
    assert ("Other", 20.0) in {(r.stratum, r.numerator) for r in rows}
    assert total is not None or any(f.severity == "error" for f in found.findings)
