"""What earlier editions of a copy showed, for commands that make another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lcxl.words import say

if TYPE_CHECKING:
    from lcxl.audience.past import Past
    from lcxl.books.copies import Audience, View

__all__ = ["past_of", "remembered"]


def past_of(folder: Path, audience: Audience) -> tuple[Past, list[str]]:
    """Earlier editions of what an audience gets; and what is to be said of records in disorder."""
    from lcxl.audience.past import Past
    from lcxl.files import is_in_store

    if audience == "hosts" or is_in_store(folder):
        return Past(), []
    from lcxl.keep.shown import editions_of

    own, damaged = editions_of(folder, audience)
    others, damaged_too = editions_of(folder, "teams" if audience == "funders" else "funders")
    names = [*damaged, *damaged_too]
    return Past(own, others), [say("editions.damaged", file=name) for name in names]


def remembered(folder: Path, audience: Audience, view: View, past: Past) -> list[str]:
    """Keep what a report shows, before it is written; gives what is to be said of it."""
    if view.rule is None:
        return []
    from lcxl.files import is_in_store
    from lcxl.keep.shown import remember_edition

    if not is_in_store(folder):
        remember_edition(folder, audience, view.protected.edition, past.own)
    return [say("editions.alone")] if view.protected.is_told_alone else []
