"""V17: a window that moves too fast, and months that only grow like a yearly total."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import amount, kind_of
from lcxl.periods import Period, year_of
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.rules.unusual_step import beyond_chance, is_beyond
from lcxl.runchart.rounding import sign

INFO = RuleInfo("V17", "question")
RUN = 4
"""So many months that only grow are taken for a yearly total."""
LEAST, MOST = 0.4, 2.5
"""Each month of a yearly total adds about as much as its first month had."""


def _check(case: Case) -> Iterator[Finding]:
    runs = running_totals(case)
    for pair, before in case.steps:
        if pair.metric.moves_slowly:
            if is_too_fast(pair, before):
                yield pair.finding(
                    INFO,
                    "too_fast",
                    before=amount(pair.metric, before[-1].value),
                    value=amount(pair.metric, pair.value),
                    window_months=_months(pair.metric),
                    window=pair.metric.time_window,
                )
        elif is_end_of_year(pair.period, runs.get(pair.metric.id, frozenset())):
            yield pair.finding(INFO, "yearly", january=Period(year_of(pair.period.start)))


def _months(metric: Metric) -> int:
    return metric.time_window.months or 1


def _reports_in_window(metric: Metric) -> float:
    if metric.frequency.of_months or metric.time_window.days is None:
        return _months(metric)
    return metric.time_window.days / metric.frequency.usual_days


def window_step(metric: Metric) -> float | None:
    """By how much a moving window may move from report to report; None if nobody can tell."""
    if not metric.moves_slowly:
        return None
    if metric.credible_step is None and kind_of(metric).part_of_whole:
        return 1 / _reports_in_window(metric)  # the share that one of them can replace
    return metric.credible_step


def is_too_fast(pair: Judged, before: Sequence[Judged]) -> bool:
    """A moving window moves more in one month than it can."""
    step = window_step(pair.metric)
    if step is None or not before or before[-1].period.next != pair.period:
        return False
    return is_beyond(before[-1], pair, step) and beyond_chance(before[-1], pair)


def is_end_of_year(month: Period, run: Collection[Period]) -> bool:
    """The month is the last one of its year among those of a running total."""
    year = year_of(month.start)
    return month in run and month == max(m for m in run if year_of(m.start) == year)


def may_run(metric: Metric) -> bool:
    """A yearly total can be told from what the metric counts."""
    return (
        metric.frequency.of_months
        and not metric.overlaps
        and metric.sampling == "all"
        and kind_of(metric).adds_up
    )


def running_totals(case: Case) -> Mapping[str, frozenset[Period]]:
    """Metric id -> months, January on, whose numbers grow like a total of the year."""
    found: dict[str, frozenset[Period]] = {}
    for metric in case.plan.metrics:
        months: set[Period] = set()
        for run in growing(metric, case.series.get(metric.id, ())):
            if len(run) >= RUN:
                months.update(other.period for other in run)
        if months:
            found[metric.id] = frozenset(months)
    return found


def growing(metric: Metric, pairs: Sequence[Judged]) -> Iterator[Sequence[Judged]]:
    """For each of the pairs the months from a January on that only grow up to it."""
    run: list[Judged] = []
    runs = may_run(metric)
    for pair in pairs:
        if not runs:
            run = []
        elif run and _grows(run, pair):
            run = [*run, pair]
        else:
            run = [pair] if pair.period.start == year_of(pair.period.start) else []
        yield run


def _grows(run: Sequence[Judged], pair: Judged) -> bool:
    """The size adds about one month, and the count does not shrink."""
    last = run[-1]
    if last.period.next != pair.period:
        return False
    divides = kind_of(pair.metric).divides
    first, before, now = (other.numbers[int(divides)] or 0.0 for other in (run[0], last, pair))
    more = now - before
    grown = first > 0 and sign(more - LEAST * first) >= 0 and sign(MOST * first - more) >= 0
    return grown and (pair.numbers[0] or 0.0) >= (last.numbers[0] or 0.0)


RULE = Rule(INFO, _check, is_answered=True)
