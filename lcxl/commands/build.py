"""lcxl build: the timetable and the teams' reporting workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from lcxl.commands.reading import chosen_teams
from lcxl.console import (
    FILE,
    collaborative,
    print_paths,
    progress,
    shared_options,
    tell,
    tell_findings,
    warn,
)
from lcxl.help_texts import Command, option
from lcxl.speech import plan_of
from lcxl.words import in_language, say

if TYPE_CHECKING:
    from lcxl.books import Known
    from lcxl.findings import Finding
    from lcxl.keep.folder import Keep
    from lcxl.plan import Collaborative, Team

__all__ = ["build"]


@click.command(cls=Command, help="build")
@collaborative()
@option(
    "--data",
    metavar="FILE.csv",
    type=FILE,
    help="build_data",
)
@option("--team", "teams", metavar="ID", multiple=True, help="build_team")
@option("--tools", is_flag=True, help="build_tools")
@option("--contact-sheet", is_flag=True, help="build_contact_sheet")
@shared_options
@click.pass_context
def build(
    ctx: click.Context,
    folder: Path,
    data: Path | None,
    teams: tuple[str, ...],
    tools: bool,
    contact_sheet: bool,
) -> None:
    """`lcxl build`.

    Long: the steps of the command in their order, and what it imports only when it runs.
    """
    from lcxl.books import (
        CONTACT_SHEET,
        Known,
        build_contact_sheet,
        build_reporting_workbooks,
        load_carried,
        load_prefill,
    )
    from lcxl.documents.new_workbook import mails_left
    from lcxl.engine.processes import all_cores
    from lcxl.intake.reading import cache_of
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep
    from lcxl.metrics.planned import what_can_be_seen
    from lcxl.reissue.reporting import cells_given, workbook_of
    from lcxl.reissue.said import what_was_carried

    plan = plan_of(ctx, folder)
    chosen = chosen_teams(plan, teams)
    filled = load_prefill(data, plan) if data else {}
    keep = Keep(folder, warn)
    carried = load_carried(
        folder,
        plan,
        lambda pile: progress(ctx, pile, "reading"),
        all_cores(),
        cache_of(plan),
        FolderArrivals(folder).note,
        keep.holds_typed,
    )
    given = dict(filled)
    for team_id, old in carried.items():
        filled[team_id] = old.filled.updated(given.get(team_id))
    others = _Others([], {}, []) if teams else _others(folder, plan)
    if tools:
        _add_tools(others, folder, plan, chosen)
    if contact_sheet:
        others.files.append((folder / CONTACT_SHEET, build_contact_sheet(plan)))

    reporting = {team.id: workbook_of(folder, team.id) for team in chosen}
    known = {
        team.id: Known(filled.get(team.id), carried.get(team.id), _there(reporting[team.id]))
        for team in chosen
    }
    mails = _mails(folder, plan, known)
    others.files.extend(mails)
    keep.refuse_open([*reporting.values(), *(path for path, _ in others.files)])
    for path, content in others.files:
        keep.write(path, content, left=others.left_of.get(keep.name(path), ()))
    built = build_reporting_workbooks(plan, chosen, known, all_cores())
    for team in progress(ctx, chosen, "building"):
        _, workbook = next(built)
        cells = cells_given(plan, given.get(team.id))
        kept = keep.write(reporting[team.id], workbook.data, workbook.content, given=cells)
        for line in what_was_carried(
            team, carried.get(team.id), given.get(team.id), workbook, kept
        ):
            tell(ctx, line)
    for line in others.changes:
        tell(ctx, line)
    for line in _to_know(keep, plan, contact_sheet):
        warn(line)
    for line in () if teams else mails_left(keep, [path for path, _ in mails]):
        warn(line)
    tell_findings(ctx, [*plan.findings, *what_can_be_seen(plan), *others.questions], limit=20)
    tell(ctx, say("commands.built", n=len(chosen), submissions=folder / "submissions"))
    if mails:
        tell(ctx, say("commands.mails", n=len(mails)))
    print_paths([*reporting.values(), *(path for path, _ in others.files)])


def _mails(
    folder: Path, plan: Collaborative, known: Mapping[str, Known]
) -> list[tuple[Path, bytes]]:
    """The mails to teams in whose workbook something is different."""
    from lcxl.documents.new_workbook import mail_of, place_of
    from lcxl.reissue.issued import edition_in_hand, remember_issued

    mails = []
    for team_id, one in known.items():
        team = plan.team(team_id)
        mail = mail_of(plan, team, *edition_in_hand(folder, team, one.carried, one.there))
        remember_issued(folder, plan, team, one.there)
        if mail:
            mails.append((place_of(folder, team_id), mail.encode()))
    return mails


def _there(path: Path) -> bytes:
    """The workbook that is replaced; nothing where there is none, or it cannot be read."""
    with suppress(OSError):
        return path.read_bytes()
    return b""


class _Others(NamedTuple):
    """What is built beside the teams' workbooks, and what is to be said of it."""

    files: list[tuple[Path, bytes]]
    left_of: dict[str, list[str]]
    """A file's place in the folder -> what could not be taken over into it."""
    questions: list[Finding]
    changes: Sequence[str] = ()


def _others(folder: Path, plan: Collaborative) -> _Others:
    """The timetable and the books of the folder."""
    from lcxl.books import timetable_files
    from lcxl.books.folder import folder_books, rebuild
    from lcxl.books.meetings import doubts_about
    from lcxl.keep.meetings import MEETINGS
    from lcxl.keep.timetable import TIMETABLE

    timetable = timetable_files(folder, plan)
    left_of = {TIMETABLE: [told.words for told in timetable.workbook.left]}
    found = _Others(timetable.files, left_of, [*timetable.questions], timetable.changes)
    for book in folder_books():
        if book.optional and not (folder / book.file).exists():
            continue
        workbook = rebuild(book, plan, folder, timetable.timetable)
        found.files.append((folder / book.file, workbook.data))
        found.left_of[book.file] = [told.words for told in workbook.left]
        if book.file == MEETINGS:
            found.questions.extend(doubts_about(workbook.data, plan, timetable.timetable))
    return found


def _add_tools(others: _Others, folder: Path, plan: Collaborative, teams: Iterable[Team]) -> None:
    """The teams' own tools, with all that is typed into those that are there."""
    from lcxl import templates
    from lcxl.books.folder import rebuild
    from lcxl.books.team_tools import file_of
    from lcxl.combine.tools import sent_tools
    from lcxl.intake.reading import cache_of
    from lcxl.keep.timetable import load_timetable

    timetable = load_timetable(folder, plan).timetable
    sent = sent_tools(folder, plan, cache_of(plan))
    for team in teams:
        with in_language(plan.language_of(team)):
            spec = templates.workbook("team-tools")._replace(file=file_of(team))
            workbook = rebuild(spec, plan, folder, timetable, sent.get(team.id, {}))
        others.files.append((folder / file_of(team), workbook.data))
        others.left_of[file_of(team)] = [told.words for told in workbook.left]


def _to_know(keep: Keep, plan: Collaborative, has_contact_sheet: bool) -> Iterator[str]:
    """What the host ought to know of the folder after building."""
    from lcxl.books import old_contact_sheet
    from lcxl.reissue.carried import REPORTING
    from lcxl.reissue.notices import copies, differing_kickoffs, strays

    active = [team.id for team in plan.active_teams]
    yield from copies(keep)
    yield from differing_kickoffs(keep, plan)
    yield from strays(keep, REPORTING, active, ".xlsx")
    if not has_contact_sheet:
        yield from old_contact_sheet(keep, plan)
