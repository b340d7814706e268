"""V20: a required metric left blank beside filled ones, and NA without a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import Concern, State, concern_of
from lcxl.metrics.concern import Around, Typed
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Rule, judged, periods_named
from lcxl.rules.too_early import known_from

INFO = RuleInfo("V20", "question")


def _check(case: Case) -> Iterator[Finding]:
    blank: defaultdict[str, list[Period]] = defaultdict(list)
    for metric in case.plan.metrics:
        for month in case.submission.periods:
            if _is_left_out(case, metric, month):
                blank[metric.id].append(month)
    for metric_id, months in blank.items():
        grid, last = case.submission.grid, months[-1]
        name = case.plan.metric(metric_id).short_name
        yield Finding(
            INFO.code,
            INFO.severity,
            "left_out",
            {"metric": name, "months": periods_named(months), "n": len(months)},
            sheet=grid.sheet,
            cell=grid.cell(metric_id, last),
            metric_id=metric_id,
            period=last,
        )
    for pair in judged(case, State.NOT_APPLICABLE):
        if not pair.stratum and not case.answer(pair.metric.id, pair.period):
            yield pair.finding(INFO, "no_reason")


def _is_left_out(case: Case, metric: Metric, month: Period) -> bool:
    submission = case.submission
    if metric.id not in submission.definitions or not case.plan.is_due(metric, month):
        return False
    if submission.other_periods.get(metric.id):
        return False  # not empty: rule V03 says what stands there
    total = case.totals.get((metric.id, month))
    if total is not None and total.state != State.BLANK:
        return False
    saved = submission.saved_on
    if saved is not None and saved < known_from(case.plan.calendar, metric, month):
        return False
    begun = any(
        point.contents != (None, None) for (_, m), point in submission.points.items() if m == month
    )
    reason = total.reason if total else ""
    typed = Typed(State.BLANK, reason=reason)
    return concern_of(metric, typed, Around(begun=begun)) == Concern.LEFT_OUT


RULE = Rule(INFO, _check)
