"""Rate: events per so many; the numerator is not a part of the denominator and may exceed it."""

from __future__ import annotations

from lcxl.kinds.base import Input, Kind


def _value(numerator: float, denominator: float | None, per: int) -> float | None:
    return numerator / denominator * per if denominator else None


def _formula(numerator: str, denominator: str, per: int) -> str:
    return f"{numerator}/{denominator}*{per}"


KIND = Kind(
    id="rate",
    # A denominator such as patient-years need not be a whole number.
    inputs=(Input("numerator", whole=True), Input("denominator", whole=False)),
    value=_value,
    formula=_formula,
    pools="rate",
    counts_per=True,
    charts=frozenset({"u", "u'"}),
    scorings=frozenset({"ratio", "rate_per_k"}),
    decimals=1,
)
