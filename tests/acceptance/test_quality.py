"""Style, types, import contracts, and the commands that README promises."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
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


MANY, LONG = 6, 60
"""Parameters, without self, and lines that a function needs a reason for."""
WITH_MANY = 12
"""Functions that may take more; those of the public interface are among them."""
REASON = re.compile(r"^ *Long: \S.*", re.MULTILINE)
"""How a docstring begins the reason why its function is long."""


UNTYPED = {
    "lcxl/console.py": 4,  # click's converters and `main` are declared so
    "lcxl/engine/cache.py": 1,  # sqlite3 knows no types of columns
    "lcxl/engine/cluster.py": 4,  # distributed says little of its client
    "lcxl/intake/reader.py": 1,  # blocks of the workbook, given as keywords by their ids
    "lcxl/intake/sources/store.py": 1,  # a path of universal_pathlib
    "lcxl/plan/fields.py": 1,  # pydantic's schemas
    "lcxl/plan/parts.py": 2,  # pydantic's adapters, one for each kind of part
    "lcxl/tables/dataset.py": 1,  # a path of universal_pathlib
    "lcxl/user_cache.py": 1,  # pickle
    "lcxl/words/files.py": 2,  # tomllib
    "lcxl/xl/fit.py": 1,  # XlsxWriter's cells
    "lcxl/xl/worksheet.py": 1,  # XlsxWriter's options
}
"""Lines on which ``Any`` stands, by file, and what forces it there."""


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Each function of the program, with its file and name."""
    for folder in ("lcxl", "addin"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{path.relative_to(ROOT).as_posix()}:{node.name}", node


def test_few_functions_take_many_parameters() -> None:
    """Values that belong together go together, as one value with the name of the field."""
    many = []
    for name, node in functions():
        of = node.args
        taken = [a.arg for a in (*of.posonlyargs, *of.args, *of.kwonlyargs)]
        if len([a for a in taken if a not in ("self", "cls")]) > MANY:
            many.append(name)
    assert len(many) <= WITH_MANY, many


def test_a_long_function_says_why() -> None:
    """A line ``Long: ...`` in its docstring gives the reason."""
    found = list(functions())
    assert len(found) > 1000
    silent = [
        name
        for name, node in found
        if (node.end_lineno or 0) - node.lineno + 1 > LONG
        and not REASON.search(ast.get_docstring(node) or "")
    ]
    assert silent == []


def test_any_stands_only_where_a_library_forces_it() -> None:
    """What is of any type is checked by nobody: elsewhere it is an object that is looked at."""
    found = {}
    for folder in ("lcxl", "addin"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "Any" in text:
                nodes = ast.walk(ast.parse(text))
                lines = {n.lineno for n in nodes if isinstance(n, ast.Name) and n.id == "Any"}
                if lines:
                    found[path.relative_to(ROOT).as_posix()] = len(lines)
    assert found == UNTYPED


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
    for folder in ("sheets", "books", "documents", "audience", "figures", "xl", "layout"):
        path = ROOT / "lcxl" / folder
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            code = file.read_text(encoding="utf-8")
            assert not [w for w in words if w in code], file
