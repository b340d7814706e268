"""The commands about all teams together: who has reported, and the master workbook."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from lcxl.console import (
    FILE_ANYWHERE,
    FOLDER,
    FOLDER_ANYWHERE,
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
    from lcxl.submissions.engines import Engine

__all__ = ["merge", "status"]


def _merged(
    ctx: click.Context, folder: Path, *, needs_files: bool = True, dask: str | None = None
) -> Master:
    """All teams together: on all cores or a cluster, and reading only what is new."""
    from lcxl.files import is_in_store
    from lcxl.merge import merge as merge_folder
    from lcxl.plan import load_collaborative
    from lcxl.submissions.cache import NO_CACHE, Cache

    plan = load_collaborative(folder)
    return merge_folder(
        folder,
        lambda files: progress(ctx, files, "Reading"),
        plan,
        engine=_engine(dask),
        # What is new in a store is only known when all of it has been fetched.
        cache=NO_CACHE if is_in_store(folder) else Cache.of(plan),
        needs_files=needs_files,
    )


def _engine(dask: str | None) -> Engine:
    from lcxl.submissions.cluster import Dask
    from lcxl.submissions.engines import all_cores

    return all_cores() if dask is None else Dask(dask)


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
@click.argument("folder", metavar="DIR", type=FOLDER_ANYWHERE)
@click.option(
    "-o",
    "--output",
    metavar="master.xlsx",
    type=FILE_ANYWHERE,
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
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Read on the machines of a Dask cluster, by the address of its scheduler.",
)
@shared_options
@click.pass_context
def merge(
    ctx: click.Context,
    folder: Path,
    output: Path | None,
    audience: Audience,
    form: Form,
    dask: str | None,
) -> None:
    """Join all workbooks in DIR/submissions into the master workbook.

    DIR may be a folder in a store, such as s3://bucket/folder. With --dask and --to parquet the
    result is a dataset: a folder with a file for each team.
    """
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder, write_file
    from lcxl.merge.audience import files_of, views

    if dask is not None and form == "parquet" and audience == "hosts":
        _merge_dataset(ctx, folder, output, dask)
    if output:
        _check_output(folder, output, form)  # before the work, which may take long
    master = _merged(ctx, folder, dask=dask)
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
    _finish(ctx, master, len(master.rows), len({row.team_id for row in master.rows}), paths)


ENDINGS = {".xlsx": "xlsx", ".csv": "csv", ".parquet": "parquet"}


def _check_output(folder: Path, output: Path, form: Form) -> None:
    """See that the result can be written, and takes no place of what it is made from."""
    from lcxl.errors import LcxlError
    from lcxl.files import is_in_store, refuse_folder
    from lcxl.keep.timetable import TIMETABLE
    from lcxl.plan.load import METRIC_DEFINITIONS, RECRUITING_TRACKER
    from lcxl.submissions.pile import SUBMISSIONS

    refuse_folder(output)
    named = ENDINGS.get(output.suffix.lower(), form)
    if named != form:
        raise LcxlError(
            f"{output} is no name for what --to {form} writes.",
            f"Add --to {named}, or end the name in .{form}.",
        )
    if is_in_store(output):
        return
    if not output.parent.is_dir():
        raise LcxlError(
            f"There is no folder {output.parent}.", "Make it, or name another place with -o."
        )
    if not os.access(output.parent, os.W_OK):
        raise LcxlError(
            f"{output} may not be written.", "Choose a folder in which you may save files."
        )
    if is_in_store(folder):
        return
    place, home = output.resolve(), folder.resolve()
    own = [home / name for name in (METRIC_DEFINITIONS, RECRUITING_TRACKER, TIMETABLE)]
    if place in own or home / SUBMISSIONS in place.parents:
        raise LcxlError(
            f"{output} is one of the workbooks that the result is made from, or would lie among "
            "them.",
            "Name another file with -o.",
        )


def _merge_dataset(ctx: click.Context, folder: Path, output: Path | None, dask: str) -> None:
    from lcxl.files import make_folder, write_file
    from lcxl.merge.dataset import check_place, merge_dataset
    from lcxl.merge.tidy import tidy_data
    from lcxl.plan import load_collaborative

    place = output or folder / "master.parquet"
    check_place(place)  # before the work, which may take long
    plan = load_collaborative(folder)
    dataset = merge_dataset(
        folder, lambda files: progress(ctx, files, "Reading"), plan, _engine(dask)
    )
    make_folder(place.parent)
    dataset.write(place)
    words = place.with_name(place.name.removesuffix(".parquet") + "-dictionary.csv")
    write_file(words, tidy_data(dataset.master).dictionary())
    _finish(ctx, dataset.master, dataset.numbers, len(dataset.parts), [place, words])


def _finish(
    ctx: click.Context, master: Master, numbers: int, teams: int, paths: Sequence[Path]
) -> NoReturn:
    """Say what became of the files, and end with the code that says whether all is well."""
    states = [f.state for f in master.files]
    tell(
        ctx,
        f"{len(states)} files: {states.count('taken')} taken, "
        f"{states.count('superseded')} superseded, {states.count('set aside')} set aside.",
    )
    tell(ctx, f"{numbers} numbers of {teams} of {len(master.plan.teams)} teams.")
    for record in master.files:
        if record.state == "set aside":
            tell(ctx, f"  set aside: {record.path}: {record.why}")
    tell(ctx, count(master.findings, len(states)))
    print_paths(paths)
    ctx.exit(exit_code(master.findings))


def _way(start: Path, folder: Path) -> str:
    """The way from one folder to another, as links in a workbook write it; "" if it is the same."""
    from lcxl.addresses import for_anybody
    from lcxl.files import is_in_store

    if is_in_store(start) or is_in_store(folder):
        return "" if start == folder else for_anybody(str(folder))
    try:
        way = Path(os.path.relpath(folder.resolve(), start.resolve())).as_posix()
        return "" if way == "." else way
    except ValueError:  # another drive
        return folder.resolve().as_posix()
