"""V18: two numbers that belong together do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from lcxl.findings import Finding, RuleInfo
from lcxl.periods import Period
from lcxl.plan import Collaborative, Pairing
from lcxl.plan.dates import month_in_words
from lcxl.plan.model import SIDES
from lcxl.rules.base.rule import Case, Judged, Rule, number_text
from lcxl.runchart.rounding import at_15_digits, sign

INFO = RuleInfo("V18", "question")
RELATIONS = {
    "equals": "They should match",
    "not above": "It should not be more",
    "not below": "It should not be less",
}


def _check(case: Case) -> Iterator[Finding]:
    usable = {
        (metric_id, pair.month): pair for metric_id, found in case.series.items() for pair in found
    }
    for pairing in case.plan.pairings:
        named = {term[2] for side in SIDES for term in pairing.terms(side)}
        if not named <= case.metric_ids:
            continue
        first = case.plan.metric(pairing.terms("left")[0][2])
        for month in case.plan.calendar.reported:
            pair = usable.get((first.id, month))
            if pair is None or (first.id, month) not in case.submission.points:
                continue
            found = apart(case.plan, pairing, month, usable)
            if found is None:
                continue
            left, right, later = found
            other = case.plan.metric(pairing.terms("right")[0][2])
            when = f" in {month_in_words(later)}" if later != month else ""
            yield pair.finding(
                INFO,
                f"{number_text(left)} here, but {number_text(right)} in {other.short_name}{when}. "
                f"{RELATIONS[pairing.op]}{': ' + pairing.text if pairing.text else ''}. "
                "Which is right?",
                "Correct the one that is wrong, or say under Reason why they differ.",
            )


def apart(
    plan: Collaborative, pairing: Pairing, month: date, usable: Mapping[tuple[str, date], Judged]
) -> tuple[float, float, date] | None:
    """Both sides, where they do not match, and the month of the right one."""
    later = shifted(plan, pairing, month)
    if later is None:
        return None
    left = _sum(pairing, "left", month, usable)
    right = _sum(pairing, "right", later, usable)
    if left is None or right is None or _holds(pairing, left, right):
        return None
    return left, right, later


def shifted(plan: Collaborative, pairing: Pairing, month: date) -> date | None:
    """The month of the right side: some of that metric's periods later."""
    metric = plan.metric(pairing.terms("right")[0][2])
    periods = [m for m in plan.calendar.reported if plan.is_due(metric, Period(m))]
    if month not in periods:
        return None
    index = periods.index(month) + pairing.right_shift_periods
    return periods[index] if 0 <= index < len(periods) else None


def _sum(
    pairing: Pairing,
    side: Literal["left", "right"],
    month: date,
    usable: Mapping[tuple[str, date], Judged],
) -> float | None:
    total = 0.0
    for factor, role, metric_id in pairing.terms(side):
        pair = usable.get((metric_id, month))
        number = None if pair is None else pair.numbers[role == "denominator"]
        if number is None:
            return None
        total += factor * number
    return at_15_digits(total)


def _holds(pairing: Pairing, left: float, right: float) -> bool:
    room = pairing.tolerance * abs(right)
    if pairing.op == "not above":
        return sign(left - right - room) <= 0
    if pairing.op == "not below":
        return sign(left - right + room) >= 0
    return sign(abs(left - right) - room) <= 0


RULE = Rule(INFO, _check, is_answered=True)
