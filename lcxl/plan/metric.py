"""A metric and its definition, as the host decides them before the first number is typed.

Field names are those of the sheet Metrics in metric-definitions.xlsx and of a plan kept as text;
what each means is written there (templates_src/books).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal

from lcxl.periods import Frequency, Period, add_months, months_between, of_schedule
from lcxl.plan.calendar import Calendar
from lcxl.plan.fields import (
    Before,
    Filled,
    Limits,
    Line,
    MetricId,
    Model,
    Month,
    OneOf,
    Short,
    Version,
    one_line,
)
from lcxl.plan.organisations import YesNo
from lcxl.plan.windows import Window, recognised, window
from lcxl.templates import chosen

__all__ = ["MIN_BASELINE", "Chart", "Metric", "NewPhase"]

Chart = Literal["run", "xmr", "p", "u", "p'", "u'", "c", "t", "g"]
"""What a metric is drawn as: the ids of the list "chart"."""


def _one_of(list_id: str) -> Before:
    """The word of a list, also for what else is understood as it."""
    return Before(
        lambda value: (chosen(list_id, value) or value) if isinstance(value, str) else value
    )


_window_id = Before(lambda value: (recognised(value) or value) if isinstance(value, str) else value)


MIN_BASELINE = 8
"""Values before the kickoff with which a median is frozen there.

Of fewer, chance makes a level that the later values are not about.
"""


class Metric(Model):
    """One metric and its definition.

    Proportions are held between 0 and 1: goal, plausible range, credible step and maintain
    value too.  Other kinds are held in their own unit; a rate in units of ``per``.
    """

    id: MetricId
    short_name: Annotated[str, Limits(min_length=1, max_length=25), Before(one_line)]
    name: Line
    kind: Annotated[str, OneOf("kind")]
    scoring: (
        Literal[
            "proportion",
            "ratio",
            "rate_per_k",
            "count",
            "mean",
            "median",
            "days_between",
            "score",
            "yes_no",
        ]
        | None
    ) = None
    family: Literal["outcome", "process", "balancing", "structure"]
    direction: Literal["increase", "decrease", "maintain", "monitor"]
    numerator: Filled
    denominator: str = ""
    window: Annotated[str, _window_id] = "month"
    lag_days: Annotated[int, Limits(ge=0, le=366)] = 0
    cohort_shift_months: Annotated[int, Limits(ge=0, le=12)] = 0
    schedule: Annotated[str, OneOf("schedule")] = "monthly"
    """How often it is reported: the word of a frequency of `lcxl.periods`, or "named_periods"."""
    named_months: tuple[Month, ...] = ()
    requirement: Literal["required", "optional", "team_chosen"] = "required"
    data_source: Literal["ehr_report", "registry", "chart_audit", "survey", "log"] | None = None
    sampling: Literal["all", "systematic", "block", "random"] = "all"
    target_n: Annotated[int, Limits(ge=1)] | None = None
    min_n: Annotated[int, Limits(ge=1)] | None = None
    case_log: YesNo = "No"
    unit: str = ""
    decimals: Annotated[int, Limits(ge=0, le=2)] | None = None
    """As the host typed it; how many are shown is for `lcxl.metrics.display.places` to say."""
    per: Annotated[int, Limits(ge=1)] = 1
    goal: float | None = None
    goal_date: Month | None = None
    maintain_op: Literal["not above", "not below", "within"] | None = None
    maintain_value: float | None = None
    maintain_from: Literal["baseline", "zero"] = "baseline"
    chart: Annotated[Chart, _one_of("chart")] = "run"
    chart_axis: Literal["as needed", "from 0"] = "as needed"
    plausible_low: float | None = None
    plausible_high: float | None = None
    credible_step: Annotated[float, Limits(gt=0)] | None = None
    strata_name: str = ""
    strata: tuple[str, ...] = ()
    total_from_groups: YesNo = "No"
    reference_group: str = ""
    priority_group: str = ""
    version: Version = "1.0"
    effective_from: Month | None = None
    driver: str = ""
    suppression: Literal["standard", "strata", "small_cells"] = "standard"
    selected_on: YesNo = "No"
    missing_failed: YesNo = "No"
    last_reviewed: date | None = None
    about: tuple[tuple[str, str], ...] = ()
    """What only its definition shows: columns of the host's Metrics, by id, with their text."""

    def text(self, name: str) -> str:
        """What stands in a column of the host's Metrics that only the definition shows."""
        return dict(self.about).get(name, "")

    @property
    def has_case_log(self) -> bool:
        """Teams list each case, and the workbook counts them."""
        return self.case_log == "Yes"

    @property
    def adds_groups(self) -> bool:
        """Everybody is in one of the groups: the workbook adds them up, nobody types the total."""
        return self.total_from_groups == "Yes" and bool(self.strata)

    @property
    def is_counted_there(self) -> bool:
        """The workbook counts its total: from the case log, or from the groups."""
        return self.has_case_log or self.adds_groups

    @property
    def event_chart(self) -> Literal["t", "g"] | None:
        """For a rare event: "t" days, or "g" cases, between events; teams log each event.

        Such a metric has no number for a month.
        """
        return self.chart if self.chart in ("t", "g") else None

    @property
    def time_window(self) -> Window:
        """What is known of the time that a value covers."""
        return window(self.window)

    @property
    def frequency(self) -> Frequency:
        """What its periods are: months for named periods too."""
        return of_schedule(self.schedule)

    @property
    def is_due_each_period(self) -> bool:
        """It has a report in each period along which it is drawn: one without a value is a gap."""
        return self.schedule == "monthly" or not self.frequency.of_months

    def reports(self, calendar: Calendar) -> Mapping[Period, Period]:
        """Report -> the metric's own period that is asked for in it; none of a logged event."""
        if self.event_chart:
            return {}
        return calendar.reports_of(self.schedule, self.named_months)

    def report_on(self, start: date) -> Period:
        """The report that begins on a day: a month, or a period shorter than that."""
        kind = self.frequency
        return Period(start) if kind.of_months else Period(start, kind.id)

    def cohort(self, calendar: Calendar, report: Period) -> Period:
        """The period whose patients a report is about, such as the quarter that ends with it.

        Only months can lie back.  Of a window that reaches beyond its period, the last month.
        """
        kind = self.frequency
        if not kind.of_months:
            return report
        own = report
        if not self.overlaps:
            own = Period(kind.start(report.start, calendar.origin), kind.id)
        return own._replace(start=add_months(own.start, -self.cohort_shift_months))

    @cached_property
    def overlaps(self) -> bool:
        """Each value shares patients with the one before it.

        Rules for independent points do not apply then.  A moving window that is reported no
        oftener than it is long does not overlap.
        """
        covers = self.time_window
        if not covers.moving or not covers.additive or covers.months is None:
            return covers.moving
        if not self.frequency.of_months:
            return covers.days is None or covers.days > self.frequency.usual_days
        return covers.months > self._months_between_reports

    @cached_property
    def moves_slowly(self) -> bool:
        """Each value is of several months together, of which one is new."""
        covers = self.time_window
        return self.overlaps and covers.additive and (covers.months or 1) > 2

    @property
    def _months_between_reports(self) -> int:
        """The fewest months from one report to the next."""
        if self.schedule == "named_periods":
            named = [months_between(a, b) for a, b in pairwise(sorted(self.named_months))]
            return min(named, default=1)
        return 12 // self.frequency.per_year

    @property
    def was_selected_on(self) -> bool:
        """Teams were chosen because of poor results in this metric."""
        return self.selected_on == "Yes"

    @property
    def counts_missing_as_failed(self) -> bool:
        """A case without a record counts as one that failed, so that recording alone raises it."""
        return self.missing_failed == "Yes"

    @property
    def worse(self) -> Literal["above", "below", "both"]:
        """For a metric to maintain: the side on which it gets worse."""
        return {"not above": "above", "not below": "below"}.get(self.maintain_op or "", "both")  # type: ignore[return-value]


class NewPhase(Model):
    """From which month a metric has a new median in every team's chart, and why."""

    metric: MetricId
    month: Month
    reason: Short
    decided_by: Short
    decided_on: date | None = None
