"""Parts of the plan that must fit together: metrics, new phases and pairings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from lcxl.findings import RuleInfo
from lcxl.kinds import KINDS
from lcxl.periods import month_id
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.metric import Metric, NewPhase
from lcxl.plan.pairing import SIDES, Pairing
from lcxl.plan.raw import At, Heading, RawPlan, Word
from lcxl.plan.wording import Wording
from lcxl.words import Choices

__all__ = ["check_metric", "check_pairing", "check_phase", "check_wording"]


class Found(Protocol):
    """Adds a finding about one field of one metric."""

    def __call__(self, name: str, text: str, rule: RuleInfo = ..., **places: object) -> None:
        """As `RawPlan.found`; nothing about a value that was not understood."""


def check_metric(raw: RawPlan, i: int, metric: Metric, calendar: Calendar | None) -> None:
    """Parts of one metric, on the row ``i``, that must fit together."""

    def found(name: str, text: str, rule: RuleInfo = rules.INCONSISTENT, **places: object) -> None:
        at = At("metrics", i, name)
        if at not in raw.bad:
            raw.found(rule, at, text, {"metric": metric.short_name, **places})

    _check_goal(metric, found, "per" in raw.rows("metrics")[i])
    _check_range(metric, found)
    _check_event_chart(metric, found)
    _check_chart(metric, found)
    _check_groups(metric, found)
    if calendar is not None:
        _check_months(metric, found, calendar)


def _check_goal(metric: Metric, found: Found, has_per: bool) -> None:
    """What a metric of this kind needs, and shares between 0 and 1."""
    kind = KINDS[metric.kind]
    if kind.divides and not metric.denominator:
        found(
            "denominator",
            "denominator",
            rules.MISSING,
            kind=Word("kind", metric.kind),
        )
    if kind.counts_per and metric.per == 1 and not has_per:
        found("per", "per", rules.MISSING)
    if metric.goal is None and metric.direction != "monitor" and not metric.maintain_op:
        found(
            "goal",
            "goal",
            rules.MISSING,
        )
    if metric.direction == "maintain" and metric.maintain_op and metric.maintain_value is None:
        found("maintain_value", "limit", rules.MISSING)
    if kind.part_of_whole:
        for name in ("goal", "plausible_low", "plausible_high", "credible_step"):
            value = getattr(metric, name)
            if value is not None and not 0 <= value <= 1:
                places = {"heading": Heading("metrics", name, is_within=True), "value": value}
                if 1 < value <= 100:
                    found(name, "percent_typed", **places, share=value / 100)
                else:
                    found(name, "out_of_share", **places)


def _check_range(metric: Metric, found: Found) -> None:
    """The lower end below the upper one."""
    low, high = metric.plausible_low, metric.plausible_high
    if low is not None and high is not None and low >= high:
        found(
            "plausible_high",
            "range",
            high=high,
            low=low,
        )
    if metric.target_n and metric.min_n and metric.min_n > metric.target_n:
        found(
            "min_n",
            "sample",
            least=metric.min_n,
            sample=metric.target_n,
        )


def _check_chart(metric: Metric, found: Found) -> None:
    """A chart and a case log that the kind has, and the months of named periods."""
    kind = KINDS[metric.kind]
    others = [other.id for other in KINDS.values() if metric.chart in other.charts]
    if others and metric.chart not in kind.charts:
        found(
            "chart",
            "chart",
            chart=Word("chart", metric.chart),
            fitting=Word("kind", others[0]),
            kind=Word("kind", metric.kind),
        )
    sampled = metric.sampling != "all" and metric.target_n
    if metric.has_case_log and not (kind.part_of_whole and sampled):
        found(
            "case_log",
            "case_log",
        )
    if not metric.frequency.of_months:
        for name in ("case_log", "cohort_shift_months"):
            if getattr(metric, name) not in ("No", 0):
                found(name, "months_alone", heading=Heading("metrics", name))
    if metric.schedule == "named_periods" and not metric.named_months:
        found(
            "named_months",
            "named_months",
            rules.MISSING,
        )


def _check_groups(metric: Metric, found: Found) -> None:
    """Groups that are named are groups of the metric."""
    for name in ("reference_group", "priority_group"):
        group = getattr(metric, name)
        if group and group not in metric.strata:
            if metric.strata:
                found(name, "group", group=group, groups=Choices(metric.strata))
            else:
                found(name, "no_groups", group=group)


def _check_months(metric: Metric, found: Found, calendar: Calendar) -> None:
    """Months that are named are reported."""
    outside = [m for m in metric.named_months if m not in calendar.reported]
    if metric.schedule == "named_periods" and outside:
        found(
            "named_months",
            "named_month",
            month=month_id(outside[0]),
            first=month_id(calendar.reported[0]),
            last=month_id(calendar.reported[-1]),
        )
    if metric.effective_from and metric.effective_from > calendar.reported[-1]:
        found(
            "effective_from",
            "version",
            version=metric.version,
            month=month_id(metric.effective_from),
            last=month_id(calendar.reported[-1]),
        )


def _check_event_chart(metric: Metric, found: Found) -> None:
    """A rare event: its value is the gap between two events, whatever is counted otherwise."""
    if not metric.event_chart:
        return
    if not KINDS[metric.kind].logs_events:
        found("kind", "event_kind", chart=Word("chart", metric.chart))
    if metric.direction not in ("increase", "monitor"):
        found("direction", "event_direction")
    if metric.strata:
        found("strata", "event_groups")


def check_phase(raw: RawPlan, i: int, phase: NewPhase, calendar: Calendar | None) -> None:
    """A new phase needs a metric and a month of this collaborative."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    if phase.metric not in metrics:
        raw.found(
            rules.INCONSISTENT,
            At("phases", i, "metric"),
            "no_metric",
            {"given": phase.metric, "metrics": Choices(metrics)},
        )
    if calendar is not None and phase.month not in calendar.reported[1:]:
        raw.found(
            rules.INCONSISTENT,
            At("phases", i, "month"),
            "phase",
            {"month": month_id(phase.month)},
        )


def check_wording(raw: RawPlan, i: int, wording: Wording) -> None:
    """Words in another language need a metric of this collaborative."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    if wording.metric.casefold() not in (name.casefold() for name in metrics):
        raw.found(
            rules.INCONSISTENT,
            At("wordings", i, "metric"),
            "no_metric",
            {"given": wording.metric, "metrics": Choices(metrics)},
        )


def check_pairing(raw: RawPlan, i: int, pairing: Pairing, logged: Collection[str]) -> None:
    """Numbers that belong together are those of metrics of this plan; ``logged`` have none."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    for side in SIDES:
        for _, _, metric in pairing.terms(side):
            if metric in logged:
                raw.found(
                    rules.INCONSISTENT,
                    At("pairings", i, side),
                    "event_pairing",
                    {"metric": metric},
                )
            if metric not in metrics:
                raw.found(
                    rules.INCONSISTENT,
                    At("pairings", i, side),
                    "no_metric",
                    {"given": metric, "metrics": Choices(metrics)},
                )
