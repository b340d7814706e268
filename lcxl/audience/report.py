"""What may be shown outside the collaborative: one-way tables of cells that give nothing away.

For each metric: all months together; three periods that add up to them (baseline, between,
last three months); the months of each period; and for the last three months the teams and
the groups of patients.  Cells are hidden by `lcxl.audience.suppress`, from the whole to its
parts: parts of a hidden whole are hidden, so no table can be added up to it.

Values, intervals and teams at goal are computed from the cells as they are shown.  The change of
all teams is the one that every other reader sees (`lcxl.figures.change`), rounded as it is shown;
where a period is hidden, or the change would be that of a single team, it is hidden too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lcxl.audience.suppress import Shown
from lcxl.figures.change import Change
from lcxl.figures.figures import Pooled
from lcxl.metrics import kind_of
from lcxl.plan import Metric
from lcxl.runchart.interval import interval_of

__all__ = [
    "PERIODS",
    "TABLES",
    "TOTAL",
    "UNGROUPED",
    "Before",
    "Line",
    "MetricReport",
    "Place",
    "hidden_changes",
]

PERIODS = ("baseline", "between", "recent")
TOTAL = "total"
TABLES = ("whole", "periods", "months", "teams", "groups")
UNGROUPED = ""
"""str of the patients of a total who are in none of its groups."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what is shown, or that it is hidden.

    ``value`` is computed from ``cell`` as shown; of a count or a measured value it is the mean
    of the teams' months, and of a measured value the cell has how many it was measured on.
    """

    key: str
    teams: int
    months: int
    cell: Shown
    value: float | None
    n: float | None
    """Denominator as shown."""
    numerator: float | None = None
    """Numerator, or the sum of a count, as shown; None where reports must not be added up."""

    @property
    def is_hidden(self) -> bool:
        """There are data, and they are not shown."""
        return self.cell is None


@dataclass(frozen=True)
class MetricReport:
    """One metric as outsiders may see it."""

    metric: Metric
    whole: Mapping[str, Line] = field(default_factory=dict)
    """All months together, as one line; empty where there are no data."""
    periods: Mapping[str, Line] = field(default_factory=dict)
    months: Mapping[str, Line] = field(default_factory=dict)
    teams: Mapping[str, Line] = field(default_factory=dict)
    groups: Mapping[str, Line] = field(default_factory=dict)
    change: Change | None = None
    """None where it is hidden."""

    @property
    def total(self) -> Line | None:
        """All months together."""
        return self.whole.get(TOTAL)

    def pooled(self, line: Line | None) -> Pooled | None:
        """A shown line with its interval."""
        if line is None or line.cell is None or line.value is None:
            return None
        kind, ends = kind_of(self.metric), None
        number, size = line.cell.numerator, line.cell.denominator
        if kind.divides and size:
            number = min(number, size) if kind.part_of_whole else number
            ends = interval_of(kind.pools, number, size, self.metric.per)
        return Pooled(line.value, number, size, ends, line.teams, line.months)


def hidden_changes(reports: Iterable[MetricReport]) -> frozenset[str]:
    """Ids of the metrics whose change is hidden."""
    return frozenset(one.metric.id for one in reports if one.change is None)


Place = tuple[str, str, str]
"""Which line: metric, table and key."""


@dataclass(frozen=True)
class Before:
    """What earlier editions have to do with a report."""

    known: Collection[Place] = ()
    """Lines whose numbers follow from earlier editions."""
    apart: Collection[Place] = ()
    """Lines to be hidden, each for itself, as together with earlier editions they tell too much."""
    has_editions: bool = False
