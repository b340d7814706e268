"""The sixteen kinds of dirty data, opened in Calc: the add-in says what the command line says."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from click.testing import CliRunner

from lcxl.cli import main
from lcxl.plan import load_plan_text
from lcxl_addin.check import check
from lcxl_addin.desk import Desk
from tests.acceptance.test_dirty import MAKER, SAMPLE, SCENARIOS
from tests.helpers.calc_engine import App
from tests.helpers.host import host_folder


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return host_folder(load_plan_text(SAMPLE / "plan.toml"), tmp_path_factory.mktemp("host"))


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_the_findings_are_those_of_the_command_line(
    calc: App, host: Path, scenario: Any, tmp_path: Path
) -> None:
    for file in host.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    plan = load_plan_text(SAMPLE / "plan.toml")
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    paths = []
    for report in scenario.dirty:
        paths.append(inbox / (report.file or f"{report.team}.xlsx"))
        paths[-1].write_bytes(MAKER.workbook(plan, report))
    done = CliRunner().invoke(main, ["validate", str(inbox), "--format", "json"])
    expected: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        expected[finding["file"]].append(finding)
    assert {f["code"] for found in expected.values() for f in found} == set(scenario.rules)
    for path in paths:
        book = xw.books.open(path)
        checked = check(Desk(may_ask=False))
        assert checked is not None
        assert [f.as_dict() for f in checked.findings] == expected[str(path)]
        book.close()
