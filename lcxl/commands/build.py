"""lcxl build: the timetable and the teams' reporting workbooks."""

from __future__ import annotations

from pathlib import Path

import click

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
from lcxl.words import say

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
    """`lcxl build`."""
    from lcxl.books import load_prefill
    from lcxl.building import Wish, Work, build_folder
    from lcxl.engine.processes import all_cores
    from lcxl.intake.pile import SUBMISSIONS
    from lcxl.plan.chosen import chosen_teams

    plan = plan_of(ctx, folder)
    chosen = chosen_teams(plan, teams) if teams else ()
    given = load_prefill(data, plan) if data else {}
    work = Work(lambda items, what: progress(ctx, items, what), warn, all_cores())
    built = build_folder(folder, plan, Wish(chosen, given, tools, contact_sheet), work)
    for line in built.told:
        tell(ctx, line)
    for line in built.notices:
        warn(line)
    tell_findings(ctx, built.findings, limit=20)
    n = len(built.reporting)
    tell(ctx, say("commands.built", n=n, submissions=folder / SUBMISSIONS))
    if built.mails:
        tell(ctx, say("commands.mails", n=len(built.mails)))
    print_paths([*built.reporting, *built.others])
