"""Fixtures shared by all tests."""

from __future__ import annotations

import gc
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.helpers import calc_engine, office, ooxml
from tests.helpers.command import Commands
from tests.helpers.missing import leave_out
from tests.helpers.programs import Programs

# What the tests keep, such as parsed templates, is looked through less often.
gc.set_threshold(50_000, 20, 50)

# How long an example takes says something about a busy machine, and nothing about lcxl.
hypothesis.settings.register_profile(
    "lcxl", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("lcxl")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """LibreOffice itself dies now and then: only then is a test run again, with a new one.

    Not said for all tests at once: the processes tell each other of every test that may be run
    again, and wait for it.
    """
    again = pytest.mark.flaky(reruns=2, only_rerun=office.DIED)
    for item in items:
        if "_programs" in getattr(item, "fixturenames", ()):
            item.add_marker(again)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written into the folders for caches and logs of whoever runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture(scope="session")
def _programs() -> Iterator[Programs]:
    if not office.available():
        leave_out(office.MISSING)
    programs = Programs()
    yield programs
    programs.stop()


@pytest.fixture
def libreoffice(_programs: Programs) -> Iterator[office.Office]:
    """A running LibreOffice; the test is skipped, and says so, where there is none."""
    yield _programs.office()
    _programs.tidy()


@pytest.fixture
def calc(_programs: Programs) -> Iterator[calc_engine.App]:
    """LibreOffice Calc in the place of Excel, for xlwings; with no workbook open."""
    yield _programs.calc()
    _programs.tidy()


@pytest.fixture(scope="session")
def is_valid_ooxml() -> Callable[[Path], list[str]]:
    """What Microsoft's Open XML SDK finds wrong with a workbook, a document or a deck."""
    if ooxml.binary() is None:
        leave_out(ooxml.MISSING)
    return ooxml.faults


@pytest.fixture(scope="session")
def _commands() -> Iterator[Commands]:
    commands = Commands()
    yield commands
    commands.stop()


@pytest.fixture
def lcxl(tmp_path: Path, _commands: Commands) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line as a person does, in an empty folder."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return _commands.run(arguments, tmp_path)

    return run
