"""Two months together, reported with every second month from the kickoff's month on."""

from dataclasses import dataclass
from datetime import date

from lcxl.periods.days import add_months
from lcxl.periods.frequency import Months, Origin


@dataclass(frozen=True)
class TwoMonths(Months):
    """Periods that end with the kickoff's month, two months later, and so on."""

    def begins(self, origin: Origin) -> date:
        """The month before the kickoff's."""
        return add_months(origin.kickoff, -1)


FREQUENCY = TwoMonths("two_months", "two_monthly", 6, months=2)
