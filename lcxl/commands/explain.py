"""lcxl explain: a finding's code in plain words."""

from __future__ import annotations

import click

from lcxl.console import explanation_of, shared_options
from lcxl.help_texts import Command
from lcxl.words import Choices, Text

__all__ = ["explain"]


@click.command(cls=Command, help="explain")
@click.argument("code", metavar="CODE")
@shared_options
def explain(code: str) -> None:
    """`lcxl explain`."""
    from lcxl.errors import LcxlError
    from lcxl.rules.base.judging import explanations

    known = explanations()
    info = known.get(code.strip().upper())
    if info is None:
        raise LcxlError(
            Text("commands.no_code", code=code),
            Text("commands.no_code_fix", codes=Choices(known)),
        )
    click.echo(explanation_of(info))
