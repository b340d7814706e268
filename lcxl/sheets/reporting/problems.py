"""The list of what is to be mended or answered, behind the sheet Checks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lcxl.cells import a1
from lcxl.findings.catalogue import Part
from lcxl.metrics import MUST_MEND, Concern, kind_of
from lcxl.plan import Metric
from lcxl.sheets.reporting.problem_listed import listed_cells
from lcxl.sheets.reporting.problem_parts import Parts, never_of, typed_text
from lcxl.sheets.reporting.problem_texts import SAID, cell_text, parts_of_metric
from lcxl.words import per_language
from lcxl.xl.live import Live, first_true, substituted
from lcxl.xl.sheet import SheetWriter, Value

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["Problems"]

PLACES = {
    "month": "month",
    "months": "month",
    "numerator": "numerator",
    "denominator": "denominator",
    "other": "other",
    "numbers": "numbers",
    "value": "value",
    "before": "before",
    "left": "value",
    "right": "before",
    "because": "since",
    "since": "since",
    "month_before": "since",
    "january": "since",
    "usual": "compared",
    "cases": "cases",
    "others": "others",
    "times": "value",
    "n": "value",
    "number": "whole",
    "planned": "planned",
    "least": "least",
    "window": "window",
    "window_months": "window_months",
    "again": "again",
    "typed": "typed",
    "metric": "metric",
}
"""Place of a sentence -> the column that fills it; what may hold anything comes last."""
SAID_OF: Sequence[tuple[str, Part]] = (("text", "message"), ("fix", "fix"))
_PLACE = re.compile(r"\{(\w+)\}")
LISTED = tuple(concern for concern in Concern if concern != Concern.NONE)


class _Line(NamedTuple):
    """One metric and month; concern 0 needs nothing."""

    metric: str
    month: str
    cell: str
    concern: int
    numerator: str
    denominator: str
    parts: Mapping[str, Live]
    """`lcxl.sheets.reporting.problem_parts`; none of a month of which nothing is due."""
    number_of_metric: int
    """From 0."""


class Problems:
    """Every month of every metric in one list, the ones to look at counted from 1."""

    def __init__(self, calculation: Calculation) -> None:
        self.c = calculation
        self._of_metric = [parts_of_metric(metric) for metric in calculation.plan.metrics]
        never = [never_of(metric) for metric in calculation.plan.metrics]
        self._lines = [
            _Line(
                metric=metric.short_name,
                month=calculation.label(i),
                cell=calculation.data_address(metric, i),
                concern=int(concern),
                numerator=typed_text(calculation.series[metric.id].entries(i)[0]),
                denominator=typed_text(calculation.series[metric.id].entries(i)[1]),
                parts=(
                    Parts(calculation, metric, i, concern, never[number]).all()
                    if calculation.series[metric.id].due[i]
                    else {}
                ),
                number_of_metric=number,
            )
            for number, metric in enumerate(calculation.plan.metrics)
            for i, concern in enumerate(calculation.concerns[metric.id])
        ]
        self.found = [line for line in self._lines if line.concern]
        self._cells: dict[int, dict[str, Live]] = {}

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
        place, line = self.c.place, self.c.place.lines(number).reference
        entry = self.found[number - 1] if number <= len(self.found) else None
        cells = self._listed(number)

        def column(name: str) -> Live:
            if name in place.LISTED:
                value = cells[name].value if entry else ""
                return Live(place.listed(name, number).reference, value)
            return self._column(name, number)

        found = {"cell": column("cell")}
        which = f"{column('concern').formula}-{int(LISTED[0]) - 1},{column('variant').formula}"
        for name, part in SAID_OF:
            formula = f"INDEX({place.sentences(part).reference},{which})"
            value = ""
            if entry:
                value = cell_text(Concern(entry.concern), int(cells["variant"].value), part)
            places = {p: column(source) for p, source in PLACES.items() if p in _used(part)}
            found[name] = substituted(Live(formula, value), places)
        nothing, listed = Live('""', ""), Live(f"ISNUMBER({line})", entry is not None)
        return {name: first_true([(listed, live)], nothing) for name, live in found.items()}

    def _column(self, name: str, number: int) -> Live:
        """What the ``number``-th of them has in a column, of the list or of its metric."""
        place, line = self.c.place, self.c.place.lines(number).reference
        entry = self.found[number - 1] if number <= len(self.found) else None
        if name in place.OF_METRIC:
            value = self._of_metric[entry.number_of_metric][name] if entry else ""
            metric = f"INT(({line}-1)/{len(self.c.months)})+1"
            return Live(f"INDEX({place.of_metric(name).reference},{metric})", value)
        shown: float | str | bool = ""
        if entry:
            part = entry.parts.get(name)
            shown = part.value if part else getattr(entry, name, "")
        return Live(f"INDEX({place.problems(name).reference},{line})", shown)

    def _listed(self, number: int) -> dict[str, Live]:
        """The cells beside the list that the ``number``-th of them needs."""
        if number not in self._cells:
            typed_at = self.c.place.listed("typed", number).reference
            self._cells[number] = listed_cells(partial(self._column, number=number), typed_at)
        return self._cells[number]

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
                "numerator": self._shown_entry(metric, "numerator", i, line.numerator),
                "denominator": self._shown_entry(metric, "denominator", i, line.denominator),
                **line.parts,
            }
            for name, value in values.items():
                sheet.put(row, cols[name], value, "machine")
            row += 1
        for _, part in SAID_OF:
            table = place.sentences(part)
            for k, concern in enumerate(LISTED):
                for n in range(len(SAID[concern][1])):
                    text = cell_text(concern, n + 1, part)
                    sheet.put(table.first_row + k, table.first_col + n, text, "machine")
        for name in place.OF_METRIC:
            column = place.of_metric(name)
            for k, one in enumerate(self._of_metric):
                sheet.put(column.first_row + k, column.first_col, one[name], "machine")
        numbers = place.problems("number").local
        at = [k + 1 for k, line in enumerate(self._lines) if line.concern]
        for n in range(1, place.LINES + 1):
            cell = place.lines(n)
            live = Live(
                f'IF(MAX({numbers})<{n},"",MATCH({n},{numbers},0))',
                at[n - 1] if n <= len(at) else "",
            )
            sheet.put(cell.first_row, cell.first_col, live, "machine")
            listed = Live(f"ISNUMBER({cell.local})", n <= len(at))
            for name, told in self._listed(n).items():
                beside = place.listed(name, n)
                shown = first_true([(listed, told)], Live('""', ""))
                sheet.put(beside.first_row, beside.first_col, shown, "machine")

    def _shown_entry(self, metric: Metric, role: str, i: int, shown: str) -> Value:
        """The entry as text; an error in the cell shows as nothing."""
        if role not in kind_of(metric).roles or not self.c.series[metric.id].due[i]:
            return None
        cell = self.c.data_cell(metric, role, i)
        return Live(f'IF(ISERROR({cell}),"",{cell}&"")', "" if shown.startswith("#") else shown)


@per_language
def _used(part: Part) -> frozenset[str]:
    """The places that any of the sentences has."""
    texts = (cell_text(c, n + 1, part) for c in LISTED for n in range(len(SAID[c][1])))
    return frozenset(name for text in texts for name in _PLACE.findall(text))
