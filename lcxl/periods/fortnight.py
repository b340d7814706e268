"""Two weeks together, the kickoff's week and the next being such a fortnight."""

from lcxl.periods.frequency import Weeks

FREQUENCY = Weeks("fortnight", "fortnightly", 26, weeks=2)
