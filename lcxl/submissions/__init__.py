"""Workbooks that teams sent: the only part that opens other people's files."""

from lcxl.submissions.read import read_submission
from lcxl.submissions.submission import DataPoint, Entry, Submission

__all__ = ["DataPoint", "Entry", "Submission", "read_submission"]
