"""What a team sends next, in a sentence."""

from __future__ import annotations

from lcxl.sheets.reporting.calculation import Calculation
from lcxl.xl.live import Live, first_true, sentence, words

__all__ = ["at_month", "next_step", "next_steps"]


def next_steps(calculation: Calculation) -> Live:
    """The next report of months, and those of shorter periods."""
    first, *others = map(next_step, calculation.every)
    for one in others:
        first = sentence("{told}. {next}", told=first, next=one)
    return first


def next_step(calculation: Calculation, shape: str = "{next}") -> Live:
    """The next report: the latest begun, if it has gaps, or the one after it.

    ``shape`` is the sentence about a report that is still to come.
    """
    texts = calculation.layout.spec.sheet("start").texts
    months = len(calculation.months)
    target, still_open = calculation.total("next"), calculation.total("open")
    mend = calculation.problems.count
    is_open = Live(f"{still_open.formula}+{mend.formula}>0", bool(still_open.value or mend.value))
    ended = first_true([(is_open, words(texts["all_begun"]))], words(texts["all_done"]))
    over = Live(f"{target.formula}>{months}", int(target.value) > months)
    following = sentence(shape, next=at_month(calculation, "due_text", target))
    return first_true([(over, ended)], following)


def at_month(calculation: Calculation, name: str, number: Live) -> Live:
    """A shared column's text at a month number, which may be one too many."""
    months = len(calculation.months)
    column = calculation.place.shared(name).reference
    text = calculation.values_of(name)[min(int(number.value), months) - 1]
    return Live(f"INDEX({column},MIN({months},{number.formula}))", text)
