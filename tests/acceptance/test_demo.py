"""lcxl demo, as a person runs it first."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest

Run = Callable[..., CompletedProcess[str]]


def test_the_demo_tells_the_whole_story(lcxl: Run, tmp_path: Path) -> None:
    done = lcxl("demo")
    assert (done.returncode, done.stderr) == (0, "")
    named = done.stdout.splitlines()[-4:]
    assert all((tmp_path / path).exists() for path in named)
    assert named[-1] == str(Path("lcxl-demo", "master.xlsx"))
    for words in ("V04", "V05", "V07", "V31", "1 superseded, 2 set aside"):
        assert words in done.stdout
    assert "V17" not in done.stdout  # a year's numbers move like a year's
    made = {p.name for p in (tmp_path / "lcxl-demo" / "documents").iterdir()}
    assert {"charter.docx", "agreement-ashgrove.docx"} <= made
    assert [p.suffix for p in (tmp_path / "lcxl-demo" / "slides").iterdir()] == [".pptx"]
    again = lcxl("demo")
    assert again.returncode == 2
    assert "lcxl-demo is not empty, and was left as it is." in again.stderr


def test_without_what_makes_slides_the_demo_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    module = importlib.import_module("lcxl.commands.demo")
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "pptx" else name)
    module._papers(click.Context(module.demo, obj={"quiet": False}), tmp_path)
    assert "need python-pptx and python-docx, which are not installed" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
