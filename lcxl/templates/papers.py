"""Papers and mails: their texts, and what fills places that are the same in every collaborative."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lcxl.words import per_language, texts

__all__ = ["Paper", "Papers", "RoleOf", "Term", "papers"]

Every = Literal["", "team", "prospect", "closed", "session", "meeting"]


class Paper(NamedTuple):
    """A document, a mail, or both; ``every``: one for each of these.

    ``to``: whose address stands in the mail, "team" or "contact"; "" for none.
    """

    id: str
    file: str
    kind: Literal["docx", "txt", "both"]
    what: str
    subject: str
    text: str
    every: Every = ""
    to: Literal["", "team", "contact"] = ""


class RoleOf(NamedTuple):
    """What somebody in a role does."""

    role: str
    does: str


class Term(NamedTuple):
    """A word of collaboratives, and what it means."""

    word: str
    means: str


class Papers(NamedTuple):
    """All of them."""

    papers: tuple[Paper, ...]
    methods: str
    benefits: tuple[str, ...]
    team_roles: tuple[RoleOf, ...]
    host_roles: tuple[RoleOf, ...]
    words: tuple[Term, ...]


@per_language
def papers() -> Papers:
    """All papers, in the order of their file."""
    raw = texts("defaults/papers.toml")
    return Papers(
        tuple(Paper(**one) for one in raw["papers"]),
        raw["methods"]["text"],
        tuple(raw["benefits"]["items"]),
        tuple(RoleOf(**one) for one in raw["team_roles"]),
        tuple(RoleOf(**one) for one in raw["host_roles"]),
        tuple(Term(**one) for one in raw["words"]),
    )
