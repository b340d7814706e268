"""Work on a pile of items and look at each group together, doing only what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from lcxl.engine.cache import Made
from lcxl.engine.job import Job, Look, state_of
from lcxl.engine.processes import Engine, Held, Processes
from lcxl.user_cache import loads

__all__ = ["HERE", "Notes", "each_group"]

T = TypeVar("T", bound=Hashable)
R = TypeVar("R")

HERE = Processes(1)
"""In this process."""
NONE = Made("", b"")

Notes = Callable[[Sequence[tuple[T, str]]], Sequence[Hashable]]
"""What is known besides of items, each with its name in the cache; once all are read."""


def each_group(
    job: Job[T],
    items: Sequence[T],
    key_of: Callable[[T], str],
    look: Look[R],
    progress: Callable[[Sequence[T]], Iterable[T]],
    engine: Engine,
    notes: Notes[T],
) -> dict[str, R]:
    """Name of each group -> what ``look`` makes of it.

    Args:
        job: what is done with items.
        items: each once.
        key_of: an item's name in the cache; "" where it has none.
        look: a function of a module, so that other processes find it by its name.
        progress: wraps the items while they are read, to show a bar.
        engine: where the work is done.
        notes: what is known of the items besides.

    Raises:
        LcxlError: the engine cannot be used, or was stopped.
    """
    cache = job.cache
    keys = {} if cache.is_empty else {item: key_of(item) for item in items}
    known = cache.groups(keys.values())
    new = [item for item in items if keys.get(item) not in known]
    name = f"{look.__module__}.{look.__qualname__}"
    kept = cache.results(name)
    with engine.start(job, len(new)) as work:
        groups: defaultdict[str, list[Held[T]]] = defaultdict(list)
        read = work.read(new)
        for item in progress(items):
            key = keys.get(item, "")
            held = Held(item, known[key], key) if key in known else next(read)
            groups[held.group].append(held)
        pile = [held for group in groups.values() for held in group]
        noted = _noted(pile, notes([(held.item, held.key) for held in pile]))
        groups = defaultdict(
            list, {g: [noted[id(h)] for h in group] for g, group in groups.items()}
        )
        states = {
            group: state_of([(held.key, held.note) for held in groups[group]])
            for group in sorted(groups)
        }
        due = [g for g, state in states.items() if not state or kept.get(g, NONE).state != state]
        made = dict(zip(due, work.look(look, (groups[group] for group in due)), strict=True))
        if cache.is_used and (new or made):
            fresh = (
                (held.key, held.group, data)
                for held in pile
                if held.key and (data := work.data(held)) is not None
            )
            results = ((group, *made[group]) for group in due if made[group].state)
            cache.keep(fresh, [held.key for held in pile], name, results)
    return {group: loads((made.get(group) or kept[group]).data) for group in states}


def _noted(pile: Sequence[Held[T]], notes: Sequence[Hashable]) -> Mapping[int, Held[T]]:
    return {id(h): h._replace(note=note) for h, note in zip(pile, notes, strict=True)}
