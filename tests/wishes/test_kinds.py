"""A new kind of metric: its file and its words, from the plan to the master."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from tests.helpers.recalc import differences, formula_values, recalculated

PLAN = """
id = "visits"
title = "Visits"
kickoff = 2026-01-14
months = 6
[[metrics]]
id = "V1"
short_name = "Visits each"
name = "Visits for each patient"
kind = "ratio"
family = "process"
direction = "increase"
goal = 2.5
numerator = "Visits"
denominator = "Patients"
[[teams]]
id = "oak"
name = "Oak Clinic"
"""


def test_a_kind_of_metric(wish: Any, libreoffice: Any, tmp_path: Path) -> None:
    wished = wish("metric_kind", ["lcxl/kinds/ratio.py", "templates_src/kinds/ratio.toml"])
    plan, data, folder = tmp_path / "plan.toml", tmp_path / "data.csv", tmp_path / "folder"
    plan.write_text(PLAN)
    months = "".join(f"oak,V1,2026-0{m},{90 + m},40\n" for m in (1, 2, 3, 4))
    data.write_text("team_id,metric_id,month,numerator,denominator\n" + months)
    wished.run("new", folder, "--from", plan)
    wished.run("build", folder, "--data", data)
    lists = openpyxl.load_workbook(folder / "metric-definitions.xlsx")["Lists"]
    assert "so many for each one of the denominator" in [c.value for c in lists["C"]]
    book = folder / "reporting" / "oak.xlsx"
    heads = [str(row[0].value) for row in openpyxl.load_workbook(book)["Data"]]
    labels = [head.splitlines()[0].split("  ")[1:] for head in heads if "V1" in head]
    assert labels[:2] == [["So many", "V1"], ["For these", "V1"]]
    fresh = recalculated(libreoffice, book, tmp_path / "saved.xlsx")
    assert differences(formula_values(book), fresh) == []
    sent = folder / "submissions" / "oak.xlsx"
    sent.parent.mkdir(exist_ok=True)
    sent.write_bytes(book.read_bytes())
    wished.run("merge", folder)
    rows = list(openpyxl.load_workbook(folder / "master.xlsx")["Data"].values)
    value = rows[0].index("value")
    assert [row[value] for row in rows[1:]] == [91 / 40, 92 / 40, 93 / 40, 94 / 40]
    wished.run("validate", sent, "--dir", folder)
