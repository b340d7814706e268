"""A team's workbook with sixty typed numbers: weeks, months with groups, quarters, rare events."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from lcxl.books import Filled, build_reporting_workbook
from lcxl.intake import Submission
from lcxl.keep.filled import DataKey
from lcxl.metrics import Entry
from lcxl.plan import Collaborative
from lcxl.words import in_language
from tests.helpers.plans import plan_from

METRIC = """
[[metrics]]
id = "{id}"
short_name = "{name}"
name = "The metric {name}"
kind = "{kind}"
family = "process"
direction = "monitor"
requirement = "optional"
numerator = "Those that did"
{more}
"""
STRATA = 'strata_name = "Language"\nstrata = ["English", "Other"]'
OF_TWO = 'denominator = "All"\n'
PLAN = """
id = "sixty"
title = "Sixty numbers"
kickoff = 2026-01-12
months = 6
baseline_months = 3
{metrics}
[[teams]]
id = "oak"
name = "Oak Street Clinic"
language = "{language}"
[[teams]]
id = "elm"
name = "Elm Health"
"""
METRICS = (
    ("BP", "BP control", "proportion", OF_TWO + STRATA),
    ("WEEK", "Calls back", "proportion", OF_TWO + 'schedule = "weekly"'),
    ("WAIT", "Wait", "value", OF_TWO + 'unit = "minutes"'),
    ("QUARTER", "Falls", "rate", OF_TWO + 'per = 1000\nschedule = "quarterly"'),
    ("INJ", "Falls with injury", "count", 'chart = "t"'),
)  # fmt: skip
NUMBERS = {"BP": 4, "WEEK": 12, "WAIT": 4, "QUARTER": 2}
"""Metric -> reports with numbers, from the first: 4 x 6, 12 x 2, 4 x 2 and 2 x 2 numbers."""
EVENTS = (date(2026, 1, 20), date(2026, 2, 3), date(2026, 2, 27))


def sixty_plan(folder: Path, language: str = "en-US") -> Collaborative:
    """Its team oak has workbooks in ``language``."""
    metrics = (METRIC.format(id=i, name=n, kind=k, more=m) for i, n, k, m in METRICS)
    return plan_from(PLAN.format(metrics="".join(metrics), language=language), folder)


def sixty(plan: Collaborative) -> bytes:
    """The workbook of oak, in its language, with the numbers typed in."""
    data: dict[DataKey, Entry] = {}
    for which, metric in enumerate(plan.by_period.metrics):
        due = [r for r in plan.timeline(metric) if plan.is_due(metric, r)]
        for i, report in enumerate(due[: NUMBERS[metric.id]]):
            groups = {g: (5 * g + 10 + i, 50 + g + i) for g in range(len(metric.strata))}
            total = tuple(map(sum, zip(*groups.values(), strict=True))) or (which + 20 + i, 99 - i)
            for group, (first, second) in {None: total, **groups}.items():
                data[metric.id, report.start, "numerator", group] = float(first)
                data[metric.id, report.start, "denominator", group] = float(second)
    rows = {
        "events": [{"metric": "Falls with injury", "date": day} for day in EVENTS],
        "logs": [{"complete_to": EVENTS[-1] + timedelta(days=1)}],
        "changes": [{"label": "Huddle", "metric": "BP control", "started": date(2026, 2, 2)}],
    }
    team = plan.team("oak")
    with in_language(plan.language_of(team)):
        return build_reporting_workbook(plan, team, Filled(data, rows))


def numbers_of(read: Submission) -> dict[tuple[object, ...], float]:
    """Every number that was read: metric, first day, role, group -> value."""
    found: dict[tuple[object, ...], float] = {}
    for (metric, period), point in read.points.items():
        pairs = {None: (point.numerator, point.denominator), **point.strata}
        for group, pair in pairs.items():
            for role, entry in zip(("numerator", "denominator"), pair, strict=True):
                if entry is not None and entry.value is not None:
                    found[metric, period.start, role, group] = entry.value
    return found
