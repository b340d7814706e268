"""What is installed is what is in the tree, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import click
import pytest
import xlsxwriter

from tests.helpers.paths import ROOT


def _tracked() -> list[str]:
    """What belongs to the project; nothing where it is not under git."""
    return subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(out), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    return next(out.glob("lcxl-*.whl"))


def test_the_wheel_has_every_file_of_the_tree(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        inside = {n for n in package.namelist() if ".dist-info/" not in n}
    code = {p.relative_to(ROOT).as_posix() for p in (ROOT / "lcxl").rglob("*.py")}
    words = {
        "lcxl/" + p.relative_to(ROOT).as_posix()
        for p in (ROOT / "templates_src").rglob("*")
        if p.suffix in (".toml", ".py", ".po", ".csv")
    }
    addin = {
        "lcxl_addin/" + p.relative_to(ROOT / "addin").as_posix()
        for p in (ROOT / "addin").rglob("*")
        if p.suffix in (".py", ".bas", ".applescript")
    }
    page = {p.relative_to(ROOT).as_posix() for p in (ROOT / "lcxl/page/source").iterdir()}
    page |= {"lcxl/page/pins.toml"}
    assert inside - {"lcxl/page/page-engine.zip"} == code | words | addin | page | {"lcxl/py.typed"}


def test_the_archive_of_sources_is_the_folder_of_the_readme(tmp_path: Path) -> None:
    """With what its links lead to, samples and tests; without the engine of the page."""
    subprocess.run(
        [sys.executable, "-m", "build", "--sdist", "--outdir", str(tmp_path), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    with tarfile.open(next(tmp_path.glob("lcxl-*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = set(re.findall(r"\]\(((?:docs|LICENSE)[^)#\s]*)\)", readme))
    assert len(links) > 10
    assert sorted(links - inside) == []
    needed = {".ci/run", "pyproject.toml", "CHANGELOG.md", "samples/first-plan/plan.toml"}
    assert needed | {"tests/conftest.py", "templates_src/theme.toml", "addin/__init__.py"} <= inside
    assert not [name for name in inside if name.endswith(("page-engine.zip", ".pyc"))]
    if tracked := _tracked():  # what tests fetch (a program of 80 million bytes) is not the project
        files = {name for name in inside if not (ROOT / name).is_dir()}
        made = {n for n in files if n.startswith("lcxl.egg-info/")} | {"PKG-INFO", "setup.cfg"}
        assert sorted(files - made - set(tracked)) == []


def test_the_engine_needs_no_package(tmp_path: Path) -> None:
    """Before a release it is made where nothing is installed; here it comes as far as Node.js."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "lcxl.page.engine", "-o", str(tmp_path / "engine.zip")],
        cwd=ROOT, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "The program node is not installed." in done.stderr, done.stderr


def test_the_installed_wheel_runs(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target),
         str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    code = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "import lcxl; from lcxl.plan import load_example\n"
        f"assert lcxl.__file__.startswith({str(target)!r})\n"
        "print(len(load_example('hypertension').teams))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "8"


def test_what_it_carries_over_is_installed_without_a_connection(tmp_path: Path) -> None:
    """The two lines of the IT department's page, here without the packages of others."""
    page = (ROOT / "docs/guide/it.md").read_text(encoding="utf-8")
    lines = re.findall(r"^python -m (pip .*)$", page, re.MULTILINE)
    assert len(lines) == 2
    for line, more in zip(lines, (["--quiet"], ["--target", str(tmp_path / "site")]), strict=True):
        words = [str(ROOT) if word == "." else word for word in line.split()]
        subprocess.run(
            [sys.executable, "-m", *words, "--no-deps", *more],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
    assert (tmp_path / "site" / "lcxl" / "templates_src" / "theme.toml").is_file()


def test_the_python_api_is_small_and_its_names_are_functions() -> None:
    code = (
        "import lcxl.combine, lcxl.rules.base.judging, lcxl.cli\n"
        "from lcxl import build, load_collaborative, merge, read_submission, validate\n"
        "import lcxl.books.master, lcxl\n"
        "names = [build, load_collaborative, merge, read_submission, validate]\n"
        "names += [lcxl.build, lcxl.merge, lcxl.validate]\n"
        "assert all(type(f).__name__ == 'function' for f in names), names"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_fresh_checkout_runs_without_being_installed(tmp_path: Path) -> None:
    for name in ("lcxl", "templates_src"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    # What lcxl needs may come from here, but lcxl and its words only from the checkout.
    packages = {Path(click.__file__).parent.parent, Path(xlsxwriter.__file__).parent.parent}
    code = (
        f"import sys; sys.path[:0] = {[str(tmp_path), *map(str, packages)]!r}\n"
        "from lcxl.cli import main; main(['new', 'made', '--example', 'hypertension'])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "made" / "metric-definitions.xlsx").is_file()


def test_the_project_speaks_of_itself_alone() -> None:
    """No machine paths, no package registry hosts, nobody's names."""
    forbidden = re.compile(
        r"/work/|/root/|/home/\w|\bpypi\.org|registry\.npmjs|files\.pythonhosted|\.\./shared",
        re.IGNORECASE,
    )
    for name in _tracked():
        path = ROOT / name
        if path.suffix in (".png", ".xlsx", ".numbers") or path == Path(__file__).resolve():
            continue
        found = forbidden.search(path.read_text(encoding="utf-8"))
        assert found is None, (name, found)


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_first_command_of_the_readme_works_on_a_bare_machine(tmp_path: Path) -> None:
    """As a newcomer types it, in a copy of the project."""
    copy = tmp_path / "lcxl"
    tracked = _tracked()
    if not tracked:
        pytest.skip("This copy of the project is not under git, so what belongs to it is unknown.")
    for name in tracked:
        if name.startswith(("lcxl/", "addin/", "templates_src/")) or "/" not in name:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = [x for x in readme.splitlines() if x.startswith("python3 -m venv lcxl-env")]
    line = line.replace("python3", sys.executable, 1)
    done = subprocess.run(
        ["bash", "-c", line], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    named = done.stdout.split("Open these in Excel or LibreOffice:\n")[1].split()
    assert len(named) == 5
    assert all((copy / name).exists() for name in named)


def test_the_shell_can_complete_commands() -> None:
    for shell in ("bash", "zsh", "fish"):
        done = subprocess.run(
            [sys.executable, "-m", "lcxl"],
            env=os.environ | {"_LCXL_COMPLETE": f"{shell}_source"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "_LCXL_COMPLETE" in done.stdout
