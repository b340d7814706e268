"""What the sheets of planning.xlsx are made from, and the hidden sheet behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from datetime import date
from functools import cached_property

from lcxl.cells import Range
from lcxl.layout import PlacedBlock
from lcxl.metrics.display import shown
from lcxl.plan import Collaborative, Metric
from lcxl.plan.check_planning import driver_ids
from lcxl.practice.aim import month_offered
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.diagram_formulas import DRIVERS_SHEET, LOWEST, Placed, cells_behind
from lcxl.words import joined, say
from lcxl.xl.live import Live

__all__ = [
    "PlanningData",
    "field",
    "named_by",
    "of_metric",
    "placed",
    "write_behind",
]

METRICS = LOWEST + 2
"""First column of the table of metrics: name, direction, goal, population, month."""
NAMED = METRICS + 6
"""First column of the table of ideas that metrics name: id, names of the metrics, teams."""
METRIC_COLUMNS = ("name", "direction", "goal", "whom", "by")


@dataclass(frozen=True)
class PlanningData:
    """What planning.xlsx shows beside what is typed into it."""

    plan: Collaborative | None
    teams: Mapping[str, str] = field_of(default_factory=dict)
    """Id of an idea, in small letters -> which teams tested it, in words."""
    answers: Mapping[str, str] = field_of(default_factory=dict)
    """Id of a question -> its answer so far, in words."""
    as_of: date | None = None
    """The day of the merge that both come from."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The plan's metrics."""
        return self.plan.metrics if self.plan else ()

    @cached_property
    def named(self) -> dict[str, str]:
        """Id of a driver or idea, in small letters -> the metrics that name it."""
        found: dict[str, list[str]] = {}
        for metric in self.metrics:
            for word in driver_ids(metric.driver):
                names = found.setdefault(word.casefold(), [])
                if metric.short_name not in names:
                    names.append(metric.short_name)
        return {id_: joined(names) for id_, names in found.items()}

    @cached_property
    def named_rows(self) -> list[tuple[str, str, str]]:
        """Ids that metrics name or teams tested, with both in words."""
        ids = sorted({*self.named, *self.teams})
        return [(id_, self.named.get(id_, ""), self.teams.get(id_, "")) for id_ in ids]


def placed(pages: Pages) -> Placed:
    """The tables of Drivers."""
    blocks = pages.placed["drivers"]
    return Placed(blocks["primary"], blocks["secondary"], blocks["ideas"], pages.rows)


def field(block: PlacedBlock, name: str, i: int = 0) -> str:
    """An input cell, as other sheets write it: of a form, or of a row of a table."""
    place = block.range(name)
    return Range.cell(place.sheet, place.first_row + i, place.first_col).reference


def _range(col: int, rows: int) -> str:
    return Range.column(DRIVERS_SHEET, col, 0, max(1, rows) - 1).reference


def _column(data: PlanningData, name: str) -> str:
    """A column of the table of metrics."""
    return _range(METRICS + METRIC_COLUMNS.index(name), len(data.metrics))


def of_metric(data: PlanningData, name: str, chosen: str, value: str) -> Live:
    """What the table says of the metric that a cell names; ``value`` now."""
    names = _column(data, "name")
    found = _column(data, name)
    return Live(f'IFERROR(INDEX({found},MATCH({chosen},{names},0))&"","")', value)


def named_by(data: PlanningData, id_cell: str, teams: bool = False) -> str:
    """The formula of the metrics that name an id, or of the teams that tested it."""
    rows = len(data.named_rows)
    ids, found = _range(NAMED, rows), _range(NAMED + (2 if teams else 1), rows)
    return f'IFERROR(INDEX({found},MATCH({id_cell},{ids},0))&"","")'


def write_behind(pages: Pages) -> None:
    """The hidden sheet."""
    data = pages.of(PlanningData)
    sheet = pages.book.sheet(DRIVERS_SHEET)
    for row, col, live in cells_behind(placed(pages)):
        sheet.put(row, col, live, "machine")
    for i, metric in enumerate(data.metrics):
        goal = "" if metric.goal is None else shown(metric, metric.goal)
        whom, by = metric.text("initial_population"), month_offered(metric, data.plan)
        direction = say(f"practice.aim_{metric.direction}")
        for k, text in enumerate((metric.short_name, direction, goal, whom, by)):
            sheet.put(i, METRICS + k, text, "machine", num_format="@")
    for i, texts in enumerate(data.named_rows):
        for k, text in enumerate(texts):
            sheet.put(i, NAMED + k, text, "machine", num_format="@")
    sheet.raw.protect("")
    sheet.raw.hide()
