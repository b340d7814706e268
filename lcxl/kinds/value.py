"""Value: a mean, a median, minutes or a score, typed as it is, with an optional n."""

from __future__ import annotations

from lcxl.kinds.base import Input, Kind, typed_formula, typed_value

KIND = Kind(
    id="value",
    inputs=(
        Input("numerator", whole=False),
        Input("denominator", whole=True, required=False),
    ),
    value=typed_value,
    formula=typed_formula,
    may_be_negative=True,
    pools="value",
    adds_up=False,
    logs_events=True,
    scorings=frozenset({"mean", "median", "score", "days_between"}),
    decimals=1,
)
