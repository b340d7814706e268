"""Piles of filled workbooks: 18 months, six metrics, a hundred teams at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from lcxl.build import Filled, build_metric_definitions, build_recruiting_tracker
from lcxl.build.host import values_of_plan
from lcxl.build.reporting import ID, NAME, build_reporting_workbook
from lcxl.plan import Collaborative, load_example
from lcxl.xl.stamp import Stamp

PLAIN: dict[str, Any] = {
    "strata": (),
    "schedule": "monthly",
    "reference_group": "",
    "priority_group": "",
}
MONTHS, METRICS, TEAMS = 18, 6, 100


def plan_of(teams: int) -> Collaborative:
    """A fictional collaborative of that many teams."""
    example = load_example("hypertension")
    other = load_example("cancer-screening")
    metrics = (*example.metrics, *other.metrics)[:METRICS]
    metrics = tuple(replace(m, **PLAIN) for m in metrics)
    first = example.teams[0]
    named = tuple(replace(first, id=f"team{i:03d}", name=f"Practice {i:03d}") for i in range(teams))
    calendar = replace(example.calendar, months=MONTHS - 3, baseline_months=3)
    changes = {"metrics": metrics, "teams": named, "calendar": calendar, "phases": (), "people": ()}
    return replace(example, **changes, pairings=(), prospects=())


def write_pile(folder: Path, files: int) -> Collaborative:
    """A collaborative's folder with that many submissions: several months of each team."""
    plan = plan_of(min(files, TEAMS))
    inbox = folder / "submissions"
    inbox.mkdir(parents=True)
    values = values_of_plan(plan)
    (folder / "metric-definitions.xlsx").write_bytes(build_metric_definitions(values))
    (folder / "recruiting-tracker.xlsx").write_bytes(build_recruiting_tracker(values))
    versions = -(-files // len(plan.teams))
    written = 0
    for version in range(versions):
        months = plan.calendar.reported[: MONTHS - (versions - 1 - version) % MONTHS]
        stamp = Stamp(_filled_workbook(plan, months, version), (ID, NAME))
        for team in plan.teams[: files - written]:
            path = inbox / f"{team.id} {version:03d}.xlsx"
            path.write_bytes(stamp.written({ID: team.id, NAME: team.name}))
            written += 1
    return plan


def _filled_workbook(plan: Collaborative, months: tuple[date, ...], version: int) -> bytes:
    rng = Random(version)
    data = {}
    for metric in plan.metrics:
        for month in months:
            size = float(rng.randint(180, 220))
            data[metric.id, month, "numerator", None] = float(rng.randint(90, 110))
            if metric.kind in ("proportion", "rate"):
                data[metric.id, month, "denominator", None] = size
    marked = replace(plan.teams[0], id=ID, name=NAME)
    return build_reporting_workbook(plan, marked, Filled(data))
