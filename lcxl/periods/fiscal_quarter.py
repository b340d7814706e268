"""Quarters of the host's fiscal year."""

from dataclasses import dataclass
from datetime import date

from lcxl.periods.frequency import Months, Origin


@dataclass(frozen=True)
class FiscalQuarters(Months):
    """Periods that are counted from the first month of the fiscal year."""

    def begins(self, origin: Origin) -> date:
        """The first month of a fiscal year."""
        return date(origin.kickoff.year, origin.fiscal_month, 1)


FREQUENCY = FiscalQuarters("fiscal_quarter", "fiscal_quarterly", 4, months=3)
