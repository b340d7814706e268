"""Fixtures shared by all tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers import calc_engine, office, ooxml
from tests.helpers.missing import leave_out


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written into the cache folder of whoever runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def _running_office() -> Iterator[office.Office]:
    if not office.available():
        leave_out(office.MISSING)
    running = office.Office()
    yield running
    running.stop()


@pytest.fixture
def libreoffice(_running_office: office.Office) -> office.Office:
    """A running LibreOffice; the test is skipped, and says so, where there is none."""
    return _running_office


@pytest.fixture(scope="session")
def _running_calc() -> Iterator[tuple[office.Office, calc_engine.App]]:
    if not office.available():
        leave_out(office.MISSING)
    running = office.Office(calc_engine.AGENT)
    yield running, calc_engine.activate(running)
    running.stop()


@pytest.fixture
def calc(_running_calc: tuple[office.Office, calc_engine.App]) -> Iterator[calc_engine.App]:
    """LibreOffice Calc in the place of Excel, for xlwings; with no workbook open."""
    running, app = _running_calc
    yield app
    app.alerts.clear()
    running._do("close")


@pytest.fixture(scope="session")
def is_valid_ooxml() -> Callable[[Path], list[str]]:
    """What Microsoft's Open XML SDK finds wrong with a workbook."""
    if ooxml.binary() is None:
        leave_out(ooxml.MISSING)
    return ooxml.faults


@pytest.fixture
def lcxl(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line as a person does, in an empty folder."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lcxl", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            check=False,
        )

    return run
