"""One metric of one team, month by month: what every formula about it must come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lcxl.calculation_layout.columns import setup_of
from lcxl.keep.filled import Filled
from lcxl.metrics import (
    Concern,
    Entry,
    State,
    added,
    chart_kind,
    concern_of,
    facts_of,
    judge,
    kind_of,
    may_be_negative,
)
from lcxl.metrics.concern import Around, Typed
from lcxl.periods import Period, month_of, starting_places
from lcxl.plan import Collaborative, Metric, Team
from lcxl.runchart import RunChart, analyse, formulas
from lcxl.runchart.control_formulas import Reported, control_columns
from lcxl.runchart.rules import TREND
from lcxl.runchart.verdict_values import VerdictCells
from lcxl.runchart.verdicts import Facts, Verdict, verdict

__all__ = ["NO_SHIFT", "Series"]

NO_SHIFT = 999
"""So many points in a row never come: no shift is marked."""


@dataclass(frozen=True)
class Series:
    """The entries of one team for one metric, in the order of the reported months."""

    plan: Collaborative
    team: Team
    metric: Metric
    filled: Filled

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The reports along which its values stand: months, or periods shorter than that."""
        return self.plan.timeline(self.metric)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """Their first days."""
        return tuple(period.start for period in self.periods)

    @cached_property
    def due(self) -> tuple[bool, ...]:
        """Whether the metric is reported in each month."""
        return tuple(self.plan.is_due(self.metric, report) for report in self.periods)

    @cached_property
    def asked(self) -> tuple[bool, ...]:
        """Whether it is due in each month from this team, which may have joined late or left."""
        return tuple(
            due and self.plan.calendar.asks(self.team, month)
            for due, month in zip(self.due, self.periods, strict=True)
        )

    def entries(self, i: int) -> tuple[Entry, Entry]:
        """Numerator and denominator of the ``i``-th month, typed or counted in the case log."""
        month = self.months[i]
        if self.metric.has_case_log:
            return self._counted(month)
        if self.metric.adds_groups and not self.has_only_total(i):
            return added(kind_of(self.metric), self.parts(i))
        return (
            self.filled.entry(self.metric.id, month, "numerator"),
            self.filled.entry(self.metric.id, month, "denominator"),
        )

    def has_only_total(self, i: int) -> bool:
        """A total stands there, as of a registry, and nothing of the groups that it is made of."""
        if not self.metric.adds_groups:
            return False
        start, name = self.months[i], self.metric.id
        totals = (self.filled.entry(name, start, role) for role in ("numerator", "denominator"))
        parts = (entry for part in self.parts(i) for entry in part)
        return any(e is not None for e in totals) and all(e is None for e in parts)

    def _counted(self, month: date) -> tuple[Entry, Entry]:
        """The month's cases in the case log; blank when there is none."""
        answers = [
            row["met"]
            for row in self.filled.rows.get("cases", ())
            if row.get("metric") == self.metric.short_name
            and isinstance(day := row.get("month"), date)
            and month_of(day) == month
            and row.get("met")
        ]
        if not answers:
            return None, None
        return float(answers.count("Yes")), float(len(answers))

    @cached_property
    def states(self) -> tuple[State, ...]:
        """State of each month's entries."""
        kind, negative = kind_of(self.metric), may_be_negative(self.metric)
        return tuple(
            judge(kind, *self.entries(i), negative) if due else State.BLANK
            for i, due in enumerate(self.due)
        )

    @cached_property
    def values(self) -> tuple[float | None, ...]:
        """The plotted value of each month."""
        kind = kind_of(self.metric)
        found: list[float | None] = []
        for i, state in enumerate(self.states):
            numerator, denominator = self.entries(i)
            usable = state == State.USABLE and isinstance(numerator, int | float)
            found.append(
                kind.value(numerator, _number(denominator), self.metric.per)  # type: ignore[arg-type]
                if usable
                else None
            )
        return tuple(found)

    def reason(self, i: int) -> str:
        """The team's reason for the ``i``-th month."""
        entry = self.filled.entry(self.metric.id, self.months[i], "reason")
        return "" if entry is None else str(entry)

    def parts(self, i: int) -> list[tuple[Entry, Entry]]:
        """Numerator and denominator of each stratum in the ``i``-th month."""
        month, metric_id = self.months[i], self.metric.id
        return [
            (
                self.filled.entry(metric_id, month, "numerator", stratum),
                self.filled.entry(metric_id, month, "denominator", stratum),
            )
            for stratum in range(len(self.metric.strata))
        ]

    def concern(self, i: int, around: Around) -> Concern:
        """What the host would ask about the ``i``-th month."""
        if not self.due[i]:
            return Concern.NONE
        typed = Typed(self.states[i], *self.entries(i), self.reason(i), self.parts(i))
        return concern_of(self.metric, typed, around)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """1 in each month at which a new phase begins."""
        accepted = [
            month_of(day)
            for row in self.filled.rows.get("phases", ())
            if row.get("metric") == self.metric.short_name
            and isinstance(day := row.get("month"), date)
            and row.get("label")
            and row.get("accepted_by")
        ]
        starts = {*self.plan.phase_starts(self.metric), *starting_places(self.periods, accepted)}
        return tuple(int(i in starts) for i in range(len(self.periods)))

    @cached_property
    def facts(self) -> Facts:
        """What the verdict goes by."""
        return facts_of(self.plan, self.team, self.metric, self.values, self.counts, self.sizes)

    @cached_property
    def verdict(self) -> Verdict:
        """What may be said of the chart."""
        return verdict(self.facts)

    @property
    def is_frozen(self) -> bool:
        """Enough values lie before the start to set the line for good."""
        return self.verdict.baseline is not None

    @cached_property
    def settings(self) -> Mapping[str, formulas.Value]:
        """Values of `lcxl.runchart.formulas.SETTINGS`."""
        metric = self.metric
        return {
            "baseline": formulas.or_empty(self.verdict.baseline),
            "shift": self.plan.shift_points if self.is_frozen else NO_SHIFT,
            "trend": "" if self.trend is None else self.trend,
            "better": formulas.better(metric.direction, metric.worse),
        }

    @property
    def trend(self) -> int | None:
        """Points that make a trend; None where none are marked."""
        return TREND if self.plan.trend_rule == "note" and not self.metric.overlaps else None

    @cached_property
    def chart(self) -> RunChart:
        """The run chart as it is drawn: with the new levels that the team accepted.

        Where too little lies before the start nothing is marked as a shift.
        """
        return analyse(
            self.values,
            baseline=self.verdict.baseline,
            phases=[i for i, start in enumerate(self.starts) if start],
            direction=self.metric.direction,
            shift=self.plan.shift_points if self.is_frozen else NO_SHIFT,
            trend=self.trend,
            worse=self.metric.worse,
        )

    @cached_property
    def counts(self) -> tuple[float | None, ...]:
        """Numerators of the months that have a value."""
        return tuple(
            None if value is None else _number(self.entries(i)[0])
            for i, value in enumerate(self.values)
        )

    @cached_property
    def sizes(self) -> tuple[float | None, ...]:
        """Denominators of the months that have a value."""
        return tuple(
            None if value is None else _number(self.entries(i)[1])
            for i, value in enumerate(self.values)
        )

    @cached_property
    def columns(self) -> Mapping[str, Sequence[formulas.Value]]:
        """Values of the columns that are computed, by name."""
        return {
            **formulas.columns(
                self.chart, self.is_frozen, self.facts.sides, self.plan.shift_points
            ),
            **self._control,
            **self._cells.columns,
        }

    @cached_property
    def _control(self) -> Mapping[str, Sequence[formulas.Value]]:
        """Values of the control chart's columns, if there is one."""
        kind = chart_kind(self.metric)
        if kind is None:
            return {}
        return control_columns(
            self.verdict.run_chart,
            kind,
            Reported(self.counts, self.sizes, self.due),
            self.verdict.baseline,
            self.metric.per,
        )

    @cached_property
    def _cells(self) -> VerdictCells:
        return VerdictCells(
            setup_of(self.plan, self.metric), self.facts, self.verdict, self._control
        )

    @cached_property
    def statistics(self) -> Mapping[str, formulas.Value]:
        """Values of `lcxl.runchart.formulas.STATISTICS` and of the figures behind the verdict."""
        return {**formulas.statistics(self.chart), **self._cells.statistics}


def _number(entry: Entry) -> float | None:
    return entry if isinstance(entry, int | float) else None
