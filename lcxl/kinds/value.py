"""Value: a mean, a median, minutes or a score, typed as it is, with an optional n."""

from __future__ import annotations

from lcxl.kinds.base import Input, Kind


def _value(numerator: float, denominator: float | None, per: int) -> float | None:
    return numerator


def _formula(numerator: str, denominator: str, per: int) -> str:
    return numerator


KIND = Kind(
    id="value",
    inputs=(
        Input("numerator", whole=False),
        Input("denominator", whole=True, required=False),
    ),
    value=_value,
    formula=_formula,
    may_be_negative=True,
    pools="value",
    adds_up=False,
    logs_events=True,
    scorings=frozenset({"mean", "median", "score", "days_between"}),
    decimals=1,
)
