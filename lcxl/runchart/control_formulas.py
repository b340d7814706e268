"""Control limits as cell formulas, side by side with the values Python expects.

They stand beside the columns of `lcxl.runchart.formulas` when a metric asks for a control
chart.  The limits are unscreened, as in Making Data Count.

A moving range is measured from the previous *due* period: ``prev`` carries what stood there
over periods in which nothing is due.  It is empty where the value does not set the limits, so
that a blank cell, which counts as 0 in a sum, never makes a range.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lcxl.runchart.control_results import (
    C_MIN_MEAN,
    C_TAIL,
    LASTING_RUN,
    MIN_VALUES,
    ChartKind,
    Limits,
)
from lcxl.runchart.formulas import Formula, Value, or_empty, twin
from lcxl.runchart.limits import D2, MIN_MOVES, XMR, limits
from lcxl.runchart.results import RunChart
from lcxl.runchart.rounding import sign

__all__ = ["Reported", "control_columns", "control_formulas"]

_FROM_HERE = "INDEX({%s:},{start}):INDEX({%s:},{stop})"
_BEFORE = 'IF({phase}<>{phase<},"",IF(OR({due<}=1,COUNT({value<})=1),%s,{prev<}))'
_PREV_Z = 'IF(COUNT({in_median<},{z<})=2,{z<},"")'
_NO_MOVES = (Formula("prev", '""'), Formula("move", '""'))


def _phase(name: str) -> str:
    """The cells of a column that belong to the same phase."""
    return _FROM_HERE % (name, name)


def _mean_of(name: str) -> str:
    return f'IF(COUNT({_phase(name)})=0,"",AVERAGE({_phase(name)}))'


def _moving(name: str, before: str) -> tuple[Formula, Formula]:
    """Columns ``prev`` and ``move`` of the column with that name."""
    here = f"{{{name}}}"
    moved = f'IF(COUNT({here},{{in_median}},{{prev}})=3,ABS({here}-{{prev}}),"")'
    return (
        Formula("prev", _BEFORE % before, first='""'),
        Formula("move", moved, first='""'),
    )


def _enough(values: int, moves: bool, unless: str = "") -> Formula:
    """1 where enough values, and moving ranges if they are needed, set the limits."""
    ranges = f"COUNT({_phase('move')})>={MIN_MOVES}"
    if moves and unless:
        ranges = f"OR({unless},{ranges})"
    asked = f"AND({{n_values}}>={values},{ranges})" if moves else f"{{n_values}}>={values}"
    return Formula("enough", f"IF({asked},1,0)")


_N_VALUES = Formula("n_values", f"COUNT({_phase('in_median')})")
_OUTSIDE = Formula(
    "outside",
    "IF(COUNT({value},{upper})<2,0,IF({value}-{upper}>0.000000001,1,"
    "IF(COUNT({lower})=0,0,IF({lower}-{value}>0.000000001,-1,0))))",
)
_TAIL_HIGH = "IF({value}<=0,1,IF({centre}=0,0,1-POISSON({value}-1,{centre},TRUE)))"
_C_OUTSIDE = Formula(
    "outside",
    f"IF(COUNT({{value}},{{centre}},{{upper}})<3,0,IF({_TAIL_HIGH}<{C_TAIL},1,"
    f"IF({{centre}}<={C_MIN_MEAN:g},0,IF(POISSON({{value}},{{centre}},TRUE)<{C_TAIL},-1,0))))",
)
# The shift rule of a control chart: runs about the mean.
_SHIFT = (
    Formula(
        "line_side",
        f"IF(OR({{n_values}}<{MIN_VALUES},COUNT({{value}},{{line}})<2),0,"
        "SIGN(ROUND({value}-{line},9)))",
    ),
    Formula(
        "line_before",
        "IF({phase}<>{phase<},0,IF({line_side<}<>0,{line_side<},{line_before<}))",
        first="0",
    ),
    Formula("line_new", "IF(AND({line_side}<>0,{line_side}<>{line_before}),1,0)"),
    Formula("line_run", "{line_run<}+{line_new}", first="{line_new}"),
    Formula(
        "line_shift",
        "IF({line_side}=0,0,IF(COUNTIFS({line_run:},{line_run},{line_side:},"
        f'"<>0")>={LASTING_RUN},{{line_side}},0))',
    ),
)
_TWINS = (
    Formula("y_lower", "IF(COUNT({lower})=1,{lower},NA())"),
    Formula("y_upper", "IF(COUNT({upper})=1,{upper},NA())"),
    Formula("y_outside", "IF({outside}<>0,{value},NA())"),
)


def _ends(lower: str, upper: str) -> tuple[Formula, Formula]:
    return (
        Formula("lower", f'IF({{enough}}=0,"",{lower})'),
        Formula("upper", f'IF({{enough}}=0,"",{upper})'),
    )


def _xmr_columns() -> tuple[Formula, ...]:
    return (
        _N_VALUES,
        *_moving("value", "{in_median<}"),
        Formula("mean_move", _mean_of("move")),
        _enough(MIN_VALUES, moves=True),
        Formula("centre", _mean_of("in_median")),
        *_ends(f"{{centre}}-{XMR}*{{mean_move}}", f"{{centre}}+{XMR}*{{mean_move}}"),
        _OUTSIDE,
        Formula("line", "{centre}"),
    )


def _c_columns() -> tuple[Formula, ...]:
    return (
        _N_VALUES,
        _enough(MIN_VALUES, moves=False),
        Formula("centre", _mean_of("in_median")),
        *_ends("MAX(0,{centre}-3*SQRT({centre}))", "{centre}+3*SQRT({centre})"),
        _C_OUTSIDE,
        Formula("line", "{centre}"),
    )


def _attribute_columns(kind: ChartKind, per: int) -> tuple[Formula, ...]:
    """Columns of p, u, p' and u' charts; "count" and "size" are given."""
    proportion, laney = kind in ("p", "p'"), kind.endswith("'")
    variance = "MAX(0,{pooled}*(1-{pooled}))" if proportion else "MAX(0,{pooled})"
    stretch = "1"
    if laney:
        stretch = (
            f'IF(COUNT({{mean_move}})=1,{{mean_move}}/{D2},IF(COUNT({{pooled}})=0,"",'
            f'IF({variance}=0,0,"")))'
        )
    spread = "3*{sigma}*{stretch}"
    high = "MIN(1,{pooled}+" + spread + ")" if proportion else "({pooled}+" + spread + ")"
    both = 'IF(OR({enough}=0,COUNT({sigma},{stretch})<2),"",'
    no_spread = f"IF(COUNT({{pooled}})=0,FALSE,{variance}=0)"
    return (
        _N_VALUES,
        Formula("count_in", 'IF(COUNT({in_median})=1,{count},"")'),
        Formula("size_in", 'IF(COUNT({in_median})=1,{size},"")'),
        Formula(
            "pooled",
            f'IF(COUNT({_phase("size_in")})=0,"",SUM({_phase("count_in")})'
            f"/SUM({_phase('size_in')}))",
        ),
        Formula("sigma", f'IF(COUNT({{pooled}},{{value}})<2,"",SQRT({variance}/{{size}}))'),
        Formula(
            "z",
            'IF(COUNT({sigma})=0,"",IF({sigma}=0,"",({count}/{size}-{pooled})/{sigma}))'
            if laney
            else '""',
        ),
        *(_moving("z", _PREV_Z) if laney else _NO_MOVES),
        Formula("mean_move", _mean_of("move")),
        Formula("stretch", stretch),
        _enough(MIN_VALUES, laney, no_spread),
        Formula("centre", f'IF(COUNT({{pooled}})=0,"",{{pooled}}*{per})'),
        Formula("lower", f"{both}MAX(0,{{pooled}}-{spread})*{per})"),
        Formula("upper", f"{both}{high}*{per})"),
        _OUTSIDE,
        Formula("line", "{centre}"),
    )


def control_formulas(kind: ChartKind, per: int = 1) -> tuple[Formula, ...]:
    """The further columns of a control chart; they follow those of `COLUMNS`.

    The limits are unscreened, as in Making Data Count.  The column "due" is given (1 where a
    report is due), for p, u, p' and u' also "count" and "size" (numerator and denominator of a
    month with a value).

    Raises:
        ValueError: a t or g chart, which has a row for each event and not for each month.
    """
    if kind in ("t", "g"):
        raise ValueError(
            f"a {kind} chart has a row for each event: lcxl.sheets.reporting.event_calculation"
        )
    own = {"xmr": _xmr_columns, "c": _c_columns}.get(kind)
    columns = _attribute_columns(kind, per) if own is None else own()
    return (*columns, *_SHIFT, *_TWINS)


class Reported(NamedTuple):
    """What was reported in each period."""

    counts: Sequence[float | None]
    sizes: Sequence[float | None]
    due: Sequence[bool] | None = None
    """Whether a report is due; None: in all periods."""


def control_columns(
    chart: RunChart,
    kind: ChartKind,
    reported: Reported,
    baseline: int | None,
    per: int = 1,
) -> dict[str, list[Value]]:
    """What the columns of `control_formulas` must show."""
    counts, sizes, due = reported
    phases = [phase.first for phase in chart.phases]
    if kind in ("xmr", "c"):
        found = limits(chart.values, kind=kind, baseline=baseline, phases=phases, due=due)
    else:
        found = limits(counts, sizes, kind, per=per, baseline=baseline, phases=phases, due=due)
    used = chart.trace.in_median
    outside, shift = found.outside(), found.shift_side()
    trace = found.trace
    shown: dict[str, list[Value]] = {
        "n_values": list(found.n_values),
        "count_in": [or_empty(c) if u else "" for c, u in zip(counts, used, strict=True)],
        "size_in": [or_empty(n) if u else "" for n, u in zip(sizes, used, strict=True)],
        "pooled": ["" if c is None else c / per for c in found.centre],
        "enough": [int(enough) for enough in trace.enough],
        **{
            name: [or_empty(v) for v in getattr(trace, name)]
            for name in ("sigma", "z", "prev", "move", "mean_move", "stretch")
        },
        **{
            name: [or_empty(v) for v in getattr(found, name)]
            for name in ("centre", "lower", "upper", "line")
        },
        "outside": list(outside),
        **_line_columns(found),
        "line_shift": list(shift),
        **{"y_" + name: [twin(v) for v in getattr(found, name)] for name in ("lower", "upper")},
        "y_outside": [twin(v, o != 0) for v, o in zip(found.value, outside, strict=True)],
    }
    return {f.name: shown[f.name] for f in control_formulas(kind, per)}


def _line_columns(found: Limits) -> dict[str, list[Value]]:
    """The working columns of the shift rule."""
    columns: dict[str, list[Value]] = {
        name: [] for name in ("line_side", "line_before", "line_new", "line_run")
    }
    last = run = 0
    for i, (v, line) in enumerate(zip(found.value, found.line, strict=True)):
        if i and found.phase[i] != found.phase[i - 1]:
            last = 0
        judged = found.n_values[i] >= MIN_VALUES and v is not None and line is not None
        side = sign(v - line) if judged and v is not None and line is not None else 0
        new = int(side not in (0, last))
        run += new
        for name, entry in zip(columns, (side, last, new, run), strict=True):
            columns[name].append(entry)
        last = side or last
    return columns
