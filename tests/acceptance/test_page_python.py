"""lcxl in the page's Python: all of it can be imported, and it finds and writes what it does here.

In Node.js, which runs the same WebAssembly as a browser.
"""

from __future__ import annotations

import json
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import lcxl as package
from lcxl.intake import read_submission
from lcxl.plan import Collaborative, load_collaborative, load_plan_text
from lcxl.rules.base.judging import validate_all
from tests.acceptance.test_dirty import MAKER, SCENARIOS
from tests.acceptance.test_samples import commands
from tests.helpers.page import NodePython, engine
from tests.helpers.paths import SAMPLES

CHECK = """
from pathlib import Path
from lcxl.intake import read_submission
from lcxl.plan import load_collaborative, load_plan_text
from lcxl.rules.base.judging import validate_all

def check(plan, folder):
    sent = [read_submission(p, plan, p.name) for p in sorted(Path(folder).rglob("*.xls*"))]
    return {f: [x.as_dict() for x in found] for f, found in validate_all(sent, plan).items()}
"""
"""What a page does with the files that it is given; run here and there."""
RUN = """
import os
from click.testing import CliRunner
from lcxl.cli import main

def run(folder, *words):
    os.chdir(folder)
    done = CliRunner().invoke(main, words)
    return [done.exit_code, done.stdout, done.stderr]
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def python(shared: Path) -> Iterator[NodePython]:
    started = NodePython(engine(), shared)
    started.run(CHECK + RUN + "json.dumps(None)")
    yield started
    started.stop()


def checked(plan: Collaborative, folder: Path) -> object:
    sent = [read_submission(p, plan, p.name) for p in sorted(folder.rglob("*.xls*"))]
    found = validate_all(sent, plan)
    return json.loads(json.dumps({f: [x.as_dict() for x in fs] for f, fs in found.items()}))


def test_every_module_can_be_imported(python: NodePython) -> None:
    names = [m.name for m in pkgutil.walk_packages(package.__path__, "lcxl.")]
    names = [name for name in names if not name.endswith("__main__")]
    code = (
        "from importlib import import_module\n"
        "failed = {}\n"
        f"for name in {names!r}:\n"
        "    try: import_module(name)\n"
        "    except Exception as e: failed[name] = repr(e)\n"
        "json.dumps(failed)"
    )
    assert len(names) > 300
    assert python.run(code) == {}


def test_dirty_workbooks_are_found_as_here(python: NodePython, shared: Path) -> None:
    plan = load_plan_text(shutil.copy(SAMPLES / "dirty" / "plan.toml", shared / "dirty.toml"))
    python.run("plan = load_plan_text('/here/dirty.toml'); json.dumps(None)")
    for name, scenario in SCENARIOS.items():
        folder = shared / name
        folder.mkdir()
        for i, report in enumerate(scenario.dirty):
            (folder / f"{i}.xlsx").write_bytes(MAKER.workbook(plan, report))
        there = python.run(f"json.dumps(check(plan, '/here/{name}'))")
        assert there == checked(plan, folder), name


def test_a_real_collaborative_is_found_as_here(python: NodePython, shared: Path) -> None:
    """Written by 0.1.0: files of earlier layouts are read there too."""
    folder = Path(shutil.copytree(SAMPLES / "from-0.1.0", shared / "earlier"))
    here = checked(load_collaborative(folder), folder / "submissions")
    code = "check(load_collaborative('/here/earlier'), '/here/earlier/submissions')"
    assert python.run(f"json.dumps({code})") == here
    assert any(found for found in here.values())


@pytest.mark.parametrize("name", ["corrected-months"])
def test_samples_print_and_write_what_they_do_here(
    name: str, python: NodePython, shared: Path, lcxl: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:  # fmt: skip
    """Host's workbooks, timetable, reporting workbooks, master: byte for byte.

    The sample emergency-care comes out the same too, and takes two minutes of the processor.
    """
    there = shared / name
    there.mkdir()
    for folder in (tmp_path, there):
        for path in (*SAMPLES.joinpath(name).glob("*.toml"), *SAMPLES.joinpath(name).glob("*.csv")):
            shutil.copy(path, folder)
    for command, *words in commands(SAMPLES / name):
        if command == "lcxl":
            done = lcxl(*words)
            said = python.run(f"json.dumps(run('/here/{name}', *{words!r}))")
            printed = done.stdout.replace(str(tmp_path), f"/here/{name}")
            assert said == [done.returncode, printed, done.stderr]
        else:
            for folder in (tmp_path, there):
                _by_hand(command, words, folder)
    files = [p.relative_to(tmp_path) for p in tmp_path.rglob("*.xlsx")]
    assert Path(commands(SAMPLES / name)[0][2], "master.xlsx") in files
    differing = [f for f in files if (there / f).read_bytes() != (tmp_path / f).read_bytes()]
    assert differing == []


def _by_hand(command: str, words: list[str], folder: Path) -> None:
    if command == "mkdir":
        (folder / words[0]).mkdir()
    else:
        for path in sorted(folder.glob(words[0])):
            shutil.copy(path, folder / words[1])
