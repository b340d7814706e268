"""The engine as a file: where it lies, and what is in it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypedDict

import lcxl
from lcxl import user_cache
from lcxl.errors import LcxlError
from lcxl.words import Text, source, this_python

__all__ = [
    "ENGINE",
    "MANIFEST",
    "SITE",
    "Engine",
    "fingerprint",
    "open_engine",
    "own_engine",
    "own_files",
]

ENGINE = "page-engine.zip"
MANIFEST = "manifest.json"
SITE = "site/{}.zip"
"""Name in the engine of a package's files."""
OWN = (".csv", ".po", ".py", ".toml")


def own_files() -> Iterator[tuple[str, Path]]:
    """Each file of lcxl's code and words: its name in the package, and where it lies."""
    code, words = Path(lcxl.__file__).parent, source()
    for folder, inside in ((code, ""), (words, "templates_src/")):
        for path in sorted(folder.rglob("*")):
            is_words = folder == code and path.is_relative_to(words)
            if path.suffix in OWN and not is_words:
                yield inside + path.relative_to(folder).as_posix(), path


def fingerprint() -> str:
    """What this lcxl consists of: the same for the same code and words, wherever they lie."""
    found = hashlib.sha256()
    for name, path in own_files():
        found.update(name.encode() + b"\n")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def own_engine() -> Path:
    """Where an engine lies that was made on this computer."""
    return user_cache.cache_folder() / ENGINE


class Manifest(TypedDict):
    """Of which lcxl an engine is, the version of each package, and of which pins it was made."""

    lcxl: str
    packages: dict[str, str]
    pins: str


@dataclass(frozen=True)
class Engine:
    """What the page's Python consists of, by name."""

    path: Path
    parts: zipfile.ZipFile

    @cached_property
    def manifest(self) -> Manifest:
        """See `Manifest`."""
        found: Manifest = json.loads(self.parts.read(MANIFEST))
        return found

    def read(self, name: str) -> bytes:
        """A part."""
        return self.parts.read(name)

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages of Python that are in it."""
        start, end = SITE.split("{}")
        names = (n for n in self.parts.namelist() if n.startswith(start) and n.endswith(end))
        return tuple(name.removeprefix(start).removesuffix(end) for name in names)

    def site(self, packages: tuple[str, ...], left_out: tuple[str, ...] = ()) -> bytes:
        """One archive of these packages, without files whose names begin so."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as out:
            for package in packages:
                with zipfile.ZipFile(io.BytesIO(self.read(SITE.format(package)))) as files:
                    for entry in files.infolist():
                        if not entry.filename.startswith(left_out):
                            out.writestr(entry, files.read(entry))
        return stream.getvalue()


def open_engine(path: Path | None = None) -> Engine:
    """The engine at a path; otherwise the one that came with lcxl, or was made here.

    Raises:
        LcxlError: there is none, it is no engine, or it is that of another lcxl.
    """
    places = [path] if path else [Path(__file__).with_name(ENGINE), own_engine()]
    found = next((place for place in places if place.is_file()), None)
    fix = Text("page.no_engine_fix", python=this_python())
    if found is None:
        text = Text("page.no_engine_there", file=path) if path else Text("page.no_engine")
        raise LcxlError(text, fix)
    try:
        engine = Engine(found, zipfile.ZipFile(found))
        made_of = engine.manifest["lcxl"]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as e:
        raise LcxlError(Text("page.broken_engine", file=found), fix) from e
    if made_of != fingerprint():
        raise LcxlError(Text("page.other_engine", file=found), fix)
    return engine
