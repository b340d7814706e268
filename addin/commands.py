"""The commands `lcxl addin …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lcxl.console import print_paths, say, tell
from lcxl.files import write_file
from lcxl.keep.folder import Keep
from lcxl.keep.outputs import check_output
from lcxl.plan import load_collaborative

from . import lite, words
from .buttons import BUTTONS
from .desk import Desk
from .excel import load_xlwings
from .install import install, installed_python, is_current, places, uninstall
from .press import press
from .xlam import NAME, build_xlam, python_in

__all__ = ["COMMANDS"]


@click.command()
@click.option(
    "-o",
    "--output",
    metavar=NAME,
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(NAME),
    help=f"Where to write; {NAME} in this folder if left out.",
)
def build(output: Path) -> None:
    """Write the add-in file for the Python that lcxl runs in."""
    check_output(output, is_ours=lambda data: python_in(data) is not None)
    write_file(output, build_xlam())
    print_paths([output])


@click.command("lite")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "-o",
    "--output",
    metavar=lite.NAME,
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(lite.NAME),
    help=f"Where to write; {lite.NAME} in this folder if left out.",
)
def lite_command(folder: Path, output: Path) -> None:
    """Write the file for xlwings Lite, which needs no Python on the coach's computer.

    The plan of the collaborative in DIR is in the file.
    """
    check_output(output, Keep(folder), is_ours=lite.is_script)
    write_file(output, lite.script_for(load_collaborative(folder)).encode())
    print_paths([output])


@click.command("install")
@click.pass_context
def install_command(ctx: click.Context) -> None:
    """Put the add-in where Excel starts it from."""
    where = places()
    load_xlwings()
    written = install(where)
    tell(ctx, words.say("installed", tab=words.tab()))
    tell(ctx, words.say("it_must_allow", folder=where.xlam.parent, python=sys.executable))
    print_paths(written)


@click.command("uninstall")
@click.pass_context
def uninstall_command(ctx: click.Context) -> None:
    """Remove the add-in and everything it wrote down."""
    removed = uninstall(places())
    tell(ctx, words.say("uninstalled" if removed else "not_installed"))
    print_paths(removed)


@click.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say whether the add-in is installed, and for which Python."""
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


@click.command()
@click.argument("action", metavar="ACTION", type=click.Choice(list(BUTTONS)))
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The collaborative's folder; found or asked for if left out.",
)
@click.pass_context
def run(ctx: click.Context, action: str, folder: Path | None) -> None:
    """Press a button from here, for places where macros are blocked.

    ACTION is validate, next, clear, questions, merge, status or help. It works on the workbook
    that is in front in Excel, just as the button does.
    """
    answer = press(action, Desk(folder=folder))
    say(answer.text) if answer.code else click.echo(answer.text)
    ctx.exit(answer.code)


COMMANDS: dict[str, click.Command] = {
    "install": install_command,
    "uninstall": uninstall_command,
    "status": status,
    "build": build,
    "run": run,
    "lite": lite_command,
}
"""Name -> command, in the order of help."""
