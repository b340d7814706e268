"""Proportion: some out of all, between 0 and 1."""

from __future__ import annotations

from lcxl.metrics.kind import Input, Kind


def _value(numerator: float, denominator: float | None, per: int) -> float | None:
    return numerator / denominator if denominator else None


def _formula(numerator: str, denominator: str, per: int) -> str:
    return f"{numerator}/{denominator}"


KIND = Kind(
    id="proportion",
    inputs=(Input("numerator", whole=True), Input("denominator", whole=True)),
    value=_value,
    formula=_formula,
    part_of_whole=True,
    divides=True,
)
