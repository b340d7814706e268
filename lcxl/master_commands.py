"""The commands about all teams together: who has reported, and the master workbook."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.console import (
    FILE,
    FOLDER,
    count,
    exit_code,
    print_paths,
    progress,
    shared_options,
    tell,
)

if TYPE_CHECKING:
    from lcxl.merge import Master
    from lcxl.merge.audience import Audience, Form

__all__ = ["merge", "status"]


def _merged(ctx: click.Context, folder: Path, *, needs_files: bool = True) -> Master:
    """All teams together: on all cores, and reading only what is new."""
    from lcxl.merge import merge as merge_folder
    from lcxl.plan import load_collaborative
    from lcxl.submissions.cache import Cache
    from lcxl.submissions.engines import all_cores

    plan = load_collaborative(folder)
    return merge_folder(
        folder,
        lambda files: progress(ctx, files, "Reading"),
        plan,
        engine=all_cores(),
        cache=Cache.of(plan),
        needs_files=needs_files,
    )


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--on",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As of that day (YYYY-MM-DD); today if left out.",
)
@shared_options
@click.pass_context
def status(ctx: click.Context, folder: Path, on: datetime | None) -> None:
    """Say who has reported and who is late, with the messages to send that day."""
    from lcxl.merge.chase import messages_on, next_message, recipients, status_lines
    from lcxl.merge.timeliness import timeliness
    from lcxl.plan.dates import day_in_words, month_in_words
    from lcxl.templates import status_words

    master = _merged(ctx, folder, needs_files=False)
    plan, day, words = master.plan, on.date() if on else date.today(), status_words()
    found = timeliness(plan, master.combined, day)
    for line in status_lines(plan, found):
        click.echo(line)
    messages = messages_on(plan, found)
    for message in messages:
        click.echo("\n" + words["to_send"].format(day=day_in_words(day), what=message.chase.what))
        click.echo(words["recipients"].format(names=recipients(plan, message)))
        click.echo(words["subject"].format(subject=message.subject))
        click.echo("\n" + message.text)
    following = None if messages else next_message(plan, found)
    if following:
        click.echo(
            "\n"
            + words["nothing"].format(
                day=day_in_words(day),
                next=day_in_words(following.day),
                what=following.chase.what,
                month=month_in_words(following.month),
            )
        )
    elif not messages:
        click.echo("\n" + words["nothing_more"].format(day=day_in_words(day)))


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "-o",
    "--output",
    metavar="master.xlsx",
    type=FILE,
    help="Where to write; DIR/master.xlsx if left out.",
)
@click.option(
    "--audience",
    type=click.Choice(["hosts", "teams", "funders"]),
    default="hosts",
    show_default=True,
    help="Hosts see everything, teams what the plan allows, funders nothing small or named.",
)
@click.option(
    "--to",
    "form",
    type=click.Choice(["xlsx", "csv", "parquet"]),
    default="xlsx",
    show_default=True,
    help="A workbook, or its numbers as one long table with a data dictionary.",
)
@shared_options
@click.pass_context
def merge(
    ctx: click.Context, folder: Path, output: Path | None, audience: Audience, form: Form
) -> None:
    """Join all workbooks in DIR/submissions into the master workbook."""
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder, write_file
    from lcxl.merge.audience import files_of, views

    master = _merged(ctx, folder)
    if output and audience == "teams" and master.plan.display == "coded":
        raise LcxlError(
            "Teams see each other as codes, so each team gets a file of its own.",
            f"Leave out -o; the files go into {folder / 'master-for-teams'}.",
        )
    paths = []
    for view in views(master, audience):
        first = output or folder / f"{view.stem}.{form}"
        if output is None:
            make_folder(first.parent)
        root = _way(first.parent, folder) if output else ""
        for name, data in files_of(view, form, first.name, root):
            write_file(first.with_name(name), data)
            paths.append(first.with_name(name))
    states = [f.state for f in master.files]
    teams = len({row.team_id for row in master.rows})
    tell(
        ctx,
        f"{len(states)} files: {states.count('taken')} taken, "
        f"{states.count('superseded')} superseded, {states.count('set aside')} set aside.",
    )
    tell(ctx, f"{len(master.rows)} numbers of {teams} of {len(master.plan.teams)} teams.")
    for record in master.files:
        if record.state == "set aside":
            tell(ctx, f"  set aside: {record.path}: {record.why}")
    tell(ctx, count(master.findings, len(states)))
    print_paths(paths)
    ctx.exit(exit_code(master.findings))


def _way(start: Path, folder: Path) -> str:
    """The way from one folder to another, as links in a workbook write it; "" if it is the same."""
    try:
        way = Path(os.path.relpath(folder.resolve(), start.resolve())).as_posix()
        return "" if way == "." else way
    except ValueError:  # another drive
        return folder.resolve().as_posix()
