"""The median.  That of Python's statistics is the same, but takes its time to import."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["median"]


def median(values: Iterable[float]) -> float:
    """The middle one of the values, or the mean of the two in the middle.

    Raises:
        ValueError: there is no value.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no median of nothing")
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
