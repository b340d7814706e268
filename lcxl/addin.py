"""The commands `lcxl addin …`, which stand in the Excel add-in (import name `lcxl_addin`).

The add-in is loaded when one of them is asked for, and never before.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cached_property

import click

from lcxl.help_texts import Group

__all__ = ["AddinCommands"]


class AddinCommands(Group):
    """`lcxl addin`; ``shared_options`` adds to a command what every command takes."""

    def __init__(self, shared_options: Callable[[click.Command], click.Command]) -> None:
        super().__init__("addin", help="addin")
        self._shared_options = shared_options

    @cached_property
    def _loaded(self) -> dict[str, click.Command]:
        found = importlib.import_module("lcxl_addin.commands").COMMANDS
        return {name: self._shared_options(command) for name, command in found.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of help."""
        return list(self._loaded)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        return self._loaded.get(cmd_name)
