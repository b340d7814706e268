"""What goes into a team's new reporting workbook: what it sent, and what stands in the old one.

What was sent counts as the master takes it (`lcxl.intake.newest`).  What somebody typed into
the workbook under reporting/ itself, and nobody sent, is carried as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from lcxl.cells import a1
from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.engine.processes import Engine
from lcxl.intake import Submission
from lcxl.intake.collect import HERE, Arrivals, each_team
from lcxl.intake.pile import SUBMISSIONS, find_files, named
from lcxl.intake.sources.base.source import File
from lcxl.keep.arrivals import FolderArrivals
from lcxl.keep.filled import Filled
from lcxl.keep.memory import CARRIED
from lcxl.layout import ReportingLayout
from lcxl.plan import Collaborative
from lcxl.reissue.carried import REPORTING, Carried, workbook_of
from lcxl.reissue.team import carry_over
from lcxl.rules.base.judging import reasons_to_set_aside
from lcxl.words import say

__all__ = ["cells_given", "load_carried"]


def load_carried(
    folder: Path,
    plan: Collaborative,
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    engine: Engine = HERE,
    cache: Cache = NO_CACHE,
    arrivals: Arrivals | None = None,
    is_changed: Callable[[Path], bool] = lambda _: True,
) -> dict[str, Carried]:
    """Team id -> what it sent and typed, from submissions/ and its workbook under reporting/.

    ``is_changed`` tells which workbooks under reporting/ hold what lcxl did not write: the others
    hold nothing of anybody's own, and are not read.  ``arrivals``: when files came; what the
    folder's memory says if left out.  Other arguments as for
    `lcxl.intake.collect.each_team`.
    """
    places = [workbook_of(folder, team.id) for team in plan.teams]
    here = [path for path in places if path.exists() and is_changed(path)]
    files = named([*find_files(folder / SUBMISSIONS), *here], folder)
    since = arrivals or FolderArrivals(folder).known
    carried = each_team(plan, files, _carried, progress, engine, cache, since)
    ids = {team.id.casefold(): team.id for team in plan.teams}
    paths = {file.name: file.path for file in files}
    return {
        ids[team]: replace(one, paths={name: paths[name] for name in one.sources})
        for team, one in carried.items()
        if team in ids and one is not None
    }


def _carried(plan: Collaborative, submissions: Sequence[Submission]) -> Carried | None:
    usable = [s for s in submissions if s.is_reporting_workbook]
    usable = [s for s in usable if not reasons_to_set_aside(s, plan)]
    sent = [s for s in usable if not s.file.startswith(f"{REPORTING}/")]
    others = [s for s in usable if s.file.startswith(f"{REPORTING}/")]
    own = [s for s in others if s.file.casefold() == f"{REPORTING}/{s.team_id}.xlsx".casefold()]
    if not sent and not others:
        return None
    found = carry_over(plan, sent, own[0] if own else None)
    strange = [
        say("carry.not_its_own", file=s.file, team=s.team_id) for s in others if s not in own
    ]
    return replace(found, left_behind=(*found.left_behind, *strange))


def cells_given(
    plan: Collaborative, given: Filled | None, *, is_carried: bool
) -> set[tuple[str, str]]:
    """Sheet and cell of the numbers of --data, in the workbook that is written.

    ``is_carried``: it also holds what stood in the one that it takes the place of, and in no file
    that was sent.
    """
    layout = ReportingLayout(plan)
    lines = {(c.metric_id, c.role, c.stratum): c for c in layout.lines}
    found = {CARRIED} if is_carried else set()
    for metric_id, start, role, part in given.data if given else ():
        line = lines.get((metric_id, role, part))
        report = plan.metric(metric_id).report_on(start)
        if line is not None and report in layout.axis_of(metric_id).reports:
            found.add((layout.data_sheet, a1(*layout.cell(line, report))))
    return found
