"""V16: a past month is not what the team sent before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter

from lcxl.findings import Finding, RuleInfo
from lcxl.intake import DataPoint
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Rule, typed_in

INFO = RuleInfo("V16", "question")


def _check(case: Case) -> Iterator[Finding]:
    if not case.submission.periods:
        return
    last_before = max(case.history.periods, default=None)
    newest = case.submission.periods[-1]
    changed: defaultdict[str, list[tuple[DataPoint, DataPoint]]] = defaultdict(list)
    known = case.history.totals(case.plan)
    for (metric_id, month), judged in sorted(known.items(), key=itemgetter(0)):
        if month > newest or (month == newest == last_before):
            continue  # two versions of the latest month are for rule V27
        if case.submission.lacks(metric_id):
            continue  # a table or an earlier workbook that does not have the metric
        if judged.state not in (State.USABLE, State.NOT_APPLICABLE):
            continue  # a number that could not be used was mended
        if not case.history.is_before(case.history.sources[metric_id, month], case.submission):
            continue  # which of the two was before, nothing tells: that too is for V27
        old = case.history.points[metric_id, month]
        new = case.submission.points.get((metric_id, month)) or DataPoint(metric_id, month)
        if new.contents != old.contents:
            changed[metric_id].append((old, new))
    for found in changed.values():
        asked = [pair for pair in found if not case.answer(*_key(pair[1]))]
        if asked:
            yield _finding(case, asked)
        for pair in found:
            if pair not in asked:
                yield _finding(case, [pair])


def _key(point: DataPoint) -> tuple[str, Period]:
    return point.metric_id, point.period


def _finding(case: Case, changed: list[tuple[DataPoint, DataPoint]]) -> Finding:
    old, new = changed[-1]
    name = case.plan.metric(old.metric_id).short_name
    text, places = (
        "changed",
        {
            "metric": name,
            "month": old.period,
            "now": typed_in(new),
            "before": typed_in(old),
        },
    )
    if len(changed) > 1:
        text = "several_changed"
        places |= {"others": len(changed) - 1, "first": changed[0][1].period}
    place = new.place
    grid = case.submission.grid
    return Finding(
        INFO.code,
        INFO.severity,
        text,
        places,
        sheet=place.sheet if place else grid.sheet,
        cell=place.cell if place else grid.cell(old.metric_id, old.period),
        metric_id=old.metric_id,
        period=old.period,
    )


RULE = Rule(INFO, _check, is_answered=True)
