"""What fills the places of a sentence of Checks about one line that is listed: values, formulas.

The formulas read the line's row of the working columns, where a column has the same place for
every metric; a cell shows something only where the line's concern needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from lcxl.calculation_layout.columns import TYPED, typed_of
from lcxl.cells.address import absolute, quoted
from lcxl.cells.errors import ERROR_NAMES
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
from lcxl.rules.slipped_decimal import power_of
from lcxl.sheets.reporting.problem_facts import apart_cells, has_whole, never_of, plain, shape_of
from lcxl.sheets.reporting.working import Working
from lcxl.words import locale, number
from lcxl.xl.live import Live, sentence

__all__ = ["FROM_ERROR", "Line", "Parts", "typed_text"]

FROM_ERROR = 10
"""In the column of faults, what lies above is an error: this and its ERROR.TYPE()."""
WITH_VALUE = (Concern.IMPLAUSIBLE, Concern.MIRRORED, Concern.TOO_FAST, Concern.STEP)
ROLES = ("numerator", "denominator")


class Line(NamedTuple):
    """An entry that needs mending or an answer."""

    metric: Metric
    i: int
    concern: Concern


class _Case(NamedTuple):
    """What is shown for some concerns; ``value`` is asked for where one of them is there."""

    concerns: tuple[Concern, ...]
    formula: str
    value: Callable[[Line], object]


class Parts:
    """The parts of one line that is listed."""

    def __init__(self, working: Working, number: int, line: Line | None) -> None:
        """``number``: which line of the list, from 1; ``line``: what stands there now."""
        self.c, self.number, self.line = working, number, line
        self.metrics = working.plan.metrics
        self.never = frozenset.intersection(*map(never_of, self.metrics))

    # Cells

    def _own(self, name: str) -> str:
        return self.c.place.listed(name, self.number).beside

    @property
    def _row(self) -> str:
        return self.c.place.lines(self.number).beside

    def _at(self, name: str) -> str:
        """What a working column has in the line's row."""
        return f"INDEX({self.c.place.all_months(name).local},{self._row})"

    def _fact(self, name: str) -> str:
        return f"INDEX({self.c.place.of_metric(name).local},{self._own('metric_at')})"

    @property
    def _first_cell(self) -> str:
        """The cell on Data with the first number."""
        ranges, layout = [], self.c.layout
        for metric in self.metrics:
            line, reports = layout.line(metric.id, ROLES[0]), layout.axis_of(metric.id).reports
            ends = (absolute(*layout.cell(line, report)) for report in (reports[0], reports[-1]))
            ranges.append(f"{quoted(layout.data_sheet)}!{':'.join(ends)}")
        chosen = f"CHOOSE({self._own('metric_at')},{','.join(ranges)})"
        return f"INDEX({chosen if len(ranges) > 1 else ranges[0]},{self._at('at')})"

    def _typed(self, k: int) -> str:
        """What was typed; of metrics that have no such number an empty text."""
        has = {len(typed_of(metric)) > k for metric in self.metrics}
        if True not in has:
            return '""'
        cell = self._at(TYPED[k])
        return cell if has == {True} else f'IF({self._fact("sized")}=0,"",{cell})'

    def _shown_as(self, text: str) -> str:
        """A number as its metric shows it."""
        return self.c.place.once(("shown", text), lambda: self._in_its_shape(text))

    def _in_its_shape(self, text: str) -> str:
        shapes = [
            shown_formula(metric, text)
            for metric in {shape_of(metric): metric for metric in self.metrics}.values()
        ]
        return (
            shapes[0] if len(shapes) == 1 else f"CHOOSE({self._fact('shape')},{','.join(shapes)})"
        )

    # What is shown

    def cells(self) -> dict[str, Live]:
        """Name -> what it shows (`CalculationLayout.LISTED`)."""
        place = self.c.place
        first = f"({self._row}-{place.FIRST_ROW + 1})"
        labels = place.shared("label").local
        told: dict[str, tuple[str, Callable[[Line], object]]] = {
            "metric_at": (
                f"INT({first}/{place.stride})+1",
                lambda one: self.metrics.index(one.metric) + 1,
            ),
            "month_at": (f"MOD({first},{place.stride})+1", lambda one: one.i + 1),
            "concern": (self._at("concern"), lambda one: int(one.concern)),
            "metric": (self._fact("name"), lambda one: one.metric.short_name),
            "month": (f"INDEX({labels},{self._own('month_at')})", lambda one: self.c.label(one.i)),
            "cell": (
                f"ADDRESS(ROW({self._first_cell}),COLUMN({self._first_cell}),4)",
                lambda one: self.c.data_address(one.metric, one.i),
            ),
        }
        for k, (role, name) in enumerate(zip(ROLES, ("n", "d"), strict=True)):
            own = self._own(name)
            told[name] = (self._typed(k), partial(self._entry, k))
            told[role] = (f'IF(ISERROR({own}),"",{own}&"")', partial(self._entry_shown, k))
        found = {
            name: Live(formula, plain(value(self.line)) if self.line else "")
            for name, (formula, value) in told.items()
        }
        found["which"] = self._shown([*self._fault(), *self._variant()], "0", 0)
        found["other"] = self._shown(self._apart("other"))
        found["value"] = self._value()
        found["before"] = self._before()
        found["since"] = self._since()
        return found

    def _entry(self, k: int, line: Line) -> float | str:
        entry = self._entries(line)[k]
        return "" if entry is None else entry

    def _entry_shown(self, k: int, line: Line) -> str:
        told = typed_text(self._entries(line)[k])
        return "" if told.startswith("#") else told

    def _entries(self, line: Line) -> tuple[Entry, Entry]:
        return self.c.series[line.metric.id].entries(line.i)

    def _shown(
        self, cases: Iterable[_Case], otherwise: str = '""', value: float | str = ""
    ) -> Live:
        cell, formula = self._own("concern"), otherwise
        cases = [case for case in cases if any(c not in self.never for c in case.concerns)]
        for case in reversed(cases):
            concerns = [concern for concern in case.concerns if concern not in self.never]
            tests = [f"{cell}={int(concern)}" for concern in concerns]
            test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
            formula = f"IF({test},{case.formula},{formula})"
        line = self.line
        if line is None:
            return Live(formula, "")
        told = next((case.value(line) for case in cases if line.concern in case.concerns), value)
        return Live(formula, plain(told))

    def _asked(self, name: str, line: Line, i: int | None = None) -> float:
        column = self.c.questions.columns[line.metric.id][name]
        return float(column[line.i if i is None else i])

    def _number(self, line: Line) -> float:
        value = self.c.series[line.metric.id].values[line.i]
        assert value is not None
        return value

    def _apart(self, name: str) -> list[_Case]:
        """Something of the pairing that does not match: `apart_cells`."""
        if not any(self.c.place.has(metric.id, f"apart_{name}") for metric in self.metrics):
            return []

        def value(line: Line) -> object:
            return apart_cells(self.c, line.metric, line.i)[f"apart_{name}"].value

        return [_Case((Concern.APART,), self._at(f"apart_{name}"), value)]

    def _fault(self) -> list[_Case]:
        """Which of the two cells is at fault, 1 or 2; for an error, which one, from 10."""
        n, d, other = self._own("n"), self._own("d"), f"IF({self._fact('sized')}=0,1,2)"
        told = f"N({n})"  # of an empty cell the copy is an empty text
        no_number = f"IF(ISTEXT({n}),1,IF(ISERROR({d}),{FROM_ERROR}+ERROR.TYPE({d}),2))"
        tests: list[tuple[Concern, str, Callable[[Line, float], bool]]] = [
            (
                Concern.OUT_OF_BOUNDS,
                f"AND({told}<>0,OR(ABS({told})<{LEAST:.0E},ABS({told})>{MOST:.0E}))",
                lambda line, first: is_out_of_bounds(first),
            ),
            (
                Concern.NEGATIVE,
                f"AND({told}<0,{self._fact('negative')}=0)",
                lambda line, first: first < 0 and not may_be_negative(line.metric),
            ),
            (
                Concern.FRACTION,
                f"AND({self._fact('counts')}=1,{is_fraction_formula(told)})",
                lambda line, first: has_whole(line.metric) and first % 1 != 0,
            ),
        ]
        cases = [
            _Case(
                (Concern.NOT_A_NUMBER,),
                f"IF(ISERROR({n}),{FROM_ERROR}+ERROR.TYPE({n}),{no_number})",
                lambda line: (
                    _faulty(self._entries(line)[0], 1) or _faulty(self._entries(line)[1], 2)
                ),
            )
        ]
        for concern, test, is_first in tests:
            value = partial(self._first_or_second, is_first)
            cases.append(_Case((concern,), f"IF({test},1,{other})", value))
        return cases

    def _first_or_second(self, is_first: Callable[[Line, float], bool], line: Line) -> int:
        first = _as_number(self._entries(line)[0])
        return 1 if is_first(line, first) or "denominator" not in kind_of(line.metric).roles else 2

    def _variant(self) -> list[_Case]:
        """Which sentence is said, where that does not follow from what was typed."""
        return [
            *self._apart("which"),
            _Case(
                (Concern.SLIPPED,),
                f"IF({self._at('value')}>{self._at('ask_usual')},1,2)",
                lambda line: 1 if self._number(line) > self._asked("ask_usual", line) else 2,
            ),
            _Case(
                (Concern.REPEATED,),
                f"IF({self._at('ask_same')}=1,1,2)",
                lambda line: 1 if self._asked("ask_same", line) == 1 else 2,
            ),
        ]

    def _value(self) -> Live:
        """The value; or what is usual of the denominator, times, metrics, one side of a pairing."""
        case = _Case(
            WITH_VALUE,
            self._shown_as(self._at("value")),
            lambda line: shown(line.metric, self._number(line)),
        )
        return self._shown([case, *self._size(), *self._count(), *self._apart("value")])

    def _size(self) -> list[_Case]:
        if Concern.SIZE in self.never:
            return []
        jump, usual, old = map(self._at, ("ask_jump", "ask_size_usual", "ask_old"))

        def value(line: Line) -> str:
            name = "ask_size_usual" if self._asked("ask_jump", line) else "ask_old"
            return number(self._asked(name, line))

        return [_Case((Concern.SIZE,), f'IF({jump}=1,{usual},{old})&""', value)]

    def _before(self) -> Live:
        """The value before, or the usual one."""
        mirrored = f"{self._own('concern')}={int(Concern.MIRRORED)}"
        last, usual = self._at("ask_last"), self._at("ask_usual")
        is_usual = Concern.MIRRORED not in self.never
        compared = f"IF({mirrored},{usual},{last})" if is_usual else last

        def value(line: Line) -> str:
            name = "ask_usual" if line.concern == Concern.MIRRORED else "ask_last"
            return shown(line.metric, self._asked(name, line))

        concerns = (Concern.MIRRORED, Concern.TOO_FAST, Concern.STEP)
        case = _Case(concerns, self._shown_as(compared), value)
        return self._shown([case, *self._apart("before")])

    def _since(self) -> Live:
        """A month before: the last one with a value, where a run of the same begins, January.

        Of a pairing, why it belongs together.
        """
        labels, dates = (self.c.place.shared(name).local for name in ("label", "date"))
        before, same, month = self._at("ask_before"), self._at("ask_same"), self._own("month_at")
        column = self.c.place.all_months("ask_before").local
        earlier = f"INDEX({column},{self._row}-{month}+{before})"
        year = Live(f"YEAR(INDEX({dates},{month}))", "")
        january = sentence(locale().month, month=locale().months[0], year=year).formula

        def last(line: Line, i: int) -> int:
            return int(self._asked("ask_before", line, i)) - 1

        def repeated(line: Line) -> str:
            once = last(line, line.i)
            return self.c.label(once if self._asked("ask_same", line) == 1 else last(line, once))

        return self._shown([
            _Case(
                (Concern.STEP,),
                f"INDEX({labels},{before})",
                lambda line: self.c.label(last(line, line.i)),
            ),
            _Case(
                (Concern.REPEATED,),
                f"INDEX({labels},IF({same}=1,{before},{earlier}))",
                repeated,
            ),
            _Case(
                (Concern.YEARLY,),
                january,
                lambda line: month_in_words(year_of(self.c.months[line.i])),
            ),
            *self._apart("since"),
        ])  # fmt: skip

    def _count(self) -> list[_Case]:
        """So many times, or metrics."""
        power = f"ROUND(LOG10({self._at('value')}/{self._at('ask_usual')}),0)"
        usable = [
            f"(INDEX({self.c.place.range(m.id, 'state').local},{self._own('month_at')})"
            f"={int(State.USABLE)})"
            for m in self.metrics
        ]

        def metrics(line: Line) -> str:
            states = [self.c.series[m.id].states[line.i] for m in self.metrics]
            return str(states.count(State.USABLE))

        def times(line: Line) -> str:
            by = power_of(self._number(line), self._asked("ask_usual", line))
            return number(10 ** abs(by), grouped=True)

        return [
            _Case((Concern.SLIPPED,), f"FIXED(10^ABS({power}),0)", times),
            _Case((Concern.MONTH_REPEATED,), f'({"+".join(usable)})&""', metrics),
        ]


def typed_text(entry: Entry) -> str:
    """An entry as a spreadsheet shows it."""
    return f"{entry:.15G}" if isinstance(entry, int | float) else str(entry or "")


def _as_number(entry: Entry) -> float:
    return float(entry) if isinstance(entry, int | float) else 0.0


def _faulty(entry: Entry, which: int) -> int:
    """What the column of faults has for an entry that is no number; 0 for any other."""
    if entry in ERRORS:
        return FROM_ERROR + 1 + ERROR_NAMES.index(str(entry)) if entry in ERROR_NAMES else which
    return which if isinstance(entry, str) else 0
