"""Nothing is lost, whatever teams send and whenever the computer is switched off."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lcxl import merge
from lcxl.books import Filled, build_reporting_workbook
from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.intake import Submission, read_submission
from lcxl.keep.filled import DataKey
from lcxl.metrics import Entry, kind_of
from lcxl.periods import Period
from lcxl.plan import Collaborative
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.unit.test_equity import GROUPED

PILES = int(os.environ.get("LCXL_PILES", "6"))
"""Random piles merged; 100 were, once."""
KILLS = int(os.environ.get("LCXL_KILLS", "5"))
"""Runs killed at a random moment; 50 were, once."""
MISTAKES: tuple[Entry, ...] = ("n/a yet", -3.0, 2.5, "12 ", "NA", "#N/A", None)


def random_entry(rng: Random, whole: bool) -> Entry:
    if rng.random() < 0.12:
        return rng.choice(MISTAKES)
    return float(rng.randint(0, 400)) if whole else rng.choice([0.1 + 0.2, 1e-7, 3.0, 123.456])


def random_file(plan: Collaborative, rng: Random, months: int) -> Filled:
    """Numbers of the first months, some wrong, some left out."""
    data: dict[DataKey, Entry] = {}
    for metric in plan.metrics:
        groups: list[int | None] = [None, *range(len(metric.strata))]
        for month in plan.calendar.reported[:months]:
            if not plan.is_due(metric, Period(month)) or rng.random() < 0.1:
                continue
            for group in groups:
                for one in kind_of(metric).inputs:
                    entry = random_entry(rng, one.whole)
                    if entry is not None:
                        data[metric.id, month, one.role, group] = entry
    return Filled(data, {})


def random_pile(folder: Path, seed: int) -> Collaborative:
    """Several versions of each team's workbook under any name, copies, and what is no workbook."""
    rng = Random(seed)
    plan = plan_from(rng.choice([SMALL, GROUPED]), folder)
    host_folder(plan, folder)
    inbox = folder / "submissions"
    inbox.mkdir()
    for team in plan.teams:
        months = rng.randint(1, 3)
        for version in range(rng.randint(1, 3)):
            months = min(len(plan.calendar.reported), months + rng.randint(0, 2))
            data = build_reporting_workbook(plan, team, random_file(plan, rng, months))
            place = inbox / rng.choice([".", "mail", "a b/c"])
            place.mkdir(parents=True, exist_ok=True)
            path = place / f"{rng.choice('xyz')}{team.id} {version}.xlsx"
            path.write_bytes(data)
            if rng.random() < 0.2:
                (inbox / f"copy of {path.name}").write_bytes(data)
    (inbox / "cut.xlsx").write_bytes(b"PK\x03\x04")
    (inbox / "letter.txt").write_text("hello", encoding="utf-8")
    return plan


def lost(master: Master, files: list[Submission]) -> list[str]:
    """Typed numbers that are neither in Data nor accounted for."""
    rows = {(r.submitted_in, r.metric_id, r.month, r.stratum): (r.numerator, r.denominator)
            for r in master.rows}  # fmt: skip
    named = {(f.file, f.metric_id, f.month) for f in master.findings}
    cells = {(f.file, f.sheet, f.cell) for f in master.findings}
    changed = {(r.old_file, r.metric_id, r.period.start, r.stratum) for r in master.restatements}
    records = {r.path: r for r in master.files}
    used = {(r.team_id, r.metric_id, r.month, r.stratum): (r.numerator, r.denominator)
            for r in master.rows}  # fmt: skip
    missing = []
    for file in files:
        record = records[file.file]
        if record.state == "set aside" or record.why.startswith("The same file"):
            continue
        for (metric_id, period), point in file.points.items():
            metric = master.plan.metric(metric_id)
            pairs: dict[int | None, Any] = {None: (point.numerator, point.denominator)}
            for group, pair in (pairs | dict(point.strata)).items():
                stratum = "" if group is None else metric.strata[group]
                typed = [e.value if e else None for e in pair]
                if typed == [None, None]:
                    continue
                key = (metric_id, period.start, stratum)
                told = (file.file, metric_id, period.id) in named or any(
                    e is not None and (file.file, e.sheet, e.cell) in cells for e in pair
                )
                if period in record.taken:
                    kept = rows.get((file.file, *key))
                    # Where no date orders the files, each number is taken by itself.
                    if kept != tuple(typed) and not told and (file.file, *key) not in changed:
                        missing.append(f"{file.file} {key} {typed}: {kept}")
                elif not (
                    (file.file, *key) in changed
                    or used.get((file.team_id, *key)) == tuple(typed)
                    or _another_has(files, file, (metric_id, period), group)
                ):
                    missing.append(f"{file.file} {key} {typed}: not even restated")
    return missing


def _another_has(
    files: list[Submission], file: Submission, key: tuple[str, Period], stratum: int | None
) -> bool:
    """Another file of the team has the same pair, so that this one was not what changed."""

    def pair(s: Submission) -> list[float | None] | None:
        point = s.points.get(key)
        if point is None:
            return None
        entries = (point.numerator, point.denominator)
        if stratum is not None:
            entries = point.strata.get(stratum, (None, None))
        return [e.value if e else None for e in entries]

    others = [s for s in files if s.team_id == file.team_id and s is not file]
    return any(pair(s) == pair(file) for s in others)


@pytest.mark.parametrize("seed", range(PILES))
def test_every_number_is_in_data_or_explained(tmp_path: Path, seed: int) -> None:
    plan = random_pile(tmp_path, seed)
    master = merge(tmp_path, plan=plan)
    inbox = tmp_path / "submissions"
    paths = [p for p in inbox.rglob("*") if p.is_file()]
    names = {p.relative_to(tmp_path).as_posix() for p in paths}
    assert sorted(r.path for r in master.files) == sorted(names)
    read = [read_submission(p, plan, p.relative_to(tmp_path).as_posix()) for p in paths]
    assert lost(master, read) == []

    # Other names and places: the same numbers.
    other = tmp_path / "other"
    rng = Random(seed)
    rng.shuffle(paths)
    for i, path in enumerate(paths):
        place = other / "submissions" / str(i % 3)
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place / f"{i}{path.suffix}")

    def numbers(found: Master) -> list[tuple[object, ...]]:
        return [(r.team_id, r.metric_id, r.month, r.stratum, r.numerator, r.denominator, r.value)
                for r in found.rows]  # fmt: skip

    assert numbers(merge(other, plan=plan)) == numbers(master)
    if seed == 0:
        assert build_master_workbook(merge(tmp_path, plan=plan)) == build_master_workbook(master)


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """The old master is intact, the next run succeeds, and nothing is left lying about."""
    random_pile(tmp_path, 1)
    master = tmp_path / "master.xlsx"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "lcxl", "--quiet", "merge", str(tmp_path)]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=environment, start_new_session=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    began = time.monotonic()
    assert start().wait() in (0, 1)
    takes = time.monotonic() - began
    whole = master.read_bytes()
    old = whole[:-1] + b"?"
    before = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if "cache" not in p.parts}
    rng = Random(7)
    killed = 0
    for _ in range(KILLS):
        master.write_bytes(old)
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        process = start()
        time.sleep(rng.uniform(0, takes * 1.05))
        os.killpg(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert master.read_bytes() in (old, whole)
    assert killed > 0
    assert start().wait() in (0, 1)
    assert master.read_bytes() == whole
    after = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if "cache" not in p.parts}
    assert after == before
