"""V18: two numbers that belong together do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from lcxl.findings import Finding, RuleInfo
from lcxl.periods import Period
from lcxl.plan import Collaborative, Pairing
from lcxl.plan.pairing import SIDES
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.runchart.rounding import at_15_digits, sign
from lcxl.words import Text

INFO = RuleInfo("V18", "question")


def _check(case: Case) -> Iterator[Finding]:
    usable = {
        (metric_id, pair.period): pair for metric_id, found in case.series.items() for pair in found
    }
    for pairing in case.plan.pairings:
        named = {term[2] for side in SIDES for term in pairing.terms(side)}
        if not named <= case.metric_ids:
            continue
        first = case.plan.metric(pairing.terms("left")[0][2])
        for period in case.plan.timeline(first):
            pair = usable.get((first.id, period))
            if pair is None or (first.id, period) not in case.submission.points:
                continue
            found = apart(case.plan, pairing, period, usable)
            if found is None:
                continue
            left, right, later = found
            yield pair.finding(
                INFO,
                pairing.op.replace(" ", "_"),
                left=left,
                right=right,
                other=named_in(case.plan, pairing, period, later),
                because=because_of(pairing),
            )


def named_in(plan: Collaborative, pairing: Pairing, period: Period, later: Period | None) -> object:
    """What the right side is called: its metric, and the month where that is another one."""
    name = plan.metric(pairing.terms("right")[0][2]).short_name
    if later is None or later == period:
        return name
    return Text("rules.in_month", metric=name, month=later)


def because_of(pairing: Pairing) -> object:
    """What the host said of a pairing, behind a colon; "" for nothing."""
    return Text("rules.because", text=pairing.text) if pairing.text else ""


def apart(
    plan: Collaborative,
    pairing: Pairing,
    period: Period,
    usable: Mapping[tuple[str, Period], Judged],
) -> tuple[float, float, Period] | None:
    """Both sides, where they do not match, and the period of the right one."""
    later = shifted(plan, pairing, period)
    if later is None:
        return None
    left = _sum(pairing, "left", period, usable)
    right = _sum(pairing, "right", later, usable)
    if left is None or right is None or _holds(pairing, left, right):
        return None
    return left, right, later


def shifted(plan: Collaborative, pairing: Pairing, period: Period) -> Period | None:
    """The period of the right side: some of that metric's periods later."""
    metric = plan.metric(pairing.terms("right")[0][2])
    periods = list(metric.reports(plan.calendar))
    if period not in periods:
        return None
    index = periods.index(period) + pairing.right_shift_periods
    return periods[index] if 0 <= index < len(periods) else None


def _sum(
    pairing: Pairing,
    side: Literal["left", "right"],
    period: Period,
    usable: Mapping[tuple[str, Period], Judged],
) -> float | None:
    total = 0.0
    for factor, role, metric_id in pairing.terms(side):
        pair = usable.get((metric_id, period))
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
