"""Build workbooks: the host's two, and a reporting workbook for each team."""

from __future__ import annotations

from lcxl.build.carry import Carried, carry_over, load_carried
from lcxl.build.filled import Filled
from lcxl.build.host import (
    HostValues,
    build_metric_definitions,
    build_recruiting_tracker,
    values_of_plan,
)
from lcxl.build.prefill import load_prefill
from lcxl.build.reporting import build_reporting_workbook, build_reporting_workbooks
from lcxl.build.timetable_edits import TIMETABLE, TimetableEdits, load_timetable
from lcxl.build.timetable_workbook import build_timetable

__all__ = [
    "TIMETABLE",
    "Carried",
    "Filled",
    "HostValues",
    "TimetableEdits",
    "build_metric_definitions",
    "build_recruiting_tracker",
    "build_reporting_workbook",
    "build_reporting_workbooks",
    "build_timetable",
    "carry_over",
    "load_carried",
    "load_prefill",
    "load_timetable",
    "values_of_plan",
]
