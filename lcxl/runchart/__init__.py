"""Run-chart and control-chart statistics: pure functions, each rule with its source."""

from lcxl.runchart.limits import Limits, limits
from lcxl.runchart.results import RunChart
from lcxl.runchart.rules import analyse

__all__ = ["Limits", "RunChart", "analyse", "limits"]
