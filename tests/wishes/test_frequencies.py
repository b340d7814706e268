"""A new frequency: its file and its words, from the plan to the master."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

PLAN = """
id = "staff"
title = "Staff"
kickoff = 2026-01-14
months = 12
[[metrics]]
id = "S1"
short_name = "Trained"
name = "Staff that were trained"
kind = "proportion"
schedule = "every half year"
family = "structure"
direction = "increase"
goal = 0.9
numerator = "Trained"
denominator = "Staff"
[[teams]]
id = "oak"
name = "Oak Clinic"
"""


def test_a_frequency(wish: Any, tmp_path: Path) -> None:
    wished = wish(
        "frequency", ["lcxl/periods/half_year.py", "templates_src/lists/frequencies.toml"]
    )
    plan, data, folder = tmp_path / "plan.toml", tmp_path / "data.csv", tmp_path / "folder"
    plan.write_text(PLAN)
    data.write_text(
        "team_id,metric_id,month,numerator,denominator\n"
        "oak,S1,2026-01-01,9,20\noak,S1,2026-12,12,20\n"
    )
    wished.run("new", folder, "--from", plan)
    wished.run("build", folder, "--data", data)
    lists = openpyxl.load_workbook(folder / "metric-definitions.xlsx")["Lists"]
    cells = {c.value for row in lists for c in row}
    assert {"half yearly", "June and December"} <= cells
    sent = folder / "submissions" / "oak.xlsx"
    sent.parent.mkdir(exist_ok=True)
    sent.write_bytes((folder / "reporting" / "oak.xlsx").read_bytes())
    wished.run("merge", folder)
    head, *rows = openpyxl.load_workbook(folder / "master.xlsx")["Data"].values
    picked = [head.index(name) for name in ("period", "frequency", "value")]
    told = [[row[i] for i in picked] for row in rows]
    assert [(f"{day:%Y-%m-%d}", frequency, value) for day, frequency, value in told] == [
        ("2026-01-01", "half_yearly", 0.45),
        ("2026-07-01", "half_yearly", 0.6),
    ]
    told_status = wished.run("status", folder, "--on", "2026-07-20")
    due = "Report on December 2026, due on Monday 11 January 2027"
    assert f"{due}: in from 1 of 1 team" in told_status
