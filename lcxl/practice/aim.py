"""The aim in one sentence: in the host's own words, or made of its parts."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lcxl.metrics.display import shown
from lcxl.plan import Collaborative, Metric
from lcxl.plan.planning import AimStatement
from lcxl.words import month, say

__all__ = ["AimParts", "aim_of", "parts_of", "sentence_of"]


class AimParts(NamedTuple):
    """What the sentence says, with what the plan offers for what nobody typed; "" for nothing."""

    by: str
    where: str
    direction: str
    what: str
    whom: str
    start: str
    to: str
    safeguard: str


def aim_of(plan: Collaborative) -> str:
    """The aim of a collaborative: that of planning.xlsx, or else that of metric-definitions."""
    aim = plan.planning.aim
    if aim.own_sentence:
        return aim.own_sentence
    return sentence_of(parts_of(aim, plan)) if aim.what else plan.aim


def metric_of(aim: AimStatement, plan: Collaborative | None) -> Metric | None:
    """The metric that the aim is read from."""
    found = (m for m in (plan.metrics if plan else ()) if m.id == aim.metric)
    return next(found, None)


def parts_of(aim: AimStatement, plan: Collaborative | None) -> AimParts:
    """The parts of the sentence."""
    metric = metric_of(aim, plan)
    goal = metric.goal if metric else None
    return AimParts(
        month(aim.by) if aim.by else month_offered(metric, plan),
        aim.where or say("practice.aim_teams"),
        say(f"practice.aim_{metric.direction if metric else 'none'}"),
        aim.what,
        aim.whom or (metric.text("initial_population") if metric else ""),
        aim.start,
        aim.to or (shown(metric, goal) if metric and goal is not None else ""),
        aim.safeguard,
    )


def month_offered(metric: Metric | None, plan: Collaborative | None) -> str:
    """When nobody typed a day: the month of the metric's goal, or the last one."""
    day: date | None = metric.goal_date if metric else None
    if day is None and plan is not None:
        day = plan.calendar.end
    return month(day) if day else ""


def sentence_of(parts: AimParts) -> str:
    """The sentence; "" where nobody said what gets better."""
    if not parts.what:
        return ""
    given = parts._asdict()
    said = [
        say(f"practice.aim_part_{name}", **given)
        for name in ("by", "where", "whom", "start", "to", "safeguard")
        if given[name]
    ]
    return "".join([*said, say("practice.aim_end")])
