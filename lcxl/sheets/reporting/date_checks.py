"""What the sheet Checks asks about dates on Changes, as rule V30 would after sending."""

from __future__ import annotations

from datetime import timedelta

from lcxl.periods import serial
from lcxl.rules.dates_outside import DATES, doubt_about, span_of
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.xl.live import Live

__all__ = ["doubtful_dates"]


def doubtful_dates(calculation: Calculation) -> Live:
    """How many dates cannot be read, lie outside the collaborative or end before they start."""
    first, last = span_of(calculation.plan)
    after = last + timedelta(days=1)
    filled = next(iter(calculation.series.values())).filled.rows if calculation.series else {}
    tests: list[str] = []
    n = 0
    for block, fields in DATES.items():
        for field in fields:
            place = calculation.layout.blocks[block].range(field).reference
            inside = f"ISNUMBER({place})*({place}>={serial(first)})*({place}<{serial(after)})"
            tests.append(f'SUMPRODUCT(({place}<>"")-{inside})')
            if field == "ended":
                start = calculation.layout.blocks[block].range("started").reference
                tests.append(f"SUMPRODUCT({inside}*ISNUMBER({start})*({place}<{start}))")
            n += sum(bool(doubt_about(row, field, first, last)) for row in filled.get(block, ()))
    return Live(f"({'+'.join(tests)})", n)
