"""Where files come from, one source in each file of this folder."""

from importlib import import_module
from pkgutil import iter_modules

from lcxl.intake.sources.base.source import Container, Place

__all__ = ["CONTAINERS", "PLACES"]

_found = [
    import_module(f"{__name__}.{module.name}").SOURCE
    for module in iter_modules(__path__)
    if not module.ispkg
]

PLACES: tuple[Place, ...] = tuple(one for one in _found if isinstance(one, Place))
"""Folders, and what stands for them; the first that holds a folder looks into it."""
CONTAINERS: tuple[Container, ...] = tuple(one for one in _found if isinstance(one, Container))
"""Files that hold files."""
