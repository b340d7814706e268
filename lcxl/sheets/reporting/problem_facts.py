"""What the list of Checks must know of a metric, and of pairings: facts, and columns of a month."""

from __future__ import annotations

from collections.abc import Iterable

from lcxl.metrics import Concern, kind_of, may_be_negative
from lcxl.metrics.display import places
from lcxl.plan import Metric
from lcxl.rules.denominator_changed import has_usual_size
from lcxl.rules.pairing import because_of, named_in
from lcxl.rules.running_total import may_run, window_step
from lcxl.rules.unusual_step import credible_step
from lcxl.sheets.reporting.problem_texts import number_of
from lcxl.sheets.reporting.question_cells import paired
from lcxl.sheets.reporting.working import Working
from lcxl.words import in_words, number
from lcxl.xl.live import Live, quote

__all__ = ["apart_cells", "facts_of", "has_whole", "never_of", "plain", "shape_of"]


def apart_cells(working: Working, metric: Metric, i: int) -> dict[str, Live]:
    """Columns about the pairing of a metric that does not match, in one month; none without one."""
    if not working.place.has(metric.id, "ask_apart"):
        return {}
    pairs = paired(working, metric, i)
    ops = [number_of(Concern.APART, one.pairing.op.replace(" ", "_")) for one in pairs]
    names = [
        in_words(named_in(working.plan, one.pairing, working.periods[i], one.month))
        for one in pairs
    ]
    because = [in_words(because_of(one.pairing)) for one in pairs]
    told = {
        "which": [str(op) for op in ops],
        "other": [quote(name) for name in names],
        "value": [f'ROUND({one.left},9)&""' for one in pairs],
        "before": [f'ROUND({one.right},9)&""' for one in pairs],
        "since": [quote(text) for text in because],
    }
    concern = working.month_cell(metric, "concern", i)
    chosen = working.month_cell(metric, "ask_apart", i)
    values: dict[str, float | str] = dict.fromkeys(told, "")
    if working.concerns[metric.id][i] == Concern.APART:
        which = int(float(working.questions.columns[metric.id]["ask_apart"][i])) - 1
        sides = working.questions.sides[metric.id, working.periods[i]]
        values = {
            "which": ops[which],
            "other": names[which],
            "value": number(sides[0]),
            "before": number(sides[1]),
            "since": because[which],
        }
    return {
        f"apart_{name}": Live(
            f'IF({concern}={int(Concern.APART)},CHOOSE({chosen},{",".join(formulas)}),"")',
            values[name],
        )
        for name, formulas in told.items()
    }


def facts_of(metric: Metric, metrics: Iterable[Metric]) -> dict[str, str | int]:
    """What the formulas must know of a metric, besides `problem_texts.parts_of_metric`."""
    shapes = list(dict.fromkeys(map(shape_of, metrics)))
    return {
        "name": metric.short_name,
        "sized": int("denominator" in kind_of(metric).roles),
        "counts": int(has_whole(metric)),
        "negative": int(may_be_negative(metric)),
        "shape": shapes.index(shape_of(metric)) + 1,
    }


def shape_of(metric: Metric) -> tuple[int, bool]:
    """How numbers of the metric are shown."""
    return places(metric), kind_of(metric).in_percent


def has_whole(metric: Metric) -> bool:
    """Its numerator is a whole number."""
    return any(i.whole for i in kind_of(metric).inputs if i.role == "numerator")


def never_of(metric: Metric) -> frozenset[Concern]:
    """Concerns that no month of the metric can have."""
    of_whole = kind_of(metric).part_of_whole
    is_bounded = metric.plausible_low is not None or metric.plausible_high is not None
    may_be = {
        Concern.IMPLAUSIBLE: is_bounded,
        Concern.MIRRORED: of_whole,
        Concern.SURPRISE: of_whole,
        Concern.SLIPPED: not of_whole,
        Concern.TOO_FAST: window_step(metric) is not None,
        Concern.YEARLY: may_run(metric),
        Concern.STEP: credible_step(metric) is not None,
        Concern.SIZE: has_usual_size(metric),
    }
    return frozenset(concern for concern, may in may_be.items() if not may)


def plain(value: object) -> float | str:
    """A value of a cell: what is to be worded is put into words."""
    return value if isinstance(value, int | float | str) else in_words(value)
