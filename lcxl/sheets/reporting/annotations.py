"""Changes tested, by their short label on the chart of the metric they should move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from lcxl.calculation_layout import ANNOTATIONS
from lcxl.cells.address import absolute, quoted
from lcxl.periods import add_months, month_of, serial
from lcxl.plan import Metric
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.xl.book import SheetWriter
from lcxl.xl.live import Live, quote

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["Annotations"]

HEIGHTS = (0.97, 0.89, 0.81)
"""Heights of labels one after another, as shares of the axis, so that they do not overlap."""
HEADROOM = 1.12
"""Room above the highest value of an axis without a fixed end."""


class Annotations:
    """Which changes of the sheet Changes belong to which metric, in which month."""

    def __init__(self, calculation: Calculation) -> None:
        self.c = calculation
        self.block = calculation.layout.blocks["changes"]
        self.rows = self.block.block.rows
        typed = next(iter(calculation.series.values())).filled.rows.get("changes", ())
        self.typed: Sequence[Mapping[str, Any]] = list(typed)[: self.rows]
        self.keys = self._keys()

    def _keys(self) -> list[str]:
        """Metric and number of each row that has a label, a metric and a date."""
        counted: Counter[str] = Counter()
        keys = []
        for row in self.typed:
            metric = str(row.get("metric") or "")
            if metric and row.get("label") and isinstance(row.get("started"), date):
                counted[metric] += 1
                keys.append(f"{metric}|{counted[metric]}")
            else:
                keys.append("")
        return keys + [""] * (self.rows - len(keys))

    def _cell(self, name: str, row: int) -> str:
        place = self.block.range(name)
        return f"{quoted(place.sheet)}!{absolute(place.first_row + row, place.first_col)}"

    def _from_first(self, name: str, row: int) -> str:
        place = self.block.range(name)
        return f"{self._cell(name, 0)}:{absolute(place.first_row + row, place.first_col)}"

    def write_keys(self, sheet: SheetWriter) -> None:
        """The column of keys on the calculation sheet."""
        place = self.c.place.change_keys(self.rows)
        sheet.put(0, place.first_col, "change keys", "machine")
        for i, key in enumerate(self.keys):
            label, metric, started = (self._cell(n, i) for n in ("label", "metric", "started"))
            counts = (
                f'COUNTIFS({self._from_first("metric", i)},"="&{metric},'
                f'{self._from_first("label", i)},"<>",{self._from_first("started", i)},">0")'
            )
            live = Live(
                f'IF(OR({label}="",{metric}="",COUNT({started})=0),"",{metric}&"|"&{counts})', key
            )
            sheet.put(place.first_row + i, place.first_col, live, "machine")

    def figures(self, metric: Metric) -> dict[str, Live]:
        """Row, label and month number of each change shown on the metric's chart."""
        keys = self.c.place.change_keys(self.rows).local
        labels, started = (self.block.range(n).reference for n in ("label", "started"))
        months = self.c.place.shared("date").local
        after = serial(add_months(self.c.months[-1], 1))
        found: dict[str, Live] = {}
        for k in range(1, ANNOTATIONS + 1):
            key = f"{metric.short_name}|{k}"
            row = self.keys.index(key) + 1 if key in self.keys else 0
            cells = {p: self._figure(metric, f"change{k}_{p}") for p in ("row", "label", "month")}
            found[f"change{k}_row"] = Live(f"IFERROR(MATCH({quote(key)},{keys},0),0)", row)
            found[f"change{k}_label"] = Live(
                f'IF({cells["row"]}=0,"",INDEX({labels},MAX(1,{cells["row"]}))&"")',
                str(self.typed[row - 1]["label"]) if row else "",
            )
            day = f"INDEX({started},MAX(1,{cells['row']}))"
            found[f"change{k}_month"] = Live(
                f"IF({cells['row']}=0,0,IF({day}>={after},0,IFERROR(MATCH({day},{months},1),0)))",
                self._month_number(self.typed[row - 1]["started"]) if row else 0,
            )
        return found

    def _month_number(self, day: date) -> int:
        month = month_of(day)
        return self.c.months.index(month) + 1 if month in self.c.months else 0

    def _figure(self, metric: Metric, name: str) -> str:
        place = self.c.place.figure(metric.id, name)
        return absolute(place.first_row, place.first_col)

    def column(self, metric: Metric, k: int, i: int, top: float | None) -> Live:
        """Height of the ``k``-th label in the ``i``-th month, a gap in all others.

        ``top``: the end of the value axis, if it is fixed.
        """
        share = HEIGHTS[(k - 1) % len(HEIGHTS)]
        when = self.figures_of(metric)[f"change{k}_month"]
        values = self.c.place.range(metric.id, "value").local
        month = self.c.month_cell(metric, "month", i)
        if top is not None:
            height, number = f"{top * share!r}", top * share
        else:
            highest = f"MAX({values},{metric.goal or 0!r})"
            height = f"{highest}*{HEADROOM * share!r}"
            known = [v for v in self.c.series[metric.id].values if v is not None]
            number = max([*known, metric.goal or 0.0]) * (HEADROOM * share)
        cell = self._figure(metric, f"change{k}_month")
        return Live(f"IF({month}={cell},{height},NA())",
                    number if when.value == i + 1 else NOT_AVAILABLE)  # fmt: skip

    def figures_of(self, metric: Metric) -> dict[str, Live]:
        """`figures`, computed once for each metric."""
        if not hasattr(self, "_figures"):
            self._figures = {m.id: self.figures(m) for m in self.c.plan.metrics}
        return self._figures[metric.id]
