"""lcxl page: a page that checks workbooks in any browser."""

from __future__ import annotations

from pathlib import Path

import click

from lcxl.console import FILE, FOLDER, print_paths, shared_options, tell, warn
from lcxl.help_texts import Command, option
from lcxl.speech import is_asked, plan_of
from lcxl.words import say

__all__ = ["page"]


@click.command(cls=Command, help="page")
@click.argument("folder", metavar="DIR", type=FOLDER)
@option("-o", "--output", metavar="check.html", type=FILE, help="page_output")
@option("--team", "teams", metavar="ID", multiple=True, help="page_team")
@option("--engine", metavar="FILE", type=FILE, help="page_engine")
@shared_options
@click.pass_context
def page(
    ctx: click.Context,
    folder: Path,
    output: Path | None,
    teams: tuple[str, ...],
    engine: Path | None,
) -> None:
    """`lcxl page`."""
    from lcxl.commands.reading import chosen_teams
    from lcxl.keep.folder import Keep
    from lcxl.keep.outputs import check_output
    from lcxl.page.html import CHECK, check_page, is_page
    from lcxl.page.kept_engine import open_engine

    plan = plan_of(ctx, folder)
    only = [team.id for team in chosen_teams(plan, teams)] if teams else []
    keep, path = Keep(folder, warn), output or folder / CHECK
    check_output(path, keep, is_ours=is_page)
    data = check_page(plan, open_engine(engine), only, is_asked(ctx))
    keep.write(path, data)
    tell(ctx, say("page.written"))
    print_paths([path])
