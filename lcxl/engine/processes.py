"""Where a pile is worked on: in this process, or in several on this computer.

Results come in the order of what was asked, so that every engine gives the same.
"""

from __future__ import annotations

import gc
import os
import sys
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, cast

from lcxl.engine.cache import Made
from lcxl.engine.job import Job, Kept, Look, Read, look_at
from lcxl.errors import LcxlError
from lcxl.words import Text

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from tempfile import SpooledTemporaryFile

__all__ = [
    "AHEAD",
    "Engine",
    "Held",
    "Processes",
    "Shelf",
    "Work",
    "all_cores",
    "each",
    "in_order",
]

C = TypeVar("C")
S = TypeVar("S")
T = TypeVar("T")
Item = TypeVar("Item")
Common = TypeVar("Common", covariant=True)
Got = TypeVar("Got", covariant=True)

SMALL_PILE = 60
"""Items that are read sooner than other processes are started."""
CHUNK = 8
"""Items that a process is given at a time."""
AHEAD = 4
"""Chunks for each process that may be under way or wait to be taken."""
IN_MEMORY = 50_000_000
"""Bytes of items kept in memory; from there on they lie in a file that has no name."""


class Apply(Protocol[Common]):
    """Applies a function to what all items have in common, and to each of them."""

    def __call__(
        self, function: Callable[[Common, S], T], items: Iterable[S], chunk: int, /
    ) -> Iterator[T]:
        """What it makes of each item, in their order; ``chunk`` are given out at a time."""


class Awaited(Protocol[Got]):
    """What is done elsewhere."""

    def result(self) -> Got:
        """What came of it, once it is there."""


class Held(NamedTuple, Generic[Item]):
    """One item between the two steps, as its engine holds it.

    ``key`` is its name in the cache ("" if it has none); without a ``ticket`` it is there.
    ``note``: what is known of it besides.
    """

    item: Item
    group: str
    key: str
    ticket: tuple[int, int] | None = None
    note: Hashable = None


class Work(ABC, Generic[Item]):
    """One pile being worked on; what was read waits on a shelf."""

    def __init__(self, job: Job[Item]) -> None:
        self.job = job
        self.shelf = Shelf()

    def read(self, items: Sequence[Item]) -> Iterator[Held[Item]]:
        """The first step for each item, in their order."""
        for item, read in zip(items, self._reads(items), strict=True):
            yield Held(item, read.group, read.key, self.shelf.put(read.data))

    def look(self, look: Look[object], groups: Iterable[Sequence[Held[Item]]]) -> Iterator[Made]:
        """The second step for each group, in their order."""
        return self._apply(partial(look_at, look), map(self._kept, groups), 1)

    @abstractmethod
    def _reads(self, items: Sequence[Item]) -> Iterator[Read]:
        """What each item becomes."""

    def _kept(self, group: Sequence[Held[Item]]) -> list[Kept[Item]]:
        """A group as it goes to the second step."""
        return [Kept(held.item, held.key, self.data(held), held.note) for held in group]

    @abstractmethod
    def _apply(
        self, function: Callable[[Job[Item], S], T], items: Iterable[S], chunk: int
    ) -> Iterator[T]:
        """What a function makes of each item, in their order; ``chunk`` are given out at a time."""

    def data(self, held: Held[Item]) -> bytes | None:
        """The bytes of an item; None where they are in the cache."""
        return None if held.ticket is None else self.shelf.take(held.ticket)


class Engine(ABC):
    """Where a pile is worked on."""

    @abstractmethod
    def start(self, job: Job[Item], items: int) -> AbstractContextManager[Work[Item]]:
        """Begin with a pile of which so many items are to be read.

        Raises:
            LcxlError: the engine cannot be used, or (on leaving) stopped in the middle.
        """


class Processes(Engine):
    """On this computer: in this process, and in others where there is enough to do.

    A script that asks for more than one needs the usual ``if __name__ == "__main__":`` around
    what it does.
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count

    @contextmanager
    def start(self, job: Job[Item], items: int) -> Iterator[Work[Item]]:
        """See `Engine`."""
        with _apart(job, self.count if items >= SMALL_PILE else 1) as apply:
            work = _LocalWork(job, apply)
            try:
                yield work
            finally:
                work.shelf.close()


def all_cores() -> Processes:
    """As many processes as there are cores for this one, and as Windows can wait for."""
    if sys.platform == "linux":  # where a process may be given a part of them
        return Processes(len(os.sched_getaffinity(0)))
    return Processes(min(os.cpu_count() or 1, 61))


class Shelf:
    """Keeps bytes until they are asked for, out of memory where there are many."""

    @cached_property
    def _file(self) -> SpooledTemporaryFile[bytes]:
        import tempfile  # slow to import, and where nothing is new nothing is kept

        return tempfile.SpooledTemporaryFile(IN_MEMORY)

    def put(self, data: bytes) -> tuple[int, int]:
        """Keep bytes; where they lie.

        Raises:
            LcxlError: there is no room for them.
        """
        try:
            place = self._file.seek(0, os.SEEK_END)
            self._file.write(data)
            self._file.flush()
        except OSError as e:
            import tempfile

            raise LcxlError(
                Text("intake.no_room", folder=tempfile.gettempdir(), why=e.strerror or str(e)),
                Text("intake.no_room_fix"),
            ) from e
        return place, len(data)

    def take(self, place: tuple[int, int]) -> bytes:
        """The bytes again."""
        self._file.seek(place[0])
        return self._file.read(place[1])

    def close(self) -> None:
        """Forget all of it."""
        if "_file" in self.__dict__:
            with suppress(OSError):  # what found no room is tried once more, and is thrown away
                self._file.close()


def in_order(
    submit: Callable[[Sequence[S]], Awaited[list[T]]], items: Iterable[S], chunk: int, ahead: int
) -> Iterator[T]:
    """Results in the order of the items, of work that is done elsewhere.

    ``submit`` is given ``chunk`` items and gives something whose ``result()`` is the list of
    their results; only ``ahead`` chunks are under way or wait to be taken.
    """
    waiting: deque[Awaited[list[T]]] = deque()
    rest = iter(items)
    while batch := list(islice(rest, chunk)):
        waiting.append(submit(batch))
        if len(waiting) >= ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


class _Made(NamedTuple, Generic[T]):
    """What is made of one item: by another process, or here already."""

    there: Future[list[T]] | None
    here: Sequence[T] = ()

    @property
    def is_done(self) -> bool:
        """It need not be waited for."""
        return self.there is None or self.there.done()

    def results(self) -> Sequence[T]:
        """What came of it, once it is there."""
        return self.here if self.there is None else self.there.result()


def _also_here(
    submit: Callable[[Sequence[S]], Future[list[T]]],
    here: Callable[[S], T],
    items: Iterable[S],
    others: int,
) -> Iterator[T]:
    """Results in the order of the items, of work done by other processes, and here meanwhile.

    To start another process and fetch all modules there costs as much as several items, so this
    one works too in place of waiting.  The others are given no more than they begin with soon:
    what is asked for is never taken back, which a pool that breaks would not get over.
    """
    left = deque(items)
    waiting: deque[_Made[T]] = deque()
    while left or waiting:
        busy = sum(not one.is_done for one in waiting)
        for _ in range(min(len(left), others + 1 - busy)):
            waiting.append(_Made(submit([left.popleft()])))
        if left and not waiting[0].is_done and len(waiting) < AHEAD * (others + 1):
            waiting.append(_Made(None, [here(left.popleft())]))
        else:
            yield from waiting.popleft().results()


@contextmanager
def _apart(common: C, processes: int) -> Iterator[Apply[C]]:
    """What applies a function to what it has in common with all items, and to each of these.

    In so many other processes, in the order of the items; in this one where one is enough.

    Raises:
        LcxlError: the system stopped a process.
    """
    if processes <= 1:

        def here(function: Callable[[C, S], T], items: Iterable[S], _: int, /) -> Iterator[T]:
            return (function(common, item) for item in items)

        yield here
        return
    with _pool_of(processes, common, "read") as pool:

        def apart(function: Callable[[C, S], T], items: Iterable[S], chunk: int, /) -> Iterator[T]:
            def submit(batch: Sequence[S]) -> Awaited[list[T]]:
                return _submit(pool, function, batch)

            return in_order(submit, items, chunk, AHEAD * processes)

        yield apart


@contextmanager
def _pool_of(processes: int, common: object, what: str) -> Iterator[ProcessPoolExecutor]:
    """So many other processes, which have something in common; ``what`` they do.

    Raises:
        LcxlError: the system stopped one.
    """
    from concurrent.futures import ProcessPoolExecutor  # slow to import
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Not forked: a process that is copied together with its threads may hang.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start, (common,))
    try:
        yield pool
    except BrokenProcessPool as e:
        stopped = Text(f"intake.process_stopped_{what}")
        raise LcxlError(stopped, Text("intake.process_stopped_fix")) from e
    finally:
        pool.shutdown(cancel_futures=True)


def each(
    function: Callable[[C, S], T], common: C, items: Sequence[S], engine: Processes
) -> Generator[T, None, None]:
    """What a function of a module makes of each item, in their order; for work that is long.

    Raises:
        LcxlError: the system stopped a process.
    """
    others = min(engine.count, len(items) // 2) - 1
    swept = partial(_swept, function)
    if others < 1:
        yield from (swept(common, item) for item in items)
        return
    with _pool_of(others, common, "build") as pool:
        submit = partial(_submit, pool, swept)
        yield from _also_here(submit, partial(swept, common), items, others)


def _swept(function: Callable[[C, S], T], common: C, item: S) -> T:
    """What a function makes of one item, with Python's search for garbage at its end alone.

    Python would search again and again while something large is made, and each time through all
    that was there before too.
    """
    if not gc.isenabled():
        return function(common, item)
    gc.disable()
    gc.freeze()
    try:
        return function(common, item)
    finally:
        gc.collect()
        gc.unfreeze()
        gc.enable()


class _LocalWork(Work[Item]):
    def __init__(self, job: Job[Item], apply: Apply[Job[Item]]) -> None:
        super().__init__(job)
        self._apply_to = apply

    def _reads(self, items: Sequence[Item]) -> Iterator[Read]:
        return self._apply(_read, items, CHUNK)

    def _apply(
        self, function: Callable[[Job[Item], S], T], items: Iterable[S], chunk: int
    ) -> Iterator[T]:
        return self._apply_to(function, items, chunk)


def _submit(
    pool: ProcessPoolExecutor, function: Callable[[C, S], T], batch: Sequence[S]
) -> Future[list[T]]:
    """Give work out; a process may be started for it.

    Until it is ready (`_start`) Ctrl-C waits in it: it would end with a traceback.
    """
    if sys.platform == "win32":
        return pool.submit(_with_common, function, batch)
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return pool.submit(_with_common, function, batch)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read(job: Job[Item], item: Item) -> Read:
    return job.read(item)


_common: object = None


def _start(common: object) -> None:
    global _common
    import signal

    _common = common
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def _with_common(function: Callable[[C, S], T], batch: Sequence[S]) -> list[T]:
    common = cast("C", _common)  # the pool that is given the function was started with it
    return [function(common, item) for item in batch]
