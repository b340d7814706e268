"""What the add-in says, with 0, 1 and 2 of something; and what it loads to say it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from lcxl import templates
from lcxl_addin.words import counted
from tests.helpers.paths import ROOT

TEXTS = templates.workbook("addin").texts
COUNTED = sorted(name.removesuffix("_1") for name in TEXTS if name.endswith("_1"))
SEVERAL = re.compile(r"(?<![\d.])1 (?:more )?(?:cells|notes|marks|files|months)\b")
SENTENCE = re.compile(r"^[A-Z][a-z]+ (\S+ ){2,}\S+[.!?:]$")


@pytest.mark.parametrize("name", COUNTED)
def test_one_thing_is_not_several(name: str) -> None:
    gaps = dict.fromkeys(re.findall(r"\{(\w+)\}", TEXTS[name]), "x")
    del gaps["n"]
    one = counted(name, 1, **gaps)
    assert not SEVERAL.search(one), one
    for n in (0, 2):
        assert counted(name, n, **gaps) != one
        assert str(n) in counted(name, n, **gaps)


def test_what_counts_cells_notes_marks_or_files_has_a_form_for_one() -> None:
    several = re.compile(r"\{n\} (?:more )?(?:cells|notes|marks|files)\b")
    assert {n for n, text in TEXTS.items() if several.search(text)} <= set(COUNTED)


def test_no_sentence_that_a_person_reads_stands_in_the_code() -> None:
    for path in (ROOT / "addin").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            notes = [n.value for n in getattr(node, "body", []) if isinstance(n, ast.Expr)] if (
                isinstance(getattr(node, "body", None), list)
            ) else []  # fmt: skip
            for note in notes:
                if isinstance(note, ast.Constant):
                    note.value = None  # docstrings are for programmers
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not SENTENCE.match(node.value), f"{path.name}: {node.value}"


def test_xlwings_does_not_load_what_no_button_needs() -> None:
    """pandas takes half a second; who needs it later finds it."""
    code = (
        "import sys\n"
        "from lcxl_addin.excel import NOT_NEEDED, load_xlwings\n"
        "xlwings = load_xlwings()\n"
        "assert not [m for m in NOT_NEEDED if m in sys.modules], 1\n"
        "assert xlwings.main.pd is None\n"
        "import pandas\n"
        "assert pandas.DataFrame\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("system", "named"), [("win32", "pywin32"), ("darwin", "appscript psutil")]
)
def test_what_xlwings_lacks_to_reach_excel_is_named(system: str, named: str) -> None:
    """xlwings passes over it, and is then as on a computer without Excel (issue 2128)."""
    code = (
        "import sys\n"
        "from lcxl.errors import LcxlError\n"
        "from lcxl_addin import excel\n"
        "excel.load_xlwings()\n"
        f"sys.platform = {system!r}\n"
        "sys.modules.pop('psutil', None)\n"
        "excel.find_spec = lambda name: None\n"
        "try: excel.app_in_front()\n"
        "except LcxlError as e: print(e.message, e.fix)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"xlwings cannot talk to Excel: {named} is missing. ")
    assert done.stdout.rstrip().endswith(f"--force-reinstall {named}")
