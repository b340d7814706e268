"""How long Validate takes on a workbook with 500 findings: ``python -m benchmarks.marking``.

LibreOffice stands in for Excel, through the engine of `tests.helpers.calc_engine`.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import xlwings as xw

from benchmarks.piles import plan_of
from lcxl.books import Filled, build_reporting_workbook
from lcxl_addin.buttons import BUTTONS
from lcxl_addin.check import check
from lcxl_addin.desk import Desk
from lcxl_addin.plans import FoundPlan
from tests.helpers import calc_engine, office

FINDINGS, METRICS, MONTHS = 500, 25, 20


def main() -> None:
    """Mark and clear one faulty workbook, and print the seconds."""
    plan = plan_of(1)
    metric = next(m for m in plan.metrics if m.kind == "proportion")
    metrics = tuple(replace(metric, id=f"M{i}", short_name=f"Metric {i}") for i in range(METRICS))
    calendar = replace(plan.calendar, months=MONTHS - plan.calendar.baseline_months)
    plan = replace(plan, metrics=metrics, calendar=calendar)
    data = {}
    for one in metrics:
        for number, month in enumerate(plan.calendar.reported[:MONTHS]):
            data[one.id, month, "numerator", None] = 25.0 + number
            data[one.id, month, "denominator", None] = 20.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "team.xlsx"
        path.write_bytes(build_reporting_workbook(plan, plan.teams[0], Filled(data)))
        running = office.Office(calc_engine.AGENT)
        try:
            calc_engine.activate(running)
            book = xw.books.open(path)
            desk = Desk(plan=FoundPlan(plan, None, ""), may_ask=False)
            checked = check(desk)
            assert checked is not None
            assert len(checked.findings) >= FINDINGS, len(checked.findings)
            print(
                f"{len(checked.findings)} findings, {len(book.sheets['Data'].notes)} notes before"
            )
            for action in ("validate", "validate", "clear"):
                start = time.perf_counter()
                answer = BUTTONS[action].press(desk)
                print(f"{action}: {time.perf_counter() - start:.1f} s  {answer.text}")
        finally:
            running.stop()


if __name__ == "__main__":
    main()
