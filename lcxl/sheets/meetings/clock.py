"""A time of day in sentences, without TEXT(), whose codes follow the computer's language."""

from __future__ import annotations

from lcxl.xl.live import Live

__all__ = ["AT", "FROM_START", "clock"]

DAY = 1440
HOUR = 60
FROM_START = 2
"""The "time" at which a meeting begins whose time nobody said: what follows counts from there."""
AT = f'[>={FROM_START}]"+"h:mm;hh:mm'
"""How cells show a time of day, or +0:10 where only the time since the beginning is known."""


def clock(time: Live) -> Live:
    """10:05 of a part of a day; +0:05 where it counts from the beginning."""
    minutes = f"MOD(ROUND({DAY}*({time.formula}),0),{DAY})"
    sign = f'IF(({time.formula})>={FROM_START},"+","")'
    day = float(time.value) if time.value != "" else 0.0
    number = round(DAY * day) % DAY
    return Live(
        f'{sign}&INT({minutes}/{HOUR})&":"&RIGHT("0"&MOD({minutes},{HOUR}),2)',
        f"{'+' * (day >= FROM_START)}{number // HOUR}:{number % HOUR:02d}",
    )
