"""The rules of validation, one in each file of this folder, in the order of their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.rules.base.every import RULES

__all__ = ["RULES"]

fetch_on_first_use(__name__, RULES="lcxl.rules.base.every")
