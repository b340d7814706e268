"""The plan: what the host decides before the first number is typed.

Field names of `Metric` are those of the sheet Metrics in metric-definitions.xlsx and of a
plan kept as text; what each means is written there (templates_src/workbooks).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from lcxl.plan.dates import (
    SATURDAY,
    WEEKDAYS,
    add_months,
    add_working_days,
    last_day,
    month_of,
    months_between,
    parse_month,
)

__all__ = ["Calendar", "Collaborative", "DueRule", "Metric", "Month", "NewPhase", "Team"]

FileSafeId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=24)
]
"""An id that is also a file name on every system."""
MetricId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=12)]
"""An id that may stand in a defined name of a workbook."""


def _month(value: object) -> object:
    if isinstance(value, str):
        return parse_month(value)
    return month_of(value) if isinstance(value, date) else value


def _version(value: object) -> object:
    """1 typed into a cell means version 1.0."""
    text = f"{value:g}" if isinstance(value, int | float) else value
    return f"{text}.0" if isinstance(text, str) and text.isdecimal() else text


Month = Annotated[date, BeforeValidator(_month)]
"""The first day of a month; text such as "2026-03" is understood."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Metric(_Model):
    """One metric and its definition.

    Proportions are held between 0 and 1: goal, stretch, plausible range, credible step and
    maintain value too.  Other kinds are held in their own unit; a rate in units of ``per``.
    """

    id: MetricId
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=25)]
    name: Annotated[str, StringConstraints(min_length=1)]
    kind: Literal["proportion", "rate", "count", "value"]
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
    conceptual_definition: str = ""
    numerator: Annotated[str, StringConstraints(min_length=1)]
    denominator: str = ""
    exclusions: str = ""
    exceptions: str = ""
    initial_population: str = ""
    window: str = "month"
    lag_days: int = Field(default=0, ge=0, le=366)
    cohort_shift_months: int = Field(default=0, ge=0, le=12)
    schedule: Literal["monthly", "two_monthly", "quarterly", "named_periods"] = "monthly"
    named_months: tuple[Month, ...] = ()
    requirement: Literal["required", "optional", "team_chosen"] = "required"
    data_source: Literal["ehr_report", "registry", "chart_audit", "survey", "log"] | None = None
    data_source_note: str = ""
    sampling: Literal["all", "systematic", "block", "random"] = "all"
    target_n: int | None = Field(default=None, ge=1)
    min_n: int | None = Field(default=None, ge=1)
    case_log: Literal["Yes", "No"] = "No"
    collection_tool: str = ""
    collected_by: str = ""
    checked_by: str = ""
    unit: str = ""
    decimals: int = Field(default=0, ge=0, le=2)
    per: int = Field(default=1, ge=1)
    goal: float | None = None
    goal_date: Month | None = None
    goal_basis: str = ""
    stretch: float | None = None
    maintain_op: Literal["not above", "not below", "within"] | None = None
    maintain_value: float | None = None
    maintain_from: Literal["baseline", "zero"] = "baseline"
    baseline_method: (
        Literal["median_first_k", "mean_prior_k", "prior_year", "last_prior_period"] | None
    ) = None
    baseline_k: int | None = Field(default=None, ge=1)
    chart: Literal["run chart", "XmR chart", "p chart", "u chart", "p' chart", "u' chart"] = (
        "run chart"
    )
    plausible_low: float | None = None
    plausible_high: float | None = None
    credible_step: float | None = Field(default=None, gt=0)
    strata_name: str = ""
    strata: tuple[str, ...] = ()
    reference_group: str = ""
    priority_group: str = ""
    version: Annotated[str, BeforeValidator(_version)] = "1.0"
    effective_from: Month | None = None
    change_note: str = ""
    driver: str = ""
    steward: str = ""
    interpretation: str = ""
    suppression: Literal["standard", "strata", "small_cells"] = "standard"
    owner: str = ""
    last_reviewed: date | None = None

    @property
    def has_case_log(self) -> bool:
        """Teams list each case, and the workbook counts them."""
        return self.case_log == "Yes"

    @property
    def worse(self) -> Literal["above", "below", "both"]:
        """For a metric to maintain: the side on which it gets worse."""
        return {"not above": "above", "not below": "below"}.get(self.maintain_op or "", "both")  # type: ignore[return-value]


class Team(_Model):
    """One team of the collaborative: an organisation that enrolled."""

    id: FileSafeId
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    organisation: str = ""
    location: str = ""
    coach: str = ""
    contact_name: str = ""
    contact_email: str = ""
    enrolled_on: date | None = None
    withdrew_on: date | None = None


class NewPhase(_Model):
    """From which month a metric has a new median in every team's chart, and why."""

    metric: MetricId
    month: Month
    reason: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    decided_by: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    decided_on: date | None = None


class DueRule(_Model):
    """On which day the report about a month is due."""

    rule: Literal[
        "day of the next month", "weekday of the next month", "working days after month end"
    ] = "day of the next month"
    number: int = Field(default=10, ge=1, le=28)
    weekday: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] = "Friday"

    def due(self, month: date) -> date:
        """The due date of the report about ``month``; a weekend moves it to Monday."""
        following = add_months(month, 1)
        if self.rule == "working days after month end":
            return add_working_days(last_day(month), self.number)
        if self.rule == "weekday of the next month":
            wait = (WEEKDAYS.index(self.weekday) - following.weekday()) % 7
            day = following + timedelta(days=wait + 7 * (self.number - 1))
            while day > last_day(following):  # a fifth Friday that the month does not have
                day -= timedelta(days=7)
            return day
        day = following.replace(day=self.number)
        return day + timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)


class Calendar(_Model):
    """Which months are reported, and when each report is due."""

    kickoff: date
    months: int = Field(ge=1, le=60)
    baseline_months: int = Field(default=0, ge=0, le=36)
    due_rule: DueRule = DueRule()

    @cached_property
    def start(self) -> date:
        """The month of the kickoff: the first month of the collaborative."""
        return month_of(self.kickoff)

    @cached_property
    def reported(self) -> tuple[date, ...]:
        """Every month that is reported, the baseline months first."""
        first = add_months(self.start, -self.baseline_months)
        return tuple(add_months(first, i) for i in range(self.baseline_months + self.months))

    def due(self, month: date) -> date:
        """The due date of the report about ``month``.

        Baseline months are asked for two weeks before kickoff, so that the first session
        can look at them, but none before its own month is due.
        """
        usual = self.due_rule.due(month)
        return usual if month >= self.start else max(usual, self._baseline_due)

    @cached_property
    def _baseline_due(self) -> date:
        day = self.kickoff - timedelta(days=14)
        return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


class Collaborative(_Model):
    """The whole plan: name, calendar, metrics and teams."""

    id: FileSafeId
    title: Annotated[str, StringConstraints(min_length=1)]
    aim: str = ""
    host: str = ""
    contact_name: str = ""
    contact_email: str = ""
    calendar: Calendar
    shift_points: int = Field(default=6, ge=5, le=9)
    trend_rule: Literal["note", "off"] = "note"
    display: Literal["open", "coded", "aggregate"] = "open"
    small_numbers: Literal["CMS 1-10", "under 5", "NHS rounding", "none"] = "CMS 1-10"
    frozen_through: Month | None = None
    frozen_on: date | None = None
    metrics: tuple[Metric, ...]
    teams: tuple[Team, ...]
    phases: tuple[NewPhase, ...] = ()

    def metric(self, metric_id: str) -> Metric:
        """The metric with that id; KeyError when there is none."""
        return self._metrics_by_id[metric_id]

    def team(self, team_id: str) -> Team:
        """The team with that id, in any case of letters; KeyError when there is none."""
        return self._teams_by_id[team_id.casefold()]

    @cached_property
    def _metrics_by_id(self) -> dict[str, Metric]:
        return {metric.id: metric for metric in self.metrics}

    @cached_property
    def _teams_by_id(self) -> dict[str, Team]:
        return {team.id.casefold(): team for team in self.teams}

    def is_due(self, metric: Metric, month: date) -> bool:
        """Whether ``metric`` is reported for ``month``, by its schedule."""
        if month not in self._reported:
            return False
        if metric.schedule == "two_monthly":
            return months_between(self.calendar.start, month) % 2 == 0
        if metric.schedule == "quarterly":
            return month.month % 3 == 0
        if metric.schedule == "named_periods":
            return month in metric.named_months
        return True

    @cached_property
    def _reported(self) -> frozenset[date]:
        return frozenset(self.calendar.reported)

    def median_points(self, metric: Metric) -> int:
        """How many first points set the run chart's median.

        The metric's own k when its baseline is a median; otherwise the baseline months, but
        at least ten points (a median of three or four points would make false signals; ten
        to twelve are usual: Provost and Murray 2011).
        """
        if metric.baseline_method == "median_first_k" and metric.baseline_k:
            return metric.baseline_k
        in_baseline = sum(
            self.is_due(metric, m) for m in self.calendar.reported if m < self.calendar.start
        )
        return max(10, in_baseline)

    def phase_starts(self, metric: Metric) -> tuple[int, ...]:
        """Positions among the reported months at which a new phase starts for every team.

        By rule where a new definition applies, and where the host decided so.
        """
        decided = {phase.month for phase in self.phases if phase.metric == metric.id}
        starts = decided | {metric.effective_from}
        return tuple(i for i, month in enumerate(self.calendar.reported) if i and month in starts)
