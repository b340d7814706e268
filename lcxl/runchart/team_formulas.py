"""The change of all teams and the funnel as cell formulas, beside what Python says.

One row for each team, in the notation of `lcxl.runchart.formulas`: ``{d}`` is the column's cell in
the same row, ``{d:}`` the column, ``{#change}`` a single figure, ``{$centre}`` a setting.
Functions of Excel 2010, no array entry.  A cell that holds nothing is "".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lcxl.runchart.formulas import Formula
from lcxl.runchart.funnel import FUNNEL_MIN_TEAMS, TAIL, Z_TAIL
from lcxl.runchart.teams_change import ALIKE, MIN_DF, MIN_MONTHS, MIN_TEAMS

__all__ = ["change_columns", "change_figures", "funnel_columns", "funnel_figures"]

Divides = Literal["proportion", "rate"]
_USABLE = 'IF(COUNT({{x{i}}},{{n{i}}})<2,"",IF({{n{i}}}>0,{{x{i}}}/{{n{i}}},""))'


def change_columns(kind: Literal["proportion", "rate", "value"]) -> tuple[Formula, ...]:
    """Columns of the change of teams.

    Given are ``x0``, ``n0``, ``x1`` and ``n1`` (numerators and denominators of both periods); for
    values ``x0`` and ``x1`` alone.  Rates are per one.
    """
    if kind == "value":
        levels = [Formula(f"p{i}", f'IF(COUNT({{x{i}}})=1,{{x{i}}},"")') for i in (0, 1)]
        weight = "1"
    else:
        levels = [Formula(f"p{i}", _USABLE.format(i=i)) for i in (0, 1)]
        weight = "1/(1/{n0}+1/{n1})"
    return (
        *levels,
        Formula("d", 'IF(COUNT({p0},{p1})<2,"",{p1}-{p0})'),
        Formula("w", f"IF(COUNT({{d}})=0,0,{weight})"),
        Formula("h", "IF({#weight}=0,0,{w}/{#weight})"),
        Formula("hp0", "IF(COUNT({d})=0,0,{h}*{p0})"),
        Formula("hp1", "IF(COUNT({d})=0,0,{h}*{p1})"),
        Formula("a", "IF({h}>=1,0,{h}^2/(1-{h}))"),
        Formula("e", "IF(COUNT({d})=0,0,{a}*({d}-{#change})^2)"),
        Formula("up", "IF(COUNT({d})=0,0,IF(ROUND({d}*{$better},9)>0,1,0))"),
    )


_HALF_BY_MONTHS = (
    f"IF(MIN(COUNT({{months0:}}),COUNT({{months1:}}))<{MIN_MONTHS},0,"
    "TINV(0.05,COUNT({months0:})+COUNT({months1:})-2)"
    "*SQRT((DEVSQ({months0:})+DEVSQ({months1:}))/(COUNT({months0:})+COUNT({months1:})-2)"
    "*(1/COUNT({months0:})+1/COUNT({months1:}))))"
)


def change_figures(kind: Literal["proportion", "rate", "value"]) -> tuple[Formula, ...]:
    """Single figures of the change of teams; ``months0`` and ``months1`` are given columns."""
    low, high = "{#change}-{#half}", "{#change}+{#half}"
    if kind == "proportion":
        low, high = f"MAX({low},-{{#before}})", f"MIN({high},1-{{#before}})"
    given = 'IF({#given}=0,"",'
    around = 'IF(COUNT({#average_half})=0,"",'
    return (
        Formula("weight", "SUM({w:})"),
        Formula("teams", "COUNT({d:})"),
        Formula("before", 'IF({#teams}=0,"",SUM({hp0:}))'),
        Formula("after", 'IF({#teams}=0,"",SUM({hp1:}))'),
        Formula("change", 'IF({#teams}=0,"",{#after}-{#before})'),
        Formula("error", "SQRT(SUM({e:}))"),
        Formula(
            "df",
            f'IF({{#teams}}<{MIN_TEAMS},"",1/(SUMSQ({{h:}})+SUM({{a:}})^2-SUMSQ({{a:}})))',
        ),
        Formula("enough", f"IF(COUNT({{#df}})=0,0,IF(INT({{#df}}+0.000000001)>={MIN_DF},1,0))"),
        Formula("given", f"IF({{#enough}}=0,0,IF({{#error}}<{ALIKE:.9f},0,1))"),
        Formula("half_months", _HALF_BY_MONTHS),
        Formula(
            "half",
            f"{given}MAX({{#half_months}},TINV(0.05,MAX(1,INT({{#df}}+0.000000001)))*{{#error}}))",
        ),
        Formula("lower", f"{given}{low})"),
        Formula("upper", f"{given}{high})"),
        Formula("average", 'IF({#teams}=0,"",AVERAGE({d:}))'),
        Formula(
            "average_error",
            f"IF({{#teams}}<{MIN_TEAMS},0,SQRT(DEVSQ({{d:}})/({{#teams}}-1)/{{#teams}}))",
        ),
        Formula(
            "average_half",
            f'IF({{#average_error}}<{ALIKE:.9f},"",MAX(IF({{#enough}}=1,0,{{#half_months}}),'
            "TINV(0.05,{#teams}-1)*{#average_error}))",
        ),
        Formula("average_lower", f"{around}{{#average}}-{{#average_half}})"),
        Formula("average_upper", f"{around}{{#average}}+{{#average_half}})"),
        Formula("median_change", 'IF({#teams}=0,"",MEDIAN({d:}))'),
        Formula("better", "SUM({up:})"),
    )


def funnel_columns(kind: Divides) -> tuple[Formula, ...]:
    """Columns of a funnel; ``x`` and ``n`` are given, ``{$centre}`` is per one.

    Limits to draw are formulas for proportions only: no function of Excel 2010 gives the
    quantiles of a Poisson distribution.  Judged on exact tails, or beside the spread of the teams
    where they differ as a whole; ``{$by_chance}``: `lcxl.runchart.funnel.winsorised_by_chance`.
    """
    variance = "{$centre}*(1-{$centre})" if kind == "proportion" else "{$centre}"
    if kind == "proportion":
        tails = (
            "BINOMDIST({x},{n},{$centre},TRUE)",
            "BINOMDIST({n}-{x},{n},1-{$centre},TRUE)",
        )
        at_edge = "IF({$centre}<=0,IF({x}>0,1,0),IF({$centre}>=1,IF({x}<{n},-1,0),"
        closing = "))"
    else:
        mean = "({$centre}*{n})"
        tails = (
            f"POISSON({{x}},{mean},TRUE)",
            f"IF({{x}}<=0,1,1-POISSON({{x}}-1,{mean},TRUE))",
        )
        at_edge, closing = "IF({$centre}<=0,IF({x}>0,1,0),", ")"
    tail = f"{at_edge}IF({tails[0]}<{TAIL},-1,IF({tails[1]}<{TAIL},1,0)){closing}"
    spread = f"SQRT({variance}/{{n}}+{{#tau}}^2)"
    beside = f"({{x}}/{{n}}-{{$centre}})/{spread}"
    columns = [
        Formula("y", 'IF(COUNT({x},{n})<2,"",IF({n}>0,{x}/{n},""))'),
        Formula(
            "z",
            f'IF(OR(COUNT({{y}})=0,{variance}<=0),"",({{y}}-{{$centre}})/SQRT({variance}/{{n}}))',
        ),
        Formula(
            "z_in",
            'IF(COUNT({z})=0,"",MEDIAN(SMALL({z:},{#cut}+1),{z},LARGE({z:},{#cut}+1)))',
        ),
        Formula("v", "IF(COUNT({z})=0,0,{n})"),
        Formula("alone", f"IF(COUNT({{y}})=0,0,{tail})"),
        Formula(
            "side",
            f"IF(OR(COUNT({{y}})=0,{{#count}}<{FUNNEL_MIN_TEAMS}),0,IF({{#differ}}=0,{{alone}},"
            f"IF({beside}>{Z_TAIL},1,IF({beside}<-{Z_TAIL},-1,0))))",
        ),
    ]
    if kind == "proportion":
        columns += [*_drawn("lower", "{$centre}"), *_drawn("upper", "(1-{$centre})")]
    return tuple(columns)


def _drawn(name: str, p: str) -> Sequence[Formula]:
    """The limit on one side; the upper one is the lower one of those who failed, mirrored."""
    r = "{r_" + name + "}"
    below = f"IF({r}=0,0,BINOMDIST({r}-1,{{n}},{p},TRUE))"
    reached = f"BINOMDIST({r},{{n}},{p},TRUE)"
    limit = f"MAX(0,({r}-({reached}-{TAIL})/({reached}-{below}))/{{n}})"
    edge = "OR(COUNT({y})=0,{$centre}<=0,{$centre}>=1)"
    drawn = limit if name == "lower" else f"1-{limit}"
    return (
        Formula("r_" + name, f"IF({edge},0,CRITBINOM({{n}},{p},{TAIL}))"),
        Formula(name, f'IF(COUNT({{y}})=0,"",IF({edge},{{$centre}},{drawn}))'),
    )


def funnel_figures(kind: Divides) -> tuple[Formula, ...]:
    """Single figures of a funnel: count, cut, phi, whether the teams differ as a whole, tau."""
    variance = "{$centre}*(1-{$centre})" if kind == "proportion" else "{$centre}"
    # 1/s^2 = n / variance, so that sums of weights are sums of sizes.
    spare = "(SUM({v:})-SUMSQ({v:})/SUM({v:}))"
    return (
        Formula("count", "COUNT({z:})"),
        Formula("cut", "INT({#count}/10)"),
        Formula("phi", "IF({#count}=0,0,SUMSQ({z_in:})/{#count}/{$by_chance})"),
        Formula("differ", "IF({#count}=0,0,IF({#phi}>1+2*SQRT(2/{#count}),1,0))"),
        Formula(
            "tau",
            f"IF({{#differ}}=0,0,IF({spare}<=0,0,SQRT(MAX(0,({{#count}}*{{#phi}}-({{#count}}-1))"
            f"*{variance}/{spare}))))",
        ),
    )
