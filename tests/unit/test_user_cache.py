"""What is kept between runs: a known plan is not assembled again, and never an old one."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lcxl import load_collaborative, templates, user_cache
from lcxl.errors import LcxlError, PlanError
from lcxl.findings import Finding
from lcxl.intake.reading import cache_of
from lcxl.plan import Collaborative, host, load_example
from tests.helpers.host import edit, host_folder
from tests.helpers.plans import SMALL, plan_from


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of this test, which does not exist yet."""
    folder = tmp_path / "cache" / "lcxl"
    monkeypatch.setattr(user_cache, "cache_folder", lambda: folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan").mkdir()
    return host_folder(plan_from(SMALL, tmp_path), tmp_path / "plan")


@pytest.fixture
def assembled(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose workbooks are opened and understood."""
    seen: list[Path] = []
    read: Callable[..., Collaborative] = host.read_workbooks

    def spy(folder: Path, *contents: bytes | OSError) -> Collaborative:
        seen.append(folder)
        return read(folder, *contents)

    monkeypatch.setattr(host, "read_workbooks", spy)
    return seen


def only_file(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


@pytest.mark.parametrize("name", templates.example_names())
def test_a_known_plan_is_the_same_plan(
    name: str, tmp_path: Path, cache: Path, assembled: list[Path]
) -> None:
    folder = host_folder(load_example(name), tmp_path)
    first = load_collaborative(folder)
    again = load_collaborative(folder)
    assert len(assembled) == 1
    assert again == first
    assert repr(again) == repr(first)
    assert again.findings == first.findings
    assert [again.calendar.due(m) for m in again.calendar.reports] == [
        first.calendar.due(m) for m in first.calendar.reports
    ]


def test_questions_about_a_plan_are_kept_with_it(
    folder: Path, cache: Path, assembled: list[Path]
) -> None:
    edit(folder / "recruiting-tracker.xlsx", {"People!B7": "oak", "People!A7": "A. Ash"})
    edit(folder / "recruiting-tracker.xlsx", {"People!C7": "sponsor"})
    first = load_collaborative(folder)
    assert {f.code for f in first.findings} == {"V42", "V53"}
    assert load_collaborative(folder).findings == first.findings
    assert len(assembled) == 1


@pytest.mark.parametrize(
    ("workbook", "cell", "value"),
    [
        ("metric-definitions", "Collaborative!B7", "Another title"),
        ("recruiting-tracker", "Organisations!B7", "Another name"),
    ],
)
def test_a_changed_workbook_is_another_plan(
    workbook: str, cell: str, value: str, folder: Path, cache: Path, assembled: list[Path]
) -> None:
    before = load_collaborative(folder)
    path = folder / f"{workbook}.xlsx"
    old, times = path.read_bytes(), path.stat()
    edit(path, {cell: value})
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = load_collaborative(folder)
    assert value in repr(after)
    assert after != before
    path.write_bytes(old)
    assert load_collaborative(folder) == before
    assert len(assembled) == 2


def test_a_changed_lcxl_or_package_knows_nothing(
    folder: Path, cache: Path, assembled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_collaborative(folder)
    monkeypatch.setattr(user_cache, "code", lambda: "another one")
    load_collaborative(folder)
    monkeypatch.setattr(user_cache, "_origin", lambda package: __file__)
    load_collaborative(folder)
    assert len(assembled) == 3
    load_collaborative(folder)
    assert len(assembled) == 3


def test_any_change_of_code_or_templates_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "templates"
    module, rule, toml = tmp_path / "a.py", tmp_path / "rules" / "b.py", words / "c.toml"
    for path in (module, rule, toml, words / "__init__.py"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x = 1\n")
    monkeypatch.setattr(user_cache, "__file__", str(module))
    monkeypatch.setattr(user_cache, "_origin", lambda package: str(words / "__init__.py"))

    def code() -> str:
        user_cache.code.cache_clear()
        return user_cache.code()

    states = [code()]
    assert code() == states[0]
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.py").write_text("")
    assert code() == states[0]
    for path in (module, rule, toml):
        path.write_text("x = 22\n")
        states.append(code())
        os.utime(path, (1, 1))
        states.append(code())
        path.write_text("x = 333\n")
        os.utime(path, (1, 1))
        states.append(code())
    (tmp_path / "new.py").touch()
    states.append(code())
    monkeypatch.setattr(sys, "version", "4.0")
    states.append(code())
    assert len(set(states)) == len(states)
    monkeypatch.setattr(user_cache, "__file__", str(module / "lcxl" / "inside an archive.py"))
    assert code() == ""
    user_cache.code.cache_clear()


def test_where_the_state_of_lcxl_is_unknown_nothing_is_kept(
    folder: Path, cache: Path, assembled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_cache, "code", lambda: "")
    plan = load_collaborative(folder)
    assert load_collaborative(folder) == plan
    assert len(assembled) == 2
    assert not cache.exists()
    assert not cache_of(plan).is_used


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo run > run.txt",)


def test_what_is_damaged_is_made_anew(
    folder: Path,
    tmp_path: Path,
    cache: Path,
    assembled: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = load_collaborative(folder)
    path = only_file(cache)
    good = path.read_bytes()
    tampered = good[32:].replace(b"Oak Street", b"Elm Street")
    assert tampered != good[32:]
    damaged = [
        b"",
        good[:20],
        good[:-1],
        good + b"x",
        good[:32] + tampered,
        *(good[:i] + bytes([good[i] ^ 1]) + good[i + 1 :] for i in range(0, len(good), 97)),
        user_cache.sealed(b""),
        user_cache.sealed(good[32:-9]),
        user_cache.sealed(pickle.dumps(Evil())),
        user_cache.sealed(pickle.dumps(print)),
        user_cache.sealed(pickle.dumps({"title": "no plan"})),
        user_cache.sealed(pickle.dumps(Finding("V01", "note", "no_marks"))),
    ]
    for data in damaged:
        path.write_bytes(data)
        assert load_collaborative(folder) == plan
        assert path.read_bytes() == good
    assert len(assembled) == 1 + len(damaged)
    assert not (tmp_path / "run.txt").exists()
    path.unlink()
    assert load_collaborative(folder) == plan


def test_a_cache_that_cannot_be_written_is_left_out(
    folder: Path, cache: Path, assembled: list[Path]
) -> None:
    cache.parent.write_bytes(b"no folder")
    plan = load_collaborative(folder)
    assert load_collaborative(folder) == plan
    assert len(assembled) == 2
    assert cache.parent.read_bytes() == b"no folder"
    cache.parent.unlink()
    load_collaborative(folder)
    path = only_file(cache)
    path.unlink()
    path.mkdir()
    assert load_collaborative(folder) == plan
    assert [p.name for p in cache.iterdir()] == [path.name]


def test_a_plan_with_faults_is_never_kept(folder: Path, cache: Path, assembled: list[Path]) -> None:
    path = folder / "metric-definitions.xlsx"
    edit(path, {"Collaborative!B7": None})
    for _ in range(2):
        with pytest.raises(PlanError) as refused:
            load_collaborative(folder)
        assert [f.code for f in refused.value.findings] == ["V32"]
    (folder / "recruiting-tracker.xlsx").unlink()
    for _ in range(2):
        with pytest.raises(LcxlError, match=r"There is no recruiting-tracker\.xlsx"):
            load_collaborative(folder)
    assert len(assembled) == 4
    assert not cache.exists()


def test_what_is_old_is_deleted_and_nothing_else(folder: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    old, half, other, young = (cache / n for n in ("a.plan", "a.plan.77", "a.sqlite", "b.plan"))
    for path in (old, half, other, young):
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    os.utime(young, (time.time() - 59 * 86_400,) * 2)
    load_collaborative(folder)
    left = {path.name for path in cache.iterdir()}
    assert {"a.sqlite", "b.plan"} < left
    assert len(left) == 3


def test_only_its_owner_may_look_into_the_cache(folder: Path, cache: Path) -> None:
    load_collaborative(folder)
    if os.name == "posix":
        for path in (cache, only_file(cache)):
            assert path.stat().st_mode & 0o077 == 0


def test_kept_data_are_nothing_but_data() -> None:
    for thing in (Evil(), print, subprocess.run, Path("x")):
        with pytest.raises(pickle.UnpicklingError):
            user_cache.loads(pickle.dumps(thing))
    for module, name in (
        ("lcxl.user_cache", "io.FileIO"),  # by way of a module of ours
        ("lcxl.user_cache", "Path"),  # imported there, and none of ours
        ("lcxl.engine.processes", "os.PathLike"),
    ):
        named = b"\x80\x04" + b"".join(
            b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name)
        )
        with pytest.raises(pickle.UnpicklingError):
            user_cache.loads(named + b"\x93.")
