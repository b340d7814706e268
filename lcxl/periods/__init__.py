"""Periods of time: months, weeks and whatever else a metric is reported by.

The only part of lcxl that does arithmetic with the calendar.  One file each for a frequency; a
new one is a new file and its words in ``templates_src/lists/frequencies.toml``.
"""

from lcxl.periods.days import (
    EARLIEST,
    LATEST,
    SATURDAY,
    add_days,
    add_months,
    day_of_serial,
    last_day,
    month_id,
    month_number,
    month_of,
    months_between,
    nth_weekday,
    parse_day,
    parse_month,
    serial,
    week_of,
    year_of,
    years_between,
)
from lcxl.periods.frequency import Frequency, Origin
from lcxl.periods.known import frequencies, frequency_of, of_schedule
from lcxl.periods.period import Axis, Period, month_period, starting_places

__all__ = [
    "EARLIEST",
    "LATEST",
    "SATURDAY",
    "Axis",
    "Frequency",
    "Origin",
    "Period",
    "add_days",
    "add_months",
    "day_of_serial",
    "frequencies",
    "frequency_of",
    "last_day",
    "month_id",
    "month_number",
    "month_of",
    "month_period",
    "months_between",
    "nth_weekday",
    "of_schedule",
    "parse_day",
    "parse_month",
    "serial",
    "starting_places",
    "week_of",
    "year_of",
    "years_between",
]
