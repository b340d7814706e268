"""Where ``templates_src`` lies."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["source"]

SOURCE = "templates_src"


@cache
def source() -> Path:
    """The folder of everything that people read: installed with lcxl, or beside it in a checkout.

    Raises:
        ImportError: there is none.
    """
    spec = find_spec(f"lcxl.{SOURCE}")
    beside = Path(__file__).resolve().parents[2] / SOURCE
    places = [*map(Path, (spec and spec.submodule_search_locations) or ()), beside]
    for place in places:
        if (place / "theme.toml").is_file():
            return place
    raise ImportError(f"{SOURCE} is neither in lcxl nor beside it: install lcxl again.")
