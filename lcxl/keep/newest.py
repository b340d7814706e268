"""What the newest merge found for planning.xlsx and meetings.xlsx: text in `lcxl-memory/`.

The words are the host's, in the host's language, and stay with the host.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lcxl.files import write_file
from lcxl.keep.memory import MEMORY, make_private
from lcxl.templates.declared import NOTHING

__all__ = ["Newest", "newest_merge", "remember_merge"]

FILE = "newest-merge.json"


class Newest(NamedTuple):
    """What a merge found; ``as_of`` is the day of the merge, None where there was none."""

    as_of: date | None = None
    teams: Mapping[str, str] = NOTHING
    """Id of a change idea, in small letters -> which teams tested it, in words."""
    answers: Mapping[str, str] = NOTHING
    """Id of a question of the evaluation -> its answer."""
    wanted: Sequence[tuple[date | None, str, str]] = ()
    """What teams asked others for, the newest first: month, id of the team, text."""


def remember_merge(folder: Path, found: Newest) -> None:
    """Keep what a merge found.

    Raises:
        LcxlError: the memory cannot be written.
    """
    import json  # nothing else that a command starts with needs it

    told = {
        "as_of": found.as_of and found.as_of.isoformat(),
        "teams": dict(found.teams),
        "answers": dict(found.answers),
        "wanted": [
            [month and month.isoformat(), team_id, text] for month, team_id, text in found.wanted
        ],
    }
    memory = folder / MEMORY
    make_private(memory, memory)
    text = json.dumps(told, ensure_ascii=False, indent=1)
    write_file(memory / FILE, text.encode(), private=True)


def newest_merge(folder: Path) -> Newest:
    """What the newest merge found; nothing where there was none or it cannot be read."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = (folder / MEMORY / FILE).read_text(encoding="utf-8")
        import json  # where there was no merge, a command does without

        told = json.loads(text)
        teams, answers = (
            {str(k): str(v) for k, v in told[n].items()} for n in ("teams", "answers")
        )
        wanted = [
            (date.fromisoformat(month) if month else None, str(team_id), str(text))
            for month, team_id, text in told.get("wanted", ())  # not there before 0.2.0
        ]
        return Newest(date.fromisoformat(told["as_of"]), teams, answers, wanted)
    return Newest()
