"""V19: the groups of a total have more than it, or do not add up to it."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake import DataPoint, Entry
from lcxl.metrics import Concern, State, kind_of
from lcxl.metrics.concern import strata_concern
from lcxl.rules.base.rule import Case, Judged, Rule, judged
from lcxl.runchart.rounding import at_15_digits

INFO = RuleInfo("V19", "question")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.USABLE):
        if pair.stratum or not pair.metric.strata or not kind_of(pair.metric).divides:
            continue
        point = case.submission.points[pair.metric.id, pair.period]
        numbers = [point.strata.get(i, (None, None)) for i in range(len(pair.metric.strata))]
        total, size = pair.numbers
        kind = kind_of(pair.metric)
        concern = strata_concern(kind, total, size, [(_value(n), _value(d)) for n, d in numbers])
        if concern == Concern.STRATA_ABOVE:
            yield from _above(pair, point)
        elif concern == Concern.STRATA_SUM:
            parts = [at_15_digits(sum(_value(p[role]) or 0 for p in numbers)) for role in (0, 1)]
            which = 1 if parts[1] != size else 0
            yield pair.finding(
                INFO,
                ("counts", "sizes")[which],
                (pair.numerator, pair.denominator)[which],
                sum=parts[which],
                total=(total, size)[which],
            )


def _above(pair: Judged, point: DataPoint) -> Iterator[Finding]:
    for number, entries in sorted(point.strata.items()):
        for entry, total in zip(entries, pair.numbers, strict=True):
            value = _value(entry)
            if entry is not None and value is not None and total is not None and value > total:
                group = pair.metric.strata[number]
                yield pair.finding(
                    INFO, "above", entry, "error", typed=value, group=group, total=total
                )


def _value(entry: Entry | None) -> float | None:
    return None if entry is None else entry.number


RULE = Rule(INFO, _check, is_answered=True)
