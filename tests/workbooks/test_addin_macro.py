"""The macro of the add-in, run by a real program: what it does in a workbook, and what it says."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from lcxl_addin import install
from lcxl_addin.__main__ import BUSY, FOLDER_WANTED, NOT_SHOWN
from lcxl_addin.buttons import BUTTONS
from lcxl_addin.desk import Desk
from lcxl_addin.words import say
from lcxl_addin.xlam import applescript, source, vba
from tests.helpers.addin_file import macro_workbook
from tests.helpers.calc_engine import App
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

FAULTY = """
month    BP   BP/   BP?         FALLS  FALLS/  CALLS  WAIT
2026-01  25   20    .           3      900     12     4
2026-02  n.n.  20    =1+1|cmd    .      .       7.5    3
2026-03  15   .     .           .      .       9      2
"""


class Macro:
    """The add-in, open beside a team's workbook, which is in front."""

    def __init__(self, folder: Path) -> None:
        plan = plan_from(SMALL, folder)
        host_folder(plan, folder)
        team = folder / "oak.xlsx"
        team.write_bytes(workbook(plan, FAULTY))
        self.addin = xw.books.open(macro_workbook(folder / "lcxl.xlsm"))
        self.book = xw.books.open(team)

    def run(self, procedure: str, *arguments: Any) -> Any:
        return self.addin.impl.do("run_basic", f"lcxl.{procedure}", [str(a) for a in arguments])

    def press(self, action: str) -> str:
        return BUTTONS[action].press(Desk(may_ask=False)).text

    def selected(self) -> tuple[str, str]:
        at = self.book.app.selection
        return at.sheet.name, at.address


@pytest.fixture
def macro(calc: App, tmp_path: Path) -> Macro:
    return Macro(tmp_path)


def test_next_goes_where_the_command_goes_and_says_the_same(macro: Macro) -> None:
    assert macro.run("ThisWorkbook.LcxlNext") == macro.press("next") == say("no_list")
    macro.press("validate")
    count = len(macro.book.sheets["Findings"].used_range.value) - 5
    by_command, by_macro = [], []
    for _ in range(count + 1):
        by_command.append((macro.press("next"), *macro.selected()))
    macro.book.sheets["Findings"].activate()
    macro.book.sheets["Findings"].range("A1").select()
    for _ in range(count + 1):
        by_macro.append((macro.run("ThisWorkbook.LcxlNext"), *macro.selected()))
    assert by_macro == by_command
    assert len({(sheet, cell) for _, sheet, cell in by_macro}) == count > 2


def test_the_list_stays_in_sight_is_filtered_and_prints_on_one_pages_width(macro: Macro) -> None:
    macro.press("validate")
    macro.run("ThisWorkbook.LcxlBefore", "validate")
    macro.run("ThisWorkbook.LcxlAfter", "validate")
    assert macro.book.impl.do("dressed", "Findings") == {
        "frozen rows": 5, "filters": True, "pages wide": 1, "landscape": True,
    }  # fmt: skip
    macro.press("clear")
    assert "Findings" not in [sheet.name for sheet in macro.book.sheets]


@pytest.mark.parametrize("was_changed", [False, True])
def test_marks_alone_do_not_make_a_workbook_one_that_wants_saving(
    macro: Macro, was_changed: bool, tmp_path: Path
) -> None:
    """Excel then does not ask to save it, and the team's file keeps its date (V28).

    The workbook is a plain one: to LibreOffice one with charts is always changed.
    """
    book = plain(tmp_path)
    book.impl.do("set_modified", was_changed)
    for action, in_cell in (("validate", "marked"), ("clear", None)):
        macro.run("ThisWorkbook.LcxlBefore", action)
        book.sheets[0].range("C9").value = in_cell
        assert book.impl.do("is_modified") is True
        macro.run("ThisWorkbook.LcxlAfter", action)
        assert book.impl.do("is_modified") is was_changed


def test_marks_that_were_saved_and_are_taken_away_want_saving(macro: Macro, tmp_path: Path) -> None:
    book = plain(tmp_path)
    book.impl.do("set_modified", False)  # as if it was opened with its marks
    macro.run("ThisWorkbook.LcxlBefore", "clear")
    book.sheets[0].range("C9").value = "cleared"
    macro.run("ThisWorkbook.LcxlAfter", "clear")
    assert book.impl.do("is_modified") is True


def plain(folder: Path) -> xw.Book:
    path = folder / "plain.xlsx"
    openpyxl.Workbook().save(path)
    return xw.books.open(path)


def test_the_macro_says_the_true_reason(macro: Macro) -> None:
    gaps = {"python": sys.executable, "log": str(install.log_file())}
    for codes, text in {
        (1,): "macro_broken",
        (2,): "macro_other_version",
        (FOLDER_WANTED,): "macro_no_folder",
        (NOT_SHOWN,): "macro_not_shown",
        (48,): "macro_no_script",
        (53, 76, -2147024894): "macro_python_gone",
        (70, 429, -2147024891): "macro_blocked",
    }.items():
        for code in codes:
            assert macro.run("LcxlRibbon.LcxlReason", code) == say(text, **gaps).strip(), code
    assert macro.run("LcxlRibbon.LcxlReason", BUSY) == f"{say('busy')}\n{say('busy_fix')}"
    stopped = macro.run("LcxlRibbon.LcxlReason", -1073741515)
    assert stopped == say("macro_stopped", code=-1073741515, **gaps).strip()


def test_texts_become_literals_of_their_language() -> None:
    assert vba('He said "x".\nMüller …') == (
        '"He said ""x""." & vbLf & "M" & ChrW(252) & "ller " & ChrW(8230)'
    )
    assert applescript('a "b" \\\nc') == '"a \\"b\\" \\\\" & linefeed & "c"'
    for name in ("LcxlRibbon.bas", "ThisWorkbook.bas"):
        assert "@" not in source(name)
        assert source(name).isascii()
        assert max(map(len, source(name).splitlines())) < 1000, "VBA takes 1,023 letters a line"


def shell_commands(script: str, action: str) -> list[str]:
    """What the AppleScript hands to the shell: its texts joined, as AppleScript would."""
    commands = []
    for line in script.splitlines():
        _, is_one, expression = line.partition("do shell script ")
        if is_one:
            expression = expression.replace("linefeed", '"\n"').replace("action)", f'"{action}")')
            python = re.sub(
                r"\(?quoted form of \(?((?:\"(?:\\.|[^\"\\])*\"(?: & )?)+)\)?\)",
                lambda m: f"quoted({m[1]})",
                expression,
            )
            commands.append(evaluated(python))
    return commands


def evaluated(expression: str) -> str:
    """Literals, joined with &, some of them in quoted(...)."""
    out = ""
    for quoted, literal in re.findall(
        r"quoted\(((?:\"(?:\\.|[^\"\\])*\"(?: & )?)+)\)|(\"(?:\\.|[^\"\\])*\")", expression, re.S
    ):
        pieces = re.findall(r"\"((?:\\.|[^\"\\])*)\"", quoted or literal, re.S)
        text = "".join(re.sub(r"\\(.)", r"\1", piece) for piece in pieces)
        out += "'" + text.replace("'", "'\\''") + "'" if quoted else text
    return out


@pytest.mark.skipif(os.name != "posix", reason="the script is for Mac")
@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 0", None),
        ("echo 'No module named lcxl_addin' >&2; exit 1", "macro_broken"),
        ("exit 3", "busy"),
        ("exit 6", "macro_not_shown"),
        ("kill -9 $$", "macro_stopped_on_mac"),
        (None, "gone"),
    ],
)
def test_on_mac_a_python_that_stops_does_not_stop_in_silence(
    python: str | None, said: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """xlwings shows nothing then (issues 987 and 1888): here a box says why, and the log is."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state of 'mine'"))
    home = tmp_path / 'a "b" $(touch hacked)'
    home.mkdir()
    fake, box = home / "python", tmp_path / "osascript"
    for path, text in ((fake, python), (box, f'printf "%s\\n" "$@" > {tmp_path}/shown')):
        if text is not None:
            path.write_text(f"#!/bin/sh\n{text}\n")
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
    script = install.script_text(fake).replace("/usr/bin/osascript", str(box))
    make_folder, is_there, start = shell_commands(script, "validate")
    done = [
        subprocess.run(["/bin/sh", "-c", command], check=False, cwd=tmp_path, timeout=30)
        for command in (make_folder, is_there)
    ]
    assert done[0].returncode == 0
    if said == "gone":
        assert done[1].returncode != 0
        return
    subprocess.run(["/bin/sh", "-c", start], check=True, cwd=tmp_path, timeout=30)
    shown = tmp_path / "shown"
    for _ in range(100):
        if shown.exists() and shown.read_text():
            break
        time.sleep(0.02 if said is None else 0.1)
    if said is None:
        assert not shown.exists()
    else:
        gaps = {"python": fake, "log": install.log_file()}
        assert say(said, **gaps).strip() in shown.read_text()
    if python and "No module" in python:
        assert "No module named lcxl_addin" in install.log_file().read_text()
    assert not list(tmp_path.rglob("hacked"))
