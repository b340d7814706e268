"""What a line that Checks lists needs besides: from what was typed, which stands in the list.

Cells beside the list, so that formulas are needed for the listed lines alone.
"""

from __future__ import annotations

from collections.abc import Callable

from lcxl.cells.errors import ERROR_NAMES
from lcxl.metrics import Concern
from lcxl.metrics.entry import ERRORS
from lcxl.sheets.reporting.problem_parts import FROM_ERROR
from lcxl.sheets.reporting.problem_texts import number_of
from lcxl.words import text_of
from lcxl.xl.live import Live, counted, quote, sentence

__all__ = ["listed_cells"]

SAID_BY_WHICH = (Concern.SLIPPED, Concern.REPEATED, Concern.APART)
"""Concerns of which the column ``which`` has the sentence."""
SHORT = 40
"""Characters of a text that is no number: see rule V05."""


def listed_cells(column: Callable[[str], Live], typed_at: str) -> dict[str, Live]:
    """Name -> cell of one listed line (`CalculationLayout.LISTED`).

    ``column`` gives what the line has in a column of the list; ``typed_at`` is the cell of
    ``typed``.
    """
    concern, numerator, denominator = map(column, ("concern", "numerator", "denominator"))
    n, d = str(numerator.value), str(denominator.value)
    typed = _typed(column("which"), numerator, denominator)
    pair = sentence(text_of("rules.of"), count=numerator, size=denominator)
    by_concern = Concern(int(concern.value or 0))
    cases = counted("counts.cases", Live(f"VALUE({denominator.formula})", _number(d)))
    others = f'ROUND(VALUE({denominator.formula})-VALUE({numerator.formula}),9)&""'

    def only(for_concern: Concern, formula: str, value: Callable[[], object]) -> Live:
        shown = str(value()) if by_concern == for_concern else ""
        return Live(f'IF({concern.formula}={int(for_concern)},{formula},"")', shown)

    return {
        "typed": typed,
        "compared": _compared(column, by_concern),
        "variant": _variant(column, by_concern, Live(typed_at, typed.value)),
        "numbers": Live(
            f'IF({denominator.formula}="",{numerator.formula},{pair.formula})',
            pair.value if d else n,
        ),
        "cases": only(Concern.SAMPLE_SIZE, cases.formula, lambda: cases.value),
        "others": only(Concern.MIRRORED, others, lambda: f"{_number(d) - _number(n):.15g}"),
    }


def _typed(fault: Live, numerator: Live, denominator: Live) -> Live:
    """What stands in the cell that is at fault, or in the only one that is filled."""

    def short(cell: Live) -> str:
        return (
            f'IF(LEN({cell.formula})>{SHORT},LEFT({cell.formula},{SHORT - 1})&"…",{cell.formula})'
        )

    at = int(fault.value or 0)
    text = f"{numerator.value}{denominator.value}"
    if at in (1, 2):
        text = str((numerator, denominator)[at - 1].value)
    elif at > FROM_ERROR:
        text = ERROR_NAMES[at - FROM_ERROR - 1]
    names = ",".join(map(quote, ERROR_NAMES))
    formula = (
        f"IF({fault.formula}>{FROM_ERROR},"
        f'IFERROR(CHOOSE({fault.formula}-{FROM_ERROR},{names}),""),'
        f"IF({fault.formula}=1,{short(numerator)},IF({fault.formula}=2,{short(denominator)},"
        f"{numerator.formula}&{denominator.formula})))"
    )
    is_long = at in (1, 2) and len(text) > SHORT
    return Live(formula, text[: SHORT - 1] + "…" if is_long else text)


def _variant(column: Callable[[str], Live], concern: Concern, typed: Live) -> Live:
    """Which of the concern's sentences is said, from 1."""
    which, n, d = map(column, ("which", "numerator", "denominator"))
    none, few, least, outside = map(column, ("none", "few", "least", "outside"))
    events = number_of(Concern.NONE_OF_NONE, "events")
    tests: list[tuple[Concern, str, Callable[[], float]]] = [
        (
            Concern.NOT_A_NUMBER,
            f'IF({which.formula}>{FROM_ERROR},2,IF(RIGHT({typed.formula},1)="%",3,1))',
            lambda: 2 if typed.value in ERRORS else 3 if str(typed.value).endswith("%") else 1,
        ),
        (
            Concern.OUT_OF_BOUNDS,
            f"IF(ABS(VALUE({typed.formula}))<1,1,2)",
            lambda: 1 if abs(_number(typed.value)) < 1 else 2,
        ),
        (Concern.HALF, f'IF({n.formula}="",2,1)', lambda: 1 if n.value else 2),
        (
            Concern.NONE_OF_NONE,
            f"IF(VALUE({n.formula})=0,{none.formula},{events})",
            lambda: events if _number(n.value) else _number(none.value),
        ),
        (
            Concern.SAMPLE_SIZE,
            f"IF(VALUE({d.formula})<VALUE({least.formula}),{few.formula},1)",
            lambda: _number(few.value) if _number(d.value) < _number(least.value) else 1,
        ),
        (Concern.IMPLAUSIBLE, outside.formula, lambda: _number(outside.value)),
        (
            Concern.SURPRISE,
            f"IF(VALUE({n.formula})=0,2,1)",
            lambda: 1 if _number(n.value) else 2,
        ),
    ]
    at = column("concern").formula
    formula = "1"
    for one, text, _ in reversed(tests):
        formula = f"IF({at}={int(one)},{text},{formula})"
    value = next((int(told()) for one, _, told in tests if one == concern), 1)
    if concern in SAID_BY_WHICH:
        value = int(which.value)
    known = ",".join(f"{at}={int(one)}" for one in SAID_BY_WHICH)
    return Live(f"IF(OR({known}),{which.formula},{formula})", value)


def _compared(column: Callable[[str], Live], concern: Concern) -> Live:
    """What is usual: of the metric, of the months before, or of its denominator."""
    at = column("concern").formula
    usual, before, size = map(column, ("range", "before", "value"))
    chosen = {Concern.IMPLAUSIBLE: usual, Concern.MIRRORED: before}.get(concern, size)
    formula = (
        f"IF({at}={int(Concern.IMPLAUSIBLE)},{usual.formula},"
        f'IF({at}={int(Concern.MIRRORED)},{before.formula},{size.formula}&""))'
    )
    return Live(formula, chosen.value)


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return 0.0
