"""Build workbooks: the host's two, and a reporting workbook for each team."""

from __future__ import annotations

from lcxl.books.calendar_files import timetable_files
from lcxl.books.contact_sheet import CONTACT_SHEET, build_contact_sheet, old_contact_sheet
from lcxl.books.host import (
    HostValues,
    build_metric_definitions,
    build_recruiting_tracker,
    values_of_plan,
)
from lcxl.books.reporting import build_reporting_workbook, build_reporting_workbooks
from lcxl.keep.filled import Filled
from lcxl.keep.prefill import load_prefill
from lcxl.reissue.reporting import Carried, carry_over, load_carried

__all__ = [
    "CONTACT_SHEET",
    "Carried",
    "Filled",
    "HostValues",
    "build_contact_sheet",
    "build_metric_definitions",
    "build_recruiting_tracker",
    "build_reporting_workbook",
    "build_reporting_workbooks",
    "carry_over",
    "load_carried",
    "load_prefill",
    "old_contact_sheet",
    "timetable_files",
    "values_of_plan",
]
