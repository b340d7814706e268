"""The host's own words about metrics in another language, for the teams that speak it."""

from __future__ import annotations

from dataclasses import replace

from lcxl.plan.metric import Metric
from lcxl.plan.model import Collaborative
from lcxl.plan.wording import Wording
from lcxl.words import SOURCE_LANGUAGE, is_draft, language, say

__all__ = ["only_in_first_words", "worded"]

NAMES = frozenset(("short_name", "name", "unit"))
"""What stands on charts and in headings, and has no room for two languages."""


def worded(plan: Collaborative) -> Collaborative:
    """The plan with the host's words in the current language, where there are some.

    While nobody has reviewed lcxl's own words in it, the host's first words stand beside them.
    """
    mine = {w.metric.casefold(): w for w in plan.wordings if w.language == language()}
    if not mine:
        return plan
    return replace(
        plan,
        metrics=tuple(
            _worded(metric, mine[metric.id.casefold()]) if metric.id.casefold() in mine else metric
            for metric in plan.metrics
        ),
    )


def _worded(metric: Metric, wording: Wording) -> Metric:
    about = dict(metric.about)
    changed: dict[str, object] = {}
    for name, text in wording.told().items():
        first = about.get(name, "") or str(getattr(metric, name, ""))
        if first and is_draft() and name not in NAMES:
            text = say("languages.beside", told=text, first=first)
        if name in metric.values():
            changed[name] = text
        else:
            about[name] = text
    return Metric.of({**metric.values(), **changed, "about": tuple(about.items())})


def only_in_first_words(plan: Collaborative) -> tuple[Metric, ...]:
    """Metrics that a team reads in the host's first language; none where it is the team's own."""
    if (plan.language or SOURCE_LANGUAGE) == language():
        return ()
    told = {w.metric.casefold() for w in plan.wordings if w.language == language()}
    return tuple(metric for metric in plan.metrics if metric.id.casefold() not in told)
