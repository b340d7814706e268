"""The engine of the page: what it is made of is fetched, checked, compiled and put into one file.

``python -m lcxl.page.engine [-o FILE]`` makes it, with npm, pip and Node.js.  Versions and the
sha512 of every file that is fetched stand in ``pins.toml``; where they are fetched from is for
npm and pip to know.  A release carries the file, so that nobody else has to make it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypedDict

from lcxl.errors import LcxlError
from lcxl.page.kept_engine import ENGINE, MANIFEST, SITE, fingerprint, own_engine, own_files
from lcxl.words import Text

__all__ = ["main", "make_engine", "pins", "sources"]

HERE = Path(__file__).parent
PINS, SCRIPT = HERE / "pins.toml", HERE / "source" / "compile.mjs"
OF_PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    "python_stdlib.zip",
)
OF_UPLOT = ("uPlot.iife.min.js", "uPlot.min.css")
LEFT_OUT = ("olefile/olefile2.py", "holidays/locale/", "pydantic/v1/",
            "pydantic/mypy.py")  # fmt: skip
"""Parts of packages that nothing in the page asks for, by how their names begin."""
USEFUL = re.compile(r"\.(py|so|toml|po)$|^tzdata/zoneinfo/[A-Z]")
"""Files of a package that are of use once it is installed."""
LONGEST = 300
"""Letters of what a program says of its failure."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same parts make the same file."""


class Package(TypedDict):
    """One of the packages that the engine is made of."""

    name: str
    version: str
    sha512: str


class Pins(NamedTuple):
    """What the engine is made of: its Python, and the packages beside it."""

    python: str
    abi: str
    platform: str
    npm: tuple[Package, ...]
    pypi: tuple[Package, ...]


def pins() -> Pins:
    """What the engine is made of: ``pins.toml``."""
    raw = tomllib.loads(PINS.read_text(encoding="utf-8"))
    return Pins(**{**raw, "npm": tuple(raw["npm"]), "pypi": tuple(raw["pypi"])})


def make_engine(output: Path, work: Path) -> None:
    """Fetch, check, compile, and write the engine.

    What an engine of the same packages that lies there already has is not fetched again.

    Args:
        output: the file to write.
        work: an empty folder for what is fetched.

    Raises:
        LcxlError: a program is missing or fails, or a file is not the one that was pinned.
    """
    node = _program("node")
    parts = _parts_of(output) or _fetched(node, work)
    parts |= _compiled(node, parts, work, sources())
    packages = {p["name"]: p["version"] for p in (*pins().npm, *pins().pypi)}
    manifest = {"lcxl": fingerprint(), "packages": packages, "pins": _state_of_pins()}
    parts[MANIFEST] = json.dumps(manifest, indent=1, sort_keys=True).encode()
    output.parent.mkdir(parents=True, exist_ok=True)
    beside = output.with_name(f"{output.name}.{os.getpid()}")
    beside.write_bytes(_zipped(parts, zipfile.ZIP_DEFLATED))
    beside.replace(output)


def _state_of_pins() -> str:
    return hashlib.sha256(PINS.read_bytes()).hexdigest()


def _parts_of(output: Path) -> dict[str, bytes]:
    """The parts of an engine of the same packages; none if there is no such engine."""
    try:
        with zipfile.ZipFile(output) as engine:
            if json.loads(engine.read(MANIFEST)).get("pins") == _state_of_pins():
                return {name: engine.read(name) for name in engine.namelist()}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        pass
    return {}


def _fetched(node: str, work: Path) -> dict[str, bytes]:
    """Everything but lcxl, checked and compiled."""
    wanted = pins()
    for package in wanted.npm:
        _run([_program("npm"), "pack", "--silent", "--ignore-scripts", _spec(package, "@")], work)
        found = work / f"{package['name']}-{package['version']}.tgz"
        _check(found, package)
        with tarfile.open(found) as archive:
            archive.extractall(work / package["name"], filter="data")
    wheels = work / "wheels"
    names = [_spec(package, "==") for package in wanted.pypi]
    _run([*_pip(), "download", *_options(wanted), "-d", str(wheels), *names], work)
    for package in wanted.pypi:
        _check(next(wheels.glob(f"{package['name']}-{package['version']}-*.whl")), package)
    pyodide, uplot = work / "pyodide" / "package", work / "uplot" / "package" / "dist"
    parts = {name: (pyodide / name).read_bytes() for name in OF_PYODIDE}
    parts |= {name: (uplot / name).read_bytes() for name in OF_UPLOT}
    return parts | _compiled(node, parts, work, _of_wheels(sorted(wheels.iterdir())))


def _spec(package: Package, sign: str) -> str:
    return f"{package['name']}{sign}{package['version']}"


def _options(wanted: Pins) -> list[str]:
    """How pip is asked for wheels of the engine's Python, and for nothing that they need."""
    return [
        "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
        "--implementation=cp", f"--python-version={wanted.python}", f"--abi={wanted.abi}",
        "--abi=none", f"--platform={wanted.platform}", "--platform=any",
    ]  # fmt: skip


def _pip() -> list[str]:
    return [sys.executable, "-m", "pip"] if find_spec("pip") else [_program("pip")]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise LcxlError(Text("page.no_program", name=name), Text("page.no_program_fix", name=name))
    return found


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 # programs and names of this file and of pins.toml
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        name, why = Path(command[0]).stem, " ".join(lines[-3:])[-LONGEST:]
        raise LcxlError(Text("page.not_fetched", name=name, why=why), Text("page.not_fetched_fix"))


def _check(file: Path, package: Package) -> None:
    if hashlib.sha512(file.read_bytes()).hexdigest() != package["sha512"]:
        raise LcxlError(Text("page.other_file", file=file.name), Text("page.other_file_fix"))


def _of_wheels(wheels: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of the packages that is of use once they are installed."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                is_left_out = name.startswith(LEFT_OUT) or "/tests/" in name or ".data/" in name
                if USEFUL.search(name) and not is_left_out:
                    yield name, package.read(name)


def sources() -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of lcxl, as the page has it."""
    for name, path in own_files():
        yield f"lcxl/{name}", path.read_bytes()


def _compiled(
    node: str, parts: Mapping[str, bytes], work: Path, files: Iterable[tuple[str, bytes]]
) -> dict[str, bytes]:
    """The packages that these files belong to, modules as bytecode of the engine's Python."""
    for name in OF_PYODIDE:
        (work / name).write_bytes(parts[name])
    (work / "sources.zip").write_bytes(_zipped(dict(files)))
    _run([node, str(SCRIPT), str(work), "sources.zip", "compiled.zip"], work)
    packages: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(work / "compiled.zip") as compiled:
        for name in compiled.namelist():
            package = name.partition("/")[0].partition(".")[0]
            packages.setdefault(package, {})[name] = compiled.read(name)
    return {SITE.format(name): _zipped(files) for name, files in packages.items()}


def _zipped(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """An archive; what the page has is packed as a whole, which is smaller and sooner unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, data in sorted(parts.items()):
            out.writestr(zipfile.ZipInfo(name, EARLIEST), data, packing)
    return stream.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the engine, and print where it is; 2 and a sentence where that cannot be done."""
    parser = argparse.ArgumentParser(prog=__spec__.name if __spec__ else None)
    parser.add_argument("-o", "--output", type=Path, default=None, metavar=ENGINE)
    output = parser.parse_args(arguments).output or own_engine()
    try:
        with tempfile.TemporaryDirectory(prefix="lcxl-engine-") as work:
            make_engine(output, Path(work))
    except LcxlError as e:
        print(e.message, e.fix, sep="\n", file=sys.stderr)
        return 2
    print(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
