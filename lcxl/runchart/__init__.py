"""Run-chart and control-chart statistics: pure functions, each rule with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.on_first_use import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.runchart.limits import Limits, limits
    from lcxl.runchart.results import RunChart
    from lcxl.runchart.rules import analyse

__all__ = ["Limits", "RunChart", "analyse", "limits"]

fetch_on_first_use(
    __name__,
    Limits="lcxl.runchart.limits",
    RunChart="lcxl.runchart.results",
    analyse="lcxl.runchart.rules",
    limits="lcxl.runchart.limits",
)
