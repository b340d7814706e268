"""The two pure steps of looking at a pile, wherever they are done.

A file becomes a `Submission`; the submissions that name the same team become whatever is asked
for, their findings or their part of the combined data.  Between the steps a submission is kept
as bytes, so that it makes no difference which process read it, or whether an earlier run did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from lcxl.intake.cache import Cache, Made
from lcxl.intake.read import bytes_of, read_submission
from lcxl.intake.submission import Arrival, Submission
from lcxl.plan import Collaborative
from lcxl.user_cache import dumps, loads
from lcxl.words import in_language, language

__all__ = [
    "Content",
    "File",
    "Given",
    "Kept",
    "Look",
    "Read",
    "content_in",
    "key_of",
    "look_at",
    "read_file",
    "state_of",
    "with_data",
]

T = TypeVar("T")

File = tuple[Path, str]
"""A file, and what findings call it."""
Look = Callable[[Collaborative, Sequence[Submission]], T]
"""Makes something of the submissions that name one team."""
Content = Callable[[Path], bytes]
"""The bytes of a file.  OSError: it cannot be opened."""


@dataclass(frozen=True, slots=True)
class Given:
    """What every process is given once."""

    plan: Collaborative
    cache: Cache
    language: str = field(default_factory=language)
    """In which texts are made, wherever that is done."""


class Read(NamedTuple):
    """A file that was read: the team it names, its submission's name in the cache, its bytes.

    A file that cannot be opened has no name in the cache.
    """

    team_id: str
    key: str
    data: bytes


class Kept(NamedTuple):
    """A submission that waits for the second step; without ``data`` it is in the cache."""

    file: File
    key: str
    data: bytes | None
    arrived: Arrival | None = None


def key_of(content: str | None, file: File) -> str:
    """The name in the cache of a file's submission: what is in it, and what it is called."""
    return f"{content} {file[1]}" if content else ""


def content_in(key: str) -> str:
    """The sha256 of the content of the file that has this name in the cache; "" for no name."""
    return key.partition(" ")[0]


def state_of(group: Sequence[tuple[str, Arrival | None]]) -> str:
    """What tells a group of submissions from another, by their names in the cache and arrivals.

    "" where one of them has no name.
    """
    lines = [f"{key} {tuple(arrived) if arrived else ''}" for key, arrived in group]
    return sha256("\n".join(lines).encode()).hexdigest() if all(k for k, _ in group) else ""


def read_file(given: Given, file: File, content: Content = bytes_of) -> Read:
    """The first step."""
    with in_language(given.language):
        submission = read_submission(file[0], given.plan, file[1], content)
    key = key_of(submission.sha256, file)
    return Read(submission.team_id.casefold(), key, dumps(submission))


def look_at(look: Look[T], given: Given, group: Sequence[Kept]) -> Made:
    """The second step, for the files that name one team."""
    found = with_data(given, group)
    submissions = [replace(loads(data), arrived=arrived) for _, data, arrived in found]
    state = state_of([(key, arrived) for key, _, arrived in found])
    with in_language(given.language):
        return Made(state, dumps(look(given.plan, submissions)))


def with_data(given: Given, group: Sequence[Kept]) -> list[tuple[str, bytes, Arrival | None]]:
    """Key, bytes and arrival of each submission, wherever it waits."""
    known = given.cache.submissions(kept.key for kept in group if kept.data is None)
    found = []
    for kept in group:
        key, data, arrived = kept.key, kept.data or known.get(kept.key), kept.arrived
        if data is None:  # the cache was deleted meanwhile, and the file may be another one
            _, key, data = read_file(given, kept.file)
            arrived = arrived if key == kept.key else None
        found.append((key, data, arrived))
    return found
