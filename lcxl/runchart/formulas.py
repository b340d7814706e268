"""The run-chart rules as cell formulas, side by side with the values Python expects.

Every formula uses functions of Excel 2007 only, needs no array entry and is not volatile.
The formulas are written once for a whole column, with names instead of addresses:

    {side}     the column's cell in the same row
    {side<}    one row up        {side>}   one row down
    {side:}    the whole column  {$shift}  a setting        {#latest}  a statistic

`columns` and `statistics` give what each formula must come to, from an analysed chart;
the tests recalculate both in a spreadsheet program and compare.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from lcxl.runchart.rephase import REPHASE_POINTS, suggest
from lcxl.runchart.results import Direction, RunChart, Worse
from lcxl.runchart.rules import SHIFT

__all__ = [
    "COLUMNS",
    "MARKS",
    "NOT_AVAILABLE",
    "SETTINGS",
    "STATISTICS",
    "Formula",
    "Referrer",
    "Value",
    "better",
    "columns",
    "counted",
    "expand",
    "marked",
    "means",
    "or_empty",
    "statistics",
    "twin",
]

Value = float | str
"""What a cell shows: a number, a text, "" for an empty one or "#N/A" for a gap in a chart."""

Referrer = Callable[[str, str, str], str]
"""Gives the address for a name: (mark, name, which), see the module's first lines."""

NOT_AVAILABLE = "#N/A"
"""A gap in a chart."""

_NAME = re.compile(r"\{([$#]?)(\w+)([<>:]?)\}")


@dataclass(frozen=True, slots=True)
class Formula:
    """One column: its formula, and how the first and the last row differ."""

    name: str
    each: str
    first: str | None = None
    last: str | None = None

    def at(self, row: int, rows: int) -> str:
        """The text for ``row`` of ``rows`` (from 0)."""
        if row == 0 and self.first is not None:
            return self.first
        if row == rows - 1 and self.last is not None:
            return self.last
        return self.each


SETTINGS = ("baseline", "shift", "trend", "better")
"""Cells a chart's formulas read.  ``baseline`` and ``trend`` may be empty: all points, off.
``better``: 1 higher is better, -1 lower is better, 0 neither; 2, 3 and 4: to be maintained,
worse above, below and on both sides."""

_MAINTAIN = {"above": 2, "below": 3, "both": 4}


def better(direction: Direction, worse: Worse) -> int:
    """The setting ``better`` of a metric."""
    if direction == "maintain":
        return _MAINTAIN[worse]
    return {"increase": 1, "decrease": -1, "monitor": 0}[direction]


# What a change to a side means: as lcxl.runchart.results.meaning.
_MEANING = (
    "IF({side_of}=0,0,IF(ABS(N({$better}))=1,{side_of}*{$better},"
    "IF(OR({$better}=4,AND({$better}=2,{side_of}=1),AND({$better}=3,{side_of}=-1)),-1,0)))"
)


def means(column: str) -> str:
    """Formula of what a change to the side in ``column`` means: 1 better, -1 worse, 0 neither."""
    return _MEANING.replace("{side_of}", "{" + column + "}")


def counted(run: str, side: str, shift: str) -> str:
    """Whether a value is a member of a row that is counted since the start, or older than it."""
    members = f'COUNTIFS({{{run}:}},{{{run}}},{{{side}:}},"<>0",{{part:}},'
    return f"OR({members}-1)>={shift},AND({{part}}=1,{members}1)>={shift}))"


COLUMNS: tuple[Formula, ...] = (
    # "month" (1, 2, ...), "value", "part" (-1 before the start, 1 after it, 0 for the kickoff's
    # own period) and "starts" (1 where a new phase begins) are given.
    Formula("phase", "{phase<}+{starts}", first="1"),
    Formula("start", "IF({phase}={phase<},{start<},{month})", first="1"),
    Formula("stop", "{start}-1+COUNTIF({phase:},{phase})"),
    Formula(
        "observed",
        "IF({phase}={phase<},{observed<},0)+COUNT({value})",
        first="COUNT({value})",
    ),
    Formula(
        "in_median",
        'IF(AND(COUNT({value})=1,OR(N({$baseline})=0,{observed}<=N({$baseline}))),{value},"")',
    ),
    Formula(
        "base_end",
        "SUMPRODUCT(MAX(ISNUMBER({in_median:})*({phase:}={phase})*{month:}))",
    ),
    Formula(
        "median",
        'IFERROR(MEDIAN(INDEX({in_median:},{start}):INDEX({in_median:},{stop})),"")',
    ),
    Formula("side", "IF(COUNT({value},{median})<2,0,SIGN(ROUND({value}-{median},9)))"),
    Formula(
        "previous_side",
        "IF({phase}<>{phase<},0,IF({side<}<>0,{side<},{previous_side<}))",
        first="0",
    ),
    Formula("new_run", "IF(AND({side}<>0,{side}<>{previous_side}),1,0)"),
    Formula("run", "{run<}+{new_run}", first="{new_run}"),
    Formula("run_length", 'IF({side}=0,0,COUNTIFS({run:},{run},{side:},"<>0"))'),
    Formula("shift_side", "IF({run_length}>={$shift},{side},0)"),
    # What a chart marks is what its sentence counts: the members since the start, or a row that
    # was a shift before it already.
    Formula(
        "marked", f"IF({{shift_side}}=0,0,IF({counted('run', 'side', '{$shift}')},{{side}},0))"
    ),
    Formula("marked_means", means("marked")),
    Formula(
        "last",
        "IF({phase}<>{phase<},NA(),IF(COUNT({value<})=1,{value<},{last<}))",
        first="NA()",
    ),
    Formula("step", "IF(COUNT({value},{last})<2,0,SIGN(ROUND({value}-{last},9)))"),
    Formula(
        "last_step",
        "IF({phase}<>{phase<},0,IF({step<}<>0,{step<},{last_step<}))",
        first="0",
    ),
    Formula(
        "trend_id",
        "{trend_id<}+IF(AND({step}<>0,{step}<>{last_step}),1,0)",
        first="0",
    ),
    Formula(
        "trend_in",
        'IF({step}=0,0,COUNTIFS({trend_id:},{trend_id},{step:},"<>0")+1)',
    ),
    Formula(
        "trend_out",
        "IF({phase>}<>{phase},0,IF({step>}<>0,{trend_in>},{trend_out>}))",
        last="0",
    ),
    Formula(
        "next_step",
        "IF({phase>}<>{phase},0,IF({step>}<>0,{step>},{next_step>}))",
        last="0",
    ),
    Formula(
        "trend_side",
        "IF(OR(N({$trend})=0,COUNT({value})=0,AND({step}=0,COUNT({last})=1)),0,"
        "IF({trend_in}>={$trend},{step},IF({trend_out}>={$trend},{next_step},0)))",
    ),
    # Twins for the chart: a gap must be #N/A, because a chart draws an empty text as zero.
    Formula("y", "IF(COUNT({value})=1,{value},NA())"),
    Formula("y_median", "IF(AND(N({$baseline})>0,COUNT({median})=1),{median},NA())"),
    Formula(
        "y_baseline",
        "IF(AND(N({$baseline})>0,{month}<={base_end},COUNT({median})=1),{median},NA())",
    ),
    Formula("y_provisional", "IF(AND(N({$baseline})=0,COUNT({median})=1),{median},NA())"),
    Formula("y_shift_better", "IF({marked_means}=1,{value},NA())"),
    Formula("y_shift_worse", "IF({marked_means}=-1,{value},NA())"),
    Formula("y_shift_other", "IF(AND({marked}<>0,{marked_means}=0),{value},NA())"),
    Formula("y_trend", "IF({trend_side}<>0,{value},NA())"),
)

MARKS = (
    *("base_end", "marked", "marked_means"),
    *("last", "step", "last_step", "next_step"),
    *("trend_id", "trend_in", "trend_out", "trend_side"),
    *("y_median", "y_baseline", "y_provisional"),
    *("y_shift_better", "y_shift_worse", "y_shift_other", "y_trend"),
)
"""The columns behind lines, marks and trends: none of them is needed to draw the values alone."""

STATISTICS: tuple[Formula, ...] = (
    # "latest" and all that follow describe the phase that holds the latest observed value.
    Formula("latest", "SUMPRODUCT(MAX(ISNUMBER({value:})*{month:}))"),
    Formula("phase_now", "INDEX({phase:},MAX(1,{#latest}))"),
    Formula("value_now", 'IF({#latest}=0,"",INDEX({value:},{#latest}))'),
    # The latest shift of the current phase: where it ends, its side, length and first month.
    Formula(
        "shift_end",
        "SUMPRODUCT(MAX(({phase:}={#phase_now})*({shift_side:}<>0)*{month:}))",
    ),
    Formula("shift_points", "IF({#shift_end}=0,0,INDEX({run_length:},{#shift_end}))"),
    Formula(
        "shift_start",
        "IF({#shift_end}=0,0,SUMPRODUCT(MAX(({new_run:}=1)"
        "*({run:}=INDEX({run:},{#shift_end}))*{month:})))",
    ),
    # The run that is still going on, if it is long enough to set a new median.
    Formula(
        "rephase",
        "IF({#shift_end}=0,0,IF(AND({#shift_points}>=" + str(REPHASE_POINTS) + ","
        "{#shift_end}=SUMPRODUCT(MAX(({side:}<>0)*{month:})),"
        "{#shift_start}>INDEX({start:},{#shift_end})),{#shift_start},0))",
    ),
)


def expand(text: str, refer: Referrer) -> str:
    """Put addresses in place of names: ``refer(mark, name, which)`` gives each one."""
    return "".join([p if isinstance(p, str) else refer(*p) for p in _parts(text)])


@cache
def _parts(text: str) -> tuple[str | tuple[str, str, str], ...]:
    """A formula's text apart from its names."""
    found: list[str | tuple[str, str, str]] = []
    end = 0
    for match in _NAME.finditer(text):
        found += [text[end : match.start()], (match[1], match[2], match[3])]
        end = match.end()
    return (*found, text[end:])


def marked(
    run: Sequence[int], sides: Sequence[int], shift: Sequence[int], parts: Sequence[int], row: int
) -> list[int]:
    """Side of the values that a chart marks: those of `counted` among the members of shifts.

    ``run``: number of the row of each value; ``sides``: its side of the line; ``row``: how many
    values in a row are a shift.
    """
    members = Counter(
        (number, part) for number, side, part in zip(run, sides, parts, strict=True) if side
    )
    return [
        side if members[number, -1] >= row or (part == 1 and members[number, 1] >= row) else 0
        for number, side, part in zip(run, shift, parts, strict=True)
    ]


def columns(
    chart: RunChart,
    frozen: bool = True,
    parts: Sequence[int] | None = None,
    shift: int = SHIFT,
) -> dict[str, list[Value]]:
    """What every column of `COLUMNS` must show, for each month of ``chart``.

    ``frozen``: the median is that of the first values; else it is drawn as provisional.
    ``parts``: the column "part"; None: all months lie after the start.  ``shift``: the setting.
    """
    t = chart.trace
    stops = {phase.first + 1: phase.last + 1 for phase in chart.phases}
    base_ends = [
        max((i + 1 for i in range(p.first, p.last + 1) if t.in_median[i]), default=0)
        for p in chart.phases
    ]
    parts = [1] * len(chart.values) if parts is None else parts
    marks = marked(t.run, t.side, chart.shift_side, parts, shift)
    shift_means = [chart.meaning(side) for side in marks]
    base_end = [base_ends[number - 1] for number in t.phase]
    return {
        "phase": list(t.phase),
        "start": list(t.start),
        "stop": [stops[start] for start in t.start],
        "observed": list(t.observed),
        "in_median": [or_empty(v) if t.in_median[i] else "" for i, v in enumerate(chart.values)],
        "base_end": list(base_end),
        "median": [or_empty(m) for m in chart.median],
        "side": list(t.side),
        "previous_side": list(t.previous_side),
        "new_run": list(t.new_run),
        "run": list(t.run),
        "run_length": list(t.run_length),
        "shift_side": list(chart.shift_side),
        "marked": list(marks),
        "marked_means": list(shift_means),
        "last": [twin(v) for v in t.last],
        "step": list(t.step),
        "last_step": list(t.last_step),
        "trend_id": list(t.trend_id),
        "trend_in": list(t.trend_in),
        "trend_out": list(t.trend_out),
        "next_step": list(t.next_step),
        "trend_side": list(chart.trend_side),
        "y": [twin(v) for v in chart.values],
        "y_median": [twin(m, frozen) for m in chart.median],
        "y_baseline": [
            twin(m, frozen and i + 1 <= base_end[i]) for i, m in enumerate(chart.median)
        ],
        "y_provisional": [twin(m, not frozen) for m in chart.median],
        "y_shift_better": [twin(v, shift_means[i] == 1) for i, v in enumerate(chart.values)],
        "y_shift_worse": [twin(v, shift_means[i] == -1) for i, v in enumerate(chart.values)],
        "y_shift_other": [
            twin(v, marks[i] != 0 and shift_means[i] == 0) for i, v in enumerate(chart.values)
        ],
        "y_trend": [twin(v, chart.trend_side[i] != 0) for i, v in enumerate(chart.values)],
    }


def statistics(chart: RunChart) -> dict[str, Value]:
    """What every cell of `STATISTICS` must show."""
    t, now = chart.trace, chart.current
    latest = max((i + 1 for i, v in enumerate(chart.values) if v is not None), default=0)
    shift_end = max(
        (i + 1 for i in range(now.first, now.last + 1) if chart.shift_side[i]), default=0
    )
    shift_start = 0
    if shift_end:
        run = t.run[shift_end - 1]
        shift_start = 1 + next(i for i, r in enumerate(t.run) if r == run and t.new_run[i])
    rephase = suggest(chart)
    return {
        "latest": latest,
        "phase_now": t.phase[max(1, latest) - 1],
        "value_now": or_empty(chart.values[latest - 1]) if latest else "",
        "shift_end": shift_end,
        "shift_points": t.run_length[shift_end - 1] if shift_end else 0,
        "shift_start": shift_start,
        "rephase": rephase.start + 1 if rephase else 0,
    }


def or_empty(value: float | None) -> Value:
    """A cell with a number, or one that shows nothing."""
    return "" if value is None else value


def twin(value: float | None, shown: bool = True) -> Value:
    """The same for a column that a chart draws: a gap must be #N/A there."""
    return value if shown and value is not None else NOT_AVAILABLE
