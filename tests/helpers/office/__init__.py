"""LibreOffice, driven for real: open a workbook, type into it, recalculate, save, print.

On a machine without LibreOffice the tests that need it are skipped and say so
(`tests.helpers.missing`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

AGENT = Path(__file__).with_name("agent.py")
DOOR = Path(__file__).with_name("door.py")
MISSING = (
    "LibreOffice with its Python bridge is not installed, so this test was left out. "
    "On Debian or Ubuntu: sudo apt-get install libreoffice-calc libreoffice-impress "
    "libreoffice-writer python3-uno poppler-utils"
)

DIED = "LibreOffice stopped"
"""A test that fails by it is run again with a new one (tests/conftest.py)."""


@cache
def find_soffice() -> str | None:
    places = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
    return next((path for place in places if (path := shutil.which(place))), None)


@cache
def find_uno_python() -> str | None:
    """A Python that can talk to LibreOffice: this one, the system's, or LibreOffice's own."""
    soffice = find_soffice()
    beside = [str(Path(soffice).resolve().parent / "python")] if soffice else []
    for python in (sys.executable, "/usr/bin/python3", *beside):
        if shutil.which(python) is None:
            continue
        # Not this virtual environment's settings: another Python is started.
        found = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
        if found.returncode == 0:
            return python
    return None


def surroundings() -> dict[str, str]:
    """The environment of a LibreOffice.

    The Python inside it takes its modules from beside the first Python of the path, which may
    be one without `uno`, such as that of an activated environment.
    """
    ours = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    rest = {name: value for name, value in os.environ.items() if name not in ours}
    beside = [str(Path(found).parent)] if (found := find_uno_python()) else []
    return rest | {"PATH": os.pathsep.join([*beside, os.environ.get("PATH", "")])}


def available() -> bool:
    return find_soffice() is not None and find_uno_python() is not None


class Bridge:
    """Speaks to a running LibreOffice, in which an agent does what it is asked.

    ``pipe``: where the LibreOffice listens; ``agent``: a file with a class ``Agent``, which is
    loaded into the LibreOffice (inside.py).
    """

    def __init__(self, pipe: str, agent: Path) -> None:
        python = find_uno_python()
        if python is None:
            raise RuntimeError(MISSING)
        self.pipe = pipe
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(60)
            asked = json.dumps([server.getsockname()[1], str(agent)])
            let_in = subprocess.run(
                [python, str(DOOR), pipe, asked], capture_output=True, text=True, check=False
            )
            if let_in.returncode != 0:
                raise RuntimeError(f"{DIED}\n{let_in.stderr}")
            self._line, _ = server.accept()
        self._line.settimeout(None)
        self._stream = self._line.makefile("rw", encoding="utf-8")

    def _do(self, what: str, *arguments: Any) -> Any:
        try:
            self._stream.write(json.dumps({"do": what, "with": arguments}) + "\n")
            self._stream.flush()
            line = self._stream.readline()
        except OSError as e:
            raise RuntimeError(DIED) from e
        if not line:
            raise RuntimeError(DIED)
        answer = json.loads(line)
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer.get("answer")

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.close()
        self._line.close()


class Office(Bridge):
    """One running LibreOffice with a profile of its own; ``agent`` speaks to it."""

    def __init__(self, agent: Path = AGENT) -> None:
        soffice = find_soffice()
        if soffice is None:
            raise RuntimeError(MISSING)
        self.folder = tempfile.TemporaryDirectory(prefix="lcxl-office-")
        self.profile = Path(self.folder.name) / "profile"
        pipe = f"lcxl{uuid.uuid4().hex[:12]}"
        self.office = subprocess.Popen(
            [
                soffice,
                f"-env:UserInstallation={self.profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--nologo",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=surroundings(),
        )
        try:
            super().__init__(pipe, agent)
        except BaseException:
            self._end()
            raise

    def open(self, path: Path) -> list[str]:
        """Open a workbook; its sheet names."""
        return list(self._do("open", str(Path(path).resolve())))

    def recalculate(self) -> None:
        """Compute every formula from scratch, whatever the file says it was."""
        self._do("recalculate")

    def read(self, sheet: str, area: str) -> list[list[Any]]:
        """Values of a range, row by row; an error is {"error": "#N/A"}."""
        return list(self._do("read", sheet, area))

    def formulas(self, sheet: str) -> list[tuple[int, int, str, Any]]:
        """(row, column, formula, value) of every formula cell of a sheet."""
        return [tuple(f) for f in self._do("formulas", sheet)]  # type: ignore[misc]

    def type(self, sheet: str, cell: str, value: float | str | None) -> None:
        """Type into a cell, over its protection, as a person does into an input."""
        self._do("type", sheet, cell, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self._do(
            name, *(str(a) if isinstance(a, Path) else a for a in arguments)
        )

    def stop(self) -> None:
        with contextlib.suppress(RuntimeError, OSError):
            self._do("close")  # or its lock file stays beside the workbook
        super().stop()
        self._end()

    def _end(self) -> None:
        # soffice.bin is a child of the soffice script and may outlive it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.office.pid, signal.SIGKILL)
        self.office.wait()
        self.folder.cleanup()


def pictures(workbook: Path, folder: Path, dpi: int = 80) -> Sequence[Path]:
    """Print a workbook to PDF and turn its pages into PNG files."""
    soffice, ppm = find_soffice(), shutil.which("pdftoppm")
    if soffice is None or ppm is None:
        raise RuntimeError(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lcxl-print-") as profile:
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                str(workbook),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
    pdf = folder / (workbook.stem + ".pdf")
    subprocess.run([ppm, "-r", str(dpi), "-png", str(pdf), str(folder / workbook.stem)], check=True)
    pdf.unlink()
    return sorted(folder.glob(workbook.stem + "-*.png"))
