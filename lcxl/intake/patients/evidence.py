"""What a text may give away, how sure that is, and the text as it is searched."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import category, combining, normalize

from lcxl.lazy import late_pattern

__all__ = [
    "AGE",
    "BIRTH",
    "CONTACTS",
    "EMAIL",
    "HEALTH_CARD",
    "NAME",
    "NHS",
    "NOTHING",
    "PHONE",
    "RECORD",
    "SSN",
    "SURE",
    "WEAK",
    "Evidence",
    "plain",
]

NAME = "names"
BIRTH = "names_with_births"
AGE = "initials_with_ages"
RECORD = "record_numbers"
SSN = "social_security"
HEALTH_CARD = "health_card"
NHS = "nhs"
PHONE = "telephone"
EMAIL = "email"
CONTACTS = frozenset([PHONE, EMAIL])
"""What may be a colleague's; the others are a patient's."""

WEAK = 2
"""Points of a sign that alone may be something else: the cell is left out and asked about."""
SURE = 3
"""Points from which a file is set aside; two weak signs together have them."""


class Evidence(NamedTuple):
    """What a text gives away, and the points of its signs together."""

    kinds: frozenset[str]
    points: int = 0

    @property
    def is_sure(self) -> bool:
        """Enough to set the file aside."""
        return self.points >= SURE

    def __or__(self, other: object) -> Evidence:
        """Both together: independent signs add up, the same one twice does not."""
        if not isinstance(other, Evidence):
            return NotImplemented
        is_same = self.kinds - CONTACTS == other.kinds - CONTACTS
        points = max(self.points, other.points) if is_same else self.points + other.points
        return Evidence(self.kinds | other.kinds, points)


NOTHING = Evidence(frozenset())

_DASHES = late_pattern("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SLASHES = late_pattern("[\u2044\u2215\u29f8]")
_NO_SIGHT = frozenset("\u180e\u2800\u3164\uffa0\u115f\u1160\u034f\ufe0f")


def plain(text: str) -> str:
    """The text as it is searched: one form of each letter, dash and blank, nothing unseen.

    Accents are left out, so that patterns and words need none.
    """
    if text.isascii():
        return text
    text = _DASHES.sub(lambda m: "" if m[0] == "\u00ad" else "-", text)
    text = normalize("NFKD", _SLASHES.sub("/", text)).replace("\u2044", "/")
    shown = (c for c in text if not combining(c) and category(c) != "Cf" and c not in _NO_SIGHT)
    return "".join(" " if category(c) == "Zs" else c for c in shown).replace("’", "'")
