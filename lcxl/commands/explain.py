"""lcxl explain: a finding's code in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lcxl.console import explanation_of, shared_options

if TYPE_CHECKING:
    pass

__all__ = ["explain"]


@click.command()
@click.argument("code", metavar="CODE")
@shared_options
def explain(code: str) -> None:
    """Explain a finding's CODE in plain words, such as V04."""
    from lcxl.errors import LcxlError
    from lcxl.rules.base.judging import explanations

    known = explanations()
    info = known.get(code.strip().upper())
    if info is None:
        raise LcxlError(f"There is no code {code!r}.", f"Codes are: {', '.join(known)}.")
    click.echo(explanation_of(info))
