"""Workbooks that teams sent: the only part that opens other people's files."""

from lcxl.intake.read import read_submission
from lcxl.intake.submission import DataPoint, Entry, Submission

__all__ = ["DataPoint", "Entry", "Submission", "read_submission"]
