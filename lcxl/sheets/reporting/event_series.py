"""The rare events of one team's workbook: what its formulas must come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lcxl.keep.filled import Filled
from lcxl.plan import Collaborative, Metric
from lcxl.runchart.event_chart import EventChart

__all__ = ["EventSeries", "counted"]


@dataclass(frozen=True)
class EventSeries:
    """One rare event, as it stands on the sheet Event log.

    A row counts as the reader of submissions counts it, as far as a cell can tell: a real
    date, a whole number of cases.
    """

    plan: Collaborative
    metric: Metric
    filled: Filled
    rows: int
    """Rows of the sheet."""

    @cached_property
    def log(self) -> Mapping[str, object]:
        """The row that says how far the log goes."""
        rows = self.filled.rows.get("logs", ())
        number = self.plan.event_metrics.index(self.metric)
        return rows[number] if number < len(rows) else {}

    def day(self, name: str) -> date | None:
        """A day of that row."""
        value = self.log.get(name)
        return value if isinstance(value, date) else None

    @property
    def open_cases(self) -> float | None:
        """Cases since the newest event; a t chart asks for none."""
        return counted(self.log.get("open_cases")) if self.metric.event_chart == "g" else None

    @cached_property
    def typed(self) -> list[tuple[date, float | None] | None]:
        """Day and cases of each row of the sheet; None where the row does not count."""
        rows = list(self.filled.rows.get("events", ()))[: self.rows]
        return [*map(self._row, rows), *[None] * (self.rows - len(rows))]

    def _row(self, row: Mapping[str, object]) -> tuple[date, float | None] | None:
        day, cases, earlier = row.get("date"), row.get("cases"), self.day("earlier")
        name = str(row.get("metric") or "")
        mine = name.casefold() == self.metric.short_name.casefold()
        if not mine and not (name == "" and len(self.plan.event_metrics) == 1):
            return None
        if not isinstance(day, date) or (earlier is not None and day < earlier):
            return None
        count = counted(cases)
        if self.metric.event_chart == "g" and cases not in (None, "") and count is None:
            return None
        return day, count

    @cached_property
    def doubts(self) -> list[int]:
        """How many questions there are about each row that counts, as rule V49 asks them."""
        rows = list(self.filled.rows.get("events", ()))
        start, end = self.plan.calendar.reported[0], self.day("complete_to")
        seen: set[tuple[date, float | None]] = set()
        found = []
        for i, one in enumerate(self.typed):
            if one is None:
                found.append(0)
                continue
            day, count = one
            is_typed = rows[i].get("cases") not in (None, "")
            is_asked = count is None and is_typed == (self.metric.event_chart == "t")
            is_after = end is not None and day > end
            found.append((day < start) + is_after + is_asked + (one in seen))
            seen.add(one)
        return found

    @cached_property
    def order(self) -> list[int]:
        """Rows that count, in order of time; of one day in the order of the sheet."""
        days = [(one[0], i) for i, one in enumerate(self.typed) if one is not None]
        return [i for _, i in sorted(days)]

    @cached_property
    def chart(self) -> EventChart:
        """The chart."""
        found = [one for i in self.order if (one := self.typed[i]) is not None]
        return EventChart(
            self.metric.event_chart or "t",
            tuple(day for day, _ in found),
            tuple(cases for _, cases in found),
            self.day("earlier"),
            self.plan.calendar.reported[0],
            self.day("complete_to"),
            self.open_cases,
        )


def counted(value: object) -> float | None:
    """A whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if value >= 0 and value % 1 == 0 else None
