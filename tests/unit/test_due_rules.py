"""Due rules and sessions at random: nothing impossible is accepted, nothing that works refused.

What is possible is worked out a second time here, day by day, from the `holidays` library and
the standard calendar alone.
"""

from __future__ import annotations

import calendar as months_of
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import holidays
import pytest

from lcxl.errors import PlanError
from lcxl.findings import Finding
from lcxl.periods import Period, add_months
from lcxl.plan.assemble import assemble
from lcxl.plan.raw import Place, RawPlan
from lcxl.plan.timetable import REPORT, Timetable, report_key
from tests.helpers.plans import OPTIONAL, plan_from

DAY = timedelta(days=1)
VARIANTS = (5, 8, 12, 15, 18)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
RULES = (
    "day of the next month",
    "weekday of the next month",
    "working days after month end",
    "working days before the call",
)
METRIC = {
    "name": "Patients seen",
    "kind": "proportion",
    "family": "process",
    "direction": "increase",
    "goal": 0.9,
    "numerator": "Seen",
    "denominator": "All",
}


def load(form: dict[str, Any], metrics: list[dict[str, Any]], **tables: Any) -> list[Finding]:
    """Findings of a plan; none when it is accepted."""
    raw = RawPlan(
        {"id": "x", "title": "X", **form},
        {
            "metrics": [
                METRIC | {"id": f"M{i}", "short_name": f"Metric {i}"} | m
                for i, m in enumerate(metrics, start=1)
            ],
            "teams": [{"id": "oak", "name": "Oak"}],
            **tables,
        },
        lambda table, index, name: Place("plan", table, name),
    )
    try:
        assemble(raw)
    except PlanError as e:
        return list(e.findings)
    return []


@dataclass(frozen=True)
class Oracle:
    """The same arithmetic, day by day."""

    form: dict[str, Any]
    off: frozenset[date]

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.off

    def count(self, day: date, n: int) -> date:
        step = DAY if n > 0 else -DAY
        while n:
            day += step
            n -= (1 if n > 0 else -1) * self.works(day)
        return day

    def from_day(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def weekday(self, year: int, month: int, n: int, name: str) -> date:
        all_of_them = [
            week[DAYS.index(name)]
            for week in months_of.monthcalendar(year, month)
            if week[DAYS.index(name)]
        ]
        return self.from_day(date(year, month, all_of_them[min(n, len(all_of_them)) - 1]))

    def month(self, offset: int) -> tuple[int, int]:
        first = self.form["kickoff"]
        years, index = divmod(first.month - 1 + offset, 12)
        return first.year + years, index + 1

    def end(self, offset: int) -> date:
        year, month = self.month(offset)
        return date(year, month, months_of.monthrange(year, month)[1])

    def due(self, offset: int) -> date:
        form = self.form
        if offset == 0 and (self.end(0) - form["kickoff"]).days < 14 and form["months"] > 1:
            offset = 1
        year, month = self.month(offset + 1)
        rule, n = form["due_rule"], form["due_number"]
        if rule == RULES[0]:
            usual = self.from_day(date(year, month, n))
        elif rule == RULES[1]:
            usual = self.weekday(year, month, n, form["due_weekday"])
        elif rule == RULES[2]:
            usual = self.count(self.end(offset), n)
        else:
            call = self.weekday(year, month, form["call_number"], form["call_weekday"])
            usual = self.count(call, -n)
        if offset < 0:
            baseline = form["kickoff"] - 14 * DAY
            while not self.works(baseline):
                baseline -= DAY
            return max(usual, baseline)
        return usual

    def possible(self, metric: dict[str, Any], offset: int) -> bool:
        cohort = self.end(offset - metric.get("cohort_shift_months", 0))
        return self.due(offset) >= self.count(cohort + timedelta(days=metric.get("lag_days", 0)), 3)

    def is_met(self, metrics: list[dict[str, Any]]) -> bool:
        return all(
            self.possible(metric, offset)
            for metric in metrics
            for offset in range(-self.form["baseline_months"], self.form["months"])
            if metric.get("schedule") != "quarterly" or self.month(offset)[1] % 3 == 0
        )


def at_random(rng: Random, months: int) -> tuple[dict[str, Any], list[dict[str, Any]], Oracle]:
    rule = rng.choice(RULES)
    most = 5 if rule == RULES[1] else 28
    kickoff = date(2026, 1, 1) + timedelta(days=rng.randrange(1200))
    country = rng.choice(["", "US", "GB", "CA"])
    form = {
        "kickoff": kickoff,
        "months": months,
        "baseline_months": rng.choice([0, 3, 12]),
        "due_rule": rule,
        "due_number": min(most, rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 28])),
        "due_weekday": rng.choice(DAYS),
        "call_number": rng.randint(1, 5),
        "call_weekday": rng.choice(DAYS),
        "country": country,
    }
    metrics = [
        {
            "lag_days": rng.choice([0, 0, 0, 3, 10, 30, 56, 90]),
            "cohort_shift_months": rng.choice([0, 0, 1, 2, 3]),
            "schedule": rng.choice(["monthly", "monthly", "quarterly"]),
        }
        for _ in range(rng.randint(1, 3))
    ]
    years = range(kickoff.year - 2, kickoff.year + 4)
    free = holidays.country_holidays(country, years=years) if country else {}
    return form, metrics, Oracle(form, frozenset(free))


@pytest.mark.parametrize("months", VARIANTS)
def test_no_impossible_rule_is_accepted_and_none_that_works_refused(months: int) -> None:
    """A hundred rules and kickoffs for each usual length."""
    rng = Random(months)
    accepted = 0
    for _ in range(100):
        form, metrics, oracle = at_random(rng, months)
        found = load(form, metrics)
        assert {f.code for f in found} <= {"V38"}, found
        assert (found == []) == oracle.is_met(metrics), (form, metrics, found)
        accepted += not found
        for finding in found:
            check_the_cure(form, metrics, oracle, finding)
    assert 20 < accepted < 80


def check_the_cure(
    form: dict[str, Any], metrics: list[dict[str, Any]], oracle: Oracle, finding: Finding
) -> None:
    """What the message proposes works, and nothing nearer of its kind does."""
    rule = re.search(r"'([a-z ]+)' with (\d+)(?:, (\w+))?", finding.fix)
    shift = re.search(r"earlier patients: set '[^']+' to (\d+)", finding.fix)
    if rule:
        cured = form | {"due_rule": rule[1], "due_number": int(rule[2])}
        if rule[3]:
            cured["due_weekday"] = rule[3]
        assert load(cured, metrics) == [], (form, metrics, finding.fix)
        if rule[1] == form["due_rule"]:
            away = abs(int(rule[2]) - form["due_number"])
            for n in range(max(1, form["due_number"] - away + 1), form["due_number"] + away):
                near = Oracle(form | {"due_number": n}, oracle.off)
                assert not near.is_met(metrics), (form, metrics, n)
    else:
        most = range(1, 29)
        assert not any(
            Oracle(form | {"due_rule": r, "due_number": n}, oracle.off).is_met(metrics)
            for r in (RULES[0], RULES[2])
            for n in most
        ), (form, metrics, finding)
    if shift:
        at_fault = next(m for i, m in enumerate(metrics, 1) if finding.metric_id == f"M{i}")
        assert oracle.is_met([at_fault | {"cohort_shift_months": int(shift[1])}])


def test_the_message_is_plain() -> None:
    form = {
        "kickoff": date(2026, 1, 14),
        "months": 12,
        "due_rule": "day of the next month",
        "due_number": 2,
    }
    (finding,) = load(form, [{}])
    assert finding.message == (
        "Metric 1: the report about January 2026 would be due on Monday 2 February 2026, but "
        "its numbers cannot be complete before Wednesday 4 February 2026: the end of January "
        "2026 and 3 working days to count. The same in 11 more months."
    )
    assert finding.fix == (
        "The nearest rule that works for every metric and month: 'day of the next month' with 5."
    )


def test_a_month_has_no_sixth_friday() -> None:
    form = {
        "kickoff": date(2026, 1, 14),
        "months": 12,
        "due_rule": "weekday of the next month",
        "due_number": 6,
    }
    (finding,) = load(form, [{}])
    assert finding.message == "A month has no Friday number 6."


def test_sessions_at_random() -> None:
    """Two on one day or one after the end are refused, with a week that works; others are not."""
    rng = Random(5)
    refused = 0
    for _ in range(150):
        months = rng.choice(VARIANTS)
        kickoff = date(2026, 1, 1) + timedelta(days=rng.randrange(900))
        weeks = [0, *sorted(rng.choices(range(1, round(months * 4.6)), k=rng.randint(1, 5)))]
        off = [kickoff + timedelta(days=rng.randrange(1, 200)) for _ in range(5)]
        form = {"kickoff": kickoff, "months": months, "session_weeks": weeks}
        oracle = Oracle(form, frozenset(off))
        days = [kickoff + timedelta(days=7 * week) for week in weeks]
        days[1:-1] = [oracle.from_day(day) for day in days[1:-1]]
        while not oracle.works(days[-1]):
            days[-1] -= DAY
        fits = len(set(days)) == len(days) and max(days) <= oracle.end(months)
        found = load(form, [{}], days_off=[{"first": day, "name": "Closed"} for day in off])
        assert (found == []) == fits, (form, days, found)
        assert {f.code for f in found} <= {"V39"}
        refused += not fits
        if len(found) == 1 and (week := re.search(r"As a week: (\d+)\.", found[0].fix)):
            number = next(
                i
                for i in range(1, len(weeks))
                if days[i] in days[:i] or days[i] > oracle.end(months)
            )
            mended = sorted([*weeks[:number], *weeks[number + 1 :], int(week[1])])
            again = load(
                form | {"session_weeks": mended},
                [{}],
                days_off=[{"first": day, "name": "Closed"} for day in off],
            )
            assert again == [], (weeks, mended)
    assert 10 < refused < 130


@pytest.mark.parametrize("moved", ["", "[[due_dates]]\nmonth = 2025-09-01\ndue = 2026-02-06\n"])
@pytest.mark.parametrize("kickoff", ["2026-01-14", "2026-01-02", "2026-01-30"])
@pytest.mark.parametrize(
    "rule", ["", 'due_rule = "working days after month end"\ndue_number = 28\n']
)
def test_every_baseline_month_is_asked_for_once(
    tmp_path: Path, kickoff: str, rule: str, moved: str
) -> None:
    """With the others before the kickoff, or in a line of its own on the day it is due."""
    text = OPTIONAL.replace("kickoff = 2026-01-14", f"kickoff = {kickoff}\n{rule}")
    text = text.replace("baseline_months = 3", "baseline_months = 6")
    plan = plan_from(text.replace("\n[[metrics]]", f"{moved}\n[[metrics]]", 1), tmp_path)
    calendar, timetable = plan.calendar, Timetable(plan.calendar)
    for month in range(-calendar.baseline_months, 0):
        report = Period(add_months(calendar.start, month))
        own = timetable.dates.get(report_key(REPORT, month))
        if calendar.is_asked_together(report):
            assert own is None
        else:
            assert own == calendar.due(report)
