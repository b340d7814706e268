"""What earlier editions of a copy showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lcxl.keep.shown import Edition

__all__ = ["Past"]


@dataclass(frozen=True)
class Past:
    """Earlier editions, the oldest first: of this audience, and of others that readers may hold."""

    own: Sequence[Edition] = ()
    others: Sequence[Edition] = ()
