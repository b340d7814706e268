"""How commands end: in any encoding, whatever breaks, with code 2, a sentence and no traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE, CompletedProcess
from typing import Any

import pytest

from lcxl import merge, user_cache
from lcxl.addresses import for_anybody, without_secrets
from lcxl.cli import main
from lcxl.intake.reading import cache_of
from lcxl.plan import load_collaborative
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, links and signals of POSIX")
STRANGE = OPTIONAL.replace("Oak Street Clinic", "Łódź – ośrodek").replace("Elm", "😀 Elm")


def run(*arguments: str | Path, env: dict[str, str] | None = None,
        **options: Any) -> CompletedProcess[bytes]:  # fmt: skip
    options = {"stdout": PIPE, "stderr": PIPE, "timeout": 120} | options
    return subprocess.run(
        [sys.executable, "-m", "lcxl", *map(str, arguments)],
        env=os.environ | (env or {}), check=False, **options,
    )  # fmt: skip


def ends_well(done: CompletedProcess[bytes]) -> str:
    """It refused, in words; what they were."""
    told = (done.stderr or b"").decode("utf-8", "replace")
    assert "Traceback" not in told
    assert done.returncode == 2, told
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collaborative of two teams with strange names; one sent an error."""
    plan = plan_from(STRANGE, tmp_path)
    (tmp_path / "submissions").mkdir()
    data = workbook(plan, "month  BP  BP/\n2026-01  30  20")
    (tmp_path / "submissions" / "Łódź 😀.xlsx").write_bytes(data)
    return host_folder(plan, tmp_path)


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "cp1252"},
        pytest.param({"PYTHONIOENCODING": "ascii"}, marks=pytest.mark.thorough),
        pytest.param({"PYTHONIOENCODING": "cp850"}, marks=pytest.mark.thorough),
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_every_command_gets_through_in_any_encoding(folder: Path, env: dict[str, str]) -> None:
    """As into a file or pipe on Windows; each workbook is written."""
    built = run("build", folder, env=env)
    assert (built.returncode, built.stderr) == (0, b"")
    named = built.stdout.decode(env.get("PYTHONIOENCODING", "utf-8"), "replace")
    assert "\\u0141ódź:" in named or "\\u0141ód\\u017a" in named or "Łódź".encode() in built.stdout
    assert {p.name for p in (folder / "reporting").iterdir()} == {"oak.xlsx", "elm.xlsx"}
    checked = run("validate", folder / "submissions", env=env)
    assert (checked.returncode, checked.stderr) == (1, b"")
    assert run("status", folder, "--on", "2026-02-11", env=env).returncode == 0
    merged = run("merge", folder, env=env)
    assert (merged.returncode, merged.stderr) == (1, b"")
    listed = run("validate", folder / "submissions", "--format", "json", env=env)
    (file,) = json.loads(listed.stdout)["files"]
    assert file["file"].endswith("Łódź 😀.xlsx")


@posix
@pytest.mark.parametrize("command", ["build", "merge", "status", "--help", "explain", "validate"])
def test_an_output_that_takes_nothing(folder: Path, command: str) -> None:
    arguments = {"--help": ("--help",), "explain": ("explain", "V04"),
                 "validate": ("validate", folder / "submissions", "--format", "json")}  # fmt: skip
    for at, word in (("/dev/full", "cannot be written"), ("closed pipe", "has closed it")):
        if at == "/dev/full":
            with open(at, "wb") as full:
                done = run(*arguments.get(command, (command, folder)), stdout=full)
        else:
            read, write = os.pipe()
            os.close(read)
            done = run(*arguments.get(command, (command, folder)), stdout=write)
            os.close(write)
        assert word in ends_well(done)


@posix
def test_stopped_at_any_moment(folder: Path) -> None:
    """Also while its modules are being fetched."""
    told = 0
    for delay in (0.03, 0.06, 0.09, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6):
        going = subprocess.Popen(
            [sys.executable, "-X", "importtime", "-m", "lcxl", "merge", str(folder)],
            stdout=PIPE, stderr=PIPE, text=True,
        )  # fmt: skip
        assert going.stderr is not None
        for line in going.stderr:  # until the command has begun, and fetches its modules
            if "click" in line:
                break
        time.sleep(delay / 2)
        going.send_signal(signal.SIGINT)
        out, err = going.communicate(timeout=60)
        if going.returncode == 1 and "error" in out:
            continue  # it was done already
        assert "Traceback" not in err
        assert going.returncode == 2, err
        said = [line for line in err.splitlines() if not line.startswith("import time:")]
        assert said[-1] == "Stopped. Files that are not named above are as they were."
        told += 1
    assert told >= 4


@pytest.mark.parametrize(
    "fault",
    [
        MemoryError(),
        RecursionError("deep"),
        KeyError("x"),
        OSError(5, "Fault"),
        ZeroDivisionError(),
    ],
)
def test_a_fault_of_lcxl_itself_is_a_sentence(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(info: object) -> None:
        raise fault

    monkeypatch.setattr("lcxl.commands.explain.explanation_of", breaks)
    with pytest.raises(SystemExit) as ended:
        main(["explain", "V04"])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert "Traceback" not in told.err
    assert told.err.count("\n") in (1, 2)


@posix
def test_strange_things_among_the_submissions(folder: Path) -> None:
    """A link to itself, a pipe, a device, folders 1,200 deep, a name that is no text."""
    inbox = folder / "submissions"
    (inbox / "loop.xlsx").symlink_to(inbox / "loop.xlsx")
    (inbox / "round").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / "device.xlsx").symlink_to("/dev/zero")
    (inbox / "broken.xlsx").symlink_to("nowhere")
    shutil.copy(next(inbox.glob("*😀*")), os.fsencode(inbox) + b"/caf\xe9.xlsx")
    for letter in ("d", "folder"):  # the second is longer than any path may be
        home = os.open(inbox, os.O_RDONLY)
        for _ in range(1200):
            os.mkdir(letter, dir_fd=home)
            below = os.open(letter, os.O_RDONLY, dir_fd=home)
            os.close(home)
            home = below
        file = os.open("deep.xlsx", os.O_CREAT | os.O_WRONLY, dir_fd=home)
        os.write(file, b"no workbook")
        os.close(file)
        os.close(home)
    try:
        for command in ("validate", "merge", "status", "build"):
            at = inbox if command == "validate" else folder
            done = run(command, at)
            assert b"Traceback" not in done.stderr
            assert done.returncode == (1 if command in ("validate", "merge") else 0), done.stderr
            if command == "validate":
                assert b"caf\\xe9.xlsx" in done.stdout
        for one in ("loop.xlsx", "pipe.xlsx", "device.xlsx", "broken.xlsx"):
            done = run("validate", inbox / one)
            assert b"Traceback" not in done.stderr
            assert done.returncode in (1, 2)
        assert run("validate", os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.xlsx")).returncode == 1
    finally:
        subprocess.run(["rm", "-rf", inbox], check=False)


@posix
@pytest.mark.parametrize("option", ["new --from", "build --data", "merge", "status", "build"])
def test_pipes_and_devices_in_the_place_of_the_hosts_files(folder: Path, option: str) -> None:
    """Reading them would never end."""
    os.mkfifo(folder / "pipe")
    command, _, name = option.partition(" ")
    if name:
        for strange in (folder / "pipe", Path("/dev/zero")):
            at = folder / "new" if command == "new" else folder
            assert "it is not a file" in ends_well(run(command, at, name, strange, timeout=30))
    else:
        (folder / "metric-definitions.xlsx").unlink()
        (folder / "pipe").rename(folder / "metric-definitions.xlsx")
        assert "it is not a file" in ends_well(run(command, folder, timeout=30))


@posix
def test_a_folder_whose_name_is_no_text(folder: Path, tmp_path: Path) -> None:
    strange = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    assert run("new", strange, "--example", "hypertension").returncode == 0
    built = run("build", strange)
    assert (built.returncode, built.stderr) == (0, b"")
    paths = [line for line in built.stdout.splitlines() if line.startswith(os.fsencode(strange))]
    assert len(paths) > 2
    assert all(os.path.exists(path) for path in paths)  # as scripts read them


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s3://KEY:se/cret+@bucket/x", "s3://***@bucket/x"),
        ("ftp://me:p@ss@host/a b", "ftp://***@host/a b"),
        ("at 'https://h/x?token=abc&n=1' now", "at 'https://h/x?token=***&n=***' now"),
        ("az://c/f?sv=2020&sig=aB%2Fc%3D", "az://c/f?sv=***&sig=***"),
        ("mail pat@example.org", "mail pat@example.org"),
        ("s3://bucket/folder", "s3://bucket/folder"),
        ("Why? See https://example.org/a", "Why? See https://example.org/a"),
    ],
)
def test_what_is_secret_in_an_address(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_a_link_in_a_workbook_lets_nobody_in() -> None:
    assert for_anybody("s3://KEY:se/cret@bucket/x?token=abc") == "s3://bucket/x"
    assert for_anybody("/srv/me@work/x?") == "/srv/me@work/x?"


@pytest.mark.parametrize(
    "address", ["http://localhost:1/x", "http://nowhere.invalid/x", "ftp://localhost:1/x"]
)
def test_a_store_that_cannot_be_reached_is_not_called_empty(address: str) -> None:
    told = ends_well(run("merge", address))
    assert "cannot be reached" in told
    assert "There is no" not in told


def test_a_web_server_without_the_collaborative(tmp_path: Path) -> None:
    """It answers, so that the file is truly missing."""
    serve = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = ends_well(run("merge", f"http://127.0.0.1:{server.server_port}/x"))
        server.shutdown()
    assert "There is no metric-definitions.xlsx in http://127.0.0.1" in told


@pytest.mark.parametrize("command", ["validate", "build", "status", "new", "demo"])
def test_an_address_is_refused_by_what_works_here_only(command: str) -> None:
    told = ends_well(run(command, "http://localhost:1/x"))
    assert "http://localhost:1/x is a place in a store" in told


@pytest.mark.parametrize(
    "address",
    [
        "ftp://someone:hushhush@localhost:1/folder",
        "s3://AKIAKEY:hushhush@bucket/folder",
        "http://localhost:1/folder?token=hushhush",
        "nonsense://someone:hushhush@host/x",
        "memory://someone:hushhush@host/x",
    ],
)
def test_secrets_are_never_printed(folder: Path, address: str) -> None:
    for arguments in (
        ("merge", address),
        ("merge", folder, "-o", f"{address}/master.xlsx"),
        ("build", address),
        ("validate", address),
        ("merge", folder, "--dask", address),
        ("status", folder, address),
    ):
        done = run(*arguments)
        told = (done.stdout + done.stderr).decode().lower()
        assert "hushhush" not in told
        assert "Traceback" not in done.stderr.decode()
        assert done.returncode in (1, 2)


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_record_planted_in_an_open_cache_is_not_believed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """Others who may write into the folder could change a number of the master."""
    cache = tmp_path / "cache" / "lcxl"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent))
    assert run("merge", folder).returncode == 1
    assert cache.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in cache.iterdir()} == {0o600}
    honest = merge(folder)
    plan = load_collaborative(folder)
    (book,) = cache.glob("*.sqlite")
    number = struct.pack(">d", 30.0)
    with sqlite3.connect(book) as planted:
        rows = planted.execute("SELECT look, grp, data FROM results").fetchall()
        for look, group, data in rows:
            other = user_cache.unsealed(data).replace(number, struct.pack(">d", 99.0))
            planted.execute(
                "UPDATE results SET data=? WHERE look=? AND grp=?",
                (user_cache.sealed(other), look, group),
            )
    planted.close()
    assert merge(folder, plan=plan, cache=cache_of(plan)) != honest  # it was planted well
    cache.chmod(mode)
    before = {file: file.read_bytes() for file in cache.iterdir()}
    assert merge(folder, plan=plan, cache=cache_of(plan)) == honest
    assert not cache_of(plan).is_used
    assert load_collaborative(folder) == plan
    assert before == {file: file.read_bytes() for file in cache.iterdir()}


@posix
def test_a_cache_that_is_a_link_or_open_to_readers(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "lcxl").symlink_to(elsewhere)
    assert run("merge", folder).returncode == 1
    assert list(elsewhere.iterdir()) == []
    (tmp_path / "cache" / "lcxl").unlink()
    (tmp_path / "cache" / "lcxl").mkdir()
    (tmp_path / "cache" / "lcxl").chmod(0o755)  # only its owner could write
    assert run("merge", folder).returncode == 1
    assert (tmp_path / "cache" / "lcxl").stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "cache" / "lcxl").iterdir())


STOPPED = """
import sys
from lcxl.endings import ending_of
from lcxl.words import say

def stopped_while_a_text_runs():
    exec("raise KeyboardInterrupt")

ending_of(lambda: say("commands.stopped"))
sys.exit(ending_of(stopped_while_a_text_runs))
"""
"""As Python makes a named tuple while modules are being fetched; it would end by the signal."""


@posix
def test_stopped_while_python_runs_a_text(tmp_path: Path) -> None:
    (tmp_path / "stopped.py").write_text(STOPPED)
    command = [sys.executable, "-m", "stopped"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("Stopped.")
