"""The command line: parse, call one function, print what it found in plain words.

Exit codes: 0 done and clean; 1 done, and findings of severity error exist; 2 the request
itself cannot be carried out.
"""

from __future__ import annotations

import click

from lcxl.addin import AddinCommands
from lcxl.commands.build import build
from lcxl.commands.demo import demo
from lcxl.commands.explain import explain
from lcxl.commands.master import merge, status
from lcxl.commands.new import new
from lcxl.commands.validate import validate
from lcxl.console import Refusals, shared_options, speak
from lcxl.help_texts import option

__all__ = ["main"]


@click.group(cls=Refusals, help="main", context_settings={"help_option_names": ["-h", "--help"]})
@option("--quiet", is_flag=True, help="quiet")
@option("--no-color", is_flag=True, help="no_color")
@option(
    "--language", metavar="CODE", expose_value=False, is_eager=True, callback=speak, help="language"
)
@click.version_option(package_name="lcxl", message="lcxl %(version)s")
@click.pass_context
def main(ctx: click.Context, quiet: bool, no_color: bool) -> None:
    """`lcxl`."""
    ctx.obj = {"quiet": quiet}
    if no_color:
        ctx.color = False


for command in (new, build, validate, explain, merge, status, demo, AddinCommands(shared_options)):
    main.add_command(command)
