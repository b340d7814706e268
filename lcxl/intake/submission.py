"""What a team sent, each value with the cell it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from lcxl.cells import a1
from lcxl.findings import Finding
from lcxl.metrics import State, judge, kind_of, may_be_negative, value_of
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.runchart.rounding import at_15_digits

if TYPE_CHECKING:
    from lcxl.intake.patients.withheld import PrivateText

__all__ = [
    "TEAM_TOOLS",
    "WITHHELD",
    "Arrival",
    "DataPoint",
    "Entry",
    "Grid",
    "Submission",
    "TextRow",
]

WITHHELD = "[left out: it may identify a person]"
"""What stands in the place of a text that may not be repeated anywhere."""


TEAM_TOOLS = "team-tools"
"""What the workbook of a team's own tools calls itself."""


class Arrival(NamedTuple):
    """When lcxl first found a file, by its content; what one run finds arrived together."""

    order: int
    """Number of the run, from 1."""
    day: date


Fault = Literal["", "error", "formula"]
"""What a cell has in the place of a value: the error that it shows, or a formula that was never
calculated."""


class Entry(NamedTuple):
    """One input cell that is not blank.

    ``value`` is its number; where no number stood, ``value`` is None and ``raw`` is what
    did: a text, a date, an error, or a formula that was never calculated (``fault``).
    ``repaired`` is what the cell showed when that was not the number itself: a text such as
    "15 ", or a date where only the cell's format made one of the number.
    """

    value: float | None
    raw: str | None
    sheet: str
    cell: str
    repaired: str | None = None
    is_date: bool = False
    fault: Fault = ""

    @property
    def number(self) -> float | None:
        """The number as a spreadsheet shows it, to be compared; None where none stands."""
        return None if self.value is None else at_15_digits(self.value)

    @property
    def content(self) -> float | str | None:
        """The number or the text, as it is judged and compared."""
        return self.raw if self.value is None else self.number


_NO_STRATA: Mapping[int, tuple[Entry | None, Entry | None]] = {}


class DataPoint(NamedTuple):
    """One metric in one report: at most two numbers, and the team's reason."""

    metric_id: str
    period: Period
    """The report, as `lcxl.periods.Period.report` gives it."""
    numerator: Entry | None = None
    denominator: Entry | None = None
    reason: str = ""
    strata: Mapping[int, tuple[Entry | None, Entry | None]] = _NO_STRATA
    """Number of the stratum (from 0) -> its numerator and denominator."""

    def state(self, metric: Metric) -> State:
        """What the two cells amount to."""
        return _judge(metric, self.numerator, self.denominator)

    def stratum_state(self, metric: Metric, stratum: int) -> State:
        """What the two cells of one stratum amount to."""
        return _judge(metric, *self.strata[stratum])

    def value(self, metric: Metric) -> float | None:
        """The plotted value, in the metric's unit; None when the entry gives none."""
        number = self.numerator.value if self.numerator else None
        size = self.denominator.value if self.denominator else None
        return value_of(metric, self.state(metric), number, size)

    @property
    def contents(self) -> tuple[float | str | None, float | str | None]:
        """What the two cells hold, to compare two submissions."""
        return (
            self.numerator.content if self.numerator else None,
            self.denominator.content if self.denominator else None,
        )

    @property
    def place(self) -> Entry | None:
        """The first cell that is filled, to name in a message."""
        return self.numerator or self.denominator


def _judge(metric: Metric, numerator: Entry | None, denominator: Entry | None) -> State:
    return judge(
        kind_of(metric),
        numerator.content if numerator else None,
        denominator.content if denominator else None,
        may_be_negative(metric),
    )


@dataclass(frozen=True, slots=True)
class TextRow:
    """One filled row of a table such as the PDSA log, as field -> what was typed.

    ``columns``: field -> its column, to name a cell.
    """

    sheet: str
    row: int
    values: Mapping[str, str | float | date]
    month: date | None = None
    """For Story, the month the row belongs to."""
    columns: Mapping[str, int] = field(default_factory=dict)
    metric_id: str = ""
    """The metric it is about, by the names that the workbook was issued with; "" for none."""
    across: bool = False
    """Its table lies across: the row is a column of the sheet, and its columns are rows."""

    def cell(self, name: str) -> str | None:
        """The address of a field's cell."""
        if name not in self.columns:
            return None
        row, col = self.row, self.columns[name]
        return a1(col, row) if self.across else a1(row, col)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the numbers stand, so that a blank cell can be named too."""

    sheet: str = ""
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Metric and role ("numerator", "denominator" or "reason") -> row of the total, in layout 1
    the column."""
    periods: Mapping[str, Mapping[Period, int]] = field(default_factory=dict)
    """Metric -> report -> column, in layout 1 the row."""
    across: bool = False
    """Periods run across, as from layout 2 on."""

    def cell(self, metric_id: str, period: Period, role: str = "numerator") -> str | None:
        """The cell's address, such as D8; None when the workbook has no such cell."""
        line = self.lines.get((metric_id, role))
        along = self.periods.get(metric_id, {}).get(period)
        if line is None or along is None:
            return None
        return a1(line, along) if self.across else a1(along, line)


@dataclass(frozen=True)
class Submission:
    """One file a team sent.

    ``readable`` is False when nothing could be read; ``findings`` then says why.  ``points``
    holds only reports in which something was typed.  Ids are as the file has them; whether
    they belong to the plan is for the rules to say.
    """

    file: str
    sha256: str
    readable: bool
    findings: tuple[Finding, ...] = ()
    is_reporting_workbook: bool = False
    workbook: str = ""
    """Which other workbook of lcxl it is; "" if it is none."""
    collaborative_id: str = ""
    team_id: str = ""
    layout_version: str = ""
    definitions: Mapping[str, str] = field(default_factory=dict)
    """Metric id -> version of its definition in the file."""
    strata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Metric id -> names of its groups in the file."""
    event_names: Mapping[str, str] = field(default_factory=dict)
    """Metric id -> its name on the sheet Event log of the file, of the rare events."""
    saved_at: str = ""
    """When the file was last saved, as it says itself (ISO text); "" when never or unknown."""
    received: str = ""
    """When it came, as the mail says that brought it (ISO text); "" where nothing says it."""
    sender: str = ""
    """From whom it came, the same."""
    points: Mapping[tuple[str, Period], DataPoint] = field(default_factory=dict)
    other_periods: Mapping[str, Mapping[Period, DataPoint]] = field(default_factory=dict)
    """Metrics that the file asks for more or less often than the plan does now -> report -> what
    was typed; none of it counts."""
    changes: Sequence[TextRow] = ()
    phases: Sequence[TextRow] = ()
    story: Sequence[TextRow] = ()
    trial: Sequence[TextRow] = ()
    effort: Sequence[TextRow] = ()
    cases: Sequence[TextRow] = ()
    logs: Sequence[TextRow] = ()
    """How far the log of each rare event goes."""
    log_rows: Mapping[str, TextRow] = field(default_factory=dict)
    """Metric id -> the row in which that stands, whether anything is typed in it or not."""
    events: Sequence[TextRow] = ()
    """The rare events, as they were typed: `lcxl.intake.events` judges them."""
    tools: Mapping[str, Sequence[TextRow]] = field(default_factory=dict)
    """Of a workbook of a team's own tools: block -> its filled rows."""
    reporter: Mapping[str, str] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()
    """Ids of the tables and forms that the file has a place for, filled or not."""
    grid: Grid = Grid()
    private: Sequence[PrivateText] = ()
    """Text that looks like patients or contacts; nothing else here repeats it."""
    arrived: Arrival | None = None
    """When it was first found; None where that is not known.  The file does not say it."""

    @cached_property
    def saved_on(self) -> date | None:
        """The day the file was last saved."""
        try:
            return date.fromisoformat(self.saved_at[:10]) if self.saved_at else None
        except ValueError:
            return None

    @cached_property
    def came_on(self) -> date | None:
        """The day of the mail that brought the file; else the day it was last saved."""
        return date.fromisoformat(self.received[:10]) if self.received else self.saved_on

    @cached_property
    def dated(self) -> str:
        """What tells the order of files (ISO text, UTC): when it was last saved, else its mail."""
        if self.saved_at or not self.received:
            return self.saved_at
        sent = datetime.fromisoformat(self.received)
        if sent.tzinfo is not None:
            sent = sent.astimezone(UTC)
        return sent.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

    @property
    def is_team_tools(self) -> bool:
        """It is the workbook of a team's own tools, which holds no report."""
        return self.workbook == TEAM_TOOLS

    @property
    def holds_reports(self) -> bool:
        """Something was typed that other files of the team may say again, or otherwise."""
        logged = self.events or any(len(row.values) > 1 for row in self.logs)
        return bool(self.points or logged or any(self.other_periods.values()))

    def lacks(self, metric_id: str) -> bool:
        """It does not ask for a metric as the plan does; one whose marks are lost asks for all."""
        is_known = not self.definitions or metric_id in self.definitions
        return metric_id in self.other_periods or not is_known

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Reports in which something was typed on Data, in order."""
        return tuple(sorted({period for _, period in self.points}))
