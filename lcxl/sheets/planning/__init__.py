"""Sheets of planning.xlsx."""
