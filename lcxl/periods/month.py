"""Calendar months."""

from lcxl.periods.frequency import Months

FREQUENCY = Months("month", "monthly", 12)
