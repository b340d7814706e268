"""Parts of the plan made from raw values, or found fault with: the only part that knows pydantic.

It takes longer to import than a plan to be read, so nothing else may ask for this module
before there are raw values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from lcxl.plan import rules
from lcxl.plan.fields import Model
from lcxl.plan.model import Collaborative
from lcxl.plan.raw import RawPlan, heading

__all__ = ["from_json", "part", "parts", "to_json"]

_Model = TypeVar("_Model", bound=Model)


_adapters: dict[type[Model], TypeAdapter[Any]] = {}


def _adapter(model: type[Model]) -> TypeAdapter[Any]:
    if model not in _adapters:
        _adapters[model] = TypeAdapter(model)
    return _adapters[model]


def to_json(plan: Collaborative) -> str:
    """The whole plan as text."""
    return _adapter(Collaborative).dump_json(plan).decode()


def from_json(text: str) -> Collaborative:
    """The plan that `to_json` wrote."""
    plan: Collaborative = _adapter(Collaborative).validate_json(text)
    return plan


def parts(raw: RawPlan, model: type[_Model], table: str) -> list[_Model]:
    """The rows of a table that make a part of the plan; the others are found fault with."""
    made = (part(raw, model, row, table, i) for i, row in enumerate(raw.rows(table)))
    return [one for one in made if one is not None]


def part(
    raw: RawPlan,
    model: type[_Model],
    values: Mapping[str, Any],
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
            if (table, index, name) not in raw.bad:
                _explain(raw, model, fault, table, index, name)
        return None
    return made


def _explain(
    raw: RawPlan,
    model: type[Model],
    fault: Mapping[str, Any],
    table: str,
    index: int,
    name: str,
) -> None:
    """Say what pydantic found, in plain words."""
    called = heading(table, name)
    kind, given = fault["type"], fault.get("input")
    context = fault.get("ctx", {})
    if kind == "missing":
        raw.found(rules.MISSING, table, index, name, f"{called} is missing.", "Fill it in.")
        return
    if kind == "unexpected_keyword_argument":
        message = f"There is no field called {name!r}."
        fix = f"Use one of: {', '.join(field.name for field in fields(model))}."
    elif kind == "literal_error":
        message = f"{called}: {given!r} is not one of the words it may be."
        fix = f"Use {context['expected']}."
    elif kind == "string_pattern_mismatch":
        message = f"{called}: {given!r} has a character that an id may not have."
        fix = "Use letters without accents, digits and _ only, a letter first; no spaces."
        if table != "metrics":
            fix = "Use letters without accents, digits, - and _ only; no spaces."
    elif kind == "string_too_long":
        message = f"{called} has {len(str(given))} characters; {context['max_length']} fit."
        fix = "Shorten it."
    elif kind == "string_too_short":
        message, fix = f"{called} is empty.", "Fill it in."
    elif kind in ("greater_than_equal", "less_than_equal", "greater_than"):
        bound = context.get("ge", context.get("le", context.get("gt")))
        word = {"greater_than_equal": "at least", "less_than_equal": "at most"}.get(kind, "above")
        message, fix = f"{called} is {given}.", f"It must be {word} {bound}."
    elif kind == "multiple_of":
        step = context["multiple_of"]
        message = f"{called} is {given}."
        fix = f"It goes in steps of {step}: {step}, {2 * step}, {3 * step} and so on."
    elif kind == "value_error":
        message, fix = f"{called}: {context['error']}.", "Type it again."
    else:
        message = f"{called}: {given!r} is not understood."
        fix = "Type it again; the help text beside the cell says what is expected."
    raw.found(rules.NOT_UNDERSTOOD, table, index, name, message, fix)
