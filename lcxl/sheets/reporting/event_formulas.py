"""The formulas behind the chart of a rare event, written once for all rows.

Names stand in place of addresses, as in `lcxl.runchart.formulas`; the values that they must
come to are those of `lcxl.runchart.event_chart`.
"""

from __future__ import annotations

from functools import cache

from lcxl.runchart.control_results import C_TAIL, LASTING_RUN
from lcxl.runchart.event_chart import EventKind
from lcxl.runchart.formulas import Formula
from lcxl.runchart.limits import D2, MIN_MOVES
from lcxl.runchart.rare import MIN_GAPS, POWER, SAME_DAY

__all__ = ["event_columns", "event_figures"]

_ROOTS = f"OR({{#gaps}}<{MIN_GAPS},{{#moves}}<{MIN_MOVES})"


@cache
def event_figures(kind: EventKind) -> tuple[Formula, ...]:
    """Single figures; "earlier", "end", "open_cases" and "start" are given.

    Long: a list, a formula for each figure in the order of the sheet.
    """
    own = (
        (
            Formula("moves", "COUNT({move:})"),
            Formula("mean_move", 'IF({#moves}=0,"",AVERAGE({move:}))'),
            Formula("mean_root", 'IF({#gaps}=0,"",AVERAGE({root:}))'),
            Formula("centre", f'IF({{#gaps}}=0,"",{{#mean_root}}^{POWER})'),
            Formula("upper", f'IF({_ROOTS},"",({{#mean_root}}+3/{D2}*{{#mean_move}})^{POWER})'),
            Formula(
                "lower",
                f'IF({_ROOTS},"",MAX(0,{{#mean_root}}-3/{D2}*{{#mean_move}})^{POWER})',
            ),
            Formula(
                "so_far",
                'IF(COUNT({#last_day},{#end})<2,"",IF({#end}<{#last_day},"",{#end}-{#last_day}))',
            ),
            Formula(
                "none_in",
                "IF(OR({#count}>0,COUNT({#end})=0),0,"
                "MAX(0,{#end}-IF(COUNT({#earlier})=1,{#earlier},{#start})))",
            ),
        )
        if kind == "t"
        else (
            Formula("centre", "{#median}"),
            Formula(
                "upper",
                f'IF({{#gaps}}<{MIN_GAPS},"",IF(SUM({{gap:}})=0,"",'
                f"LN({C_TAIL})/LN(AVERAGE({{gap:}})/(AVERAGE({{gap:}})+1))))",
            ),
            Formula("lower", '""'),
            Formula("so_far", 'IF({#count}=0,"",{#open_cases})'),
            Formula("none_in", "IF({#count}>0,0,N({#open_cases}))"),
        )
    )
    return (
        Formula("count", "COUNT({key:})"),
        Formula("gaps", "COUNT({gap:})"),
        Formula("last_day", 'IF({#count}=0,"",MAX({day:}))'),
        Formula("median", 'IF({#gaps}=0,"",MEDIAN({gap:}))'),
        *own,
        Formula(
            "open_outside",
            "IF(COUNT({#so_far},{#upper})<2,0,IF({#so_far}-{#upper}>0.000000001,1,0))",
        ),
        Formula(
            "open_counts",
            "IF(COUNT({#so_far},{#median})<2,0,IF(ROUND({#so_far}-{#median},9)>0,1,0))",
        ),
        Formula("last_useful", "SUMPRODUCT(MAX(({side:}<>0)*{number:}))"),
        Formula("run_side", "IF({#last_useful}=0,0,INDEX({side:},MAX(1,{#last_useful})))"),
        Formula(
            "run_now",
            "IF({#last_useful}=0,0,INDEX({run_length:},MAX(1,{#last_useful}))"
            "+IF(AND({#run_side}=1,{#open_counts}=1),1,0))",
        ),
        Formula("last_gap", "SUMPRODUCT(MAX(ISNUMBER({gap:})*{number:}))"),
        Formula("newest", 'IF({#last_gap}=0,"",INDEX({gap:},MAX(1,{#last_gap})))'),
        Formula("newest_outside", "IF({#last_gap}=0,0,INDEX({outside:},MAX(1,{#last_gap})))"),
        Formula("last_x", "MAX({#start},{#last_day},{#end})"),
        Formula("y_open", "IF(COUNT({#so_far})=1,{#so_far},NA())"),
    )


@cache
def event_columns(kind: EventKind) -> tuple[Formula, ...]:
    """Row by row; "number", "key" and "case_in" are given."""
    own = (
        (
            Formula(
                "gap",
                f'IF(COUNT({{day}})=0,"",MAX({SAME_DAY},{{day}}-{{day<}}))',
                first=f'IF(COUNT({{day}},{{#earlier}})<2,"",MAX({SAME_DAY},{{day}}-{{#earlier}}))',
            ),
            Formula("root", f'IF(COUNT({{gap}})=1,{{gap}}^(1/{POWER}),"")'),
            Formula("move", 'IF(COUNT({root},{root<})=2,ABS({root}-{root<}),"")', first='""'),
        )
        if kind == "t"
        else (
            Formula(
                "gap",
                'IF(COUNT({order})=0,"",INDEX({case_in:},MATCH({order},{key:},0)))',
                first='IF(COUNT({order},{#earlier})<2,"",'
                "INDEX({case_in:},MATCH({order},{key:},0)))",
            ),
        )
    )
    newest = "{run}=INDEX({run:},MAX(1,{#last_useful}))"
    row = f"{{run_length}}+IF(AND({newest},{{side}}=1,{{#open_counts}}=1),1,0)"
    shift = f"AND({{#gaps}}>={MIN_GAPS},{row}>={LASTING_RUN},{{side}}=%s)"
    return (
        Formula("order", 'IF({number}>{#count},"",SMALL({key:},{number}))'),
        Formula("day", 'IF(COUNT({order})=0,"",INT({order}))'),
        *own,
        Formula("side", "IF(COUNT({gap},{#median})<2,0,SIGN(ROUND({gap}-{#median},9)))"),
        Formula("before", "IF({side<}<>0,{side<},{before<})", first="0"),
        Formula(
            "run",
            "{run<}+IF(AND({side}<>0,{side}<>{before}),1,0)",
            first="IF({side}<>0,1,0)",
        ),
        Formula("run_length", 'IF({side}=0,0,COUNTIFS({run:},{run},{side:},"<>0"))'),
        Formula(
            "outside",
            "IF(COUNT({gap},{#upper})<2,0,IF({gap}-{#upper}>0.000000001,1,"
            "IF(COUNT({#lower})=0,0,IF({#lower}-{gap}>0.000000001,-1,0))))",
        ),
        # A chart takes the numbers 1, 2, ... for all days once one of them is no number.
        Formula("x", "IF(COUNT({day})=0,{#last_x},{day})"),
        Formula("y", "IF(COUNT({gap})=1,{gap},NA())"),
        Formula("y_longer", f"IF({shift % 1},{{gap}},NA())"),
        Formula("y_shorter", f"IF({shift % -1},{{gap}},NA())"),
        Formula("y_outside", "IF({outside}<>0,{gap},NA())"),
    )
