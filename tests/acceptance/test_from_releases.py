"""Workbooks of every release give the same numbers and findings as they did then."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner

from lcxl import merge
from lcxl.cells import Book
from lcxl.cli import main
from lcxl.combine import Master
from tests.helpers.paths import SAMPLES
from tests.helpers.saved import save_on

FIRST = SAMPLES / "from-0.1.0"
ROWS = {"0.1.0": 418, "0.2.0": 368}
"""Release -> lines of what it merged."""
PLACE = ("code", "severity", "file", "team_id", "sheet", "cell", "metric_id", "month")
SAID = ("message", "fix")


@pytest.fixture(scope="module", params=ROWS)
def release(request: pytest.FixtureRequest) -> str:
    """Its number."""
    return str(request.param)


@pytest.fixture(scope="module")
def old(release: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collaborative of a release, in a folder that may be written."""
    folder = tmp_path_factory.mktemp("from") / "old"
    shutil.copytree(SAMPLES / f"from-{release}", folder)
    return folder


def run(*command: str) -> str:
    result = CliRunner().invoke(main, command)
    assert result.exit_code in (0, 1), result.output
    return result.output


def is_gone(finding: dict[str, str], gone: dict[str, str]) -> bool:
    same = all(finding[name] == gone[name] for name in ("code", "file", "cell"))
    return same and gone["says"] in finding["message"]


def test_the_same_numbers(old: Path, release: str) -> None:
    """Every column that there was has the same value in every line, bit for bit."""
    run("merge", str(old), "--to", "csv", "-o", str(old / "now.csv"))
    then, now = (
        list(csv.DictReader((old / name).read_text(encoding="utf-8-sig").splitlines()))
        for name in ("master.csv", "now.csv")
    )
    columns = list(then[0])
    assert [[row[c] for c in columns] for row in now] == [list(row.values()) for row in then]
    assert len(now) == ROWS[release]


def test_the_same_findings_but_for_those_that_are_listed(old: Path) -> None:
    then = json.loads((old / "findings.json").read_text(encoding="utf-8"))
    listed = tomllib.loads((old / "differences.toml").read_text(encoding="utf-8"))
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
    then = json.loads((old / "findings.json").read_text(encoding="utf-8"))["findings"]
    listed = tomllib.loads((old / "differences.toml").read_text(encoding="utf-8"))
    for gone in listed["gone"]:
        assert any(is_gone(finding, gone) for finding in then)
    for worded in listed["worded"]:
        texts = [f[name] for f in then if f["code"] == worded["code"] for name in SAID]
        assert any(worded["old"] in text for text in texts)


LAST = [date(2026, month, 1) for month in (10, 11, 12)]
"""The months that were still to come when 0.1.0 was given up."""
BY_HAND = ("cedar", "ashgrove")
"""Teams that type into their workbooks, the first of them one month more into that of 0.1.0; the
others' numbers come from a registry."""


class Story(NamedTuple):
    """The collaborative before this version wrote anything, and after its last month."""

    home: Path
    before: Master
    after: Master


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = tmp_path_factory.mktemp("from") / "on"
    shutil.copytree(FIRST, home)
    before = merge(home)
    inbox, kept = home / "submissions", home / "october.xlsx"
    type_months(inbox / f"{BY_HAND[0]}.xlsx", kept, LAST[:1])
    save_on(kept, inbox / "october.xlsx", "2026-11-09T10:00:00Z")
    run("build", str(home))
    for team in BY_HAND:
        filled = home / "reporting" / f"{team}.xlsx"
        type_months(filled, filled, LAST)
        save_on(filled, inbox / f"{team} to the end.xlsx", "2027-01-08T10:00:00Z")
    lines = ["team_id,metric_id,month,numerator,denominator"]
    lines += [
        f"{team.id},{metric.id},{month:%Y-%m},30,40"
        for team in before.plan.teams if team.id not in BY_HAND
        for metric in before.plan.metrics
        for month in LAST
    ]  # fmt: skip
    (inbox / "registry.csv").write_text("\n".join(lines))
    return Story(home, before, merge(home))


def type_months(source: Path, target: Path, months: list[date]) -> None:
    """Type 30 of 40 into every metric of these months, where the workbook's marks say."""
    marks = Book(source.read_bytes())
    book = openpyxl.load_workbook(source)
    head = marks.anchors["data.month"]
    across = head.first_row == head.last_row
    cells = marks.cells(head.sheet)
    for key, place in marks.anchors.items():
        role = key.rpartition(".")[2]
        if not key.startswith("data.HTN") or role not in ("numerator", "denominator"):
            continue
        for (row, col), cell in cells.items():
            is_head = row == head.first_row if across else col == head.first_col
            if is_head and marks.as_date(cell) in months:
                at = (place.first_row, col) if across else (row, place.first_col)
                value = 30 if role == "numerator" else 40
                book[place.sheet].cell(at[0] + 1, at[1] + 1).value = value
    book.save(target)


def numbers_of(master: Master) -> dict[tuple[str, str, date], tuple[float | None, float | None]]:
    return {(r.team_id, r.metric_id, r.month): (r.numerator, r.denominator) for r in master.rows}


def test_it_goes_on_to_its_end_with_every_number_of_before(
    story: Story,
) -> None:
    before, after = numbers_of(story.before), numbers_of(story.after)
    assert len(before) == 418
    assert {key: after.get(key) for key in before} == before
    new = {key: told for key, told in after.items() if key not in before and key[2] in LAST}
    assert set(new.values()) == {(30.0, 40.0)}
    teams, metrics = ({part[i] for part in new} for i in (0, 1))
    assert (len(new), len(teams), len(metrics)) == (3 * 8 * 5, 8, 5)


def test_nothing_of_before_is_called_corrected(story: Story) -> None:
    """The new workbooks say of every month what the old ones said."""
    was, now = (
        {(r.team_id, r.metric_id, r.month) for r in master.restatements} for master in story[1:]
    )
    assert now <= was


def test_teams_are_told_what_is_different(story: Story) -> None:
    """Months run across now; nothing else is other than before."""
    mail = (story.home / "documents" / "mail" / "new-workbook-cedar.txt").read_text(
        encoding="utf-8"
    )
    told = [line for line in mail.splitlines() if line.startswith("- ")]
    assert told == ["- It looks different: months run across and numbers down, and the column to "
                    "fill in is framed."]  # fmt: skip
    new = sorted((story.home / "reporting").glob("*.xlsx"))
    assert len(new) == 8
    for path in new:
        assert Book(path.read_bytes()).machine["layout_version"] == "2"
