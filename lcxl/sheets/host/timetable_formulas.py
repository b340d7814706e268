"""How each date of the timetable follows from the kickoff, as a formula.

The formulas stand side by side with `lcxl.plan.timetable`, which computes the same dates.
WORKDAY takes weekends and the days of the sheet Days off out, so "the day itself, or the next
working day" is the first working day after the day before.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.cells import Range
from lcxl.keep.timetable import DAYS_OFF
from lcxl.plan.calendar import BASELINE_DAYS, Calendar
from lcxl.plan.dates import FIRST_REPORT_DAYS, WEEKDAYS
from lcxl.plan.timetable import (
    After,
    Halfway,
    InMonth,
    Later,
    LateReport,
    MonthEnd,
    OwnReport,
    Report,
    Timing,
    WorkingDaysAfter,
    report_key,
)

__all__ = ["KICKOFF", "DateFormulas", "month_formula"]

KICKOFF = "kickoff"
"""Name of the one cell that every date follows from."""
REPORT = "R01"


def month_formula(month: int) -> str:
    """The first day of the ``month``-th month after the kickoff's."""
    return f"DATE(YEAR({KICKOFF}),MONTH({KICKOFF}){month:+d},1)"


class DateFormulas:
    """Formulas for a calendar's dates.

    ``cells`` has the cell with the date that counts, by the item's key; ``moved`` the months
    and the days of due dates that the host moved, if there are any.
    """

    def __init__(
        self, calendar: Calendar, cells: Mapping[str, str], moved: tuple[Range, Range] | None
    ) -> None:
        self.calendar, self.cells, self.moved = calendar, cells, moved

    def of(self, timing: Timing) -> str:
        """The formula of one date; it is "" where this kickoff does without the item."""
        match timing:
            case After(base, days, roll):
                day = f"{self._base(base)}{days:+d}" if days else self._base(base)
                if roll == "exact":
                    return day
                if roll == "end":
                    return _before(f"MIN({day},EOMONTH({KICKOFF},{self.calendar.months}))")
                return _before(day) if roll == "back" else _after(day)
            case WorkingDaysAfter(base, count):
                return f"WORKDAY({self._base(base)},{count},{DAYS_OFF})"
            case Halfway(base):
                return _after(f"{KICKOFF}+7*INT(({self._base(base)}-{KICKOFF})/14)")
            case Report(month):
                return self._report(month)
            case InMonth(month, number, weekday):
                return _after(_nth_weekday(month, number, weekday))
            case MonthEnd(base):
                return _before(f"EOMONTH({self._base(base)},0)")
            case Later(one, other):
                return f"MAX({self.of(one)},{self.of(other)})"
            case LateReport(month):
                due, others = self._report(month), _before(f"{KICKOFF}-{BASELINE_DAYS}")
                return f'IF({due}>{others},{due},"")'
            case OwnReport(inner):
                return f'IF({_is_late()},"",{self.of(inner)})'

    def _base(self, key: str) -> str:
        return self.cells[key] if key else KICKOFF

    def _report(self, month: int) -> str:
        due = self._by_rule(month)
        if month == 0 and self.calendar.months > 1:
            due = f"IF({_is_late()},{self.cells[report_key(REPORT, 1)]},{due})"
        if self.moved is None:
            return due
        months, days = (place.reference for place in self.moved)
        return f"IFERROR(INDEX({days},MATCH({month_formula(month)},{months},0)),{due})"

    def _by_rule(self, month: int) -> str:
        rule, call = self.calendar.due_rule, self.calendar.call
        if rule.rule == "working days after month end":
            return f"WORKDAY(EOMONTH({KICKOFF},{month}),{rule.number},{DAYS_OFF})"
        if rule.rule == "working days before the call":
            held = _after(_nth_weekday(month + 1, call.number, call.weekday))
            return f"WORKDAY({held},{-rule.number},{DAYS_OFF})"
        if rule.rule == "weekday of the next month":
            return _after(_nth_weekday(month + 1, rule.number, rule.weekday))
        return _after(f"EOMONTH({KICKOFF},{month})+{rule.number}")


def _after(day: str) -> str:
    """The day itself, or the next working day."""
    return f"WORKDAY({day}-1,1,{DAYS_OFF})"


def _before(day: str) -> str:
    """The day itself, or the working day before it."""
    return f"WORKDAY({day}+1,-1,{DAYS_OFF})"


def _is_late() -> str:
    """The kickoff's month ends too soon for a report of its own."""
    return f"EOMONTH({KICKOFF},0)-{KICKOFF}<{FIRST_REPORT_DAYS}"


def _nth_weekday(month: int, number: int, weekday: str) -> str:
    """The n-th weekday of a month; the last one where the month has fewer."""
    first = month_formula(month)
    ordinal = WEEKDAYS.index(weekday) + 1
    day = f"{first}+MOD({ordinal}-WEEKDAY({first},2),7)"
    if number <= 4:
        return f"{day}+{7 * (number - 1)}"
    last = f"EOMONTH({KICKOFF},{month})"
    return f"{last}-MOD(WEEKDAY({last},2)-{ordinal},7)"
