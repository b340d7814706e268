"""Samples are the manual and the acceptance tests: each is run as its README says."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from tests.helpers.office import Office
from tests.helpers.paths import SAMPLES
from tests.helpers.recalc import differences, formula_values, recalculated

COUNT = 7


TOLD = sorted(path.parent.name for path in SAMPLES.glob("*/expected-output.txt"))


def commands(sample: Path) -> list[list[str]]:
    """The lines of the README's code block, as words."""
    text = (sample / "README.md").read_text(encoding="utf-8")
    block = text.split("```sh\n")[1].split("```")[0]
    return [line.split() for line in block.splitlines()]


def run(sample: Path, lcxl: Callable[..., CompletedProcess[str]], folder: Path) -> str:
    """What the last command prints, run as the README says in a folder of its own."""
    for path in (*sample.glob("*.toml"), *sample.glob("*.csv")):
        shutil.copy(path, folder)
    output = ""
    for name, *words in commands(sample):
        if name == "cp":
            found = sorted(folder.glob(words[0]))
            assert found, words
            for path in found:
                shutil.copy(path, folder / words[1])
        elif name == "mkdir":
            (folder / words[0]).mkdir()
        else:
            assert name == "lcxl"
            done = lcxl(*words)
            assert (done.returncode, done.stderr) == (0, ""), (words, done.stdout)
            output = done.stdout
    return output.replace("\\", "/")


@pytest.mark.parametrize("name", TOLD)
def test_samples_print_what_they_promise(
    name: str, lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    expected = (SAMPLES / name / "expected-output.txt").read_text(encoding="utf-8")
    assert run(SAMPLES / name, lcxl, tmp_path) == expected


def test_no_sample_is_forgotten() -> None:
    found = sorted(p.name for p in SAMPLES.iterdir() if p.is_dir())
    assert len(found) == COUNT
    assert all((SAMPLES / name / "README.md").exists() for name in found)


def test_emergency_care(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path, libreoffice: Office
) -> None:
    """20 real hospitals, 36 months: all 720 pairs arrive in the master unchanged."""
    sample = SAMPLES / "emergency-care"
    run(sample, lcxl, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "ed4h" / "master.xlsx")["Data"]
    head, *rows = sheet.iter_rows(values_only=True)
    names = ("team_id", "metric_id", "month", "numerator", "denominator")
    at = [head.index(name) for name in names]
    merged = {
        tuple(row[i].strftime("%Y-%m") if name == "month" else row[i]
              for i, name in zip(at, names, strict=True))
        for row in rows
    }  # fmt: skip
    with (sample / "data.csv").open(encoding="utf-8", newline="") as stream:
        sent = {
            (r["team_id"], r["metric_id"], r["month"], int(r["numerator"]), int(r["denominator"]))
            for r in csv.DictReader(stream)
        }
    assert len(sent) == 720
    assert merged == sent

    book = openpyxl.load_workbook(tmp_path / "ed4h" / "master.xlsx")
    said_on = [row for name in ("Summary", "Change in numbers") for row in book[name].values]
    printed = " ".join(str(v) for row in said_on for v in row if v)
    readme = (sample / "README.md").read_text(encoding="utf-8")
    said = [line[2:] for line in readme.splitlines() if line.startswith("> ")]
    assert len(said) == 7
    assert [sentence for sentence in said if sentence not in printed] == []

    for name in ("master.xlsx", "reporting/RAL.xlsx"):
        path = tmp_path / "ed4h" / name
        fresh = recalculated(libreoffice, path, tmp_path / "fresh.xlsx")
        assert differences(formula_values(path), fresh) == [], name
