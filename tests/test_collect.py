"""A pile read by one process, by many, and from what an earlier run found, is the same."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lcxl import merge
from lcxl.build import build_reporting_workbook, load_carried
from lcxl.demo import demo_submissions
from lcxl.kept import loads
from lcxl.plan import Collaborative, load_example
from lcxl.submissions import steps
from lcxl.submissions.cache import Cache
from lcxl.submissions.engines import SMALL_PILE, Processes


@pytest.fixture(scope="module")
def plan() -> Collaborative:
    return load_example("hypertension")


@pytest.fixture(scope="module")
def folder(plan: Collaborative, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pile large enough for several processes, with files that cannot be read."""
    inbox = tmp_path_factory.mktemp("pile") / "submissions"
    inbox.mkdir()
    for sent in demo_submissions(plan):
        data = build_reporting_workbook(plan, plan.team(sent.team_id), sent.filled)
        if sent.damage:
            data = data[: len(data) // 2]
        for copy in range(7):
            # A byte behind the archive makes another file of the same content.
            (inbox / f"{copy} {Path(sent.file).name}").write_bytes(data + b"\0" * (copy % 2))
    return inbox.parent


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are really read."""
    names: list[str] = []
    read = steps.read_submission

    def spy(path: Path, plan: Collaborative, name: str, *content: Any) -> object:
        names.append(name)
        return read(path, plan, name, *content)

    monkeypatch.setattr(steps, "read_submission", spy)
    return names


def test_several_processes_find_what_one_finds(plan: Collaborative, folder: Path) -> None:
    alone = merge(folder, plan=plan)
    assert len(alone.files) >= SMALL_PILE
    assert {f.state for f in alone.files} == {"taken", "superseded", "set aside"}
    assert merge(folder, plan=plan, engine=Processes(2)) == alone


def test_a_second_run_reads_only_what_changed(
    plan: Collaborative, folder: Path, tmp_path: Path, read_files: list[str]
) -> None:
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    cache = Cache.of(plan, tmp_path / "cache")
    first = merge(own, plan=plan, cache=cache)
    assert first == merge(own, plan=plan)
    read_files.clear()
    assert merge(own, plan=plan, cache=cache) == first
    assert read_files == []
    changed = sorted((own / "submissions").glob("0 *.xlsx"))[0]
    changed.unlink()
    shutil.copy(own / "submissions" / "1 cedar.xlsx", own / "submissions" / "new.xlsx")
    again = merge(own, plan=plan, cache=cache)
    assert read_files == ["submissions/new.xlsx"]
    assert again == merge(own, plan=plan)


def test_another_plan_or_a_damaged_cache_is_not_trusted(
    plan: Collaborative, folder: Path, tmp_path: Path, read_files: list[str]
) -> None:
    cache = Cache.of(plan, tmp_path)
    first = merge(folder, plan=plan, cache=cache)
    assert cache.path is not None
    renamed = replace(plan, title="Another title")
    assert Cache.of(renamed, tmp_path).path != cache.path
    cache.path.write_bytes(b"no database" * 1000)
    read_files.clear()
    assert merge(folder, plan=plan, cache=cache) == first
    assert len(read_files) == len(first.files)
    cache.path.unlink()
    assert merge(folder, plan=plan, cache=cache) == first


def test_building_reads_what_a_merge_has_not_read(
    plan: Collaborative, folder: Path, tmp_path: Path, read_files: list[str]
) -> None:
    """Both remember what they made of each team, beside each other."""
    alone = load_carried(folder, plan)
    assert sum(carried.numbers for carried in alone.values()) > 100
    cache = Cache.of(plan, tmp_path)
    merged = merge(folder, plan=plan, cache=cache)
    read_files.clear()
    for _ in range(2):
        assert load_carried(folder, plan, cache=cache) == alone
        assert merge(folder, plan=plan, cache=cache) == merged
    assert load_carried(folder, plan, engine=Processes(2)) == alone
    assert len(read_files) == 0


def test_the_cache_gives_nothing_but_data() -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("run",)

    with pytest.raises(pickle.UnpicklingError):
        loads(pickle.dumps(Evil()))
