"""From raw values to a `Collaborative`, or to every finding at once.

Both ways in, the host's workbooks and a plan kept as text, give the same raw tables and a
way to say where each value stands; everything after that is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lcxl.errors import PlanError
from lcxl.findings import RuleInfo, in_order
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar, DayOff, DueRule, MonthlyCall, MovedDueDate
from lcxl.plan.check_calendar import check_calendar
from lcxl.plan.check_follow_up import check_follow_up
from lcxl.plan.check_people import check_people
from lcxl.plan.check_place import check_place
from lcxl.plan.dates import month_id
from lcxl.plan.follow_up import Assessment, Attendance, FacultyScore
from lcxl.plan.model import SIDES, Collaborative, Metric, NewPhase, Pairing
from lcxl.plan.organisations import Organisation, Team
from lcxl.plan.people import Person, RosterChange
from lcxl.plan.raw import RawPlan, heading

__all__ = ["CALL_FIELDS", "DUE_FIELDS", "assemble"]

DUE_FIELDS = {"due_rule": "rule", "due_number": "number", "due_weekday": "weekday"}
CALL_FIELDS = {"call_number": "number", "call_weekday": "weekday"}
CALENDAR_FIELDS = frozenset(Calendar.model_fields) - {"due_rule", "call", "days_off", "due_dates"}
RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{p}{i}" for p in ("com", "lpt") for i in range(1, 10))]
)
"""Names Windows does not allow for a file."""

_Model = TypeVar("_Model", bound=BaseModel)


def assemble(raw: RawPlan) -> Collaborative:
    """The plan.

    Raises:
        PlanError: with every finding, in order.
    """
    form = raw.collaborative
    check_place(raw)
    calendar = _calendar(raw)
    metrics = [_build(raw, Metric, m, "metrics", i) for i, m in enumerate(raw.rows("metrics"))]
    teams = _rows(raw, Team, "teams")
    phases = [_build(raw, NewPhase, p, "phases", i) for i, p in enumerate(raw.rows("phases"))]
    pairings = [_build(raw, Pairing, p, "pairings", i) for i, p in enumerate(raw.rows("pairings"))]
    prospects = _rows(raw, Organisation, "prospects")
    people = [_build(raw, Person, p, "people", i) for i, p in enumerate(raw.rows("people"))]
    changes = _rows(raw, RosterChange, "roster_changes")
    _find_duplicates(raw, "metrics")
    _find_duplicates(raw, "teams")
    for i, team in enumerate(raw.rows("teams")):
        if str(team.get("id", "")).casefold() in RESERVED_NAMES:
            raw.found(
                rules.NOT_UNDERSTOOD,
                "teams",
                i,
                "id",
                f"The team id {team['id']} cannot be a file name on Windows.",
                "Choose another id, for example with a number behind it.",
            )
    if not raw.rows("metrics"):
        raw.found(
            rules.MISSING,
            "metrics",
            0,
            "id",
            "There is no metric.",
            "Fill in one row for each metric.",
        )
    if not raw.rows("teams"):
        raw.found(
            rules.NO_TEAM, "teams", 0, "stage", "There is no enrolled team.", rules.NO_TEAM.fix
        )
    for i, metric in enumerate(metrics):
        if metric is not None:
            _check_metric(raw, i, metric, calendar)
    for i, phase in enumerate(phases):
        if phase is not None:
            _check_phase(raw, i, phase, calendar)
    for i, pairing in enumerate(pairings):
        if pairing is not None:
            _check_pairing(raw, i, pairing)
    if calendar is not None:
        check_calendar(raw, calendar, metrics)
    check_people(raw, people, calendar)
    check_follow_up(raw, calendar)
    follow_up = {
        "attendance": _rows(raw, Attendance, "attendance"),
        "faculty_scores": _rows(raw, FacultyScore, "faculty_scores"),
        "assessments": _rows(raw, Assessment, "assessments"),
    }
    apart = {*CALENDAR_FIELDS, *DUE_FIELDS, *CALL_FIELDS}
    whole = _build(
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
            f"{heading('collaborative', lacking)} is missing; freezing needs a month and a date.",
            "Fill it in, or leave both empty.",
        )
    errors = [f for f in raw.findings if f.severity == "error"]
    if errors or whole is None:
        raise PlanError(in_order(errors))
    return whole


def _calendar(raw: RawPlan) -> Calendar | None:
    """The calendar, or None after adding a finding for each fault."""
    form = raw.collaborative
    rules_of = {
        name: _build(
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
    return _build(
        raw,
        Calendar,
        {
            **{k: v for k, v in form.items() if k in CALENDAR_FIELDS},
            **{name: rule for name, rule in rules_of.items() if rule is not None},
            "days_off": _rows(raw, DayOff, "days_off"),
            "due_dates": _rows(raw, MovedDueDate, "due_dates"),
        },
        "collaborative",
        0,
    )


def _rows(raw: RawPlan, model: type[_Model], table: str) -> list[_Model]:
    """The rows of a table that make a model; the others are found fault with."""
    built = (_build(raw, model, row, table, i) for i, row in enumerate(raw.rows(table)))
    return [row for row in built if row is not None]


def _build(
    raw: RawPlan,
    model: type[_Model],
    values: Mapping[str, Any],
    table: str,
    index: int,
    names: Mapping[str, str] | None = None,
) -> _Model | None:
    """One model, or None after adding a finding for each fault."""
    try:
        return model.model_validate(values)
    except ValidationError as e:
        for fault in e.errors(include_url=False):
            name = str(fault["loc"][0]) if fault["loc"] else ""
            name = (names or {}).get(name, name)
            if (table, index, name) not in raw.bad:
                _explain(raw, model, fault, table, index, name)
        return None


def _explain(
    raw: RawPlan,
    model: type[BaseModel],
    fault: Mapping[str, Any],
    table: str,
    index: int,
    name: str,
) -> None:
    """Say what pydantic found, in plain words."""
    called = heading(table, name)
    kind, given = fault["type"], fault.get("input")
    context = fault.get("ctx", {})
    if kind == "missing":
        raw.found(rules.MISSING, table, index, name, f"{called} is missing.", "Fill it in.")
        return
    if kind == "extra_forbidden":
        message = f"There is no field called {name!r}."
        fix = f"Use one of: {', '.join(model.model_fields)}."
    elif kind == "literal_error":
        message = f"{called}: {given!r} is not one of the words it may be."
        fix = f"Use {context['expected']}."
    elif kind == "string_pattern_mismatch":
        message = f"{called}: {given!r} has a character that an id may not have."
        fix = "Use letters without accents, digits and _ only, a letter first; no spaces."
        if table != "metrics":
            fix = "Use letters without accents, digits, - and _ only; no spaces."
    elif kind == "string_too_long":
        message = f"{called} has {len(str(given))} characters; {context['max_length']} fit."
        fix = "Shorten it."
    elif kind == "string_too_short":
        message, fix = f"{called} is empty.", "Fill it in."
    elif kind in ("greater_than_equal", "less_than_equal", "greater_than"):
        bound = context.get("ge", context.get("le", context.get("gt")))
        word = {"greater_than_equal": "at least", "less_than_equal": "at most"}.get(kind, "above")
        message, fix = f"{called} is {given}.", f"It must be {word} {bound}."
    elif kind == "multiple_of":
        step = context["multiple_of"]
        message = f"{called} is {given}."
        fix = f"It goes in steps of {step}: {step}, {2 * step}, {3 * step} and so on."
    elif kind == "value_error":
        message, fix = f"{called}: {context['error']}.", "Type it again."
    else:
        message = f"{called}: {given!r} is not understood."
        fix = "Type it again; the help text beside the cell says what is expected."
    raw.found(rules.NOT_UNDERSTOOD, table, index, name, message, fix)


def _find_duplicates(raw: RawPlan, table: str) -> None:
    rows = raw.rows(table)
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.get("id"):
            seen[str(row["id"]).casefold()].append(i)
    noun = heading(table, "id")
    for indexes in seen.values():
        for i in indexes[1:]:
            first = raw.place(table, indexes[0], "id")
            where = f" It stands in {first.cell} too." if first.cell else ""
            raw.found(
                rules.DUPLICATE,
                table,
                i,
                "id",
                f"{noun} {rows[i]['id']} is used twice.{where}",
                "Give each its own id; capital and small letters count as the same.",
            )


def _check_metric(raw: RawPlan, i: int, metric: Metric, calendar: Calendar | None) -> None:
    """Parts of one metric that must fit together."""

    def found(name: str, message: str, fix: str, rule: RuleInfo = rules.INCONSISTENT) -> None:
        if ("metrics", i, name) not in raw.bad:
            raw.found(rule, "metrics", i, name, f"{metric.short_name}: {message}", fix)

    if metric.kind in ("proportion", "rate") and not metric.denominator:
        found(
            "denominator",
            f"a {metric.kind} needs a denominator.",
            "Say what the numerator is divided by.",
            rules.MISSING,
        )
    if metric.kind == "rate" and metric.per == 1 and "per" not in raw.rows("metrics")[i]:
        found(
            "per", "a rate needs to say what it is counted per.", "Type 100 or 1000.", rules.MISSING
        )
    if metric.goal is None and metric.direction != "monitor" and not metric.maintain_op:
        found(
            "goal",
            "the goal is missing.",
            "Type the goal, or set the direction to monitor.",
            rules.MISSING,
        )
    if metric.direction == "maintain" and metric.maintain_op and metric.maintain_value is None:
        found("maintain_value", "the limit is missing.", "Type how far it may move.", rules.MISSING)
    if metric.kind == "proportion":
        for name in ("goal", "stretch", "plausible_low", "plausible_high", "credible_step"):
            value = getattr(metric, name)
            if value is not None and not 0 <= value <= 1:
                found(
                    name,
                    f"{heading('metrics', name).lower()} is {value:g}, but a proportion "
                    "lies between 0 and 1.",
                    f"Type {value:g}% or {value / 100:g}."
                    if 1 < value <= 100
                    else "Type a percentage from 0% to 100%.",
                )
    low, high = metric.plausible_low, metric.plausible_high
    if low is not None and high is not None and low >= high:
        found(
            "plausible_high",
            f"the plausible range ends ({high:g}) before it starts ({low:g}).",
            "Exchange the two numbers.",
        )
    if metric.target_n and metric.min_n and metric.min_n > metric.target_n:
        found(
            "min_n",
            f"at least {metric.min_n} cases are asked for, but the sample has {metric.target_n}.",
            "Make the second number the larger one.",
        )
    kinds = {
        "p chart": "proportion",
        "p' chart": "proportion",
        "u chart": "rate",
        "u' chart": "rate",
    }
    if kinds.get(metric.chart, metric.kind) != metric.kind:
        found(
            "chart",
            f"a {metric.chart} is for a {kinds[metric.chart]}, not for a {metric.kind}.",
            "Choose run chart or XmR chart.",
        )
    sampled = metric.sampling != "all" and metric.target_n
    if metric.has_case_log and not (metric.kind == "proportion" and sampled):
        found(
            "case_log",
            "a case log is for a sampled proportion.",
            "Choose No, or give the sampling and the sample size.",
        )
    if metric.schedule == "named_periods" and not metric.named_months:
        found(
            "named_months",
            "the named months are missing.",
            "Type them as 2026-03; 2026-09.",
            rules.MISSING,
        )
    for name in ("reference_group", "priority_group"):
        group = getattr(metric, name)
        if group and group not in metric.strata:
            found(
                name,
                f"{group!r} is not one of the groups.",
                f"Use one of: {', '.join(metric.strata) or 'fill in the groups first'}.",
            )
    if calendar is None:
        return
    outside = [m for m in metric.named_months if m not in calendar.reported]
    if metric.schedule == "named_periods" and outside:
        found(
            "named_months",
            f"{month_id(outside[0])} is not a month of the collaborative.",
            f"Use months from {month_id(calendar.reported[0])} to "
            f"{month_id(calendar.reported[-1])}.",
        )
    if metric.effective_from and metric.effective_from > calendar.reported[-1]:
        found(
            "effective_from",
            f"version {metric.version} applies from "
            f"{month_id(metric.effective_from)}, after the last month.",
            f"Use a month up to {month_id(calendar.reported[-1])}.",
        )


def _check_phase(raw: RawPlan, i: int, phase: NewPhase, calendar: Calendar | None) -> None:
    """A new phase needs a metric and a month of this collaborative."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    if phase.metric not in metrics:
        raw.found(
            rules.INCONSISTENT,
            "phases",
            i,
            "metric",
            f"There is no metric {phase.metric}.",
            f"Use one of: {', '.join(metrics)}.",
        )
    if calendar is not None and phase.month not in calendar.reported[1:]:
        raw.found(
            rules.INCONSISTENT,
            "phases",
            i,
            "month",
            f"{month_id(phase.month)} cannot start a new phase.",
            "Use a month of the collaborative after the first one.",
        )


def _check_pairing(raw: RawPlan, i: int, pairing: Pairing) -> None:
    """Numbers that belong together are those of metrics of this plan."""
    metrics = [str(m.get("id", "")) for m in raw.rows("metrics")]
    for side in SIDES:
        for _, _, metric in pairing.terms(side):
            if metric not in metrics:
                raw.found(
                    rules.INCONSISTENT,
                    "pairings",
                    i,
                    side,
                    f"There is no metric {metric}.",
                    f"Use one of: {', '.join(metrics)}.",
                )
