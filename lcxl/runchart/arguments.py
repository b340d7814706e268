"""What the rules and the limits refuse alike: numbers below one, phases outside the series."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["at_least_one", "phase_starts"]


def at_least_one(**numbers: int | None) -> None:
    """ValueError names the first that is below 1; None is left to its default."""
    for name, number in numbers.items():
        if number is not None and number < 1:
            raise ValueError(f"{name} must be at least 1, not {number}")


def phase_starts(phases: Sequence[int], points: int) -> list[int]:
    """Where the phases of so many points start, from 0; ValueError where one lies outside."""
    starts = sorted({0, *phases})
    if starts[0] < 0 or starts[-1] >= max(1, points):
        raise ValueError(f"phases must lie between 1 and {points - 1}: {list(phases)}")
    return starts
