"""Merge all submissions into the combined data: all teams together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.findings import Finding
from lcxl.merge.cache import NO_CACHE, Cache
from lcxl.merge.collect import File, each_team, validate_all
from lcxl.merge.combine import Combined, FileRecord, Restatement, Row, combine, join
from lcxl.plan import Collaborative, load_collaborative
from lcxl.submissions import Submission
from lcxl.submissions.pile import SUBMISSIONS, find_files

__all__ = ["Master", "merge"]


@dataclass(frozen=True)
class Master:
    """All teams together: what the master workbook is written from.

    ``rows`` is the sheet Data: one row for each team, metric and month (and stratum).
    """

    plan: Collaborative
    combined: Combined

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every number that is used, in the order of teams, metrics and months."""
        return self.combined.rows

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
        """Past months that a newer file gives differently."""
        return self.combined.restatements


def merge(
    folder: str | Path,
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    plan: Collaborative | None = None,
    processes: int = 1,
    cache: Cache = NO_CACHE,
    needs_files: bool = True,
) -> Master:
    """Combine every file under the folder's submissions/.

    Args:
        folder: the collaborative's folder.
        progress: wraps the list of files while they are read, to show a bar.
        plan: the plan, if it is loaded already.
        processes: how many may read at the same time; a script that asks for more than one
            needs the usual ``if __name__ == "__main__":`` around what it does.
        cache: what earlier runs found, so that only new files are read.
        needs_files: refuse an empty folder, which is most often a mistake.

    Raises:
        PlanError: the host's workbooks do not make a plan.
        LcxlError: there is no such folder, or no file in submissions/.
    """
    folder = Path(folder)
    plan = plan or load_collaborative(folder)
    inbox = folder / SUBMISSIONS
    files = find_files(inbox)
    if not files and needs_files:
        raise LcxlError(
            f"There is no file in {inbox}.",
            "Copy the workbooks that the teams sent into that folder (any names, any "
            "subfolders) and run the command again.",
        )
    named = [(path, path.relative_to(folder).as_posix()) for path in files]
    parts = each_team(plan, named, _combined, progress, processes, cache)
    ids = [team.id.casefold() for team in plan.teams if team.id.casefold() in parts]
    others = [team_id for team_id in parts if team_id not in ids]
    return Master(plan, join([parts[team_id] for team_id in [*ids, *others]]))


def _combined(plan: Collaborative, submissions: Sequence[Submission]) -> Combined:
    return combine(plan, submissions, validate_all(plan, submissions))
