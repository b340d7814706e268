"""V25: a small number in a table for people outside the collaborative.

No submission can have it: it is found when a table for others is made, by `small_cell`.
"""

from __future__ import annotations

from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.plan import Metric, Team
from lcxl.plan.dates import month_id, month_in_words
from lcxl.rules.base.rule import Rule, number_text

INFO = RuleInfo("V25", "error")


def small_cell(
    team: Team, metric: Metric, stratum: str, month: date, numerator: float, denominator: float
) -> Finding:
    """The finding about one number of a table for people outside."""
    group = f", {stratum}" if stratum else ""
    return Finding(
        INFO.code,
        INFO.severity,
        f"{team.name}, {metric.short_name}{group}, {month_in_words(month)}: "
        f"{number_text(numerator)} of {number_text(denominator)} is below the limit of what may be "
        "shown outside.",
        INFO.fix,
        team_id=team.id,
        metric_id=metric.id,
        month=month_id(month),
    )


RULE = Rule(INFO, lambda case: ())
