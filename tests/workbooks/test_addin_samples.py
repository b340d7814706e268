"""The buttons on workbooks that teams sent: what the command line says, and nothing left behind."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import pytest
import xlwings as xw
from click.testing import CliRunner

from lcxl.cli import main
from lcxl_addin import check as checking
from lcxl_addin.desk import Desk
from tests.helpers.calc_engine import App
from tests.helpers.host import host_folder
from tests.helpers.paths import SAMPLES
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

SAMPLE = SAMPLES / "from-0.1.0"
SENT = sorted(p.name for p in (SAMPLE / "submissions").glob("*.xlsx") if is_zipfile(p))
"""Those that are workbooks; no spreadsheet program opens the others."""


@pytest.fixture(scope="module")
def collaborative(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "old"
    shutil.copytree(SAMPLE, folder)
    return folder


@pytest.fixture(scope="module")
def expected(collaborative: Path) -> dict[str, list[dict[str, Any]]]:
    done = CliRunner().invoke(
        main, ["validate", str(collaborative / "submissions"), "--format", "json"]
    )
    assert done.exit_code in (0, 1), done.output
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        found[finding["file"]].append(finding)
    return found


@pytest.mark.parametrize("name", SENT)
def test_a_button_finds_what_the_command_line_finds(
    calc: App, collaborative: Path, expected: dict[str, list[dict[str, Any]]], name: str
) -> None:
    path = collaborative / "submissions" / name
    book = xw.books.open(path)
    checked = checking.check(Desk(may_ask=False))
    book.close()
    if checked is None:  # no reporting workbook: the command line says no more of it either
        assert not any(f["cell"] for f in expected[str(path)])
    else:
        assert [f.as_dict() for f in checked.findings] == expected[str(path)]


def test_what_was_sent_before_is_read_once(
    calc: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second click takes it from the cache; a file that is new or changed is read."""
    plan = plan_from(SMALL, tmp_path)
    inbox = host_folder(plan, tmp_path) / "submissions"
    inbox.mkdir()
    for name, value in (("may.xlsx", 10), ("june.xlsx", 11), ("now.xlsx", 12)):
        (inbox / name).write_bytes(workbook(plan, f"month  BP  BP/\n2026-01  {value}  20"))
    read: list[str] = []
    real = checking.Reading.read

    def counted(job: Any, file: Any) -> Any:
        read.append(file.path.name)
        return real(job, file)

    monkeypatch.setattr(checking.Reading, "read", counted)

    def click() -> list[str]:
        read.clear()
        checked = checking.check(Desk(may_ask=False))
        assert checked is not None
        said.append([f.as_dict() for f in checked.findings])
        return sorted(read)

    said: list[Any] = []
    xw.books.open(inbox / "now.xlsx")
    assert click() == ["june.xlsx", "may.xlsx", "now.xlsx"]
    assert click() == []
    assert said[0] == said[1]
    (inbox / "may.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  13  20"))
    assert click() == ["may.xlsx"]
