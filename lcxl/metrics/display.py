"""How a metric's value is shown: to people in a sentence, and as a number format."""

from __future__ import annotations

from lcxl.plan import Metric
from lcxl.runchart.rounding import PLACES, round_half_away

__all__ = ["number_format", "shown", "shown_formula"]


def number_format(metric: Metric) -> str:
    """An Excel number format for the value."""
    places = "." + "0" * metric.decimals if metric.decimals else ""
    return f"0{places}%" if metric.kind == "proportion" else f"#,##0{places}"


def shown(metric: Metric, value: float) -> str:
    """The value as a sentence shows it, such as 63 % or 4.2."""
    if metric.kind == "proportion":
        return f"{_fixed(value * 100, metric.decimals)}%"
    return _fixed(value, metric.decimals)


def shown_formula(metric: Metric, reference: str) -> str:
    """`shown` as a formula; FIXED follows the reader's decimal sign, TEXT would not.

    Rounded before: LibreOffice's FIXED makes 2.42 of 2.425, and the first ROUND takes away
    the noise of the computation (`lcxl.runchart.rounding`).
    """
    percent = metric.kind == "proportion"
    value = f"{reference}*100" if percent else reference
    rounded = f"ROUND(ROUND({value},{PLACES}),{metric.decimals})"
    return f"FIXED({rounded},{metric.decimals},TRUE)" + ('&"%"' if percent else "")


def _fixed(value: float, decimals: int) -> str:
    """As FIXED: halves away from zero, which Python's own rounding does not do."""
    scaled = abs(round_half_away(value)) * 10**decimals
    whole = int(scaled + 0.5 + 1e-9)
    sign = "-" if value < 0 and whole else ""
    digits = str(whole).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)
