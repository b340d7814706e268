"""What fills the places of a sentence of Checks about one metric and month: values and formulas.

A cell shows something only where the month's concern needs it.
"""

from __future__ import annotations

from collections.abc import Callable
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
from lcxl.rules.outside_usual_range import usual_range
from lcxl.rules.pairing import because_of, named_in
from lcxl.rules.slipped_decimal import power_of
from lcxl.runchart.rounding import at_15_digits
from lcxl.sheets.reporting.problem_texts import number_of
from lcxl.words import Text, in_words, number, text_of
from lcxl.xl.live import Live, counted, quote, sentence

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation
    from lcxl.sheets.reporting.questions import Paired

__all__ = ["Parts", "typed_text"]

SHORT = 40
"""Characters of a text that is no number: see rule V05."""
_ERROR_NAMES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
"""In the order of ERROR.TYPE()."""
WITH_VALUE = (Concern.IMPLAUSIBLE, Concern.MIRRORED, Concern.TOO_FAST, Concern.STEP)
PARTS = ("variant", "other", "typed", "value", "before", "since", "usual", "numbers", "count")


NOTHING = Live('""', "")


class _Case(NamedTuple):
    """What is shown for some concerns; ``value`` is asked for where one of them is there."""

    concerns: tuple[Concern, ...]
    formula: str
    value: Callable[[], object]


class Parts:
    """The parts of one line of the list."""

    def __init__(self, calculation: Calculation, metric: Metric, i: int, concern: Concern) -> None:
        self.c, self.metric, self.i, self.concern = calculation, metric, i, concern
        self.kind = kind_of(metric)
        self.entries = calculation.series[metric.id].entries(i)
        self.n, self.d = (calculation.data_cell(metric, r, i) for r in ("numerator", "denominator"))
        self.asked = calculation.questions.columns[metric.id]
        self.paired = calculation.questions.paired(calculation, metric, i)

    def all(self) -> dict[str, Live]:
        """Column -> what it shows, of those that may show anything."""
        found: dict[str, Live] = {name: getattr(self, f"_{name}")() for name in PARTS}
        return {name: live for name, live in found.items() if live != NOTHING}

    def _shown(self, cases: list[_Case], otherwise: str = '""', value: object = "") -> Live:
        cell, formula = self._cell("concern"), otherwise
        for case in reversed(cases):
            tests = [f"{cell}={int(concern)}" for concern in case.concerns]
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

    def _at_fault(self) -> tuple[dict[Concern, str], Entry]:
        """For each concern about one of the two cells: which test tells that it is the first."""
        n, (first, second) = self.n, self.entries
        kind = self.kind
        whole = {i.role for i in kind.inputs if i.whole}
        never = not may_be_negative(self.metric)
        tests = {
            Concern.NOT_A_NUMBER: f"OR(ISERROR({n}),ISTEXT({n}))",
            Concern.OUT_OF_BOUNDS: (f"AND({n}<>0,OR(ABS({n})<{LEAST:.0E},ABS({n})>{MOST:.0E}))"),
            Concern.NEGATIVE: f"{n}<0" if never else "FALSE",
            Concern.FRACTION: is_fraction_formula(n) if "numerator" in whole else "FALSE",
        }
        is_first = {
            Concern.NOT_A_NUMBER: lambda: isinstance(first, str),
            Concern.OUT_OF_BOUNDS: lambda: is_out_of_bounds(_as_number(first)),
            Concern.NEGATIVE: lambda: never and _as_number(first) < 0,
            Concern.FRACTION: lambda: "numerator" in whole and _as_number(first) % 1 != 0,
        }.get(self.concern)
        return tests, first if is_first is None or is_first() else second

    def _chosen(self, concern: Concern, then: Callable[[str], str]) -> str:
        """A formula over the cell that is at fault."""
        tests, _ = self._at_fault()
        if self.d == '""':
            return then(self.n)
        return f"IF({tests[concern]},{then(self.n)},{then(self.d)})"

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
        key = self.metric.id, self.c.plan.calendar.reports[self.i]
        return self._apart(
            [f'ROUND({(one.left, one.right)[which]},9)&""' for one in self.paired],
            lambda one, k: number(self.c.questions.sides[key][which]),
        )

    def _other(self) -> Live:
        """What the right side of that pairing is called."""
        names = [
            named_in(self.c.plan, one.pairing, self.c.plan.calendar.reports[self.i], one.month)
            for one in self.paired
        ]
        texts = [in_words(name) for name in names]
        return self._shown(self._apart([quote(text) for text in texts], lambda one, k: texts[k]))

    def _typed(self) -> Live:
        cases = [
            _Case(
                (Concern.NOT_A_NUMBER,),
                self._chosen(Concern.NOT_A_NUMBER, _text_formula),
                lambda: _shortened(typed_text(self._at_fault()[1])),
            ),
            *(
                _Case(
                    (concern,),
                    self._chosen(concern, lambda cell: f'{cell}&""'),
                    lambda: typed_text(self._at_fault()[1]),
                )
                for concern in (Concern.NEGATIVE, Concern.OUT_OF_BOUNDS, Concern.FRACTION)
            ),
            _Case(
                (Concern.HALF,),
                f"{self.n}&{self.d}",
                lambda: "".join(map(typed_text, self.entries)),
            ),
        ]
        return self._shown(cases)

    def _variant(self) -> Live:
        """Which sentence is said."""
        n, d, first, of_whole = self.n, self.d, self.entries[0], self.kind.part_of_whole
        fault = self._at_fault()[1]
        least = self.metric.min_n or 1
        few = ("few" if self.metric.target_n else "few_unplanned") + ("|1" if least == 1 else "")
        outside = "outside_value" if self.kind.divides else "outside"
        none = number_of(Concern.NONE_OF_NONE, "people" if of_whole else "nothing")
        ops = [number_of(Concern.APART, one.pairing.op.replace(" ", "_")) for one in self.paired]
        cases = [
            *self._apart([str(op) for op in ops], lambda one, k: ops[k]),
            _Case(
                (Concern.NOT_A_NUMBER,),
                self._chosen(
                    Concern.NOT_A_NUMBER,
                    lambda cell: f'IF(ISERROR({cell}),2,IF(RIGHT({cell},1)="%",3,1))',
                ),
                lambda: 2 if fault in ERRORS else 3 if str(fault).endswith("%") else 1,
            ),
            _Case(
                (Concern.OUT_OF_BOUNDS,),
                self._chosen(Concern.OUT_OF_BOUNDS, lambda cell: f"IF(ABS({cell})<1,1,2)"),
                lambda: 1 if abs(_as_number(fault)) < 1 else 2,
            ),
            _Case((Concern.HALF,), f'IF({n}&""="",2,1)', lambda: 2 if first is None else 1),
            _Case(
                (Concern.NONE_OF_NONE,),
                f"IF({n}=0,{none},{number_of(Concern.NONE_OF_NONE, 'events')})",
                lambda: number_of(Concern.NONE_OF_NONE, "events") if first else none,
            ),
            _Case(
                (Concern.SAMPLE_SIZE,),
                f"IF({d}<{least},{number_of(Concern.SAMPLE_SIZE, few)},1)",
                lambda: (
                    number_of(Concern.SAMPLE_SIZE, few)
                    if _as_number(self.entries[1]) < least
                    else 1
                ),
            ),
            _Case(
                (Concern.IMPLAUSIBLE,),
                str(number_of(Concern.IMPLAUSIBLE, outside)),
                lambda: number_of(Concern.IMPLAUSIBLE, outside),
            ),
            _Case(
                (Concern.SLIPPED,),
                f"IF({self._cell('value')}>{self._cell('ask_usual')},1,2)",
                lambda: 1 if self._number > self._asked("ask_usual") else 2,
            ),
            _Case(
                (Concern.SURPRISE,),
                f"IF({self._cell('value')}=0,2,1)",
                lambda: 1 if self._number else 2,
            ),
            _Case(
                (Concern.REPEATED,),
                f"IF({self._cell('ask_same')}=1,1,2)",
                lambda: 1 if self._asked("ask_same") == 1 else 2,
            ),
        ]
        return self._shown(cases, "1", 1)

    def _value(self) -> Live:
        formula = shown_formula(self.metric, self._cell("value"))
        case = _Case(WITH_VALUE, formula, lambda: shown(self.metric, self._number))
        return self._shown([case, *self._side(0)])

    def _before(self) -> Live:
        formula = shown_formula(self.metric, self._cell("ask_last"))
        case = _Case(
            (Concern.TOO_FAST, Concern.STEP),
            formula,
            lambda: shown(self.metric, self._asked("ask_last")),
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

    def _usual(self) -> Live:
        metric, cases = self.metric, []
        if metric.plausible_low is not None or metric.plausible_high is not None:
            usual = usual_range(metric).in_words()
            cases.append(_Case((Concern.IMPLAUSIBLE,), quote(usual), lambda: usual))
        cases.append(
            _Case(
                (Concern.MIRRORED,),
                shown_formula(metric, self._cell("ask_usual")),
                lambda: shown(metric, self._asked("ask_usual")),
            )
        )
        if "ask_jump" in self.asked:
            sizes = self._cell("ask_size_usual"), self._cell("ask_old")
            cases.append(
                _Case(
                    (Concern.SIZE,),
                    f'IF({self._cell("ask_jump")}=1,{sizes[0]},{sizes[1]})&""',
                    lambda: number(
                        self._asked("ask_size_usual" if self._asked("ask_jump") else "ask_old")
                    ),
                )
            )
        return self._shown(cases)

    def _numbers(self) -> Live:
        """8 of 20, or only 8."""
        concerns = (Concern.IMPLAUSIBLE, Concern.SURPRISE, Concern.REPEATED)
        texts = [typed_text(entry) for entry in self.entries]
        both = sentence(
            text_of("rules.of"), count=Live(self.n, texts[0]), size=Live(self.d, texts[1])
        )
        if self.d == '""':
            return self._shown([_Case(concerns, f'{self.n}&""', lambda: texts[0])])
        formula = f'IF({self.d}&""="",{self.n}&"",{both.formula})'
        return self._shown([_Case(concerns, formula, lambda: both.value if texts[1] else texts[0])])

    def _count(self) -> Live:
        """So many cases, those who were not counted, times or metrics."""
        cases: list[_Case] = []
        if "denominator" in self.kind.roles:
            size = _as_number(self.entries[1])
            told = counted("counts.cases", Live(self.d, typed_text(self.entries[1])))
            cases = [
                _Case((Concern.SAMPLE_SIZE,), told.formula, lambda: Text("counts.cases", n=size)),
                _Case(
                    (Concern.MIRRORED,),
                    f'ROUND({self.d}-{self.n},9)&""',
                    lambda: number(at_15_digits(size - _as_number(self.entries[0]))),
                ),
            ]
        power = f"ROUND(LOG10({self._cell('value')}/{self._cell('ask_usual')}),0)"
        metrics = self.c.plan.metrics
        usable = [f"({self.c.month_cell(m, 'state', self.i)}={int(State.USABLE)})" for m in metrics]
        cases += [
            _Case((Concern.SLIPPED,), f"FIXED(10^ABS({power}),0)", self._times),
            _Case(
                (Concern.MONTH_REPEATED,),
                f'({"+".join(usable)})&""',
                lambda: str(
                    sum(self.c.series[m.id].states[self.i] == State.USABLE for m in metrics)
                ),
            ),
        ]
        return self._shown(cases)

    def _times(self) -> str:
        power = power_of(self._number, self._asked("ask_usual"))
        return number(10 ** abs(power), grouped=True)


def typed_text(entry: Entry) -> str:
    """An entry as a spreadsheet shows it."""
    return f"{entry:.15G}" if isinstance(entry, int | float) else str(entry or "")


def _as_number(entry: Entry) -> float:
    return float(entry) if isinstance(entry, int | float) else 0.0


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _text_formula(cell: str) -> str:
    names = ",".join(map(quote, _ERROR_NAMES))
    text = f'IF(LEN({cell})>{SHORT},LEFT({cell},{SHORT - 1})&"…",{cell}&"")'
    return f'IF(ISERROR({cell}),IFERROR(CHOOSE(ERROR.TYPE({cell}),{names}),""),{text})'
