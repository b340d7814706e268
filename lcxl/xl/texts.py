"""Texts within the limits that Excel sets: footers, properties, messages."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["footer_of", "parts_of", "shorten"]

_FOOTER = 255
"""Longest footer with its codes (Excel's limit)."""
_PROPERTY = 255
"""Longest custom property (Excel's limit)."""


def footer_of(text: str, page: str) -> str:
    """The text, cut where Excel's limit asks for it, the sheet's name and its page."""
    around = _length(f"&L | &A&R{page} &P / &N")
    shown = " ".join(text.split()).replace("&", "&&")
    if _length(shown) > _FOOTER - around:
        while _length(shown) > _FOOTER - around - 1:
            text = text[:-1]
            shown = " ".join(text.split()).replace("&", "&&")
        shown += "…"
    return f"&L{shown} | &A&R{page} &P / &N"


def _length(text: str) -> int:
    """Characters as Excel counts them: those beyond the first 65,536 count twice."""
    return len(text) + sum(c > "\uffff" for c in text)


def parts_of(value: str) -> Iterator[str]:
    """A text in pieces that a property holds, none of which begins or ends with a space."""
    while len(value) > _PROPERTY:
        cut = _PROPERTY
        while cut > 1 and (value[cut - 1].isspace() or value[cut].isspace()):
            cut -= 1
        yield value[:cut]
        value = value[cut:]
    yield value


def shorten(text: str, limit: int) -> str:
    """The text cut at a word to ``limit`` characters, with an ellipsis if it was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return (cut or text[: limit - 1]) + "…"
