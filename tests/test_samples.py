"""Samples are the manual and the acceptance tests: each is run as its README says."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl

from tests.office import Office
from tests.recalc import differences, formula_values, recalculated

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
COUNT = 2


def commands(sample: Path) -> list[list[str]]:
    """The lines of the README's code block, as words."""
    text = (sample / "README.md").read_text(encoding="utf-8")
    block = text.split("```sh\n")[1].split("```")[0]
    return [line.split() for line in block.splitlines()]


def test_no_sample_is_forgotten() -> None:
    found = sorted(p.name for p in SAMPLES.iterdir() if p.is_dir())
    assert len(found) == COUNT
    assert all((SAMPLES / name / "README.md").exists() for name in found)


def test_emergency_care(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path, libreoffice: Office
) -> None:
    """20 real hospitals, 36 months: all 720 pairs arrive in the master unchanged."""
    sample = SAMPLES / "emergency-care"
    for name in ("plan.toml", "data.csv"):
        shutil.copy(sample / name, tmp_path)
    outputs = []
    for words in commands(sample):
        if words[0] == "cp":
            for path in sorted((tmp_path / "ed4h" / "reporting").glob("*.xlsx")):
                shutil.copy(path, tmp_path / "ed4h" / "submissions")
            continue
        assert words[0] == "lcxl"
        done = lcxl(*words[1:])
        assert (done.returncode, done.stderr) == (0, ""), (words, done.stdout)
        outputs.append(done.stdout)
    expected = (sample / "expected-output.txt").read_text(encoding="utf-8")
    assert outputs[-1].replace("\\", "/") == expected

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

    for name in ("master.xlsx", "reporting/RAL.xlsx"):
        path = tmp_path / "ed4h" / name
        fresh = recalculated(libreoffice, path, tmp_path / "fresh.xlsx")
        assert differences(formula_values(path), fresh) == [], name
