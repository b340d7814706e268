"""A pile worked on by other machines, through a scheduler of Dask (https://distributed.dask.org).

The same two steps as on one computer, so that the same comes out.  Items go as others can read
them (`Job.carried`).  When a machine is lost, its work is done again by another.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from socket import gethostname
from types import TracebackType
from typing import Any, Generic, NamedTuple, TypeVar

from lcxl.engine.job import Job, Kept, Read, with_data
from lcxl.engine.processes import AHEAD, Engine, Held, Work, in_order
from lcxl.errors import LcxlError
from lcxl.words import Text, this_python

__all__ = ["Dask"]

S = TypeVar("S")
T = TypeVar("T")
Item = TypeVar("Item")

CHUNK = 4
"""Items that a machine is given at a time."""
ADDRESS = re.compile(r"((tcp|tls|wss?|ucxx?)://)?([^\s/:\[\]]+|\[[0-9A-Fa-f:.%]+\]):[0-9]{1,5}")
WAIT = "10s"
"""How long the scheduler may take to answer."""
PATIENCE = 30
"""Seconds in which a first machine must come, and after which without a result it is asked
whether any is left."""


class Dask(Engine):
    """On the machines of a Dask cluster.

    Args:
        address: of its scheduler, such as ``tcp://10.0.0.5:8786``.  There whoever can connect
            reads what is sent and runs what they like; at ``tls://`` only who has the key, which
            Dask finds by its own settings (docs/guide/data.md).

    Raises:
        LcxlError: this is no address.
    """

    def __init__(self, address: str) -> None:
        if not ADDRESS.fullmatch(address):
            raise LcxlError(
                Text("cluster.no_address", address=address), Text("cluster.no_address_fix")
            )
        self.address = address

    def start(self, job: Job[Item], items: int) -> AbstractContextManager[Work[Item]]:
        """See `Engine`."""
        return _ClusterWork(self.address, job)


class _ClusterWork(Work[Item]):
    def __init__(self, address: str, job: Job[Item]) -> None:
        try:
            import distributed
        except ImportError:
            raise LcxlError(
                Text("cluster.no_package"), Text("cluster.no_package_fix", python=this_python())
            ) from None
        for name in ("distributed", "distributed.client"):  # it speaks of what it mends itself
            logging.getLogger(name).setLevel(logging.CRITICAL)
        connect: Any = distributed.Client
        self._address = address
        try:
            self._client: Any = connect(address, timeout=WAIT, set_as_default=False)
        except Exception as e:  # whatever answers there, it is no scheduler
            fix = "no_answer_key" if address.startswith("tls://") else "no_answer_fix"
            raise LcxlError(
                Text("cluster.no_answer", address=address), Text(f"cluster.{fix}")
            ) from e
        self._see_that_it_works()
        super().__init__(job)
        # Made by a task, not sent once: so a machine that takes another's place has it too.
        self._job = self._client.submit(_itself, job.elsewhere(), pure=False)
        self._ahead = AHEAD * max(2, sum(self._client.nthreads().values()))

    def _see_that_it_works(self) -> None:
        """Ask what needs nothing of ours: a worker that misses lcxl would end itself."""
        with suppress(TimeoutError):  # some clusters start machines when there is work
            self._client.wait_for_workers(1, timeout=PATIENCE)
        # Values are version numbers, or errors where a machine has none.
        found = self._client.run(version, "lcxl", on_error="return")
        without = [machine for machine, known in found.items() if not isinstance(known, str)]
        if not found or without:
            self._client.close()
        if not found:
            raise LcxlError(
                Text("cluster.no_machine", address=self._address),
                Text("cluster.no_machine_fix", address=self._address),
            )
        if without:
            raise LcxlError(
                Text("cluster.not_installed", machine=without[0]), Text("cluster.same_version")
            )

    def __enter__(self) -> _ClusterWork[Item]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shelf.close()
        self._client.close()
        if not isinstance(error, Exception) or isinstance(error, LcxlError):
            return
        name = type(error).__name__
        if name in ("CancelledError", "FutureCancelledError", "CommClosedError"):
            message = Text("cluster.gone", address=self._address)
            fix = Text("cluster.gone_fix")
        elif name == "KilledWorker":
            message, fix = Text("cluster.killed", why=str(error)), Text("cluster.killed_fix")
        else:
            message = Text("cluster.stopped", kind=name, why=str(error))
            fix = Text("cluster.stopped_fix")
        raise LcxlError(message, fix) from error

    def _reads(self, items: Sequence[Item]) -> Iterator[Read]:
        return self._apply(_read, map(self.job.carried, items), CHUNK)

    def _kept(self, group: Sequence[Held[Item]]) -> list[Kept[Item]]:
        # With their bytes, because no other machine has this one's cache.
        found = with_data(self.job, super()._kept(group))
        return [Kept(held.item, key, *one) for held, (key, one) in zip(group, found, strict=True)]

    def _apply(
        self, function: Callable[[Job[Item], S], T], items: Iterable[S], chunk: int
    ) -> Iterator[T]:
        def submit(batch: Sequence[S]) -> _Awaited[list[T]]:
            future = self._client.submit(
                _there, code_digest(), function, self._job, batch, pure=False
            )
            return _Awaited(self._client, future)

        return in_order(submit, items, chunk, self._ahead)


class _Awaited(NamedTuple, Generic[T]):
    """A result that is waited for as long as there is a machine that could give it."""

    client: Any
    future: Any

    def result(self) -> T:
        """The result.

        Raises:
            LcxlError: no machine is left.
        """
        while True:
            try:
                found: T = self.future.result(timeout=PATIENCE)
                return found
            except TimeoutError:
                if self.future.status == "error":  # the work itself ran out of time
                    raise
                if not self.client.nthreads():
                    raise LcxlError(
                        Text("cluster.none_left"), Text("cluster.none_left_fix")
                    ) from None


# What is done on the other machines.


def _there(
    digest: str, function: Callable[[Job[Item], S], T], job: Job[Item], batch: Sequence[S]
) -> list[T]:
    if digest != code_digest():
        raise LcxlError(
            Text("cluster.other_version", machine=gethostname(), version=version("lcxl")),
            Text("cluster.same_version"),
        )
    return [function(job, item) for item in batch]


def _read(job: Job[Item], item: Item) -> Read:
    return job.read(item)


def _itself(job: Job[Item]) -> Job[Item]:
    return job


@cache
def code_digest() -> str:
    """What lcxl is made of here, whenever and wherever it was installed."""
    found = hashlib.sha256()
    for folder, ending in (("lcxl", ".py"), ("lcxl.templates_src", ".toml")):
        root = Path(str(files(folder)))
        for path in sorted(root.rglob(f"*{ending}")):
            if ending == ".toml" or "templates_src" not in path.parts[len(root.parts) :]:
                found.update(path.relative_to(root).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()
