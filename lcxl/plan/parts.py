"""Parts of the plan made from raw values, or found fault with: the only part that knows pydantic.

It takes longer to import than a plan to be read, so nothing else may ask for this module
before there are raw values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lcxl.plan import rules
from lcxl.plan.fields import Model
from lcxl.plan.raw import At, Heading, RawPlan
from lcxl.words import Choices

__all__ = ["part", "parts"]

_Model = TypeVar("_Model", bound=Model)


BOUNDS = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt"}
"""Kinds of fault that pydantic finds with a number's size -> where it says the bound."""
TEXTS = {
    "unexpected_keyword_argument": "no_field",
    "literal_error": "not_a_word",
    "string_pattern_mismatch": "id",
    "string_too_long": "too_long",
    "string_too_short": "empty",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "greater_than": "above",
    "multiple_of": "steps",
    "value_error": "not_a_month",
}
"""Kinds of fault as pydantic calls them -> what is said of them: ids of V33 in plan.toml.

Only a month's own text is refused with a ValueError (`lcxl.plan.fields`).
"""
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"([^\"]*)\"")


_adapters: dict[type[Model], TypeAdapter[Any]] = {}


def _adapter(model: type[Model]) -> TypeAdapter[Any]:
    if model not in _adapters:
        _adapters[model] = TypeAdapter(model)
    return _adapters[model]


def parts(raw: RawPlan, model: type[_Model], table: str) -> list[_Model]:
    """The rows of a table that make a part of the plan; the others are found fault with."""
    made = (part(raw, model, row, table, i) for i, row in enumerate(raw.rows(table)))
    return [one for one in made if one is not None]


def part(
    raw: RawPlan,
    model: type[_Model],
    values: Mapping[str, object],
    table: str,
    index: int,
    names: Mapping[str, str] | None = None,
) -> _Model | None:
    """One part of the plan, or None after adding a finding for each fault."""
    try:
        made: _Model = _adapter(model).validate_python(values)
    except ValidationError as e:
        for fault in e.errors(include_url=False):
            name = str(fault["loc"][0]) if fault["loc"] else ""
            name = (names or {}).get(name, name)
            at = At(table, index, name)
            if at not in raw.bad:
                _explain(raw, model, fault, at)
        return None
    return made


def _explain(raw: RawPlan, model: type[Model], fault: ErrorDetails, at: At) -> None:
    """Say what pydantic found, in plain words."""
    kind, given = fault["type"], str(fault.get("input"))
    context = fault.get("ctx", {})
    places: dict[str, object] = {"heading": Heading(at.table, at.name), "given": given}
    if kind == "missing":
        del places["given"]
        raw.found(rules.MISSING, at, "missing", places)
        return
    text = TEXTS.get(kind, "not_understood")
    if kind == "unexpected_keyword_argument":
        places = {"field": at.name, "known": Choices(field.name for field in fields(model))}
    elif kind == "literal_error":
        places["known"] = Choices(a or b for a, b in _QUOTED.findall(context["expected"]))
    elif kind == "string_pattern_mismatch" and at.table == "metrics":
        text = "metric_id"
    elif kind == "string_too_long":
        places = {"heading": places["heading"], "n": len(given), "most": context["max_length"]}
    elif kind == "string_too_short":
        del places["given"]
    elif kind in BOUNDS:
        bound = context[BOUNDS[kind]]
        if isinstance(bound, str):  # pydantic tells a day as text
            bound = date.fromisoformat(bound)
        places |= {"given": fault["input"], "bound": bound}
    elif kind == "multiple_of":
        step = context["multiple_of"]
        places |= {"given": fault["input"], "step": step, "second": 2 * step, "third": 3 * step}
    raw.found(rules.NOT_UNDERSTOOD, at, text, places)
