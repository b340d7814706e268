"""Workbooks that teams sent: the only part that opens other people's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.intake.read import read_submission
    from lcxl.intake.submission import DataPoint, Entry, Submission

__all__ = ["DataPoint", "Entry", "Submission", "read_submission"]

fetch_on_first_use(
    __name__,
    DataPoint="lcxl.intake.submission",
    Entry="lcxl.intake.submission",
    Submission="lcxl.intake.submission",
    read_submission="lcxl.intake.read",
)
