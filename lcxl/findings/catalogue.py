"""The one catalogue of findings: what each code is about, and the sentences it may say.

It stands in ``templates_src/messages/rules.toml`` and ``plan.toml``.  ``[V28]`` has ``title``,
``why`` and ``fix``, which `lcxl explain` says; ``[V28.late]`` is one of the sentences, with
``message``, ``message_one`` (where the place ``n``, or the one that ``number`` names, is 1) and
``fix``.  A sentence without a ``fix`` has that of its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lcxl.words import filled, messages, on_one_line

__all__ = ["AREAS", "Part", "RuleInfo", "Severity", "said", "template"]

_PLACE = re.compile(r"\{[^{}]*\}")

Severity = Literal["error", "question", "note"]

AREAS = ("rules", "plan")
"""The files of the catalogue; a code stands in one of them."""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What `lcxl explain` says of a code: what it checks, why, and how to mend it."""

    code: str
    severity: Severity

    @property
    def title(self) -> str:
        """What is wrong, in a few words."""
        return _general(self.code, "title")

    @property
    def why(self) -> str:
        """Why it matters."""
        return _general(self.code, "why")

    @property
    def fix(self) -> str:
        """How it is mended."""
        return _general(self.code, "fix")

    @property
    def sentences(self) -> list[str]:
        """What a finding of this code may say; "…" is what each fills in."""
        entries = (one for one in _of(self.code).values() if isinstance(one, Mapping))
        return [_PLACE.sub("…", one["message"]) for one in entries if "message" in one]


Part = Literal["message", "fix"]


def said(code: str, text: str, part: Part, places: Mapping[str, object]) -> str:
    """A sentence of the catalogue, its places filled.

    Raises:
        LookupError: there is no such sentence, or a place is not given.
    """
    number = str(_entry(code, text).get("number", "n"))
    try:
        sentence = filled(template(code, text, part, places.get(number) == 1), **places)
        return on_one_line(sentence)
    except KeyError as e:
        raise LookupError(f"{code}.{text} needs the place {e}") from None


def template(code: str, text: str, part: Part, is_one: bool = False) -> str:
    """A sentence with its places not filled yet; ``is_one``: the one for a single thing.

    Raises:
        LookupError: there is no such sentence.
    """
    entry = _entry(code, text)
    sentence = entry.get(f"{part}_one" if is_one else part, entry.get(part))
    return _general(code, part) if sentence is None else str(sentence)


def _entry(code: str, text: str) -> Mapping[str, object]:
    entry = _of(code).get(text)
    if not isinstance(entry, Mapping) or "message" not in entry:
        raise LookupError(f"templates_src/messages has no message [{code}.{text}]")
    return entry


def _general(code: str, part: str) -> str:
    try:
        return str(_of(code)[part])
    except KeyError:
        raise LookupError(f"templates_src/messages: [{code}] has no {part}") from None


def _of(code: str) -> Mapping[str, object]:
    for area in AREAS:
        if code in messages(area):
            return messages(area)[code]
    raise LookupError(f"templates_src/messages has no table [{code}]")
