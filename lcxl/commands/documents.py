"""lcxl documents: agreements, agendas and letters as Word documents and mails."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.commands.reading import engine_of, merged
from lcxl.console import (
    collaborative,
    print_paths,
    shared_options,
    tell,
    tell_findings,
    warn,
)
from lcxl.help_texts import Command, option
from lcxl.speech import plan_of
from lcxl.words import say

if TYPE_CHECKING:
    from lcxl.plan import Collaborative

__all__ = ["documents"]


@click.command(cls=Command, help="documents")
@collaborative()
@option("--only", metavar="ID", multiple=True, help="documents_only")
@option("--team", "teams", metavar="ID", multiple=True, help="documents_team")
@option("--docx", is_flag=True, help="documents_docx")
@shared_options
@click.pass_context
def documents(
    ctx: click.Context, folder: Path, only: tuple[str, ...], teams: tuple[str, ...], docx: bool
) -> None:
    """`lcxl documents`."""
    from lcxl.documents.papers.clauses import unused_clauses
    from lcxl.documents.papers.write import Wish, build_papers
    from lcxl.documents.source import load_source
    from lcxl.keep.folder import Keep
    from lcxl.plan.chosen import chosen_teams

    plan = plan_of(ctx, folder)
    chosen = [team.id for team in chosen_teams(plan, teams)] if teams else []
    keep = Keep(folder, warn)
    made = build_papers(load_source(folder, plan), folder, Wish(only, chosen))
    files = {folder / name: data for name, data in made.files.items()}
    if docx:
        files |= _question_letters(ctx, folder, plan, chosen)
    keep.refuse_open(files)
    for path, data in files.items():
        keep.write(path, data)
    if not only or "agreement" in only:
        tell_findings(ctx, list(unused_clauses(folder)), limit=20)
    if made.open_places:
        tell(ctx, say("papers.still_open", n=made.open_places))
    print_paths(files)


def _question_letters(
    ctx: click.Context, folder: Path, plan: Collaborative, teams: Collection[str]
) -> dict[Path, bytes]:
    """The letters of questions with charts; of all teams unless some are named."""
    from lcxl.combine.check import check
    from lcxl.combine.master import pile_of
    from lcxl.documents.papers.questions import question_letters
    from lcxl.keep.arrivals import FolderArrivals

    arrivals = FolderArrivals(folder)
    master = merged(ctx, folder, needs_files=False, arrivals=arrivals)
    checked = check(plan, pile_of(folder, False), engine=engine_of(), arrivals=arrivals.known)
    asked = [one for one in checked.asked if not teams or one[0] in teams]
    return {folder / name: data for name, data in question_letters(master, asked)}
