"""Commands whose help stands in ``templates_src/messages/help.toml``.

They give an id where click takes a text; it is looked up only when help is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from lcxl.speech import see_that_it_is_spoken
from lcxl.words import say

__all__ = ["Command", "Group", "Option", "option"]


Decorated = TypeVar("Decorated", bound=Callable[..., object])


class _Helped:
    """A command or an option: ``help`` is given as an id, and is the text when it is asked for."""

    _id: str | None = None

    @property
    def help(self) -> str | None:
        """The text; None for what is not explained."""
        return say(f"help.{self._id}") if self._id else None

    @help.setter
    def help(self, text_id: str | None) -> None:
        self._id = text_id


class Option(_Helped, click.Option):
    """An option, ``help`` being an id of help.toml."""


class Command(_Helped, click.Command):
    """A command, ``help`` being an id of help.toml."""

    def invoke(self, ctx: click.Context) -> object:
        """Run it, in a language that is known."""
        see_that_it_is_spoken(ctx)
        return super().invoke(ctx)


class Group(_Helped, click.Group):
    """Several commands, ``help`` being an id of help.toml."""


def option(*names: str, **settings: object) -> Callable[[Decorated], Decorated]:
    """As click's, ``help`` being an id of help.toml."""
    return click.option(*names, cls=Option, **settings)
