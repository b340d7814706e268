"""A pile read by one process, by many, and from what an earlier run found, is the same."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from lcxl import merge
from lcxl.books import build_reporting_workbook, load_carried
from lcxl.demo import demo_submissions
from lcxl.engine import processes as engines
from lcxl.engine.cache import Cache
from lcxl.engine.processes import SMALL_PILE, Processes
from lcxl.errors import LcxlError
from lcxl.intake import read as reading_of_one
from lcxl.intake.reading import cache_of
from lcxl.intake.sources.base.source import File
from lcxl.plan import Collaborative, load_example
from lcxl.user_cache import loads
from tests.helpers.host import host_folder


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
    read = reading_of_one.read_file

    def spy(file: File, plan: Collaborative) -> object:
        names.append(file.name)
        return read(file, plan)

    monkeypatch.setattr(reading_of_one, "read_file", spy)
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
    cache = cache_of(plan, tmp_path / "cache")
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
    cache = cache_of(plan, tmp_path)
    first = merge(folder, plan=plan, cache=cache)
    assert cache.path is not None
    renamed = replace(plan, title="Another title")
    assert cache_of(renamed, tmp_path).path != cache.path
    cache.path.write_bytes(b"no database" * 1000)
    read_files.clear()
    assert merge(folder, plan=plan, cache=cache) == first
    assert len(read_files) == len(first.files)
    cache.path.unlink()
    assert merge(folder, plan=plan, cache=cache) == first
    for table in ("items", "results"):
        with closing(sqlite3.connect(cache.path)) as book, book:
            book.execute(f"UPDATE {table} SET data = substr(data, 1, 50)")
        assert merge(folder, plan=plan, cache=cache) == first
    nowhere = Cache(tmp_path / ("long" * 100))  # as where a folder may not be looked into
    assert merge(folder, plan=plan, cache=nowhere) == first


def test_a_file_that_changes_during_a_run_is_not_remembered_as_it_was(
    plan: Collaborative, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run forgets what this one counted on, and the file is another one by then."""
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    path = own / "submissions" / "1 cedar.xlsx"
    before, cache = path.read_bytes(), cache_of(plan, tmp_path / "cache")
    merge(own, plan=plan, cache=cache)
    (own / "submissions" / "0 cedar.xlsx").unlink()  # the team is looked at again
    known = Cache.groups

    def then_it_changes(self: Cache, keys: Iterable[str]) -> dict[str, str]:
        found = known(self, keys)
        with closing(sqlite3.connect(str(self.path))) as book, book:
            book.execute("DELETE FROM items")
        path.write_bytes((own / "submissions" / "2 fairhaven.xlsx").read_bytes())
        return found

    with monkeypatch.context() as change:
        change.setattr(Cache, "groups", then_it_changes)
        merge(own, plan=plan, cache=cache)
    path.write_bytes(before)
    assert merge(own, plan=plan, cache=cache) == merge(own, plan=plan)


def test_folders_that_are_links_or_closed(
    plan: Collaborative, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "own" / "submissions"
    (inbox / "closed").mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(folder / "submissions" / "0 cedar.xlsx", elsewhere)
    try:
        (inbox / "link").symlink_to(elsewhere)
        (elsewhere / "back").symlink_to(inbox)
    except OSError:
        pytest.skip("links cannot be made here")
    scan = os.scandir

    def refused(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    found = {f.path: f for f in merge(inbox.parent, plan=plan).files}
    assert found.keys() == {"submissions/closed", "submissions/link/0 cedar.xlsx"}
    assert "it is a folder that may not be looked into" in found["submissions/closed"].why


def test_names_that_are_no_text_or_print_alike(
    plan: Collaborative, folder: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "own" / "submissions"
    inbox.mkdir(parents=True)
    names = ["caf\udce9.xlsx", "a\nb.xlsx", "a\\nb.xlsx"]
    source = sorted((folder / "submissions").iterdir())
    for name, path in zip(names, source, strict=False):
        try:
            shutil.copy(path, inbox / name)
        except (OSError, UnicodeError):
            pytest.skip("such names cannot be given here")
    cache = cache_of(plan, tmp_path)
    first = merge(inbox.parent, plan=plan, cache=cache)
    assert {Path(f.path).name for f in first.files} == {
        "caf\\xe9.xlsx", "a\\nb.xlsx", "a\\nb.xlsx (2)",
    }  # fmt: skip
    assert merge(inbox.parent, plan=plan, cache=cache) == first


def test_building_reads_what_a_merge_has_not_read(
    plan: Collaborative, folder: Path, tmp_path: Path, read_files: list[str]
) -> None:
    """Both remember what they made of each team, beside each other."""
    alone = load_carried(folder, plan)
    assert sum(carried.numbers for carried in alone.values()) > 100
    cache = cache_of(plan, tmp_path)
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


def test_no_room_for_what_was_read(
    plan: Collaborative, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(engines, "IN_MEMORY", 1000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(LcxlError, match="finds no room in"):
            merge(folder, plan=plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)


@pytest.mark.skipif(os.name != "posix", reason="sends a signal to a group of processes")
def test_stopped_by_its_user(plan: Collaborative, folder: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches all processes at once."""
    host_folder(plan, tmp_path)
    for copy in range(6):
        shutil.copytree(folder / "submissions", tmp_path / "submissions" / str(copy))
    (tmp_path / "master.xlsx").write_bytes(b"of yesterday")
    merging = subprocess.Popen(
        [sys.executable, "-m", "lcxl", "merge", str(tmp_path)],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert merging.stderr is not None
    assert merging.stderr.readline().startswith("Reading: ")
    os.killpg(merging.pid, signal.SIGINT)
    out, told = merging.communicate(timeout=60)
    assert (merging.returncode, out) == (2, "")
    assert told.splitlines()[-1] == "Stopped. Files that are not named above are as they were."
    assert "Traceback" not in told
    assert (tmp_path / "master.xlsx").read_bytes() == b"of yesterday"
    assert not list(tmp_path.glob(".*"))
