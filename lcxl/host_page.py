"""What runs in the host's page: lcxl's own commands, on a folder in the page's memory.

The page's worker puts the host's files into the folder and calls `Host.run`; what the command
changed goes back to the page, which keeps it, writes it into the host's folder or packs it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PurePosixPath

from lcxl.cli import main
from lcxl.errors import LcxlError
from lcxl.intake.pile import SUBMISSIONS
from lcxl.page.inside import Checker
from lcxl.plan import load_collaborative
from lcxl.templates import example_names
from lcxl.words import speak, use_languages_of

__all__ = ["FOLDER", "Host", "start"]

FOLDER = Path("/collaborative")


def start() -> Host:
    """The host's side, with an empty folder."""
    return Host(FOLDER)


class Host:
    """One collaborative's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checker: Checker | None = None

    def examples(self) -> list[str]:
        """The names of the complete fictional collaboratives."""
        return list(example_names())

    def run(self, words: Sequence[str], language: str) -> dict[str, object]:
        """Run one command of lcxl in the folder; ``language``: "" for the collaborative's own.

        Gives its exit ``code``, what it printed (``told``, ``warned``), each file that it wrote
        (``written``, name -> bytes), the names of those it took away (``removed``), and all
        folders there are (``folders``).
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        os.chdir(self.folder)
        before = self._hashes()
        told, warned = io.StringIO(), io.StringIO()
        with redirect_stdout(told), redirect_stderr(warned):
            code = _code_of(["--no-color", *(["--language", language] if language else []), *words])
        after = self._hashes()
        changed = [name for name, known in after.items() if before.get(name) != known]
        return {
            "code": code,
            "told": told.getvalue(),
            "warned": warned.getvalue(),
            "written": {name: (self.folder / name).read_bytes() for name in changed},
            "removed": [name for name in before if name not in after],
            "folders": [
                path.relative_to(self.folder).as_posix()
                for path in sorted(self.folder.rglob("*"))
                if path.is_dir()
            ],
        }

    def check(self, language: str) -> str:
        """What is found in submissions/, as `lcxl.page.inside.Checker.check` tells it."""
        use_languages_of(self.folder)
        speak(language)
        try:
            plan = load_collaborative(self.folder)
        except LcxlError as e:  # the command before has said all of it
            return json.dumps({"files": [], "teams": [], "why": e.message})
        self._checker = Checker(plan, self.folder)
        return self._checker.check(str(self.folder / SUBMISSIONS), language)

    def marked(self, name: str) -> bytes:
        """See `lcxl.page.inside.Checker.marked`."""
        assert self._checker is not None
        return self._checker.marked(name)

    def packed(self) -> bytes:
        """The whole folder as one archive."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.folder.rglob("*")):
                archive.write(path, path.relative_to(self.folder).as_posix())
        return stream.getvalue()

    def unpacked(self, data: bytes | memoryview) -> Mapping[str, bytes]:
        """The files in an archive, as `packed` made it; none that would lie elsewhere.

        An archive that holds a single folder gives what is in that.
        """
        with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
            files = {
                name: archive.read(name)
                for name in archive.namelist()
                if not name.endswith("/") and _is_inside(name)
            }
        tops = {name.partition("/")[0] for name in files}
        if len(tops) == 1 and all("/" in name for name in files):
            return {name.partition("/")[2]: content for name, content in files.items()}
        return files

    def _hashes(self) -> dict[str, str]:
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def _code_of(words: Sequence[str]) -> int:
    try:
        main(list(words), prog_name="lcxl")
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else 1
    return 0


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts
