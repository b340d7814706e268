"""Check a pile without merging it: what there is to mend and to ask, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lcxl.combine.questions import open_questions
from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.engine.processes import Engine
from lcxl.findings import Finding, in_order
from lcxl.intake import Submission
from lcxl.intake.collect import HERE, Arrivals, each_team, nothing_known
from lcxl.intake.sources.base.source import File
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate_all

__all__ = ["Checked", "CheckedFile", "check"]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """Whose a file is, and whether any of it can be used."""

    file: str
    team_id: str
    is_set_aside: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A pile that was checked."""

    files: tuple[CheckedFile, ...] = ()
    """In the order of their names."""
    findings: tuple[Finding, ...] = ()
    asked: tuple[tuple[str, tuple[Finding, ...]], ...] = ()
    """Teams that sent something, and what there is to ask each."""


def check(
    plan: Collaborative,
    files: Sequence[File],
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    engine: Engine = HERE,
    cache: Cache = NO_CACHE,
    arrivals: Arrivals = nothing_known,
) -> Checked:
    """Read and validate files; arguments as for `lcxl.intake.collect.each_team`."""
    parts = each_team(plan, files, _checked, progress, engine, cache, arrivals).values()
    return Checked(
        files=tuple(sorted((f for p in parts for f in p.files), key=lambda f: f.file)),
        findings=tuple(in_order(f for p in parts for f in p.findings)),
        asked=tuple(one for p in parts for one in p.asked),
    )


def _checked(plan: Collaborative, submissions: Sequence[Submission]) -> Checked:
    by_file = validate_all(submissions, plan)
    files = [
        CheckedFile(s.file, s.team_id, any(f.sets_aside for f in by_file[s.file]))
        for s in submissions
    ]
    asked = open_questions(plan, submissions, by_file)
    return Checked(
        tuple(files),
        tuple(f for found in by_file.values() for f in found),
        tuple((team_id, tuple(found)) for team_id, found in asked.items()),
    )
