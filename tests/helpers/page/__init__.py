"""The engine of the page for the tests, and its Python without a browser, in Node.js.

The engine is made once, beside this file; after a change in lcxl only lcxl is compiled again.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from lcxl.errors import LcxlError
from lcxl.page.engine import make_engine
from lcxl.page.kept_engine import Engine, fingerprint, open_engine
from tests.helpers.missing import leave_out

HERE = Path(__file__).parent
FILE = HERE / "page-engine.zip"
MISSING = (
    "Node.js and npm are not installed, so this test was left out. "
    "On Debian or Ubuntu: sudo apt-get install nodejs npm"
)


def engine() -> Engine:
    """The engine of lcxl as it is now; the test is left out where it cannot be made."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        leave_out(MISSING)
    try:
        return _made()
    except LcxlError as e:
        leave_out(f"The engine of the page cannot be made, so this test was left out. {e}")


@cache
def _made() -> Engine:
    with (HERE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process makes it, the others wait
        try:
            found = open_engine(FILE)
        except LcxlError:
            with tempfile.TemporaryDirectory(prefix="lcxl-engine-") as work:
                make_engine(FILE, Path(work))
            found = open_engine(FILE)
    assert found.manifest["lcxl"] == fingerprint()
    return found


class NodePython:
    """The page's Python in Node.js, with one folder of this computer as /here."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._parts = tempfile.TemporaryDirectory(prefix="lcxl-engine-")
        engine.parts.extractall(self._parts.name)
        self._node = subprocess.Popen(
            ["node", str(HERE / "python.mjs"), self._parts.name, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def run(self, code: str) -> object:
        """What the last line of some code comes to, as JSON says it."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(code) + "\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())
        if "fault" in answer:
            pytest.fail(answer["fault"])
        return json.loads(answer["result"])

    def stop(self) -> None:
        self._node.communicate()
        self._parts.cleanup()
