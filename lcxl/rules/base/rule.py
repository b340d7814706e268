"""What a validation rule is: a code with its explanation, and a function that looks."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lcxl.findings import Finding, RuleInfo, Severity
from lcxl.intake import DataPoint, Entry, Submission
from lcxl.intake.events import EventLog, event_logs
from lcxl.intake.newest import Pair, Sent
from lcxl.intake.order import is_ordered
from lcxl.intake.submission import WITHHELD, TextRow
from lcxl.metrics import State, kind_of, value_of
from lcxl.periods import Period
from lcxl.plan import Collaborative, Metric, Team
from lcxl.words import Text

__all__ = [
    "Case",
    "Check",
    "History",
    "Judged",
    "Rule",
    "judged",
    "number_text",
    "periods_named",
    "typed_in",
    "typed_pair",
]

MAX_TYPED = 20
"""Characters of what was typed that a sentence repeats."""

Key = tuple[str, Period]
"""Metric and report."""


class History:
    """What a team sent before.

    Submissions are added oldest first and each is looked at once, so that a file costs the
    same however many came before it.
    """

    def __init__(self, is_told: bool = False) -> None:
        """``is_told``: somebody who knows has said in which order they were sent."""
        self.is_told = is_told
        self.sent: list[Submission] = []
        self.periods: set[Period] = set()
        """Reports in which something was typed."""
        self.points: dict[Key, DataPoint] = {}
        """As sent last."""
        self.sources: dict[Key, Submission] = {}
        """Where that stands."""
        self.stories: dict[Period, TextRow] = {}
        self._totals: dict[Key, Judged] = {}

    def add(self, submission: Submission) -> None:
        """What comes next was sent after this one."""
        self.sent.append(submission)
        self.periods.update(submission.periods)
        self.points.update(submission.points)
        self.sources.update(dict.fromkeys(submission.points, submission))
        self.stories.update(_stories(submission))
        for key in self._totals.keys() & submission.points.keys():
            del self._totals[key]

    def is_before(self, earlier: Submission, submission: Submission) -> bool:
        """Something tells that the one was sent before the other."""
        return self.is_told or is_ordered(earlier, submission)

    def totals(self, plan: Collaborative) -> dict[Key, Judged]:
        """The totals of the plan's metrics, as sent last."""
        known = {metric.id: metric for metric in plan.metrics}
        for key in self.points.keys() - self._totals.keys():
            if key[0] in known:
                self._totals[key] = _total(known[key[0]], self.points[key])
        return self._totals


@dataclass(frozen=True)
class Case:
    """What a rule looks at: a submission, its plan, and what the team sent before."""

    submission: Submission
    plan: Collaborative
    history: History = field(default_factory=History)
    sent: Sent | None = None
    """All that the team sent, and what is taken of it; None where only this file is looked at."""

    def points(self) -> Iterator[tuple[Metric, DataPoint]]:
        """Every report of every metric of the plan in which something was typed."""
        for (metric_id, _), point in self.submission.points.items():
            if metric_id in self.metric_ids:
                yield self.plan.metric(metric_id), point

    @cached_property
    def totals(self) -> dict[Key, Judged]:
        """Every total in which something was typed."""
        return {(m.id, point.period): _total(m, point) for m, point in self.points()}

    @cached_property
    def pairs(self) -> Sequence[Judged]:
        """Every pair of cells in which something was typed, totals before their groups."""
        found = []
        for metric, point in self.points():
            found += [self.totals[metric.id, point.period], *_groups(metric, point)]
        return found

    @cached_property
    def of_other_periods(self) -> Sequence[Judged]:
        """The same of metrics that the workbook asks for more or less often than the plan."""
        return [
            pair
            for metric_id, points in self.submission.other_periods.items()
            for metric in [self.plan.metric(metric_id)]
            for point in points.values()
            for pair in (_total(metric, point), *_groups(metric, point))
        ]

    @cached_property
    def by_state(self) -> Mapping[State, Sequence[Judged]]:
        """The pairs of each state."""
        found: defaultdict[State, list[Judged]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.state].append(pair)
        return found

    @property
    def team_name(self) -> str:
        """The team's name; its id when the plan does not know it."""
        return self.team.name if self.team else self.submission.team_id

    @property
    def team(self) -> Team | None:
        """The team; None when the plan does not know it."""
        with suppress(KeyError):
            return self.plan.team(self.submission.team_id)
        return None

    @cached_property
    def metric_ids(self) -> frozenset[str]:
        """Ids of the plan's metrics; an earlier file may have others."""
        return frozenset(metric.id for metric in self.plan.metrics)

    @cached_property
    def series(self) -> Mapping[str, Sequence[Judged]]:
        """Metric id -> its usable reports in order: as sent now, or else as sent last."""
        found: defaultdict[str, list[Judged]] = defaultdict(list)
        for (metric_id, _), pair in sorted(
            (self.history.totals(self.plan) | self.totals).items(), key=lambda item: item[0]
        ):
            if pair.state == State.USABLE:
                found[metric_id].append(pair)
        return found

    @cached_property
    def steps(self) -> Sequence[tuple[Judged, Sequence[Judged]]]:
        """Every usable report that the submission has, with all usable ones before it."""
        return [
            (pair, series[:i])
            for metric in self.plan.metrics
            for series in [self.series.get(metric.id, ())]
            for i, pair in enumerate(series)
            if (metric.id, pair.period) in self.submission.points
        ]

    @cached_property
    def event_logs(self) -> Mapping[str, EventLog]:
        """Metric id -> its event log."""
        return event_logs(self.submission, self.plan)

    @cached_property
    def stories(self) -> dict[Period, TextRow]:
        """Month -> the team's latest words about it."""
        return self.history.stories | _stories(self.submission)

    def answer(self, metric_id: str, period: Period) -> str:
        """The reason the team gave for a report, now or, for the same numbers, before."""
        point = self.submission.points.get((metric_id, period))
        if point is None:
            return ""
        for other in (self.submission, *reversed(self.history.sent)):
            same = other.points.get((metric_id, period))
            if same and same.reason not in ("", WITHHELD) and same.contents == point.contents:
                return same.reason
        return ""


def _stories(submission: Submission) -> dict[Period, TextRow]:
    return {Period(row.month): row for row in submission.story if row.month is not None}


Check = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: see `lcxl explain CODE`."""

    info: RuleInfo
    check: Check
    is_answered: bool = False
    """A reason beside the month answers its question."""
    sets_aside: bool = False
    """What it finds may be a reason to use nothing of the file."""

    @property
    def code(self) -> str:
        """Its stable code, such as V04."""
        return self.info.code


class Judged(NamedTuple):
    """One pair of cells of one metric and report: the total, or one stratum of it."""

    metric: Metric
    period: Period
    state: State
    numerator: Entry | None
    denominator: Entry | None
    stratum: str
    reason: str
    numbers: tuple[float | None, float | None]
    """The two numbers, as a spreadsheet shows them; None where there is none."""
    value: float
    """The plotted value, in the metric's unit; not a number unless the pair is usable."""

    @property
    def name(self) -> object:
        """How sentences call what it is about: the metric, and its group."""
        if not self.stratum:
            return self.metric.short_name
        return Text("rules.group_of", metric=self.metric.short_name, group=self.stratum)

    @property
    def counted(self) -> object:
        """The pair as people say it: 8 of 20, or only 8."""
        numerator, denominator = self.numbers
        if denominator is None:
            return numerator
        return Text("rules.of", count=numerator, size=denominator)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The cells that are filled, in the order of the kind's inputs."""
        cells = {"numerator": self.numerator, "denominator": self.denominator}
        found = (cells[role] for role in kind_of(self.metric).roles)
        return tuple(entry for entry in found if entry is not None)

    def finding(
        self,
        info: RuleInfo,
        text: str,
        entry: Entry | None = None,
        severity: Severity | None = None,
        **places: object,
    ) -> Finding:
        """A finding about this pair, at one of its cells (the first filled one if none)."""
        place = entry or (self.entries[0] if self.entries else None)
        return Finding(
            info.code,
            severity or info.severity,
            text,
            {"metric": self.name, "month": self.period, **places},
            sheet=place.sheet if place else None,
            cell=place.cell if place else None,
            metric_id=self.metric.id,
            period=self.period,
        )


def _total(metric: Metric, point: DataPoint) -> Judged:
    return _judge(metric, point, point.state(metric), (point.numerator, point.denominator))


def _groups(metric: Metric, point: DataPoint) -> Iterator[Judged]:
    for number, pair in point.strata.items():
        state, group = point.stratum_state(metric, number), metric.strata[number]
        yield _judge(metric, point, state, pair, group)


def _judge(metric: Metric, point: DataPoint, state: State, pair: Pair, stratum: str = "") -> Judged:
    numerator, denominator = pair
    number = numerator.number if numerator else None
    size = denominator.number if denominator else None
    value = value_of(metric, state, number, size)
    return Judged(
        metric,
        point.period,
        state,
        numerator,
        denominator,
        stratum,
        point.reason,
        (number, size),
        math.nan if value is None else value,
    )


def judged(case: Case, *states: State) -> Iterator[Judged]:
    """Every pair of cells that is in one of the states."""
    return (pair for state in states for pair in case.by_state.get(state, ()))


def number_text(value: float | None) -> str:
    """A number as people type it: 412, not 412.0."""
    return "" if value is None else f"{value:.15g}"


def typed_in(point: DataPoint | None) -> object:
    """What a metric's cells hold in a report: 205 of 330, or "empty"."""
    return typed_pair((point.numerator, point.denominator) if point else (None, None))


def typed_pair(pair: Pair) -> object:
    """The same of two cells."""
    found = [
        str(entry.raw)[:MAX_TYPED] if entry.value is None else entry.value
        for entry in pair
        if entry is not None
    ]
    if len(found) == 2:
        return Text("rules.of", count=found[0], size=found[1])
    return found[0] if found else Text("rules.empty")


def periods_named(periods: Sequence[Period]) -> object:
    """Periods in order as a sentence names them: one, a stretch, or the first and how many."""
    first, last = periods[0], periods[-1]
    if len(periods) == 1:
        return first
    if first.until(last) == len(periods) - 1:
        return Text("rules.months", first=first, last=last)
    which = "later_months" if first.frequency == "month" else "later_periods"
    later = Text(f"counts.{which}", n=len(periods) - 1)
    return Text("rules.month_and_later", first=first, later=later)
