"""Workbooks: the host's, a reporting workbook for each team, the master and its copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.books.calendar_files import timetable_files
    from lcxl.books.contact_sheet import CONTACT_SHEET, build_contact_sheet, old_contact_sheet
    from lcxl.books.host import (
        HostValues,
        build_metric_definitions,
        build_recruiting_tracker,
        values_of_plan,
    )
    from lcxl.books.planning import build_planning
    from lcxl.books.reporting import Known, build_reporting_workbook, build_reporting_workbooks
    from lcxl.keep.filled import Filled
    from lcxl.keep.prefill import load_prefill
    from lcxl.reissue.carried import Carried
    from lcxl.reissue.reporting import load_carried
    from lcxl.reissue.team import carry_over

__all__ = [
    "CONTACT_SHEET",
    "Carried",
    "Filled",
    "HostValues",
    "Known",
    "build_contact_sheet",
    "build_metric_definitions",
    "build_planning",
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

fetch_on_first_use(
    __name__,
    CONTACT_SHEET="lcxl.books.contact_sheet",
    Carried="lcxl.reissue.reporting",
    Filled="lcxl.keep.filled",
    HostValues="lcxl.books.host",
    Known="lcxl.books.reporting",
    build_contact_sheet="lcxl.books.contact_sheet",
    build_metric_definitions="lcxl.books.host",
    build_planning="lcxl.books.planning",
    build_recruiting_tracker="lcxl.books.host",
    build_reporting_workbook="lcxl.books.reporting",
    build_reporting_workbooks="lcxl.books.reporting",
    carry_over="lcxl.reissue.reporting",
    load_carried="lcxl.reissue.reporting",
    load_prefill="lcxl.keep.prefill",
    old_contact_sheet="lcxl.books.contact_sheet",
    timetable_files="lcxl.books.calendar_files",
    values_of_plan="lcxl.books.host",
)
