"""What a validation rule is: a code with its explanation, and a function that looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lcxl.findings import Finding, RuleInfo, Severity
from lcxl.metrics import State, kind_of
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_id, month_in_words, months_between
from lcxl.submissions import DataPoint, Entry, Submission
from lcxl.submissions.submission import WITHHELD

__all__ = [
    "Case",
    "Check",
    "Judged",
    "Rule",
    "judged",
    "months_text",
    "number_text",
    "steps",
]


@dataclass(frozen=True)
class Case:
    """What a rule looks at: a submission, its plan, and the team's earlier submissions."""

    submission: Submission
    plan: Collaborative
    earlier: Sequence[Submission] = ()

    def points(self) -> Iterator[tuple[Metric, DataPoint]]:
        """Every month of every metric of the plan in which something was typed."""
        for (metric_id, _), point in self.submission.points.items():
            yield self.plan.metric(metric_id), point

    @cached_property
    def pairs(self) -> Sequence[Judged]:
        """Every pair of cells in which something was typed, totals before their groups."""
        found = []
        for metric, point in self.points():
            found.append(_total(metric, point))
            for number, (numerator, denominator) in point.strata.items():
                found.append(
                    Judged(
                        metric,
                        point.month,
                        point.stratum_state(metric, number),
                        numerator,
                        denominator,
                        metric.strata[number],
                        point.reason,
                    )
                )
        return found

    @property
    def team_name(self) -> str:
        """The team's name; its id when the plan does not know it."""
        with suppress(KeyError):
            return self.plan.team(self.submission.team_id).name
        return self.submission.team_id

    @cached_property
    def series(self) -> Mapping[str, Sequence[Judged]]:
        """Metric id -> its usable months in order: as sent now, or else as sent last."""
        known: dict[tuple[str, date], DataPoint] = {}
        for submission in (*self.earlier, self.submission):
            known.update(submission.points)
        found: defaultdict[str, list[Judged]] = defaultdict(list)
        for (metric_id, _), point in sorted(known.items(), key=lambda item: item[0]):
            pair = _total(self.plan.metric(metric_id), point)
            if pair.state == State.USABLE:
                found[metric_id].append(pair)
        return found

    def answer(self, metric_id: str, month: date) -> str:
        """The reason the team gave for a month, now or, for the same numbers, before."""
        point = self.submission.points.get((metric_id, month))
        if point is None:
            return ""
        for other in reversed((*self.earlier, self.submission)):
            same = other.points.get((metric_id, month))
            if same and same.reason not in ("", WITHHELD) and same.contents == point.contents:
                return same.reason
        return ""


Check = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: see `lcxl explain CODE`."""

    info: RuleInfo
    check: Check
    is_answered: bool = False
    """A reason beside the month answers its question."""

    @property
    def code(self) -> str:
        """Its stable code, such as V04."""
        return self.info.code


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair of cells of one metric and month: the total, or one stratum of it."""

    metric: Metric
    month: date
    state: State
    numerator: Entry | None
    denominator: Entry | None
    stratum: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """How messages begin: metric, stratum and month."""
        stratum = f", {self.stratum}" if self.stratum else ""
        return f"{self.metric.short_name}{stratum}, {month_in_words(self.month)}"

    @property
    def numbers(self) -> tuple[float | None, float | None]:
        """The two numbers; None where there is none."""
        return (
            self.numerator.value if self.numerator else None,
            self.denominator.value if self.denominator else None,
        )

    @property
    def value(self) -> float:
        """The plotted value, in the metric's unit; only for a usable pair."""
        numerator, denominator = self.numbers
        assert numerator is not None
        value = kind_of(self.metric).value(numerator, denominator, self.metric.per)
        assert value is not None
        return value

    @property
    def text(self) -> str:
        """The pair as people say it: 8 of 20, or only 8."""
        numerator, denominator = self.numbers
        if denominator is None:
            return number_text(numerator)
        return f"{number_text(numerator)} of {number_text(denominator)}"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The cells that are filled, in the order of the kind's inputs."""
        cells = {"numerator": self.numerator, "denominator": self.denominator}
        found = (cells[role] for role in kind_of(self.metric).roles)
        return tuple(entry for entry in found if entry is not None)

    def finding(
        self,
        info: RuleInfo,
        message: str,
        fix: str,
        entry: Entry | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding about this pair, at one of its cells (the first filled one if none)."""
        place = entry or (self.entries[0] if self.entries else None)
        return Finding(
            info.code,
            severity or info.severity,
            f"{self.name}: {message}",
            fix,
            sheet=place.sheet if place else None,
            cell=place.cell if place else None,
            metric_id=self.metric.id,
            month=month_id(self.month),
        )


def judged(case: Case, *states: State) -> Iterator[Judged]:
    """Every pair of cells that is in one of the states."""
    return (pair for pair in case.pairs if pair.state in states)


def _total(metric: Metric, point: DataPoint) -> Judged:
    return Judged(
        metric,
        point.month,
        point.state(metric),
        point.numerator,
        point.denominator,
        reason=point.reason,
    )


def steps(case: Case) -> Iterator[tuple[Judged, Sequence[Judged]]]:
    """Every usable month that the submission has, with all usable months before it."""
    for metric in case.plan.metrics:
        series = case.series.get(metric.id, ())
        for i, pair in enumerate(series):
            if (metric.id, pair.month) in case.submission.points:
                yield pair, series[:i]


def number_text(value: float | None) -> str:
    """A number as people type it: 412, not 412.0."""
    return "" if value is None else f"{value:.15g}"


def months_text(months: Sequence[date]) -> str:
    """Months in order as a sentence names them: one, a stretch, or the first and how many."""
    if len(months) == 1:
        return month_in_words(months[0])
    if months_between(months[0], months[-1]) == len(months) - 1:
        return f"{month_in_words(months[0])} to {month_in_words(months[-1])}"
    return f"{month_in_words(months[0])} and {len(months) - 1} later months"
