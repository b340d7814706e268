"""Quarters of the calendar year."""

from lcxl.periods.frequency import Months

FREQUENCY = Months("quarter", "quarterly", 4, months=3)
