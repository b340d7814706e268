"""Count: a number of things, with nothing to divide by."""

from __future__ import annotations

from lcxl.kinds.base import Input, Kind


def _value(numerator: float, denominator: float | None, per: int) -> float | None:
    return numerator


def _formula(numerator: str, denominator: str, per: int) -> str:
    return numerator


KIND = Kind(
    id="count",
    inputs=(Input("numerator", whole=True),),
    value=_value,
    formula=_formula,
    pools="value",
    logs_events=True,
    charts=frozenset({"c"}),
    scorings=frozenset({"count"}),
)
