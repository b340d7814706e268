"""What each team was first issued, remembered in `lcxl-memory/issued/` until it sends a file.

A build may be sent to the team or not; nobody tells.  What is different from the first one is
true for a team whichever it has.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from lcxl.cells import Book, Unreadable
from lcxl.errors import LcxlError
from lcxl.files import content_of, write_file
from lcxl.keep.memory import MEMORY, make_private
from lcxl.plan import Collaborative, Team
from lcxl.reissue.carried import REPORTING, Carried
from lcxl.reissue.edition import Edition, as_text, edition_of, from_text, planned

__all__ = ["edition_in_hand", "remember_issued"]

ISSUED = "issued"


def edition_in_hand(
    home: Path, team: Team, carried: Carried | None, there: bytes
) -> tuple[Edition | None, str]:
    """What a team surely knows of its workbook, and the file that says so.

    That is the newest one it sent.  Where it sent none, or none that can be opened by itself, the
    first one that it was issued, with "" for the file; else the one that is ``there``.
    """
    files = carried.sources if carried else ()
    sent = next((file for file in files if not file.startswith(f"{REPORTING}/")), "")
    if carried and sent:
        with suppress(OSError):
            found = _edition(content_of(carried.paths[sent]))
            if found is not None:
                return found, sent
    return _remembered(home, team.id) or _edition(there), ""


def remember_issued(home: Path, plan: Collaborative, team: Team, there: bytes) -> None:
    """Keep what a team is issued now, if it was issued nothing before.

    ``there`` is the workbook that is replaced; it came first where nothing is remembered.  Where
    the folder cannot be written, nothing is.
    """
    file = _file(home, team.id)
    if not file.exists():
        with suppress(OSError, LcxlError):
            make_private(file.parent, home / MEMORY)
            edition = _edition(there) or planned(plan)
            write_file(file, as_text(edition).encode(), private=True)


def _file(home: Path, team_id: str) -> Path:
    return home / MEMORY / ISSUED / f"{team_id}.txt"


def _remembered(home: Path, team_id: str) -> Edition | None:
    with suppress(OSError, ValueError):
        return from_text(_file(home, team_id).read_text(encoding="utf-8"))
    return None


def _edition(data: bytes) -> Edition | None:
    with suppress(Unreadable):
        return edition_of(Book(data))
    return None
