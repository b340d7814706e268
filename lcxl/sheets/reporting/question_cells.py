"""What the rules of validation would ask about a team's own months: the formulas.

Their values are those of `lcxl.sheets.reporting.questions`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from lcxl.cells import a1
from lcxl.cells.address import absolute
from lcxl.metrics import State, kind_of, may_be_negative
from lcxl.metrics.entry import formula as state_formula
from lcxl.periods import Period, year_of
from lcxl.plan import Metric, Pairing
from lcxl.plan.pairing import SIDES
from lcxl.rules import pairing, running_total
from lcxl.runchart.formulas import Value
from lcxl.sheets.reporting.question_formulas import question_formulas
from lcxl.sheets.reporting.questions import columns_of_groups, pairings_of
from lcxl.sheets.reporting.working import Working
from lcxl.xl.live import Live

__all__ = ["QuestionCells", "paired"]

_NAME = re.compile(r"\{(\w+)([<>:^]?)\}")


class Paired(NamedTuple):
    """A pairing in one month: formulas of both sides, and of whether they do not match."""

    pairing: Pairing
    month: Period | None
    """Of the right side; None where there is none."""
    left: str = "0"
    right: str = "0"
    test: str = "FALSE"


class QuestionCells:
    """The columns of every metric, as formulas."""

    def __init__(self, working: Working) -> None:
        self.c, self.asked = working, working.questions
        self._formulas = {m.id: question_formulas(m) for m in working.plan.metrics}

    def live(self, metric: Metric, i: int) -> dict[str, Value | Live]:
        """Column -> formula and value of one month; 0 or nothing where none is due."""
        values = {name: column[i] for name, column in self.asked.columns[metric.id].items()}
        key = "questions", metric.id, i
        texts = self.c.place.once(key, lambda: self._texts(metric, i))
        return {
            name: texts[name].coming_to(value) if name in texts else value
            for name, value in values.items()
        }

    def _texts(self, metric: Metric, i: int) -> dict[str, Live]:
        """Column -> its formula in one month, without a value."""
        rows = len(self.c.months)
        alike = {f.name: self._of_month(f.at(i, rows), i) for f in self._formulas[metric.id]}
        texts = {name: self._expanded(metric, text, i) for name, text in alike.items()}
        if self.c.series[metric.id].due[i]:
            if "ask_apart" in self.asked.columns[metric.id]:
                texts["ask_apart"] = self._apart_formula(metric, i)
            for name, groups in columns_of_groups(metric).items():
                texts[name] = _groups_formula(self.c, metric, i, groups)
        return {name: Live(text, "", alike.get(name, "")) for name, text in texts.items()}

    def repeat(self, i: int) -> Live:
        """Whether every metric of a month has the numbers of the period before."""
        usable, same = (
            "+".join(test.format(self.c.month_cell(m, name, i)) for m in self._metrics)
            for name, test in (("state", f"({{}}={int(State.USABLE)})"), ("ask_same", "({}>0)"))
        )
        return Live(f"IF(AND({usable}>1,{usable}={same}),1,0)", self.asked.repeats[i], "repeat")

    @property
    def _metrics(self) -> tuple[Metric, ...]:
        return self.c.plan.metrics

    def _year(self, i: int) -> date:
        """The January of a month's year."""
        return year_of(self.c.months[i])

    def _of_month(self, text: str, i: int) -> str:
        """A formula in which it is said whether a month begins or ends a year."""
        ends = i == len(self.c.months) - 1 or self._year(i) != self._year(i + 1)
        ended = "TRUE" if ends else f"{{ask_run_end>}}<{running_total.RUN}"
        january = str(int(self._year(i) == self.c.months[i]))
        return text.replace("{january}", january).replace("{ended}", ended)

    def _expanded(self, metric: Metric, text: str, i: int) -> str:
        def refer(match: re.Match[str]) -> str:
            name, which = match[1], match[2]
            if name == "repeat":
                place = self.c.place
                return a1(place.FIRST_ROW + i, place.SHARED.index("repeat"))
            if name == "above":
                return self._none_above(metric, i)
            if name in ("n", "d"):
                return _number_cell(self.c, metric, name, which, i)
            return _column_cell(self.c, metric, name, which, i)

        return _NAME.sub(refer, text)

    def _none_above(self, metric: Metric, i: int) -> str:
        earlier = self._metrics[: self._metrics.index(metric)]
        cells = [self.c.month_cell(m, "state", i) for m in earlier]
        return f"AND({','.join(f'{c}<>{int(State.USABLE)}' for c in cells)})" if cells else "TRUE"

    def _apart_formula(self, metric: Metric, i: int) -> str:
        text = "0"
        for number, one in reversed(list(enumerate(paired(self.c, metric, i), start=1))):
            if one.month is not None:
                text = f"IF({one.test},{number},{text})"
        return text


def paired(working: Working, metric: Metric, i: int) -> list[Paired]:
    """The pairings of a metric, in one month, as formulas."""
    found = []
    reports = list(working.periods)
    for one in pairings_of(working.plan, metric):
        later = pairing.shifted(working.plan, one, reports[i])
        if later is None:
            found.append(Paired(one, None))
            continue
        rows = {"left": i, "right": reports.index(later)}
        sums, states, cells = {}, [], []
        for side in SIDES:
            text = ""
            for factor, role, metric_id in one.terms(side):
                other = working.plan.metric(metric_id)
                cell = working.data_cell(other, role, rows[side])
                text += f"{'-' if factor < 0 else '+'}{cell}"
                cells.append(cell)
                states.append(
                    f"{working.month_cell(other, 'state', rows[side])}={int(State.USABLE)}"
                )
            sums[side] = f"({text.removeprefix('+')})"
        left, right = sums["left"], sums["right"]
        room = f"{one.tolerance!r}*ABS({right})"
        over = {
            "not above": f"{left}-{right}",
            "not below": f"{right}-{left}",
            "equals": f"ABS({left}-{right})",
        }[one.op]
        test = (
            f"IF(AND({','.join(states)},COUNT({','.join(cells)})={len(cells)}),"
            f"ROUND({over}-{room},9)>0,FALSE)"
        )
        found.append(Paired(one, later, left, right, test))
    return found


def _column_cell(working: Working, metric: Metric, name: str, which: str, i: int) -> str:
    if which == ":":
        return working.place.range(metric.id, name).local
    if which == "^":
        col, first = working.place.column(metric.id, name), working.place.row(metric.id, 0)
        return f"{absolute(first, col)}:{a1(first + i - 1, col)}"
    row = i + {"<": -1, ">": 1}.get(which, 0)
    return working.month_cell(metric, name, row)


def _number_cell(working: Working, metric: Metric, name: str, which: str, i: int) -> str:
    """The month's number, as it is used."""
    return _column_cell(working, metric, "count" if name == "n" else "size", which, i)


def _groups_formula(working: Working, metric: Metric, i: int, groups: range) -> str:
    tests = []
    for k in groups:
        state = state_formula(
            kind_of(metric),
            working.data_cell(metric, "numerator", i, k),
            working.data_cell(metric, "denominator", i, k),
            may_be_negative(metric),
        )
        tests.append(f"MOD({state},{int(State.NONE_OF_NONE)})>{int(State.NOT_APPLICABLE)}")
    if groups.stop < len(metric.strata):
        tests.append(working.month_cell(metric, f"ask_groups_{groups.stop}", i) + ">0")
    return f"IF(OR({','.join(tests)}),1,0)"
