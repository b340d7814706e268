"""When a file arrived, and what that says of the day on which it says it was saved."""

from __future__ import annotations

from dataclasses import replace

from lcxl.intake import rules
from lcxl.intake.submission import Arrival, Submission

__all__ = ["with_arrival"]

AHEAD = 366
"""Days after its arrival from which on the day of saving tells a wrong clock.

Less may be a collaborative that is tried out with days to come.
"""


def with_arrival(submission: Submission, arrived: Arrival | None) -> Submission:
    """The submission with its arrival; no file is saved years after it came."""
    found, saved = replace(submission, arrived=arrived), submission.saved_on
    if arrived is None or saved is None or (saved - arrived.day).days < AHEAD:
        return found
    told = rules.structure(
        "clock_ahead",
        {"saved": saved, "found": arrived.day},
        "note",
        submission.file,
        submission.team_id,
    )
    return replace(found, saved_at="", findings=(*found.findings, told))
