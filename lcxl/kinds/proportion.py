"""Proportion: some out of all, between 0 and 1."""

from __future__ import annotations

from lcxl.kinds.base import Input, Kind


def _value(numerator: float, denominator: float | None, per: int) -> float | None:
    return numerator / denominator if denominator else None


def _formula(numerator: str, denominator: str, per: int) -> str:
    return f"{numerator}/{denominator}"


KIND = Kind(
    id="proportion",
    inputs=(Input("numerator", whole=True), Input("denominator", whole=True)),
    value=_value,
    formula=_formula,
    pools="proportion",
    in_percent=True,
    charts=frozenset({"p", "p'"}),
    scorings=frozenset({"proportion", "yes_no", "ratio"}),
)
