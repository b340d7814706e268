"""The errors that formulas come to."""

__all__ = ["ERROR_NAMES"]

ERROR_NAMES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
"""Those of every spreadsheet program, in the order of ERROR.TYPE()."""
