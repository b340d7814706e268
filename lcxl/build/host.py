"""The host's two workbooks: metric-definitions.xlsx and recruiting-tracker.xlsx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lcxl import templates
from lcxl.build.blocks import Rows, list_ranges, write_block_sheet
from lcxl.build.machine import write_machine_sheet
from lcxl.cells import Range
from lcxl.layout import place_blocks
from lcxl.plan import Collaborative
from lcxl.xl.book import BookWriter

__all__ = ["build_metric_definitions", "build_recruiting_tracker"]


def build_metric_definitions(
    values: Mapping[str, Any], metrics: Rows = (), phases: Rows = ()
) -> bytes:
    """metric-definitions.xlsx; ``values`` answers the forms of the sheet Collaborative."""
    forms = ("collaborative", "calendar", "charts", "sharing")
    return _build(
        "metric-definitions",
        {form: [values] for form in forms} | {"metrics": metrics, "phases": phases},
        str(values.get("title", "")),
    )


def build_recruiting_tracker(title: str, organisations: Rows = ()) -> bytes:
    """recruiting-tracker.xlsx."""
    return _build("recruiting-tracker", {"organisations": organisations}, title)


def _build(book_id: str, values: Mapping[str, Rows], title: str) -> bytes:
    spec = templates.workbook(book_id)
    book = BookWriter(spec.title.format(title=title).rstrip(": "), spec.subject)
    lists = list_ranges(spec)
    anchors: dict[str, Range] = {}
    for sheet_spec in spec.sheets:
        write_block_sheet(
            book, spec, sheet_spec, lists, {"title": title}, values, spec.texts["footer_page"]
        )
        for place in place_blocks(sheet_spec).values():
            anchors.update(place.anchors())
    write_machine_sheet(book, {"workbook": book_id, "layout_version": str(spec.version)}, anchors)
    return book.finish()


def values_of_plan(plan: Collaborative) -> tuple[dict[str, Any], Rows, Rows, Rows]:
    """A plan as the host's workbooks show it: answers, metrics, organisations, new phases."""
    due = plan.calendar.due_rule
    answers: dict[str, Any] = {
        **plan.model_dump(exclude={"calendar", "metrics", "teams", "phases"}),
        "kickoff": plan.calendar.kickoff,
        "months": plan.calendar.months,
        "baseline_months": plan.calendar.baseline_months,
        "due_rule": due.rule,
        "due_number": due.number,
    }
    if due.rule == "weekday of the next month":
        answers["due_weekday"] = due.weekday
    metrics = [
        m.model_dump(exclude_defaults=True, exclude={"named_months"})
        | {"schedule": m.schedule, "version": m.version}
        | ({"named_months": [f"{d:%Y-%m}" for d in m.named_months]} if m.named_months else {})
        for m in plan.metrics
    ]
    teams = [
        t.model_dump(exclude_defaults=True) | {"stage": "withdrew" if t.withdrew_on else "enrolled"}
        for t in plan.teams
    ]
    phases = [p.model_dump(exclude_defaults=True) for p in plan.phases]
    return answers, metrics, teams, phases
