"""Findings about rows and periods that a workbook does not name, or names twice."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.cells import Range, a1
from lcxl.cells.address import column_letters
from lcxl.findings import Finding, Severity
from lcxl.intake import rules
from lcxl.intake.placing.sideways import cell_at
from lcxl.periods import Period

__all__ = ["RowFindings"]


class RowFindings:
    """What was found so far; ``across``: the workbook's periods stand side by side."""

    def __init__(self, across: bool) -> None:
        self.across = across
        self.found: list[Finding] = []

    def inferred(self, place: Range, periods: Mapping[int, Period]) -> None:
        """Periods of rows that no label names, from their neighbours."""
        row, period = next(iter(periods.items()))
        more = len(periods) - 1
        self.say(
            ("months_inferred" if more else "month_inferred") + "_across" * self.across,
            "question",
            place.sheet,
            a1(*cell_at(place, row, self.across)),
            row=self._in_words(row),
            month=period,
            more=more,
        )

    def lost(self, sheet: str, at: tuple[int, int], severity: Severity) -> None:
        """Something stands in a row of no period."""
        row = self._in_words(at[1] if self.across else at[0])
        text = "row_without_month" + "_across" * self.across
        self.say(text, severity, sheet, a1(*at), row=row)

    def say(
        self,
        text: str,
        severity: Severity,
        sheet: str | None,
        cell: str | None,
        *,
        metric_id: str | None = None,
        **places: object,
    ) -> None:
        """A finding about the structure, with the sentence's places."""
        told = {"sheet": sheet, "cell": cell, **places}
        self.found.append(rules.structure(text, told, severity, "", "", sheet, cell, metric_id))

    def twice(
        self,
        what: str,
        period: Period,
        sheet: str,
        at: tuple[int, int],
        first: int,
        metric_id: str | None = None,
    ) -> None:
        """A second row (or column) of a period; ``first``: where the first stands."""
        second = at[1] if self.across else at[0]
        self.say(
            "second_row" + "_across" * self.across,
            "error" if metric_id else "question",
            sheet,
            a1(*at),
            metric_id=metric_id,
            what=what,
            month=period,
            first=self._in_words(first),
            row=self._in_words(second),
        )

    def _in_words(self, row: int) -> int | str:
        """The number of a row, the letters of a column."""
        return column_letters(row) if self.across else row + 1
