"""The findings on the workbook in front: the same as those of the command line.

What the team sent before is looked at too, as `lcxl validate` does with a folder: some rules
compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lcxl.cells import Book, Unreadable
from lcxl.findings import Finding
from lcxl.intake import Submission, read_submission
from lcxl.intake.identity import identify
from lcxl.intake.pile import SUBMISSIONS, find_files
from lcxl.intake.read import content_hash, read_book
from lcxl.layout import ReportingLayout
from lcxl.plan import Team
from lcxl.plan.dates import month_in_words
from lcxl.rules.base.judging import validate_all

from . import findings_sheet
from .desk import Desk
from .excel import read_cells
from .live import LiveBook
from .plans import FoundPlan, find_plan
from .words import counted, say

__all__ = ["Checked", "check", "check_cells", "collaborative_of"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was read and checked against its plan."""

    submission: Submission
    source: FoundPlan
    findings: Sequence[Finding]

    @property
    def code(self) -> int:
        """1 if a finding is an error, else 0."""
        return 1 if any(f.severity == "error" for f in self.findings) else 0

    @property
    def team(self) -> Team | None:
        """The team, if it is one of the collaborative's."""
        try:
            return self.source.plan.team(self.submission.team_id)
        except KeyError:
            return None

    @property
    def team_name(self) -> str:
        """What to call the workbook: its team's name, or what it says of itself."""
        if self.team is not None:
            return self.team.name
        return self.submission.team_id or say("this_workbook")

    @property
    def months(self) -> str:
        """The months that hold data, in words."""
        months = self.submission.months
        if not months:
            return say("no_months")
        first, last = month_in_words(months[0]), month_in_words(months[-1])
        return counted("months", len(months), first=first, last=last)


def check(desk: Desk) -> Checked | None:
    """Read and check the workbook in front; None when it is not a reporting workbook.

    Raises:
        LcxlError: no plan is known for it.
    """
    live = read_cells(desk.book, without=findings_sheet.find(desk.book))
    belongs_to = collaborative_of(live)
    if belongs_to is None:
        return None
    source = desk.plan or find_plan(belongs_to, desk.path, desk.ask_folder, desk.folder)
    return check_cells(live, source, str(desk.path or desk.book.name), desk.path)


def collaborative_of(live: LiveBook) -> str | None:
    """The collaborative that a reporting workbook belongs to; None for any other workbook."""
    if live.machine.get("workbook") != "reporting":
        return None
    return str(live.machine.get("collaborative_id", ""))


def check_cells(live: LiveBook, source: FoundPlan, file: str, path: Path | None = None) -> Checked:
    """Check cells that were read, beside what the team sent before.

    ``file`` is the name that findings use, ``path`` where the workbook lies, if it is known.
    """
    sha256 = content_hash(path) if path is not None else None
    submission = read_book(live, file, source.plan, sha256 or "")
    others = _sent_before(submission, source, path)
    findings = validate_all([*others, submission], source.plan, {file})[file]
    return Checked(submission, source, findings)


def _sent_before(
    submission: Submission, source: FoundPlan, path: Path | None
) -> Iterator[Submission]:
    """The same team's files in the collaborative's folder submissions."""
    if source.folder is None:
        return
    here = path.resolve() if path is not None else None
    layout, team = ReportingLayout(source.plan), submission.team_id.casefold()
    for other in find_files(source.folder / SUBMISSIONS):
        if other.resolve() == here:
            continue
        try:
            whose = identify(Book(other.read_bytes()), layout).team_id
        except (OSError, Unreadable):
            continue
        if whose.casefold() == team:
            yield read_submission(other, source.plan)
