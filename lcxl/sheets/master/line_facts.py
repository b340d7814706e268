"""What is said of a team, of all teams together, of their median and of those compared."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.figures.figures import MetricFigures, Pooled
from lcxl.metrics.display import change_as_number, end_as_number
from lcxl.plan import Team
from lcxl.runchart.median import median

__all__ = ["FACTS", "Fact", "facts_of_line"]

FACTS = (
    "variation",
    "assurance",
    "at_goal",
    "n_teams",
    "baseline",
    "recent",
    "n_recent",
    "low",
    "high",
    "funnel",
    "change",
    "change_low",
    "change_high",
    "chart_says",
)
"""What is said of a line beside its months."""
Fact = float | str | None
Facts = dict[str, Fact]
Words = Mapping[str, Mapping[str, str]]


def facts_of_line(figures: MetricFigures, words: Words, of: Team | str) -> Facts:
    """What is said of a line of one metric: of a team, or of one of `EXTRA`.

    ``words``: those of Compare for what is found.
    """
    if isinstance(of, Team):
        return _of_team(figures, words, of)
    make = {"pooled": _of_all, "compared": _of_compared, "median": _of_median}.get(of)
    return make(figures) if make else {}


def _of_all(figures: MetricFigures) -> Facts:
    """All teams taken together; their change is said of the teams compared alone."""
    before, after = figures.baseline, figures.recent
    facts = _values(before, after)
    facts["n_teams"] = after.teams if after else None
    return facts


def _of_compared(figures: MetricFigures) -> Facts:
    metric, result = figures.metric, figures.change.result
    facts: Facts = {
        "n_teams": result.teams or None,
        "baseline": result.before,
        "recent": result.after,
    }
    if result.change is not None:
        facts["change"] = change_as_number(metric, result.change)
    if result.lower is not None and result.upper is not None:
        facts["change_low"] = end_as_number(metric, result.lower)
        facts["change_high"] = end_as_number(metric, result.upper)
    return facts


def _of_team(figures: MetricFigures, words: Words, team: Team) -> Facts:
    chart = figures.charts.get(team.id)
    facts = _values(figures.baseline_of(team), figures.recent_of(team))
    moved = figures.change_of(team)
    if moved is not None:
        facts["change"] = change_as_number(figures.metric, moved)
    if chart is not None:
        icons = chart.icons()
        facts |= {
            "chart_says": chart.short,
            "verdict": chart.sentence,
            "lasting": words["lasting"].get(chart.state, ""),
            "variation": words["variation"].get(icons[0], ""),
            "assurance": words["assurance"].get(icons[1], ""),
        }
    meets = figures.meets_goal(team)
    if meets is not None:
        facts["at_goal"] = words["at_goal"]["yes" if meets else "no"]
    point = figures.funnel.points.get(team.id)
    if point is not None and figures.funnel.is_judged:
        facts["funnel"] = words["funnel"][("within", "above", "below")[point.side]]
    return facts


def _values(before: Pooled | None, after: Pooled | None) -> Facts:
    facts: Facts = {
        "baseline": before.value if before else None,
        "recent": after.value if after else None,
        "n_recent": after.denominator if after else None,
    }
    if after and after.interval:
        facts["low"], facts["high"] = after.interval
    return facts


def _of_median(figures: MetricFigures) -> Facts:
    """Of the teams compared: their median values, and the median of their changes."""
    result = figures.change.result
    if result.median_change is None:
        return {}
    teams = [figures.plan.team(team_id) for team_id in result.shares]
    sides = ([p.value for t in teams if (p := of(t))] for of in
             (figures.baseline_of, figures.recent_of))  # fmt: skip
    before, after = map(median, sides)
    change = change_as_number(figures.metric, result.median_change)
    return {"n_teams": result.teams, "baseline": before, "recent": after, "change": change}
