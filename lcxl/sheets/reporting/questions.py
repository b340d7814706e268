"""What the rules of validation would ask about a team's own months: values and formulas.

The values come from the rules themselves; the formulas are in
`lcxl.sheets.reporting.question_formulas`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from lcxl.cells import a1
from lcxl.cells.address import absolute
from lcxl.metrics import Concern, State, judge, kind_of, may_be_negative
from lcxl.metrics.concern import is_implausible
from lcxl.metrics.entry import formula as state_formula
from lcxl.periods import Period, year_of
from lcxl.plan import Collaborative, Metric, Pairing
from lcxl.plan.pairing import SIDES
from lcxl.rules import (
    denominator_changed,
    outside_usual_range,
    pairing,
    running_total,
    same_as_last_period,
    slipped_decimal,
    swapped_count,
    unusual_step,
)
from lcxl.rules.base.rule import Judged
from lcxl.runchart.formulas import NOT_AVAILABLE, Value
from lcxl.runchart.median import median
from lcxl.sheets.reporting.question_formulas import question_formulas
from lcxl.sheets.reporting.question_values import (
    chance_ends,
    months_of,
    positions,
    repeats_of_size,
    run_ends,
    run_lengths,
    size_columns,
    where_last_begin,
    with_before,
)
from lcxl.sheets.reporting.series import Series
from lcxl.xl.live import Live

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["Paired", "Questions", "question_names"]

APART = ("ask_apart", *(f"apart_{part}" for part in ("which", "other", "value", "before", "since")))
"""Columns about pairings: which does not match, and what `problem_facts` says of it."""
AT_ONCE = 7
"""Groups in one formula: each takes up to 1,000 characters, and a formula holds 8,192."""
_NAME = re.compile(r"\{(\w+)([<>:^]?)\}")


def question_names(plan: Collaborative, metric: Metric) -> tuple[str, ...]:
    """Names of the columns of a metric."""
    return (
        *(f.name for f in question_formulas(metric)),
        *(APART if pairings_of(plan, metric) else []),
        *_columns_of_groups(metric),
    )


def _columns_of_groups(metric: Metric) -> dict[str, range]:
    """Column -> the groups that it looks at; each takes in the result of the next one."""
    n = len(metric.strata)
    return {
        f"ask_groups_{first}" if first else "ask_groups": range(first, min(first + AT_ONCE, n))
        for first in range(0, n, AT_ONCE)
    }


def pairings_of(plan: Collaborative, metric: Metric) -> list[Pairing]:
    """The pairings that are asked about beside this metric: those that name it first."""
    known = {m.id for m in plan.by_period.metrics if _timeline(m) == _timeline(metric)}
    return [
        one
        for one in plan.pairings
        if one.terms("left")[0][2] == metric.id
        and {term[2] for side in SIDES for term in one.terms(side)} <= known
    ]


def _timeline(metric: Metric) -> str:
    """What periods its values stand along."""
    return "" if metric.frequency.of_months else metric.frequency.id


class Paired(NamedTuple):
    """A pairing in one month: formulas of both sides, and of whether they do not match."""

    pairing: Pairing
    month: Period | None
    """Of the right side; None where there is none."""
    left: str = "0"
    right: str = "0"
    test: str = "FALSE"


class Questions:
    """The columns of every metric."""

    def __init__(
        self, plan: Collaborative, series: Mapping[str, Series], periods: Sequence[Period]
    ) -> None:
        """``plan`` has those metrics only whose values stand along ``periods``."""
        self.plan, self.series, self.periods = plan, series, periods
        self.months = [period.start for period in periods]
        self._formulas = {m.id: question_formulas(m) for m in plan.metrics}
        self.sides: dict[tuple[str, Period], tuple[float, float]] = {}
        """Metric and report -> both sides of the first pairing that does not match."""
        self._pairs = {metric_id: months_of(one) for metric_id, one in series.items()}

    # Values

    @cached_property
    def columns(self) -> dict[str, dict[str, Sequence[Value]]]:
        """Metric id -> column -> what it must show in each month."""
        return {m.id: self._columns(m) for m in self.plan.metrics}

    @cached_property
    def repeats(self) -> list[int]:
        """1 in each month of which all metrics have the numbers of the period before."""
        found = []
        for i in range(len(self.months)):
            usable = [self._same[m][i] for m, pairs in self._pairs.items() if pairs[i] is not None]
            found.append(int(len(usable) > 1 and all(usable)))
        return found

    @cached_property
    def _same(self) -> dict[str, list[int]]:
        return {
            metric_id: [
                same_as_last_period.same_before(pair, before) if pair else 0
                for pair, before in with_before(pairs)
            ]
            for metric_id, pairs in self._pairs.items()
        }

    def odd(self, metric: Metric, i: int) -> Concern:
        """The most telling cause for which a month's number looks odd."""
        return Concern(int(self.columns[metric.id]["ask_odd"][i]))

    def is_apart(self, metric: Metric, i: int) -> bool:
        """The number does not match one that it belongs together with."""
        return bool(self.columns[metric.id].get("ask_apart", [0] * (i + 1))[i])

    def has_unusable_group(self, metric: Metric, i: int) -> bool:
        """What is typed for one of its groups cannot be used."""
        return bool(self.columns[metric.id].get("ask_groups", [0] * (i + 1))[i])

    def _columns(self, metric: Metric) -> dict[str, Sequence[Value]]:
        pairs = self._pairs[metric.id]
        steps = with_before(pairs)
        kind = kind_of(metric)
        months = swapped_count.RECENT if kind.part_of_whole else slipped_decimal.HISTORY
        enough = swapped_count.RECENT if kind.part_of_whole else slipped_decimal.ENOUGH
        found: dict[str, Sequence[Value]] = {
            **positions("ask", [pair is not None for pair in pairs]),
            "ask_from": where_last_begin([pair is not None for pair in pairs], months),
            "ask_last": [before[-1].value if before else NOT_AVAILABLE for _, before in steps],
            "ask_same": self._same[metric.id],
            "ask_usual": [
                NOT_AVAILABLE if len(before) < enough else median(p.value for p in before[-months:])
                for _, before in steps
            ],
        }
        if kind.is_counted:
            ends = [chance_ends(pair) for pair in pairs]
            found |= {"ask_low": [e[0] for e in ends], "ask_high": [e[1] for e in ends]}
        if kind.part_of_whole:
            found["ask_alike"] = repeats_of_size(pairs)
        runs = [0] * len(pairs)
        if running_total.may_run(metric):
            runs = run_lengths(metric, pairs)
            ends_of = run_ends(runs)
            found |= {"ask_run": runs, "ask_run_end": ends_of}
            runs = ends_of
        in_run = [end >= running_total.RUN for end in runs]
        if denominator_changed.has_usual_size(metric):
            found |= size_columns(pairs, in_run)
        found["ask_odd"] = [int(self._odd(metric, i, *steps[i], in_run)) for i in range(len(pairs))]
        if pairings_of(self.plan, metric):
            found["ask_apart"] = self._apart(metric)
        for name, groups in _columns_of_groups(metric).items():
            found[name] = self._groups(metric, groups.start)
        return found

    def _odd(
        self,
        metric: Metric,
        i: int,
        pair: Judged | None,
        before: Sequence[Judged],
        in_run: Sequence[bool],
    ) -> Concern:
        if pair is None:
            return Concern.NONE
        reports = self.periods
        run = {report for report, is_in in zip(reports, in_run, strict=True) if is_in}
        sizes = [p.numbers[1] or 0.0 for p in (*before, pair) if p.period not in run]
        has_size = denominator_changed.has_usual_size(metric) and not in_run[i]
        others = list(self._pairs.values())
        earlier = others[: list(self._pairs).index(metric.id)]
        tests = {
            Concern.MIRRORED: swapped_count.is_mirrored(pair, before),
            Concern.SLIPPED: bool(slipped_decimal.slipped_by(pair, before)),
            Concern.TOO_FAST: running_total.is_too_fast(pair, before),
            Concern.YEARLY: running_total.is_end_of_year(pair.period, run),
            Concern.SIZE: has_size and denominator_changed.size_asked_about(sizes) is not None,
            Concern.IMPLAUSIBLE: is_implausible(metric, pair.value),
            Concern.SURPRISE: outside_usual_range.is_surprise(pair, before),
            Concern.STEP: unusual_step.is_unusual(pair, before),
            Concern.MONTH_REPEATED: self.repeats[i] and not any(p[i] for p in earlier),
            Concern.REPEATED: not self.repeats[i] and same_as_last_period.is_repeat(pair, before),
        }
        return next((concern for concern, is_so in tests.items() if is_so), Concern.NONE)

    def _apart(self, metric: Metric) -> list[Value]:
        usable = {
            (metric_id, pair.period): pair
            for metric_id, pairs in self._pairs.items()
            for pair in pairs
            if pair is not None
        }
        return [
            self._first_apart(metric, report, usable) if (metric.id, report) in usable else 0
            for report in self.periods
        ]

    def _first_apart(
        self, metric: Metric, report: Period, usable: Mapping[tuple[str, Period], Judged]
    ) -> int:
        """Number of the first pairing that does not match, from 1; 0 for none."""
        for number, one in enumerate(pairings_of(self.plan, metric), start=1):
            if (found := pairing.apart(self.plan, one, report, usable)) is not None:
                self.sides[metric.id, report] = found[0], found[1]
                return number
        return 0

    def _groups(self, metric: Metric, first: int) -> list[Value]:
        one, kind, negative = self.series[metric.id], kind_of(metric), may_be_negative(metric)
        return [
            int(
                one.due[i]
                and any(_is_error(judge(kind, *part, negative)) for part in one.parts(i)[first:])
            )
            for i in range(len(self.months))
        ]

    # Formulas

    def live(self, calculation: Calculation, metric: Metric, i: int) -> dict[str, Value | Live]:
        """Column -> formula and value of one month; 0 or nothing where none is due."""
        values = {name: column[i] for name, column in self.columns[metric.id].items()}
        key = "questions", metric.id, i
        texts = calculation.place.once(key, lambda: self._texts(calculation, metric, i))
        return {
            name: texts[name].coming_to(value) if name in texts else value
            for name, value in values.items()
        }

    def _texts(self, calculation: Calculation, metric: Metric, i: int) -> dict[str, Live]:
        """Column -> its formula in one month, without a value."""
        rows = len(self.months)
        alike = {f.name: self._of_month(f.at(i, rows), i) for f in self._formulas[metric.id]}
        texts = {name: self._expanded(calculation, metric, text, i) for name, text in alike.items()}
        if self.series[metric.id].due[i]:
            if "ask_apart" in self.columns[metric.id]:
                texts["ask_apart"] = self._apart_formula(calculation, metric, i)
            for name, groups in _columns_of_groups(metric).items():
                texts[name] = _groups_formula(calculation, metric, i, groups)
        return {name: Live(text, "", alike.get(name, "")) for name, text in texts.items()}

    def repeat(self, calculation: Calculation, i: int) -> Live:
        """Whether every metric of a month has the numbers of the period before."""
        usable, same = (
            "+".join(test.format(calculation.month_cell(m, name, i)) for m in self._metrics)
            for name, test in (("state", f"({{}}={int(State.USABLE)})"), ("ask_same", "({}>0)"))
        )
        return Live(f"IF(AND({usable}>1,{usable}={same}),1,0)", self.repeats[i], "repeat")

    @property
    def _metrics(self) -> tuple[Metric, ...]:
        return self.plan.metrics

    def _year(self, i: int) -> date:
        """The January of a month's year."""
        return year_of(self.months[i])

    def _of_month(self, text: str, i: int) -> str:
        """A formula in which it is said whether a month begins or ends a year."""
        ends = i == len(self.months) - 1 or self._year(i) != self._year(i + 1)
        ended = "TRUE" if ends else f"{{ask_run_end>}}<{running_total.RUN}"
        january = str(int(self._year(i) == self.months[i]))
        return text.replace("{january}", january).replace("{ended}", ended)

    def _expanded(self, calculation: Calculation, metric: Metric, text: str, i: int) -> str:
        def refer(match: re.Match[str]) -> str:
            name, which = match[1], match[2]
            if name == "repeat":
                place = calculation.place
                return a1(place.FIRST_ROW + i, place.SHARED.index("repeat"))
            if name == "above":
                return self._none_above(calculation, metric, i)
            if name in ("n", "d"):
                return _number_cell(calculation, metric, name, which, i)
            return _column_cell(calculation, metric, name, which, i)

        return _NAME.sub(refer, text)

    def _none_above(self, calculation: Calculation, metric: Metric, i: int) -> str:
        earlier = self._metrics[: self._metrics.index(metric)]
        cells = [calculation.month_cell(m, "state", i) for m in earlier]
        return f"AND({','.join(f'{c}<>{int(State.USABLE)}' for c in cells)})" if cells else "TRUE"

    def _apart_formula(self, calculation: Calculation, metric: Metric, i: int) -> str:
        text = "0"
        for number, one in reversed(list(enumerate(self.paired(calculation, metric, i), start=1))):
            if one.month is not None:
                text = f"IF({one.test},{number},{text})"
        return text

    def paired(self, calculation: Calculation, metric: Metric, i: int) -> list[Paired]:
        """The pairings of a metric, in one month, as formulas."""
        found = []
        reports = list(self.periods)
        for one in pairings_of(self.plan, metric):
            later = pairing.shifted(self.plan, one, reports[i])
            if later is None:
                found.append(Paired(one, None))
                continue
            rows = {"left": i, "right": reports.index(later)}
            sums, states, cells = {}, [], []
            for side in SIDES:
                text = ""
                for factor, role, metric_id in one.terms(side):
                    other = self.plan.metric(metric_id)
                    cell = calculation.data_cell(other, role, rows[side])
                    text += f"{'-' if factor < 0 else '+'}{cell}"
                    cells.append(cell)
                    states.append(
                        f"{calculation.month_cell(other, 'state', rows[side])}={int(State.USABLE)}"
                    )
                sums[side] = f"({text.removeprefix('+')})"
            left, right = sums["left"], sums["right"]
            room = f"{one.tolerance!r}*ABS({right})"
            over = {
                "not above": f"{left}-{right}",
                "not below": f"{right}-{left}",
                "equals": f"ABS({left}-{right})",
            }[one.op]
            test = (
                f"IF(AND({','.join(states)},COUNT({','.join(cells)})={len(cells)}),"
                f"ROUND({over}-{room},9)>0,FALSE)"
            )
            found.append(Paired(one, later, left, right, test))
        return found


def _column_cell(calculation: Calculation, metric: Metric, name: str, which: str, i: int) -> str:
    if which == ":":
        return calculation.place.range(metric.id, name).local
    if which == "^":
        col, first = calculation.place.column(metric.id, name), calculation.place.row(metric.id, 0)
        return f"{absolute(first, col)}:{a1(first + i - 1, col)}"
    row = i + {"<": -1, ">": 1}.get(which, 0)
    return calculation.month_cell(metric, name, row)


def _number_cell(calculation: Calculation, metric: Metric, name: str, which: str, i: int) -> str:
    """The month's number, as it is used."""
    return _column_cell(calculation, metric, "count" if name == "n" else "size", which, i)


def _groups_formula(calculation: Calculation, metric: Metric, i: int, groups: range) -> str:
    tests = []
    for k in groups:
        state = state_formula(
            kind_of(metric),
            calculation.data_cell(metric, "numerator", i, k),
            calculation.data_cell(metric, "denominator", i, k),
            may_be_negative(metric),
        )
        tests.append(f"MOD({state},{int(State.NONE_OF_NONE)})>{int(State.NOT_APPLICABLE)}")
    if groups.stop < len(metric.strata):
        tests.append(calculation.month_cell(metric, f"ask_groups_{groups.stop}", i) + ">0")
    return f"IF(OR({','.join(tests)}),1,0)"


def _is_error(state: State) -> bool:
    return State.NOT_A_NUMBER <= state <= State.TOO_MANY
