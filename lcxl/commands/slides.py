"""lcxl slides: the decks of a collaborative."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.commands.editions import past_of, remembered
from lcxl.commands.reading import merged
from lcxl.console import collaborative, print_paths, shared_options, warn
from lcxl.help_texts import Command, option
from lcxl.words import Text

if TYPE_CHECKING:
    from lcxl.books.copies import Audience
    from lcxl.combine import Master

__all__ = ["slides"]


@click.command(cls=Command, help="slides")
@collaborative()
@option("--data-call", is_flag=True, help="slides_data_call")
@option("--month", metavar="YYYY-MM", help="slides_month")
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
    ctx: click.Context, folder: Path, data_call: bool, month: str | None, audience: Audience
) -> None:
    """`lcxl slides`."""
    from lcxl.books.decks import SLIDES, data_call_name, seen_by
    from lcxl.documents.slides.data_call import build_data_call
    from lcxl.documents.slides.write import look_of, write_deck
    from lcxl.keep.folder import Keep
    from lcxl.keep.timetable import load_timetable

    keep, look = Keep(folder, warn), look_of(folder)
    master = merged(ctx, folder)
    chosen = _month(master, folder, month)
    past, told = past_of(folder, audience)
    view, seen = seen_by(master, audience, chosen, past)
    deck = build_data_call(seen, load_timetable(folder, master.plan).timetable)
    path = folder / SLIDES / data_call_name(chosen, audience)
    data = write_deck(deck, look, chosen)
    keep.refuse_open([path])
    told += remembered(folder, audience, view, past)
    keep.write(path, data)
    for line in (*told, *look.lacking()):
        warn(line)
    print_paths([path])


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
