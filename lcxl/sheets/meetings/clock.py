"""A time of day in sentences, without TEXT(), whose codes follow the computer's language."""

from __future__ import annotations

from lcxl.xl.live import Live

__all__ = ["clock"]

DAY = 1440
HOUR = 60


def clock(time: Live) -> Live:
    """10:05 of a part of a day."""
    minutes = f"ROUND(1440*({time.formula}),0)"
    number = round(DAY * float(time.value)) if time.value != "" else 0
    return Live(
        f'INT({minutes}/60)&":"&RIGHT("0"&MOD({minutes},60),2)',
        f"{number // HOUR}:{number % HOUR:02d}",
    )
