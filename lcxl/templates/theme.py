"""Fonts, colours and style roles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from lcxl.words import toml

__all__ = [
    "Theme",
    "theme",
]


class Theme(NamedTuple):
    """Fonts, named colours, and the format of each style role (in XlsxWriter's terms)."""

    font: str
    size: float
    colours: Mapping[str, str]
    roles: Mapping[str, Mapping[str, Any]]


@cache
def theme() -> Theme:
    """Fonts, colours and style roles."""
    raw = toml("theme.toml")
    colours = raw["colours"]

    def resolved(role: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: colours.get(value, value) if key.endswith("color") else value
            for key, value in role.items()
        }

    roles = {name: resolved(role) for name, role in raw["roles"].items()}
    return Theme(raw["font"], raw["size"], MappingProxyType(colours), MappingProxyType(roles))
