"""Single rules of run charts, and properties that hold for every series."""

from __future__ import annotations

import csv
import statistics
from io import StringIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcxl.runchart import analyse, chance_of_signal, limits
from lcxl.runchart.chance import chance_of_lasting, simulate, trend_once_in
from lcxl.runchart.median import median
from lcxl.runchart.rephase import REPHASE_POINTS, suggest
from lcxl.runchart.rounding import round_half_away
from lcxl.runchart.rules import crossings_limit, longest_run_limit
from lcxl.runchart.runs_table import runs_limits

# n, fewest and most runs (Swed and Eisenhart 1943, exact), longest run, fewest crossings
# (Anhøj 2014): values computed independently, pinned here.
PINNED = """n,low,high,longest,crossings
10,3,9,6,2
11,4,9,6,2
12,4,10,7,3
13,4,11,7,3
14,4,12,7,4
15,5,12,7,4
16,5,13,7,4
17,6,13,7,5
18,6,14,7,5
19,6,15,7,6
20,7,15,7,6
22,8,16,7,7
24,8,18,8,8
27,10,19,8,9
30,11,21,8,10
36,13,25,8,13
40,15,27,8,14
45,17,30,8,17
48,18,32,9,18
53,20,35,9,20
60,24,38,9,23
"""


@pytest.mark.parametrize("row", list(csv.DictReader(StringIO(PINNED))), ids=lambda r: f"n={r['n']}")
def test_limits_of_runs_and_crossings(row: dict[str, str]) -> None:
    n = int(row["n"])
    assert runs_limits(n) == (int(row["low"]), int(row["high"]))
    assert longest_run_limit(n) == int(row["longest"])
    assert crossings_limit(n) == int(row["crossings"])


def test_no_runs_limits_below_ten_useful_points() -> None:
    assert runs_limits(9) is None
    assert longest_run_limit(0) is None
    assert crossings_limit(0) is None


def test_a_shift_skips_points_on_the_median() -> None:
    values = [1, 1, 1, 1, 1, 1, 2, 3, 3, 2, 3, 3, 3, 3]
    chart = analyse([float(v) for v in values], baseline=8)
    assert chart.median[0] == 1.0
    assert [i for i, s in enumerate(chart.shift) if s] == [6, 7, 8, 9, 10, 11, 12, 13]
    assert not chart.shift[5]


@pytest.mark.parametrize(("rule", "marked"), [(5, 6), (6, 6), (7, 0)])
def test_the_shift_rule_is_a_setting(rule: int, marked: int) -> None:
    values = [5.0, 6.0, 5.0, 4.0, *[7.0] * 6]
    assert sum(analyse(values, baseline=4, shift=rule).shift) == marked


def test_blank_months_neither_make_nor_break_a_run() -> None:
    values = [1.0, 3.0, 1.0, 3.0, 3.0, None, 3.0, 3.0, None, 3.0, 3.0, 3.0]
    chart = analyse(values, baseline=2)
    assert chart.current.median == 2.0
    assert [i for i, s in enumerate(chart.shift) if s] == [3, 4, 6, 7, 9, 10, 11]


def test_a_trend_counts_the_first_of_equal_values_only() -> None:
    chart = analyse([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 1.0])
    assert chart.trend == (True, True, False, True, True, True, False)
    assert chart.trend_side[0] == 1


def test_a_trend_of_four_is_no_trend_and_the_rule_can_be_switched_off() -> None:
    assert not any(analyse([1.0, 2.0, 3.0, 4.0]).trend)
    assert not any(analyse([1.0, 2.0, 3.0, 4.0, 5.0], trend=None).trend)


def test_runs_and_trends_end_with_their_phase() -> None:
    values = [float(v) for v in range(12)]
    chart = analyse(values, phases=[3, 6, 9])
    assert not any(chart.trend)
    assert not any(chart.shift)
    assert [p.median for p in chart.phases] == [1.0, 4.0, 7.0, 10.0]


def test_phases_and_a_frozen_baseline_together() -> None:
    values = [1.0, 1.0, 9.0, 9.0, 5.0, 5.0, 7.0, 7.0]
    chart = analyse(values, baseline=2, phases=[4])
    assert [p.median for p in chart.phases] == [1.0, 5.0]


def test_a_new_definition_ahead_does_not_empty_the_chart() -> None:
    """Figures are those of the phase with the latest value, not of one without any."""
    chart = analyse([1.0, 2.0, 3.0, 4.0, None, None], phases=[4])
    assert chart.current == chart.phases[0]
    assert chart.n_useful == 4


@pytest.mark.parametrize("bad", [{"baseline": 0}, {"shift": 0}, {"trend": 0}, {"phases": [9]}])
def test_settings_that_make_no_sense_are_refused(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must"):
        analyse([1.0, 2.0], **bad)  # type: ignore[arg-type]


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown direction: 'up'"):
        analyse([1.0, 2.0], direction="up")  # type: ignore[arg-type]


def test_no_values_at_all() -> None:
    for values in ([], [None, None]):
        chart = analyse(values)
        assert (chart.n_useful, chart.longest_run, chart.n_runs) == (0, 0, 0)
        assert not chart.signal_anhoej
        assert not chart.signal_perla
        assert suggest(chart) is None


@pytest.mark.parametrize(
    ("direction", "worse", "above", "below"),
    [
        ("increase", "both", 1, -1),
        ("decrease", "both", -1, 1),
        ("monitor", "both", 0, 0),
        ("maintain", "both", -1, -1),
        ("maintain", "above", -1, 0),
        ("maintain", "below", 0, -1),
    ],
)
def test_what_a_shift_means(direction: str, worse: str, above: int, below: int) -> None:
    chart = analyse([1.0, 2.0], direction=direction, worse=worse)  # type: ignore[arg-type]
    assert (chart.meaning(1), chart.meaning(-1), chart.meaning(0)) == (above, below, 0)


def test_a_new_phase_is_suggested_only_when_the_level_has_held() -> None:
    base = [5.0, 6.0] * 6
    held = analyse([*base, *[9.0] * REPHASE_POINTS], baseline=12)
    suggestion = suggest(held)
    assert suggestion is not None
    # the last base point lies above the median of 5.5 and belongs to the run
    assert (suggestion.start, suggestion.points, suggestion.side) == (11, REPHASE_POINTS + 1, 1)
    assert suggest(analyse([*base, *[9.0] * 8], baseline=12)) is None
    assert suggest(analyse([*base, *[9.0] * REPHASE_POINTS, 5.0], baseline=12)) is None


def test_rounding_is_that_of_a_worksheet() -> None:
    assert round_half_away(1 / 1024) == 0.000976563  # Python's round gives 0.000976562
    assert round_half_away(-1 / 1024) == -0.000976563
    assert round_half_away(1e12 + 0.1) == 1e12 + 0.1


numbers = st.one_of(
    st.none(), st.integers(-20, 20).map(float), st.floats(-100, 100).map(lambda v: round(v, 3))
)
series = st.lists(numbers, min_size=1, max_size=40)


@given(series)
def test_reversing_time_keeps_shifts_and_crossings(values: list[float | None]) -> None:
    forward, backward = analyse(values), analyse(values[::-1])
    assert forward.shift == backward.shift[::-1]
    assert forward.n_crossings == backward.n_crossings
    assert forward.longest_run == backward.longest_run


@given(series, st.integers(-50, 50), st.sampled_from([0.5, 2.0, 4.0, 10.0]))
def test_moving_and_stretching_change_no_signal(
    values: list[float | None], add: int, times: float
) -> None:
    one = analyse(values)
    other = analyse([None if v is None else v * times + add for v in values])
    assert (one.shift_side, one.trend_side) == (other.shift_side, other.trend_side)
    assert (one.n_runs, one.longest_run) == (other.n_runs, other.longest_run)
    assert one.signal_anhoej == other.signal_anhoej


@given(series)
def test_mirroring_swaps_improvement_and_worsening(values: list[float | None]) -> None:
    up = analyse(values, direction="increase")
    down = analyse([None if v is None else -v for v in values], direction="increase")
    assert up.shift_side == tuple(-s for s in down.shift_side)
    assert [up.meaning(s) for s in up.shift_side] == [-down.meaning(s) for s in down.shift_side]
    same = analyse([None if v is None else -v for v in values], direction="decrease")
    assert [up.meaning(s) for s in up.shift_side] == [same.meaning(s) for s in same.shift_side]


@given(series, st.integers(0, 12), st.sampled_from([None, 3, 12]))
def test_appending_blanks_changes_nothing(
    values: list[float | None], blanks: int, baseline: int | None
) -> None:
    one, other = analyse(values, baseline), analyse([*values, *[None] * blanks], baseline)
    n = len(values)
    assert one.shift == other.shift[:n]
    assert one.trend == other.trend[:n]
    assert (one.n_useful, one.n_runs, one.median) == (
        other.n_useful,
        other.n_runs,
        other.median[:n],
    )


@given(series, st.lists(st.integers(1, 39), max_size=3))
def test_limits_lie_about_their_centre(values: list[float | None], phases: list[int]) -> None:
    found = limits(values, phases=[p for p in phases if p < len(values)])
    for centre, lower, upper in zip(found.centre, found.lower, found.upper, strict=True):
        if lower is not None and upper is not None and centre is not None:
            assert lower <= centre <= upper


def test_false_alarms_are_those_of_the_simulation() -> None:
    """The table says what `simulate` finds; a smaller run must agree within its error."""
    for length, baseline in ((12, None), (20, None), (24, 12), (36, 8), (24, 3)):
        found = simulate(length, baseline, series=2_000, seed=7)
        for shift, share in found.items():
            assert share == pytest.approx(chance_of_signal(length, baseline, shift), abs=0.04)


@pytest.mark.parametrize(
    ("points", "baseline", "share"),
    [(24, 10, 0.32), (24, 3, 0.57), (24, 12, 0.28), (24, None, 0.177), (15, 3, 0.38)],
)
def test_chance_by_the_baseline_in_use(points: int, baseline: int | None, share: float) -> None:
    assert chance_of_signal(points, baseline) == pytest.approx(share, abs=0.02)


def test_chance_outside_the_table_is_simulated() -> None:
    """A median of two points, and a chart of 70: both say more false signals than the table."""
    assert chance_of_signal(24, 2) > chance_of_signal(24, 3)
    assert chance_of_signal(70, 12) > chance_of_signal(60, 12) - 0.02
    assert chance_of_signal(10, 40) == chance_of_signal(10, None)
    assert chance_of_signal(0, 12) == chance_of_signal(3, None) == 0.0
    with pytest.raises(ValueError, match="series"):
        chance_of_signal(24, 0)


@pytest.mark.parametrize("n", [10, 15, 24, 37, 60])
def test_chance_never_falls_with_a_stricter_rule(n: int) -> None:
    rates = [chance_of_signal(n, 12, shift) for shift in (5, 6, 7, 8, 9)]
    assert rates == sorted(rates, reverse=True)


def test_a_lasting_run_by_chance() -> None:
    """Newest 12 of 20 values: as often beyond the median of the first 8 as the table says."""
    rng = Random(4)
    found = dict.fromkeys((5, 6, 7, 8, 9), 0)
    for _ in range(20_000):
        series = [rng.gauss(0, 1) for _ in range(20)]
        middle = statistics.median(series[:8])
        run = next((i for i, v in enumerate(reversed(series[8:])) if v < middle), 12)
        for shift in found:
            found[shift] += run >= shift
    for shift, count in found.items():
        assert count / 20_000 == pytest.approx(chance_of_lasting(shift), abs=0.009)
    with pytest.raises(ValueError, match="shift"):
        chance_of_lasting(4)


def test_a_trend_by_chance() -> None:
    assert [trend_once_in(n) for n in (4, 5, 6, 7, 9)] == [None, 60, 360, 2520, 2520]


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_our_median_is_that_of_statistics(values: list[float]) -> None:
    assert repr(median(iter(values))) == repr(statistics.median(values))


def test_there_is_no_median_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        median([])
