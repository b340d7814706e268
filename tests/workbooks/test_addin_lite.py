"""xlwings Lite: its calls, made on a workbook that is open in Calc, and the file for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import xlwings as xw
from click.testing import CliRunner

from lcxl.cli import main
from lcxl.plan import Collaborative, load_example
from lcxl.plan.parts import from_json, to_json
from lcxl_addin import lite
from lcxl_addin.buttons import BUTTONS
from lcxl_addin.desk import Desk
from tests.helpers.calc_engine import App
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

FAULTY = "month  BP  BP/  WAIT\n2026-01  25  20  4\n2026-02  n/a_yet  20  3"


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL, tmp_path)


def test_it_does_what_the_buttons_do(calc: App, plan: Collaborative, tmp_path: Path) -> None:
    path = host_folder(plan, tmp_path) / "oak.xlsx"
    path.write_bytes(workbook(plan, FAULTY))
    book = xw.books.open(path)
    pressed = BUTTONS["validate"].press(Desk(may_ask=False)).text
    marked = [(n.location.address, n.text) for n in book.sheets["Data"].notes]
    listed = book.sheets["Findings"].used_range.value
    text = to_json(plan)
    assert asyncio.run(lite.clear(book)) == "The marks are gone; every cell is as it was before."
    assert (book.sheets[0].name, list(book.sheets["Data"].notes)) == ("Start", [])
    for _ in ("unmarked", "marked"):
        assert asyncio.run(lite.validate(book, text)) == pressed
        assert [(n.location.address, n.text) for n in book.sheets["Data"].notes] == marked
        assert book.sheets["Findings"].used_range.value == listed


def test_the_file_holds_the_plan_and_nothing_of_other_organisations(tmp_path: Path) -> None:
    runner, folder, script = CliRunner(), tmp_path / "plan", tmp_path / "lcxl_lite.py"
    assert runner.invoke(main, ["new", str(folder), "--example", "hypertension"]).exit_code == 0
    done = runner.invoke(main, ["addin", "lite", str(folder), "-o", str(script)])
    assert (done.exit_code, done.output.strip()) == (0, str(script))
    code = script.read_text(encoding="utf-8")
    compile(code, "main.py", "exec")
    assert "@" not in code.split("PLAN = ")[0]
    literal = next(line for line in code.splitlines() if line.startswith("PLAN = "))
    space: dict[str, str] = {}
    exec(literal, space)
    plan = from_json(space["PLAN"])
    example = load_example("hypertension")
    assert (plan.id, len(plan.metrics), len(plan.teams)) == (
        example.id, len(example.metrics), len(example.teams),
    )  # fmt: skip
    assert plan.prospects == ()
