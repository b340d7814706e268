"""The numbers of the sheet Data: what each line of cells is about, and where it stands.

In layout 2 the periods run across: each frequency of the plan has a block, one below the other,
with a row for each number.  In layout 1 the months run down, and the numbers of all metrics stand
beside each other; that is for reading what teams have in hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lcxl.metrics import kind_of
from lcxl.periods import Frequency, Period, frequencies, frequency_of
from lcxl.plan import Collaborative, Metric

__all__ = ["BANDS", "HEADS", "DataAxis", "DataLine", "Timeline", "across", "down", "timelines"]

USUAL = "month"
"""The frequency whose block comes first."""
BANDS = ("numbers", "results", "reasons")
"""The parts of a block from the top down: what is typed, what it comes to, and why."""


class DataLine(NamedTuple):
    """One line of cells of the sheet Data: a number of a metric in every period.

    ``role`` is "numerator" or "denominator" for an input, "result" for the calculated value
    and "reason" for the team's answer.  ``at`` is its row, in layout 1 its column.
    """

    metric_id: str
    role: str
    at: int
    stratum: int | None = None
    """Number of the stratum (from 0) whose part this is; None for the total."""

    @property
    def is_input(self) -> bool:
        """The team types here."""
        return self.role != "result"

    @property
    def key(self) -> str:
        """Its anchor, such as ``data.HTN1.numerator`` or ``data.CAN1.numerator.2``."""
        stratum = "" if self.stratum is None else f".{self.stratum + 1}"
        return f"data.{self.metric_id}.{self.role}{stratum}"


class DataAxis(NamedTuple):
    """The periods of one frequency on the sheet Data, and the lines of its metrics."""

    frequency: str
    reports: tuple[Period, ...]
    metrics: tuple[Metric, ...]
    head: int
    """The row with the names of the periods, in layout 1 the column."""
    first: int
    """The column of the first period, in layout 1 the row."""
    bands: tuple[int, ...] = ()
    """Rows of the headings of `BANDS`; none in layout 1."""
    end: int = 0
    """The last row of the block."""

    @property
    def key(self) -> str:
        """Anchor of the names of its periods."""
        return f"data.{self.frequency}"

    @property
    def kind(self) -> Frequency:
        """Its frequency."""
        return frequency_of(self.frequency)

    @property
    def last(self) -> int:
        """The column of the last period, in layout 1 the row."""
        return self.first + len(self.reports) - 1


class Timeline(NamedTuple):
    """Metrics whose values stand along the same periods, in charts and in what is calculated.

    Those of whole months are together, along every month; shorter periods have one each.
    """

    id: str
    """Id of its frequency, of shorter periods; "" for months."""
    periods: tuple[Period, ...]
    metrics: tuple[Metric, ...]
    axes: tuple[DataAxis, ...]


def timelines(plan: Collaborative, axes: Sequence[DataAxis]) -> tuple[Timeline, ...]:
    """Months first, without those that nothing is reported by."""
    found = []
    months = tuple(axis for axis in axes if axis.kind.of_months)
    shorter = tuple(axis for axis in axes if not axis.kind.of_months)
    if months or not shorter:
        metrics = tuple(m for m in plan.by_period.metrics if m.frequency.of_months)
        found.append(Timeline("", plan.calendar.reports, metrics, months))
    found += [Timeline(axis.frequency, axis.reports, axis.metrics, (axis,)) for axis in shorter]
    return tuple(found)


class Placed(NamedTuple):
    """Blocks and lines, in order."""

    axes: tuple[DataAxis, ...]
    lines: tuple[DataLine, ...]


def across(plan: Collaborative) -> Placed:
    """Layout 2: a block for each frequency, months first."""
    metrics = plan.by_period.metrics
    used = {metric.frequency.id for metric in metrics}
    order = sorted(frequencies(), key=lambda name: name != USUAL)
    axes: list[DataAxis] = []
    lines: list[DataLine] = []
    row = HEAD_ROW
    for name in order:
        if name in used:
            own = tuple(m for m in metrics if m.frequency.id == name)
            axis, here = _block(plan, name, own, row)
            axes.append(axis)
            lines += here
            row = axis.end + 3
    return Placed(tuple(axes), tuple(lines))


HEAD_ROW, HEADS, FIRST_COL = 4, 3, 1
"""Layout 2: row of the first periods, how many rows are their heads, column of the first one."""


def _block(
    plan: Collaborative, frequency: str, metrics: tuple[Metric, ...], head: int
) -> tuple[DataAxis, list[DataLine]]:
    reports = tuple(period.report for period in plan.calendar.axis(frequency))
    row, bands, lines = head + HEADS, [], []
    for of_metric in (_typed, _results, _reason):
        bands.append(row)
        row += 1
        for metric in metrics:
            for role, stratum in of_metric(metric):
                lines.append(DataLine(metric.id, role, row, stratum))
                row += 1
        row += 1
    axis = DataAxis(frequency, reports, metrics, head, FIRST_COL, tuple(bands), row - 2)
    return axis, lines


Named = Iterator[tuple[str, int | None]]


def _numbers(metric: Metric) -> Named:
    for stratum in (None, *range(len(metric.strata))):
        for role in kind_of(metric).roles:
            yield role, stratum


def _typed(metric: Metric) -> Named:
    """What is typed; what the workbook counts stands with the results."""
    return _groups(metric) if metric.is_counted_there else _numbers(metric)


def _results(metric: Metric) -> Named:
    if metric.is_counted_there:
        yield from _total(metric)
    yield from _result(metric)


def _result(metric: Metric) -> Named:
    yield "result", None


def _reason(metric: Metric) -> Named:
    yield "reason", None


def down(plan: Collaborative) -> Placed:
    """Layout 1: every metric of whole months beside each other, below the same rows of months."""
    metrics = plan.by_month.metrics
    col, lines = 3, []
    for metric in metrics:
        for named in (_total(metric), _result(metric), _groups(metric), _reason(metric)):
            for role, stratum in named:
                lines.append(DataLine(metric.id, role, col, stratum))
                col += 1
    return Placed((DataAxis(USUAL, plan.calendar.reports, metrics, 0, 7),), tuple(lines))


def _total(metric: Metric) -> Named:
    return (named for named in _numbers(metric) if named[1] is None)


def _groups(metric: Metric) -> Named:
    return (named for named in _numbers(metric) if named[1] is not None)
