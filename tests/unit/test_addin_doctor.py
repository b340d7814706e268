"""`lcxl addin doctor`, and a Python that Excel would never find."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lcxl.errors import LcxlError
from lcxl_addin import doctor, install, log
from lcxl_addin.words import say
from lcxl_addin.xlam import build_xlam

EXCEL = {("HKLM", doctor._APP_PATH, ""): r"C:\Program Files\Microsoft Office\EXCEL.EXE"}
POLICIES = {
    "doctor_macros_off": ("HKCU", doctor._EXCEL_POLICY, "VBAWarnings", 4),
    "doctor_places_off": (
        "HKCU", rf"{doctor._EXCEL_POLICY}\Trusted Locations", "AllLocationsDisabled", 1,
    ),
    "doctor_no_children": ("HKLM", *doctor._ASR, "1"),
    "doctor_no_script_host": ("HKLM", doctor._SCRIPT_HOST, "Enabled", 0),
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def seen(where: install.Places | None, *more: tuple[str, str, str, object]) -> dict[str, bool]:
    registry = EXCEL | {(root, key, name): value for root, key, name, value in more}
    return {
        look.text: look.is_well
        for look in doctor.looks(where, lambda *place: registry.get(place))  # type: ignore[arg-type]
    }


def test_a_fresh_computer_is_told_to_install(home: Path) -> None:
    where = install.places("win32", home, home)
    told = seen(where)
    assert told[say("doctor_excel")] is True
    assert told[say("doctor_not_installed", path=where.xlam)] is False
    assert told[say("doctor_no_policy")] is True


def test_what_is_installed_and_starts_is_well(home: Path) -> None:
    where = install.places("win32", home, home)
    install.install(where)
    told = seen(where)
    assert told[say("doctor_starts", python=sys.executable)] is True
    assert all(told.values()), told
    assert sum(len(text.strip().splitlines()) for text in told) <= 24, "more than one screen"


def test_a_python_that_is_gone_or_lost_lcxl_is_named_with_the_reason(home: Path) -> None:
    where = install.places("win32", home, home)
    where.xlam.parent.mkdir(parents=True)
    where.xlam.write_bytes(build_xlam(Path("/gone/python")))
    assert seen(where)[say("doctor_python_gone", python="/gone/python")] is False
    python = home / "python"
    python.write_text("#!/bin/sh\necho 'No module named lcxl_addin' >&2\nexit 1\n")
    python.chmod(0o755)
    where.xlam.write_bytes(build_xlam(python))
    why = "No module named lcxl_addin"
    assert seen(where)[say("doctor_broken", python=python, why=why)] is False


def test_a_file_that_somebody_took_away_is_no_fresh_computer(home: Path) -> None:
    """Nine reports of xlwings are of antivirus programs, such as 1432, 1911, 2510 and 2553."""
    where = install.places("win32", home, home)
    install.install(where)
    log.note(say("log_installed"))
    where.xlam.unlink()
    assert seen(where)[say("doctor_taken", path=where.xlam)] is False


@pytest.mark.parametrize("text", POLICIES)
def test_a_policy_that_would_block_it_is_named(home: Path, text: str) -> None:
    where = install.places("win32", home, home)
    install.install(where)
    told = seen(where, POLICIES[text])
    assert [t for t, is_well in told.items() if not is_well] == [say(text)]
    assert say("doctor_no_policy") not in told


def test_mac_misses_its_script(home: Path) -> None:
    where = install.places("darwin", home)
    install.install(where)
    assert where.script is not None
    where.script.unlink()
    assert seen(where)[say("doctor_no_script", path=where.script)] is False


@pytest.mark.parametrize(
    "python",
    [
        r"C:\Users\a\AppData\Local\Microsoft\WindowsApps\python.exe",
        r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12\python.exe",
        r"C:\Users\a\Local\Packages\PythonSoftwareFoundation.Python.3.11\python.exe",
    ],
)
def test_a_python_of_the_microsoft_store_is_refused(python: str, home: Path) -> None:
    """As in issue 2512 of xlwings, whose paths these are."""
    where = install.places("win32", home, home)
    with pytest.raises(LcxlError, match="Microsoft Store") as caught:
        install.install(where, Path(python))
    assert "python.org" in caught.value.fix
    assert not where.xlam.exists()
    assert not install.is_from_store(r"C:\Users\a\AppData\Local\Programs\Python\python.exe")


def test_where_no_excel_can_be_it_says_so(
    lcxl: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("Excel can be here")
    done = lcxl("addin", "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert "MEND  Excel does not run on this computer" in done.stdout
