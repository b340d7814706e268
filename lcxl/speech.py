"""The language of a command: the one that was asked for, or the collaborative's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl import words
from lcxl.words import Text

if TYPE_CHECKING:
    from lcxl.plan import Collaborative

__all__ = ["hear", "is_asked", "plan_of", "see_that_it_is_spoken", "speak"]

ASKED = "lcxl.language"
"""Where a command keeps the language that it was asked to speak."""


def speak(ctx: click.Context, _: click.Parameter, code: str | None) -> None:
    """Speak the language that ``--language`` names, until the command ends."""
    if code is None:
        return
    ctx.meta[ASKED] = code
    if words.is_language(code):
        words.speak(code)


def is_asked(ctx: click.Context) -> bool:
    """Whether ``--language`` names the language that is spoken."""
    return ASKED in ctx.meta


def hear(ctx: click.Context | None, path: Path) -> None:
    """From here on a collaborative's own translations are known, once one of its places is."""
    from lcxl.plan.folder import find_folder

    folder = find_folder(path)
    if folder is None or ctx is None:
        return
    words.use_languages_of(folder)
    if words.is_language(ctx.meta.get(ASKED, "")):
        words.speak(ctx.meta[ASKED])


def see_that_it_is_spoken(ctx: click.Context) -> None:
    """Refuse a language that neither lcxl nor the collaborative knows.

    Raises:
        LcxlError: there is no such language.
    """
    from lcxl.errors import LcxlError

    code = ctx.meta.get(ASKED)
    if code is not None and not words.is_language(code):
        raise LcxlError(
            Text("commands.no_language", code=code),
            Text("commands.no_language_fix", codes=words.Choices(words.languages())),
        )


def plan_of(ctx: click.Context, folder: Path) -> Collaborative:
    """The plan of a folder; from here on its language is spoken, if no other one was asked for.

    The one that was asked for is that of the teams too.

    Raises:
        PlanError: the workbooks do not make a plan.
        LcxlError: a workbook is missing or cannot be opened.
    """
    from lcxl.errors import LcxlError
    from lcxl.plan import load_collaborative
    from lcxl.plan.load import language_of_workbook

    asked = ctx.meta.get(ASKED)
    try:
        plan = load_collaborative(folder)
    except LcxlError:
        if asked is None and (code := language_of_workbook(folder)):
            words.speak(code)
        raise
    if asked is not None:
        return plan.all_in(asked)
    if plan.language:
        words.speak(words.code_of(plan.language))
    return plan
