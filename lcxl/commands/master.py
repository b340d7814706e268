"""The commands about all teams together: who has reported, and the master workbook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from lcxl.commands.editions import past_of, remembered
from lcxl.commands.reading import engine_of, merged
from lcxl.console import (
    DAY,
    FILE_ANYWHERE,
    FOLDER_ANYWHERE,
    collaborative,
    count,
    exit_code,
    print_paths,
    progress,
    shared_options,
    tell,
    warn,
)
from lcxl.help_texts import Command, option
from lcxl.speech import plan_of
from lcxl.words import Text, say

if TYPE_CHECKING:
    from lcxl.books.copies import Audience, Form
    from lcxl.combine import Master
    from lcxl.keep.folder import Keep

__all__ = ["merge", "status"]


@click.command(cls=Command, help="status")
@collaborative()
@option(
    "--on",
    metavar="DATE",
    type=DAY,
    help="status_on",
)
@shared_options
@click.pass_context
def status(ctx: click.Context, folder: Path, on: date | None) -> None:
    """`lcxl status`."""
    from lcxl.combine.unread import arrived_lines, unread_lines
    from lcxl.documents.chase import messages_on, next_message, recipients, status_lines
    from lcxl.figures.timeliness import timeliness
    from lcxl.intake.reading import cache_of
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep
    from lcxl.plan.dates import day_in_words
    from lcxl.reissue.notices import copies, differing_kickoffs, unsent
    from lcxl.templates import status_words
    from lcxl.words import filled

    arrivals = FolderArrivals(folder)
    master = merged(ctx, folder, needs_files=False, arrivals=arrivals)
    plan, day, words = master.plan, on or date.today(), status_words()
    found = timeliness(plan, master.combined, day)
    for line in status_lines(plan, found):
        click.echo(line)
    for line in (*arrived_lines(master, arrivals.new), *unread_lines(master)):
        click.echo(line)
    keep = Keep(folder)
    for line in (
        *copies(keep),
        *differing_kickoffs(keep, plan),
        *unsent(keep, plan, engine_of(), cache_of(plan)),
    ):
        click.echo("\n" + line)
    messages = messages_on(plan, found)
    for message in messages:
        click.echo("\n" + filled(words["to_send"], day=day_in_words(day), what=message.chase.what))
        click.echo(filled(words["recipients"], names=recipients(plan, message)))
        click.echo(filled(words["subject"], subject=message.subject))
        click.echo("\n" + message.text)
    following = None if messages else next_message(plan, found)
    if following:
        click.echo(
            "\n"
            + filled(
                words["nothing"],
                day=day_in_words(day),
                next=day_in_words(following.day),
                what=following.chase.what,
                month=following.what,
            )
        )
    elif not messages:
        click.echo("\n" + filled(words["nothing_more"], day=day_in_words(day)))


@click.command(cls=Command, help="merge")
@collaborative(FOLDER_ANYWHERE)
@option(
    "-o",
    "--output",
    metavar="master.xlsx",
    type=FILE_ANYWHERE,
    help="merge_output",
)
@option(
    "--audience",
    type=click.Choice(["hosts", "teams", "funders"]),
    default="hosts",
    show_default=True,
    help="merge_audience",
)
@option(
    "--to",
    "form",
    type=click.Choice(["xlsx", "csv", "parquet"]),
    default="xlsx",
    show_default=True,
    help="merge_to",
)
@option(
    "--dask",
    metavar="ADDRESS",
    help="merge_dask",
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
    """`lcxl merge`."""
    from lcxl.books.copies import files_of, views
    from lcxl.combine.unread import arrived_lines
    from lcxl.errors import LcxlError
    from lcxl.files import is_in_store, there
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep
    from lcxl.practice.ideas import with_ideas

    if dask is not None and form == "parquet" and audience == "hosts":
        _merge_dataset(ctx, folder, output, dask)
    keep = Keep(_remembering(folder, output), warn)
    if output:
        _check_output(keep, output, form)  # before the work, which may take long
    arrivals = FolderArrivals(folder)
    master = merged(ctx, folder, dask=dask, arrivals=arrivals)
    master = with_ideas(master)
    if output and audience == "teams" and master.plan.display == "coded":
        raise LcxlError(
            Text("commands.as_codes"),
            Text("commands.as_codes_fix", folder=folder / "master-for-teams"),
        )
    results: dict[Path, bytes] = {}
    past, told = past_of(folder, audience)
    for view in views(master, audience, past):
        first = output or folder / f"{view.stem}.{form}"
        root = _way(first.parent, folder) if output else ""
        old = None if is_in_store(first) else there(first)
        for name, data in files_of(view, form, first.name, root, old):
            results[first.with_name(name)] = data
        told += remembered(folder, audience, view, past)
    _write(keep, results, output)
    if audience == "hosts" and not is_in_store(folder):
        _remember(folder, master)
    paths = list(results)
    for line in told:
        warn(line)
    if not is_in_store(folder):
        for line in _noticed(keep, master, results):
            warn(line)
    for line in arrived_lines(master, arrivals.new):
        tell(ctx, line)
    teams = len({row.team_id for row in master.rows})
    _finish(ctx, master, len(master.rows), teams, paths, _next_step(audience, form))


def _next_step(audience: Audience, form: Form) -> str:
    """What a host does with the result; "" where that is for others to say."""
    from lcxl.templates import workbook

    if audience != "hosts":
        return say("commands.next_look")
    if form != "xlsx":
        return ""
    return say("commands.next_read", sheet=workbook("master").sheet("summary").name)


def _remember(folder: Path, master: Master) -> None:
    """Keep what the host's next build shows: what became of ideas, answers, help wanted."""
    from lcxl.keep.newest import Newest, newest_merge, remember_merge
    from lcxl.plan.planning import Planning
    from lcxl.practice.help_wanted import help_wanted

    found = Newest(date.today(), wanted=help_wanted(master))
    if master.plan.planning != Planning():
        from lcxl.practice.evaluation import answers  # slow to import
        from lcxl.practice.ideas import record_of_ideas, tested_by

        teams = tested_by(record_of_ideas(master))
        found = found._replace(teams=teams, answers=answers(master))
    if found != Newest(date.today()) or newest_merge(folder) != Newest():
        remember_merge(folder, found)


def _remembering(folder: Path, output: Path | None) -> Path:
    """The folder whose memory knows the result; of a collaborative in a store, the result's own."""
    from lcxl.files import is_in_store

    if output is None or is_in_store(output) or not is_in_store(folder):
        return folder
    return output.parent


ENDINGS = {".xlsx": "xlsx", ".csv": "csv", ".parquet": "parquet"}


def _check_output(keep: Keep, output: Path, form: Form) -> None:
    """See that the result can be written, and takes no place of what somebody typed."""
    from lcxl.keep.outputs import check_option, check_output

    check_output(output, keep, of_merge=True)
    check_option(output, "--to", form, ENDINGS)


def _write(keep: Keep, results: Mapping[Path, bytes], output: Path | None) -> None:
    """Put the results where they belong; those beside a named one may take no other's place."""
    from lcxl.keep.outputs import check_output

    keep.refuse_open(results)
    for path in results:
        if output is not None:
            check_output(path, keep, of_merge=True)
    for path, data in results.items():
        keep.write(path, data)


def _noticed(keep: Keep, master: Master, results: Iterable[Path]) -> Iterator[str]:
    from lcxl.intake.reading import cache_of
    from lcxl.reissue.notices import copies, strays, unsent

    yield from copies(keep)
    yield from unsent(keep, master.plan, engine_of(), cache_of(master.plan))
    for_teams = keep.home / "master-for-teams"
    belonging = [path for path in results if path.parent == for_teams]
    if belonging:
        names = [path.stem for path in belonging]
        yield from strays(keep, for_teams.name, names, belonging[0].suffix)


def _merge_dataset(ctx: click.Context, folder: Path, output: Path | None, dask: str) -> None:
    from lcxl.files import make_folder
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep
    from lcxl.keep.outputs import check_output
    from lcxl.keep.outputs import check_place as check_belongs
    from lcxl.tables.dataset import check_place, merge_dataset
    from lcxl.tables.tidy import tidy_data

    keep = Keep(_remembering(folder, output), warn)
    place = output or folder / "master.parquet"
    check_belongs(place, folder, of_merge=True)  # before the work, which may take long
    check_place(place)
    words = place.with_name(place.name.removesuffix(".parquet") + "-dictionary.csv")
    if output is not None and place.parent.is_dir():
        check_output(words, keep, of_merge=True)
    plan = plan_of(ctx, folder)
    dataset = merge_dataset(
        folder,
        lambda files: progress(ctx, files, "reading"),
        plan,
        engine_of(dask),
        FolderArrivals(folder).note,
    )
    make_folder(place.parent)
    dataset.write(place)
    keep.write(words, tidy_data(dataset.master).dictionary())
    _finish(ctx, dataset.master, dataset.numbers, len(dataset.parts), [place, words])


def _finish(
    ctx: click.Context,
    master: Master,
    numbers: int,
    teams: int,
    paths: Sequence[Path],
    step: str = "",
) -> NoReturn:
    """Say what became of the files, and end with the code that says whether all is well.

    ``step`` is what comes next.
    """
    from lcxl.combine.files import SET_ASIDE, SUPERSEDED, TAKEN
    from lcxl.combine.unread import unread_lines

    states = [f.state for f in master.files]
    tell(
        ctx,
        say(
            "commands.files_merged",
            n=len(states),
            taken=states.count(TAKEN),
            superseded=states.count(SUPERSEDED),
            aside=states.count(SET_ASIDE),
        ),
    )
    tell(
        ctx,
        say(
            "commands.numbers_merged",
            numbers=say("counts.numbers", n=numbers),
            n=teams,
            teams=say("counts.teams", n=len(master.plan.teams)),
        ),
    )
    for line in (*_frozen_out(master), *unread_lines(master)):
        tell(ctx, line)
    tell(ctx, count(master.findings, len(states)))
    if step:
        tell(ctx, step)
    print_paths(paths)
    ctx.exit(exit_code(master.findings))


def _frozen_out(master: Master) -> Iterator[str]:
    """How many numbers a freeze kept out, and where they stand."""
    from lcxl.templates import workbook

    refused = (one for one in master.restatements if not one.taken)
    kept = {(one.team_id, one.metric_id, one.period, one.stratum) for one in refused}
    if kept:
        sheet = workbook("master").sheet("restatements").name
        yield say("commands.frozen_out", numbers=say("counts.numbers", n=len(kept)), sheet=sheet)


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
