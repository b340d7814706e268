"""Addresses of places in stores, as they may be printed: without what lets somebody in.

A user's name with a password, or a key with its secret, stands before the @ of an address
(RFC 3986, 3.2.1); tokens and signatures stand among the values behind its question mark.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from lcxl.lazy import late_pattern

__all__ = ["HIDDEN", "for_anybody", "without_secrets"]

HIDDEN = "***"
"""What is printed in the place of a secret."""
SHORTEST = 4
"""Letters of a secret that is hidden wherever it stands; less would hide other words too."""

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]+://?"
# Up to the last @ before a space or a quote: a password may hold a slash or an @ itself.
_USER = late_pattern(rf"({_SCHEME})([^\s'\"<>?#]*)@")
_QUERY = late_pattern(rf"({_SCHEME}[^\s'\"<>?]*\?)([^\s'\"<>]+)")
_VALUE = late_pattern(r"=([^&;#]*)")


def without_secrets(text: str) -> str:
    """A text for people, with what is secret in addresses hidden.

    Secrets of the addresses in the command itself are hidden wherever they stand: what a store
    answers may repeat them without their address.
    """
    if "@" in text or "?" in text:
        text = _USER.sub(rf"\1{HIDDEN}@", text)
        text = _QUERY.sub(lambda m: m[1] + _VALUE.sub(f"={HIDDEN}", m[2]), text)
    for secret in _of_command(tuple(sys.argv[1:])):
        text = re.sub(re.escape(secret), HIDDEN, text, flags=re.IGNORECASE)
    return text


def for_anybody(address: str) -> str:
    """An address without what lets its user in, as it may stand in a workbook."""
    return _USER.sub(r"\1", address).partition("?")[0] if "://" in address else address


@cache
def _of_command(arguments: tuple[str, ...]) -> tuple[str, ...]:
    found = {secret for argument in arguments for secret in _secrets(argument)}
    both = found | {unquote(secret) for secret in found}
    return tuple(sorted((s for s in both if len(s) >= SHORTEST), key=len, reverse=True))


def _secrets(argument: str) -> Iterator[str]:
    if "://" not in argument:
        return
    for match in _USER.finditer(argument):
        yield match[2]
        yield from match[2].split(":", 1)
    for match in _QUERY.finditer(argument):
        yield from _VALUE.findall(match[2])
