"""A collaborative's folder, built: the teams' workbooks, the timetable, the books of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from lcxl import templates, words
from lcxl.books import (
    CONTACT_SHEET,
    Known,
    build_contact_sheet,
    build_reporting_workbooks,
    load_carried,
    old_contact_sheet,
    timetable_files,
)
from lcxl.books.folder import folder_books, rebuild
from lcxl.books.meetings import doubts_about
from lcxl.books.team_tools import TOOLS, file_of
from lcxl.combine.tools import sent_tools
from lcxl.documents.new_workbook import mail_of, mails_left, place_of
from lcxl.engine.collect import HERE
from lcxl.engine.processes import Processes
from lcxl.files import there
from lcxl.findings import Finding
from lcxl.intake.reading import cache_of
from lcxl.keep.arrivals import FolderArrivals
from lcxl.keep.filled import Filled
from lcxl.keep.folder import Keep
from lcxl.keep.meetings import MEETINGS
from lcxl.keep.prefill import TidyFrame, prefill_of
from lcxl.keep.timetable import TIMETABLE, load_timetable
from lcxl.keep.typed import Told
from lcxl.metrics.planned import what_can_be_seen
from lcxl.plan import Collaborative, Team, load_collaborative
from lcxl.plan.chosen import chosen_teams
from lcxl.reissue.carried import REPORTING, workbook_of
from lcxl.reissue.issued import edition_in_hand, remember_issued
from lcxl.reissue.notices import copies, differing_kickoffs, strays
from lcxl.reissue.reporting import cells_given
from lcxl.reissue.said import what_was_carried
from lcxl.words import in_language

__all__ = ["Built", "Wish", "Work", "build", "build_folder"]


class Wish(NamedTuple):
    """What is to be built.

    ``teams``: those whose workbook is wanted, and nothing beside; all with none.  ``given``: team
    id -> numbers known already.
    """

    teams: Sequence[Team] = ()
    given: Mapping[str, Filled] = {}
    tools: bool = False
    contact_sheet: bool = False


T = TypeVar("T")


@dataclass
class Built:
    """What was written, and what is to be said of it, in the host's language."""

    reporting: list[Path] = field(default_factory=list)
    """The teams' workbooks, in the order of the plan."""
    others: list[Path] = field(default_factory=list)
    """All other files."""
    mails: list[Path] = field(default_factory=list)
    """Of these the mails that say what is different in a team's workbook."""
    findings: list[Finding] = field(default_factory=list)
    """What the host may mend or look at."""
    told: list[str] = field(default_factory=list)
    """What was carried over, and which dates are others than before."""
    notices: list[str] = field(default_factory=list)
    """What the host ought to know of the folder."""


class Progress(Protocol):
    """Shows how far a work is."""

    def __call__(self, items: Sequence[T], work: str, /) -> Iterable[T]:
        """What is gone through, and its "reading" or "building"; the same items."""


def _silent(items: Sequence[T], _: str, /) -> Iterable[T]:
    return items


class Work(NamedTuple):
    """How far it is, and who is told at once what is kept of files that were changed.

    ``progress`` is given what is gone through, and "reading" or "building".  ``engine``: a script
    that does not look after it would be begun anew in other processes.
    """

    progress: Progress = _silent
    warn: Callable[[str], None] = lambda _: None
    engine: Processes = HERE


def build(
    folder: str | Path,
    data: TidyFrame | None = None,
    *,
    teams: Iterable[str] = (),
    tools: bool = False,
    contact_sheet: bool = False,
) -> Built:
    """Write the timetable, the books of the folder and the teams' workbooks: `lcxl build`.

    Args:
        folder: the collaborative's folder.
        data: numbers known already, as a DataFrame of pandas (or anything with such columns): a
            row for each team, metric and period, in the columns ``team_id``, ``metric_id``,
            ``month`` (a day, a period, or text such as 2026-03), ``numerator`` and
            ``denominator``, in the metric's own units; a missing value leaves the cell blank, "NA"
            says that nobody was eligible.  Further columns are passed over.  The numbers take the
            place of what was carried over.
        teams: ids of the teams whose workbook alone is written; all with none.
        tools: each team's own tools too.
        contact_sheet: the list of those who agreed to be on it too.

    Returns:
        What was written, and what there is to say of it.

    Raises:
        PlanError: the host's workbooks do not make a plan, or rows of ``data`` cannot be used;
            nothing was written.
        LcxlError: a file cannot be read or written, a column or a team is not there.
    """
    home = Path(folder)
    plan = load_collaborative(home)
    with in_language(words.code_of(plan.language) if plan.language else words.language()):
        given = {} if data is None else prefill_of(data, plan)
        chosen = chosen_teams(plan, [teams] if isinstance(teams, str) else teams)
        only = chosen if teams else ()
        notices: list[str] = []
        wish, work = Wish(only, given, tools, contact_sheet), Work(warn=notices.append)
        built = build_folder(home, plan, wish, work)
    built.notices[:0] = notices
    return built


def build_folder(home: Path, plan: Collaborative, wish: Wish, work: Work | None = None) -> Built:
    """The same for a plan that is read already; in the current language.

    Long: its steps in their order.
    """
    work = work or Work()
    chosen = list(wish.teams or plan.active_teams)
    keep, built = Keep(home, work.warn), Built()
    carried = load_carried(
        home,
        plan,
        lambda pile: work.progress(pile, "reading"),
        work.engine,
        cache_of(plan),
        FolderArrivals(home).note,
        keep.holds_typed,
    )
    filled = dict(wish.given)
    for team_id, old in carried.items():
        filled[team_id] = old.filled.updated(wish.given.get(team_id))
    others = _Others([], {}, []) if wish.teams else _others(home, plan)
    if wish.tools:
        _add_tools(others, home, plan, chosen)
    if wish.contact_sheet:
        others.files.append((home / CONTACT_SHEET, build_contact_sheet(plan)))
    reporting = {team.id: workbook_of(home, team.id) for team in chosen}
    known = {
        team.id: Known(filled.get(team.id), carried.get(team.id), there(reporting[team.id]))
        for team in chosen
    }
    mails = _mails(home, plan, known)
    others.files.extend(mails)
    keep.refuse_open([*reporting.values(), *(path for path, _ in others.files)])
    for path, content in others.files:
        keep.write(path, content, left=others.left_of.get(keep.name(path), ()))
    workbooks = build_reporting_workbooks(plan, chosen, known, work.engine)
    for team in work.progress(chosen, "building"):
        _, workbook = next(workbooks)
        given, sent = wish.given.get(team.id), carried.get(team.id)
        cells = cells_given(
            plan, given, is_carried=bool(sent and (sent.in_place or workbook.carried))
        )
        remember_issued(home, plan, team, known[team.id].there)
        kept = keep.write(reporting[team.id], workbook.data, workbook.content, given=cells)
        built.told += what_was_carried(team, sent, given, workbook, kept)
    built.told += others.changes
    built.notices += _to_know(keep, plan, wish)
    built.mails = [path for path, _ in mails]
    if not wish.teams:
        built.notices += mails_left(keep, built.mails)
    built.findings = [*plan.findings, *what_can_be_seen(plan), *others.questions]
    built.reporting = list(reporting.values())
    built.others = [path for path, _ in others.files]
    return built


def _mails(home: Path, plan: Collaborative, known: Mapping[str, Known]) -> list[tuple[Path, bytes]]:
    """The mails to teams in whose workbook something is different."""
    mails = []
    for team_id, one in known.items():
        team = plan.team(team_id)
        mail = mail_of(plan, team, *edition_in_hand(home, team, one.carried, one.there))
        if mail:
            mails.append((place_of(home, team_id), mail.encode()))
    return mails


class _Others(NamedTuple):
    """What is built beside the teams' workbooks, and what is to be said of it."""

    files: list[tuple[Path, bytes]]
    left_of: dict[str, Sequence[Told]]
    """A file's place in the folder -> what could not be taken over into it."""
    questions: list[Finding]
    changes: Sequence[str] = ()


def _others(home: Path, plan: Collaborative) -> _Others:
    """The timetable and the books of the folder."""
    timetable = timetable_files(home, plan)
    left_of: dict[str, Sequence[Told]] = {TIMETABLE: timetable.workbook.left}
    found = _Others(timetable.files, left_of, [*timetable.questions], timetable.changes)
    for book in folder_books():
        if book.optional and not (home / book.file).exists():
            continue
        workbook = rebuild(book, plan, home, timetable.timetable)
        found.files.append((home / book.file, workbook.data))
        found.left_of[book.file] = workbook.left
        if book.file == MEETINGS:
            found.questions.extend(doubts_about(workbook.data, plan, timetable.timetable))
    return found


def _add_tools(others: _Others, home: Path, plan: Collaborative, teams: Iterable[Team]) -> None:
    """The teams' own tools, with all that is typed into those that are there."""
    timetable = load_timetable(home, plan).timetable
    sent = sent_tools(home, plan, cache_of(plan))
    for team in teams:
        with in_language(plan.language_of(team)):
            spec = templates.workbook("team-tools")._replace(file=file_of(team))
            workbook = rebuild(spec, plan, home, timetable, sent.get(team.id, {}))
        others.files.append((home / file_of(team), workbook.data))
        others.left_of[file_of(team)] = workbook.left


def _to_know(keep: Keep, plan: Collaborative, wish: Wish) -> Iterator[str]:
    """What the host ought to know of the folder after building."""
    active = [team.id for team in plan.active_teams]
    yield from copies(keep)
    yield from differing_kickoffs(keep, plan)
    for folder in (REPORTING, TOOLS):
        yield from strays(keep, folder, active, ".xlsx")
    if not wish.contact_sheet:
        yield from old_contact_sheet(keep, plan)
