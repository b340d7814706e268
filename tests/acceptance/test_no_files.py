"""Pipes, folders and dead links where a collaborative's workbooks belong: a sentence, and soon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

SECONDS = 60
COMMANDS = ("build", "status", "merge")
SAID = {
    "pipe": "it is not a file",
    "folder": "it is a folder",
    "dead link": "is a link to a file that is not there",
}
FILES = ("metric-definitions.xlsx", "timetable.xlsx", "meetings.xlsx", "reporting/oak.xlsx")


@pytest.mark.skipif(sys.platform == "win32", reason="other kinds of files there")
@pytest.mark.parametrize("kind", SAID)
def test_what_is_no_file_ends_with_a_sentence(kind: str, tmp_path: Path) -> None:
    plan = plan_from(OPTIONAL, tmp_path)
    host_folder(plan, tmp_path)
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "oak.xlsx").write_bytes(
        workbook(plan, "month  BP  BP/\n2026-01  13  20")
    )
    home = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(command: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "lcxl", command, "."],
            cwd=tmp_path, env=home, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    assert run("build")[0] == 0
    for name in FILES:
        path = tmp_path / name
        before = path.read_bytes()
        path.unlink()
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "folder":
            path.mkdir()
        else:
            path.symlink_to(tmp_path / "nowhere" / "at all")
        ends = {command: run(command) for command in COMMANDS}
        for code, text in ends.values():
            assert code in (0, 1, 2)
            assert "fault of its own" not in text, (name, text)
            assert "Errno" not in text, (name, text)
        if name == FILES[0]:
            assert {code for code, _ in ends.values()} == {2}
            assert all(SAID[kind] in text for _, text in ends.values())
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_bytes(before)
