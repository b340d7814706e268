"""What the sheets of the recruiting tracker count together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import PlacedBlock
from lcxl.sheets.host.funnel_figures import Funnel
from lcxl.sheets.pages import Rows

__all__ = ["Tracker", "points_of"]


class Tracker:
    """What its sheets count; ``placed`` has the blocks of each sheet."""

    def __init__(
        self,
        lists: Mapping[str, Range],
        placed: Mapping[str, Mapping[str, PlacedBlock]],
        rows: Mapping[str, Rows],
        title: str,
    ) -> None:
        self.placed, self.rows = placed, rows
        self.organisations = self.rows.get("organisations", ())
        block = placed["organisations"]["organisations"]
        self.columns = {f.id: block.range(f.id) for f in block.block.fields}
        targets = placed["funnel"]["targets"]
        self.targets = {f.id: targets.range(f.id) for f in targets.block.fields}
        self.lists = {
            **lists,
            "@organisations": self.columns["name"],
            "@teams": self.columns["id"],
            "@people": placed["people"]["people"].range("name"),
        }
        answers = rows["targets"][0]
        self.funnel = Funnel(self.organisations, answers, self.columns, self.targets, title)
        kickoff = answers.get("kickoff")
        self.kickoff = kickoff if isinstance(kickoff, date) else None

    def row(self, block: str, i: int) -> dict[str, object]:
        """What is typed in a row of a block."""
        rows = self.rows.get(block, ())
        return dict(rows[i]) if i < len(rows) else {}


def points_of(answers: Mapping[str, object]) -> tuple[float, int]:
    """Points of a screening call, and how many scored questions were answered."""
    rules, total, answered = templates.recruiting(), 0.0, 0
    for name, points in rules.points.items():
        if answers.get(name):
            answered += 1
            total += points[templates.ids_of(name).index(answers[name])]
    for name, limits in rules.hours.items():
        hours = answers.get(name)
        if isinstance(hours, int | float):
            answered += 1
            total += sum(hours >= limit for limit in limits)
    return total, answered
