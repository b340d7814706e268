"""What the rules of validation ask about a team's own months, as cell formulas.

The twins of rules V09 to V15, V17 and V18 over the usable months of one metric, in hidden
columns beside its chart: names as in `lcxl.runchart.formulas`, and besides

    {n} {d}     the two numbers of the month, as typed or, where they divide, as used
    {name:}     the whole column, which reads the same in every row: a file stays small
    {name^}     the column's cells above, the first month's on, where the column is its own
    {january}   1 in January         {above}  no metric before this one has a value
    {ended}     the year ends, or the next month belongs to no yearly total
    {repeat}    every metric of the month has the numbers of the period before

Where a month has nothing to say, what no median or sum is taken of is #N/A, not an empty text: such
cells share their formula (`lcxl.xl.alike`).
"""

from __future__ import annotations

from lcxl.metrics import Concern, kind_of, pools_alone
from lcxl.plan import Metric
from lcxl.rules import (
    denominator_changed,
    outside_usual_range,
    running_total,
    same_as_last_period,
    slipped_decimal,
    swapped_count,
    unusual_step,
)
from lcxl.runchart.formulas import Formula
from lcxl.runchart.interval import interval_formula

__all__ = ["question_formulas"]


def question_formulas(metric: Metric) -> tuple[Formula, ...]:
    """The columns of a metric; the last one, ``ask_odd``, has the number of a `Concern`."""
    found = [
        *_positions("value", "ask"),
        Formula(
            "ask_from",
            f"IF({{ask_rank<}}=0,0,{_back('ask_rank', _reach(metric))})",
            first="0",
        ),
        Formula("ask_last", _at_before("value"), first="NA()"),
        Formula("ask_same", _same(metric), first="0"),
        Formula("ask_usual", _usual(metric), first="NA()"),
        *_chance(metric),
    ]
    if running_total.may_run(metric):
        found += _run(metric)
    if denominator_changed.has_usual_size(metric):
        found += _sizes(metric)
    return *found, _odd(metric)


def _positions(column: str, name: str) -> tuple[Formula, Formula]:
    """How many months have a number so far, and which is the last one before."""
    return (
        Formula(
            f"{name}_rank",
            f"{{{name}_rank<}}+COUNT({{{column}}})",
            first=f"COUNT({{{column}}})",
        ),
        Formula(
            f"{name}_before",
            f"IF(COUNT({{{column}<}})=1,{{month<}},{{{name}_before<}})",
            first="0",
        ),
    )


def _at_before(column: str) -> str:
    return f"IF({{ask_before}}=0,NA(),INDEX({{{column}:}},{{ask_before}}))"


def _reach(metric: Metric) -> int:
    """How many numbers before a month it is compared with."""
    return swapped_count.RECENT if kind_of(metric).part_of_whole else slipped_decimal.HISTORY


def _back(rank: str, n: int) -> str:
    """The position of the month that has the ``n``-th last number above."""
    return f"MATCH(MAX(1,{{{rank}<}}-{n - 1}),{{{rank}:}},0)"


def _last_ones(column: str, first: str = "{ask_from}") -> str:
    """The cells above that hold the last numbers, from the position ``first`` on."""
    return f"INDEX({{{column}:}},{first}):{{{column}<}}"


def _same(metric: Metric) -> str:
    """How many periods right before have the same numbers."""
    kind = kind_of(metric)
    tests = ["{n}=INDEX({n:},{ask_before})"]
    if kind.divides:
        tests.append("{d}=INDEX({d:},{ask_before})")
    elif len(kind.inputs) > 1:  # one that may be left blank
        tests.append('{d}&""=INDEX({d:},{ask_before})&""')
    again = f"IF(AND({','.join(tests)}),INDEX({{ask_same^}},{{ask_before}})+1,0)"
    return f"IF(COUNT({{value}})=0,0,IF({{ask_before}}=0,0,{again}))"


def _usual(metric: Metric) -> str:
    """The median of the months before, as V13 or V14 takes it."""
    of_whole = kind_of(metric).part_of_whole
    enough = swapped_count.RECENT if of_whole else slipped_decimal.ENOUGH
    return f"IF({{ask_rank<}}<{enough},NA(),MEDIAN({_last_ones('value')}))"


def _chance(metric: Metric) -> list[Formula]:
    """Ends of the 95 % interval of each month, and how often the denominator repeated."""
    kind = kind_of(metric)
    if not kind.is_counted:
        return []
    size = "{d}" if kind.divides else "1"
    low, high = interval_formula(pools_alone(metric), "{n}", size, metric.per)
    ends = [
        Formula("ask_low", f"IF(COUNT({{value}})=0,NA(),{low})"),
        Formula("ask_high", f"IF(COUNT({{value}})=0,NA(),{high})"),
    ]
    if not kind.divides:
        return ends
    again = "IF({ask_before}=0,0,IF({d}=INDEX({d:},{ask_before}),1,0))"
    return [
        *ends,
        Formula("ask_alike", f"{{ask_alike<}}+IF(COUNT({{value}})=0,0,{again})", first="0"),
    ]


def _run(metric: Metric) -> list[Formula]:
    """V17: how long the numbers have grown since January, and how long they will."""
    size = "d" if kind_of(metric).divides else "n"
    first = f"INDEX({{{size}:}},{{month}}-{{ask_run<}})"
    more = f"({{{size}}}-{{{size}<}})"
    grows = (
        f"AND({first}>0,ROUND({more}-{running_total.LEAST}*{first},9)>=0,"
        f"ROUND({running_total.MOST}*{first}-{more},9)>=0,{{n}}>={{n<}})"
    )
    return [
        Formula(
            "ask_run",
            "IF(COUNT({value})=0,0,IF({ask_run<}=0,{january},"
            f"IF({grows},{{ask_run<}}+1,{{january}})))",
            first="IF(COUNT({value})=0,0,{january})",
        ),
        Formula(
            "ask_run_end",
            "IF({ask_run}=0,0,IF({ask_run>}={ask_run}+1,{ask_run_end>},{ask_run}))",
            last="{ask_run}",
        ),
    ]


def _sizes(metric: Metric) -> list[Formula]:
    """V15: the denominators outside yearly totals, and how they jump and drift."""
    rule = denominator_changed
    size = "{d}"
    if running_total.may_run(metric):
        size = f'IF({{ask_run_end}}>={running_total.RUN},"",{{d}})'
    ago, recent = rule.TRAILING + rule.LATEST, rule.LATEST

    def since(column: str, n: int) -> str:
        return f"INDEX({{{column}:}},MATCH({{ask_size_rank}}-{n - 1},{{ask_size_rank:}},0))"

    def differs(now: str, usual: str, times: float) -> str:
        return (
            f"IF(AND(ABS({now}-{usual})>{rule.CHANCE}*SQRT({now}+{usual}),"
            f"OR({now}>{times}*{usual},{now}*{times}<{usual})),1,0)"
        )

    enough = f"IF(COUNT({{ask_size}})=0,{{none}},IF({{ask_size_rank}}<{ago},{{none}},{{then}}))"

    def with_enough(then: str) -> str:
        return enough.replace("{none}", "NA()").replace("{then}", then)

    usual = f"MEDIAN({_last_ones('ask_size', _back('ask_size_rank', rule.TRAILING))})"
    old = f"MEDIAN({since('ask_size', ago)}:{since('ask_size', recent + 1)})"
    new = f"MEDIAN({since('ask_size', recent)}:{{ask_size}})"
    jumped = f"SUM({since('ask_jump', rule.TRAILING)}:{{ask_jump}})"
    return [
        Formula("ask_size", f'IF(COUNT({{value}})=0,"",{size})'),
        *_positions("ask_size", "ask_size"),
        Formula(
            "ask_size_usual",
            f"IF({{ask_size_rank<}}<{rule.ENOUGH},NA(),{usual})",
            first="NA()",
        ),
        Formula(
            "ask_jump",
            "IF(COUNT({ask_size},{ask_size_usual})<2,0,"
            f"{differs('{ask_size}', '{ask_size_usual}', rule.JUMP)})",
        ),
        Formula("ask_old", with_enough(old), first="NA()"),
        Formula("ask_new", with_enough(new), first="NA()"),
        Formula(
            "ask_drift",
            f"IF(COUNT({{ask_old}})=0,0,IF({jumped}>0,0,"
            f"{differs('{ask_new}', '{ask_old}', rule.DRIFT)}))",
            first="0",
        ),
    ]


def _odd(metric: Metric) -> Formula:
    """The most telling cause for which the month's number looks odd."""
    tests = [
        *_mirrored(metric),
        *_slipped(metric),
        *_too_fast(metric),
        *_yearly(metric),
        *_size(metric),
        *_implausible(metric),
        *_surprise(metric),
        *_step(metric),
        (Concern.MONTH_REPEATED, "AND({repeat}=1,{above})"),
        (Concern.REPEATED, _repeated(metric)),
    ]
    first = [*_implausible(metric), *_surprise(metric, is_first=True)]
    return Formula("ask_odd", _nested(tests), first=_nested(first))


def _nested(tests: list[tuple[Concern, str]]) -> str:
    text = "0"
    for concern, test in reversed(tests):
        text = f"IF({test},{int(concern)},{text})"
    return f"IF(COUNT({{value}})=0,0,{text})"


Tests = list[tuple[Concern, str]]


def _mirrored(metric: Metric) -> Tests:
    if not kind_of(metric).part_of_whole:
        return []
    rule = swapped_count
    away = "ABS({value}-{ask_usual})"
    test = (
        f"IF({{ask_rank<}}<{rule.RECENT},FALSE,"
        f"IF(ROUND(ABS({{value}}-{{ask_last}})-{rule.FAR},9)<0,FALSE,"
        f"AND(ROUND({away}-{rule.FAR},9)>=0,"
        f"ROUND({away}-{rule.NEARER}*ABS(1-{{value}}-{{ask_usual}}),9)>=0,"
        "OR(ROUND({ask_low}-{ask_usual},9)>0,ROUND({ask_usual}-{ask_high},9)>0))))"
    )
    return [(Concern.MIRRORED, test)]


def _slipped(metric: Metric) -> Tests:
    if kind_of(metric).part_of_whole:
        return []
    rule = slipped_decimal
    recent = _last_ones("value")
    nearby = (
        f"SUMPRODUCT(({recent}>{{ask_usual}}/{rule.NEARBY})*({recent}<{{ask_usual}}*{rule.NEARBY}))"
    )
    enough = f"MAX({rule.ENOUGH},{rule.MOST}*MIN({rule.HISTORY},{{ask_rank<}}))"
    kind = kind_of(metric)
    few = f",{{ask_usual}}<{rule.FEW}" if kind.is_counted and not kind.divides else ""
    power = "LOG10({value}/{ask_usual})"
    test = (
        f"IF({{ask_rank<}}<{rule.ENOUGH},FALSE,IF(OR({{ask_usual}}<=0,{{value}}<=0{few}),FALSE,"
        f"IF({nearby}<{enough},FALSE,AND(ROUND({power},0)<>0,"
        f"ABS({power}-ROUND({power},0))<={rule.NEAR}))))"
    )
    return [(Concern.SLIPPED, test)]


def _beyond_chance(metric: Metric) -> str:
    """The 95 % interval of the change leaves out zero: see `lcxl.runchart.interval.change`."""
    if not kind_of(metric).is_counted:
        return "TRUE"
    low, high = (f"INDEX({{ask_{end}:}},{{ask_before}})" for end in ("low", "high"))
    step = "({value}-{ask_last})^2"
    return (
        f"IF({{value}}>{{ask_last}},{step}>({{value}}-{{ask_low}})^2+({high}-{{ask_last}})^2,"
        f"{step}>({{ask_high}}-{{value}})^2+({{ask_last}}-{low})^2)"
    )


def _too_fast(metric: Metric) -> Tests:
    step = running_total.window_step(metric)
    if step is None:
        return []
    test = (
        "IF({ask_before}<>{month<},FALSE,"
        f"IF(ROUND(ABS({{value}}-{{ask_last}})-{step!r},9)<0,FALSE,{_beyond_chance(metric)}))"
    )
    return [(Concern.TOO_FAST, test)]


def _yearly(metric: Metric) -> Tests:
    if not running_total.may_run(metric):
        return []
    return [(Concern.YEARLY, f"AND({{ask_run_end}}>={running_total.RUN},{{ended}})")]


def _size(metric: Metric) -> Tests:
    if not denominator_changed.has_usual_size(metric):
        return []
    drift = denominator_changed.DRIFT
    ratio = "{ask_size}/INDEX({ask_size:},{ask_size_before})"
    asked_before = (
        f"AND(INDEX({{ask_jump:}},{{ask_size_before}})=1,{ratio}>=1/{drift},{ratio}<={drift})"
    )
    test = (
        f"IF(COUNT({{ask_size}})=0,FALSE,IF({{ask_jump}}=1,NOT({asked_before}),"
        "AND({ask_drift}=1,INDEX({ask_drift:},MAX(1,{ask_size_before}))=0)))"
    )
    return [(Concern.SIZE, test)]


def _implausible(metric: Metric) -> Tests:
    tests = []
    if metric.plausible_low is not None:
        tests.append(f"{{value}}<{metric.plausible_low!r}")
    if metric.plausible_high is not None:
        tests.append(f"{{value}}>{metric.plausible_high!r}")
    return [(Concern.IMPLAUSIBLE, f"OR({','.join(tests)})")] if tests else []


def _surprise(metric: Metric, is_first: bool = False) -> Tests:
    if not kind_of(metric).part_of_whole:
        return []
    rule = outside_usual_range
    test = f"AND(OR({{value}}=0,{{value}}=1),{{d}}>={rule.MANY})"
    if not is_first:
        count, size = (f"SUM({_last_ones(column)})" for column in ("count", "size"))
        share = f"ABS(1-{{value}}-{count}/{size})"  # of all, or of none
        test = (
            f"IF({test},IF({{ask_before}}=0,TRUE,IF(COUNTIF({{value^}},{{value}})>0,FALSE,"
            f"{share}^{{d}}<{rule.LIKELY})),FALSE)"
        )
    return [(Concern.SURPRISE, test)]


def _step(metric: Metric) -> Tests:
    step = unusual_step.credible_step(metric)
    if step is None:
        return []

    def near(value: str) -> str:
        return f"ROUND(ABS({{value}}-{value})-{step!r},9)<0"

    back = "INDEX({ask_last:},{ask_before})"
    test = (
        f"IF({{ask_before}}=0,FALSE,IF({near('{ask_last}')},FALSE,"
        f"IF({_beyond_chance(metric)},IF(COUNT({back})=0,TRUE,NOT({near(back)})),FALSE)))"
    )
    return [(Concern.STEP, test)]


def _repeated(metric: Metric) -> str:
    rule, kind = same_as_last_period, kind_of(metric)
    tells = "{n}<>0,{n}<>{d}" if len(kind.inputs) > 1 else "{n}<>0"
    often = f"{{ask_same}}={rule.THIRD}"
    if kind.is_counted:
        spread = "{n}*(1-{n}/{d})" if kind.divides else "{n}"
        alike = "({ask_alike<}+1)/({ask_rank<}+1)" if kind.divides else "1"
        chance = f"{alike}/(2*SQRT(PI()*{spread}))"
        often = f"IF({{ask_same}}=1,{chance}<{rule.LIKELY},{often})"
    return f"IF(OR({{repeat}}=1,{{ask_same}}=0),FALSE,IF(AND({tells}),{often},FALSE))"
