"""Workbooks of version 0.1.0 give the same numbers and findings as they did then."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from lcxl.cells import Book
from lcxl.cli import main
from tests.helpers.paths import SAMPLES

SAMPLE = SAMPLES / "from-0.1.0"
PLACE = ("code", "severity", "file", "team_id", "sheet", "cell", "metric_id", "month")
SAID = ("message", "fix")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collaborative, in a folder that may be written."""
    folder = tmp_path_factory.mktemp("from") / "old"
    shutil.copytree(SAMPLE, folder)
    return folder


def run(*command: str) -> str:
    result = CliRunner().invoke(main, command)
    assert result.exit_code in (0, 1), result.output
    return result.output


def is_gone(finding: dict[str, str], gone: dict[str, str]) -> bool:
    same = all(finding[name] == gone[name] for name in ("code", "file", "cell"))
    return same and gone["says"] in finding["message"]


def test_the_same_numbers(old: Path) -> None:
    """Every column that there was has the same value in every line, bit for bit."""
    run("merge", str(old), "--to", "csv", "-o", str(old / "now.csv"))
    then, now = (
        list(csv.DictReader((old / name).read_text(encoding="utf-8-sig").splitlines()))
        for name in ("master.csv", "now.csv")
    )
    columns = list(then[0])
    assert [[row[c] for c in columns] for row in now] == [list(row.values()) for row in then]
    assert len(now) == 418


def test_the_same_findings_but_for_those_that_are_listed(old: Path) -> None:
    then = json.loads((SAMPLE / "findings.json").read_text(encoding="utf-8"))
    listed = tomllib.loads((SAMPLE / "differences.toml").read_text(encoding="utf-8"))
    with chdir(old):
        now = json.loads(run("validate", "submissions", "--format", "json"))
    assert all(now["files"][i].items() >= file.items() for i, file in enumerate(then["files"]))

    expected = []
    for finding in then["findings"]:
        if any(is_gone(finding, gone) for gone in listed["gone"]):
            continue
        said = [finding[name] for name in SAID]
        for worded in listed["worded"]:
            if worded["code"] == finding["code"]:
                said = [text.replace(worded["old"], worded["new"]) for text in said]
        expected.append(([finding[name] for name in PLACE], said))
    found = [([f[name] for name in PLACE], [f[name] for name in SAID]) for f in now["findings"]]
    assert found == expected


def test_each_listed_difference_is_one(old: Path) -> None:
    then = json.loads((SAMPLE / "findings.json").read_text(encoding="utf-8"))["findings"]
    listed = tomllib.loads((SAMPLE / "differences.toml").read_text(encoding="utf-8"))
    for gone in listed["gone"]:
        assert any(is_gone(finding, gone) for finding in then)
    for worded in listed["worded"]:
        texts = [f[name] for f in then if f["code"] == worded["code"] for name in SAID]
        assert any(worded["old"] in text for text in texts)


def test_its_teams_get_workbooks_of_today_with_all_they_sent(old: Path) -> None:
    run("build", str(old))
    new = sorted((old / "reporting").glob("*.xlsx"))
    assert len(new) == 8
    for path in new:
        assert Book(path.read_bytes()).machine["workbook"] == "reporting"
