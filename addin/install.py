"""Put the add-in where Excel starts add-ins from, and take it away again.

Excel opens every file of its start-up folder, and trusts that folder.  On Mac it may start
programs only through a script in its own scripts folder, which is written too.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.files import make_folder, write_file

from .log import log_file
from .plans import forget, settings_file
from .words import error
from .xlam import NAME, build_xlam, python_in, source

__all__ = [
    "Places",
    "install",
    "installed_python",
    "is_current",
    "is_from_store",
    "log_file",
    "places",
    "uninstall",
]

SCRIPT = "lcxl.applescript"
WINDOWS_FOLDER = Path("Microsoft", "Excel", "XLSTART")
"""Below %APPDATA%; one of Excel's trusted locations from the start."""
MAC_FOLDER = Path(
    "Library",
    "Group Containers",
    "UBF8T346G9.Office",
    "User Content.localized",
    "Startup.localized",
    "Excel",
)
MAC_SCRIPTS = Path("Library", "Application Scripts", "com.microsoft.Excel")


@dataclass(frozen=True, slots=True)
class Places:
    """The files of the add-in on this computer; ``script`` is None except on Mac."""

    xlam: Path
    script: Path | None = None

    def __iter__(self) -> Iterator[Path]:
        yield self.xlam
        if self.script is not None:
            yield self.script


def places(
    system: str = sys.platform, home: Path | None = None, roaming: Path | None = None
) -> Places:
    """Where the add-in belongs on Windows ("win32") or Mac ("darwin").

    Raises:
        LcxlError: there is no Excel for this system.
    """
    home = home or Path.home()
    if system == "win32":
        roaming = roaming or Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
        return Places(roaming / WINDOWS_FOLDER / NAME)
    if system == "darwin":
        return Places(home / MAC_FOLDER / NAME, home / MAC_SCRIPTS / SCRIPT)
    raise error("no_excel_here")


def contents(where: Places, python: Path | None = None) -> dict[Path, bytes]:
    """What belongs into each file."""
    files = {where.xlam: build_xlam(python)}
    if where.script is not None:
        files[where.script] = script_text(python or Path(sys.executable)).encode()
    return files


def script_text(python: Path) -> str:
    """The AppleScript that starts that Python."""
    text = source(SCRIPT)
    gaps = {"@PYTHON@": python, "@LOG@": log_file(), "{python}": python, "{log}": log_file()}
    for gap, value in gaps.items():
        inside = str(value).replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace(gap, f'"{inside}"' if gap.startswith("@") else inside)
    return text


def is_from_store(*places: str | Path) -> bool:
    """One of the places belongs to a Python of the Microsoft Store.

    Windows turns what such a Python writes below %APPDATA% aside into a folder of its own
    (docs.python.org, Using Python on Windows, "Redirection of local data, registry, and
    temporary paths"), where Excel does not look.
    """
    parts = {part.casefold() for place in places for part in re.split(r"[\\/]", str(place))}
    return any(p == "windowsapps" or p.startswith("pythonsoftwarefoundation.") for p in parts)


def install(where: Places, python: Path | None = None) -> list[Path]:
    """Write the add-in for a Python, the running one if None; the files that were written.

    Raises:
        LcxlError: a file is open in Excel, the place may not be written, or that Python is one
            of the Microsoft Store.
    """
    if is_from_store(*([python] if python else [sys.executable, sys.base_prefix])):
        raise error("store_python", python=python or sys.executable)
    files = contents(where, python)
    for path, data in files.items():
        make_folder(path.parent)
        write_file(path, data)
    return list(files)


def uninstall(where: Places) -> list[Path]:
    """Remove the add-in, what it remembers and what it logged; the files that were removed.

    Raises:
        LcxlError: a file is open in Excel.
    """
    removed = []
    for path in [*where, log_file(), settings_file()]:
        if not path.exists():
            continue
        try:
            path.unlink()
        except OSError as e:
            raise error("not_removed", path=path, why=e.strerror or e) from e
        removed.append(path)
    forget()
    folder = log_file().parent
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return removed


def installed_python(where: Places) -> str | None:
    """The Python that the installed add-in starts; None when there is none."""
    try:
        return python_in(where.xlam.read_bytes())
    except OSError:
        return None


def is_current(where: Places) -> bool:
    """The installed files are what this lcxl would install for the Python they name."""
    python = installed_python(where)
    if python is None:
        return False
    try:
        files = contents(where, Path(python))
        return all(path.read_bytes() == data for path, data in files.items())
    except (OSError, LcxlError):
        return False
