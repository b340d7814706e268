"""Read a pile of files and look at each team's together, reading only what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.engine.collect import HERE, each_group
from lcxl.engine.processes import Engine
from lcxl.intake.reading import Look, Reading, content_in, key_of_file
from lcxl.intake.sources.base.source import File
from lcxl.intake.submission import Arrival
from lcxl.plan import Collaborative

__all__ = ["HERE", "Arrivals", "Found", "each_team", "nothing_known"]

T = TypeVar("T")

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

    def arrived(read: Sequence[tuple[File, str]]) -> list[Arrival | None]:
        known = arrivals([(file, content_in(key)) for file, key in read])
        return [known.get(content_in(key)) for _, key in read]

    job = Reading(plan.for_others(), cache)
    return each_group(job, files, key_of_file, look, progress, engine, arrived)
