"""What `lcxl new` asks on a terminal: title, kickoff, length and teams."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import click

from lcxl.periods import EARLIEST, LATEST
from lcxl.words import say

T = TypeVar("T")

__all__ = ["ask", "is_asked", "rows_of_teams"]

MAX_TEAMS = 200
"""Teams that are taken from one answer."""
MAX_ID = 20
"""Characters of the id that is made of a name."""
NO_MARKS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that do not come apart into a plain one and its mark."""


def is_asked() -> bool:
    """Whether somebody sits before a terminal and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(given: Mapping[str, object]) -> tuple[dict[str, object], Sequence[str]]:
    """The answers that were not given already, and the names of the teams; all may be left blank.

    Raises:
        click.Abort: somebody broke off.
    """
    answers = {key: value for key, value in given.items() if value is not None}
    click.echo(say("first.head"))
    if "title" not in answers and (title := _text("title")):
        answers["title"] = title
    if "kickoff" not in answers:
        answers["kickoff"] = _answered("kickoff", _day)
    if "months" not in answers:
        answers["months"] = _answered("months", _months)
    names = [name for part in re.split(r"[,;\n]", _text("teams")) if (name := part.strip())]
    return {k: v for k, v in answers.items() if v is not None}, names[:MAX_TEAMS]


def _text(question: str) -> str:
    answer: str = click.prompt(
        say(f"first.{question}"), default="", show_default=False, prompt_suffix=" "
    )
    return " ".join(answer.split())


def _answered(question: str, read: Callable[[str], T | None]) -> T | None:
    """An answer that can be read; None for none."""
    while answer := _text(question):
        found = read(answer)
        if found is not None:
            return found
        click.echo(say(f"first.{question}_again", given=answer))
    return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _months(text: str) -> int | None:
    return int(text) if text.isdecimal() and 1 <= int(text) <= 60 else None


def _plain(name: str) -> str:
    """A name in small letters without their marks: Süd is sud, Cœur is coeur."""
    letters = name.casefold().translate(NO_MARKS)
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", letters))


def rows_of_teams(names: Sequence[str]) -> list[dict[str, str]]:
    """Organisations that take part, each with an id made of its name."""
    rows: list[dict[str, str]] = []
    taken: set[str] = set()
    for name in names:
        words = re.findall(r"[a-z0-9]+", _plain(name))
        first = "-".join(words)[:MAX_ID].strip("-") or f"team-{len(rows) + 1}"
        own, number = first, 1
        while own in taken:
            number += 1
            own = f"{first}-{number}"
        taken.add(own)
        rows.append({"id": own, "name": name, "stage": "enrolled"})
    return rows
