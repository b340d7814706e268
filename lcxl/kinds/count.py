"""Count: a number of things, with nothing to divide by."""

from __future__ import annotations

from lcxl.kinds.base import Input, Kind, typed_formula, typed_value

KIND = Kind(
    id="count",
    inputs=(Input("numerator", whole=True),),
    value=typed_value,
    formula=typed_formula,
    pools="value",
    logs_events=True,
    charts=frozenset({"c"}),
    scorings=frozenset({"count"}),
)
