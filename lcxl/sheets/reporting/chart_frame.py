"""What a metric's chart draws besides its columns: the axis in cells, labels, marks and breaks.

Everything stands between 0 and 1 on an axis that follows the numbers (`lcxl.runchart.axis`).  A
line that starts anew, as a median does at a new level, has a series for each phase, because
spreadsheet programs join the points of one series over what is missing between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from lcxl.calculation_layout.columns import (
    across,
    breaking_lines,
    definitions_of,
    end_labels,
    keep_sides,
    phase_column,
    scale_of,
)
from lcxl.metrics import chart_kind, kind_of, shown, shown_formula
from lcxl.metrics.display import shown_tick, shown_tick_formula
from lcxl.plan import Metric
from lcxl.runchart import formulas
from lcxl.runchart.axis import TICKS, Axis, axis_formulas, axis_of
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.sheets.reporting.keep_limits import keep_limits
from lcxl.sheets.reporting.working import Working
from lcxl.xl.formula_cells import Standing
from lcxl.xl.live import Live, sentence
from lcxl.xl.sheet import SheetWriter

__all__ = ["EVENT_AT", "ChartFrame"]

EVENT_AT = 1.055
"""Height of the names of kickoff and definitions: above the frame."""
APART, MOVED = 0.07, 0.075
"""Labels at the right edge nearer than the one are moved to the other."""
GOAL_ABOVE, GOAL_BELOW = 0.14, 0.02
"""The newest number stands below its point where the goal lies so far above, or so far below."""
FEW, VARIES = 30, 1.5
"""Denominators are shown where one is smaller, or the largest so many times the smallest."""


class Column(NamedTuple):
    """What a column comes to, downward, and the formula of each of its rows."""

    values: list[float | str]
    formula: Callable[[int], str]


class ChartFrame:
    """Formulas and values of one metric's chart; names are those of `CalculationLayout`."""

    def __init__(self, working: Working, metric: Metric) -> None:
        self.c, self.metric = working, metric
        self.one = working.series[metric.id]
        self.rows = range(len(working.months))

    # Cells

    def _figure(self, name: str) -> str:
        return self.c.place.figure(self.metric.id, name).local

    def _range(self, name: str) -> str:
        return self.c.place.range(self.metric.id, name).local

    def _cell(self, name: str, i: int) -> str:
        return self.c.month_cell(self.metric, name, i)

    def scaled(self, live: Live) -> Live:
        """A value, as a formula, as high as it stands; a gap stays one."""
        return Live(self.scaled_formula(live.formula), self.scaled_value(live.value), live.alike)

    def scaled_formula(self, formula: str) -> str:
        """The formula of how high a value stands."""
        return f"({formula}-{self._figure('axis_low')})/{self._figure('axis_span')}"

    def scaled_value(self, value: float | str | bool) -> float | str | bool:
        """How high a value stands; a gap stays one."""
        if isinstance(value, str | bool):
            return value
        return self.axis.at(float(value))

    # The axis

    @cached_property
    def axis(self) -> Axis:
        """Where the axis stands now."""
        one, metric = self.one, self.metric
        drawn: list[object] = [*one.values, metric.goal]
        drawn += [value for name in self._limits for value in one.columns[name]]
        drawn += [live.value for live in keep_limits(self.c, metric).values()]
        numbers = [float(v) for v in drawn if isinstance(v, int | float)]
        return axis_of(numbers, scale_of(metric))

    @property
    def _limits(self) -> Sequence[str]:
        """Columns that are drawn as lines besides the values."""
        if self.metric.overlaps:
            return ()
        return ("median",) if chart_kind(self.metric) is None else ("centre", "upper", "lower")

    @cached_property
    def figures(self) -> dict[str, Live]:
        """Single figures: the axis, and every label."""
        metric = self.metric
        drawn = [self._range(name) for name in ("value", *self._limits)]
        drawn += [] if metric.goal is None else [repr(metric.goal)]
        drawn += [self._figure(f"keep_{side}") for side in keep_sides(metric)]
        found: dict[str, Live] = {}
        refer = self.c.referrer(metric, 0)
        for formula in axis_formulas(",".join(drawn), scale_of(metric)):
            text = formulas.expand(formula.each, refer)
            found[formula.name] = Live(text, self.axis.figures[formula.name])
        found["axis_span"] = Live(f"{TICKS}*{self._figure('axis_step')}", self.axis.span)
        for k in range(TICKS + 1):
            at = f"({self._figure('axis_low')}+{k}*{self._figure('axis_step')})"
            found[f"tick{k}"] = Live(
                shown_tick_formula(metric, at, self._figure("axis_places")),
                shown_tick(metric, self.axis.tick(k), self.axis.places),
            )
        return found | self._labels() | self._strip_figures

    def _labels(self) -> dict[str, Live]:
        """What the labels say, and how high those at the right edge stand."""
        found: dict[str, Live] = {}
        now, latest = (self.c.figure(self.metric.id, n) for n in ("value_now", "latest"))
        value = now.value
        text = "" if value == "" else shown(self.metric, float(value))
        told = f'IF({latest.formula}=0," ",{shown_formula(self.metric, now.formula)})'
        found["label_last"] = Live(told, text or " ")
        found["last_below"] = self._last_below(now)
        for name, level in self._levels.items():
            known = level.value != ""
            texts = self.c.layout.spec.sheet("charts").texts
            said = sentence(
                texts[f"label_{name}"],
                v=Live(
                    shown_formula(self.metric, self._figure(f"level_{name}")),
                    shown(self.metric, float(level.value)) if known else "",
                ),
            )
            is_known = f"COUNT({self._figure(f'level_{name}')})=1"
            found[f"level_{name}"] = level
            found[f"label_{name}"] = Live(
                f'IF({is_known},{said.formula}," ")', said.value if known else " "
            )
            found[f"at_{name}"] = self._at(name, level)
        return found

    @cached_property
    def _levels(self) -> Mapping[str, Live]:
        """Values of the lines that have a label at the right edge."""
        metric, last = self.metric, self.rows[-1]
        found: dict[str, Live] = {}
        for name in end_labels(metric):
            if name == "goal":
                found[name] = Live(repr(metric.goal), metric.goal or 0.0)
            elif name.startswith("keep_"):
                live = keep_limits(self.c, metric)[name.removeprefix("keep_")]
                found[name] = Live(self._figure(name), live.value)
            elif name in ("upper", "lower"):
                latest = self.c.figure(metric.id, "latest")
                value = self.one.columns[name][int(latest.value) - 1] if latest.value else ""
                cell = f"INDEX({self._range(name)},MAX(1,{latest.formula}))"
                is_known = f"AND({latest.formula}>0,COUNT({cell})=1)"
                found[name] = Live(f'IF({is_known},{cell},"")', value)
            else:
                column = "median" if chart_kind(metric) is None else "centre"
                value = self.one.columns[column][last]
                cell = self._cell(column, last)
                found[name] = Live(f'IF(COUNT({cell})=1,{cell},"")', value)
        return found

    def _at(self, name: str, level: Live) -> Live:
        """The height of a label at the right edge; moved off the first one, else left out."""
        at = self.scaled(Live(self._figure(f"level_{name}"), level.value))
        labels = end_labels(self.metric)
        before = [*labels[: labels.index(name)]]
        formula, height = f"({at.formula})", at.value if level.value != "" else None
        if before and name not in ("upper", "lower"):
            first, *before = before
            other, there = self._figure(f"at_{first}"), self._height(first)
            near = f"IF(ISNUMBER({other}),ABS({other}-{formula})<{APART},FALSE)"
            moved = f"{other}+IF({formula}<={other},-{MOVED},{MOVED})"
            formula = f"IF({near},{moved},{formula})"
            if isinstance(height, float) and there is not None and abs(there - height) < APART:
                height = there + (-MOVED if height <= there else MOVED)
        tests = ["FALSE"]
        for one in before:
            other, there = self._figure(f"at_{one}"), self._height(one)
            tests.append(f"IF(ISNUMBER({other}),ABS({other}-{formula})<{APART},FALSE)")
            if isinstance(height, float) and there is not None and abs(there - height) < APART:
                height = None
        known = f"COUNT({self._figure(f'level_{name}')})=1"
        return Live(
            f"IF({known},IF(OR({','.join(tests)}),NA(),{formula}),NA())",
            NOT_AVAILABLE if height is None else height,
        )

    def _height(self, name: str) -> float | None:
        value = self._at(name, self._levels[name]).value
        return value if isinstance(value, float) else None

    def _last_below(self, now: Live) -> Live:
        """1 where the newest number would be written over the line of the goal."""
        goal = self.metric.goal
        if goal is None:
            return Live("0", 0)
        span, cell = self._figure("axis_span"), now.formula
        gap = f"({goal!r}-{cell})"
        test = f"AND({gap}>=-{GOAL_BELOW}*{span},{gap}<{GOAL_ABOVE}*{span})"
        value = 0
        if now.value != "":
            apart = goal - float(now.value)
            value = int(-GOAL_BELOW * self.axis.span <= apart < GOAL_ABOVE * self.axis.span)
        return Live(f'IF({cell}="",0,IF({test},1,0))', value)

    # The columns

    def write(self, sheet: SheetWriter) -> None:
        """Write the columns, and the marks of definitions, which do not change."""
        place, metric = self.c.place, self.metric.id

        def formulas_of(name: str, column: Column) -> list[Standing]:
            texts = map(column.formula, range(len(column.values)))
            return [sheet.standing(Live(text, "", name)) for text in texts]

        for name, column in self.columns().items():
            down = place.once(("frame", metric, name), partial(formulas_of, name, column))
            first = place.row(metric, len(self.rows) - len(down))
            sheet.put_down(first, place.column(metric, name), down, column.values)
        if place.has(metric, "y_definition"):
            for i in definitions_of(self.c.plan, self.metric)[1:]:
                col = place.column(metric, "y_definition")
                sheet.put(place.row(metric, i), col, EVENT_AT, "machine")

    def columns(self) -> Mapping[str, Column]:
        """Every column of the chart that is not one of `lcxl.runchart`'s."""
        return self._columns

    @cached_property
    def _columns(self) -> Mapping[str, Column]:
        found = dict(self._of_phases())
        found.update(self._newest())
        for name in end_labels(self.metric):
            found[f"y_end_{name}"] = self._end(name)
        for name in across(self.metric):
            column = self._end(name)
            found[f"y_{name}"] = column._replace(values=column.values * len(self.rows))
        if self.c.place.has(self.metric.id, "y_level"):
            found["y_level"] = self._accepted()
        if kind_of(self.metric).divides:
            found["n_strip"] = self._strip()
        return found

    def _of_phases(self) -> Iterator[tuple[str, Column]]:
        """Each line once for each phase in which it may stand."""
        lines = breaking_lines(self.metric)
        slots = self.c.place.slots(self.metric.id)
        phase = phase_column(self.metric)
        numbers = [int(v) for v in self.one.columns[phase]] if lines else []
        earlier = max(0, max(numbers, default=1) - slots)
        if slots > 1:
            slot = [number - earlier for number in numbers]
            yield (
                "slot",
                Column(
                    [*slot],
                    lambda i: f"{self._cell(phase, i)}-MAX(0,MAX({self._range(phase)})-{slots})",
                ),
            )
            for line in lines:
                for k in range(1, slots + 1):
                    yield (
                        f"{line}_{k}",
                        self._where(
                            line,
                            [number == k for number in slot],
                            partial(self._is_in, k),
                        ),
                    )
        starts = definitions_of(self.c.plan, self.metric)
        for k, first in enumerate(starts if len(starts) > 1 else ()):
            after = starts[k + 1] if k + 1 < len(starts) else len(self.rows)
            yield (
                f"y_part{k + 1}",
                self._where(
                    "y",
                    [first <= i < after for i in self.rows],
                    partial(self._within, first, after),
                ),
            )

    def _is_in(self, slot: int, i: int) -> str:
        return f"{self._cell('slot', i)}={slot}"

    def _within(self, first: int, after: int, i: int) -> str:
        month = self._cell("month", i)
        return f"AND({month}>{first},{month}<={after})"

    def _where(self, line: str, holds: Sequence[bool], test: Callable[[int], str]) -> Column:
        """The height of a line where something holds, and a gap elsewhere."""
        return Column(
            [
                self.axis.at(value) if there and isinstance(value, int | float) else NOT_AVAILABLE
                for there, value in zip(holds, self.one.columns[line], strict=True)
            ],
            lambda i: f"IF({test(i)},{self._cell(line, i)},NA())",
        )

    def _newest(self) -> Iterator[tuple[str, Column]]:
        """The newest value, where its number stands above the point and where below."""
        latest = self.c.figure(self.metric.id, "latest").value
        below = self._last_below(self.c.figure(self.metric.id, "value_now")).value
        for k, name in enumerate(("y_last_above", "y_last_below")):
            yield (
                name,
                self._where(
                    "y",
                    [i + 1 == latest and below == k for i in self.rows],
                    partial(self._is_newest, k),
                ),
            )

    def _is_newest(self, below: int, i: int) -> str:
        month, latest = self._cell("month", i), self._figure("latest")
        return f"AND({month}={latest},{self._figure('last_below')}={below})"

    def _end(self, name: str) -> Column:
        """A label at the right edge; of limits beside the newest value."""
        height, at = self._at(name, self._levels[name]).value, self._figure(f"at_{name}")
        if name not in ("upper", "lower"):
            return Column([height], lambda _: at)
        latest = self.c.figure(self.metric.id, "latest").value
        return Column(
            [height if i + 1 == latest else NOT_AVAILABLE for i in self.rows],
            lambda i: f"IF({self._cell('month', i)}={self._figure('latest')},{at},NA())",
        )

    def _accepted(self) -> Column:
        """The mark of a new level that the team accepted."""
        hosts = self.c.plan.phase_starts(self.metric)
        own = {i for i in self.rows if self.one.starts[i] and i not in hosts}
        return Column(
            [EVENT_AT if i in own else NOT_AVAILABLE for i in self.rows],
            lambda i: (
                f"IF(AND({self._cell('starts', i)}=1,{self._cell('d_starts', i)}=0),"
                f"{EVENT_AT},NA())"
            ),
        )

    # Denominators

    @cached_property
    def _strip_figures(self) -> dict[str, Live]:
        if not kind_of(self.metric).divides:
            return {}
        sizes = [size for size in self.one.sizes if size is not None]
        column = self._range("size")
        shows = bool(sizes) and (min(sizes) < FEW or max(sizes) > VARIES * min(sizes))
        test = f"OR(MIN({column})<{FEW},MAX({column})>{VARIES}*MIN({column}))"
        return {
            "shows_n": Live(f"IF(COUNT({column})=0,0,IF({test},1,0))", int(shows)),
            "room_n": Live(f"2*MAX({column},1)", 2 * max([*sizes, 1.0])),
        }

    def _strip(self) -> Column:
        shows = self._strip_figures["shows_n"].value
        return Column(
            [size if shows and size is not None else 0.0 for size in self.one.sizes],
            lambda i: f"IF({self._figure('shows_n')}=1,N({self._cell('size', i)}),0)",
        )
