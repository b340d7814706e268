"""The questions of the evaluation, and what the teams' numbers answer by themselves.

A question names its indicators: metrics by id or short name, all metrics of a family, or
indicators K1 to K12.  Whatever else it names asks for work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lcxl import templates
from lcxl.combine import Master
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.sentences import change_headline
from lcxl.figures.taking_part import how_teams_took_part
from lcxl.figures.wording import listed
from lcxl.metrics.display import shown_level
from lcxl.plan import Collaborative
from lcxl.plan.planning import EvaluationQuestion
from lcxl.words import say

__all__ = ["KNOWN", "Asked", "answered_by", "answers", "asked_of"]

KNOWN = frozenset(["K1", "K2", "K8", "K9", "K10", "K11"])
"""Indicators of which a merge knows the figures, where they are noted."""
_INDICATOR = re.compile(r"K\d+$", re.IGNORECASE)


class Asked(NamedTuple):
    """What a question asks for."""

    question: EvaluationQuestion
    metrics: tuple[str, ...]
    """Ids of metrics, in the order of the plan."""
    indicators: tuple[str, ...]
    is_whole: bool
    """Nothing else is asked for, so that the answer comes by itself."""


def asked_of(plan: Collaborative) -> tuple[Asked, ...]:
    """Every question of the plan with what it asks for."""
    return tuple(_asked(plan, one) for one in plan.planning.evaluation if one.question)


def _asked(plan: Collaborative, question: EvaluationQuestion) -> Asked:
    by_name = {n.casefold(): m.id for m in plan.metrics for n in (m.short_name, m.id)}
    metrics: set[str] = set()
    indicators: list[str] = []
    others = 0
    for word in _named(question):
        first = word.split()[0]
        family = templates.chosen("family", word) or templates.chosen("family", first)
        if word.casefold() in by_name or first.casefold() in by_name:
            metrics.add(by_name.get(word.casefold()) or by_name[first.casefold()])
        elif family is not None:
            metrics |= {m.id for m in plan.metrics if m.family == family}
        elif _INDICATOR.match(first) and first.upper() in KNOWN:
            indicators.append(first.upper())
        else:
            others += 1
    order = tuple(m.id for m in plan.metrics if m.id in metrics)
    return Asked(question, order, tuple(indicators), bool(order or indicators) and not others)


def _named(question: EvaluationQuestion) -> list[str]:
    """The words that stand there, with semicolons or in lines of their own."""
    return [word for text in re.split(r"[;\n]", question.indicators) if (word := text.strip())]


def answered_by(plan: Collaborative, question: EvaluationQuestion) -> str:
    """What a question names, as somebody reads it who does not know the ids."""
    names = {metric.id.casefold(): metric.short_name for metric in plan.metrics}

    def told(word: str) -> str:
        if word.upper() in KNOWN:
            return say(f"practice.indicator_{word.casefold()}")
        return names.get(word.casefold(), word)

    return "; ".join(told(word) for word in _named(question))


def answers(master: Master) -> dict[str, str]:
    """Id of a question -> its answer with its figures; only of what a merge can answer."""
    plan = master.plan
    figures = Figures(plan.by_period, master.combined)
    texts = templates.workbook("report").sheet("summary").texts
    took_part = how_teams_took_part(plan, master.combined, master.engagement, texts)
    found: dict[str, str] = {}
    for asked in asked_of(plan):
        lines = [*_of_metrics(asked, figures), *_of_indicators(asked, took_part)]
        if lines:
            found[asked.question.id] = "\n".join(lines)
    return found


def _of_metrics(asked: Asked, figures: Figures) -> Iterator[str]:
    """What the figures say of each metric, in the words of the Summary."""
    for id_ in asked.metrics:
        one = figures.by_metric.get(id_)
        if one is None:
            continue
        said = _levels(one) + change_headline(one, listed) + gap_sentences(one)[:1]
        if said:
            sentence = " ".join(said)
            yield say("practice.metric_line", metric=one.metric.short_name, sentence=sentence)


def _levels(one: MetricFigures) -> list[str]:
    """The values compared, where the sentence of the change does not say them itself."""
    result = one.change.result
    says = result.lower is not None and not (result.alike or result.one_team_holds_most)
    if says or result.before is None or result.after is None:
        return []
    before, after = (shown_level(one.metric, value) for value in (result.before, result.after))
    return [say("practice.levels", before=before, after=after)]


def _of_indicators(asked: Asked, took_part: Mapping[str, str]) -> Iterator[str]:
    for name in asked.indicators:
        if name in took_part:
            yield took_part[name]
