"""Whether what is printed holds: the simulations of `benchmarks.inference`, small and seeded."""

from __future__ import annotations

import pytest

from benchmarks.inference import BASELINES, SERIES, Cell, claims, coverage, power
from lcxl.runchart.power import detectable_change


@pytest.mark.parametrize(
    "cell",
    [
        Cell("equal", 20, 0.3, 0.1),
        Cell("equal", 8, 0.0, 0.0),
        Cell("ten-fold", 5, 0.0, 0.1),
        Cell("ten-fold", 20, 0.15, 0.0),
        Cell("changing", 5, 0.3, 0.0),
        Cell("changing", 8, 0.3, 0.1),
    ],
    ids=str,
)
def test_the_interval_holds_the_truth(cell: Cell) -> None:
    """Between 0.92 and 0.99, give or take the error of 1,000 collaboratives."""
    assert 0.905 <= coverage(cell, 1_000) <= 0.995


@pytest.mark.parametrize(
    ("teams", "patients", "months", "drift"),
    [(8, 50, (3, 3), 0.15), (20, 50, (12, 12), 0.15), (5, 100, (12, 3), 0.3)],
)
def test_the_change_said_to_be_found_is_found_four_times_in_five(
    teams: int, patients: int, months: tuple[int, int], drift: float
) -> None:
    effect = detectable_change(
        teams, patients, months_before=months[0], months_since=months[1], drift=drift
    )
    assert effect is not None
    found = power(Cell("equal", teams, drift, 0.0, months, patients, effect), 600)
    assert found == pytest.approx(0.82, abs=0.06)


def test_what_no_size_can_find() -> None:
    assert detectable_change(4, 1000) is None
    assert detectable_change(8, 0) is None
    assert detectable_change(8, 50, months_before=0) is None
    assert detectable_change(5, 0.05, months_before=3) is None
    larger = [detectable_change(8, n) or 1.0 for n in (10, 50, 1000)]
    assert larger == sorted(larger, reverse=True)


@pytest.mark.parametrize("baseline", BASELINES)
@pytest.mark.parametrize("kind", SERIES)
def test_unchanged_collaboratives_claim_no_more_than_chance(kind: str, baseline: int) -> None:
    found = claims(kind, baseline, 25)
    assert found.charts == pytest.approx(
        40 if kind in ("independent", "sampled") and baseline == 12 else 0, abs=1
    )
    assert found.lasting <= found.expected + 0.5
    assert found.words <= 0.05
    assert found.headline <= 0.08
