"""Numbers and words already known when a reporting workbook is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lcxl.metrics import Entry

__all__ = ["DataKey", "Filled"]

DataKey = tuple[str, date, str, int | None]
"""Metric, month, role ("numerator", "denominator" or "reason") and stratum."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a team's input cells: numbers as they were given, and rows of tables.

    ``rows`` has the rows of the blocks "changes", "phases" and "story" (one row for each
    reported month), "events" and "logs" (one row for each rare event of the plan) and the
    answers of "reporter", by field id.
    """

    data: Mapping[DataKey, Entry] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)

    @property
    def numbers(self) -> int:
        """How many cells of Data hold a number."""
        return sum(isinstance(entry, int | float) for entry in self.data.values())

    @property
    def is_empty(self) -> bool:
        """Nothing stands anywhere."""
        return not self.data and not any(any(rows) for rows in self.rows.values())

    def updated(self, other: Filled | None) -> Filled:
        """The same with the other's entries in place of its own."""
        if other is None:
            return self
        return Filled({**self.data, **other.data}, {**self.rows, **other.rows})

    def renamed(self, names: Mapping[str, str]) -> Filled:
        """The same with other names of metrics in the rows of tables; ``names``: old -> new."""
        rows = {
            block: [
                {**row, "metric": names[str(row["metric"])]} if row.get("metric") in names else row
                for row in given
            ]
            for block, given in self.rows.items()
        }
        return Filled(self.data, rows)

    def entry(self, metric_id: str, month: date, role: str, stratum: int | None = None) -> Entry:
        """What stands in one input cell of Data."""
        return self.data.get((metric_id, month, role, stratum))
