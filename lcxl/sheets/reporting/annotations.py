"""Changes tested, by their number on the chart of the metric they should move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from lcxl.calculation_layout.columns import ANNOTATIONS
from lcxl.cells import a1
from lcxl.cells.address import absolute, quoted
from lcxl.periods import month_of, serial
from lcxl.plan import Metric
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.sheets.reporting.working import Working
from lcxl.templates import word_of
from lcxl.xl.formula_cells import Standing
from lcxl.xl.live import Live, first_true, quote, sentence, short_month_and_year
from lcxl.xl.sheet import SheetWriter

__all__ = ["Annotations"]

PARTS = ("row", "label", "month", "height", "told")
LOWEST, APART = 0.055, 0.12
"""Height of the number of a test, and how much higher the next one of the same month stands."""


class Annotations:
    """Which changes of the sheet Changes belong to which metric, in which month."""

    def __init__(self, working: Working) -> None:
        self.c = working
        self.block = working.layout.blocks["changes"]
        self.rows = self.block.block.rows
        typed = next(iter(working.series.values())).filled.rows.get("changes", ())
        self.typed: Sequence[Mapping[str, object]] = list(typed)[: self.rows]
        self.keys = self._keys()
        self._figures: dict[str, dict[str, Live]] = {}

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
        after = serial(self.c.periods[-1].next.start)
        found: dict[str, Live] = {}
        for k in range(1, ANNOTATIONS + 1):
            key = f"{metric.short_name}|{k}"
            row = self.keys.index(key) + 1 if key in self.keys else 0
            cells = {p: self._figure(metric, f"change{k}_{p}") for p in PARTS}
            found[f"change{k}_row"] = Live(f"IFERROR(MATCH({quote(key)},{keys},0),0)", row)
            found[f"change{k}_label"] = Live(
                f'IF({cells["row"]}=0,"",INDEX({labels},MAX(1,{cells["row"]}))&"")',
                str(self.typed[row - 1]["label"]) if row else "",
            )
            day = f"INDEX({started},MAX(1,{cells['row']}))"
            began = self.typed[row - 1].get("started") if row else None
            found[f"change{k}_month"] = Live(
                f"IF({cells['row']}=0,0,IF({day}>={after},0,IFERROR(MATCH({day},{months},1),0)))",
                self._month_number(began) if isinstance(began, date) else 0,
            )
            found[f"change{k}_height"] = self._height(k, found, metric)
            found[f"change{k}_told"] = self._told(cells, found, k, row)
        return found

    def _height(self, k: int, found: Mapping[str, Live], metric: Metric) -> Live:
        """Above those of the same month that come before."""
        mine = self._figure(metric, f"change{k}_month")
        before = [f"({self._figure(metric, f'change{j}_month')}={mine})" for j in range(1, k)]
        month = found[f"change{k}_month"].value
        below = sum(found[f"change{j}_month"].value == month for j in range(1, k))
        return Live(f"{LOWEST}+{APART}*({'+'.join(before) or 0})", LOWEST + APART * below)

    def _told(self, cells: Mapping[str, str], found: Mapping[str, Live], k: int, row: int) -> Live:
        """What was tested, when, and what was decided."""
        texts = self.c.layout.spec.sheet("charts").texts
        decision = f"INDEX({self.block.range('decision').reference},MAX(1,{cells['row']}))"
        decided = str(self.typed[row - 1].get("decision") or "") if row else ""
        open_still = texts["test_open"]
        month = found[f"change{k}_month"]
        when = self.c.month_label(month)
        parts = {
            "label": Live(cells["label"], found[f"change{k}_label"].value),
            "month": Live(when.formula.replace(month.formula, cells["month"]), when.value),
            "decision": Live(
                f'IF({decision}="",{quote(open_still)},{decision})',
                word_of("decision", decided) if decided else open_still,
            ),
        }
        told = first_true(
            [
                (
                    Live(f"{cells['month']}=0", month.value == 0),
                    sentence(texts["test_undated"], **parts),
                )
            ],
            sentence(texts["test"], **parts),
        )
        return Live(f'IF({cells["row"]}=0,"",{told.formula})', told.value if row else "")

    def count(self, metric: Metric) -> Live:
        """How many changes of a metric have a label and a date."""
        keys = self.c.place.change_keys(self.rows).reference
        name = f"{metric.short_name}|"
        number = sum(key.startswith(name) for key in self.keys)
        return Live(f"SUMPRODUCT(--(LEFT({keys},{len(name)})={quote(name)}))", number)

    def newest(self, k: int, most: int, open_still: str) -> dict[str, Live]:
        """The ``k``-th of the last rows that count: change, since, learned and decision.

        ``most``: characters of what was learned; ``open_still``: what stands for no decision.
        """
        keys = self.c.place.change_keys(self.rows)
        place = f"(ROW({keys.reference})-{keys.first_row})"
        number = f'SUMPRODUCT(LARGE(({keys.reference}<>"")*{place},{k}))'
        known = [i for i, key in enumerate(self.keys) if key]
        row = known[-k] if k <= len(known) else None
        typed = {} if row is None else self.typed[row]

        def cell(name: str) -> str:
            return f"INDEX({self.block.range(name).reference},MAX(1,{number}))"

        def told(formula: str, value: str) -> Live:
            return Live(f'IF({number}=0,"",{formula})', value if typed else "")

        learned = str(typed.get("learned") or "")
        decided = str(typed.get("decision") or "")
        cut = f'LEFT({cell("learned")},{most - 1})&"…"'
        since = typed.get("started")
        month = short_month_and_year(cell("started"), since if isinstance(since, date) else None)
        decision = cell("decision")
        return {
            "change": told(cell("label"), str(typed.get("label") or "")),
            "since": told(month.formula, str(month.value)),
            "learned": told(
                f'IF(LEN({cell("learned")})>{most},{cut},{cell("learned")}&"")',
                learned if len(learned) <= most else learned[: most - 1] + "…",
            ),
            "decision": told(
                f'IF({decision}="",{quote(open_still)},{decision})',
                word_of("decision", decided) if decided else open_still,
            ),
        }

    def starts(self, metric: Metric, i: int) -> Live | int:
        """1 where the host's definition or a row under New phases starts a phase."""
        key = "starts", metric.id, i
        formula = self.c.place.once(key, lambda: self._starts(metric, i))
        return (
            Live(formula, self.c.series[metric.id].starts[i]) if formula else self._fixed(metric, i)
        )

    def _fixed(self, metric: Metric, i: int) -> int:
        return int(i > 0 and i in self.c.plan.phase_starts(metric))

    def _starts(self, metric: Metric, i: int) -> str:
        """The formula; "" where a row cannot start one."""
        phases, month = self.c.layout.blocks["phases"], month_of(self.c.months[i])
        if i == 0 or month <= self.c.months[i - 1]:
            return ""  # of a month's periods the first one begins a level
        by_definition = self._fixed(metric, i)

        def column(name: str) -> str:
            return phases.range(name).reference

        day = a1(self.c.place.FIRST_ROW + i, self.c.place.SHARED.index("date"))
        if month != self.c.months[i]:
            day = str(serial(month))
        return (
            f"MIN(1,{by_definition}+COUNTIFS({column('metric')},{quote('=' + metric.short_name)},"
            f'{column("month")},">="&{day},{column("month")},"<"&EDATE({day},1),'
            f'{column("label")},"<>",{column("accepted_by")},"<>"))'
        )

    def _month_number(self, day: date) -> int:
        numbers = (i for i, period in enumerate(self.c.periods, 1) if period.contains(day))
        return next(numbers, 0)

    def _figure(self, metric: Metric, name: str) -> str:
        place = self.c.place.figure(metric.id, name)
        return absolute(place.first_row, place.first_col)

    def heights(self, metric: Metric, k: int) -> list[float | str]:
        """Height of the number of the ``k``-th test in its month, a gap in all others."""
        found, n = self.figures_of(metric), len(self.c.months)
        at = int(found[f"change{k}_month"].value)
        height = found[f"change{k}_height"].value
        return [height if i + 1 == at else NOT_AVAILABLE for i in range(n)]

    def write_marks(self, sheet: SheetWriter, metric: Metric) -> None:
        """The columns of these heights on the calculation sheet."""
        place = self.c.place

        def formulas(k: int) -> list[Standing]:
            month, height = (self._figure(metric, f"change{k}_{p}") for p in ("month", "height"))
            cells = (place.cell(metric.id, "month", i) for i in range(len(self.c.months)))
            texts = (f"IF({cell}={month},{height},NA())" for cell in cells)
            return [sheet.standing(Live(text, "", "change")) for text in texts]

        for k in range(1, ANNOTATIONS + 1):
            down = place.once(("change", metric.id, k), partial(formulas, k))
            col = place.column(metric.id, f"y_change{k}")
            sheet.put_down(place.row(metric.id, 0), col, down, self.heights(metric, k))

    def figures_of(self, metric: Metric) -> dict[str, Live]:
        """`figures`, computed once for each metric."""
        if metric.id not in self._figures:
            if f"{metric.short_name}|1" in self.keys:
                self._figures[metric.id] = self.figures(metric)
            else:  # nothing was tested, as with most teams
                key = "no changes", metric.id
                self._figures[metric.id] = self.c.place.once(key, lambda: self.figures(metric))
        return self._figures[metric.id]
