"""What a collaborative of the planned size will be able to show."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding
from lcxl.kinds import KINDS
from lcxl.plan import Collaborative, Metric
from lcxl.plan.rules import PLANNED_SIZE
from lcxl.words import Text

__all__ = ["what_can_be_seen"]

USUAL_PATIENTS = 50
"""Patients of a team in a month, where the plan does not say how many are looked at."""
NEWEST_MONTHS = 3
ENOUGH_BASELINE = 10
"""Months before the kickoff from which on nothing is proposed."""
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
    text = "none" if found is None else "found_short" if months < ENOUGH_BASELINE else "found"
    cases = "planned_sample" if patients else "planned_assumed"
    yield Finding(
        PLANNED_SIZE.code,
        PLANNED_SIZE.severity,
        text,
        {
            "metric": metric.short_name,
            "teams": Text("counts.teams", n=teams),
            "cases": Text(f"metrics.{cases}", n=patients or USUAL_PATIENTS),
            "months": Text("counts.months", n=months),
        }
        | ({} if found is None else {"points": Text("counts.points", n=round(found * 100))}),
        FILE,
        metric_id=metric.id,
    )


def _chosen(plan: Collaborative) -> Metric | None:
    shares = [m for m in plan.metrics if KINDS[m.kind].part_of_whole and not m.overlaps]
    main = [m for m in shares if m.id == plan.main_metric]
    return next(iter([*main, *shares]), None)
