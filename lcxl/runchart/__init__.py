"""Run-chart and control-chart statistics: pure functions, each rule with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.runchart.chance import chance_of_signal
    from lcxl.runchart.control_results import Limits
    from lcxl.runchart.funnel import funnel_limits, funnel_side, overdispersion
    from lcxl.runchart.limits import limits
    from lcxl.runchart.results import RunChart
    from lcxl.runchart.rules import analyse
    from lcxl.runchart.teams_change import TeamsChange, change_of_teams

__all__ = [
    "Limits",
    "RunChart",
    "TeamsChange",
    "analyse",
    "chance_of_signal",
    "change_of_teams",
    "funnel_limits",
    "funnel_side",
    "limits",
    "overdispersion",
]

fetch_on_first_use(
    __name__,
    Limits="lcxl.runchart.control_results",
    RunChart="lcxl.runchart.results",
    TeamsChange="lcxl.runchart.teams_change",
    analyse="lcxl.runchart.rules",
    chance_of_signal="lcxl.runchart.chance",
    change_of_teams="lcxl.runchart.teams_change",
    funnel_limits="lcxl.runchart.funnel",
    funnel_side="lcxl.runchart.funnel",
    limits="lcxl.runchart.limits",
    overdispersion="lcxl.runchart.funnel",
)
