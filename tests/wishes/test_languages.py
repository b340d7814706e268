"""A language: one folder, with the habits of its numbers and dates, and what is translated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl


def test_a_language(wish: Any, tmp_path: Path) -> None:
    folder = "templates_src/languages/nl"
    wished = wish("language", [f"{folder}/locale.toml", f"{folder}/messages.po"])
    told = wished.run("explain", "V28", "--language", "nl")
    assert "Het rapport kwam na de inleverdatum" in told
    assert "The report came after its due date" in wished.run("explain", "V28")
    home = tmp_path / "home"
    wished.run("new", home, "--example", "hypertension")
    wished.run("build", home, "--language", "nl")
    book = openpyxl.load_workbook(home / "reporting" / "cedar.xlsx", data_only=True)
    assert book.sheetnames[1] == "Cijfers"
    texts = [str(c.value) for row in book["Start"] for c in row if c.value]
    assert any(text.startswith("Cijfers van ") for text in texts)
    assert "verouderd" not in texts  # its English has changed since it was translated
    sent = home / "submissions" / "cedar.xlsx"
    sent.parent.mkdir(exist_ok=True)
    sent.write_bytes((home / "reporting" / "cedar.xlsx").read_bytes())
    wished.run("merge", home)  # a file is read in the language that it was written in
