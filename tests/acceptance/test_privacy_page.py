"""docs/privacy.md: each promise names the tests that hold it."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from lcxl import merge
from lcxl.combine.check import check
from lcxl.engine.processes import Processes
from lcxl.intake.pile import find_files, named
from lcxl.plan import load_collaborative
from tests.helpers.host import host_folder
from tests.helpers.paths import ROOT, TESTS
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

PAGE = ROOT / "docs" / "privacy.md"


def test_every_promise_names_tests_that_there_are() -> None:
    rows = re.findall(r"^\| (?!Promise|---)(.*) \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 9
    found = {path.name: path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")}
    for promise, named_tests in rows:
        tests = re.findall(r"`(test_\w+\.py)::(test_\w+)`", named_tests)
        assert tests, promise
        for file, test in tests:
            assert f"def {test}(" in found.get(file, ""), promise


def test_no_command_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> NoReturn:
        raise AssertionError("something wants to speak to another computer")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    plan = plan_from(OPTIONAL, tmp_path)
    host_folder(plan, tmp_path)
    (tmp_path / "submissions").mkdir()
    linked = [{"tried": "see http://example.org/list", "learned": "ask lee@oak.example"}]
    data = workbook(plan, "month  BP  BP/\n2026-01  15  20", story=linked)
    (tmp_path / "submissions" / "oak.xlsx").write_bytes(data)
    pile = named(find_files(tmp_path / "submissions"))
    assert len(check(load_collaborative(tmp_path), pile).files) == 1
    assert merge(tmp_path, engine=Processes(1)).rows
