"""What the decks of one team are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lcxl.combine.combine import TeamText
from lcxl.combine.master import Master
from lcxl.documents.slides.deck import Chart, Line
from lcxl.documents.slides.team_chart import team_chart
from lcxl.documents.source import Typed
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.plan import Collaborative, Metric, Team
from lcxl.words import say

__all__ = ["OfTeam", "open_line"]


@dataclass(frozen=True)
class OfTeam:
    """One team: its numbers, changes and stories, and what it typed into its own tools."""

    master: Master
    team: Team
    tools: Typed = field(default_factory=dict)
    """The team's workbook under tools/, where there is one."""
    why: str = ""
    """Why it joins, in its own words, as the screening call noted."""

    @property
    def plan(self) -> Collaborative:
        """The plan."""
        return self.master.plan

    @cached_property
    def figures(self) -> Figures:
        """Figures of all metrics with a value for each period."""
        return Figures(self.plan.by_period, self.master.combined)

    @property
    def changes(self) -> tuple[TeamText, ...]:
        """The changes that the team tested."""
        combined = self.master.combined
        return tuple(told for told in combined.changes if told.team.id == self.team.id)

    @property
    def story(self) -> tuple[TeamText, ...]:
        """What it wrote, the newest month last."""
        return tuple(t for t in self.master.combined.story if t.team.id == self.team.id)

    def answers(self, block: str) -> Mapping[str, str]:
        """Id of a prompt -> what the team answered, on a sheet of its tools."""
        rows = self.tools.get(block, ())
        return {str(row.get("id")): str(row.get("answer") or "").strip() for row in rows}

    def typed(self, block: str, name: str) -> str:
        """What the team typed into a form of its tools; "" where it did not."""
        for row in self.tools.get(block, ()):
            return str(row.get(name) or "").strip()
        return ""

    def charts(self) -> Iterator[tuple[Metric, MetricFigures, Chart]]:
        """Its chart of every metric that it has values of, with its tests marked."""
        for one in self.figures.by_metric.values():
            chart = team_chart(one, self.team, self.changes)
            if chart is not None:
                yield one.metric, one, chart

    @property
    def chosen(self) -> tuple[Metric, MetricFigures, Chart] | None:
        """The chart that the team chose in its tools; else of the main metric, or the first."""
        found = list(self.charts())
        wanted = self.typed("publishing", "chart").casefold()
        for one in found:
            if one[0].short_name.casefold() == wanted:
                return one
        main = [one for one in found if one[0].id == self.plan.main_metric]
        return next(iter([*main, *found]), None)


def open_line(key: str, **places: object) -> Line:
    """A prompt for what the team is still to write."""
    return Line(say(f"team_slides.{key}", **places), "open")
