"""lcxl demo: the whole story in one command."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from lcxl.commands.build import build
from lcxl.commands.master import merge
from lcxl.commands.new import new
from lcxl.commands.validate import validate
from lcxl.console import FOLDER, REFUSED, print_paths, shared_options, tell
from lcxl.help_texts import Command
from lcxl.speech import plan_of
from lcxl.words import Argument, Text, say

__all__ = ["demo"]

PAPERS = ("charter", "agreement")
"""Of the twenty that `lcxl documents` makes."""


@click.command(cls=Command, help="demo")
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path("lcxl-demo"))
@shared_options
@click.pass_context
def demo(ctx: click.Context, folder: Path) -> None:
    """`lcxl demo`."""
    from lcxl.books import build_reporting_workbook
    from lcxl.demo import demo_submissions
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder, write_file

    if folder.exists() and any(folder.iterdir()):
        raise LcxlError(Text("commands.not_empty", folder=folder), Text("commands.not_empty_fix"))
    name = "hypertension"
    tell(ctx, say("commands.demo_plan", folder=Argument(folder), name=name))
    ctx.invoke(new, folder=folder, example=name)
    plan = plan_of(ctx, folder)
    tell(ctx, say("commands.demo_build", n=len(plan.teams), folder=Argument(folder)))
    ctx.invoke(build, folder=folder)
    tell(ctx, say("commands.demo_back"))
    for sent in demo_submissions(plan):
        path = folder / "submissions" / sent.file
        data = build_reporting_workbook(plan, plan.team(sent.team_id), sent.filled)
        if sent.damage == "cut":
            data = data[: len(data) // 2]
        elif sent.damage == "page":
            data = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
        make_folder(path.parent)
        write_file(path, data)
        if sent.fault:
            fault = say(f"commands.demo_{sent.fault}")
            tell(ctx, say("commands.demo_file_with", file=path, fault=fault))
        else:
            tell(ctx, say("commands.demo_file", file=path))
    tell(ctx, say("commands.demo_validate", folder=Argument(folder / "submissions")))
    for command, arguments in (
        (validate, {"paths": (folder / "submissions",), "form": "text"}),
        (merge, {"folder": folder}),
    ):
        if command is merge:
            tell(ctx, say("commands.demo_merge", folder=Argument(folder)))
        try:
            ctx.invoke(command, **arguments)
        except click.exceptions.Exit as e:
            if e.exit_code == REFUSED:
                raise
    _papers(ctx, folder)
    tell(ctx, say("commands.demo_open"))
    print_paths(
        [
            folder / "metric-definitions.xlsx",
            folder / "planning.xlsx",
            folder / "reporting" / f"{plan.teams[0].id}.xlsx",
            folder / "submissions" / f"{plan.teams[3].id}.xlsx",
            folder / "master.xlsx",
        ]
    )


def _papers(ctx: click.Context, folder: Path) -> None:
    """Slides for the next data call and some papers, where what makes them is installed."""
    from lcxl.commands.documents import documents
    from lcxl.commands.slides import slides

    if not all(map(find_spec, ("pptx", "docx"))):
        tell(ctx, say("commands.demo_no_papers", folder=Argument(folder)))
        return
    tell(ctx, say("commands.demo_slides", folder=Argument(folder)))
    ctx.invoke(slides, folder=folder, data_call=True)
    tell(ctx, say("commands.demo_documents", folder=Argument(folder)))
    ctx.invoke(documents, folder=folder, only=PAPERS)
