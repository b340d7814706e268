"""The sums behind the sheet Plain words: people of a metric now, and of each of its groups.

They stand in cells, because what is said of them names each several times, and a formula holds
8,192 characters.
"""

from __future__ import annotations

from typing import NamedTuple

from lcxl.calculation_layout.columns import people_figures
from lcxl.cells.address import absolute, quoted
from lcxl.plan import Metric
from lcxl.sheets.reporting.working import Working
from lcxl.xl.live import Live

__all__ = ["people_sums"]

LATELY = 3
"""Values since the start that are taken together as now."""


class _Newest(NamedTuple):
    """The periods that are taken together as now; formulas of the first and the last one."""

    first: str
    last: str
    any: str
    """A figure that is 0 where there is none."""
    rows: range
    """Their positions."""

    def part(self, column: str) -> str:
        """Their cells of a column that has one for each period."""
        return f"INDEX({column},{self.first}):INDEX({column},{self.last})"

    def sum_of(self, formula: str) -> str:
        """A sum, 0 where there is none."""
        return f"IF({self.any}=0,0,{formula})"


def people_sums(working: Working, metric: Metric) -> dict[str, Live]:
    """Figure -> its formula: those of `lcxl.calculation_layout.columns.people_figures`."""
    names = people_figures(metric)
    if not names:
        return {}
    newest = _newest(working, metric)
    found = [] if metric.overlaps else _now(working, metric, newest)
    for group in range(len(metric.strata)):
        found += _of_group(working, metric, newest, group)
    return dict(zip(names, found, strict=True))


def _newest(working: Working, metric: Metric) -> _Newest:
    place, values = working.place, working.series[metric.id].values
    known = [i for i, value in enumerate(values) if value is not None]
    name = "since_last" if metric.overlaps else "m1"
    since, latest = (working.figure(metric.id, figure) for figure in (name, "latest"))
    if metric.overlaps:  # each value shares patients with the one before it
        last = f"MAX(1,{since.formula})"
        at = int(since.value)
        return _Newest(last, last, since.formula, range(at - 1, at) if at else range(0))
    rows = place.range(metric.id, "row").local
    first = f"LARGE({rows},MAX(1,MIN({LATELY},{since.formula})))"
    taken = known[-min(LATELY, int(since.value)) :] if since.value else []
    found = range(taken[0], taken[-1] + 1) if taken else range(0)
    return _Newest(first, f"MAX(1,{latest.formula})", since.formula, found)


def _now(working: Working, metric: Metric, newest: _Newest) -> list[Live]:
    """Of the last values since the start."""
    one = working.series[metric.id]
    rows = [i for i in newest.rows if one.values[i] is not None]
    return [
        Live(
            newest.sum_of(f"SUM({newest.part(working.place.range(metric.id, name).local)})"),
            sum(numbers[i] or 0.0 for i in rows),
        )
        for name, numbers in (("count", one.counts), ("size", one.sizes))
    ]


def _of_group(working: Working, metric: Metric, newest: _Newest, group: int) -> list[Live]:
    """Of the periods with both numbers of the group."""
    layout, one = working.layout, working.series[metric.id]
    reports = layout.axis_of(metric.id).reports
    at = working.place.range(metric.id, "at").local
    parts = []
    for role in ("numerator", "denominator"):
        line = layout.line(metric.id, role, group)
        ends = ":".join(absolute(*layout.cell(line, r)) for r in (reports[0], reports[-1]))
        cells = f"{quoted(layout.data_sheet)}!{ends}"
        first, last = (f"INDEX({at},{end})" for end in (newest.first, newest.last))
        parts.append(f"INDEX({cells},{first}):INDEX({cells},{last})")
    both = "*".join(f"ISNUMBER({part})" for part in parts)
    pairs = [
        (x, n)
        for x, n in (one.parts(i)[group] for i in newest.rows)
        if isinstance(x, int | float) and isinstance(n, int | float)
    ]
    return [
        Live(newest.sum_of(f"SUMPRODUCT({both},{part})"), sum(pair[k] for pair in pairs))
        for k, part in enumerate(parts)
    ]
