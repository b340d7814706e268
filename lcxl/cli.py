"""The command line: parse, call one function, print what it found in plain words.

Exit codes: 0 done and clean; 1 done, and findings of severity error exist; 2 the request
itself cannot be carried out.
"""

from __future__ import annotations

from importlib import import_module

import click

from lcxl.addin import AddinCommands
from lcxl.console import Refusals, shared_options
from lcxl.help_texts import Command, option
from lcxl.speech import speak

__all__ = ["main"]

MODULES = {
    "build": "build",
    "demo": "demo",
    "documents": "documents",
    "explain": "explain",
    "language": "language",
    "merge": "master",
    "new": "new",
    "page": "page",
    "slides": "slides",
    "status": "master",
    "validate": "validate",
}
"""Each command and the module of lcxl.commands in which it stands."""


class Commands(Refusals):
    """All commands: each is imported when it is asked for, and listed by its help text alone."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None when there is none."""
        if cmd_name not in MODULES:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(
            import_module(f"lcxl.commands.{MODULES[cmd_name]}"), cmd_name
        )
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands."""
        click.Group(commands=self.commands).format_commands(ctx, formatter)


@click.group(cls=Commands, help="main", context_settings={"help_option_names": ["-h", "--help"]})
@option("--quiet", is_flag=True, help="quiet")
@option("--no-color", is_flag=True, help="no_color")
@option(
    "--language", metavar="CODE", expose_value=False, is_eager=True, callback=speak, help="speak"
)
@click.version_option(package_name="lcxl", message="lcxl %(version)s")
@click.pass_context
def main(ctx: click.Context, quiet: bool, no_color: bool) -> None:
    """`lcxl`."""
    ctx.obj = {"quiet": quiet}
    if no_color:
        ctx.color = False


for name in MODULES:
    main.add_command(Command(name, help=name))
main.add_command(AddinCommands(shared_options))
