"""Sheets of the host's own workbooks."""
