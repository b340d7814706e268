"""Kinds of metric, one in each file of this folder: inputs, arithmetic, formula, how they pool.

Their words stand in ``templates_src/kinds/<kind>.toml``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from lcxl.kinds.base import Input, Kind, Pools, Role

__all__ = ["KINDS", "Input", "Kind", "Pools", "Role"]


def _load() -> list[Kind]:
    names = [module.name for module in iter_modules(__path__) if not module.ispkg]
    return [import_module(f"{__name__}.{name}").KIND for name in names]


KINDS: dict[str, Kind] = {kind.id: kind for kind in _load()}
