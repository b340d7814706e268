"""A new rule: its file and its words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PLAN = """
id = "visits"
title = "Visits"
kickoff = 2026-01-14
months = 6
[[metrics]]
id = "V1"
short_name = "Seen in time"
name = "Patients seen in time"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.9
numerator = "Seen in time"
denominator = "Patients"
[[teams]]
id = "oak"
name = "Oak Clinic"
"""


def _sent(wished: Any, folder: Path, numbers: str) -> Path:
    plan, data = folder / "plan.toml", folder / "data.csv"
    plan.write_text(PLAN)
    data.write_text(f"team_id,metric_id,month,numerator,denominator\noak,V1,2026-01,{numbers}\n")
    wished.run("new", folder / "home", "--from", plan)
    wished.run("build", folder / "home", "--data", data)
    sent = folder / "home" / "submissions" / "oak.xlsx"
    sent.parent.mkdir(exist_ok=True)
    sent.write_bytes((folder / "home" / "reporting" / "oak.xlsx").read_bytes())
    return sent


def test_a_rule(wish: Any, tmp_path: Path) -> None:
    wished = wish("rule", ["lcxl/rules/round_hundreds.py", "templates_src/messages/rules.toml"])
    sent = _sent(wished, tmp_path, "60,100")
    printed = wished.run("validate", sent, "--dir", tmp_path / "home")
    assert "The denominator is 100. Was it counted?" in printed
    assert "Ask how it was counted." in printed
    assert "rarely counted" in wished.run("explain", "V90")
