"""File formats that are read, one in each file of this folder."""

from importlib import import_module
from pkgutil import iter_modules

from lcxl.intake.formats.base.format import Format
from lcxl.intake.sources.base.source import HEAD

__all__ = ["FORMATS", "format_of"]


def _load() -> list[Format]:
    modules = [module.name for module in iter_modules(__path__) if not module.ispkg]
    return [import_module(f"{__name__}.{name}").FORMAT for name in modules]


FORMATS: tuple[Format, ...] = tuple(sorted(_load(), key=lambda one: one.order))


def format_of(data: bytes, name: str) -> Format:
    """The first format that a file may be of."""
    return next(one for one in FORMATS if one.is_one(data[:HEAD], name))
