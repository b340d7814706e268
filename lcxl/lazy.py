"""Names that a package fetches from its modules when they are first asked for.

So that a command imports what it needs and nothing else, and starts at once.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from types import ModuleType
from typing import AnyStr, Generic, cast

__all__ = ["fetch_on_first_use", "late_pattern"]


class _OnFirstUse:
    """One name of a package, and the module that it is fetched from.

    Some names are those of modules too.  Python binds a module to its package when it is
    imported; that is left out here, so that the name stays what the package says it is.
    """

    def __init__(self, home: str, name: str) -> None:
        self.home, self.name = home, name

    def __get__(self, package: object, owner: type) -> object:
        return getattr(import_module(self.home), self.name)

    def __set__(self, package: object, value: object) -> None:
        pass


class _LatePattern(Generic[AnyStr]):
    """Stands for a pattern, and compiles it when something is first searched for."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: AnyStr = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)  # from now on it is found without this
        return found


def late_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that many runs never search for, compiled when it is first used."""
    return cast("re.Pattern[AnyStr]", _LatePattern(text, flags))


def fetch_on_first_use(package: str, **homes: str) -> None:
    """Let a package have names (``name="its.module"``) without importing anything now."""
    names: dict[str, object] = {name: _OnFirstUse(home, name) for name, home in homes.items()}
    names["__dir__"] = lambda module: sorted({*vars(module), *homes})
    sys.modules[package].__class__ = type("Package", (ModuleType,), names)
