"""From raw values to a `Collaborative`, or to every finding at once.

Both ways in, the host's workbooks and a plan kept as text, give the same raw tables and a
way to say where each value stands; everything after that is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import fields
from datetime import date

from lcxl.errors import PlanError
from lcxl.findings import RuleInfo, in_order
from lcxl.kinds import KINDS
from lcxl.periods import month_id
from lcxl.plan import rules
from lcxl.plan.about import with_about
from lcxl.plan.calendar import Calendar, DayOff, DueRule, MonthlyCall, MovedDueDate
from lcxl.plan.check_calendar import check_calendar
from lcxl.plan.check_follow_up import check_follow_up
from lcxl.plan.check_metrics import ask_about_metrics, ask_about_words, check_main_metric
from lcxl.plan.check_people import check_people
from lcxl.plan.check_place import check_place
from lcxl.plan.follow_up import Assessment, Attendance, FacultyScore
from lcxl.plan.model import SIDES, Collaborative, Metric, NewPhase, Pairing
from lcxl.plan.organisations import Organisation, Team
from lcxl.plan.parts import part, parts
from lcxl.plan.people import Person, RosterChange
from lcxl.plan.raw import Heading, RawPlan, Word
from lcxl.words import Choices

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
    form = raw.collaborative
    check_place(raw)
    ask_about_words(raw)
    check_main_metric(raw)
    calendar = _calendar(raw)
    metrics = [
        part(raw, Metric, with_about(m), "metrics", i) for i, m in enumerate(raw.rows("metrics"))
    ]
    teams = parts(raw, Team, "teams")
    phases = [part(raw, NewPhase, p, "phases", i) for i, p in enumerate(raw.rows("phases"))]
    pairings = [part(raw, Pairing, p, "pairings", i) for i, p in enumerate(raw.rows("pairings"))]
    prospects = parts(raw, Organisation, "prospects")
    people = [part(raw, Person, p, "people", i) for i, p in enumerate(raw.rows("people"))]
    changes = parts(raw, RosterChange, "roster_changes")
    _find_duplicates(raw, "metrics")
    _find_duplicates(raw, "teams")
    for i, team in enumerate(raw.rows("teams")):
        if str(team.get("id", "")).casefold() in RESERVED_NAMES:
            raw.found(
                rules.NOT_UNDERSTOOD,
                "teams",
                i,
                "id",
                "reserved",
                {"id": team["id"]},
            )
    if not raw.rows("metrics"):
        raw.found(
            rules.MISSING,
            "metrics",
            0,
            "id",
            "no_metric",
        )
    known = [metric for metric in metrics if metric is not None]
    if known and len(known) == len(metrics) and all(metric.event_chart for metric in known):
        raw.found(
            rules.INCONSISTENT,
            "metrics",
            0,
            "chart",
            "events_only",
        )
    if not raw.rows("teams"):
        raw.found(rules.NO_TEAM, "teams", 0, "stage", "none")
    for i, metric in enumerate(metrics):
        if metric is not None:
            _check_metric(raw, i, metric, calendar)
    for i, phase in enumerate(phases):
        if phase is not None:
            _check_phase(raw, i, phase, calendar)
    logged = {metric.id for metric in known if metric.event_chart}
    if form.get("main_metric") in logged:
        raw.found(
            rules.INCONSISTENT,
            "collaborative",
            0,
            "main_metric",
            "main_events",
            {"metric": form["main_metric"]},
        )
    for i, pairing in enumerate(pairings):
        if pairing is not None:
            _check_pairing(raw, i, pairing, logged)
    if calendar is not None:
        check_calendar(raw, calendar, metrics)
        ask_about_metrics(raw, metrics, calendar)
    check_people(raw, people, calendar)
    check_follow_up(raw, calendar)
    follow_up = {
        "attendance": parts(raw, Attendance, "attendance"),
        "faculty_scores": parts(raw, FacultyScore, "faculty_scores"),
        "assessments": parts(raw, Assessment, "assessments"),
    }
    apart = {*CALENDAR_FIELDS, *DUE_FIELDS, *CALL_FIELDS}
    whole = part(
        raw,
        Collaborative,
        {
            **{k: v for k, v in form.items() if k not in apart},
            "calendar": calendar or Calendar(kickoff=date(2000, 1, 1), months=1),
            "metrics": [m for m in metrics if m is not None],
            "teams": teams,
            "phases": [p for p in phases if p is not None],
            "pairings": [p for p in pairings if p is not None],
            "prospects": prospects,
            "people": [p for p in people if p is not None],
            "roster_changes": changes,
            **follow_up,
            "findings": [f for f in raw.findings if f.severity != "error"],
        },
        "collaborative",
        0,
    )
    if (form.get("frozen_through") is None) != (form.get("frozen_on") is None):
        lacking = "frozen_on" if form.get("frozen_through") else "frozen_through"
        raw.found(
            rules.MISSING,
            "collaborative",
            0,
            lacking,
            "frozen",
            {"heading": Heading("collaborative", lacking)},
        )
    errors = [f for f in raw.findings if f.severity == "error"]
    if errors or whole is None:
        raise PlanError(in_order(errors))
    return whole


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
                table,
                i,
                "id",
                "id_at" if first.cell else "id",
                places | ({"cell": first.cell} if first.cell else {}),
            )


def _check_metric(raw: RawPlan, i: int, metric: Metric, calendar: Calendar | None) -> None:
    """Parts of one metric that must fit together."""

    def found(name: str, text: str, rule: RuleInfo = rules.INCONSISTENT, **places: object) -> None:
        if ("metrics", i, name) not in raw.bad:
            raw.found(rule, "metrics", i, name, text, {"metric": metric.short_name, **places})

    kind = KINDS[metric.kind]
    if kind.divides and not metric.denominator:
        found(
            "denominator",
            "denominator",
            rules.MISSING,
            kind=Word("kind", metric.kind),
        )
    if kind.counts_per and metric.per == 1 and "per" not in raw.rows("metrics")[i]:
        found("per", "per", rules.MISSING)
    if metric.goal is None and metric.direction != "monitor" and not metric.maintain_op:
        found(
            "goal",
            "goal",
            rules.MISSING,
        )
    if metric.direction == "maintain" and metric.maintain_op and metric.maintain_value is None:
        found("maintain_value", "limit", rules.MISSING)
    if kind.part_of_whole:
        for name in ("goal", "plausible_low", "plausible_high", "credible_step"):
            value = getattr(metric, name)
            if value is not None and not 0 <= value <= 1:
                places = {"heading": Heading("metrics", name, is_within=True), "value": value}
                if 1 < value <= 100:
                    found(name, "percent_typed", **places, share=value / 100)
                else:
                    found(name, "out_of_share", **places)
    low, high = metric.plausible_low, metric.plausible_high
    if low is not None and high is not None and low >= high:
        found(
            "plausible_high",
            "range",
            high=high,
            low=low,
        )
    if metric.target_n and metric.min_n and metric.min_n > metric.target_n:
        found(
            "min_n",
            "sample",
            least=metric.min_n,
            sample=metric.target_n,
        )
    _check_event_chart(metric, found)
    others = [other.id for other in KINDS.values() if metric.chart in other.charts]
    if others and metric.chart not in kind.charts:
        found(
            "chart",
            "chart",
            chart=Word("chart", metric.chart),
            fitting=Word("kind", others[0]),
            kind=Word("kind", metric.kind),
        )
    sampled = metric.sampling != "all" and metric.target_n
    if metric.has_case_log and not (kind.part_of_whole and sampled):
        found(
            "case_log",
            "case_log",
        )
    if not metric.frequency.of_months:
        for name in ("case_log", "cohort_shift_months"):
            if getattr(metric, name) not in ("No", 0):
                found(name, "months_alone", heading=Heading("metrics", name))
    if metric.schedule == "named_periods" and not metric.named_months:
        found(
            "named_months",
            "named_months",
            rules.MISSING,
        )
    for name in ("reference_group", "priority_group"):
        group = getattr(metric, name)
        if group and group not in metric.strata:
            if metric.strata:
                found(name, "group", group=group, groups=Choices(metric.strata))
            else:
                found(name, "no_groups", group=group)
    if calendar is None:
        return
    outside = [m for m in metric.named_months if m not in calendar.reported]
    if metric.schedule == "named_periods" and outside:
        found(
            "named_months",
            "named_month",
            month=month_id(outside[0]),
            first=month_id(calendar.reported[0]),
            last=month_id(calendar.reported[-1]),
        )
    if metric.effective_from and metric.effective_from > calendar.reported[-1]:
        found(
            "effective_from",
            "version",
            version=metric.version,
            month=month_id(metric.effective_from),
            last=month_id(calendar.reported[-1]),
        )


def _check_event_chart(metric: Metric, found: Callable[..., None]) -> None:
    """A rare event: its value is the gap between two events, whatever is counted otherwise."""
    if not metric.event_chart:
        return
    if not KINDS[metric.kind].logs_events:
        found("kind", "event_kind", chart=Word("chart", metric.chart))
    if metric.direction not in ("increase", "monitor"):
        found("direction", "event_direction")
    if metric.strata:
        found("strata", "event_groups")


def _check_phase(raw: RawPlan, i: int, phase: NewPhase, calendar: Calendar | None) -> None:
    """A new phase needs a metric and a month of this collaborative."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    if phase.metric not in metrics:
        raw.found(
            rules.INCONSISTENT,
            "phases",
            i,
            "metric",
            "no_metric",
            {"given": phase.metric, "metrics": Choices(metrics)},
        )
    if calendar is not None and phase.month not in calendar.reported[1:]:
        raw.found(
            rules.INCONSISTENT,
            "phases",
            i,
            "month",
            "phase",
            {"month": month_id(phase.month)},
        )


def _check_pairing(raw: RawPlan, i: int, pairing: Pairing, logged: Collection[str]) -> None:
    """Numbers that belong together are those of metrics of this plan; ``logged`` have none."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    for side in SIDES:
        for _, _, metric in pairing.terms(side):
            if metric in logged:
                raw.found(
                    rules.INCONSISTENT,
                    "pairings",
                    i,
                    side,
                    "event_pairing",
                    {"metric": metric},
                )
            if metric not in metrics:
                raw.found(
                    rules.INCONSISTENT,
                    "pairings",
                    i,
                    side,
                    "no_metric",
                    {"given": metric, "metrics": Choices(metrics)},
                )
