"""V17: a window that moves too fast, and months that only grow like a yearly total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import kind_of, shown
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words, months_between
from lcxl.validate.rule import Case, Judged, Rule
from lcxl.validate.rules.unusual_step import beyond_chance

INFO = RuleInfo(
    "V17",
    "The time that was counted may be another one",
    "question",
    "Of twelve months in a moving window, eleven are the same as the month before, so it moves "
    "slowly. And numbers that grow from January on by about the same amount each month are a "
    "yearly total: its line is smooth and hides every change.",
    "Count the time that the definition names: that month alone, or the last months together.",
)
RUN = 4
"""So many months that only grow are taken for a yearly total."""
LEAST, MOST = 0.4, 2.5
"""Each month of a yearly total adds about as much as its first month had."""


def _check(case: Case) -> Iterator[Finding]:
    runs = running_totals(case)
    for pair, before in case.steps:
        if pair.metric.moves_slowly:
            if before and _too_fast(before[-1], pair):
                yield pair.finding(
                    INFO,
                    f"from {shown(pair.metric, before[-1].value)} to "
                    f"{shown(pair.metric, pair.value)} in one month. {_months(pair.metric)} months "
                    "together move more slowly. Did the report, the patients or the counting "
                    "change?",
                    f"Check that {pair.metric.time_window.word} were counted. If so, one line "
                    "under Reason will do.",
                )
        elif pair.month in (run := runs.get(pair.metric.id, frozenset())) and (
            pair.month == max(m for m in run if m.year == pair.month.year)
        ):
            yield pair.finding(
                INFO,
                f"the numbers only grow since {month_in_words(pair.month.replace(month=1))}, like "
                "a yearly total.",
                f"Enter {month_in_words(pair.month)} alone, and the months before it too. If each "
                "is of its own month, say so under Reason.",
            )


def _months(metric: Metric) -> int:
    return metric.time_window.months or 1


def _too_fast(last: Judged, pair: Judged) -> bool:
    if months_between(last.month, pair.month) != 1:
        return False
    step = pair.metric.credible_step
    if step is None:
        if not kind_of(pair.metric).part_of_whole:
            return False
        step = 1 / _months(pair.metric)  # the share that one month can replace
    return abs(pair.value - last.value) > step and beyond_chance(last, pair)


def running_totals(case: Case) -> Mapping[str, frozenset[date]]:
    """Metric id -> months, January on, whose numbers grow like a total of the year."""
    found: dict[str, frozenset[date]] = {}
    for metric in case.plan.metrics:
        if metric.overlaps or metric.sampling != "all" or metric.kind == "value":
            continue
        months: set[date] = set()
        run: list[Judged] = []
        for pair in case.series.get(metric.id, ()):
            if run and _grows(run, pair):
                run.append(pair)
            else:
                run = [pair] if pair.month.month == 1 else []
            if len(run) >= RUN:
                months.update(other.month for other in run)
        if months:
            found[metric.id] = frozenset(months)
    return found


def _grows(run: Sequence[Judged], pair: Judged) -> bool:
    """The size adds about one month, and the count does not shrink."""
    last = run[-1]
    if months_between(last.month, pair.month) != 1:
        return False
    divides = kind_of(pair.metric).divides
    first, before, now = (other.numbers[int(divides)] or 0.0 for other in (run[0], last, pair))
    grown = first > 0 and LEAST * first <= now - before <= MOST * first
    return grown and (pair.numbers[0] or 0.0) >= (last.numbers[0] or 0.0)


RULE = Rule(INFO, _check, is_answered=True)
