"""lcxl page: a page that checks workbooks in any browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from lcxl.console import FILE, FOLDER, folder_here, print_paths, shared_options, tell, warn
from lcxl.help_texts import Command, option
from lcxl.speech import is_asked, plan_of
from lcxl.words import say

__all__ = ["page"]

ENDINGS = (".html", ".htm")


@click.command(cls=Command, help="page")
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@option("--host", is_flag=True, help="page_host")
@option("-o", "--output", metavar="check.html", type=FILE, help="page_output")
@option("--team", "teams", metavar="ID", multiple=True, help="page_team")
@option("--engine", metavar="FILE", type=FILE, help="page_engine")
@shared_options
@click.pass_context
def page(
    ctx: click.Context,
    folder: Path | None,
    host: bool,
    output: Path | None,
    teams: tuple[str, ...],
    engine: Path | None,
) -> None:
    """`lcxl page`."""
    from lcxl.files import write_file
    from lcxl.keep.folder import Keep
    from lcxl.keep.outputs import check_ending, check_output
    from lcxl.page.html import CHECK, HOST, host_page, is_page
    from lcxl.page.kept_engine import open_engine

    home = folder or (Path() if host else folder_here())
    path = output or home / (HOST if host else CHECK)
    check_output(path, is_ours=is_page)
    check_ending(path, *ENDINGS)
    if host:
        write_file(path, host_page(open_engine(engine), is_asked(ctx)))
    else:
        Keep(home, warn).write(path, _check_page(ctx, home, teams, engine))
    tell(ctx, say("page.host_written" if host else "page.written"))
    print_paths([path])


def _check_page(
    ctx: click.Context, folder: Path, teams: Sequence[str], engine: Path | None
) -> bytes:
    from lcxl.page.html import check_page
    from lcxl.page.kept_engine import open_engine
    from lcxl.plan.chosen import chosen_teams

    plan = plan_of(ctx, folder)
    only = [team.id for team in chosen_teams(plan, teams)] if teams else []
    return check_page(plan, open_engine(engine), only, is_asked(ctx))
