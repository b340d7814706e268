"""Figures about all months of a reporting workbook: how far it is filled in, and what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.calculation_layout import CalculationLayout
from lcxl.cells.address import absolute
from lcxl.xl.live import Live

__all__ = ["totals"]


def totals(
    place: CalculationLayout, shared: Mapping[str, Sequence[float | str]]
) -> dict[str, Live]:
    """Formulas and values of `CalculationLayout.TOTALS`."""
    n = place.months
    column = {name: place.shared(name).local for name in place.SHARED}
    cell = {
        name: absolute(place.total(name).first_row, place.total(name).first_col)
        for name in place.TOTALS
    }
    entered, due = ([int(v) for v in shared[k]] for k in ("entered", "due_count"))
    begun = max((i + 1 for i, count in enumerate(entered) if count), default=0)
    whole = begun and entered[begun - 1] >= due[begun - 1]
    after = begun + 1 if whole or not begun else begun
    next_due = int(shared["next_due"][after - 1]) if after <= n else n + 1
    gaps = [i + 1 for i in range(begun - 1) if entered[i] < due[i]]
    pairs = list(zip(entered, due, strict=True))
    lacking = f"({column['entered']}<{column['due_count']})"
    before = f"{lacking}*({column['month']}<{cell['begun']})"
    at_begun = f"MAX(1,{cell['begun']})"
    candidate = (
        f"({cell['begun']}+IF({cell['begun']}=0,1,IF(INDEX({column['entered']},{at_begun})"
        f">=INDEX({column['due_count']},{at_begun}),1,0)))"
    )
    return {
        "begun": Live(f"SUMPRODUCT(MAX(({column['entered']}>0)*{column['month']}))", begun),
        "next": Live(
            f"IF({candidate}>{n},{n + 1},INDEX({column['next_due']},MIN({n},{candidate})))",
            next_due,
        ),
        "open": Live(
            f"SUMPRODUCT({lacking}*({column['due_count']}-{column['entered']}))",
            sum(d - e for e, d in pairs if e < d),
        ),
        "complete": Live(
            f"SUMPRODUCT(({column['due_count']}>0)*({column['entered']}>={column['due_count']}))",
            sum(d > 0 and e >= d for e, d in pairs),
        ),
        "gaps": Live(f"SUMPRODUCT({before})", len(gaps)),
        "first_gap": Live(
            f"1000-SUMPRODUCT(MAX({before}*(1000-{column['month']})))",
            gaps[0] if gaps else 1000,
        ),
    }
