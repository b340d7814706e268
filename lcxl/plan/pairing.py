"""Numbers of a plan's metrics that belong together."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from lcxl.plan.fields import Before, Limits, Model

__all__ = ["SIDES", "Pairing"]

EXPRESSION = r"^ *(?:num|den)\([A-Za-z]\w*\)(?: *[+-] *(?:num|den)\([A-Za-z]\w*\))* *$"
"""Numbers of metrics, added and subtracted."""
_TERM = re.compile(r"([+-]?) *(num|den)\(([A-Za-z]\w*)\)")
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
RELATIONS = {"==": "equals", "<=": "not above", ">=": "not below"}
"""Signs that a plan kept as text may use for the words."""


class Pairing(Model):
    """Two numbers that belong together, such as the patients of two metrics (rule V18).

    ``left`` and ``right`` name numbers as ``num(HTN1)`` and ``den(HTN1)``, joined by + or -;
    ``right`` is taken ``right_shift_periods`` periods later (earlier, if negative).  The two
    may differ by the share ``tolerance`` of the right one.
    """

    left: Annotated[str, Limits(pattern=EXPRESSION)]
    op: Annotated[
        Literal["equals", "not above", "not below"],
        Before(lambda value: RELATIONS.get(value, value) if isinstance(value, str) else value),
    ]
    right: Annotated[str, Limits(pattern=EXPRESSION)]
    right_shift_periods: Annotated[int, Limits(ge=-24, le=24)] = 0
    tolerance: Annotated[float, Limits(ge=0, le=1)] = 0.0
    text: Annotated[str, Limits(max_length=200)] = ""

    def terms(self, side: Literal["left", "right"]) -> tuple[tuple[int, str, str], ...]:
        """Sign, role ("numerator" or "denominator") and metric id of each number of a side."""
        roles = {"num": "numerator", "den": "denominator"}
        return tuple(
            (-1 if sign == "-" else 1, roles[role], metric_id)
            for sign, role, metric_id in _TERM.findall(getattr(self, side))
        )
