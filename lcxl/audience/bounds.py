"""What follows from sums because nobody is less than none: found by linear programmes.

Where adding and subtracting tell nothing, this still may: of three hidden months that come to 2
none has more than 2.  For each sum that nobody may find, the least and the most that it can be are
computed over all that was told; where one whole number lies between them, it is found.  The work
is done by HiGHS (https://highs.dev).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lcxl.audience.ledger import Line, Told, Vector

if TYPE_CHECKING:
    from highspy import Highs

__all__ = ["Bounds", "Facts"]

NEARLY = 1e-6
MOST = 1e7
"""Nothing that is counted is more."""
GLANCES = 12
"""So many sums of many targets are looked at before each by itself."""


class _Fact(NamedTuple):
    """A sum between two ends; ``line`` if that line could still be hidden."""

    vector: Vector
    low: float
    high: float
    line: Line | None


class Facts:
    """Sums that were told, exactly or rounded."""

    def __init__(self) -> None:
        self.all: list[_Fact] = []

    def copy(self) -> Facts:
        """Others that know the same."""
        other = Facts()
        other.all = list(self.all)
        return other

    def add(self, vector: Vector, value: float, line: Line | None = None) -> None:
        """A sum that is told exactly."""
        self.all.append(_Fact(vector, value, value, line))

    def add_between(self, vector: Vector, low: float, high: float, line: Line | None) -> None:
        """A sum that lies between two ends."""
        self.all.append(_Fact(vector, low, high, line))


class Bounds:
    """All facts as one linear programme."""

    def __init__(self, facts: Facts, may_be_negative: frozenset[int], unknowns: int) -> None:
        """``unknowns``: they are numbered below this."""
        self._facts = facts.all
        self._unknowns = unknowns
        self._highs = _silent_highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        for unknown in range(unknowns):
            self._highs.addVar(-MOST if unknown in may_be_negative else 0.0, MOST)
        for fact in self._facts:
            numbers, times = list(fact.vector), [float(n) for n in fact.vector.values()]
            self._highs.addRow(fact.low, fact.high, len(numbers), numbers, times)

    def found(self, targets: Sequence[Vector]) -> Iterator[tuple[int, Told]]:
        """Which of some sums have one value left, and the lines that this takes."""
        ends = [(math.inf, -math.inf)] * len(targets)
        for glance in range(GLANCES):
            still = [i for i, (low, high) in enumerate(ends) if high - low < 1 - NEARLY]
            if not still:
                return
            weights = {i: 1 - 2 * (i >> glance & 1) for i in still}
            for sign in (1, -1):
                together: dict[int, float] = {}
                for i, weight in weights.items():
                    for unknown, n in targets[i].items():
                        together[unknown] = together.get(unknown, 0.0) + sign * weight * float(n)
                at, _ = self._least(together)
                for i in still:
                    here = _at(at, targets[i])
                    ends[i] = min(ends[i][0], here), max(ends[i][1], here)
        for i, (low, high) in enumerate(ends):
            if high - low < 1 - NEARLY:
                told = self._alone(targets[i])
                if told is not None:
                    yield i, told

    def _alone(self, target: Vector) -> Told | None:
        lines: set[Line] = set()
        ends = []
        for sign in (1, -1):
            at, used = self._least({u: sign * float(n) for u, n in target.items()})
            ends.append(_at(at, target))
            lines |= used
        low, high = math.ceil(ends[0] - NEARLY), math.floor(ends[1] + NEARLY)
        return Told({}, low, frozenset(lines)) if low == high else None

    def _least(self, costs: Mapping[int, float]) -> tuple[Sequence[float], set[Line]]:
        """Where a sum is least, and the lines that keep it from being less."""
        highs = self._highs
        every = list(range(self._unknowns))
        highs.changeColsCost(len(every), every, [costs.get(u, 0.0) for u in every])
        highs.run()
        solution = highs.getSolution()
        lines = {
            fact.line
            for fact, weight in zip(self._facts, solution.row_dual, strict=True)
            if fact.line is not None and abs(weight) > NEARLY
        }
        return solution.col_value, lines


def _at(at: Sequence[float], target: Vector) -> float:
    return sum(float(n) * at[u] for u, n in target.items())


def _silent_highs() -> Highs:
    """HiGHS without a word about itself, which enabling what calls back would print."""
    from highspy import Highs  # slow to import, and only copies for others need it

    class Silent(Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            """Nothing is called back."""

    return Silent()  # type: ignore[no-untyped-call]
