"""What fills the places of a sentence of Checks about one metric and month: values and formulas.

A cell shows something only where the month's concern needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lcxl.metrics import (
    Concern,
    Entry,
    State,
    is_out_of_bounds,
    kind_of,
    may_be_negative,
    shown,
    shown_formula,
)
from lcxl.metrics.entry import ERRORS, LEAST, MOST, is_fraction_formula
from lcxl.periods import year_of
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.rules.denominator_changed import has_usual_size
from lcxl.rules.pairing import because_of, named_in
from lcxl.rules.running_total import may_run, window_step
from lcxl.rules.slipped_decimal import power_of
from lcxl.rules.unusual_step import credible_step
from lcxl.sheets.reporting.problem_texts import number_of
from lcxl.words import in_words, number
from lcxl.xl.live import Live, quote

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation
    from lcxl.sheets.reporting.questions import Paired

__all__ = ["ERROR_NAMES", "FROM_ERROR", "Parts", "never_of", "typed_text"]

FROM_ERROR = 10
"""In the column of faults, what lies above is an error: this and its ERROR.TYPE()."""
ERROR_NAMES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
"""In the order of ERROR.TYPE()."""
WITH_VALUE = (Concern.IMPLAUSIBLE, Concern.MIRRORED, Concern.TOO_FAST, Concern.STEP)
PARTS = ("which", "other", "value", "before", "since")
NOTHING = ('""', "0")
"""Formulas of a part that no concern of the metric needs."""


class _Case(NamedTuple):
    """What is shown for some concerns; ``value`` is asked for where one of them is there."""

    concerns: tuple[Concern, ...]
    formula: str
    value: Callable[[], object]


class Parts:
    """The parts of one line of the list."""

    def __init__(
        self,
        calculation: Calculation,
        metric: Metric,
        i: int,
        concern: Concern,
        never: Collection[Concern],
    ) -> None:
        """``never``: see `never_of`."""
        self.c, self.metric, self.i, self.concern = calculation, metric, i, concern
        self.kind = kind_of(metric)
        self.entries = calculation.series[metric.id].entries(i)
        self.n, self.d = (calculation.data_cell(metric, r, i) for r in ("numerator", "denominator"))
        self.asked = calculation.questions.columns[metric.id]
        self.never = never
        self.paired = calculation.questions.paired(calculation, metric, i)

    def all(self) -> dict[str, Live]:
        """Column -> what it shows, of those that may show anything."""
        found: dict[str, Live] = {name: getattr(self, f"_{name}")() for name in PARTS}
        return {name: live for name, live in found.items() if live.formula not in NOTHING}

    def _shown(self, cases: list[_Case], otherwise: str = '""', value: object = "") -> Live:
        cell, formula = self._cell("concern"), otherwise
        cases = [case for case in cases if any(c not in self.never for c in case.concerns)]
        for case in reversed(cases):
            concerns = [concern for concern in case.concerns if concern not in self.never]
            tests = [f"{cell}={int(concern)}" for concern in concerns]
            test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
            formula = f"IF({test},{case.formula},{formula})"
        shown = next((case.value() for case in cases if self.concern in case.concerns), value)
        return Live(formula, shown if isinstance(shown, int | float | str) else in_words(shown))

    def _cell(self, name: str) -> str:
        return self.c.month_cell(self.metric, name, self.i)

    def _asked(self, name: str, i: int | None = None) -> float:
        return float(self.asked[name][self.i if i is None else i])

    @property
    def _number(self) -> float:
        value = self.c.series[self.metric.id].values[self.i]
        assert value is not None
        return value

    def _apart(self, formulas: list[str], values: Callable[[Paired, int], object]) -> list[_Case]:
        """Something of the pairing that does not match; ``values`` are given its number too."""
        if not self.paired:
            return []
        formula = f"CHOOSE({self._cell('ask_apart')},{','.join(formulas)})"

        def value() -> object:
            number = int(self._asked("ask_apart")) - 1
            return values(self.paired[number], number)

        return [_Case((Concern.APART,), formula, value)]

    def _side(self, which: int) -> list[_Case]:
        """One side of that pairing: its sum."""
        key = self.metric.id, self.c.periods[self.i]
        return self._apart(
            [f'ROUND({(one.left, one.right)[which]},9)&""' for one in self.paired],
            lambda one, k: number(self.c.questions.sides[key][which]),
        )

    def _other(self) -> Live:
        """What the right side of that pairing is called."""
        names = [
            named_in(self.c.plan, one.pairing, self.c.periods[self.i], one.month)
            for one in self.paired
        ]
        texts = [in_words(name) for name in names]
        return self._shown(self._apart([quote(text) for text in texts], lambda one, k: texts[k]))

    def _which(self) -> Live:
        """Which of the two cells is at fault, or which sentence is said; for others 0."""
        return self._shown([*self._fault(), *self._variant()], "0", 0)

    def _fault(self) -> list[_Case]:
        """Which of the two cells is at fault, 1 or 2; for an error, which one, from 10."""
        n, d, (first, second) = self.n, self.d, self.entries
        is_whole = any(i.whole for i in self.kind.inputs if i.role == "numerator")
        may_be = may_be_negative(self.metric)
        no_number = f"IF(ISTEXT({n}),1,IF(ISERROR({d}),{FROM_ERROR}+ERROR.TYPE({d}),2))"
        tests: list[tuple[Concern, str, Callable[[], bool]]] = [
            (
                Concern.OUT_OF_BOUNDS,
                f"AND({n}<>0,OR(ABS({n})<{LEAST:.0E},ABS({n})>{MOST:.0E}))",
                lambda: is_out_of_bounds(_as_number(first)),
            ),
            (
                Concern.NEGATIVE,
                "FALSE" if may_be else f"{n}<0",
                lambda: not may_be and _as_number(first) < 0,
            ),
            (
                Concern.FRACTION,
                is_fraction_formula(n) if is_whole else "FALSE",
                lambda: is_whole and _as_number(first) % 1 != 0,
            ),
        ]
        cases = [
            _Case(
                (Concern.NOT_A_NUMBER,),
                f"IF(ISERROR({n}),{FROM_ERROR}+ERROR.TYPE({n}),{no_number})",
                lambda: _faulty(first, 1) or _faulty(second, 2),
            )
        ]
        for concern, test, is_first in tests:
            one = f"IF({test},1,2)" if d != '""' else "1"
            cases.append(_Case((concern,), one, partial(_first_or_second, is_first)))
        return cases

    def _variant(self) -> list[_Case]:
        """Which sentence is said, where that does not follow from what was typed."""
        ops = [number_of(Concern.APART, one.pairing.op.replace(" ", "_")) for one in self.paired]
        return [
            *self._apart([str(op) for op in ops], lambda one, k: ops[k]),
            _Case(
                (Concern.SLIPPED,),
                f"IF({self._cell('value')}>{self._cell('ask_usual')},1,2)",
                lambda: 1 if self._number > self._asked("ask_usual") else 2,
            ),
            _Case(
                (Concern.REPEATED,),
                f"IF({self._cell('ask_same')}=1,1,2)",
                lambda: 1 if self._asked("ask_same") == 1 else 2,
            ),
        ]

    def _value(self) -> Live:
        """The value; or what is usual of the denominator, times, metrics, one side of a pairing."""
        formula = shown_formula(self.metric, self._cell("value"))
        case = _Case(WITH_VALUE, formula, lambda: shown(self.metric, self._number))
        return self._shown([case, *self._size(), *self._count(), *self._side(0)])

    def _size(self) -> list[_Case]:
        if "ask_jump" not in self.asked:
            return []
        jump, usual, old = map(self._cell, ("ask_jump", "ask_size_usual", "ask_old"))

        def value() -> str:
            return number(self._asked("ask_size_usual" if self._asked("ask_jump") else "ask_old"))

        return [_Case((Concern.SIZE,), f'IF({jump}=1,{usual},{old})&""', value)]

    def _before(self) -> Live:
        """The value before, or the usual one."""
        mirrored = f"{self._cell('concern')}={int(Concern.MIRRORED)}"
        last, usual = self._cell("ask_last"), self._cell("ask_usual")
        is_usual = Concern.MIRRORED not in self.never
        compared = f"IF({mirrored},{usual},{last})" if is_usual else last
        name = "ask_usual" if self.concern == Concern.MIRRORED else "ask_last"
        case = _Case(
            (Concern.MIRRORED, Concern.TOO_FAST, Concern.STEP),
            shown_formula(self.metric, compared),
            lambda: shown(self.metric, self._asked(name)),
        )
        return self._shown([case, *self._side(1)])

    def _since(self) -> Live:
        """A month before: the last one with a value, where a run of the same begins, January.

        Of a pairing, why it belongs together.
        """
        labels = self.c.place.shared("label").local
        before, same = self._cell("ask_before"), self._cell("ask_same")
        earlier = self.c.place.range(self.metric.id, "ask_before").local
        january = month_in_words(year_of(self.c.months[self.i]))

        because = [in_words(because_of(one.pairing)) for one in self.paired]

        def last(i: int) -> int:
            return int(self._asked("ask_before", i)) - 1

        cases = [
            _Case((Concern.STEP,), f"INDEX({labels},{before})", lambda: self.c.label(last(self.i))),
            _Case(
                (Concern.REPEATED,),
                f"INDEX({labels},IF({same}=1,{before},INDEX({earlier},{before})))",
                lambda: self.c.label(
                    last(self.i) if self._asked("ask_same") == 1 else last(last(self.i))
                ),
            ),
            _Case((Concern.YEARLY,), quote(january), lambda: january),
            *self._apart([quote(text) for text in because], lambda one, k: because[k]),
        ]
        return self._shown(cases)

    def _count(self) -> list[_Case]:
        """So many times, or metrics."""
        power = f"ROUND(LOG10({self._cell('value')}/{self._cell('ask_usual')}),0)"
        metrics = self.c.plan.metrics
        usable = [f"({self.c.month_cell(m, 'state', self.i)}={int(State.USABLE)})" for m in metrics]
        return [
            _Case((Concern.SLIPPED,), f"FIXED(10^ABS({power}),0)", self._times),
            _Case(
                (Concern.MONTH_REPEATED,),
                f'({"+".join(usable)})&""',
                lambda: str(
                    sum(self.c.series[m.id].states[self.i] == State.USABLE for m in metrics)
                ),
            ),
        ]

    def _times(self) -> str:
        power = power_of(self._number, self._asked("ask_usual"))
        return number(10 ** abs(power), grouped=True)


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


def typed_text(entry: Entry) -> str:
    """An entry as a spreadsheet shows it."""
    return f"{entry:.15G}" if isinstance(entry, int | float) else str(entry or "")


def _as_number(entry: Entry) -> float:
    return float(entry) if isinstance(entry, int | float) else 0.0


def _first_or_second(is_first: Callable[[], bool]) -> int:
    return 1 if is_first() else 2


def _faulty(entry: Entry, which: int) -> int:
    """What the column of faults has for an entry that is no number; 0 for any other."""
    if entry in ERRORS:
        return FROM_ERROR + 1 + ERROR_NAMES.index(str(entry)) if entry in ERROR_NAMES else which
    return which if isinstance(entry, str) else 0
