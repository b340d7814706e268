"""What a team's own tools start with: heads of the fishbone, statements and prompts."""

from __future__ import annotations

from typing import NamedTuple

from lcxl.words import per_language, texts

__all__ = ["Prompt", "ToolDefaults", "tool_defaults"]


class Prompt(NamedTuple):
    """A head, statement or prompt; ``area``: the group that it belongs to."""

    id: str
    what: str
    area: str = ""


class ToolDefaults(NamedTuple):
    """All of them."""

    heads: tuple[Prompt, ...]
    assessment: tuple[Prompt, ...]
    sustain: tuple[Prompt, ...]
    lessons: tuple[Prompt, ...]
    poster: tuple[Prompt, ...]


@per_language
def tool_defaults() -> ToolDefaults:
    """What the workbook starts with."""
    raw = texts("defaults/team_tools.toml")
    return ToolDefaults(*(tuple(Prompt(**one) for one in raw[n]) for n in ToolDefaults._fields))
