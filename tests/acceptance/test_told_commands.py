"""Commands that lcxl tells to type next can be typed as they stand."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]


def test_a_command_that_is_told_can_be_typed(lcxl: Run, tmp_path: Path) -> None:
    """Most folders of a host have a blank in their name."""
    folder = tmp_path / "Blood pressure: the host's"
    made = lcxl("new", folder, "--example", "hypertension")
    told = made.stdout.partition("run: ")[2].partition("\n")[0]
    assert shlex.split(told) == ["lcxl", "build", str(folder)]
    lost = lcxl("merge", folder / "submissions")
    told = lost.stderr.partition("name that one: ")[2].strip()
    assert (tmp_path / shlex.split(told)[0]).samefile(folder)
    done = lcxl("validate", folder / "recruiting-tracker.xlsx")
    said, told = done.stdout.partition("lcxl explain ")[2].split("\n")[:2]
    assert lcxl("explain", said).returncode == 0
    assert f" {said}  " in done.stdout
    assert shlex.split(told.partition("run: ")[2]) == ["lcxl", "merge", str(folder)]


def test_the_folder_one_is_in_has_a_name(lcxl: Run, tmp_path: Path) -> None:
    done = lcxl("merge", ".")
    assert f"There is no metric-definitions.xlsx in {tmp_path}." in done.stderr
