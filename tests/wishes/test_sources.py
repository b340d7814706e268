"""A new source of files and a new file format: one file each, through the commands."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import openpyxl

from tests.wishes.test_kinds import PLAN


def _folder(wished: Any, tmp_path: Path) -> Path:
    plan, folder = tmp_path / "plan.toml", tmp_path / "folder"
    plan.write_text(PLAN.replace('"ratio"', '"proportion"').replace("goal = 2.5", "goal = 0.5"))
    wished.run("new", folder, "--from", plan)
    (folder / "submissions").mkdir(exist_ok=True)
    return folder


def _numbers(folder: Path) -> list[tuple[object, ...]]:
    head, *rows = openpyxl.load_workbook(folder / "master.xlsx")["Data"].values
    places = [head.index(name) for name in ("numerator", "denominator", "submitted_in", "cell")]
    return [tuple(row[place] for place in places) for row in rows]


def test_a_source_of_files(wish: Any, tmp_path: Path) -> None:
    wished = wish("source", ["lcxl/intake/sources/tar.py"])
    folder = _folder(wished, tmp_path)
    table = b"team_id,metric_id,month,numerator,denominator\noak,V1,2026-02,3,4\n"
    with tarfile.open(folder / "submissions" / "sent.tar", "w") as out:
        member = tarfile.TarInfo("registry/oak.csv")
        member.size = len(table)
        out.addfile(member, io.BytesIO(table))
    wished.run("merge", folder)
    name = "submissions/sent.tar!registry/oak.csv"
    assert _numbers(folder) == [(3, 4, name, "line 2, numerator")]
    found = json.loads(wished.run("validate", folder / "submissions", "--format", "json"))
    assert [Path(one["file"]).name for one in found["files"]] == ["oak.csv"]


def test_a_file_format(wish: Any, tmp_path: Path) -> None:
    wished = wish("format", ["lcxl/intake/formats/json_lines.py"])
    folder = _folder(wished, tmp_path)
    row = {"team": "oak", "metric": "V1", "month": "2026-02", "n": 3, "of": 4}
    (folder / "submissions" / "oak.jsonl").write_text(json.dumps(row) + "\n")
    wished.run("merge", folder)
    assert _numbers(folder) == [(3, 4, "submissions/oak.jsonl", "line 1")]
