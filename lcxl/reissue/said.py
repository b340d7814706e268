"""What is said when a team's workbook is written again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lcxl.keep.filled import Filled
from lcxl.plan import Team
from lcxl.words import say

if TYPE_CHECKING:
    from lcxl.keep.typed import Rebuilt
    from lcxl.reissue.carried import Carried

__all__ = ["what_was_carried"]


def what_was_carried(
    team: Team,
    carried: Carried | None,
    given: Filled | None,
    workbook: Rebuilt,
    kept: Path | None = None,
) -> Iterator[str]:
    """What is said when a team's workbook was written again, line by line.

    ``given`` has the numbers of --data, which take the place of others; ``kept`` is the copy of
    the workbook as it was.
    """
    if carried is None:
        return
    typed = carried.numbers_in_place
    if carried.is_sent:
        yield say("carry.numbers", n=carried.numbers - typed, team=team.name)
    if typed:
        yield say("carry.numbers_in_place", n=typed, file=carried.place)
    replaced = 0
    for key, value in given.data.items() if given else ():
        before = carried.filled.data.get(key)
        replaced += before is not None and before != value
    if replaced:
        yield say("carry.replaced", n=replaced)
        if kept is not None:
            yield say("carry.replaced_kept", kept=kept)
    for line in carried.told:
        yield say("carry.told", line=line)
    for line in carried.left_behind:
        yield say("carry.left", line=line)
    for told in workbook.left:
        yield say("carry.left", line=f"{told.file}, {told.words}")
