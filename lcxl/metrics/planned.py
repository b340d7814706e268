"""What a collaborative of the planned size will be able to show."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding
from lcxl.kinds import KINDS
from lcxl.plan import Collaborative, Metric
from lcxl.plan.rules import PLANNED_SIZE
from lcxl.words import say

__all__ = ["what_can_be_seen"]

USUAL_PATIENTS = 50
"""Patients of a team in a month, where the plan does not say how many are looked at."""
NEWEST_MONTHS = 3
FILE = "metric-definitions.xlsx"


def what_can_be_seen(plan: Collaborative) -> Iterator[Finding]:
    """One note: which change of the main share the teams together would find, or that none would.

    By the main metric where it is a share of each month's patients, else by the first such.
    """
    metric = _chosen(plan)
    if metric is None:
        return
    from lcxl.runchart.power import detectable_change  # needed for this one sentence

    teams, months = len(plan.active_teams), plan.calendar.baseline_months
    patients = metric.target_n if metric.sampling != "all" else None
    found = detectable_change(
        teams, patients or USUAL_PATIENTS, months_before=months, months_since=NEWEST_MONTHS
    )
    key = "planned" if found is not None else "planned_none"
    cases = "planned_sample" if patients else "planned_assumed"
    yield Finding(
        PLANNED_SIZE.code,
        PLANNED_SIZE.severity,
        say(
            f"metrics.{key}",
            metric=metric.short_name,
            teams=say("counts.teams", n=teams),
            cases=say(f"metrics.{cases}", n=patients or USUAL_PATIENTS),
            months=say("counts.months", n=months),
            points="" if found is None else say("counts.points", n=round(found * 100)),
        ),
        say("metrics.planned_fix") if found is None or months < 10 else "",
        FILE,
        metric_id=metric.id,
    )


def _chosen(plan: Collaborative) -> Metric | None:
    shares = [m for m in plan.metrics if KINDS[m.kind].part_of_whole and not m.overlaps]
    main = [m for m in shares if m.id == plan.main_metric]
    return next(iter([*main, *shares]), None)
