"""The command line as a person runs it, without reading all of Python's modules each time.

A helper has read them once.  For each command it forks a process, in the folder and with the
environment that the test has, and runs there what `python -m lcxl` runs.  What only a new Python
shows (which modules a command reads, how it is interrupted while it starts) is tested with one.
Where a system cannot fork, each command is a new Python.

Run as a module, this file is that helper: one request a line, one status a line.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.helpers.bare import refuse_what_is_not_declared
from tests.helpers.paths import ROOT

NEW_PYTHON = [sys.executable, "-m", "lcxl"]


class Commands:
    """The helper, started with the first command.

    ``bare``: with nothing installed but what lcxl declares.
    """

    def __init__(self, bare: bool = False) -> None:
        self._helper: subprocess.Popen[str] | None = None
        self._arguments = ["bare"] if bare else []

    def run(self, arguments: Sequence[str | Path], folder: Path) -> CompletedProcess[str]:
        """Status, what was printed, and what was printed of errors."""
        words = [str(word) for word in arguments]
        if not hasattr(os, "fork"):
            return subprocess.run(
                [*NEW_PYTHON, *words], cwd=folder,
                capture_output=True, text=True, encoding="utf-8", check=False,
            )  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="lcxl-command-") as where:
            printed = [Path(where, name) for name in ("stdout", "stderr")]
            status = self._ask(
                {"words": words, "folder": str(folder), "environment": dict(os.environ),
                 "printed": [str(path) for path in printed]}
            )  # fmt: skip
            texts = [path.read_text(encoding="utf-8") for path in printed]
        return CompletedProcess([*NEW_PYTHON, *words], status, *texts)

    def _ask(self, request: dict[str, Any]) -> int:
        if self._helper is None:
            self._helper = subprocess.Popen(
                [sys.executable, "-m", __name__, *self._arguments], cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            )  # fmt: skip
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        self._helper.stdin.write(json.dumps(request) + "\n")
        self._helper.stdin.flush()
        return int(self._helper.stdout.readline())

    def stop(self) -> None:
        if self._helper is not None:
            self._helper.communicate()  # it ends with its input


def _read_modules() -> None:
    import lcxl

    for module in pkgutil.walk_packages(lcxl.__path__, "lcxl."):
        if module.name != "lcxl.__main__":
            importlib.import_module(module.name)


def _become(request: dict[str, Any]) -> None:
    """The command, in a process that is its alone."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(request["printed"], start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = ["lcxl", *request["words"]]
    from lcxl.__main__ import run

    run()


def _ended(request: dict[str, Any]) -> int:
    """The status of the command, after all that Python does at its end but to clear its memory."""
    try:
        _become(request)
        status: Any = 0
    except SystemExit as e:
        status = 0 if e.code is None else e.code
        if not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]  # what runs beside it is waited for
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return int(status)


def _serve() -> None:
    if "bare" in sys.argv:
        refuse_what_is_not_declared()
    _read_modules()
    gc.collect()
    gc.freeze()  # or each command goes through, and copies, all that was read here
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_ended(json.loads(line)))
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)


if __name__ == "__main__":
    _serve()
