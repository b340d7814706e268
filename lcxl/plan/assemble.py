"""From raw values to a `Collaborative`, or to every finding at once.

Both ways in, the host's workbooks and a plan kept as text, give the same raw tables and a
way to say where each value stands; everything after that is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import NamedTuple

from lcxl.errors import PlanError
from lcxl.findings import in_order
from lcxl.plan import rules
from lcxl.plan.about import with_about
from lcxl.plan.calendar import Calendar, DayOff, DueRule, MonthlyCall, MovedDueDate
from lcxl.plan.check_calendar import check_calendar
from lcxl.plan.check_fit import check_metric, check_pairing, check_phase, check_wording
from lcxl.plan.check_follow_up import check_follow_up
from lcxl.plan.check_metrics import ask_about_metrics, ask_about_words, check_main_metric
from lcxl.plan.check_people import check_people
from lcxl.plan.check_place import check_place
from lcxl.plan.check_planning import check_planning
from lcxl.plan.follow_up import Assessment, Attendance, FacultyScore
from lcxl.plan.metric import Metric, NewPhase
from lcxl.plan.model import Collaborative
from lcxl.plan.organisations import Organisation, Team
from lcxl.plan.pairing import Pairing
from lcxl.plan.parts import part, parts
from lcxl.plan.people import Person, PlanningMember, RosterChange
from lcxl.plan.planned import planning_of
from lcxl.plan.planning import Planning
from lcxl.plan.raw import At, Heading, RawPlan
from lcxl.plan.wording import Wording

__all__ = ["CALL_FIELDS", "DUE_FIELDS", "assemble"]

DUE_FIELDS = {"due_rule": "rule", "due_number": "number", "due_weekday": "weekday"}
CALL_FIELDS = {"call_number": "number", "call_weekday": "weekday"}
CALENDAR_FIELDS = {field.name for field in fields(Calendar)} - {
    "due_rule",
    "call",
    "days_off",
    "due_dates",
}
RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{p}{i}" for p in ("com", "lpt") for i in range(1, 10))]
)
"""Names Windows does not allow for a file."""


def assemble(raw: RawPlan) -> Collaborative:
    """The plan.

    Raises:
        PlanError: with every finding, in order.
    """
    check_place(raw)
    ask_about_words(raw)
    check_main_metric(raw)
    calendar = _calendar(raw)
    made = _Made(
        [part(raw, Metric, with_about(m), "metrics", i) for i, m in enumerate(raw.rows("metrics"))],
        parts(raw, Team, "teams"),
        [part(raw, NewPhase, p, "phases", i) for i, p in enumerate(raw.rows("phases"))],
        [part(raw, Pairing, p, "pairings", i) for i, p in enumerate(raw.rows("pairings"))],
        [part(raw, Wording, w, "wordings", i) for i, w in enumerate(raw.rows("wordings"))],
        parts(raw, Organisation, "prospects"),
        [part(raw, Person, p, "people", i) for i, p in enumerate(raw.rows("people"))],
        parts(raw, RosterChange, "roster_changes"),
        planning_of(raw),
    )
    _check_ids(raw)
    _check_fit(raw, made, calendar)
    if calendar is not None:
        check_calendar(raw, calendar, made.metrics)
        ask_about_metrics(raw, made.metrics, calendar)
    check_people(raw, made.people, calendar)
    check_follow_up(raw, calendar)
    check_planning(raw, made.planning, made.metrics)
    whole = _whole(raw, made, calendar)
    _check_frozen(raw)
    errors = [f for f in raw.findings if f.severity == "error"]
    if errors or whole is None:
        raise PlanError(in_order(errors))
    return whole


class _Made(NamedTuple):
    """The parts of the plan; where it matters on which row one stands, None for a faulty one."""

    metrics: Sequence[Metric | None]
    teams: Sequence[Team]
    phases: Sequence[NewPhase | None]
    pairings: Sequence[Pairing | None]
    wordings: Sequence[Wording | None]
    prospects: Sequence[Organisation]
    people: Sequence[Person | None]
    changes: Sequence[RosterChange]
    planning: Planning


def _check_ids(raw: RawPlan) -> None:
    """Each id once, and fit to be the name of a file."""
    _find_duplicates(raw, "metrics")
    _find_duplicates(raw, "teams")
    for i, team in enumerate(raw.rows("teams")):
        if str(team.get("id", "")).casefold() in RESERVED_NAMES:
            raw.found(rules.NOT_UNDERSTOOD, At("teams", i, "id"), "reserved", {"id": team["id"]})


def _check_fit(raw: RawPlan, made: _Made, calendar: Calendar | None) -> None:
    """There are metrics and teams, and what the plan says of its metrics fits together."""
    if not raw.rows("metrics"):
        raw.found(rules.MISSING, At("metrics", 0, "id"), "no_metric")
    known = [metric for metric in made.metrics if metric is not None]
    if known and len(known) == len(made.metrics) and all(metric.event_chart for metric in known):
        raw.found(rules.INCONSISTENT, At("metrics", 0, "chart"), "events_only")
    if not raw.rows("teams"):
        raw.found(rules.NO_TEAM, At("teams", 0, "stage"), "none")
    for i, metric in enumerate(made.metrics):
        if metric is not None:
            check_metric(raw, i, metric, calendar)
    for i, phase in enumerate(made.phases):
        if phase is not None:
            check_phase(raw, i, phase, calendar)
    logged = {metric.id for metric in known if metric.event_chart}
    main = raw.collaborative.get("main_metric")
    if main in logged:
        raw.found(
            rules.INCONSISTENT,
            At("collaborative", 0, "main_metric"),
            "main_events",
            {"metric": main},
        )
    for i, pairing in enumerate(made.pairings):
        if pairing is not None:
            check_pairing(raw, i, pairing, logged)
    for i, wording in enumerate(made.wordings):
        if wording is not None:
            check_wording(raw, i, wording)


def _whole(raw: RawPlan, made: _Made, calendar: Calendar | None) -> Collaborative | None:
    """The collaborative with all its parts, or None after adding a finding for each fault."""
    apart = {*CALENDAR_FIELDS, *DUE_FIELDS, *CALL_FIELDS}
    follow_up = {
        "attendance": parts(raw, Attendance, "attendance"),
        "faculty_scores": parts(raw, FacultyScore, "faculty_scores"),
        "assessments": parts(raw, Assessment, "assessments"),
    }
    return part(
        raw,
        Collaborative,
        {
            **follow_up,
            "planning_group": parts(raw, PlanningMember, "planning_group"),
            "planning": made.planning,
            **{k: v for k, v in raw.collaborative.items() if k not in apart},
            "calendar": calendar or Calendar(kickoff=date(2000, 1, 1), months=1),
            "metrics": [m for m in made.metrics if m is not None],
            "teams": made.teams,
            "phases": [p for p in made.phases if p is not None],
            "pairings": [p for p in made.pairings if p is not None],
            "wordings": [w for w in made.wordings if w is not None],
            "prospects": made.prospects,
            "people": [p for p in made.people if p is not None],
            "roster_changes": made.changes,
            "findings": [f for f in raw.findings if f.severity != "error"],
        },
        "collaborative",
        0,
    )


def _check_frozen(raw: RawPlan) -> None:
    """A freeze has its last month and the day on which it was made."""
    form = raw.collaborative
    if (form.get("frozen_through") is None) != (form.get("frozen_on") is None):
        lacking = "frozen_on" if form.get("frozen_through") else "frozen_through"
        raw.found(
            rules.MISSING,
            At("collaborative", 0, lacking),
            "frozen",
            {"heading": Heading("collaborative", lacking)},
        )


def _calendar(raw: RawPlan) -> Calendar | None:
    """The calendar, or None after adding a finding for each fault."""
    form = raw.collaborative
    rules_of = {
        name: part(
            raw,
            model,
            {fields[k]: v for k, v in form.items() if k in fields},
            "collaborative",
            0,
            {v: k for k, v in fields.items()},
        )
        for name, model, fields in (
            ("due_rule", DueRule, DUE_FIELDS),
            ("call", MonthlyCall, CALL_FIELDS),
        )
    }
    return part(
        raw,
        Calendar,
        {
            **{k: v for k, v in form.items() if k in CALENDAR_FIELDS},
            **{name: rule for name, rule in rules_of.items() if rule is not None},
            "days_off": parts(raw, DayOff, "days_off"),
            "due_dates": parts(raw, MovedDueDate, "due_dates"),
        },
        "collaborative",
        0,
    )


def _find_duplicates(raw: RawPlan, table: str) -> None:
    rows = raw.rows(table)
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.get("id"):
            seen[str(row["id"]).casefold()].append(i)
    for indexes in seen.values():
        for i in indexes[1:]:
            first = raw.place(table, indexes[0], "id")
            places = {"heading": Heading(table, "id"), "id": rows[i]["id"]}
            raw.found(
                rules.DUPLICATE,
                At(table, i, "id"),
                "id_at" if first.cell else "id",
                places | ({"cell": first.cell} if first.cell else {}),
            )
