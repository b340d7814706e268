"""Style, types, import contracts, and the commands that README promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lcxl import templates
from tests.helpers.paths import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"]],
    ids=["ruff", "format", "mypy", "import contracts"],
)
def test_code_is_clean(command: list[str]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if "python -m pytest" in line]
    assert len(lines) == 1
    assert "grep -m1 'python -m pytest' README.md" in (ROOT / ".ci" / "run").read_text()


def test_no_module_grows_beyond_reading() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): n
        for path in (ROOT / "lcxl").rglob("*.py")
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert long == {}


def test_code_holds_no_wording_of_sheets() -> None:
    """Sentences of workbooks stand in templates_src; writers only name them."""
    words = {
        text
        for name in ("reporting", "master", "metric-definitions", "recruiting-tracker", "findings")
        for sheet in templates.workbook(name).sheets
        for text in sheet.texts.values()
        if text.count(" ") >= 5
    }
    assert len(words) > 50
    for folder in ("sheets", "books", "documents", "audience", "figures", "xl", "layout.py"):
        path = ROOT / "lcxl" / folder
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            code = file.read_text(encoding="utf-8")
            assert not [w for w in words if w in code], file
