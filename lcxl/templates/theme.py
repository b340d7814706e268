"""Fonts, colours and style roles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

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
    roles: Mapping[str, Mapping[str, str | float]]


@cache
def theme() -> Theme:
    """Fonts, colours and style roles."""
    raw = toml("theme.toml")
    colours: dict[str, str] = raw["colours"]

    def resolved(role: Mapping[str, str | float]) -> dict[str, str | float]:
        return {
            key: colours.get(str(value), value) if key.endswith("color") else value
            for key, value in role.items()
        }

    roles = {name: resolved(role) for name, role in raw["roles"].items()}
    return Theme(raw["font"], raw["size"], MappingProxyType(colours), MappingProxyType(roles))
