"""lcxl slides: the decks of a collaborative."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.commands.editions import past_of, remembered
from lcxl.commands.reading import merged
from lcxl.console import collaborative, print_paths, shared_options, warn
from lcxl.help_texts import Command, option
from lcxl.words import Text, in_language

if TYPE_CHECKING:
    from lcxl.books.copies import Audience
    from lcxl.combine import Master
    from lcxl.documents.slides.write import Look
    from lcxl.plan import Team

__all__ = ["slides"]

OF_TEAMS = ("intro", "lessons", "poster")
"""Decks of which each team has its own."""


@click.command(cls=Command, help="slides")
@collaborative()
@option("--data-call", is_flag=True, help="slides_data_call")
@option("--intro", is_flag=True, help="slides_intro")
@option("--lessons", is_flag=True, help="slides_lessons")
@option("--poster", is_flag=True, help="slides_poster")
@option("--month", metavar="YYYY-MM", help="slides_month")
@option("--team", "teams", metavar="ID", multiple=True, help="slides_team")
@option(
    "--audience",
    type=click.Choice(["hosts", "teams", "funders"]),
    default="hosts",
    show_default=True,
    help="slides_audience",
)
@shared_options
@click.pass_context
def slides(
    ctx: click.Context,
    /,
    folder: Path,
    month: str | None,
    teams: tuple[str, ...],
    audience: Audience,
    **kinds: bool,
) -> None:
    """`lcxl slides`; without a kind, the deck of the data call."""
    from lcxl.combine.as_of import as_of
    from lcxl.documents.slides.write import look_of
    from lcxl.errors import LcxlError
    from lcxl.keep.folder import Keep
    from lcxl.plan.chosen import chosen_teams

    of_teams = [kind for kind in OF_TEAMS if kinds[kind]]
    is_call = kinds["data_call"] or not of_teams
    if audience != "hosts" and of_teams:
        raise LcxlError(
            Text("team_slides.not_for_audiences"), Text("team_slides.not_for_audiences_fix")
        )
    keep, look = Keep(folder, warn), look_of(folder)
    master = merged(ctx, folder, needs_files=is_call)
    chosen = _month(master, folder, month) if is_call or month else None
    known = master if chosen is None else as_of(master, chosen)
    files: dict[Path, bytes] = {}
    told: list[str] = []
    if is_call:
        assert chosen is not None
        files, told = _data_call(folder, master, audience, chosen, look)
    files |= _team_decks(folder, known, of_teams, chosen_teams(master.plan, teams), look)
    keep.refuse_open(files)
    for path, data in files.items():
        keep.write(path, data)
    for line in (*told, *look.lacking()):
        warn(line)
    print_paths(files)


def _data_call(
    folder: Path, master: Master, audience: Audience, month: date, look: Look
) -> tuple[dict[Path, bytes], list[str]]:
    """The deck about a month, and what is to be said of it; what it shows is remembered."""
    from lcxl.books.decks import SLIDES, data_call_name, seen_by
    from lcxl.documents.slides.data_call import build_data_call
    from lcxl.documents.slides.write import write_deck
    from lcxl.keep.timetable import load_timetable

    past, told = past_of(folder, audience)
    view, seen = seen_by(master, audience, month, past)
    deck = build_data_call(seen, load_timetable(folder, master.plan).timetable)
    data = write_deck(deck, look, month)
    told += remembered(folder, audience, view, past)
    return {folder / SLIDES / data_call_name(month, audience): data}, told


def _team_decks(
    folder: Path, master: Master, kinds: Sequence[str], teams: Sequence[Team], look: Look
) -> dict[Path, bytes]:
    """The decks of each team."""
    from lcxl.books.decks import SLIDES, of_teams
    from lcxl.documents.slides.intro import build_intro
    from lcxl.documents.slides.lessons import build_lessons
    from lcxl.documents.slides.poster import build_poster
    from lcxl.documents.slides.write import write_deck

    day = master.plan.calendar.kickoff
    files = {}
    every = of_teams(folder, master, teams)
    for kind in kinds:
        for of in every:
            with in_language(master.plan.language_of(of.team)):
                if kind == "poster":
                    data = build_poster(of, day)
                else:
                    build = build_intro if kind == "intro" else build_lessons
                    data = write_deck(build(of), look, day)
            files[folder / SLIDES / f"{kind}-{of.team.id}.pptx"] = data
    return files


def _month(master: Master, folder: Path, text: str | None) -> date:
    """The month that is asked for, or the newest of which most teams have reported.

    Raises:
        LcxlError: there are no data of it.
    """
    from lcxl.documents.slides.seen import newest_month
    from lcxl.errors import LcxlError
    from lcxl.intake.pile import SUBMISSIONS
    from lcxl.periods import month_of, parse_month
    from lcxl.plan.dates import month_in_words

    newest = newest_month(master)
    if newest is None:
        raise LcxlError(
            Text("slides.nothing_yet"), Text("slides.nothing_yet_fix", folder=folder / SUBMISSIONS)
        )
    if text is None:
        return newest
    try:
        month = parse_month(text)
    except ValueError:
        raise LcxlError(
            Text("slides.not_a_month", month=text), Text("slides.not_a_month_fix")
        ) from None
    known = {month_of(row.report.start) for row in master.rows}
    if month not in known:
        first, last = month_in_words(min(known)), month_in_words(max(known))
        raise LcxlError(
            Text("slides.no_month", month=month_in_words(month)),
            Text("slides.no_month_fix", first=first, last=last),
        )
    return month
