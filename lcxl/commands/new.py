"""lcxl new: the host's two workbooks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.console import FILE, FOLDER, print_paths, say, shared_options, tell

if TYPE_CHECKING:
    pass

__all__ = ["new"]


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--example", metavar="NAME", help="Fill it with a fictional collaborative.")
@click.option(
    "--from", "source", metavar="PLAN.toml", type=FILE, help="Fill it from a plan kept as text."
)
@click.option("--title", metavar="T", help="Title of the collaborative.")
@click.option(
    "--kickoff",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the first learning session.",
)
@click.option("--months", metavar="N", type=click.IntRange(1, 60), help="Length in months.")
@shared_options
@click.pass_context
def new(
    ctx: click.Context,
    folder: Path,
    example: str | None,
    source: Path | None,
    title: str | None,
    kickoff: datetime | None,
    months: int | None,
) -> None:
    """Write the host's two workbooks into DIR.

    They are metric-definitions.xlsx (the collaborative, its metrics and calendar) and
    recruiting-tracker.xlsx (organisations, and the teams among them).
    """
    from lcxl.books import (
        HostValues,
        build_metric_definitions,
        build_recruiting_tracker,
        values_of_plan,
    )
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder
    from lcxl.keep.folder import Keep
    from lcxl.plan import load_example, load_plan_text
    from lcxl.plan.load import METRIC_DEFINITIONS, RECRUITING_TRACKER

    if example and source:
        raise LcxlError("Both --example and --from are given.", "Use one of them.")
    targets = [folder / METRIC_DEFINITIONS, folder / RECRUITING_TRACKER]
    for target in targets:
        if target.exists():
            raise LcxlError(
                f"{target} is there already and was left as it is.",
                "Choose another folder, or move the file away first.",
            )
    values = HostValues()
    if example or source:
        plan = load_example(example) if example else load_plan_text(source or "")
        values = values_of_plan(plan)
    given = {"title": title, "kickoff": kickoff.date() if kickoff else None, "months": months}
    answers = {key: value for key, value in given.items() if value is not None}
    values = HostValues({**values.answers, **answers}, values.tables)
    make_folder(folder / "submissions")
    keep = Keep(folder, say)
    keep.refuse_open(targets)
    keep.write(targets[0], build_metric_definitions(values))
    keep.write(targets[1], build_recruiting_tracker(values))
    tell(ctx, "Fill in both workbooks, then run: lcxl build " + str(folder))
    print_paths(targets)
