"""The verdict on a chart as cell formulas: the twin of `lcxl.runchart.verdicts`.

They follow the columns of `lcxl.runchart.formulas`.  Given for each period are "part" (-1 before
the start, 1 after it, 0 for the kickoff's own), "d_starts" (1 where a new definition begins),
"due" and, where a window adds up months, "since_n" (how many of its months are since the start);
for proportions and rates "count" and "size".  The columns that begin with d_ are those of a run
chart whose phases are the definitions alone: a new level that a team accepts does not end the
comparison with the start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcxl.runchart.control_results import LASTING_RUN, ChartKind
from lcxl.runchart.facts import MIN_CASES
from lcxl.runchart.formulas import COLUMNS, Formula, counted, means
from lcxl.runchart.interval import byar_formula, wilson_formula
from lcxl.runchart.results import Direction, Worse, meaning
from lcxl.runchart.states import MIN_BASELINE
from lcxl.runchart.teams_change import ALIKE, MIN_MONTHS
from lcxl.runchart.verdicts import MIN_PROVISIONAL, MIN_SPREAD

__all__ = [
    "OF_DEFINITIONS",
    "Setup",
    "by_definition",
    "chain_columns",
    "verdict_columns",
    "verdict_statistics",
]

_OWN_CHAIN = (
    "phase",
    "start",
    "stop",
    "observed",
    "in_median",
    "median",
    "side",
    "previous_side",
    "new_run",
    "run",
    "run_length",
    "last",
    "step",
)
OF_DEFINITIONS = ("d_phase", "d_start", "d_stop")
"""Columns that follow from where definitions begin alone: nothing typed changes them."""
_NAME = re.compile(r"\{(" + "|".join((*_OWN_CHAIN, "starts")) + r")([<>:]?)\}")


@dataclass(frozen=True)
class Setup:
    """What is known of a metric beforehand, as in `lcxl.runchart.verdicts.Facts`.

    ``starts``: numbers of the months (1 = first) at which a new definition begins.
    """

    control: ChartKind | None = None
    overlapping: bool = False
    months: int | None = None
    registry: bool = False
    to_date: bool = False
    divides: bool = False
    proportion: bool = False
    per: float = 1.0
    direction: Direction = "increase"
    worse: Worse = "both"
    shift: int = 6
    starts: tuple[int, ...] = ()

    @property
    def row(self) -> int:
        """Values in a row that are a shift."""
        return self.shift if self.control is None else LASTING_RUN

    @property
    def side(self) -> str:
        """The column with the side of the line of each value."""
        return "d_side" if self.control is None else "line_side"

    @property
    def run(self) -> str:
        """The column with the number of the row that each value belongs to."""
        return "d_run" if self.control is None else "line_run"

    def meaning(self, side: int) -> int:
        """1 better, -1 worse, 0 neither."""
        return meaning(self.direction, side, self.worse)


def by_definition(formula: Formula, rename: bool = True) -> Formula:
    """The same formula about the phases of definitions."""

    def moved(text: str | None) -> str | None:
        return None if text is None else _NAME.sub(r"{d_\1\2}", text)

    name = f"d_{formula.name}" if rename else formula.name
    return Formula(name, moved(formula.each) or "", moved(formula.first), moved(formula.last))


_NO_VALUE = "COUNT({value})=0"
_FIRST_VALUE = "COUNT({d_last})=0"
_TREND = (
    Formula("t_sign", f"IF({_NO_VALUE},{{t_sign<}},IF({_FIRST_VALUE},0,{{d_step}}))", first="0"),
    Formula(
        "t_run",
        f"IF({_NO_VALUE},{{t_run<}},IF(OR({_FIRST_VALUE},{{d_step}}=0),0,"
        "IF({d_step}={t_sign<},{t_run<}+1,1)))",
        first="0",
    ),
    Formula(
        "t_tie",
        f"IF({_NO_VALUE},{{t_tie<}},IF({_FIRST_VALUE},0,IF({{d_step}}=0,1,"
        "IF({d_step}={t_sign<},{t_tie<},IF({t_sign<}=0,{t_tie<},0)))))",
        first="0",
    ),
)


_FROZEN = f"{{#b}}>={MIN_BASELINE}"
# What a control chart draws: with too little before the start its mean is provisional, and a
# row on one side is better or worse than nothing; else the values that the sentence counts.
_DRAWN_MEAN = (
    Formula("y_mean", f"IF(AND({_FROZEN},COUNT({{centre}})=1),{{centre}},NA())"),
    Formula(
        "y_mean_provisional", f"IF(AND({{#b}}<{MIN_BASELINE},COUNT({{centre}})=1),{{centre}},NA())"
    ),
    Formula(
        "row_marked",
        f"IF({{line_shift}}=0,0,IF(OR({{#b}}<{MIN_BASELINE},"
        f"{counted('line_run', 'line_side', str(LASTING_RUN))}),{{line_shift}},0))",
    ),
    Formula("row_means", f"IF({_FROZEN},{means('row_marked')},0)"),
    Formula("y_row_better", "IF({row_means}=1,{value},NA())"),
    Formula("y_row_worse", "IF({row_means}=-1,{value},NA())"),
    Formula("y_row_other", "IF(AND({row_marked}<>0,{row_means}=0),{value},NA())"),
)


def chain_columns(setup: Setup) -> tuple[Formula, ...]:
    """The run chart about the phases of definitions; none where its rules do not apply."""
    if setup.overlapping:
        return ()
    return tuple(by_definition(f) for f in COLUMNS if f.name in _OWN_CHAIN)


def verdict_columns(setup: Setup) -> tuple[Formula, ...]:
    """Columns beside `chain_columns` (and those of a control chart) that the verdict reads."""
    side, run, row = setup.side, setup.run, setup.row
    found = [
        Formula(
            name,
            f'IF(AND(COUNT({{value}})=1,{{part}}={of},{{month}}>={{#d_first}}),{{value}},"")',
        )
        for name, of in (("before", -1), ("since", 1))
    ]
    found.append(Formula("row", 'IF(AND(COUNT({value})=1,{month}>={#d_first}),{month},"")'))
    if setup.overlapping:
        return tuple(found)
    if setup.control is not None:
        found += _DRAWN_MEAN
    members = f'COUNTIFS({{{run}:}},{{{run}}},{{{side}:}},"<>0",{{part:}},'
    return (
        *found,
        *_TREND,
        Formula("run_before", f"IF({{{side}}}=0,0,{members}-1))"),
        Formula("run_since", f"IF({{{side}}}=0,0,{members}1))"),
        Formula(
            "ended",
            f"IF(AND({{part}}=1,{{run_since}}>={row},{{run_before}}<{row}),{{{side}}},0)",
        ),
    )


def _in_part(column: str, of: int) -> str:
    return f'SUMIFS({{{column}:}},{{part:}},{of},{{month:}},">="&{{#d_first}})'


def verdict_statistics(setup: Setup) -> tuple[Formula, ...]:
    """Single figures, and last "verdict": the id of the one verdict sentence, or nothing."""
    starts = "".join(f",IF({{#latest}}>={k},{k},1)" for k in setup.starts)
    found = [
        Formula("d_first", f"MAX(1{starts})"),
        Formula("b", "COUNT({before:})"),
        Formula("m1", "COUNT({since:})"),
        Formula("before_last", "SUMPRODUCT(MAX(ISNUMBER({before:})*{month:}))"),
        Formula("since_last", "SUMPRODUCT(MAX(ISNUMBER({since:})*{month:}))"),
        *_levels(setup),
    ]
    if setup.overlapping:
        return (*found, *_shared_patients(setup))
    return (*found, *_spread(), *_signal(setup), *_provisional(setup), _verdict(setup))


def _levels(setup: Setup) -> tuple[Formula, ...]:
    """p0 and p1, and of proportions and rates the sums and the interval of each."""
    sums: list[Formula] = []
    for k, of, last in ((0, -1, "before_last"), (1, 1, "since_last")):
        column = "before" if k == 0 else "since"
        at = f"MAX(1,{{#{last}}})"
        if not setup.divides:
            mean = f"AVERAGE({{{column}:}})"
            if setup.overlapping:
                mean = f"INDEX({{value:}},{at})"
            sums.append(Formula(f"p{k}", f'IF({{#{last}}}=0,"",{mean})'))
            continue
        for name, whole in (("x", "count"), ("n", "size")):
            total = _in_part(whole, of)
            if setup.overlapping:
                total = f"N(INDEX({{{whole}:}},{at}))"
            sums.append(Formula(f"{name}{k}", f"IF({{#{last}}}=0,0,{total})"))
        ends = wilson_formula if setup.proportion else byar_formula
        low, high = ends(f"{{#x{k}}}", f"{{#n{k}}}")
        by = "" if setup.proportion else f"*{setup.per:g}"
        sums += [
            Formula(f"p{k}", f'IF({{#n{k}}}=0,"",{{#x{k}}}/{{#n{k}}}*{setup.per:g})'),
            Formula(f"low{k}", f'IF({{#n{k}}}=0,"",({low}){by})'),
            Formula(f"high{k}", f'IF({{#n{k}}}=0,"",({high}){by})'),
        ]
    return (*sums, Formula("moved", 'IF(COUNT({#p0},{#p1})<2,"",{#p1}-{#p0})'))


_CHANGE_LOW = "{#moved}-SQRT(({#p1}-{#low1})^2+({#high0}-{#p0})^2)"
_CHANGE_HIGH = "{#moved}+SQRT(({#high1}-{#p1})^2+({#p0}-{#low0})^2)"


def _clipped(setup: Setup, low: str, high: str, unless: str) -> tuple[Formula, ...]:
    if setup.proportion:
        low, high = f"MAX(-{{#p0}},{low})", f"MIN(1-{{#p0}},{high})"
    nothing = f"OR(COUNT({{#moved}})=0,{unless})" if unless else "COUNT({#moved})=0"
    return (
        Formula("lo", f'IF({nothing},"",{low})'),
        Formula("hi", f'IF({nothing},"",{high})'),
    )


def _shared_patients(setup: Setup) -> tuple[Formula, ...]:
    """T13 to T16: the last report before the start and the newest."""
    both = "AND({#before_last}>0,{#since_last}>0)"
    if setup.to_date:
        return _to_date(setup, both)
    if setup.months is None:
        if not setup.registry:
            return (Formula("verdict", '"T16"'),)
        key = "T15" if setup.divides else "T15_plain"
        ends = _clipped(setup, _CHANGE_LOW, _CHANGE_HIGH, "") if setup.divides else ()
        return (*ends, Formula("verdict", f'IF({both},"{key}","T16")'))
    w = setup.months
    n = Formula("window_n", f"IF({{#latest}}=0,0,MIN({w},INDEX({{since_n:}},MAX(1,{{#latest}}))))")
    early = 'IF({#window_n}=1,"T13_one","T13_early")'
    if not setup.divides:
        return (
            n,
            Formula("verdict", f'IF({both},IF({{#window_n}}<{w},{early},"T14_plain"),"T16")'),
        )
    share = f"({{#p0}}+{{#p1}})/2/{setup.per:g}"
    spread = f"{share}*(1-{share})" if setup.proportion else share
    half = Formula(
        "half",
        f'IF(COUNT({{#moved}})=0,"",1.96*SQRT(2*{{#window_n}}/{w}*MAX(0,{spread})'
        f"/(({{#n0}}+{{#n1}})/2))*{setup.per:g})",
    )
    part = f"{{#window_n}}<{w}"
    ends = _clipped(
        setup,
        f"IF({part},{{#moved}}-{{#half}},{_CHANGE_LOW})",
        f"IF({part},{{#moved}}+{{#half}},{_CHANGE_HIGH})",
        "",
    )
    key = f'IF({part},IF({{#window_n}}<{MIN_MONTHS},{early},"T13"),"T14")'
    return (n, half, *ends, Formula("verdict", f'IF({both},{key},"T16")'))


def _to_date(setup: Setup, both: str) -> tuple[Formula, ...]:
    """T13 and T14 of the year to date; "since_n" and "covers_n" are given."""
    n, w = (
        Formula(f"window_{k}", f"IF({{#latest}}=0,0,INDEX({{{column}:}},MAX(1,{{#latest}})))")
        for k, column in (("n", "since_n"), ("w", "covers_n"))
    )
    part = "{#window_n}<{#window_w}"
    ends: tuple[Formula, ...] = ()
    if setup.divides:
        ends = _clipped(setup, _CHANGE_LOW, _CHANGE_HIGH, part)
    full = "T14_ytd" if setup.divides else "T14_ytd_plain"
    key = f'IF({part},IF({{#window_n}}=1,"T13_ytd_one","T13_ytd"),"{full}")'
    return (n, w, *ends, Formula("verdict", f'IF({both},{key},"T16")'))


def _spread() -> tuple[Formula, ...]:
    """T12: whether runs and crossings about the line are outside the table, now."""
    n = "{#d_useful}"
    return (
        Formula("d_now", "INDEX({d_phase:},MAX(1,{#latest}))"),
        Formula("d_useful", 'COUNTIFS({d_phase:},{#d_now},{d_side:},"<>0")'),
        Formula("d_longest", "SUMPRODUCT(MAX(({d_phase:}={#d_now})*{d_run_length:}))"),
        Formula("d_runs", "SUMIFS({d_new_run:},{d_phase:},{#d_now})"),
        Formula(
            "odd",
            f"IF({n}<{MIN_SPREAD},0,IF(OR({{#d_longest}}>ROUND(LOG({n},2),0)+3,"
            f"{{#d_runs}}-1<CRITBINOM({n}-1,0.5,0.05),{{#d_runs}}<INDEX({{runs_low:}},{n}-9),"
            f"{{#d_runs}}>INDEX({{runs_high:}},{n}-9)),1,0))",
        ),
    )


def _signal(setup: Setup) -> tuple[Formula, ...]:
    """The state about a frozen line: the newest row since the start, or the one that ended."""
    side, run, row = f"{{{setup.side}:}}", f"{{{setup.run}:}}", setup.row
    since = f"({side}<>0)*({{part:}}=1)"
    latest_ended = "SUMPRODUCT(MAX(({ended:}<>0)*{month:}))"
    better = setup.meaning(1)
    if better:
        one = f"SUMPRODUCT(MAX(({{ended:}}={better})*{{month:}}))"
        latest_ended = f"IF({one}>0,{one},{latest_ended})"
    return (
        Formula("useful_since", f"SUMPRODUCT({since})"),
        Formula("newest", f"SUMPRODUCT(MAX({since}*{{month:}}))"),
        Formula("newest_before", "IF({#newest}=0,0,INDEX({run_before:},MAX(1,{#newest})))"),
        Formula("newest_since", "IF({#newest}=0,0,INDEX({run_since:},MAX(1,{#newest})))"),
        Formula(
            "told",
            f"IF(OR({{#newest_before}}>={row},{{#newest_since}}>={row}),{{#newest}},{latest_ended})",
        ),
        Formula("told_side", f"IF({{#told}}=0,0,INDEX({side},MAX(1,{{#told}})))"),
        Formula("told_count", "IF({#told}=0,0,INDEX({run_since:},MAX(1,{#told})))"),
        Formula(
            "told_first",
            f"IF({{#told}}=0,0,1000-SUMPRODUCT(MAX(({run}=INDEX({run},MAX(1,{{#told}})))*{since}"
            "*(1000-{month:}))))",
        ),
    )


def _provisional(setup: Setup) -> tuple[Formula, ...]:
    """T09 and T10: the wider of the intervals by months and by patients."""
    few = f"OR({{#b}}<{MIN_MONTHS},{{#m1}}<{MIN_MONTHS})"
    half = Formula(
        "half",
        f'IF({few},"",TINV(0.05,{{#b}}+{{#m1}}-2)*SQRT((DEVSQ({{before:}})+DEVSQ({{since:}}))'
        "/({#b}+{#m1}-2)*(1/{#b}+1/{#m1})))",
    )
    unless = "COUNT({#half})=0" + ("" if setup.divides else f",{{#half}}<{ALIKE:.9f}")
    low, high = "{#moved}-{#half}", "{#moved}+{#half}"
    if setup.divides:
        unless = f"{unless},MIN({{#n0}},{{#n1}})<{MIN_CASES}"
        wider = f"{_CHANGE_HIGH}-({_CHANGE_LOW})>2*{{#half}}"
        low, high = f"IF({wider},{_CHANGE_LOW},{low})", f"IF({wider},{_CHANGE_HIGH},{high})"
    return (half, *_clipped(setup, low, high, unless))


def _verdict(setup: Setup) -> Formula:
    def keys(lasting: bool) -> str:
        ids = {}
        for side, word in ((1, "higher"), (-1, "lower")):
            told = {1: "T05", -1: "T04"} if lasting else {1: "T06", -1: "T06w"}
            plain = f"T05_{word}" if lasting else f"T06_{word}"
            ids[side] = told.get(setup.meaning(side), plain)
        return f'IF({{#told_side}}>0,"{ids[1]}","{ids[-1]}")'

    row = setup.row
    judged = (
        f'IF({{#useful_since}}<{row},"T08",IF({{#newest_before}}>={row},"T07_before",'
        f'IF({{#newest_since}}>={row},{keys(True)},IF({{#told}}>0,{keys(False)},"T07"))))'
    )
    spread = 'IF({#odd}=1,"T12","")'
    provisional = (
        f'IF({{#m1}}<{MIN_MONTHS},"T11",IF(COUNT({{#lo}})=0,{spread},'
        'IF(AND({#lo}<=0,{#hi}>=0),"T10","T09")))'
    )
    return Formula(
        "verdict",
        f"IF({{#b}}>={MIN_BASELINE},{judged},IF({{#b}}>={MIN_PROVISIONAL},{provisional},{spread}))",
    )
