"""lcxl demo: the whole story in one command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.commands.build import build
from lcxl.commands.master import merge
from lcxl.commands.new import new
from lcxl.commands.validate import validate
from lcxl.console import FOLDER, REFUSED, print_paths, shared_options, tell

if TYPE_CHECKING:
    pass

__all__ = ["demo"]


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path("lcxl-demo"))
@shared_options
@click.pass_context
def demo(ctx: click.Context, folder: Path) -> None:
    """Tell the whole story: a collaborative, its submissions, validation and the master.

    Everything is written into DIR (lcxl-demo if left out), which must be new or empty.
    """
    from lcxl.books import build_reporting_workbook
    from lcxl.demo import demo_submissions
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder, write_file
    from lcxl.plan import load_collaborative

    if folder.exists() and any(folder.iterdir()):
        raise LcxlError(
            f"{folder} is not empty, and was left as it is.",
            "Name a new folder: lcxl demo OTHER-FOLDER",
        )
    name = "hypertension"
    tell(ctx, f"1. The host makes the plan: lcxl new {folder} --example {name}")
    ctx.invoke(new, folder=folder, example=name)
    plan = load_collaborative(folder)
    tell(
        ctx,
        f"\n2. Each of the {len(plan.teams)} teams gets its reporting workbook: "
        f"lcxl build {folder}",
    )
    ctx.invoke(build, folder=folder)
    tell(ctx, "\n3. Nine months later, this has come back by e-mail:")
    for sent in demo_submissions(plan):
        path = folder / "submissions" / sent.file
        data = build_reporting_workbook(plan, plan.team(sent.team_id), sent.filled)
        if sent.damage == "cut":
            data = data[: len(data) // 2]
        elif sent.damage == "page":
            data = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
        make_folder(path.parent)
        write_file(path, data)
        tell(ctx, f"   {path}" + (f"   ({sent.fault})" if sent.fault else ""))
    tell(ctx, f"\n4. What is to be mended or asked: lcxl validate {folder / 'submissions'}\n")
    for command, arguments in (
        (validate, {"paths": (folder / "submissions",), "form": "text"}),
        (merge, {"folder": folder}),
    ):
        if command is merge:
            tell(ctx, f"\n5. All teams side by side: lcxl merge {folder}")
        try:
            ctx.invoke(command, **arguments)
        except click.exceptions.Exit as e:
            if e.exit_code == REFUSED:
                raise
    tell(ctx, "\nOpen these in Excel or LibreOffice:")
    print_paths(
        [
            folder / "metric-definitions.xlsx",
            folder / "reporting" / f"{plan.teams[0].id}.xlsx",
            folder / "submissions" / f"{plan.teams[3].id}.xlsx",
            folder / "master.xlsx",
        ]
    )
