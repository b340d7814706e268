"""An environment in which only what lcxl declares is installed, whatever else is there."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib import metadata
from importlib.abc import MetaPathFinder
from types import ModuleType

__all__ = ["refuse_what_is_not_declared"]


class _Refused(MetaPathFinder):
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}, as on a bare machine", name=name)


def refuse_what_is_not_declared() -> None:
    """From here on no module can be imported that only an extra of lcxl brings."""
    declared = _with_needs("lcxl", set())
    others = {
        module
        for module, owners in metadata.packages_distributions().items()
        if not declared.intersection(_plain(owner) for owner in owners)
    }
    others -= sys.stdlib_module_names | {"tests", "lcxl", "lcxl_addin", "templates_src"}
    sys.meta_path.insert(0, _Refused(frozenset(others)))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _with_needs(name: str, found: set[str]) -> set[str]:
    """A distribution and all that it needs, without extras."""
    if _plain(name) in found:
        return found
    found.add(_plain(name))
    try:
        needs = metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # needed by other systems
        return found
    for need in needs:
        if "extra ==" not in need:
            match = re.match(r"[A-Za-z0-9._-]+", need)
            assert match is not None
            _with_needs(match[0], found)
    return found
