"""Read a pile of files and look at each team's together: on one core or on all of them.

Two pure steps.  A file becomes a `Submission`; the submissions that name the same team
become whatever is asked for, their findings or their part of the combined data.  Between the
steps a submission is kept as bytes, so that a pile of any size fits into memory, and so that
it makes no difference which process read it, or whether an earlier run did.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from lcxl.errors import LcxlError
from lcxl.findings import Finding
from lcxl.kept import dumps, loads
from lcxl.merge.cache import NO_CACHE, Cache
from lcxl.plan import Collaborative
from lcxl.submissions import Submission, read_submission
from lcxl.submissions.pile import newest_last
from lcxl.submissions.read import content_hash
from lcxl.validate import validate

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

__all__ = ["File", "Look", "cores", "each_team", "validate_all"]

T = TypeVar("T")
S = TypeVar("S")

File = tuple[Path, str]
"""A file, and what findings call it."""
Look = Callable[[Collaborative, Sequence[Submission]], T]
"""Makes something of the submissions that name one team."""
SMALL_PILE = 60
"""Files that are read sooner than other processes are started."""
CHUNK = 8
"""Files that a process is given at a time."""


def cores() -> int:
    """How many processes are worth starting."""
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Packed:
    """A submission: whose it is, its name in the cache, and its bytes where they are not there.

    A file that cannot be opened has no name in the cache.
    """

    file: File
    team_id: str
    key: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Given:
    """What every process is given once."""

    plan: Collaborative
    cache: Cache


def each_team(
    plan: Collaborative,
    files: Sequence[File],
    look: Look[T],
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    processes: int = 1,
    cache: Cache = NO_CACHE,
) -> dict[str, T]:
    """Team id, in small letters -> what ``look`` makes of the submissions that name it.

    Submissions that name no team are looked at together, as "".

    Args:
        plan: the plan, for all.
        files: which to read.
        look: a function of a module, so that other processes find it by its name.
        progress: wraps the list of files while they are read, to show a bar.
        processes: how many to use where there is enough to do.
        cache: what earlier runs found.

    Raises:
        LcxlError: the system stopped one of the processes.
    """
    keys = {file: _key(content_hash(file[0]), file) for file in files} if cache.is_used else {}
    owners = cache.owners(keys.values())
    new = [file for file in files if keys.get(file) not in owners]
    given = Given(plan, cache)
    with _Workers(given, processes if len(new) >= SMALL_PILE else 1) as workers:
        groups: defaultdict[str, list[Packed]] = defaultdict(list)
        read = workers.apply(_read, new)
        for file in progress(files):
            key = keys.get(file, "")
            packed = Packed(file, owners[key], key, None) if key in owners else next(read)
            groups[packed.team_id].append(packed)
        names = {team: _name(look, groups[team]) for team in sorted(groups)}
        known = cache.owners(names.values())
        due = [team for team in names if names[team] not in known]
        results = workers.apply(partial(_look, look), [groups[team] for team in due])
        made = dict(zip(due, results, strict=True))
    looked: dict[str, T] = {}
    for team, name in names.items():
        data = made.get(team) or cache.get(name) or _look(look, given, groups[team])
        looked[team] = loads(data)
    fresh = [(p.key, p.team_id, p.data) for group in groups.values() for p in group if p.data]
    fresh += [(names[team], team, data) for team, data in made.items()]
    if fresh:
        kept = [p.key for group in groups.values() for p in group] + list(names.values())
        cache.replace([row for row in fresh if row[0]], kept)
    return looked


def _key(content: str | None, file: File) -> str:
    """The name in the cache of a file's submission: what is in it, and what it is called."""
    return f"{content} {file[1]}" if content else ""


def _name(look: Look[T], group: Sequence[Packed]) -> str:
    """The name in the cache of what was made of a group; "" where a file has none."""
    keys = [packed.key for packed in group]
    if not all(keys):
        return ""
    content = "\n".join([look.__module__, look.__qualname__, *keys])
    return hashlib.sha256(content.encode()).hexdigest()


def _read(given: Given, file: File) -> Packed:
    submission = read_submission(file[0], given.plan, file[1])
    key = _key(submission.sha256, file) if given.cache.is_used else ""
    return Packed(file, submission.team_id.casefold(), key, dumps(submission))


def _look(look: Look[T], given: Given, group: Sequence[Packed]) -> bytes:
    return dumps(look(given.plan, [_unpacked(given, packed) for packed in group]))


def _unpacked(given: Given, packed: Packed) -> Submission:
    data = packed.data or given.cache.get(packed.key)
    if data is None:  # the cache was deleted meanwhile
        return read_submission(packed.file[0], given.plan, packed.file[1])
    submission: Submission = loads(data)
    return submission


_given: Given | None = None


class _Workers:
    """Applies a function to many things, in order: here, or in other processes."""

    def __init__(self, given: Given, processes: int) -> None:
        self.given = given
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1:
            from concurrent.futures import ProcessPoolExecutor  # slow to import
            from multiprocessing import get_context

            # Not forked: a process that is copied together with its threads may hang.
            self._pool = ProcessPoolExecutor(processes, get_context("spawn"), _start, (given,))

    def __enter__(self) -> _Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._pool:
            return
        from concurrent.futures.process import BrokenProcessPool

        self._pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            raise LcxlError(
                "The system stopped one of the processes that read the files, most likely for "
                "lack of memory. Nothing was written.",
                "Close other programs and run the command again.",
            ) from error

    def apply(self, function: Callable[[Given, S], T], items: Sequence[S]) -> Iterator[T]:
        """The results, in the order of the items."""
        if self._pool is None:
            return (function(self.given, item) for item in items)
        return self._pool.map(partial(_with_given, function), items, chunksize=CHUNK)


def _start(given: Given) -> None:
    global _given
    _given = given


def _with_given(function: Callable[[Given, S], T], item: S) -> T:
    assert _given is not None
    return function(_given, item)


def validate_all(
    plan: Collaborative, submissions: Sequence[Submission]
) -> dict[str, list[Finding]]:
    """File -> its findings; each submission is seen with the same team's earlier ones."""
    by_team: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.points:
            by_team[submission.team_id.casefold()].append(submission)
    findings = {s.file: validate(s, plan) for s in submissions if not s.points}
    for found in by_team.values():
        line = newest_last(found)
        for i, submission in enumerate(line):
            findings[submission.file] = validate(submission, plan, line[:i])
    return findings
