"""Reading a pile of files, as the engines do it: the two steps of `lcxl.engine.job`.

A file becomes a `Submission`; the submissions that name the same team become whatever is asked
for, their findings or their part of the combined data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.engine.job import Content, Job, Read
from lcxl.engine.job import Look as AnyLook
from lcxl.intake.arriving import with_arrival
from lcxl.intake.pile import content_hash, fetched
from lcxl.intake.sources.base.source import File
from lcxl.intake.submission import Arrival, Submission
from lcxl.plan import Collaborative
from lcxl.user_cache import dumps, loads
from lcxl.words import Speech, speech, spoken

__all__ = ["Look", "Reading", "cache_of", "content_in", "key_of", "key_of_file"]

T = TypeVar("T")

Look = Callable[[Collaborative, Sequence[Submission]], T]
"""Makes something of the submissions that name one team."""


@dataclass(frozen=True, slots=True)
class Reading(Job[File]):
    """Files are read by a plan, and looked at by team."""

    plan: Collaborative
    cache: Cache = NO_CACHE
    speech: Speech = field(default_factory=speech)
    """In which texts are made, wherever that is done."""

    def read(self, item: File) -> Read:
        """See `Job`; the group is the team that the file names, in small letters."""
        from lcxl.intake.read import read_file  # slow to import, and all may be known

        with spoken(self.speech):
            submission = read_file(item, self.plan)
        return Read(
            submission.team_id.casefold(), key_of(submission.sha256, item), dumps(submission)
        )

    def look(self, look: AnyLook[object], group: Sequence[Content]) -> bytes:
        """See `Job`; what is known besides is when the file arrived."""
        submissions = [
            with_arrival(loads(data), arrived if isinstance(arrived, Arrival) else None)
            for data, arrived in group
        ]
        with spoken(self.speech):
            return dumps(look(self.plan, submissions))

    def elsewhere(self) -> Reading:
        """See `Job`."""
        return replace(self, cache=NO_CACHE)

    def carried(self, item: File) -> File:
        """See `Job`: with its bytes, unless it is in a store, which every machine can reach."""
        return fetched(item)


def cache_of(plan: Collaborative, folder: Path | None = None) -> Cache:
    """The cache of what is read by a plan.

    What the host keeps about others has no say in what is read or made of it.
    """
    return Cache.of([repr(plan.for_others()).encode()], folder)


def key_of(content: str | None, file: File) -> str:
    """The name in the cache of a file's submission: what is in it, and how it came."""
    return f"{content} {file.name} {file.received} {file.sender}" if content else ""


def key_of_file(file: File) -> str:
    """The same, of a file that is opened for it."""
    return key_of(content_hash(file), file)


def content_in(key: str) -> str:
    """The sha256 of the content of the file that has this name in the cache; "" for no name."""
    return key.partition(" ")[0]
