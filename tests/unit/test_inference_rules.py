"""Change of teams, funnel and limits: what holds for all data, and what is refused."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcxl.runchart import change_of_teams, funnel_limits, funnel_side, limits, overdispersion
from lcxl.runchart.distributions import (
    binomial_at_least,
    binomial_at_most,
    poisson_at_least,
    poisson_at_most,
    t_quantile,
)
from lcxl.runchart.rare import judge_open_gap

PER_TEAM = st.tuples(
    st.one_of(st.none(), st.floats(allow_nan=True), st.integers(0, 500).map(float)),
    st.one_of(st.none(), st.floats(allow_nan=True), st.integers(0, 500).map(float)),
)
SIDES = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), PER_TEAM, max_size=10)


@pytest.mark.parametrize(
    ("df", "within", "t"),
    [  # Fisher and Yates; and the normal distribution
        (1, 0.95, 12.7062),
        (2, 0.95, 4.30265),
        (7, 0.95, 2.36462),
        (30, 0.95, 2.04227),
        (120, 0.95, 1.97993),
        (500, 0.95, 1.96472),
        (10, 0.6, 0.87906),
        (10**9, 0.95, 1.95996),
    ],
)
def test_quantiles_of_t(df: int, within: float, t: float) -> None:
    assert t_quantile(df, within) == pytest.approx(t, abs=2e-5)


def test_tails_are_those_of_whole_numbers() -> None:
    n, p = 60, 0.3
    exact = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    for k in range(n + 1):
        assert binomial_at_most(k, n, p) == pytest.approx(sum(exact[: k + 1]), rel=1e-9)
        assert binomial_at_least(k, n, p) == pytest.approx(sum(exact[k:]), rel=1e-9)
    poisson = [math.exp(-7.5) * 7.5**k / math.factorial(k) for k in range(60)]
    for k in range(30):
        assert poisson_at_most(k, 7.5) == pytest.approx(sum(poisson[: k + 1]), rel=1e-9)
        assert poisson_at_least(k, 7.5) == pytest.approx(sum(poisson[k:]), rel=1e-9)


def test_tails_of_very_many_are_near_the_normal_ones() -> None:
    n, p = 10**9, 0.25
    at = round(n * p - 3.0902 * math.sqrt(n * p * (1 - p)))
    assert binomial_at_most(at, n, p) == pytest.approx(0.001, rel=0.01)
    mean = 1e8
    assert poisson_at_least(round(mean + 3.0902 * 1e4), mean) == pytest.approx(0.001, rel=0.01)


# ---- The change of all teams ----


def alike(change: float, teams: int = 6) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [f"T{i}" for i in range(teams)]
    return dict.fromkeys(names, (40.0, 100.0)), dict.fromkeys(names, (40.0 + change, 100.0))


def test_a_team_that_starts_later_is_no_change() -> None:
    """A and B gain; large C has no baseline.  Summed up, the share would fall by 16 points."""
    before = {"A": (50, 100), "B": (60, 100)}
    after = {"A": (57, 100), "B": (68, 100), "C": (300, 1000)}
    found = change_of_teams(before, after)
    assert found.change == pytest.approx(0.075)
    assert found.left_out == ("C",)
    assert (found.lower, found.df) == (None, None)
    assert found.better == 2


def test_teams_that_change_alike_have_no_interval() -> None:
    found = change_of_teams(*alike(7.0))
    assert found.alike
    assert found.change == pytest.approx(0.07)
    assert (found.lower, found.average_lower) == (None, None)


def test_one_team_that_holds_most_gives_way_to_the_average_team() -> None:
    before, after = alike(0.0)
    for i, team in enumerate(after):
        after[team] = (40.0 + i, 100.0)
    before["T0"], after["T0"] = (400_000.0, 1_000_000.0), (500_000.0, 1_000_000.0)
    found = change_of_teams(before, after)
    assert found.one_team_holds_most
    assert found.lower is None
    assert found.headline == (found.average, (found.average_lower, found.average_upper))
    assert max(found.shares, key=found.shares.__getitem__) == "T0"


def test_months_that_vary_widen_the_interval() -> None:
    before, after = alike(0.0)
    for i, team in enumerate(after):
        after[team] = (45.0 + i, 100.0)
    calm = change_of_teams(before, after, months=([0.4] * 3, [0.475] * 3))
    shaken = change_of_teams(before, after, months=([0.2, 0.4, 0.6], [0.3, 0.5, 0.6]))
    two = change_of_teams(before, after, months=([0.2, 0.6], [0.3, 0.5, 0.6]))
    assert not calm.by_months
    assert shaken.by_months
    assert (calm.lower, calm.upper) == (two.lower, two.upper)
    assert shaken.lower is not None
    assert calm.lower is not None
    assert shaken.lower < calm.lower


def test_rates_and_values() -> None:
    before, after = alike(5.0)
    after["T0"] = (60.0, 100.0)
    rate = change_of_teams(before, after, kind="rate", per=1000)
    share = change_of_teams(before, after)
    assert rate.change == pytest.approx(1000 * (share.change or 0))
    assert rate.df == share.df
    values = change_of_teams(
        dict.fromkeys(before, 10.0), {t: 10.0 + i for i, t in enumerate(before)}, kind="value"
    )
    assert values.change == values.average == pytest.approx(2.5)
    assert values.df == pytest.approx(5)
    assert (values.lower, values.upper) == pytest.approx(
        (values.average_lower, values.average_upper)
    )


def test_lower_may_be_better() -> None:
    before, after = alike(-5.0)
    assert change_of_teams(before, after, direction="decrease").better == 6
    assert change_of_teams(before, after).better == 0


@given(SIDES, SIDES, st.sampled_from(["proportion", "rate"]))
def test_no_data_break_the_change_of_teams(before: Any, after: Any, kind: Any) -> None:
    found = change_of_teams(before, after, kind=kind)
    assert found == change_of_teams(before, after, kind=kind)
    assert found.teams + len(found.left_out) == len({*before, *after})
    if found.lower is not None and found.upper is not None and found.change is not None:
        assert found.lower <= found.change <= found.upper
        assert found.teams >= 5
        if kind == "proportion" and all(0 <= (x or 0) <= (n or 0) for x, n in
                                        (*before.values(), *after.values())):  # fmt: skip
            assert -1 <= found.lower <= found.upper <= 1
    assert 0 <= found.better <= found.teams
    if found.shares:
        assert sum(found.shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "misuse", [{"kind": "count"}, {"per": 0}, {"per": math.nan}, {"months": ([1.0],)}]
)
def test_misuse_of_the_change_of_teams_is_refused(misuse: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"kind|per|months"):
        change_of_teams({}, {}, **misuse)


# ---- Funnel ----


@given(
    st.integers(1, 400),
    st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 0.98, 0.5])),
)
def test_what_is_drawn_never_contradicts_the_judgement(n: int, centre: float) -> None:
    low, high = funnel_limits(centre, n)
    assert 0 <= low <= centre + 1e-12
    assert centre - 1e-12 <= high <= 1
    for x in range(n + 1):
        side = funnel_side(x, n, centre)
        if side < 0:
            assert x / n <= low + 1e-9
        elif side > 0:
            assert x / n >= high - 1e-9
        elif 0 < centre < 1:
            assert low - 1e-9 <= x / n <= high + 1e-9


@given(st.floats(0, 50), st.floats(0.1, 500))
def test_the_funnel_of_rates(centre: float, n: float) -> None:
    low, high = funnel_limits(centre, n, "rate", per=10)
    for x in (0, 1, 5, 30, 1000):
        side = funnel_side(x, n, centre, "rate", per=10)
        value = x / n * 10
        if side:
            assert value <= low + 1e-9 if side < 0 else value >= high - 1e-9
        else:
            assert low - 1e-9 <= value <= high + 1e-9


def test_sound_teams_are_flagged_no_oftener_than_promised() -> None:
    """At 98 % and n = 30 limits by the normal approximation flag 2.2 %."""
    n, p = 30, 0.98
    flagged = [x for x in range(n + 1) if funnel_side(x, n, p)]
    share = sum(math.comb(n, x) * p**x * (1 - p) ** (n - x) for x in flagged)
    assert share < 0.002


def test_what_is_no_funnel() -> None:
    for centre, kind in ((1.2, "proportion"), (-1.0, "rate"), (math.nan, "rate"), (0.5, "count")):
        with pytest.raises(ValueError, match=r"no |unknown"):
            funnel_limits(centre, 10, kind)  # type: ignore[arg-type]
    assert funnel_side(3, 0, 0.5) == 0
    assert funnel_side(1e300, 1e300, 0.5) == 1
    assert funnel_limits(0.5, 0) == (0.0, 1.0)
    assert overdispersion([], [], 0.5) == (0.0, 0.0)
    assert overdispersion([0.5, 0.6], [0.0, 0.0], 0.5) == (0.0, 0.0)
    with pytest.raises(ValueError, match="standard errors"):
        overdispersion([0.5], [], 0.5)


def test_sound_teams_are_rarely_overdispersed() -> None:
    """phi is 1 on average when the teams differ by chance alone, for any number of teams."""
    rng = Random(5)
    for teams in (10, 14, 20, 29):
        found = [
            overdispersion([rng.gauss(0, 1) for _ in range(teams)], [1.0] * teams, 0.0)[0]
            for _ in range(1500)
        ]
        assert sum(found) / len(found) == pytest.approx(1, abs=0.05)


# ---- Limits ----

XMR = [4.0, 6.0, 5.0, 7.0, 3.0, 5.0, 4.0, 6.0]


def test_limits_need_six_values_and_five_moving_ranges() -> None:
    assert limits(XMR[:5]).upper == (None,) * 5
    assert limits(XMR[:6]).upper[0] is not None
    gaps = [4.0, None, 6.0, None, 5.0, 7.0, 3.0, 5.0, None, 4.0]
    assert limits(gaps).upper == (None,) * 10
    assert limits(XMR, baseline=5).upper == (None,) * 8
    assert limits(XMR).trial() == (True,) * 8
    assert limits(XMR * 2).trial() == (False,) * 16
    assert limits([3] * 5, [9] * 5, kind="p").upper == (None,) * 5
    assert limits([2] * 5, kind="c").upper == (None,) * 5
    assert limits([12] * 7, kind="t").upper == (None,) * 7


@pytest.mark.parametrize("bad", [{"baseline": 0}, {"baseline": -1}, {"phases": [8]}])
def test_limits_refuse_what_the_rules_refuse(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        limits(XMR, **bad)


def test_a_missing_due_report_takes_out_two_moving_ranges() -> None:
    due = [True, False] * 8
    values = [v for x in XMR for v in (x, None)]
    assert limits(values, due=due).upper[0] == limits(XMR).upper[0]
    missing = [*values]
    missing[6] = None
    moves = limits(missing, due=due).trace.move
    assert [i for i, m in enumerate(moves) if m is not None] == [2, 4, 10, 12, 14]
    assert limits(values).upper == (None,) * 16
    with pytest.raises(ValueError, match="due"):
        limits(values, due=[True])


def test_counts_are_judged_by_their_exact_tail() -> None:
    """With a mean of 2 seven is outside (0.45 %: no); the three-sigma line stands at 6.2."""
    calm = [1.0, 2.0, 3.0, 2.0] * 5
    chart = limits([*calm, 7.0, 8.0], kind="c", baseline=20)
    assert chart.upper[0] == pytest.approx(2 + 3 * math.sqrt(2))
    assert chart.outside()[-2:] == (0, 1)
    low = limits([*[30.0, 34.0, 26.0, 30.0] * 5, 12.0, 2.0], kind="c", baseline=20)
    assert low.outside()[-2:] == (-1, -1)
    few = limits([*[8.0, 10.0] * 10, 0.0], kind="c", baseline=20)
    assert not few.lower[-1]
    assert few.outside()[-1] == 0


def test_the_shift_rule_of_a_control_chart_is_eight_about_the_mean() -> None:
    above = limits([*XMR, *[6.0] * 6], baseline=8)
    assert set(above.shift_side()) == {0}
    shifted = limits([*XMR, *[6.0] * 3, 5.0, None, *[6.0] * 5], baseline=8)
    assert [i for i, s in enumerate(shifted.shift_side()) if s] == [7, 8, 9, 10, 13, 14, 15, 16, 17]
    ended = limits([*XMR, *[6.0] * 4, *[6.0] * 4], baseline=8, phases=[12])
    assert set(ended.shift_side()) == {0}


def test_the_time_since_the_last_event() -> None:
    gaps = [10.0, 30.0, 0.0, 21.0, 40.0, 9.0, 16.0, 28.0, 11.0]
    chart = limits(gaps, kind="t")
    assert chart.value[2] == 0.5
    assert chart.line[0] == 16.0
    long, some, short = (judge_open_gap(days, chart) for days in (1000.0, 20.0, 3.0))
    assert long is not None
    assert (long.outside, long.counts) == (True, True)
    assert some is not None
    assert (some.outside, some.counts) == (False, True)
    assert short is not None
    assert (short.outside, short.counts) == (False, False)
    assert judge_open_gap(None, chart) is None
    assert limits([0.0] * 9, kind="g").upper[0] is None


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30).map(float)), max_size=40),
    st.sampled_from(["xmr", "c", "t", "g"]),
    st.lists(st.integers(1, 39), max_size=3),
)
def test_limits_of_any_series(values: list[float | None], kind: Any, phases: list[int]) -> None:
    found = limits(values, kind=kind, phases=[p for p in phases if p < len(values)])
    sides = found.shift_side()
    for value, side, line in zip(found.value, sides, found.line, strict=True):
        if side:
            assert value is not None
            assert line is not None
            assert (value > line) == (side > 0)
    for lower, upper in zip(found.lower, found.upper, strict=True):
        assert lower is None or upper is None or lower <= upper


def test_how_often_trial_limits_alarm() -> None:
    """About one chart in 4 frozen on 6 or 7 values goes outside within a year, one in 5 on 8."""
    rng = Random(6)
    shares = []
    for baseline in (6, 8, 12, 20):
        charts = 1500
        outside = sum(
            any(
                limits(
                    [rng.gauss(0, 1) for _ in range(baseline + 12)], baseline=baseline
                ).outside()[baseline:]
            )
            for _ in range(charts)
        )
        shares.append(outside / charts)
    assert shares == pytest.approx([0.25, 0.21, 0.15, 0.11], abs=0.04)
    assert all(a > b for a, b in pairwise(shares))


def test_a_centre_may_miss_its_end_by_rounding() -> None:
    assert funnel_limits(1 + 1e-12, 20) == (1.0, 1.0)
    assert funnel_side(19, 20, 1 + 1e-12) == -1
    assert funnel_side(0, 20, -1e-12) == 0
