"""The three sentences at the head of Summary: the main outcome, the care, what might suffer.

Each sentence has its condition in ``templates_src/messages/charts.toml``; here it is tested.
"""

from __future__ import annotations

from collections.abc import Sequence

from lcxl import templates
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.sentences import diluted, redefined
from lcxl.metrics import kind_of, shown
from lcxl.metrics.charts import heading_metric
from lcxl.metrics.display import shown_change, shown_level
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.runchart.rounding import round_half_away
from lcxl.words import rounded, say

__all__ = ["overview"]

BESIDE = ("process", "balancing")
"""Families of metrics that have a sentence, after the main metric's."""


def overview(figures: Figures) -> list[list[str]]:
    """S01 to S07, each line's sentences by themselves; no line of a family without a metric."""
    of_all = list(figures.by_metric.values())
    main = _main(of_all) if of_all else None
    lines = [_of_one(main, main.metric.short_name) + _goal(main.metric)] if main else []
    for family in BESIDE:
        its = [one for one in of_all if one.metric.family == family and one is not main]
        if len(its) == 1:
            family_word = templates.word_of("family", family)
            name = say("charts.S06", metric=its[0].metric.short_name, family=family_word)
            lines.append(_of_one(its[0], name))
        elif its:
            lines.append(_of_several(family, its))
    return lines


def _main(of_all: Sequence[MetricFigures]) -> MetricFigures:
    """The metric that the plan names, or else the one that heads the pages of teams."""
    heading = heading_metric([one.metric for one in of_all])
    named = next((one for one in of_all if one.is_main), None)
    return named or next(one for one in of_all if one.metric is heading)


def _of_one(one: MetricFigures, name: str) -> list[str]:
    """What changed in a metric, and whether chance explains it."""
    change, metric = one.change, one.metric
    result = change.result
    if result.headline is None:
        return [say("charts.S01_none", metric=name)]
    said = say(f"charts.S02_{change.verdict}")
    if result.one_team_holds_most:
        moved = shown_change(metric, result.headline[0])
        return [
            say("charts.S01_average", metric=name, D=moved, said=said),
            *diluted(one),
            *redefined(one),
        ]
    assert result.before is not None
    assert result.after is not None
    of_100 = _of_100(metric, result.before, result.after)
    key = "S01" if of_100 else "S01_level"
    before, after = of_100 or (shown_level(metric, v) for v in (result.before, result.after))
    line = say(f"charts.{key}", metric=name, P0=before, P1=after, said=said)
    return [line, *(diluted(one) if result.lower is not None else ()), *redefined(one)]


def _of_100(metric: Metric, before: float, after: float) -> tuple[str, str] | None:
    """So many of 100 before and after; None where that would round the change away."""
    if not kind_of(metric).part_of_whole:
        return None
    first, last = (rounded(round_half_away(100 * level), 0) for level in (before, after))
    if first == last or not all(0 < n < 100 for n in (first, last)):
        return None
    return f"{first:.0f}", f"{last:.0f}"


def _goal(metric: Metric) -> list[str]:
    if metric.goal is None:
        return []
    goal = shown(metric, metric.goal)
    if metric.goal_date is None:
        return [say("charts.S03", goal=goal)]
    return [say("charts.S03_by", goal=goal, month=month_in_words(metric.goal_date))]


def _of_several(family: str, its: Sequence[MetricFigures]) -> list[str]:
    """How many metrics of a family went which way by more than chance explains."""
    verdicts = [one.change.verdict for one in its]
    told = [one for one in its if one.change.excludes_zero is not None]
    if not told:
        return [say(f"charts.S04_{family}_none", n=len(its))]
    found = {"s": verdicts.count("better"), "w": verdicts.count("worse")}
    said = [say(f"charts.S04_{family}", n=len(told), **found)]
    if len(told) < len(its):
        said.append(say("charts.S05", m=len(its) - len(told)))
    if new := sum(bool(redefined(one)) for one in told):
        said.append(say("charts.S07", n=new))
    return said
