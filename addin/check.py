"""The findings on the workbook in front: the same as those of the command line.

What the team sent before is looked at too, as `lcxl validate` does with a folder: some rules
compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lcxl.findings import Finding
from lcxl.intake import Submission
from lcxl.intake.formats.workbook import read_book
from lcxl.intake.pile import SUBMISSIONS, content_hash, find_files, named
from lcxl.intake.read import read_file, with_its_name
from lcxl.intake.reading import Reading, cache_of, key_of_file
from lcxl.intake.sources.base.source import File
from lcxl.keep.arrivals import FolderArrivals
from lcxl.plan import Team
from lcxl.plan.folder import find_folder
from lcxl.rules.base.judging import validate_all
from lcxl.user_cache import loads

from .desk import Desk
from .excel import read_cells
from .live import FileFacts, LiveBook
from .plans import FoundPlan, find_plan
from .words import counted, say

__all__ = ["Checked", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was read and checked against its plan."""

    submission: Submission
    source: FoundPlan
    findings: Sequence[Finding]
    facts: FileFacts

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
        months = [p for p in self.submission.periods if p.frequency == "month"]
        if not months:
            return say("no_months")
        first, last = months[0].in_words(), months[-1].in_words()
        return counted("months", len(months), first=first, last=last)


def check(desk: Desk) -> Checked | None:
    """Read and check the workbook in front; None when it is not a reporting workbook.

    Raises:
        LcxlError: no plan is known for it.
    """
    live = read_cells(desk.book, desk.sheets, desk.path)
    source = _plan_of(live, desk)
    if source is None:
        return None
    path = desk.path
    here = named([path])[0] if path is not None else File(Path(desk.book.name), desk.book.name)
    submission = read_book(live, here.name, source.plan, _hash_of(here, path))
    if not submission.is_reporting_workbook:
        return None
    if path is not None:
        submission = with_its_name(submission, here)
    pile = [*_sent_before(submission.team_id, source, path), (here, submission)]
    arrived = FolderArrivals(source.folder).known([(f, s.sha256) for f, s in pile])
    sent = [replace(s, arrived=arrived.get(s.sha256)) for _, s in pile]
    findings = validate_all(sent, source.plan, {here.name})[here.name]
    return Checked(submission, source, findings, live.facts)


def _hash_of(file: File, path: Path | None) -> str:
    return (content_hash(file) or "") if path is not None else ""


def _plan_of(live: LiveBook, desk: Desk) -> FoundPlan | None:
    """The plan that the workbook belongs to; None when it is no reporting workbook.

    One that lost its marks still has the sheets by whose names the reader knows it, if it lies
    in a collaborative's folder.
    """
    named_as = live.machine.get("workbook", "")
    if named_as == "reporting":
        belongs_to = str(live.machine.get("collaborative_id", ""))
        return find_plan(belongs_to, desk.path, desk.ask_folder, desk.folder)
    has_folder = desk.folder is not None or (desk.path is not None and find_folder(desk.path))
    if named_as or not has_folder:
        return None
    return find_plan("", desk.path, desk.ask_folder, desk.folder)


def _sent_before(
    team_id: str, source: FoundPlan, path: Path | None
) -> Iterator[tuple[File, Submission]]:
    """The same team's files in the collaborative's folder submissions, without the one in front.

    What an earlier run read is in the cache, which `lcxl merge` shares; what is new is read once.
    """
    plan, home = source.plan, source.folder
    files = named(find_files(home / SUBMISSIONS), home)
    keys = {file: key_of_file(file) for file in files}
    cache = cache_of(plan)
    whose = cache.groups(keys.values())
    job = Reading(plan.for_others(), cache)
    new = {f: job.read(f) for f in files if keys[f] not in whose}
    if new:
        fresh = [(r.key, r.group, r.data) for r in new.values() if r.key]
        cache.keep(fresh, keys.values(), "", [])
    data = {r.key: r.data for r in new.values()}
    whose |= {r.key: r.group for r in new.values()}
    mine = {f: key for f, key in keys.items() if whose.get(key) == team_id.casefold()}
    data |= cache.items(key for key in mine.values() if key not in data)
    for file, key in mine.items():
        if path is not None and file.path.resolve() == path.resolve():
            continue
        kept = data.get(key)  # None where the cache was deleted meanwhile
        yield file, loads(kept) if kept else read_file(file, plan)
