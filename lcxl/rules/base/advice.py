"""What the host is told of a metric once numbers have come in: V57 to V59.

Nothing is wrong with the numbers, and no team is asked: another chart would show more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import amount, kind_of
from lcxl.metrics.display import Amount
from lcxl.plan import Collaborative, Metric
from lcxl.runchart.rare import MIN_GAPS

__all__ = ["RULES", "Total", "advice"]

RARE = RuleInfo("V57", "note")
FEW = RuleInfo("V58", "note")
OFTEN = RuleInfo("V59", "note")
RULES = (RARE, FEW, OFTEN)

LEAST_VALUES = 6
"""Values before anything is said: with fewer no limits are drawn either."""
EXPECTED = 5
"""Cases on either side that a p chart needs (Provost and Murray 2011, ch. 5)."""
SHARE = 0.25
"""Share of reports with fewer, from which on it is told."""
SHORTEST = 5
"""Mean days between events from which on a t chart is of use: what comes more often is counted."""


class Total(NamedTuple):
    """One team's total in one period."""

    metric_id: str
    team_id: str
    numerator: float | None
    denominator: float | None
    value: float | None


def advice(plan: Collaborative, totals: Iterable[Total]) -> Iterator[Finding]:
    """Notes for the host, in the order of the metrics."""
    by_metric: defaultdict[str, list[Total]] = defaultdict(list)
    for total in totals:
        if total.value is not None:
            by_metric[total.metric_id].append(total)
    for metric in plan.by_period.metrics:
        found = by_metric[metric.id]
        if len(found) >= LEAST_VALUES:
            yield from _rare(metric, found)
            yield from _few(metric, found)
    for metric in plan.event_metrics:
        yield from _often(metric, by_metric[metric.id])


def _rare(metric: Metric, totals: list[Total]) -> Iterator[Finding]:
    """Half or more of the values are 0, or 100 %."""
    if not kind_of(metric).adds_up:
        return
    mean = sum(total.value or 0.0 for total in totals) / len(totals)
    if metric.chart == "c" and mean < 1:
        yield _note(RARE, metric, "below_one", mean=Amount(mean, 1))
        return
    ends = [(0.0, "mostly_none")]
    if kind_of(metric).part_of_whole:
        ends.append((1.0, "mostly_all"))
    for end, text in ends:
        n = sum(total.value == end for total in totals)
        if 2 * n >= len(totals):
            yield _note(RARE, metric, text, n=n, of=len(totals), value=amount(metric, end))


def _often(metric: Metric, events: list[Total]) -> Iterator[Finding]:
    """On a t chart the events come every few days."""
    gaps = [event.value for event in events if event.value is not None]
    if metric.event_chart != "t" or len(gaps) < MIN_GAPS:
        return
    mean = sum(gaps) / len(gaps)
    if mean < SHORTEST:
        yield _note(OFTEN, metric, "too_often", days=Amount(mean, 1))


def _few(metric: Metric, totals: list[Total]) -> Iterator[Finding]:
    """On a p chart n p or n (1 - p) is below five, p that of the team."""
    if metric.chart != "p":
        return
    teams: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for total in totals:
        if total.numerator is not None and total.denominator:
            teams[total.team_id].append((total.numerator, total.denominator))
    n = 0
    for pairs in teams.values():
        p = sum(count for count, _ in pairs) / sum(size for _, size in pairs)
        n += sum(min(size * p, size * (1 - p)) < EXPECTED for _, size in pairs)
    if n and n >= SHARE * len(totals):
        yield _note(FEW, metric, "few_expected", n=n, of=len(totals))


def _note(info: RuleInfo, metric: Metric, text: str, **places: object) -> Finding:
    parameters = {"metric": metric.short_name, **places}
    return Finding(info.code, info.severity, text, parameters, metric_id=metric.id)
