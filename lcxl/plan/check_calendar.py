"""What cannot be met: due dates that come too early, sessions and reminders that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from lcxl.periods import Period, add_days, add_months
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar, DueRule
from lcxl.plan.conflicts import Conflict, conflicts
from lcxl.plan.metric import Metric
from lcxl.plan.raw import At, Heading, RawPlan, Word
from lcxl.plan.timetable import Timetable, session_key
from lcxl.words import Choices, Text

__all__ = ["SLACK", "check_calendar", "earliest_due", "nearest_rule"]

SLACK = 3
"""Working days between the day on which the numbers are complete and the due date."""
BY_WEEKDAY = "weekday of the next month"
MOST_WEEKDAYS = 5
"""A month has no sixth Friday; the fifth is the last."""
SESSIONS = At("collaborative", 0, "session_weeks")
"""Where the weeks of the sessions are typed."""


def earliest_due(calendar: Calendar, metric: Metric, report: Period) -> date:
    """The first day on which a metric can be reported for a month or a shorter period.

    The cohort's period has ended, its lag has passed, and three working days are left to
    count: due >= cohort end + lag_days + 3 working days.
    """
    end = metric.cohort(calendar, report).last_day
    return calendar.working.add(add_days(end, metric.lag_days), SLACK)


def nearest_rule(calendar: Calendar, metrics: Sequence[Metric]) -> DueRule | None:
    """The rule for months nearest to the calendar's that every metric can meet in every month.

    First the same kind of rule with another number, then a day of the next month, then
    working days after it; None when there is none.
    """
    metrics = [m for m in metrics if m.frequency.of_months]
    now = calendar.due_rule
    numbers = range(1, MOST_WEEKDAYS + 1 if now.rule == BY_WEEKDAY else 29)
    tries = [replace(now, number=n) for n in sorted(numbers, key=lambda n: abs(n - now.number))]
    for other in ("day of the next month", "working days after month end"):
        if other != now.rule:
            tries += [DueRule(rule=other, number=n) for n in range(1, 29)]
    for rule in tries:
        changed = replace(calendar, due_rule=rule)
        if next(_too_early(changed, metrics), None) is None:
            return rule
    return None


def nearest_week_due(calendar: Calendar, metrics: Sequence[Metric]) -> int | None:
    """The fewest working days after a week or fortnight with which every metric can be met."""
    short = [m for m in metrics if not m.frequency.of_months]
    for number in range(1, 29):
        if next(_too_early(replace(calendar, week_due=number), short), None) is None:
            return number
    return None


def _too_early(calendar: Calendar, metrics: Sequence[Metric]) -> Iterator[tuple[Metric, Period]]:
    """Metrics and reports whose due date comes too early by the rule."""
    moved = {Period(m.month) for m in calendar.due_dates}
    for metric in metrics:
        for report in calendar.reports_of(metric.schedule, metric.named_months):
            if report in moved:
                continue
            if calendar.due(report) < earliest_due(calendar, metric, report):
                yield metric, report


def check_calendar(raw: RawPlan, calendar: Calendar, metrics: Sequence[Metric | None]) -> None:
    """Find fault with what cannot be met."""
    before = len(raw.findings)
    _check_number(raw, calendar.due_rule)
    _check_days_off(raw, calendar)
    _check_due_dates(raw, calendar)
    if len(raw.findings) > before:
        return
    if not _check_weeks(raw, calendar):
        found = list(conflicts(Timetable(calendar)))
        _check_sessions(raw, calendar, found)
        _check_reminders(raw, calendar, found)
    known = [m for m in metrics if m is not None]
    _check_rule(raw, calendar, known)
    _check_moved(raw, calendar, known)


def _check_number(raw: RawPlan, rule: DueRule) -> None:
    if rule.rule == BY_WEEKDAY and rule.number > MOST_WEEKDAYS:
        raw.found(
            rules.INCONSISTENT,
            At("collaborative", 0, "due_number"),
            "weekday_number",
            {
                "weekday": Word("weekday", rule.weekday),
                "number": rule.number,
                "most": MOST_WEEKDAYS,
            },
        )


def _check_days_off(raw: RawPlan, calendar: Calendar) -> None:
    for i, row in enumerate(raw.rows("days_off")):
        first, last = row.get("first"), row.get("last")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                raw.found(
                    rules.INCONSISTENT,
                    At("days_off", i, "last"),
                    "days_off",
                    {"last": last, "first": first},
                )
            elif (last - first).days > 366:
                raw.found(
                    rules.INCONSISTENT,
                    At("days_off", i, "last"),
                    "days_off_long",
                    {"n": (last - first).days + 1},
                )


def _check_due_dates(raw: RawPlan, calendar: Calendar) -> None:
    seen: set[date] = set()
    for i, moved in enumerate(calendar.due_dates):
        if moved.month not in calendar.reported:
            raw.found(
                rules.INCONSISTENT,
                At("due_dates", i, "month"),
                "month",
                {
                    "month": Period(moved.month),
                    "first": Period(calendar.reported[0]),
                    "last": Period(calendar.reported[-1]),
                },
            )
        elif moved.month in seen:
            raw.found(
                rules.DUPLICATE,
                At("due_dates", i, "month"),
                "due_date",
                {"month": Period(moved.month)},
            )
        seen.add(moved.month)


def _check_weeks(raw: RawPlan, calendar: Calendar) -> bool:
    """Find fault with the weeks of the sessions as they were typed; whether there is any."""
    weeks = calendar.session_weeks
    if not weeks or (len(weeks) > 1 and weeks[0] == 0 and list(weeks) == sorted(weeks)):
        return False
    raw.found(
        rules.SESSIONS,
        SESSIONS,
        "weeks",
        {"weeks": "; ".join(map(str, weeks))},
    )
    return True


def _check_sessions(raw: RawPlan, calendar: Calendar, found: Sequence[Conflict]) -> None:
    for conflict in found:
        if conflict.rule is rules.SESSIONS:
            number = int(conflict.key.removeprefix(session_key(0)[:-1]))
            week = _fitting_week(calendar, number)
            places = dict(conflict.places)
            if week is not None:
                places["week"] = Text("plan_parts.as_week", n=week)
            raw.found(rules.SESSIONS, SESSIONS, conflict.text, places)


def _fitting_week(calendar: Calendar, number: int) -> int | None:
    """The week nearest to that of the ``number``-th session with which the sessions fit."""
    weeks = list(calendar.weeks_of_sessions)
    now = weeks[number - 1]
    for week in sorted(range(1, now + 53), key=lambda w: abs(w - now)):
        others = [w for i, w in enumerate(weeks) if i != number - 1]
        if week in others:
            continue
        tried = tuple(sorted([*others, week]))
        changed = replace(calendar, session_weeks=tried)
        if not any(c.rule is rules.SESSIONS for c in conflicts(Timetable(changed))):
            return week
    return None


def _check_reminders(raw: RawPlan, calendar: Calendar, found: Sequence[Conflict]) -> None:
    """Only a due date that the host moved can come so early."""
    rows = {moved.month: i for i, moved in enumerate(calendar.due_dates)}
    for conflict in found:
        if conflict.rule is not rules.REMINDER:
            continue
        month = add_months(calendar.start, int(conflict.key.rpartition(".")[2]) - 1)
        due = calendar.working.on_or_after(add_days(conflict.day, 7))
        raw.found(
            rules.REMINDER,
            At("due_dates", rows[month], "due"),
            "due",
            {**conflict.places, "due": due},
            period=Period(month),
        )


def _check_rule(raw: RawPlan, calendar: Calendar, metrics: Sequence[Metric]) -> None:
    """One finding for all metrics without a lag, and one for each metric with one."""
    early: dict[str, list[Period]] = {}
    for metric, report in _too_early(calendar, metrics):
        early.setdefault(metric.id, []).append(report)
    if not early:
        return
    late = [m for m in metrics if m.id in early and not m.lag_days]
    for name, of_months in (("due_number", True), ("week_due", False)):
        plain = [m for m in late if m.frequency.of_months is of_months]
        if plain:
            place = At("collaborative", 0, name)
            _found_early(raw, calendar, plain, early[plain[0].id], place, metrics)
    index = {str(row.get("id")): i for i, row in enumerate(raw.rows("metrics"))}
    for metric in metrics:
        if metric.id in early and metric.lag_days:
            place = At("metrics", index[metric.id], "lag_days")
            _found_early(raw, calendar, [metric], early[metric.id], place, metrics)


def _found_early(
    raw: RawPlan,
    calendar: Calendar,
    metrics: Sequence[Metric],
    reports: Sequence[Period],
    place: At,
    every: Sequence[Metric],
) -> None:
    """``metrics``: those that are told of together; ``every``: all of the plan."""
    metric, report = metrics[0], reports[0]
    more = len(reports) - 1
    more_key = "more_months" if metric.frequency.of_months else "more_periods"
    fixes: list[Text] = []
    shift = _fitting_shift(calendar, metric) if metric.lag_days else None
    if shift is not None:
        heading = Heading("metrics", "cohort_shift_months")
        fixes.append(Text("plan_parts.shift", heading=heading, n=shift))
    if metric.frequency.of_months:
        if (rule := nearest_rule(calendar, every)) is not None:
            fixes.append(Text("plan_parts.nearest_rule", rule=rule))
    elif (number := nearest_week_due(calendar, every)) is not None:
        heading = Heading("collaborative", "week_due")
        fixes.append(Text("periods.week_due_fix", heading=heading, n=number))
    if len(fixes) > 1:
        fix = Text("plan_parts.either", first=fixes[0], second=fixes[1])
    else:
        fix = fixes[0] if fixes else Text("plan_parts.shorten")
    raw.found(
        rules.DUE_TOO_EARLY,
        place,
        "early_more" if more else "early",
        {
            "metrics": Choices(m.short_name for m in metrics),
            "period": report,
            "due": calendar.due(report),
            "why": _why(calendar, metric, report),
            "fix": fix,
        }
        | ({"more": Text(f"periods.{more_key}", n=more)} if more else {}),
        metric_id=metric.id if len(metrics) == 1 else None,
        period=report,
    )


def _why(calendar: Calendar, metric: Metric, report: Period) -> Text:
    places: dict[str, object] = {
        "first": earliest_due(calendar, metric, report),
        "cohort": metric.cohort(calendar, report),
        "n": SLACK,
    }
    if not metric.lag_days:
        return Text("plan_parts.why", **places)
    return Text("plan_parts.why_lag", lag=Text("counts.days", n=metric.lag_days), **places)


def _fitting_shift(calendar: Calendar, metric: Metric) -> int | None:
    """The fewest months that a metric's cohort must lie back for the rule to work, if any do."""
    if not metric.frequency.of_months:
        return None
    for shift in range(metric.cohort_shift_months + 1, 13):
        changed = replace(metric, cohort_shift_months=shift)
        if next(_too_early(calendar, [changed]), None) is None:
            return shift
    return None


def _check_moved(raw: RawPlan, calendar: Calendar, metrics: Sequence[Metric]) -> None:
    """Due dates that the host moved are held to the same limit."""
    for i, moved in enumerate(calendar.due_dates):
        report = Period(moved.month)
        reported = [m for m in metrics if report in calendar.reports_of(m.schedule, m.named_months)]
        if not reported:
            continue
        slowest = max(reported, key=lambda m: earliest_due(calendar, m, report))
        first = earliest_due(calendar, slowest, report)
        if moved.due < first:
            raw.found(
                rules.DUE_TOO_EARLY,
                At("due_dates", i, "due"),
                "moved",
                {
                    "metric": slowest.short_name,
                    "month": report,
                    "due": moved.due,
                    "why": _why(calendar, slowest, report),
                    "first": first,
                },
                metric_id=slowest.id,
                period=Period(moved.month),
            )
