"""What meetings.xlsx starts with: content of sessions, agendas, logistics, pre-work, survey."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lcxl.words import per_language, texts

__all__ = [
    "Agenda",
    "AgendaItem",
    "Content",
    "LogisticsItem",
    "MeetingDefaults",
    "PreworkItem",
    "Question",
    "meeting_defaults",
]


class Content(NamedTuple):
    """An area of content, and its usual percentage of the first, a middle and the last session."""

    id: str
    first: int
    middle: int
    last: int
    kind: Literal["", "talk", "peer"] = ""
    """"talk": participants listen; "peer": they learn from each other."""


class AgendaItem(NamedTuple):
    """An item: its ``minutes``, or the ``share`` in percent of the minutes of its session."""

    what: str
    lead: str
    how: str = ""
    minutes: int = 0
    share: int = 0
    area_id: str = ""


class Agenda(NamedTuple):
    """The usual agenda of a kind of meeting, or of the "first", "middle" and "last" session."""

    id: str
    items: tuple[AgendaItem, ...]
    minutes: int = 0


class LogisticsItem(NamedTuple):
    """A task so many ``days`` after a session (before it, if negative) of the form ``held``."""

    id: str
    days: int
    held: str
    what: str
    role: str


class PreworkItem(NamedTuple):
    """An assignment, the hours that it takes, and whether it is offered at first."""

    id: str
    hours: float
    is_offered: bool
    what: str


class Question(NamedTuple):
    """A question of the survey after a session."""

    id: str
    what: str


class MeetingDefaults(NamedTuple):
    """All of it."""

    content: tuple[Content, ...]
    agendas: dict[str, Agenda]
    logistics: tuple[LogisticsItem, ...]
    prework: tuple[PreworkItem, ...]
    survey: tuple[Question, ...]


@per_language
def meeting_defaults() -> MeetingDefaults:
    """What meetings.xlsx starts with."""
    raw = texts("defaults/meetings.toml")
    return MeetingDefaults(
        tuple(Content(**one) for one in raw["content"]),
        {
            one["id"]: Agenda(**one | {"items": tuple(AgendaItem(**i) for i in one["items"])})
            for one in raw["agendas"]
        },
        tuple(LogisticsItem(**one) for one in raw["logistics"]),
        tuple(PreworkItem(**one) for one in raw["prework"]),
        tuple(Question(**one) for one in raw["survey"]),
    )
