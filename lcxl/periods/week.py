"""Weeks (ISO 8601), each named by its Monday."""

from lcxl.periods.frequency import Weeks

FREQUENCY = Weeks("week", "weekly", 52)
