"""A Dask scheduler with two workers, and a store that speaks S3, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import boto3

WAIT = 60
QUIET = {"DASK_LOGGING__DISTRIBUTED": "error", "DASK_DISTRIBUTED__ADMIN__LOG_FORMAT": "%(message)s"}


@dataclass
class Cluster:
    """Its scheduler's address, and its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]

    def kill_one(self) -> None:
        """As when a machine loses its power."""
        self.workers.pop().send_signal(signal.SIGKILL)


def _address(file: Path) -> str:
    """What a scheduler wrote into its file; "" as long as that is not whole."""
    with suppress(OSError, ValueError):
        return str(json.loads(file.read_text())["address"])
    return ""


def _until(found: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WAIT
    while not found():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@contextmanager
def running_cluster(
    folder: Path, environment: dict[str, str] | None = None, protocol: str = "tcp"
) -> Iterator[Cluster]:
    """Started on the loopback interface; ``environment``: what the workers need besides."""
    file = folder / "scheduler.json"
    env = os.environ | QUIET | (environment or {})
    python = [sys.executable, "-m"]

    def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*python, *command], env=env, cwd=folder, stderr=subprocess.DEVNULL)

    scheduler = start(
        ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
         "--protocol", protocol, "--scheduler-file", str(file)]
    )  # fmt: skip
    workers: list[subprocess.Popen[bytes]] = []
    try:
        _until(lambda: _address(file) != "", "the scheduler does not start")
        address = _address(file)
        worker = ["distributed.cli.dask_worker", address, "--nworkers", "1", "--nthreads", "1",
                  "--no-dashboard", "--no-nanny", "--local-directory", str(folder)]  # fmt: skip
        workers += [start(worker), start(worker)]
        yield Cluster(address, list(workers))
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@contextmanager
def running_store(folder: Path) -> Iterator[dict[str, str]]:
    """An empty bucket called "bucket"; gives the environment in which fsspec finds it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", port)) == 0

    keys = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": url,
    }
    try:
        _until(answers, "the store does not start")
        client = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket="bucket")
        yield keys
    finally:
        server.kill()
        server.wait()
