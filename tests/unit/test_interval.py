"""Intervals against published values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcxl.runchart.interval import byar, change, wilson


@pytest.mark.parametrize(
    ("numerator", "denominator", "ends"),
    [
        (81, 263, (0.2553, 0.3662)),  # Newcombe 1998a, table I, method 3
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        (13, 20, (0.4329, 0.8188)),
    ],
)
def test_wilson(numerator: float, denominator: float, ends: tuple[float, float]) -> None:
    assert wilson(numerator, denominator) == pytest.approx(ends, abs=6e-5)


@pytest.mark.parametrize(
    ("one", "other", "ends"),
    [  # Newcombe 1998b, table II, method 10
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ],
)
def test_difference_of_two_proportions(
    one: tuple[int, int], other: tuple[int, int], ends: tuple[float, float]
) -> None:
    p1, p2 = one[0] / one[1], other[0] / other[1]
    assert change(p2, wilson(*other), p1, wilson(*one)) == pytest.approx(ends, abs=6e-5)


@pytest.mark.parametrize(
    ("events", "ends"),
    [(10, (4.79, 18.39)), (1, (0.01, 5.57)), (0, (0.0, 3.69)), (100, (81.4, 121.6))],
)
def test_byar_is_close_to_the_exact_poisson_interval(
    events: float, ends: tuple[float, float]
) -> None:
    assert byar(events, 1) == pytest.approx(ends, rel=0.03, abs=0.02)


@pytest.mark.parametrize("bad", [(3, 2), (-1, 2), (0, 0)])
def test_what_is_no_proportion_is_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(*bad)


def test_what_is_no_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="no rate"):
        byar(-1, 10)


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_value_lies_in_its_interval(numerator: int, denominator: int) -> None:
    numerator = min(numerator, denominator)
    low, high = wilson(numerator, denominator)
    share = numerator / denominator
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
