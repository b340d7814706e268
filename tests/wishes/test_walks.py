"""The walks in docs/contributing.md say what the patches do, and their commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.helpers.paths import ROOT

PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.S | re.M)


def walk(name: str) -> str:
    """The section of the page that walks through a wish."""
    found = re.findall(rf"^### {name}\n(.*?)(?=^##)", PAGE, re.S | re.M)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize("name", ["Add a frequency", "Add a workbook", "Add a language"])
def test_the_steps_of_a_walk_are_those_of_its_patch(name: str, wish: Any, tmp_path: Path) -> None:
    text = walk(name)
    patch = ROOT / re.findall(r"`(tests/wishes/\w+\.patch)`", text)[0]
    added = patch.read_text(encoding="utf-8")
    files = re.findall(r"^\+\+\+ b/(.+)$", added, re.M)
    lines = {line[1:].strip() for line in added.splitlines() if line.startswith("+")}
    ran = 0
    wished = wish(patch.stem, files)
    for kind, block in FENCE.findall(text):
        told = [line.strip() for line in dedent(block).splitlines() if line.strip()]
        if kind != "sh":
            assert [line for line in told if line not in lines] == []
            continue
        for line in told:
            program, *words = shlex.split(line)
            assert program == ".venv/bin/lcxl"
            output = wished.run(*words)
            assert output
            ran += 1
    assert ran
    named = set(re.findall(r"^\d\. `(?:[\w/]+/)?([\w-]+\.\w+)`", text, re.M))
    assert named
    assert named <= {Path(file).name for file in files}
