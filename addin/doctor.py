"""What is installed on this computer, what would keep the add-in from working, how to mend it.

Where Windows keeps its policies: Microsoft's administrative templates for Office 2016 and later
(office16.admx, excel16.admx) and the reference of attack surface reduction rules.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from lcxl.words import this_python

from .excel import missing_bridges
from .install import Places, installed_python, is_current, is_from_store, log_file
from .words import say

__all__ = ["Look", "Registry", "lines", "looks"]

Registry = Callable[[str, str, str], object]
"""Root ("HKCU" or "HKLM"), key and name -> the value; None where there is none."""

_EXCEL_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_ASR = (
    r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    "D4F940AB-401B-4EFC-AADC-AD5F3C50688A",
)
"""The rule "Block all Office applications from creating child processes"."""
_SCRIPT_HOST = r"Software\Microsoft\Windows Script Host\Settings"
_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
EXCEL_ON_MAC = Path("/Applications/Microsoft Excel.app")
MACROS_OFF = 4
"""Of VBAWarnings: all macros disabled, without a word."""
SECONDS = 60
"""For a Python to start."""


class Look(NamedTuple):
    """One thing that was looked at: whether it is well, and what to say of it."""

    is_well: bool
    text: str


def looks(where: Places | None, registry: Registry | None = None) -> Iterator[Look]:
    """Everything there is to look at; ``where`` is None where no Excel can be."""
    yield Look(True, say("doctor_python", version=version("lcxl"), python=sys.executable))
    if where is None:
        yield Look(False, say("doctor_no_excel_here"))
        return
    yield _xlwings()
    registry = registry or _windows_registry
    yield _excel(where, registry)
    if is_from_store(sys.executable, sys.base_prefix):
        yield Look(False, say("doctor_store_python"))
    yield from _installed(where)
    if where.script is None:
        yield from _policies(registry)
    else:
        yield Look(True, say("doctor_mac_automation"))
    yield _log()


def lines(found: Iterator[Look]) -> Iterator[str]:
    """As they are printed."""
    for look in found:
        mark = say("doctor_well" if look.is_well else "doctor_mend")
        first, *more = look.text.strip().splitlines()
        yield f"{mark}{first}"
        yield from (" " * len(mark) + line for line in more)


def _xlwings() -> Look:
    try:
        found = version("xlwings")
    except PackageNotFoundError:
        return Look(False, say("doctor_no_xlwings", python=this_python()))
    missing = missing_bridges()
    if missing:
        return Look(False, say("doctor_no_bridge", python=this_python(), names=" ".join(missing)))
    is_known = tuple(int(n) for n in found.split(".")[:2] if n.isdigit()) == (0, 37)
    told = "doctor_xlwings" if is_known else "doctor_xlwings_other"
    return Look(is_known, say(told, n=found, python=this_python()))


def _excel(where: Places, registry: Registry) -> Look:
    if where.script is not None:
        is_there = EXCEL_ON_MAC.exists()
    else:
        is_there = any(registry(root, _APP_PATH, "") for root in ("HKCU", "HKLM"))
    return Look(is_there, say("doctor_excel" if is_there else "doctor_no_excel"))


def _installed(where: Places) -> Iterator[Look]:
    python = installed_python(where)
    if python is None:
        was_there = say("log_installed") in _log_text()
        yield Look(
            False, say("doctor_taken" if was_there else "doctor_not_installed", path=where.xlam)
        )
        return
    yield Look(True, say("doctor_installed", path=where.xlam))
    if where.script is not None and not where.script.exists():
        yield Look(False, say("doctor_no_script", path=where.script))
    if not Path(python).exists():
        yield Look(False, say("doctor_python_gone", python=python))
        return
    why = _fault_of(python)
    if why:
        yield Look(False, say("doctor_broken", python=python, why=why))
    elif not is_current(where):
        yield Look(False, say("doctor_outdated"))
    else:
        yield Look(True, say("doctor_starts", python=python))


def _fault_of(python: str) -> str:
    """Why that Python does not start the add-in, in its own words; "" when it does."""
    try:
        done = subprocess.run(  # noqa: S603 - the Python that was installed, no shell
            [python, "-P", "-m", "lcxl_addin", "--help"],
            capture_output=True, text=True, errors="replace", check=False, timeout=SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as e:
        return str(e)
    told = done.stderr.strip().splitlines()
    return (told[-1] if told else str(done.returncode)) if done.returncode else ""


def _policies(registry: Registry) -> Iterator[Look]:
    """What a policy of Windows forbids; one line that says so if there is none."""

    def says(key: str, name: str, value: int, roots: tuple[str, ...] = ("HKCU", "HKLM")) -> bool:
        return any(str(registry(root, key, name)) == str(value) for root in roots)

    found = {
        "doctor_macros_off": says(_EXCEL_POLICY, "VBAWarnings", MACROS_OFF),
        "doctor_places_off": says(rf"{_EXCEL_POLICY}\Trusted Locations", "AllLocationsDisabled", 1),
        "doctor_no_children": says(*_ASR, 1),
        "doctor_no_script_host": says(_SCRIPT_HOST, "Enabled", 0),
    }
    for text, is_so in found.items():
        if is_so:
            yield Look(False, say(text))
    if not any(found.values()):
        yield Look(True, say("doctor_no_policy"))


def _windows_registry(root: str, key: str, name: str) -> object:
    """A value of the registry of this computer."""
    if sys.platform != "win32":
        return None
    import winreg

    roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
    with suppress(OSError), winreg.OpenKey(roots[root], key) as opened:
        return winreg.QueryValueEx(opened, name)[0]
    return None


def _log_text() -> str:
    try:
        return log_file().read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _log() -> Look:
    told = _log_text().strip().splitlines()
    return Look(True, say("doctor_log", path=log_file(), last=told[-1] if told else say("no_log")))
