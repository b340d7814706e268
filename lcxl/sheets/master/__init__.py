"""Sheets of the master workbook and its copies."""
