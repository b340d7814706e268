"""The list of what is to be mended or answered, behind the sheet Checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lcxl.cells import a1
from lcxl.metrics import MUST_MEND, Concern, Entry, kind_of
from lcxl.plan import Metric
from lcxl.plan.model import SIDES
from lcxl.sheets.reporting.questions import pairings_of
from lcxl.xl.book import SheetWriter, Value
from lcxl.xl.live import Live, first_true

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["Problems"]

ENDINGS = {"text": "", "fix": "_fix"}
PARTS = ("month", "numerator", "denominator", "other", "metric")
LISTED = tuple(concern for concern in Concern if concern != Concern.NONE)


class _Line(NamedTuple):
    """One metric and month; concern 0 needs nothing."""

    metric: str
    month: str
    cell: str
    concern: int
    numerator: str
    denominator: str
    other: str


class Problems:
    """Every month of every metric in one list, the ones to look at counted from 1."""

    def __init__(self, calculation: Calculation) -> None:
        self.c = calculation
        layout = calculation.layout
        self._lines = [
            _Line(
                metric=metric.short_name,
                month=calculation.label(i),
                cell=a1(layout.FIRST_ROW + i, layout.column(metric.id, "numerator").col),
                concern=int(concern),
                numerator=_shown(calculation.series[metric.id].entries(i)[0]),
                denominator=_shown(calculation.series[metric.id].entries(i)[1]),
                other=self._others(metric),
            )
            for metric in calculation.plan.metrics
            for i, concern in enumerate(calculation.concerns[metric.id])
        ]
        self.found = [line for line in self._lines if line.concern]

    def _others(self, metric: Metric) -> str:
        """The metrics that it belongs together with."""
        plan = self.c.layout.plan
        ids = dict.fromkeys(
            term[2]
            for pairing in pairings_of(plan, metric)
            for side in SIDES
            for term in pairing.terms(side)
            if term[2] != metric.id
        )
        return " / ".join(plan.metric(metric_id).short_name for metric_id in ids)

    @property
    def count(self) -> Live:
        """How many entries are to be mended or answered."""
        return Live(f"MAX({self.c.place.problems('number').reference})", len(self.found))

    @property
    def errors(self) -> Live:
        """How many of them no reason can answer."""
        column = self.c.place.problems("concern").reference
        tests = "+".join(f"COUNTIF({column},{int(concern)})" for concern in MUST_MEND)
        return Live(tests, sum(line.concern in MUST_MEND for line in self.found))

    def entry(self, number: int) -> dict[str, Live]:
        """The ``number``-th of them (from 1): sentence, what to do and cell; "" if none."""
        texts = self.c.layout.spec.sheet("checks").texts
        line = self.c.place.lines(number).reference
        entry = self.found[number - 1] if number <= len(self.found) else None

        def column(name: str) -> Live:
            place = self.c.place.problems(name).reference
            return Live(f"INDEX({place},{line})", getattr(entry, name) if entry else "")

        listed = Live(f"ISNUMBER({line})", entry is not None)
        found = {"cell": column("cell")}
        for name, ending in ENDINGS.items():
            table = self.c.place.sentences(name).reference
            formula = f"INDEX({table},{column('concern').formula}-{int(LISTED[0]) - 1})"
            value = texts[Concern(entry.concern).name.lower() + ending] if entry else ""
            for part in PARTS:  # what may hold anything comes last
                shown = column(part)
                formula = f'SUBSTITUTE({formula},"{{{part}}}",{shown.formula})'
                value = value.replace(f"{{{part}}}", str(shown.value))
            found[name] = Live(formula, value)
        nothing = Live('""', "")
        return {name: first_true([(listed, live)], nothing) for name, live in found.items()}

    def write(self, sheet: SheetWriter) -> None:
        """Write the list beside the working columns."""
        place = self.c.place
        cols = {name: place.problems(name).first_col for name in place.PROBLEMS}
        for name, col in cols.items():
            sheet.put(0, col, "problem " + name, "machine")
        row, number, months = place.FIRST_ROW, 0, len(self.c.months)
        for k, line in enumerate(self._lines):
            metric, i = self.c.plan.metrics[k // months], k % months
            number += line.concern > 0
            before = a1(row - 1, cols["number"]) if k else "0"
            values: dict[str, Value] = {
                "concern": Live(self.c.month_cell(metric, "concern", i), line.concern),
                "number": Live(f"{before}+({a1(row, cols['concern'])}>0)", number),
                "metric": line.metric,
                "month": line.month,
                "cell": line.cell,
                "other": line.other or None,
                "numerator": self._shown_entry(metric, "numerator", i, line.numerator),
                "denominator": self._shown_entry(metric, "denominator", i, line.denominator),
            }
            for name, value in values.items():
                sheet.put(row, cols[name], value, "machine")
            row += 1
        texts = self.c.layout.spec.sheet("checks").texts
        for name, ending in ENDINGS.items():
            table = place.sentences(name)
            for k, concern in enumerate(LISTED):
                text = texts[concern.name.lower() + ending]
                sheet.put(table.first_row + k, table.first_col, text, "machine")
        numbers = place.problems("number").local
        at = [k + 1 for k, line in enumerate(self._lines) if line.concern]
        for n in range(1, place.LINES + 1):
            cell = place.lines(n)
            live = Live(
                f'IF(MAX({numbers})<{n},"",MATCH({n},{numbers},0))',
                at[n - 1] if n <= len(at) else "",
            )
            sheet.put(cell.first_row, cell.first_col, live, "machine")

    def _shown_entry(self, metric: Metric, role: str, i: int, shown: str) -> Value:
        """The entry as text; an error in the cell shows as nothing."""
        if role not in kind_of(metric).roles or not self.c.series[metric.id].due[i]:
            return None
        cell = self.c.data_cell(metric, role, i)
        return Live(f'IF(ISERROR({cell}),"",{cell}&"")', "" if shown.startswith("#") else shown)


def _shown(entry: Entry) -> str:
    return f"{entry:.15G}" if isinstance(entry, int | float) else str(entry or "")
