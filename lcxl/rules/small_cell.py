"""V25: a small number in a table for people outside the collaborative.

No submission can have it: it is found when a table for others is made, by `small_cell`.
"""

from __future__ import annotations

from lcxl.findings import Finding, RuleInfo
from lcxl.periods import Period
from lcxl.plan import Metric, Team
from lcxl.rules.base.rule import Rule
from lcxl.words import Text

INFO = RuleInfo("V25", "error")


def small_cell(
    team: Team, metric: Metric, stratum: str, period: Period, numerator: float, denominator: float
) -> Finding:
    """The finding about one number of a table for people outside."""
    name: object = metric.short_name
    if stratum:
        name = Text("rules.group_of", metric=name, group=stratum)
    return Finding(
        INFO.code,
        INFO.severity,
        "small",
        {
            "team": team.name,
            "metric": name,
            "month": period,
            "numerator": numerator,
            "denominator": denominator,
        },
        team_id=team.id,
        metric_id=metric.id,
        period=period,
    )


RULE = Rule(INFO, lambda case: ())
