"""A copy of the sources with a wish applied, and commands run from it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

HERE = Path(__file__).parent
SOURCES = ("lcxl", "templates_src", "addin")


class Wished:
    """The sources as they are once the wish is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object, code: int = 0) -> str:
        """What `lcxl` prints."""
        done = self._python("-m", "lcxl", *map(str, arguments))
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, program: str) -> str:
        """What a program prints that imports these sources."""
        done = self._python("-c", program)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=elsewhere,
            env={
                **os.environ,
                "PYTHONPATH": str(self.folder),
                "PYTHONDONTWRITEBYTECODE": "",  # compiled once for all commands of a wish
                "LCXL_TRACEBACK": "1",
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def wish(tmp_path: Path) -> Callable[[str, Collection[str]], Wished]:
    """Apply ``<name>.patch``; it may touch the files that are named, and must touch them all.

    What Python has compiled is copied too, with the days of the sources: it compiles again what
    the patch touches.
    """

    def apply(name: str, files: Collection[str]) -> Wished:
        patch = HERE / f"{name}.patch"
        touched = re.findall(r"^\+\+\+ b/(.+)$", patch.read_text(encoding="utf-8"), re.MULTILINE)
        assert sorted(touched) == sorted(files)
        folder = tmp_path / "sources"
        for source in SOURCES:
            being_written = shutil.ignore_patterns("*.pyc.*")
            shutil.copytree(ROOT / source, folder / source, ignore=being_written)
        (folder / "lcxl" / "templates_src").symlink_to(folder / "templates_src")
        (folder / "lcxl_addin").symlink_to(folder / "addin")  # as they are called when installed
        git = ["git", "apply", "-C1", "--whitespace=nowarn", str(patch)]
        done = subprocess.run(git, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return Wished(folder)

    return apply
