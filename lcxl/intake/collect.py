"""Read a pile of files and look at each team's together, reading only what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from lcxl.intake.cache import NO_CACHE, Cache, Made
from lcxl.intake.engines import Engine, Held, Processes
from lcxl.intake.read import content_hash
from lcxl.intake.steps import File, Given, Look, content_in, key_of, state_of
from lcxl.intake.submission import Arrival
from lcxl.plan import Collaborative
from lcxl.user_cache import loads

__all__ = ["HERE", "Arrivals", "Found", "each_team", "nothing_known"]

T = TypeVar("T")

HERE = Processes(1)
"""In this process."""
NONE = Made("", b"")

Found = Sequence[tuple[File, str]]
"""Files, and the sha256 of what each holds; "" where it cannot be opened."""
Arrivals = Callable[[Found], Mapping[str, Arrival]]
"""sha256 -> when a file with that content was first found."""


def nothing_known(_: Found) -> Mapping[str, Arrival]:
    """Nothing tells when a file arrived."""
    return {}


def each_team(
    plan: Collaborative,
    files: Sequence[File],
    look: Look[T],
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    engine: Engine = HERE,
    cache: Cache = NO_CACHE,
    arrivals: Arrivals = nothing_known,
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
        arrivals: tells when each file arrived, once all are read.

    Raises:
        LcxlError: the engine cannot be used, or was stopped.
    """
    keys = {} if cache.is_empty else {f: key_of(content_hash(f[0]), f) for f in files}
    known = cache.teams(keys.values())
    new = [file for file in files if keys.get(file) not in known]
    name = f"{look.__module__}.{look.__qualname__}"
    kept = cache.results(name)
    with engine.start(Given(plan.for_others(), cache), len(new)) as work:
        groups: defaultdict[str, list[Held]] = defaultdict(list)
        read = work.read(new)
        for file in progress(files):
            key = keys.get(file, "")
            held = Held(file, known[key], key) if key in known else next(read)
            groups[held.team_id].append(held)
        pile = [held for group in groups.values() for held in group]
        known_since = arrivals([(held.file, content_in(held.key)) for held in pile])
        for team, group in groups.items():
            groups[team] = [h._replace(arrived=known_since.get(content_in(h.key))) for h in group]
        states = {
            team: state_of([(held.key, held.arrived) for held in groups[team]])
            for team in sorted(groups)
        }
        due = [t for t, state in states.items() if not state or kept.get(t, NONE).state != state]
        made = dict(zip(due, work.look(look, (groups[team] for team in due)), strict=True))
        if cache.is_used and (new or made):
            fresh = (
                (held.key, held.team_id, data)
                for held in pile
                if held.key and (data := work.data(held)) is not None
            )
            results = ((team, *made[team]) for team in due if made[team].state)
            cache.keep(fresh, [held.key for held in pile], name, results)
    return {team: loads((made.get(team) or kept[team]).data) for team in states}
