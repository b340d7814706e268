"""What stands beside a chart: verdict, reason, latest value, start, goal, notes, tests."""

from __future__ import annotations

from lcxl.calculation_layout.columns import NOTES
from lcxl.cells.address import absolute
from lcxl.metrics import chart_kind, kind_of, shown, shown_formula
from lcxl.metrics.display import shown_level, shown_level_formula
from lcxl.metrics.goal import has_goal
from lcxl.plan import Metric
from lcxl.runchart.states import MIN_BASELINE
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.reading import newest, planned
from lcxl.xl.live import Live, first_true, sentence, words

__all__ = ["NAMED", "ChartPanel"]

NAMED = 3
"""Tests whose names stand beside the chart."""
NOTES_SHOWN = 2
NOTHING = words("")


class ChartPanel:
    """The cells around one metric's chart."""

    def __init__(self, calculation: Calculation, metric: Metric) -> None:
        self.c, self.metric = calculation, metric
        self.one = calculation.series[metric.id]
        self.texts = calculation.layout.spec.sheet("charts").texts
        self.notes = calculation.notes(metric)

    def _figure(self, name: str) -> Live:
        return self.c.figure(self.metric.id, name)

    def _frame(self, name: str) -> Live:
        place = self.c.place.figure(self.metric.id, name)
        return Live(place.reference, self.c.frame(self.metric).figures[name].value)

    def subtitle(self) -> Live:
        """Id, name, denominators, and from where to where the axis goes."""
        metric = self.metric
        parts: dict[str, Live | str | int | float] = {
            "id": metric.id,
            "metric": metric.name,
            "low": self._frame("tick0"),
            "high": self._frame("tick5"),
        }
        plain = sentence(self.texts["subtitle_scale"], **parts)
        if not kind_of(metric).divides:
            return plain
        sizes = [size for size in self.one.sizes if size is not None]
        column = self.c.place.range(metric.id, "size").reference
        parts["least"] = Live(f"MIN({column})", min(sizes, default=0.0))
        parts["most"] = Live(f"MAX({column})", max(sizes, default=0.0))
        same = Live(f"MIN({column})=MAX({column})", len(set(sizes)) <= 1)
        return first_true(
            [
                (Live(f"COUNT({column})=0", not sizes), plain),
                (same, sentence(self.texts["subtitle_n"], **parts)),
            ],
            sentence(self.texts["subtitle_range"], **parts),
        )

    def latest(self) -> Live:
        """The newest value, what it is of, and its month."""
        value, row = self._figure("value_now"), self._figure("latest")
        i = int(row.value) - 1
        parts: dict[str, Live | str | int | float] = {
            "v": Live(
                shown_formula(self.metric, value.formula),
                shown(self.metric, float(value.value)) if value.value != "" else "",
            ),
            "month": self.c.month_label(row),
        }
        text = self.texts["panel_latest"]
        if kind_of(self.metric).divides:
            text = self.texts["panel_latest_n"]
            for key, name, numbers in (
                ("x", "count", self.one.counts),
                ("n", "size", self.one.sizes),
            ):
                number = (numbers[i] or 0.0) if i >= 0 else 0.0
                parts[key] = Live(f"N({self._at(name)})", number)
        none = Live(f"{row.formula}=0", row.value == 0)
        return first_true([(none, NOTHING)], sentence(text, **parts))

    def now(self) -> Live:
        """The newest value alone."""
        value, row = self._figure("value_now"), self._figure("latest")
        none = Live(f"{row.formula}=0", row.value == 0)
        text = shown(self.metric, float(value.value)) if value.value != "" else ""
        return first_true([(none, NOTHING)], Live(shown_formula(self.metric, value.formula), text))

    def _at(self, name: str) -> str:
        column = self.c.place.range(self.metric.id, name).reference
        return f"INDEX({column},MAX(1,{self._figure('latest').formula}))"

    def start(self) -> Live:
        """The level before the start, or that too little is known of it."""
        row = self._figure("latest")
        none = Live(f"{row.formula}=0", row.value == 0)
        if self.metric.overlaps:
            p0 = self._figure("p0")
            level = Live(
                shown_level_formula(self.metric, p0.formula),
                "" if p0.value == "" else shown_level(self.metric, float(p0.value)),
            )
            unknown = Live(f'{p0.formula}=""', p0.value == "")
            told = sentence(self.texts["panel_start_report"], v=level)
            return first_true([(none, NOTHING), (unknown, NOTHING)], told)
        run = chart_kind(self.metric) is None
        column, b = "d_median" if run else "centre", self._figure("b")
        value = self.one.columns[column][max(1, int(row.value)) - 1]
        level = Live(
            shown_formula(self.metric, self._at(column)),
            "" if isinstance(value, str) else shown(self.metric, value),
        )
        text = self.texts["panel_start" if run else "panel_start_mean"]
        long = Live(f"{b.formula}>={MIN_BASELINE}", int(b.value) >= MIN_BASELINE)
        told = first_true([(long, sentence(text, v=level, b=b))], self.notes.beside_verdict())
        return first_true([(none, NOTHING)], told)

    def goal(self) -> Live:
        """Whether the goal is met."""
        row = self._figure("latest")
        none = Live(f"{row.formula}=0", row.value == 0)
        if self.metric.goal is None:
            return NOTHING
        told = newest(self.c, self.metric)
        if not has_goal(self.metric):
            goal = planned(self.metric, self.metric.goal)
            told = sentence(self.texts["label_goal"], v=goal)
        return first_true([(none, NOTHING)], told)

    def remarks(self) -> list[Live]:
        """The first notes besides the one on the baseline, which stands as the start."""
        place, metric = self.c.place, self.metric.id
        cells = self.notes.cells
        texts = [str(cells[f"note{k}"].value) for k in range(2, NOTES + 1)]
        said = [text for text in texts if text]
        ranges = {}
        for name in ("note", "rank"):
            first, last = place.figure(metric, f"{name}2"), place.figure(metric, f"{name}{NOTES}")
            ranges[name] = f"{first.reference}:{absolute(last.first_row, last.first_col)}"
        skipped = f"(LEN({place.figure(metric, 'note1').reference})>0)"
        return [
            Live(
                f'IFERROR(INDEX({ranges["note"]},MATCH({k}+{skipped},{ranges["rank"]},0)),"")',
                said[k - 1] if k <= len(said) else "",
            )
            for k in range(1, NOTES_SHOWN + 1)
        ]

    def tests(self) -> list[Live]:
        """A heading, the first tests by their number, and how many more there are."""
        found = self.c.annotations.figures_of(self.metric)
        count = self.c.annotations.count(self.metric)
        some = Live(f"{count.formula}>0", bool(count.value))
        lines = [first_true([(some, words(self.texts["tests_heading"]))], NOTHING)]
        for k in range(1, NAMED + 1):
            name = f"change{k}_told"
            cell = Live(self.c.place.figure(self.metric.id, name).reference, found[name].value)
            told = sentence(self.texts["test_numbered"], k=k, told=cell)
            is_one = Live(f'{cell.formula}<>""', cell.value != "")
            lines.append(first_true([(is_one, told)], NOTHING))
        more = Live(f"{count.formula}-{NAMED}", int(count.value) - NAMED)
        is_more = Live(f"{count.formula}>{NAMED}", int(count.value) > NAMED)
        told = sentence(self.texts["tests_more"], n=more)
        return [*lines, first_true([(is_more, told)], NOTHING)]
