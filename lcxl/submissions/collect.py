"""Read a pile of files and look at each team's together, reading only what is new."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from lcxl.kept import loads
from lcxl.plan import Collaborative
from lcxl.submissions.cache import NO_CACHE, Cache
from lcxl.submissions.engines import Engine, Held, Processes
from lcxl.submissions.read import content_hash
from lcxl.submissions.steps import File, Given, Look, key_of

__all__ = ["HERE", "each_team"]

T = TypeVar("T")

HERE = Processes(1)
"""In this process."""


def each_team(
    plan: Collaborative,
    files: Sequence[File],
    look: Look[T],
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    engine: Engine = HERE,
    cache: Cache = NO_CACHE,
) -> dict[str, T]:
    """Team id, in small letters -> what ``look`` makes of the submissions that name it.

    Submissions that name no team are looked at together, as "".

    Args:
        plan: the plan, for all.
        files: which to read.
        look: a function of a module, so that other processes find it by its name.
        progress: wraps the list of files while they are read, to show a bar.
        engine: where the work is done.
        cache: what earlier runs found.

    Raises:
        LcxlError: the engine cannot be used, or was stopped.
    """
    keys = {} if cache.is_empty else {f: key_of(content_hash(f[0]), f) for f in files}
    owners = cache.owners(keys.values())
    new = [file for file in files if keys.get(file) not in owners]
    with engine.start(Given(plan, cache), len(new)) as work:
        groups: defaultdict[str, list[Held]] = defaultdict(list)
        read = work.read(new)
        for file in progress(files):
            key = keys.get(file, "")
            held = Held(file, owners[key], key) if key in owners else next(read)
            groups[held.team_id].append(held)
        names = {team: _name(look, groups[team]) for team in sorted(groups)}
        known = cache.owners(names.values())
        due = [team for team in names if names[team] not in known]
        looked: dict[str, T] = {}
        made: list[tuple[str, str, bytes]] = []
        for team, data in zip(due, work.look(look, (groups[t] for t in due)), strict=True):
            looked[team] = loads(data)
            if cache.is_used:
                made.append((names[team], team, data))
        for team in names.keys() - looked.keys():
            looked[team] = loads(cache.get(names[team]) or next(work.look(look, [groups[team]])))
        if cache.is_used and (new or made):
            everything = [held for group in groups.values() for held in group]
            fresh = (
                (held.key, held.team_id, content)
                for held in everything
                if held.key and (content := work.data(held)) is not None
            )
            named = [row for row in made if row[0]]
            cache.replace((*named, *fresh), [*(held.key for held in everything), *names.values()])
    return {team: looked[team] for team in names}


def _name(look: Look[T], group: Sequence[Held]) -> str:
    """The name in the cache of what was made of a group; "" where a file has none."""
    keys = [held.key for held in group]
    if not all(keys):
        return ""
    content = "\n".join([look.__module__, look.__qualname__, *keys])
    return hashlib.sha256(content.encode()).hexdigest()
