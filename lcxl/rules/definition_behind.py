"""V02: the workbook was built from an earlier definition of a metric."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.periods import month_period
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V02", "question")


def _check(case: Case) -> Iterator[Finding]:
    submission = case.submission
    for metric in case.plan.metrics:
        version = submission.definitions.get(metric.id)
        if version is None or version == metric.version:
            continue
        months = [
            m
            for m in submission.periods
            if (metric.id, m) in submission.points and m.start >= (metric.effective_from or m.start)
        ]
        if not months:
            continue
        # One that was answered stands for all only if all were.
        months = [m for m in months if not case.answer(metric.id, m)] or months
        place = submission.points[metric.id, months[0]].place
        yield Finding(
            INFO.code,
            INFO.severity,
            *_since(metric, {"metric": metric.short_name, "version": version}),
            sheet=place.sheet if place else None,
            cell=place.cell if place else None,
            metric_id=metric.id,
            period=months[0],
        )


def _since(metric: Metric, places: dict[str, object]) -> tuple[str, dict[str, object]]:
    places["current"] = metric.version
    if metric.effective_from is None:
        return "behind_undated", places
    return "behind", places | {"since": month_period(metric.effective_from)}


RULE = Rule(INFO, _check, is_answered=True)
