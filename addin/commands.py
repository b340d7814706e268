"""The commands `lcxl addin …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lcxl.console import print_paths, tell, warn
from lcxl.errors import LcxlError
from lcxl.files import write_file
from lcxl.help_texts import Command, option
from lcxl.keep.outputs import check_ending, check_output

from . import doctor as looking
from . import log, words
from .buttons import BUTTONS
from .desk import Desk
from .excel import load_xlwings
from .install import install, installed_python, is_current, places, uninstall
from .press import press
from .xlam import NAME, build_xlam, python_in

__all__ = ["COMMANDS"]


@click.command(cls=Command, help="addin_build")
@option(
    "-o",
    "--output",
    metavar=NAME,
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(NAME),
    help="addin_build_output",
)
def build(output: Path) -> None:
    check_output(output, is_ours=lambda data: python_in(data) is not None)
    check_ending(output, Path(NAME).suffix)
    write_file(output, build_xlam())
    print_paths([output])


@click.command("install", cls=Command, help="addin_install")
@click.pass_context
def install_command(ctx: click.Context) -> None:
    where = places()
    load_xlwings()
    written = install(where)
    log.note(words.say("log_installed"))
    tell(ctx, words.say("installed", tab=words.tab()))
    tell(ctx, words.say("it_must_allow", folder=where.xlam.parent, python=sys.executable))
    print_paths(written)


@click.command("uninstall", cls=Command, help="addin_uninstall")
@click.pass_context
def uninstall_command(ctx: click.Context) -> None:
    removed = uninstall(places())
    tell(ctx, words.say("uninstalled" if removed else "not_installed"))
    print_paths(removed)


@click.command(cls=Command, help="addin_status")
@click.pass_context
def status(ctx: click.Context) -> None:
    where = places()
    python = installed_python(where)
    if python is None:
        tell(ctx, words.say("not_installed"))
        return
    tell(ctx, words.say("installed_for", python=python))
    if not Path(python).exists():
        tell(ctx, words.say("python_gone"))
    elif not is_current(where):
        tell(ctx, words.say("outdated"))
    print_paths(path for path in where if path.exists())


@click.command(cls=Command, help="addin_doctor")
@click.pass_context
def doctor(ctx: click.Context) -> None:
    try:
        where = places()
    except LcxlError:  # no Excel for this system
        where = None
    found = list(looking.looks(where))
    for line in looking.lines(iter(found)):
        click.echo(line)
    ctx.exit(0 if all(look.is_well for look in found) else 1)


@click.command(cls=Command, help="addin_run")
@click.argument("action", metavar="ACTION", type=click.Choice(list(BUTTONS)))
@option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="addin_run_dir",
)
@click.pass_context
def run(ctx: click.Context, action: str, folder: Path | None) -> None:
    answer = press(action, Desk(folder=folder))
    warn(answer.text) if answer.code else click.echo(answer.text)
    ctx.exit(answer.code)


COMMANDS: dict[str, click.Command] = {
    "install": install_command,
    "uninstall": uninstall_command,
    "status": status,
    "doctor": doctor,
    "build": build,
    "run": run,
}
"""Name -> command, in the order of help."""
