"""Control limits as cell formulas, side by side with the values Python expects.

They stand beside the columns of `lcxl.runchart.formulas` when a metric asks for a control
chart.  The limits are unscreened, as in Making Data Count.
"""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.runchart.formulas import Formula, Value, or_empty, twin
from lcxl.runchart.limits import D2, XMR, ChartKind, limits
from lcxl.runchart.results import RunChart

__all__ = ["control_columns", "control_formulas"]

_FROM_HERE = "INDEX({%s:},{start}):INDEX({%s:},{stop})"


def _phase(name: str) -> str:
    """The cells of a column that belong to the same phase."""
    return _FROM_HERE % (name, name)


def _mean_of(name: str) -> str:
    return f'IF(COUNT({_phase(name)})=0,"",AVERAGE({_phase(name)}))'


_MOVE = 'IF(AND({phase}={phase<},COUNT(%s,%s,{in_median},{in_median<})=4),ABS(%s-%s),"")'
_LIMITS_TWINS = (
    Formula(
        "outside",
        "IF(COUNT({value},{lower},{upper})<3,0,"
        "IF({value}-{upper}>0.000000001,1,IF({lower}-{value}>0.000000001,-1,0)))",
    ),
    Formula("y_centre", "IF(COUNT({centre})=1,{centre},NA())"),
    Formula("y_lower", "IF(COUNT({lower})=1,{lower},NA())"),
    Formula("y_upper", "IF(COUNT({upper})=1,{upper},NA())"),
    Formula("y_outside", "IF({outside}<>0,{value},NA())"),
)


def _xmr_columns() -> tuple[Formula, ...]:
    return (
        Formula("move", _MOVE % ("{value}", "{value<}", "{value}", "{value<}"), first='""'),
        Formula("mean_move", _mean_of("move")),
        Formula("centre", _mean_of("in_median")),
        Formula(
            "lower", f'IF(COUNT({{centre}},{{mean_move}})<2,"",{{centre}}-{XMR}*{{mean_move}})'
        ),
        Formula(
            "upper", f'IF(COUNT({{centre}},{{mean_move}})<2,"",{{centre}}+{XMR}*{{mean_move}})'
        ),
        *_LIMITS_TWINS,
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
    both = 'IF(COUNT({sigma},{stretch})<2,"",'
    return (
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
        Formula("move", _MOVE % ("{z}", "{z<}", "{z}", "{z<}") if laney else '""', first='""'),
        Formula("mean_move", _mean_of("move")),
        Formula("stretch", stretch),
        Formula("centre", f'IF(COUNT({{pooled}})=0,"",{{pooled}}*{per})'),
        Formula("lower", f"{both}MAX(0,{{pooled}}-{spread})*{per})"),
        Formula("upper", f"{both}{high}*{per})"),
        *_LIMITS_TWINS,
    )


def control_formulas(kind: ChartKind, per: int = 1) -> tuple[Formula, ...]:
    """The further columns of a control chart; they follow those of `COLUMNS`.

    The limits are unscreened, as in Making Data Count.  For p, u, p' and u' the columns
    "count" and "size" (numerator and denominator of a month with a value) are given.
    """
    return _xmr_columns() if kind == "xmr" else _attribute_columns(kind, per)


def control_columns(
    chart: RunChart,
    kind: ChartKind,
    counts: Sequence[float | None],
    sizes: Sequence[float | None],
    baseline: int | None,
    per: int = 1,
) -> dict[str, list[Value]]:
    """What the columns of `control_formulas` must show."""
    phases = [phase.first for phase in chart.phases]
    if kind == "xmr":
        found = limits(chart.values, baseline=baseline, phases=phases)
    else:
        found = limits(counts, sizes, kind, per=per, baseline=baseline, phases=phases)
    used = chart.trace.in_median
    outside = found.outside()
    shown: dict[str, list[Value]] = {
        "count_in": [or_empty(c) if u else "" for c, u in zip(counts, used, strict=True)],
        "size_in": [or_empty(n) if u else "" for n, u in zip(sizes, used, strict=True)],
        "pooled": ["" if c is None else c / per for c in found.centre],
        **{
            name: [or_empty(v) for v in getattr(found.trace, name)]
            for name in ("sigma", "z", "move", "mean_move", "stretch")
        },
        **{
            name: [or_empty(v) for v in getattr(found, name)]
            for name in ("centre", "lower", "upper")
        },
        "outside": list(outside),
        **{
            "y_" + name: [twin(v) for v in getattr(found, name)]
            for name in ("centre", "lower", "upper")
        },
        "y_outside": [twin(v, o != 0) for v, o in zip(found.value, outside, strict=True)],
    }
    return {f.name: shown[f.name] for f in control_formulas(kind, per)}
