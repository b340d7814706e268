"""What a validation rule is: a code with its explanation, and a function that looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lcxl.findings import Finding, RuleInfo, Severity
from lcxl.metrics import State, kind_of
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_id, month_in_words
from lcxl.submissions import DataPoint, Entry, Submission

__all__ = ["Case", "Check", "Judged", "Rule", "judged", "number_text"]


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at: a submission, its plan, and the team's earlier submissions."""

    submission: Submission
    plan: Collaborative
    earlier: Sequence[Submission] = ()

    def points(self) -> Iterator[tuple[Metric, DataPoint]]:
        """Every month of every metric of the plan in which something was typed."""
        for (metric_id, _), point in self.submission.points.items():
            yield self.plan.metric(metric_id), point


Check = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: see `lcxl explain CODE`."""

    info: RuleInfo
    check: Check

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
    for metric, point in case.points():
        state = point.state(metric)
        if state in states:
            yield Judged(
                metric, point.month, state, point.numerator, point.denominator, reason=point.reason
            )
        for number, (numerator, denominator) in point.strata.items():
            state = point.stratum_state(metric, number)
            if state in states:
                yield Judged(
                    metric,
                    point.month,
                    state,
                    numerator,
                    denominator,
                    metric.strata[number],
                    point.reason,
                )


def number_text(value: float | None) -> str:
    """A number as people type it: 412, not 412.0."""
    return "" if value is None else f"{value:.15g}"
