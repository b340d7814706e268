"""What the add-in says: `templates_src/books/addin.toml`, with the gaps filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lcxl import templates
from lcxl.errors import LcxlError
from lcxl.findings import SEVERITIES, Finding
from lcxl.words import filled, joined

__all__ = ["button_word", "counted", "error", "found", "say", "say_unfilled", "tab"]


def tab() -> str:
    """Name of the tab in the ribbon, and title of every message."""
    return templates.workbook("addin").title


def button_word(action: str, what: str) -> str:
    """The label, group or tip of a button."""
    return templates.workbook("addin").words[action][what]


def say_unfilled(text: str) -> str:
    """The text with that name, its gaps not filled yet."""
    return templates.workbook("addin").texts[text]


def say(text: str, /, **gaps: object) -> str:
    """The text with that name."""
    return filled(say_unfilled(text), **gaps)


def counted(text: str, n: int, /, **gaps: object) -> str:
    """The text for ``n`` things; for exactly one there may be a text of its own."""
    texts = templates.workbook("addin").texts
    one = f"{text}_1"
    return say(one if n == 1 and one in texts else text, n=n, **gaps)


def error(text: str, /, **gaps: object) -> LcxlError:
    """The error with that text; how to mend it is the text whose name ends in _fix."""
    return LcxlError(say(text, **gaps), say(f"{text}_fix", **gaps))


def found(findings: Iterable[Finding]) -> str:
    """How many findings of each kind, in a few words."""
    counts = Counter(f.severity for f in findings)
    said = [counted(f"found_{s}", counts[s]) for s in SEVERITIES if counts[s]]
    return joined(said) or say("found_nothing")
