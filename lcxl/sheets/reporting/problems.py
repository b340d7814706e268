"""The list of what is to be mended or answered, behind the sheet Checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, partial

from lcxl.cells import a1
from lcxl.findings.catalogue import Part
from lcxl.metrics import MUST_MEND, Concern
from lcxl.plan import Metric
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.sheets.reporting.problem_facts import apart_cells, facts_of
from lcxl.sheets.reporting.problem_listed import listed_cells
from lcxl.sheets.reporting.problem_parts import Line, Parts
from lcxl.sheets.reporting.problem_texts import SAID, cell_text, parts_of_metric
from lcxl.sheets.reporting.working import Working
from lcxl.words import per_language
from lcxl.xl.live import Live, first_true, substituted
from lcxl.xl.sheet import SheetWriter, Value

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


class Problems:
    """What needs mending or an answer, counted from 1 through the months of every metric."""

    def __init__(self, working: Working) -> None:
        self.c = working
        metrics = working.plan.metrics
        self._of_metric = {
            metric.id: parts_of_metric(metric) | facts_of(metric, metrics) for metric in metrics
        }
        self.found = [
            Line(metric, i, concern)
            for metric in metrics
            for i, concern in enumerate(working.concerns[metric.id])
            if concern != Concern.NONE
        ]
        self._cells: dict[int, dict[str, Live]] = {}

    @property
    def count(self) -> Live:
        """How many entries are to be mended or answered."""
        return Live(f"MAX({self.c.place.all_months('listed').reference})", len(self.found))

    @property
    def errors(self) -> Live:
        """How many of them no reason can answer."""
        column = self.c.place.all_months("concern").reference
        tests = "+".join(f"COUNTIF({column},{int(concern)})" for concern in MUST_MEND)
        return Live(tests, sum(line.concern in MUST_MEND for line in self.found))

    def entry(self, number: int) -> dict[str, Live]:
        """The ``number``-th of them (from 1): sentence, what to do and cell; "" if none."""
        if number > len(self.found):
            return self.c.place.once(("no entry", number), lambda: self._entry(number))
        return self._entry(number)

    def _entry(self, number: int) -> dict[str, Live]:
        place, line = self.c.place, self.c.place.lines(number).reference
        entry = self.found[number - 1] if number <= len(self.found) else None
        cells = self._listed(number)

        def column(name: str) -> Live:
            return self._column(name, number, is_there=False)

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

    def _column(self, name: str, number: int, is_there: bool = True) -> Live:
        """What is known of the ``number``-th of them, or of its metric.

        ``is_there``: the formula that asks stands on the sheet of working columns.
        """
        place = self.c.place
        entry = self.found[number - 1] if number <= len(self.found) else None
        if name in place.LISTED:
            cell = place.listed(name, number)
            value = self._cells[number][name].value if entry else ""
            return Live(cell.beside if is_there else cell.reference, value)
        facts, at = place.of_metric(name), place.listed("metric_at", number)
        value = self._of_metric[entry.metric.id][name] if entry else ""
        if is_there:
            return Live(f"INDEX({facts.local},{at.beside})", value)
        return Live(f"INDEX({facts.reference},{at.reference})", value)

    def _listed(self, number: int) -> dict[str, Live]:
        """The cells of the ``number``-th of them."""
        if number not in self._cells:
            entry = self.found[number - 1] if number <= len(self.found) else None
            self._cells[number] = Parts(self.c, number, entry).cells()
            typed_at = self.c.place.listed("typed", number).beside
            self._cells[number] |= listed_cells(partial(self._column, number=number), typed_at)
        return self._cells[number]

    def of_month(self, metric: Metric, i: int) -> dict[str, Value]:
        """The working columns of one month: how many lines there are so far, and where it is."""
        k = self.c.plan.metrics.index(metric)
        key = "listed of", metric.id, i
        listed, at = self.c.place.once(key, lambda: self._place_of(metric, i))
        so_far = sum(line <= (k, i) for line in self._lines)
        return {
            "listed": listed.coming_to(so_far),
            "at": at,
            **(apart_cells(self.c, metric, i) if self.c.series[metric.id].due[i] else {}),
        }

    @cached_property
    def _lines(self) -> list[tuple[int, int]]:
        """Metric and month of each line, by their number."""
        metrics = self.c.plan.metrics
        return [(metrics.index(line.metric), line.i) for line in self.found]

    def _place_of(self, metric: Metric, i: int) -> tuple[Live, int | None]:
        """The formula that counts the lines up to a month, and the number of its report."""
        place, metrics = self.c.place, self.c.plan.metrics
        at, k = place.column(metric.id, "listed"), metrics.index(metric)
        before = "0"
        if i or k:
            of = (metric, i - 1) if i else (metrics[k - 1], len(self.c.months) - 1)
            before = a1(place.row(of[0].id, of[1]), at)
        concern = self.c.month_cell(metric, "concern", i)
        reports, period = self.c.layout.axis_of(metric.id).reports, self.c.periods[i]
        number = reports.index(period) + 1 if period in reports else None
        return Live(f"{before}+({concern}>0)", 0, "listed" if i else ""), number

    def write(self, sheet: SheetWriter) -> None:
        """Write the lines that are listed, beside the working columns."""
        place = self.c.place
        for _, part in SAID_OF:
            table = place.sentences(part)
            for k, concern in enumerate(LISTED):
                for n in range(len(SAID[concern][1])):
                    text = cell_text(concern, n + 1, part)
                    sheet.put(table.first_row + k, table.first_col + n, text, "machine")
        for name in place.OF_METRIC:
            column = place.of_metric(name)
            for k, one in enumerate(self._of_metric.values()):
                sheet.put(column.first_row + k, column.first_col, one[name], "machine")
        numbers = place.all_months("listed").local
        at = [place.row(line.metric.id, line.i) + 1 for line in self.found]
        for name in place.LISTED:
            sheet.put(0, place.listed(name, 1).first_col, name, "machine")
        for n in range(1, place.LINES + 1):
            cell = place.lines(n)
            live = Live(
                f'IF(MAX({numbers})<{n},"",MATCH({n},{numbers},0))',
                at[n - 1] if n <= len(at) else "",
            )
            sheet.put(cell.first_row, cell.first_col, live, "machine")
            if n <= len(at):
                told = self._shown(n)
            else:
                told = place.once(("no line", n), partial(self._shown, n))
            for name, shown in told.items():
                beside = place.listed(name, n)
                sheet.put(beside.first_row, beside.first_col, shown, "machine")

    def _shown(self, number: int) -> dict[str, Live]:
        """What the cells of the ``number``-th of them show; an error where there is none."""
        nothing = Live("NA()", NOT_AVAILABLE)
        is_there = Live(f"ISNUMBER({self.c.place.lines(number).beside})", number <= len(self.found))
        return {
            name: first_true([(is_there, told)], nothing)._replace(alike=name)
            for name, told in self._listed(number).items()
            if told.formula != '""'
        }


@per_language
def _used(part: Part) -> frozenset[str]:
    """The places that any of the sentences has."""
    texts = (cell_text(c, n + 1, part) for c in LISTED for n in range(len(SAID[c][1])))
    return frozenset(name for text in texts for name in _PLACE.findall(text))
