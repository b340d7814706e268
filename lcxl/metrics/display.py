"""How a metric's value is shown: to people in a sentence, and as a number format."""

from __future__ import annotations

from lcxl.plan import Metric
from lcxl.runchart.rounding import PLACES, round_half_away

__all__ = ["number_format", "places", "shown", "shown_formula"]

USUAL_PLACES = {"rate": 1, "value": 1}
"""Decimal places of a kind whose metric does not name them; none for the others."""
MOST_PLACES = 4
"""A number that needs more was computed (a goal typed as =1/3), not thought of."""


def places(metric: Metric) -> int:
    """Decimal places of the value; for a proportion, of its percentage.

    What the host chose, or else what is usual; never fewer than the numbers need that the
    value is compared with, so that a goal of 8.5 is not shown as 9.
    """
    usual = USUAL_PLACES.get(metric.kind, 0)
    chosen = usual if metric.decimals is None else metric.decimals
    by = 100 if metric.kind == "proportion" else 1
    compared = (
        metric.goal,
        metric.maintain_value,
        metric.plausible_low,
        metric.plausible_high,
    )
    return max(chosen, *(_needed(number * by) for number in compared if number is not None), 0)


def _needed(number: float) -> int:
    """Decimal places without which the number would be shown as another one."""
    fraction = f"{round_half_away(number):.{MOST_PLACES}f}".rstrip("0").partition(".")[2]
    return len(fraction)


def number_format(metric: Metric) -> str:
    """An Excel number format for the value."""
    decimals = places(metric)
    point = "." + "0" * decimals if decimals else ""
    return f"0{point}%" if metric.kind == "proportion" else f"#,##0{point}"


def shown(metric: Metric, value: float) -> str:
    """The value as a sentence shows it, such as 63 % or 4.2."""
    if metric.kind == "proportion":
        return f"{_fixed(value * 100, places(metric))}%"
    return _fixed(value, places(metric))


def shown_formula(metric: Metric, reference: str) -> str:
    """`shown` as a formula; FIXED follows the reader's decimal sign, TEXT would not.

    Rounded before: LibreOffice's FIXED makes 2.42 of 2.425, and the first ROUND takes away
    the noise of the computation (`lcxl.runchart.rounding`).
    """
    percent = metric.kind == "proportion"
    value = f"{reference}*100" if percent else reference
    rounded = f"ROUND(ROUND({value},{PLACES}),{places(metric)})"
    return f"FIXED({rounded},{places(metric)},TRUE)" + ('&"%"' if percent else "")


def _fixed(value: float, decimals: int) -> str:
    """As FIXED: halves away from zero, which Python's own rounding does not do."""
    scaled = abs(round_half_away(value)) * 10**decimals
    whole = int(scaled + 0.5 + 1e-9)
    sign = "-" if value < 0 and whole else ""
    digits = str(whole).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)
