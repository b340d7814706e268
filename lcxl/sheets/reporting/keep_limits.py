"""The limits of a metric that is to stay where it is: on its chart and in a sentence."""

from __future__ import annotations

from lcxl.calculation_layout.columns import keep_sides
from lcxl.plan import Metric
from lcxl.runchart.verdicts import MIN_PROVISIONAL
from lcxl.sheets.reporting.working import Working
from lcxl.xl.live import Live

__all__ = ["keep_limits"]


def keep_limits(working: Working, metric: Metric) -> dict[str, Live]:
    """Figures "low" and "high": as typed, or so far from the level before the start.

    Counted from the baseline there is none with fewer than three values before the start.
    """
    found = {}
    for side in keep_sides(metric):
        by = abs(metric.maintain_value or 0.0) * (-1 if side == "low" else 1)
        if metric.maintain_from == "zero":
            at = by if metric.maintain_op == "within" else metric.maintain_value or 0.0
            found[side] = Live(repr(at), at)
            continue
        b, p0 = (working.figure(metric.id, name) for name in ("b", "p0"))
        known = int(b.value) >= MIN_PROVISIONAL
        found[side] = Live(
            f'IF({b.formula}<{MIN_PROVISIONAL},"",{p0.formula}+{by!r})',
            float(p0.value) + by if known else "",
        )
    return found
