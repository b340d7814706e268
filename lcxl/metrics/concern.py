"""What the host would ask about one metric and month, before it is sent.

`concern_of` is the Python rule and `formula` the same as a cell formula, as in
`lcxl.metrics.entry`.  The sheet Checks lists what the formula finds; the validator's rules
V04 to V08, V19 and V20 use the same functions on what was sent, and the cells of the others
follow those rules (`lcxl.sheets.reporting.questions`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from lcxl.kinds import KINDS, Kind
from lcxl.metrics.entry import Entry, State
from lcxl.plan import Metric
from lcxl.runchart.rounding import at_15_digits

__all__ = [
    "MUST_MEND",
    "Around",
    "AroundCells",
    "Concern",
    "Parts",
    "Typed",
    "TypedCells",
    "concern_of",
    "formula",
    "is_implausible",
    "sample_bounds",
    "strata_concern",
]

Parts = Sequence[tuple[Entry, Entry]]
"""Numerator and denominator of each stratum."""

SAMPLE_TOLERANCE = 1.25
"""A sample may be a quarter larger than planned before it is asked about (V08)."""


class Concern(IntEnum):
    """Why an entry is on the list; up to `TOO_MANY` the numbers are those of `State`."""

    NONE = 0
    NOT_A_NUMBER = State.NOT_A_NUMBER
    NEGATIVE = State.NEGATIVE
    OUT_OF_BOUNDS = State.OUT_OF_BOUNDS
    FRACTION = State.FRACTION
    HALF = State.HALF
    TOO_MANY = State.TOO_MANY
    NONE_OF_NONE = State.NONE_OF_NONE
    NO_REASON = 10
    """NA without saying why (V20)."""
    LEFT_OUT = 11
    """A required metric is blank beside filled ones (V20)."""
    SAMPLE_SIZE = 12
    """More or fewer cases than planned (V08)."""
    IMPLAUSIBLE = 13
    """Outside the metric's plausible range (V12)."""
    STRATA_ABOVE = 14
    """A group has more than the total, or more in its numerator than it has members (V19)."""
    STRATA_SUM = 15
    """The groups do not add up to the total (V19)."""
    GROUP_UNUSABLE = 16
    """What is typed for a group cannot be used (V04 to V06)."""
    MIRRORED = 17
    """Those who do not belong into the numerator may have been counted (V14)."""
    SLIPPED = 18
    """About ten, a hundred or a thousand times as usual (V13)."""
    TOO_FAST = 19
    """A window of several months moves faster than it can (V17)."""
    YEARLY = 20
    """The numbers since January only grow (V17)."""
    SIZE = 21
    """The denominator is not as large as it was (V15)."""
    SURPRISE = 22
    """Nobody or everybody for the first time (V12)."""
    STEP = 23
    """An unusually large step (V11)."""
    MONTH_REPEATED = 24
    """Every number of the month is that of the period before (V10)."""
    REPEATED = 25
    """The same numbers as the period before (V09)."""
    APART = 26
    """It does not match a number that it belongs together with (V18)."""


MUST_MEND = (
    Concern.NOT_A_NUMBER,
    Concern.NEGATIVE,
    Concern.OUT_OF_BOUNDS,
    Concern.FRACTION,
    Concern.HALF,
    Concern.TOO_MANY,
    Concern.STRATA_ABOVE,
    Concern.GROUP_UNUSABLE,
)
"""Errors: a reason does not make them usable.  All other concerns end with a reason."""


def sample_bounds(metric: Metric) -> tuple[int, int | None] | None:
    """Fewest and most cases of a sampled metric that need no question; None if all count."""
    if metric.sampling == "all" or not (metric.target_n or metric.min_n):
        return None
    most = math.floor(metric.target_n * SAMPLE_TOLERANCE) if metric.target_n else None
    return metric.min_n or 1, most


def is_implausible(metric: Metric, value: float) -> bool:
    """The value lies outside the metric's plausible range (both ends belong to it)."""
    low, high = metric.plausible_low, metric.plausible_high
    return (low is not None and value < low) or (high is not None and value > high)


def strata_concern(kind: Kind, numerator: Entry, denominator: Entry, parts: Parts) -> Concern:
    """Whether the groups of a usable total fit it; groups left blank are not asked about."""
    numbers = [
        (at_15_digits(n), at_15_digits(d))
        for n, d in parts
        if isinstance(n, int | float) and isinstance(d, int | float)
    ]
    total = at_15_digits(numerator) if isinstance(numerator, int | float) else 0
    size = at_15_digits(denominator) if isinstance(denominator, int | float) else 0
    of_whole = kind.part_of_whole
    if any((of_whole and n > d) or n > total or d > size for n, d in numbers):
        return Concern.STRATA_ABOVE
    if parts and len(numbers) == len(parts):
        sums = tuple(at_15_digits(sum(column)) for column in zip(*numbers, strict=True))
        if sums != (total, size):
            return Concern.STRATA_SUM
    return Concern.NONE


class Typed(NamedTuple):
    """What stands in the cells of one metric and month."""

    state: State
    numerator: Entry = None
    denominator: Entry = None
    reason: str = ""
    parts: Parts = ()


class Around(NamedTuple):
    """What else is known of it."""

    odd: Concern = Concern.NONE
    """Why a usable number looks odd beside the months before."""
    is_apart: bool = False
    """It does not match one that it belongs together with."""
    has_unusable_group: bool = False
    """What is typed for a group cannot be used."""
    begun: bool = False
    """Other metrics of the month are filled in."""


class TypedCells(NamedTuple):
    """`Typed` as cell references; an empty text of a number that the kind has not."""

    state: str
    numerator: str
    denominator: str
    answered: str
    """1 where the month has a reason, else 0."""
    parts: Sequence[tuple[str, str]] = ()


class AroundCells(NamedTuple):
    """`Around` as cell references; "" where the workbook has none."""

    odd: str
    apart: str = ""
    groups: str = ""
    begun: str = "0"
    """How many metrics of the month are filled in."""


def concern_of(metric: Metric, typed: Typed, around: Around) -> Concern:
    """What there is to say about one metric and month; `Concern.NONE` if nothing."""
    kind, state, denominator = KINDS[metric.kind], typed.state, typed.denominator
    if State.NOT_A_NUMBER <= state <= State.TOO_MANY:
        return Concern(state)
    if around.has_unusable_group:
        return Concern.GROUP_UNUSABLE
    usable = state == State.USABLE
    strata = Concern.NONE
    if usable and kind.divides:
        strata = strata_concern(kind, typed.numerator, denominator, typed.parts)
    if strata == Concern.STRATA_ABOVE:
        return Concern.STRATA_ABOVE
    if typed.reason.strip():
        return Concern.NONE
    if state == State.NONE_OF_NONE:
        return Concern.NONE_OF_NONE
    if state == State.NOT_APPLICABLE:
        return Concern.NO_REASON
    if state == State.BLANK:
        required = metric.requirement == "required"
        return Concern.LEFT_OUT if around.begun and required else Concern.NONE
    bounds = sample_bounds(metric)
    if bounds and isinstance(denominator, int | float):
        low, high = bounds
        if denominator < low or (high is not None and denominator > high):
            return Concern.SAMPLE_SIZE
    if around.odd != Concern.NONE:
        return around.odd
    if strata:
        return strata
    return Concern.APART if around.is_apart else Concern.NONE


def formula(metric: Metric, typed: TypedCells, around: AroundCells) -> str:
    """`concern_of` over cell references."""
    kind, (state, numerator, denominator, answered, parts) = KINDS[metric.kind], typed
    odd, apart, groups, begun = around
    text = str(int(Concern.NONE))
    if apart:
        text = f"IF({apart}>0,{int(Concern.APART)},0)"
    above = ""
    if parts and kind.divides:
        more = "{n}>{d}," if kind.part_of_whole else ""  # events may be more than their base
        pairs = [
            f"IF(COUNT({n},{d})=2,"
            f"OR({more.format(n=n, d=d)}{n}>{numerator},{d}>{denominator}),FALSE)"
            for n, d in parts
        ]
        above = f"IF({state}={int(State.USABLE)},OR({','.join(pairs)}),FALSE)"
        counts, sizes = (",".join(cells) for cells in zip(*parts, strict=True))
        text = (
            f"IF(AND(COUNT({counts},{sizes})={2 * len(parts)},"
            f"OR(SUM({counts})<>{numerator},SUM({sizes})<>{denominator})),"
            f"{int(Concern.STRATA_SUM)},{text})"
        )
    text = f"IF({odd}>0,{odd},{text})"
    bounds = sample_bounds(metric)
    if bounds and "denominator" in kind.roles:
        low, high = bounds
        tests = [f"{denominator}<{low}", *([f"{denominator}>{high}"] if high is not None else [])]
        text = (
            f"IF(AND(COUNT({denominator})=1,OR({','.join(tests)})),"
            f"{int(Concern.SAMPLE_SIZE)},{text})"
        )
    required = metric.requirement == "required"
    blank = f"IF({begun}>0,{int(Concern.LEFT_OUT)},0)" if required else "0"
    text = f"IF({state}={int(State.BLANK)},{blank},{text})"
    text = f"IF({state}={int(State.NOT_APPLICABLE)},{int(Concern.NO_REASON)},{text})"
    text = f"IF({state}={int(State.NONE_OF_NONE)},{int(Concern.NONE_OF_NONE)},{text})"
    text = f"IF({answered}=1,0,{text})"
    if above:
        text = f"IF({above},{int(Concern.STRATA_ABOVE)},{text})"
    if groups:
        text = f"IF({groups}=1,{int(Concern.GROUP_UNUSABLE)},{text})"
    return (
        f"IF(AND({state}>={int(State.NOT_A_NUMBER)},{state}<={int(State.TOO_MANY)}),{state},{text})"
    )
