"""The add-in file: built from text, read back by others, started by a real program, installed."""

from __future__ import annotations

import importlib
import io
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import olefile
import pytest
import xlwings as xw
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from lcxl import templates
from lcxl.cli import main
from lcxl.errors import LcxlError
from lcxl.plan import Collaborative
from lcxl.words import in_language
from lcxl_addin import install
from lcxl_addin.buttons import BUTTONS
from lcxl_addin.cfb import compound_file
from lcxl_addin.desk import Desk
from lcxl_addin.ovba import compressed
from lcxl_addin.press import press
from lcxl_addin.ribbon import ribbon_xml
from lcxl_addin.xlam import build_xlam, python_in, source
from tests.helpers.addin_file import macro_workbook
from tests.helpers.calc_engine import App
from tests.helpers.host import host_folder
from tests.helpers.paths import ROOT
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import at, workbook

IMAGES = frozenset(
    ["ClearFormats", "Consolidate", "DataValidation", "FileSendAsAttachment", "Help", "Info",
     "ReviewNextComment"]
)  # fmt: skip
"""Looked up in the table of imageMso identifiers of [MS-CUSTOMUI]; a new button needs a look."""
RIBBON = "{http://schemas.microsoft.com/office/2006/01/customui}"


def test_excel_shows_no_window_for_it() -> None:
    """As in the add-ins of xlwings, whose workbookView is hidden too."""
    with zipfile.ZipFile(io.BytesIO(build_xlam())) as package:
        workbook_part = ElementTree.fromstring(package.read("xl/workbook.xml"))
    (view,) = workbook_part.iter(
        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}workbookView"
    )
    assert view.get("visibility") == "hidden"


def test_the_same_python_gives_the_same_bytes() -> None:
    assert build_xlam() == build_xlam()
    assert build_xlam(Path("/opt/a/python")) != build_xlam(Path("/opt/b/python"))


def test_the_file_is_valid_to_microsoft(
    is_valid_ooxml: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    """The Open XML SDK checks every part, the ribbon against its schema."""
    path = tmp_path / "lcxl.xlam"
    path.write_bytes(build_xlam(Path("C:/Program Files/Müller & Söhne/python.exe")))
    assert is_valid_ooxml(path) == []


def olevba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls its parser library by old names
        return importlib.import_module("oletools.olevba")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_source_is_read_back() -> None:
    parser = olevba().VBA_Parser("lcxl.xlam", data=build_xlam())
    modules = {name: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    assert modules.keys() == {"ThisWorkbook.cls", "Sheet1.cls", "LcxlRibbon.bas"}
    assert modules["LcxlRibbon.bas"].splitlines() == source("LcxlRibbon.bas").splitlines()


def test_the_macro_can_do_no_more_than_start_this_python() -> None:
    code = source("LcxlRibbon.bas")
    assert code.count("CreateObject") == code.count("wsh.Run") == 1
    assert not re.search(
        r"CreateObject|\bRun\b|Shell|Workbook_Open|Auto_Open|Declare", source("ThisWorkbook.bas")
    )
    for thing in ("ActiveWorkbook", "ActiveSheet", "Shell(", "Environ", "Auto_Open", "Declare"):
        assert thing not in code


@given(st.one_of(st.binary(max_size=9000), st.text("ab \n", max_size=9000).map(str.encode)))
@settings(max_examples=40, deadline=None)
def test_compression_is_undone_by_others(data: bytes) -> None:
    # A chunk that cannot be made smaller is always 4,096 bytes long.
    assert bytes(olevba().decompress_stream(bytearray(compressed(data))))[: len(data)] == data


def test_a_compound_file_is_read_by_others() -> None:
    tree = {
        "Small": b"abc",
        "Empty": b"",
        "Large": bytes(range(256)) * 40,
        "Folder": {f"Stream {n}": b"x" * n * 700 for n in range(1, 12)},
    }
    with olefile.OleFileIO(io.BytesIO(compound_file(tree))) as file:
        streams = {"/".join(names) for names in file.listdir()}
        assert streams == {"Small", "Empty", "Large", *(f"Folder/{n}" for n in tree["Folder"])}
        assert file.openstream("Large").read() == tree["Large"]
        assert file.openstream("Folder/Stream 11").read() == b"x" * 7700
        assert not file.parsing_issues


def test_the_pictures_of_buttons_have_no_translation() -> None:
    with in_language("es-US"):
        ribbon = ElementTree.fromstring(ribbon_xml())
    buttons = list(ribbon.iter(f"{RIBBON}button"))
    assert "Ayuda" in [b.get("label") for b in buttons]
    assert {b.get("imageMso") for b in buttons} == IMAGES


def test_every_button_is_in_the_ribbon_with_its_words() -> None:
    ribbon = ElementTree.fromstring(ribbon_xml())
    buttons = {b.get("tag", ""): b for b in ribbon.iter(f"{RIBBON}button")}
    assert list(buttons) == list(BUTTONS) == list(templates.workbook("addin").words)
    for action, button in buttons.items():
        assert button.get("label") == BUTTONS[action].word("label")
        assert button.get("imageMso") in IMAGES
        assert button.get("onAction") == "LcxlRibbon.LcxlClick"
    assert [g.get("label") for g in ribbon.iter(f"{RIBBON}group")] == [
        "This workbook", "Collaborative", "Add-in",
    ]  # fmt: skip


def test_a_click_runs_through_to_the_workbook(calc: App, tmp_path: Path) -> None:
    """Calc opens the add-in and runs its macro; the command that it makes is run as it stands."""
    plan: Collaborative = plan_from(SMALL, tmp_path)
    host_folder(plan, tmp_path)
    team = tmp_path / "oak $(x).xlsx"
    team.write_bytes(workbook(plan, "month  BP  BP/\n2026-01  25  20"))
    addin = xw.books.open(macro_workbook(tmp_path / "lcxl.xlsm"))
    macro = addin.impl.do
    command = macro("run_basic", "lcxl.LcxlRibbon.LcxlCommand", ["validate"])
    assert command == f'"{sys.executable}" -P -m lcxl_addin validate --hwnd 0'
    for action, is_one in (("next", True), ("next & calc", False), ("", False), ("Next", False)):
        assert macro("run_basic", "lcxl.LcxlRibbon.LcxlIsAction", [action]) is is_one
    book = xw.books.open(team)
    done = _run(command, calc, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Learning collaborative: Oak Street Clinic: 1 to mend")
    assert book.sheets[0].name == "Findings"
    noted = {n.location.get_address(False, False) for n in book.sheets["Data"].notes}
    assert at(plan, "2026-01", "BP") in noted
    assert _run(command.replace("validate", "clear"), calc, tmp_path).returncode == 0
    assert book.sheets[0].name == "Start"


def _run(command: str, calc: App, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line in a process whose xlwings talks to the same Calc."""
    (folder / "sitecustomize.py").write_text(
        "import os\n"
        "pipe = os.environ.pop('CALC_PIPE', None)\n"  # so that it is not handed on
        "if pipe:\n"
        "    from tests.helpers import calc_engine, office\n"
        "    calc_engine.App.alert = lambda self, text, title, *_: print(f'{title}: {text}')\n"
        "    calc_engine.activate(office.Bridge(pipe, calc_engine.AGENT))\n",
        encoding="utf-8",
    )
    python, _, rest = command[1:].partition('" ')
    pipe = calc.do.__self__.pipe
    return subprocess.run(
        [python, *rest.split()],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "CALC_PIPE": pipe},
    )


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_install_and_uninstall_leave_nothing_behind(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    where = install.places(system, tmp_path, tmp_path / "Roaming")
    assert install.installed_python(where) is None
    written = install.install(where)
    assert written == list(where)
    assert install.installed_python(where) == sys.executable
    assert install.is_current(where)
    where.xlam.write_bytes(build_xlam(Path("/gone/python")))
    assert install.installed_python(where) == "/gone/python"
    install.log_file().parent.mkdir(parents=True)
    install.log_file().write_text("trouble")
    removed = install.uninstall(where)
    assert {*written, install.log_file()} == set(removed)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert install.uninstall(where) == []


def test_each_system_has_its_place(tmp_path: Path) -> None:
    windows = install.places("win32", tmp_path, tmp_path)
    assert windows.xlam == tmp_path / "Microsoft" / "Excel" / "XLSTART" / "lcxl.xlam"
    assert windows.script is None
    mac = install.places("darwin", tmp_path)
    assert mac.script == (
        tmp_path / "Library/Application Scripts/com.microsoft.Excel/lcxl.applescript"
    )
    with pytest.raises(LcxlError, match="Excel does not run on this computer"):
        install.places("linux", tmp_path)


def test_paths_are_quoted_for_applescript() -> None:
    text = install.script_text(Path('/Users/a "b" \\ $(c)/python'))
    assert r'(quoted form of "/Users/a \"b\" \\ $(c)/python")' in text
    assert "@" not in text


def test_a_path_that_cannot_stand_in_a_command_is_refused() -> None:
    for path in ('C:/a"b/python.exe', "C:/100%TEMP%/python.exe", "C:/a\nb/python.exe"):
        with pytest.raises(LcxlError, match="cannot stand in a command"):
            build_xlam(Path(path))
    awkward = "C:/Users/O'Neil & Søn <x>/python.exe"
    assert python_in(build_xlam(Path(awkward))) == awkward
    assert python_in(b"something else") is None


def test_without_excel_one_sentence_says_so(
    tmp_path: Path, lcxl: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """No traceback; help needs no Excel."""
    done = lcxl("addin", "run", "validate")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Excel does not run on this computer.\n")
    assert len(done.stderr.splitlines()) == 2
    assert lcxl("addin", "run", "help").returncode == 0
    built = CliRunner().invoke(main, ["addin", "build", "-o", str(tmp_path / "a.xlam")])
    assert (built.exit_code, built.output.strip()) == (0, str(tmp_path / "a.xlam"))
    assert (tmp_path / "a.xlam").read_bytes() == build_xlam()


def test_a_fault_nobody_foresaw_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy(Desk):
        @property
        def book(self) -> xw.Book:  # type: ignore[override]
            raise RuntimeError("Excel is busy")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(LcxlError, match="Something went wrong in lcxl") as caught:
        press("clear", Busy())
    assert str(install.log_file()) in caught.value.fix
    assert "Excel is busy" in install.log_file().read_text(encoding="utf-8")


def test_the_add_in_is_loaded_only_when_it_is_called() -> None:
    code = "import sys; import lcxl.cli; assert 'lcxl_addin' not in sys.modules, 1"
    subprocess.run([sys.executable, "-c", code], check=True)
