"""What the columns behind the sheet Checks must show, from the months of one metric."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.metrics import State, kind_of, pools_alone
from lcxl.plan import Metric
from lcxl.rules import denominator_changed, running_total
from lcxl.rules.base.rule import Judged
from lcxl.runchart.formulas import NOT_AVAILABLE, Value
from lcxl.runchart.interval import interval_of
from lcxl.runchart.median import median
from lcxl.runchart.rounding import at_15_digits
from lcxl.sheets.reporting.series import Series

__all__ = [
    "chance_ends",
    "months_of",
    "positions",
    "repeats_of_size",
    "run_ends",
    "run_lengths",
    "size_columns",
    "where_last_begin",
    "with_before",
]


def months_of(one: Series) -> list[Judged | None]:
    """What the rules look at, for each month; None where there is no value."""
    found: list[Judged | None] = []
    for i, (report, value) in enumerate(zip(one.periods, one.values, strict=True)):
        numbers = [at_15_digits(e) if isinstance(e, int | float) else None for e in one.entries(i)]
        if "denominator" not in kind_of(one.metric).roles:
            numbers[1] = None
        found.append(
            None
            if value is None
            else Judged(
                one.metric,
                report,
                State.USABLE,
                None,
                None,
                "",
                one.reason(i),
                (numbers[0], numbers[1]),
                value,
            )
        )
    return found


def with_before(
    pairs: Sequence[Judged | None],
) -> list[tuple[Judged | None, Sequence[Judged]]]:
    """Each month with the usable months before it."""
    return [(pair, [p for p in pairs[:i] if p is not None]) for i, pair in enumerate(pairs)]


def positions(name: str, has_number: Sequence[bool]) -> dict[str, Sequence[Value]]:
    """How many months have a number so far, and which is the last one before (from 1; 0: none)."""
    return {
        f"{name}_rank": [sum(has_number[: i + 1]) for i in range(len(has_number))],
        f"{name}_before": [
            max((k + 1 for k in range(i) if has_number[k]), default=0)
            for i in range(len(has_number))
        ],
    }


def where_last_begin(has_number: Sequence[bool], n: int) -> list[int]:
    """Where the last ``n`` months with a number before each month begin (from 1; 0: none)."""
    before: list[int] = []
    found = []
    for k, has in enumerate(has_number, start=1):
        found.append(before[-n:][0] if before else 0)
        before += [k] if has else []
    return found


def chance_ends(pair: Judged | None) -> tuple[Value, Value]:
    """Ends of the 95 % interval of a month's value, in its unit; a count is for one period."""
    if pair is None:
        return NOT_AVAILABLE, NOT_AVAILABLE
    count, size = pair.numbers
    assert count is not None
    metric = pair.metric
    ends = interval_of(pools_alone(metric), count, size or 1.0, metric.per)
    return ("", "") if ends is None else ends


def repeats_of_size(pairs: Sequence[Judged | None]) -> list[Value]:
    """How often, so far, a denominator was that of the period before."""
    found: list[Value] = []
    times = 0
    for pair, before in with_before(pairs):
        times += bool(pair and before and before[-1].numbers[1] == pair.numbers[1])
        found.append(times)
    return found


def run_lengths(metric: Metric, pairs: Sequence[Judged | None]) -> list[int]:
    """For how many months, January on, the numbers have only grown (V17)."""
    known = [pair for pair in pairs if pair is not None]
    lengths = {
        pair.period: len(run)
        for pair, run in zip(known, running_total.growing(metric, known), strict=True)
    }
    return [0 if pair is None else lengths[pair.period] for pair in pairs]


def run_ends(runs: Sequence[int]) -> list[int]:
    """How long the run that each month belongs to becomes."""
    ends: list[int] = []
    after, end = 0, 0
    for run in reversed(runs):
        end = 0 if not run else end if after == run + 1 else run
        ends.append(end)
        after = run
    return ends[::-1]


def size_columns(
    pairs: Sequence[Judged | None], in_run: Sequence[bool]
) -> dict[str, Sequence[Value]]:
    """V15: the denominators outside yearly totals, what is usual, and how they jump or drift."""
    rule = denominator_changed
    own = [
        None if pair is None or run else pair.numbers[1]
        for pair, run in zip(pairs, in_run, strict=True)
    ]
    columns: dict[str, list[Value]] = {
        name: [] for name in ("ask_size_usual", "ask_jump", "ask_old", "ask_new", "ask_drift")
    }
    for i, size in enumerate(own):
        before = [s for s in own[:i] if s is not None]
        sizes = [*before, size or 0.0]
        has_old = size is not None and len(sizes) >= rule.TRAILING + rule.LATEST
        old = sizes[-rule.TRAILING - rule.LATEST : -rule.LATEST] if has_old else []
        values: tuple[Value, ...] = (
            _median(before[-rule.TRAILING :] if len(before) >= rule.ENOUGH else []),
            int(size is not None and rule.jump(sizes) is not None),
            _median(old),
            _median(sizes[-rule.LATEST :] if has_old else []),
            int(size is not None and rule.drift(sizes) is not None),
        )
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    return {
        "ask_size": ["" if s is None else s for s in own],
        **positions("ask_size", [s is not None for s in own]),
        **columns,
    }


def _median(sizes: Sequence[float]) -> Value:
    return median(sizes) if sizes else NOT_AVAILABLE
