"""Data validation of an input cell, from its field's description."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from lcxl import templates
from lcxl.cells import Range
from lcxl.periods import EARLIEST, LATEST
from lcxl.words import cell_format, filled, number

__all__ = ["field_rule", "input_role", "later_role", "number_format"]

NUMBER_FORMATS = {
    "time": "hh:mm",
    "whole": "0",
    "decimal": "General",
    "text": "@",
    "words": "@",
    "months": "@",
}


def number_format(field_type: str) -> str | None:
    """How an input shows what is typed; texts stay texts, so that version 1.0 is not 1."""
    if field_type in ("date", "month"):
        return cell_format("day" if field_type == "date" else "month")
    return NUMBER_FORMATS.get(field_type)


def input_role(field: templates.Field) -> str:
    """The style role of an input cell."""
    return "input_wrap" if field.type in ("long", "words", "months") else "input"


def later_role(field: templates.Field) -> str:
    """The style role of an input cell whose turn has not come."""
    return "input_later" + input_role(field).removeprefix("input")


def field_rule(field: templates.Field, lists: Mapping[str, Range]) -> dict[str, object]:
    """XlsxWriter's description of what may be typed into a field."""
    words = templates.refusals()
    if field.type == "list" and field.list.startswith("@") and field.list not in lists:
        return {"validate": "any"}  # the plan has nothing to offer yet: any word may be typed
    if field.type == "list":
        return {
            "validate": "list",
            "source": f"={lists[field.list].reference}",
            "error_type": "information" if field.optional_list else "stop",
            **_refusal(words["list"]),
        }
    if field.type in ("date", "month"):
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": EARLIEST,
            "maximum": LATEST,
            **_refusal(words["date"]),
        }
    if field.type == "time":
        return {
            "validate": "time",
            "criteria": "between",
            "minimum": time(0, 0),
            "maximum": time(23, 59),
            **_refusal(words["time"]),
        }
    if field.type == "whole":
        low = field.min if field.min is not None else 0
        high = field.max if field.max is not None else 1_000_000
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            **_refusal(words["whole"], low=number(low), high=number(high)),
        }
    if field.max_length:
        return {
            "validate": "length",
            "criteria": "<=",
            "value": field.max_length,
            **_refusal(words["length"], limit=str(field.max_length)),
        }
    return {"validate": "any"}


def _refusal(words: Mapping[str, str], **parts: str) -> dict[str, str]:
    return {"error_title": words["title"], "error_message": filled(words["message"], **parts)}
