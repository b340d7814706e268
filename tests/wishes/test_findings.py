"""A finding in other words: one text, wherever it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl

PLAN = """
id = "mini"
title = "Mini"
kickoff = 2026-01-14
months = 6
[[metrics]]
id = "BP"
short_name = "BP control"
name = "Patients whose blood pressure is controlled"
kind = "proportion"
family = "outcome"
direction = "increase"
goal = 0.75
numerator = "Controlled"
denominator = "Seen"
[[teams]]
id = "oak"
name = "Oak Clinic"
"""
MESSAGE = "BP control, January 2026: only 15 is there, of how many?"
FIX = "Say of how many, or why nobody knows."
NOTE = """
from importlib import import_module
from lcxl import load_collaborative, read_submission, validate
plan = load_collaborative({folder!r})
found = validate(read_submission({sent!r}, plan), plan)
print(import_module("addin.marks").note_text(f for f in found if f.code == "V06"))
"""


def _texts(path: Path, sheet: str) -> set[object]:
    return {c.value for row in openpyxl.load_workbook(path, data_only=True)[sheet] for c in row}


def test_a_finding_in_other_words(wish: Any, tmp_path: Path) -> None:
    wished = wish("reworded_finding", ["templates_src/messages/rules.toml"])
    plan, data, folder = tmp_path / "plan.toml", tmp_path / "data.csv", tmp_path / "folder"
    plan.write_text(PLAN)
    data.write_text("team_id,metric_id,month,numerator,denominator\noak,BP,2026-01,15,\n")
    wished.run("new", folder, "--from", plan)
    wished.run("build", folder, "--data", data)
    book = folder / "reporting" / "oak.xlsx"
    assert {MESSAGE, FIX} <= _texts(book, "Checks")
    sent = folder / "submissions" / "oak.xlsx"
    sent.parent.mkdir(exist_ok=True)
    sent.write_bytes(book.read_bytes())
    found = json.loads(wished.run("validate", sent, "--dir", folder, "--format", "json", code=1))
    told = [f for f in found["findings"] if f["code"] == "V06"]
    assert [(f["message"], f["fix"]) for f in told] == [(MESSAGE, FIX)]
    assert told[0]["parameters"] == {"metric": "BP control", "month": "2026-01", "typed": 15.0}
    wished.run(
        "validate", sent, "--dir", folder, "--format", "xlsx", "-o", tmp_path / "f.xlsx", code=1
    )
    assert {MESSAGE, FIX} <= _texts(tmp_path / "f.xlsx", "Findings")
    wished.run("merge", folder, code=1)
    assert {MESSAGE, FIX} <= _texts(folder / "master.xlsx", "Findings")
    assert MESSAGE in wished.run("validate", sent, "--dir", folder, code=1)
    letter = (folder / "questions" / "oak.txt").read_text(encoding="utf-8")
    assert MESSAGE in letter
    assert FIX in letter
    assert "only … is there, of how many?" in wished.run("explain", "V06")
    note = wished.python(NOTE.format(folder=str(folder), sent=str(sent)))
    assert MESSAGE in note
    assert FIX in note
