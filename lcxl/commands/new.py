"""lcxl new: the host's workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from lcxl import words
from lcxl.console import DAY, FILE, FOLDER, print_paths, shared_options, tell, warn
from lcxl.first_questions import ask, is_asked, rows_of_teams
from lcxl.help_texts import Command, option
from lcxl.words import Text, say

__all__ = ["new"]


@click.command(cls=Command, help="new")
@click.argument("folder", metavar="DIR", type=FOLDER)
@option("--example", metavar="NAME", help="new_example")
@option("--from", "source", metavar="PLAN.toml", type=FILE, help="new_from")
@option("--title", metavar="T", help="new_title")
@option(
    "--kickoff",
    metavar="YYYY-MM-DD",
    type=DAY,
    help="new_kickoff",
)
@option("--months", metavar="N", type=click.IntRange(1, 60), help="new_months")
@option("--planning", is_flag=True, help="new_planning")
@shared_options
@click.pass_context
def new(
    ctx: click.Context,
    folder: Path,
    example: str | None,
    source: Path | None,
    title: str | None,
    kickoff: date | None,
    months: int | None,
    planning: bool,
) -> None:
    """`lcxl new`."""
    from lcxl.books import (
        HostValues,
        build_metric_definitions,
        build_planning,
        build_recruiting_tracker,
        values_of_plan,
    )
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder
    from lcxl.keep.folder import Keep
    from lcxl.plan import load_example, load_plan_text
    from lcxl.plan.folder import METRIC_DEFINITIONS, PLANNING_WORKBOOK, RECRUITING_TRACKER
    from lcxl.plan.planning import Planning

    if example and source:
        raise LcxlError(Text("commands.both_sources"), Text("commands.both_sources_fix"))
    if planning and not (example or source or title or kickoff or months) and _is_made(folder):
        _add_planning(ctx, folder)
        return
    targets = [folder / METRIC_DEFINITIONS, folder / RECRUITING_TRACKER]
    aside = folder / PLANNING_WORKBOOK
    for target in (aside, *targets) if planning else (*targets, aside):
        if target.exists():
            raise LcxlError(Text("commands.is_there", file=target), Text("commands.is_there_fix"))
    values, plan = HostValues(), None
    if example or source:
        plan = load_example(example) if example else load_plan_text(source or "")
        values = values_of_plan(plan)
    given: dict[str, object] = {"title": title, "kickoff": kickoff, "months": months}
    if words.language() in words.languages() and words.language() != words.SOURCE_LANGUAGE:
        given["language"] = words.language()
    answers = {key: value for key, value in given.items() if value is not None}
    tables = dict(values.tables)
    if not (example or source or ctx.obj["quiet"]) and is_asked():
        answers, teams = ask(given)
        tables["organisations"] = rows_of_teams(teams)
    values = HostValues({**values.answers, **answers}, tables)
    make_folder(folder / "submissions")
    keep = Keep(folder, warn)
    books = [build_metric_definitions(values), build_recruiting_tracker(values)]
    if planning or example or (plan is not None and plan.planning != Planning()):
        targets.append(folder / PLANNING_WORKBOOK)
        books.append(build_planning(plan, values))
    keep.refuse_open(targets)
    for target, book in zip(targets, books, strict=True):
        keep.write(target, book)
    following = "fill_in" if plan is None else "filled_in"
    tell(ctx, say(f"commands.{following}", folder=words.Argument(folder)))
    print_paths(targets)


def _is_made(folder: Path) -> bool:
    """Whether the host's two workbooks are there, and planning.xlsx is not."""
    from lcxl.plan.folder import METRIC_DEFINITIONS, PLANNING_WORKBOOK, RECRUITING_TRACKER

    here = [(folder / name).exists() for name in (METRIC_DEFINITIONS, RECRUITING_TRACKER)]
    return all(here) and not (folder / PLANNING_WORKBOOK).exists()


def _add_planning(ctx: click.Context, folder: Path) -> None:
    """planning.xlsx beside two workbooks that are there and stay as they are, complete or not."""
    from lcxl.books import HostValues, build_planning
    from lcxl.errors import LcxlError
    from lcxl.keep.folder import Keep
    from lcxl.plan.folder import PLANNING_WORKBOOK
    from lcxl.speech import plan_of

    target = folder / PLANNING_WORKBOOK
    try:
        plan = plan_of(ctx, folder)
    except LcxlError:
        plan = None
    named = {"title": plan.title, "id": plan.id, "host": plan.host} if plan else {}
    Keep(folder, warn).write(target, build_planning(plan, HostValues(named)))
    tell(ctx, say("commands.planning_added", folder=words.Argument(folder)))
    print_paths([target])
