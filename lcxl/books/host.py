"""The host's two workbooks: metric-definitions.xlsx and recruiting-tracker.xlsx."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import PlacedBlock, place_blocks
from lcxl.plan import Collaborative
from lcxl.plan.about import metric_cells
from lcxl.sheets.blocks import list_ranges
from lcxl.sheets.host.tracker import Tracker
from lcxl.sheets.machine import write_machine_sheet
from lcxl.sheets.pages import Filling, Pages, Rows
from lcxl.words import filled
from lcxl.xl.book import BookWriter

__all__ = ["HostValues", "build_metric_definitions", "build_recruiting_tracker", "values_of_plan"]

FORMS = ("collaborative", "calendar", "meetings", "working_days", "charts", "sharing", "language")

PLAN_TABLES = (
    "phases",
    "pairings",
    "wordings",
    "prospects",
    "people",
    "roster_changes",
    "attendance",
    "faculty_scores",
    "assessments",
    "planning_group",
)


@dataclass(frozen=True, slots=True)
class HostValues:
    """What the host's workbooks are filled with.

    ``answers`` holds the single answers by field id, ``tables`` the rows by block id.
    """

    answers: Mapping[str, object] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)


def build_metric_definitions(values: HostValues) -> bytes:
    """metric-definitions.xlsx."""
    spec = templates.workbook("metric-definitions")
    rows = {form: [values.answers] for form in FORMS} | dict(values.tables)
    title = str(values.answers.get("title", ""))
    book = BookWriter(filled(spec.title, title=title).rstrip(": "), spec.subject)
    placed = {sheet.id: _placed(sheet, rows) for sheet in spec.sheets}
    filling = Filling(rows, list_ranges(spec), placed)
    Pages(book, spec, {"title": title}, filling=filling).write()
    anchors = _anchors(placed)
    write_machine_sheet(book, {"workbook": spec.id, "layout_version": str(spec.version)}, anchors)
    return book.finish()


def build_recruiting_tracker(values: HostValues) -> bytes:
    """recruiting-tracker.xlsx."""
    spec = templates.workbook("recruiting-tracker")
    targets: dict[str, object] = dict(templates.recruiting().targets)
    if values.answers.get("kickoff"):
        targets["kickoff"] = values.answers["kickoff"]
    rows: dict[str, Rows] = {**values.tables, "targets": [targets]}
    title = str(values.answers.get("title", ""))
    book = BookWriter(filled(spec.title, title=title).rstrip(": "), spec.subject)
    placed = {sheet.id: _placed(sheet, rows) for sheet in spec.sheets}
    tracker = Tracker(list_ranges(spec), placed, rows, title)
    filling = Filling(rows, tracker.lists, placed)
    Pages(book, spec, {"title": title}, (tracker,), filling).write()
    anchors = _anchors(placed)
    write_machine_sheet(book, {"workbook": spec.id, "layout_version": str(spec.version)}, anchors)
    return book.finish()


def _placed(sheet: templates.Sheet, rows: Mapping[str, Rows]) -> dict[str, PlacedBlock]:
    return place_blocks(sheet, filled={block: len(filled) for block, filled in rows.items()})


def _anchors(placed: Mapping[str, Mapping[str, PlacedBlock]]) -> dict[str, Range]:
    """Key and place of every input."""
    return {
        f"{block.block.id}.{column.id}": block.range(column.id)
        for blocks in placed.values()
        for block in blocks.values()
        for column in block.block.fields
        if column.type != "shown"
    }


def _without(values: Mapping[str, object], names: Collection[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in names}


def values_of_plan(plan: Collaborative) -> HostValues:
    """A plan as the host's workbooks show it."""
    calendar = plan.calendar
    due, call = calendar.due_rule, calendar.call
    answers: dict[str, object] = {
        **_without(
            plan.values(), {"calendar", "metrics", "teams", "findings", "planning", *PLAN_TABLES}
        ),
        **_without(calendar.unusual_values(), {"due_rule", "call", "days_off", "due_dates"}),
        "baseline_months": calendar.baseline_months,
        "due_rule": due.rule,
        "due_number": due.number,
        "call_number": call.number,
        "call_weekday": call.weekday,
    }
    if due.rule == "weekday of the next month":
        answers["due_weekday"] = due.weekday
    metrics = [metric_cells(m) for m in plan.metrics]
    organisations = [
        o.unusual_values() | {"stage": o.stage} for o in (*plan.teams, *plan.prospects)
    ]
    tables: dict[str, Rows] = {
        "metrics": metrics,
        "organisations": organisations,
        **{
            name: [row.unusual_values() for row in rows]
            for name, rows in (
                ("days_off", calendar.days_off),
                ("due_dates", calendar.due_dates),
                *((name, getattr(plan, name)) for name in PLAN_TABLES if name != "prospects"),
            )
        },
    }
    return HostValues(answers, tables)
