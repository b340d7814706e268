"""The reporting workbook of one team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lcxl import templates, user_cache
from lcxl.cells import Unreadable
from lcxl.engine.collect import HERE
from lcxl.engine.processes import Processes, each
from lcxl.files import content_of as bytes_of
from lcxl.intake.placing.identity import METRIC_LIST
from lcxl.keep.content import Content, content_of
from lcxl.keep.filled import Filled
from lcxl.keep.typed import Old, Rebuilt, Told, rebuilt
from lcxl.layout import ReportingLayout
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import month_in_words
from lcxl.plan.planning import Planning
from lcxl.plan.wordings import worded
from lcxl.reissue.carried import Carried
from lcxl.reissue.sources import olds_of
from lcxl.sheets.machine import list_places, write_machine_sheet
from lcxl.sheets.pages import Filling, Pages, Shown
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_series import EventSeries
from lcxl.sheets.reporting.series import Series
from lcxl.words import Speech, in_language, speech
from lcxl.words import filled as fill_in
from lcxl.xl.beside import NOTHING_BESIDE, Beside
from lcxl.xl.book import BookWriter
from lcxl.xl.stamp import Stamp

__all__ = ["Known", "build_reporting_workbook", "build_reporting_workbooks"]

NAME, ID = "\ue000name\ue001", "\ue000id\ue001"
"""Marks for a team's name and id, of characters that no keyboard has."""
KEPT = "reporting"
"""What the user's cache calls workbooks that are as they would be made again."""
CASE_LOG, EVENT_LOG = "case_log", "event_log"
"""Conditions of sheets."""


class Known(NamedTuple):
    """What is known of a team before its workbook is built.

    ``filled`` goes into it; notes, colours and own cells come along from the files of
    ``carried``; ``there`` holds the bytes of the workbook that it replaces.
    """

    filled: Filled | None = None
    carried: Carried | None = None
    there: bytes = b""

    @property
    def is_nothing(self) -> bool:
        """Nothing tells the workbook from those of other teams but the team's name."""
        is_empty = self.filled is None or self.filled.is_empty
        return is_empty and not (self.carried and self.carried.sources)


def build_reporting_workbooks(
    plan: Collaborative,
    teams: Sequence[Team],
    known: Mapping[str, Known],
    engine: Processes = HERE,
) -> Iterator[tuple[Team, Rebuilt]]:
    """Each team's workbook, with what is already known of it, by team id.

    Each is in its team's language.  Workbooks of one language with nothing filled in differ in a
    few words only; they are built once, and so is their content.  Others are built on all cores
    of ``engine``, and not again where everything that goes into them is as it was.
    """
    nothing = Known()
    busy = [(team, of) for team in teams if not (of := known.get(team.id, nothing)).is_nothing]
    seen = as_any_team_sees(plan)
    built = each(_built, _Plan(seen, repr(seen).encode()), busy, engine)
    stamps: dict[str, tuple[Stamp, Content | None]] = {}
    for team in teams:
        if not known.get(team.id, nothing).is_nothing:
            yield team, next(built)
            continue
        code = plan.language_of(team)
        if code not in stamps:
            with in_language(code):
                marked = build_reporting_workbook(plan, replace(team, id=ID, name=NAME))
            stamps[code] = Stamp(marked, (ID, NAME)), content_of("marked.xlsx", marked)
        stamp, content = stamps[code]
        words = {ID: team.id, NAME: team.name}
        holds = content.replaced(words) if content else None
        yield team, Rebuilt(stamp.written(words), content=holds)
    built.close()


def as_any_team_sees(plan: Collaborative) -> Collaborative:
    """The plan without what no team's workbook shows: where that changes, none is made anew.

    Of the teams only the longest name counts, for which each workbook has room.
    """
    by_length = sorted(plan.teams, key=lambda team: (-len(team.name), team.name))
    longest = tuple(Team(id=team.id, name=team.name) for team in by_length[:1])
    ideas = Planning(ideas=plan.ideas)
    return replace(plan.for_others(), teams=longest, people=(), planning=ideas)


class _Plan(NamedTuple):
    """What the workbooks of all teams are made of."""

    plan: Collaborative
    state: bytes
    """The same for the same plan."""


def _built(common: _Plan, item: tuple[Team, Known]) -> Rebuilt:
    """The workbook of a team of which something is known."""
    plan, (team, known) = common.plan, item
    with in_language(plan.language_of(team)):
        sources = (
            [known.carried.paths[name] for name in known.carried.sources] if known.carried else []
        )
        states = [common.state]
        states += (repr(part).encode() for part in (team, known.filled, known.carried))
        states += map(_bytes, sources)
        kept = user_cache.recall(user_cache.name_of(KEPT, [*states, known.there]))
        if known.there and isinstance(kept, tuple):
            return Rebuilt(known.there, *kept)
        found = _rebuilt(plan, team, known.filled, olds_of(known.carried) if known.carried else ())
        user_cache.keep(
            user_cache.name_of(KEPT, [*states, found.data]), (found.carried, found.left)
        )
        return found


def _bytes(path: Path) -> bytes:
    """What is in a file; nothing where it cannot be read, as whoever looks into it says."""
    try:
        return bytes_of(path)
    except OSError:
        return b""


def _rebuilt(
    plan: Collaborative, team: Team, filled: Filled | None, olds: Sequence[Old]
) -> Rebuilt:
    def build(beside: Beside) -> bytes:
        return build_reporting_workbook(plan, team, filled, beside)

    try:
        return rebuilt(olds, build, with_content=True)
    except Unreadable:  # a sheet that nobody needs for the numbers
        left = [Told(old.file, "", "", "beside", "unreadable") for old in olds]
        return Rebuilt(build(NOTHING_BESIDE), (), tuple(left))


def build_reporting_workbook(
    plan: Collaborative,
    team: Team,
    filled: Filled | None = None,
    beside: Beside = NOTHING_BESIDE,
) -> bytes:
    """The workbook a team fills in, with what is already known filled in for it.

    It is in the current language, and so are the host's words where the plan has them in it.
    """
    first = {metric.id: metric.short_name for metric in plan.metrics}
    layout = _layout_of(plan)
    plan, spec = layout.plan, layout.spec
    filled = filled or Filled()
    names = {first[m.id]: m.short_name for m in plan.metrics if first[m.id] != m.short_name}
    if names:
        filled = filled.renamed(names)
    book = BookWriter(
        fill_in(spec.title, title=plan.title, team=team.name), spec.subject, plan.host
    )
    series = {m.id: Series(plan, team, m, filled) for m in plan.by_period.metrics}
    calculation, *others = (Calculation(layout, series, line) for line in layout.timelines)
    calculation.others = tuple(others)
    events = EventCalculation(
        layout,
        {m.id: EventSeries(plan, m, filled, layout.event_rows) for m in plan.event_metrics},
    )
    words = dropdown_words(plan, spec)
    context = {
        "title": plan.title,
        "team": team.name,
        "first_month": month_in_words(layout.months[0]),
        "last_month": month_in_words(layout.months[-1]),
    }
    has = [
        name
        for name, rows in ((CASE_LOG, layout.case_rows), (EVENT_LOG, layout.event_rows))
        if rows
    ]
    Pages(
        book,
        spec,
        context,
        (calculation, events, team, plan),
        Filling(filled.rows, list_places(words)),
        Shown(has),
    ).write()
    if EVENT_LOG in has:
        events.write(book)
    for one in calculation.every:
        one.write(book)
    write_machine_sheet(book, machine_data(plan, team, spec), layout.anchors, words)
    return book.finish(beside)


class _Common(NamedTuple):
    """What the workbooks of all teams have in common, in one language."""

    first: Collaborative
    layout: ReportingLayout


_common: dict[Speech, _Common] = {}


def _layout_of(plan: Collaborative) -> ReportingLayout:
    """The layout of the plan in the current language, one and the same for all its teams.

    What was made for the workbook of one team (`CalculationLayout.once`) so serves for the others.
    """
    found = _common.get(speech())
    if found is None or found.first is not plan:
        found = _common[speech()] = _Common(plan, ReportingLayout(worded(plan)))
    return found.layout


def machine_data(plan: Collaborative, team: Team, spec: templates.Workbook) -> dict[str, str]:
    """Who the workbook belongs to, and which definitions it was built from."""
    return {
        "workbook": spec.id,
        "layout_version": str(spec.version),
        "collaborative_id": plan.id,
        "team_id": team.id,
        "metrics": " ".join(metric.id for metric in plan.metrics),
        **{f"definition.{metric.id}": metric.version for metric in plan.metrics},
        **{f"name.{m.id}": m.short_name for m in plan.metrics},
        **{f"event.{m.id}": m.short_name for m in plan.event_metrics},
        **{f"frequency.{m.id}": m.frequency.id for m in plan.by_period.metrics},
        **{f"strata.{m.id}": "; ".join(m.strata) for m in plan.metrics if m.strata},
    }


def dropdown_words(plan: Collaborative, spec: templates.Workbook) -> dict[str, tuple[str, ...]]:
    """List id -> words, for every dropdown of the workbook."""
    of_plan = {
        METRIC_LIST: tuple(m.short_name for m in plan.metrics),
        "@ideas": tuple(idea.id for idea in plan.ideas if idea.id),
        "@event_log": tuple(m.short_name for m in plan.event_metrics),
        "@case_log": tuple(m.short_name for m in plan.metrics if m.has_case_log),
    }
    return {
        name: of_plan[name] if name in of_plan else templates.words_of(name)
        for name in sorted(set(_lists_in(spec.sheets)))
    }


def _lists_in(sheets: Iterable[templates.Sheet]) -> Iterator[str]:
    for sheet in sheets:
        for block in sheet.blocks:
            for field in block.fields:
                if field.type == "list":
                    yield field.list
