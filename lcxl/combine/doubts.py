"""What the findings of a file say about its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lcxl.findings import Finding
from lcxl.periods import Period

__all__ = ["Doubts"]

NOT_OPEN = "V03"
"""A month that has no number yet, or none any more: nothing of it counts, of no group either."""


class Doubts(NamedTuple):
    """Of one file."""

    refused: frozenset[tuple[str | None, str | None]]
    """Sheet and cell of numbers that cannot be used."""
    closed: frozenset[tuple[str | None, Period | None]]
    """Metric and report that are not open."""
    asked: frozenset[tuple[str | None, Period | None]]
    """Metric and report about which there is a question."""

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Doubts:
        """Taken from its findings."""
        return cls(
            frozenset((f.sheet, f.cell) for f in findings if f.severity == "error" and f.cell),
            frozenset((f.metric_id, f.period) for f in findings if f.code == NOT_OPEN),
            frozenset((f.metric_id, f.period) for f in findings if f.severity == "question"),
        )
