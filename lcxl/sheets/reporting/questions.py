"""What the rules of validation would ask about a team's own months: the values, by the rules.

The formulas that come to the same stand in `lcxl.sheets.reporting.question_cells`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from lcxl.metrics import Concern, State, judge, kind_of, may_be_negative
from lcxl.metrics.concern import is_implausible
from lcxl.periods import Period
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

__all__ = ["Questions", "columns_of_groups", "pairings_of", "question_names"]

APART = ("ask_apart", *(f"apart_{part}" for part in ("which", "other", "value", "before", "since")))
"""Columns about pairings: which does not match, and what `problem_facts` says of it."""
AT_ONCE = 7
"""Groups in one formula: each takes up to 1,000 characters, and a formula holds 8,192."""


def question_names(plan: Collaborative, metric: Metric) -> tuple[str, ...]:
    """Names of the columns of a metric."""
    return (
        *(f.name for f in question_formulas(metric)),
        *(APART if pairings_of(plan, metric) else []),
        *columns_of_groups(metric),
    )


def columns_of_groups(metric: Metric) -> dict[str, range]:
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


class Questions:
    """The columns of every metric."""

    def __init__(
        self, plan: Collaborative, series: Mapping[str, Series], periods: Sequence[Period]
    ) -> None:
        """``plan`` has those metrics only whose values stand along ``periods``."""
        self.plan, self.series, self.periods = plan, series, periods
        self.months = [period.start for period in periods]
        self.sides: dict[tuple[str, Period], tuple[float, float]] = {}
        """Metric and report -> both sides of the first pairing that does not match."""
        self._pairs = {metric_id: months_of(one) for metric_id, one in series.items()}

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
        for name, groups in columns_of_groups(metric).items():
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


def _is_error(state: State) -> bool:
    return State.NOT_A_NUMBER <= state <= State.TOO_MANY
