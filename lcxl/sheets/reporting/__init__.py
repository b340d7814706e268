"""Sheets of a team's reporting workbook."""
