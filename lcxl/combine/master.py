"""Merge all submissions into the combined data: all teams together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from lcxl.cells.address import MAX_ROW
from lcxl.combine.combine import Combined, Restatement, Row, TeamTools, combine, join
from lcxl.combine.files import FileRecord
from lcxl.combine.tools import notes_of_tools, open_before_the_end
from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.engine.processes import Engine
from lcxl.errors import LcxlError
from lcxl.files import located
from lcxl.findings import Finding, in_order
from lcxl.intake.collect import HERE, Arrivals, each_team
from lcxl.intake.pile import SUBMISSIONS, find_files, named
from lcxl.intake.sources.base.source import File
from lcxl.keep.arrivals import FolderArrivals
from lcxl.keep.meetings import notes_of_meetings
from lcxl.keep.own_statements import own_statements
from lcxl.plan import Collaborative, load_collaborative
from lcxl.plan.notes import Engagement, Notes, engagement, with_notes
from lcxl.rules.base.advice import Total, advice
from lcxl.templates import tool_defaults
from lcxl.words import Text

__all__ = ["Master", "in_plan_order", "merge", "pile_of"]

T = TypeVar("T")
ROOM = MAX_ROW - 1
"""Rows of a sheet below its headings."""


@dataclass(frozen=True)
class Master:
    """All teams together: what the master workbook is written from.

    ``rows`` is the sheet Data: one row for each team, metric and month (and stratum).
    """

    plan: Collaborative
    combined: Combined
    notes: Notes = field(default_factory=Notes)
    """What the host and the teams noted beside the numbers; for the host alone."""
    engagement: Engagement = field(default_factory=Engagement)
    """How all teams together took part."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every number that is used, in the order of teams, metrics and months."""
        return self.combined.rows

    @property
    def rows_of_a_sheet(self) -> tuple[Row, ...]:
        """The rows for which a sheet has room below their headings: the first where not all."""
        return self.rows[:ROOM]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be mended or asked, of the files that count."""
        return self.combined.findings

    @property
    def files(self) -> tuple[FileRecord, ...]:
        """One record for every file, whatever became of it."""
        return self.combined.files

    @property
    def secret(self) -> str:
        """Made of the contents of all files: nobody but the host can know it."""
        return sha256("".join(sorted(f.sha256 for f in self.files)).encode()).hexdigest()

    @property
    def restatements(self) -> tuple[Restatement, ...]:
        """Past months that two files of a team give differently."""
        return self.combined.restatements


def merge(
    folder: str | Path,
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    plan: Collaborative | None = None,
    engine: Engine = HERE,
    cache: Cache = NO_CACHE,
    needs_files: bool = True,
    arrivals: Arrivals | None = None,
) -> Master:
    """Combine every file under the folder's submissions/.

    Args:
        folder: the collaborative's folder.
        progress: wraps the list of files while they are read, to show a bar.
        plan: the plan, if it is loaded already.
        engine: where the files are read: in this process, in others, on other machines.
        cache: what earlier runs found, so that only new files are read.
        needs_files: refuse an empty folder, which is most often a mistake.
        arrivals: tells when files came; what the folder's memory says if left out.

    Raises:
        PlanError: the host's workbooks do not make a plan.
        LcxlError: there is no such folder, or no file in submissions/.
    """
    plan = plan or load_collaborative(folder)
    pile = pile_of(folder, needs_files)
    since = arrivals or FolderArrivals(located(folder)).known
    parts = each_team(plan, pile, combine, progress, engine, cache, since)
    combined = join(list(in_plan_order(plan, parts).values()))
    totals = (
        Total(row.metric_id, row.team_id, row.numerator, row.denominator, row.value)
        for row in combined.rows
        if not row.stratum
    )
    findings = in_order([*combined.findings, *advice(plan, totals)])
    noted = notes_of_meetings(located(folder), plan)
    notes = noted.and_also(_noted_in_tools(located(folder), combined.tools))
    newest = max((file.saved_at[:10] for file in combined.files if file.saved_at), default="")
    on = date.fromisoformat(newest) if newest else None
    still_open = open_before_the_end(plan, combined.tools, on)
    findings = in_order([*findings, *notes.findings, *still_open])
    known = with_notes(plan, notes)
    return Master(
        known, replace(combined, findings=tuple(findings)), notes, engagement(known, notes)
    )


def _noted_in_tools(folder: Path, tools: Sequence[TeamTools]) -> Notes:
    if not tools:
        return Notes()
    statements = len(own_statements(folder) or tool_defaults().assessment)
    return notes_of_tools(tools, statements)


def pile_of(folder: str | Path, needs_files: bool = True) -> list[File]:
    """The files under the folder's submissions/.

    Raises:
        LcxlError: there is none, and ``needs_files``.
    """
    folder = located(folder)
    inbox = folder / SUBMISSIONS
    files = find_files(inbox)
    if not files and needs_files:
        raise LcxlError(Text("files.none", folder=inbox), Text("files.none_fix"))
    return named(files, folder)


def in_plan_order(plan: Collaborative, parts: Mapping[str, T]) -> dict[str, T]:
    """Team id, in small letters -> its part, in the order of the plan; others come last."""
    ids = [team.id.casefold() for team in plan.teams]
    return {i: parts[i] for i in [*ids, *(p for p in parts if p not in set(ids))] if i in parts}
