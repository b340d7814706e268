"""Sums that are known, and what follows from them by adding and subtracting, in fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Ledger", "Line", "Told", "Vector"]

Line = tuple[str, ...]
"""Whatever tells a line from others."""
Vector = Mapping[int, int | Fraction]
"""How often each unknown is in a sum, by its number; those that are not in it are left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sum, its value, and the lines it was taken from (of those that could still be hidden)."""

    vector: Vector
    value: int | Fraction
    lines: frozenset[Line] = frozenset()


class Ledger:
    """All that can be derived from sums; each row has one unknown that no earlier row has."""

    def __init__(self) -> None:
        self._rows: dict[int, Told] = {}

    def copy(self) -> Ledger:
        """Another one that knows the same."""
        other = Ledger()
        other._rows = dict(self._rows)
        return other

    def rest(self, vector: Vector) -> Told:
        """What of a sum is not derived, the value of what is, and which lines that took."""
        left: dict[int, int | Fraction] = dict(vector)
        value: int | Fraction = 0
        lines: set[Line] = set()
        waiting = [i for i in left if i in self._rows]
        while waiting:
            unknown = waiting.pop()
            factor = left.get(unknown)
            if not factor:
                continue
            row = self._rows[unknown]
            value += factor * row.value
            lines |= row.lines
            for i, times in row.vector.items():
                new = left.get(i, 0) - factor * times
                if new:
                    left[i] = new
                    if i in self._rows:
                        waiting.append(i)
                else:
                    left.pop(i, None)
        return Told(left, value, frozenset(lines))

    def value(self, vector: Vector) -> Told | None:
        """A sum if it can be derived."""
        if vector and self._rows.keys().isdisjoint(vector):
            return None
        told = self.rest(vector)
        return None if told.vector else told

    def add(self, vector: Vector, value: float | Fraction, line: Line | None = None) -> None:
        """A sum that is told; ``line`` if that line could still be hidden."""
        told = self.rest(vector)
        if not told.vector:
            return
        unknown = max(told.vector)
        factor = told.vector[unknown]
        rest = _whole(value) - told.value
        lines = told.lines | ({line} if line is not None else set())
        if factor == 1:
            self._rows[unknown] = Told(told.vector, rest, frozenset(lines))
            return
        vector = {i: _divided(times, factor) for i, times in told.vector.items()}
        self._rows[unknown] = Told(vector, _divided(rest, factor), frozenset(lines))


def _whole(value: float | Fraction) -> int | Fraction:
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def _divided(one: int | Fraction, other: int | Fraction) -> int | Fraction:
    return _whole(Fraction(one) / other)
