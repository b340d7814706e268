"""What the charts of the teams say, one metric at a time, and how many of them say it.

The verdict on a chart is the one that the team's own workbook prints
(`lcxl.runchart.verdicts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lcxl.combine.combine import Row
from lcxl.metrics import facts_of
from lcxl.metrics.charts import in_words, short_word
from lcxl.periods import Period, starting_places
from lcxl.plan import Collaborative, Metric, Team
from lcxl.runchart.icons import assurance, variation
from lcxl.runchart.limits import limits
from lcxl.runchart.states import MIN_BASELINE, State
from lcxl.runchart.verdicts import Verdict, verdict

__all__ = ["ChartsOfTeams", "Tally", "TeamChart", "chart_of", "tally"]

REASONS = ("overlapping", "short_before", "short_before_new", "short_since")
"""Ids of the reasons why run rules do not judge a chart, as they are told one after another."""


@dataclass(frozen=True)
class TeamChart:
    """One team's chart of one metric."""

    plan: Collaborative
    metric: Metric
    verdict: Verdict
    values: Sequence[float | None]
    accepted: Sequence[int] = ()
    """Positions at which the team accepted a new level."""

    @property
    def short(self) -> str:
        """Its verdict in a few words; "" where nothing can be said."""
        return short_word(self.verdict.main)

    @property
    def sentence(self) -> str:
        """Its verdict, as the team's own workbook says it."""
        main = self.verdict.main
        return "" if main is None else in_words(self.metric, main, self.plan.timeline(self.metric))

    @property
    def state(self) -> str:
        """Better, worse, was_better, was_worse or "" for every other verdict."""
        names = {"T05": "better", "T04": "worse", "T06": "was_better", "T06w": "was_worse"}
        main = self.verdict.main
        return "" if main is None else names.get(main.id, "")

    @property
    def why_not_judged(self) -> str:
        """Id of the reason why run rules do not judge it; "" where they do."""
        if self.verdict.judged:
            return ""
        if self.metric.overlaps:
            return "overlapping"
        if self.verdict.before < MIN_BASELINE or self.verdict.signal.state is State.NOT_JUDGED:
            return "short_before_new" if self.verdict.run_chart.current.first else "short_before"
        return "short_since"

    def icons(self) -> tuple[str, str]:
        """Variation and assurance by the chart's own baseline and limits; none for overlapping."""
        metric, plan = self.metric, self.plan
        if metric.overlaps:
            return "", ""
        due = [plan.is_due(metric, report) for report in plan.timeline(metric)]
        chart = self.verdict.limits
        if chart is None:
            phases = sorted({*self.accepted, *plan.phase_starts(metric)})
            chart = limits(self.values, baseline=self.verdict.baseline, phases=phases, due=due)
        return (
            variation(self.values, metric.direction, worse=metric.worse, chart=chart),
            assurance(self.values, metric.goal, metric.direction, chart=chart),
        )


ChartsOfTeams = Mapping[str, TeamChart]
"""Team id -> chart, of the teams with data."""


def chart_of(
    plan: Collaborative,
    team: Team,
    metric: Metric,
    rows: Mapping[Period, Row],
    accepted: Sequence[date],
) -> TeamChart:
    """One team's chart; ``rows``: report -> row with a value."""
    reports = plan.timeline(metric)
    found = [rows.get(report) for report in reports]
    values = [row.value if row else None for row in found]
    facts = facts_of(
        plan,
        team,
        metric,
        values,
        [row.numerator if row else None for row in found],
        [row.denominator if row else None for row in found],
    )
    starts = starting_places(reports, accepted)
    return TeamChart(plan, metric, verdict(facts), values, starts)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many charts there are, can be judged, and say what."""

    charts: int
    judged: int
    better: int
    worse: int
    ended: int
    not_judged: Mapping[str, int]
    """Id of a reason -> charts that cannot be judged for it."""

    by_chance: float
    """Lasting improvements that chance alone would give, by the rule each chart is judged by."""


def tally(charts: Iterable[TeamChart]) -> Tally:
    """Count charts."""
    charts = list(charts)
    states = [chart.state for chart in charts]
    reasons = Counter(chart.why_not_judged for chart in charts)
    return Tally(
        len(charts),
        sum(chart.verdict.judged for chart in charts),
        states.count("better"),
        states.count("worse"),
        states.count("was_better") + states.count("was_worse"),
        {why: reasons[why] for why in REASONS if reasons[why]},
        sum(chart.verdict.by_chance for chart in charts),
    )
