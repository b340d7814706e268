"""What a team sends next, in a sentence."""

from __future__ import annotations

from lcxl.sheets.reporting.calculation import Calculation
from lcxl.xl.live import Live, first_true, sentence, words

__all__ = ["at_month", "next_step", "next_steps"]


def next_steps(calculation: Calculation) -> Live:
    """The next report of months, and those of shorter periods."""
    alone = not calculation.others
    first, *others = (next_step(one, alone=alone) for one in calculation.every)
    for one in others:
        first = sentence("{told}. {next}", told=first, next=one)
    return first


def next_step(calculation: Calculation, shape: str = "{next}", *, alone: bool = True) -> Live:
    """The next report: the latest begun, if it has gaps, or the one after it.

    ``shape`` is the sentence about a report that is still to come.  Not ``alone``: one of several
    sentences, which get their full stops from whoever joins them.
    """
    begun, done = (_of_frequency(calculation, name) for name in ("all_begun", "all_done"))
    if not alone:
        begun, done = begun.rstrip("."), done.rstrip(".")
    months = len(calculation.months)
    target, still_open = calculation.total("next"), calculation.total("open")
    mend = calculation.problems.count
    is_open = Live(f"{still_open.formula}+{mend.formula}>0", bool(still_open.value or mend.value))
    ended = first_true([(is_open, words(begun))], words(done))
    over = Live(f"{target.formula}>{months}", int(target.value) > months)
    following = sentence(shape, next=at_month(calculation, "due_text", target))
    return first_true([(over, ended)], following)


def _of_frequency(calculation: Calculation, name: str) -> str:
    """A text of the sheet Start about months, or about weeks or fortnights."""
    texts = calculation.layout.spec.sheet("start").texts
    own = f"{name}_{next(iter(calculation.progress))}"
    return texts.get(own, texts[name])


def at_month(calculation: Calculation, name: str, number: Live) -> Live:
    """A shared column's text at a month number, which may be one too many."""
    months = len(calculation.months)
    column = calculation.place.shared(name).reference
    text = calculation.values_of(name)[min(int(number.value), months) - 1]
    return Live(f"INDEX({column},MIN({months},{number.formula}))", text)
