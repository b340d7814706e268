"""V24: nothing that was found is repeated in any output, in the cache or in the memory."""

from __future__ import annotations

import io
import os
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from lcxl.plan import Collaborative
from tests.acceptance.test_planted import SET, TABLE, place_of
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.planted.render import rendered
from tests.helpers.tables import workbook

Command = Callable[..., CompletedProcess[str]]

DOUBTFUL = [
    {"place": "story", "text": "jane sampleton 12/03/1961"},
    {"place": "comment", "text": "jane sampleton 12/03/1961"},
    {"place": "reason", "text": "J.S., 64 y/o, was missed"},
    {"place": "title", "text": "jane sampleton 12/03/1961"},
    {"place": "sheet", "rows": [["jane sampleton 12/03/1961"], ["nothing"]]},
    {"place": "file name", "text": "jane sampleton 12.03.1961"},
    {"place": "folder name", "text": "jane_sampleton_1961-03-12"},
]
SECRETS = ("sampleton", "J.S., 64", "12/03/1961", "12.03.1961", "1961-03-12")
COMMANDS = (
    ("validate", "submissions"),
    ("validate", "submissions", "--format", "json"),
    ("validate", "submissions", "--format", "xlsx", "-o", "found.xlsx"),
    ("build", "."),
    ("status", "."),
    ("merge", "."),
    ("merge", ".", "--to", "csv"),
    ("merge", ".", "--audience", "teams"),
    ("merge", ".", "--audience", "funders"),
    ("merge", ".", "--audience", "teams", "--to", "csv"),
    ("slides", "."),
    ("slides", ".", "--audience", "teams"),
    ("slides", ".", "--audience", "funders"),
    ("slides", ".", "--intro", "--lessons", "--poster"),
    ("documents", ".", "--docx"),
)


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a folder as text, the parts of packed ones each, and their names."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield str(path), path.name
        yield from _texts_in(str(path), path.read_bytes())


def _texts_in(where: str, data: bytes) -> Iterator[tuple[str, str]]:
    """A text, or the parts of a package; those that are packages themselves part by part."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield where, data.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            yield from _texts_in(f"{where} {name}", package.read(name))


def test_nothing_is_repeated(
    lcxl: Command, plan: Collaborative, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    plants = [one for one in SET["books"] if one["lang"] == "en" or "name" in one["place"]]
    secrets = {s for one in plants for s in one["secrets"] if len(s) > 5} | set(SECRETS)
    good = {t: workbook(plan, TABLE, team=t, story=[{"tried": "Lists"}]) for t in ("oak", "elm")}
    for number, plant in enumerate([*plants, *DOUBTFUL]):
        path = place_of(plant, inbox, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rendered(good["oak" if plant in plants else "elm"], plant))
    said = ""
    for arguments in COMMANDS:
        done = lcxl(*arguments)
        assert "Traceback" not in done.stderr
        said += done.stdout + done.stderr
    assert "details of patients" in said
    assert "may be about a patient" in said
    assert [secret for secret in secrets if secret in said] == []
    repeated = {
        (where, secret)
        for folder in tmp_path.iterdir()
        if folder.is_dir() and folder != inbox
        for where, text in texts_of(folder)
        for secret in secrets
        if secret in text
    }
    for path in tmp_path.glob("*.*"):
        if path.is_file():
            alone = tmp_path / "alone"
            alone.mkdir(exist_ok=True)
            path.replace(alone / path.name)
    repeated |= {(w, s) for w, text in texts_of(tmp_path / "alone") for s in secrets if s in text}
    assert not repeated
    assert (tmp_path / "cache").is_dir()
    assert list((tmp_path / "cache").rglob("*.sqlite"))
    assert list((tmp_path / "questions").glob("*.txt"))


@pytest.mark.skipif(sys.platform == "win32", reason="a folder of the user's own profile")
def test_what_is_kept_in_earlier_is_its_owners_alone(
    lcxl: Command, plan: Collaborative, tmp_path: Path
) -> None:
    """A file that somebody changed is kept whole, patients and all; no command reads it."""
    host_folder(plan, tmp_path)
    lcxl("build", ".")
    path = tmp_path / "reporting" / "oak.xlsx"
    changed = rendered(
        path.read_bytes(), {"place": "story", "text": "Jane Example, DOB 1961-03-12"}
    )
    path.write_bytes(changed)
    done = lcxl("build", ".")
    kept = list((tmp_path / "earlier").iterdir())
    assert [file.read_bytes() for file in kept] == [changed], done.stderr
    for place, mode in ((tmp_path / "earlier", 0o700), (kept[0], 0o600)):
        assert stat.S_IMODE(os.stat(place).st_mode) == mode
    said = ""
    for arguments in (("merge", "."), ("status", "."), ("validate", "."), ("build", ".")):
        done = lcxl(*arguments)
        said += done.stdout + done.stderr
    assert "earlier" not in said.replace("may lie in earlier", "")
    assert "1961" not in said
    refused = lcxl("validate", kept[0])
    assert refused.returncode == 2
    assert "No command reads what is there." in refused.stderr
