"""The two pure steps of a piece of work, wherever they are done.

Each item becomes data that names a group; the data that name the same group become whatever is
asked for.  Between the steps data are kept as bytes, so that it makes no difference which process
made them, or whether an earlier run did.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from hashlib import sha256
from typing import Generic, NamedTuple, TypeVar

from lcxl.engine.cache import Cache, Made

__all__ = ["Content", "Job", "Kept", "Look", "Read", "look_at", "state_of", "with_data"]

T = TypeVar("T")
Item = TypeVar("Item")  # what a job is done with

Look = Callable[..., T]
"""Makes something of the data of one group; a job knows what it is called with."""


class Content(NamedTuple):
    """The bytes of one item, and what is known of it besides."""

    data: bytes
    note: Hashable = None


class Read(NamedTuple):
    """What an item became: the group it names, its name in the cache, its bytes.

    An item that could not be read has no name in the cache.
    """

    group: str
    key: str
    data: bytes


class Kept(NamedTuple, Generic[Item]):
    """What waits for the second step; without ``data`` it is in the cache."""

    item: Item
    key: str
    data: bytes | None
    note: Hashable = None


class Job(ABC, Generic[Item]):
    """What is done with items.  Every process is given it once, so that it can be pickled."""

    cache: Cache

    @abstractmethod
    def read(self, item: Item) -> Read:
        """The first step."""

    @abstractmethod
    def look(self, look: Look[object], group: Sequence[Content]) -> bytes:
        """The second step, for what names one group."""

    @abstractmethod
    def elsewhere(self) -> Job[Item]:
        """The same for another machine, which has not this one's cache."""

    @abstractmethod
    def carried(self, item: Item) -> Item:
        """An item as another machine can read it."""


def state_of(group: Sequence[tuple[str, Hashable]]) -> str:
    """What tells a group from another, by names in the cache and what is known besides.

    "" where one of them has no name.
    """
    lines = [f"{key} {'' if note is None else note!r}" for key, note in group]
    return sha256("\n".join(lines).encode()).hexdigest() if all(k for k, _ in group) else ""


def look_at(look: Look[object], job: Job[Item], group: Sequence[Kept[Item]]) -> Made:
    """The second step for one group, wherever its data wait."""
    found = with_data(job, group)
    state = state_of([(key, content.note) for key, content in found])
    return Made(state, job.look(look, [content for _, content in found]))


def with_data(job: Job[Item], group: Sequence[Kept[Item]]) -> list[tuple[str, Content]]:
    """Name and content of each of a group."""
    known = job.cache.items(kept.key for kept in group if kept.data is None)
    found = []
    for kept in group:
        key, data, note = kept.key, kept.data or known.get(kept.key), kept.note
        if data is None:  # the cache was deleted meanwhile, and the item may be another one
            _, key, data = job.read(kept.item)
            note = note if key == kept.key else None
        found.append((key, Content(data, note)))
    return found
