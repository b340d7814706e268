"""Twenty real hospitals (samples/emergency-care): what may be concluded from their three years."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from lcxl.runchart import change_of_teams, funnel_side, overdispersion
from lcxl.runchart.funnel import differs_even_so, more_than_chance
from tests.helpers.paths import SAMPLES

Numbers = dict[str, tuple[float, float]]
DATA = SAMPLES / "emergency-care" / "data.csv"
FIRST_YEAR = [f"{year}-{m:02}" for year, m in [(2016, m) for m in range(4, 13)]] + [
    f"2017-{m:02}" for m in (1, 2, 3)
]
LAST_WINTER = ["2019-01", "2019-02", "2019-03"]
FIRST_WINTER = ["2017-01", "2017-02", "2017-03"]


@pytest.fixture(scope="module")
def by_month() -> dict[str, Numbers]:
    found: defaultdict[str, Numbers] = defaultdict(dict)
    with DATA.open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            pair = float(row["numerator"]), float(row["denominator"])
            found[row["month"]][row["team_id"]] = pair
    return found


def together(by_month: dict[str, Numbers], months: list[str]) -> Numbers:
    return {
        team: (sum(by_month[m][team][0] for m in months), sum(by_month[m][team][1] for m in months))
        for team in by_month[months[0]]
    }


def rates(by_month: dict[str, Numbers], months: list[str]) -> list[float]:
    return [sum(x for x, _ in by_month[m].values()) / sum(n for _, n in by_month[m].values())
            for m in months]  # fmt: skip


def test_a_winter_against_a_year(by_month: dict[str, Numbers]) -> None:
    """With every patient as independent it was -7.4 (-7.5 to -7.3), forty times too narrow."""
    found = change_of_teams(
        together(by_month, FIRST_YEAR),
        together(by_month, LAST_WINTER),
        months=(rates(by_month, FIRST_YEAR), rates(by_month, LAST_WINTER)),
    )
    assert found.teams == 20
    assert found.better == 3
    assert found.change == pytest.approx(-0.0750, abs=5e-5)
    assert (found.lower, found.upper) == pytest.approx((-0.1219, -0.0280), abs=5e-5)
    assert found.average == pytest.approx(-0.0738, abs=5e-5)
    assert (found.average_lower, found.average_upper) == pytest.approx((-0.1177, -0.0299), abs=5e-5)


def test_the_interval_by_the_formulas_written_out(by_month: dict[str, Numbers]) -> None:
    """Twelve months before the kickoff, the last three: nothing of lcxl but the data."""
    before, after = together(by_month, FIRST_YEAR), together(by_month, LAST_WINTER)
    d = {t: after[t][0] / after[t][1] - before[t][0] / before[t][1] for t in before}
    w = {t: before[t][1] * after[t][1] / (before[t][1] + after[t][1]) for t in before}
    h = {t: w[t] / sum(w.values()) for t in w}
    change = sum(h[t] * d[t] for t in d)
    a = {t: h[t] ** 2 / (1 - h[t]) for t in h}
    error = sum(a[t] * (d[t] - change) ** 2 for t in d) ** 0.5
    sum_a, sum_a2 = sum(a.values()), sum(x * x for x in a.values())
    df = int(1 / (sum(x * x for x in h.values()) + sum_a**2 - sum_a2))
    assert df == 16
    half = 2.119905 * error  # TINV(0.05, 16)
    assert (change, change - half, change + half) == pytest.approx(
        (-0.0750, -0.1219, -0.0280), abs=5e-5
    )
    # Months are the smaller of the two: TINV(0.05, 13) = 2.160369.
    sides = rates(by_month, FIRST_YEAR), rates(by_month, LAST_WINTER)
    squares = sum(sum((v - sum(s) / len(s)) ** 2 for v in s) for s in sides)
    assert 2.160369 * (squares / 13 * (1 / 12 + 1 / 3)) ** 0.5 < half


def test_the_same_three_months(by_month: dict[str, Numbers]) -> None:
    """A winter beside a winter: a third of the fall was the season, chance could give the rest."""
    sides = together(by_month, FIRST_WINTER), together(by_month, LAST_WINTER)
    by_teams = change_of_teams(*sides)
    assert by_teams.change == pytest.approx(-0.0506, abs=5e-5)
    assert (by_teams.lower, by_teams.upper) == pytest.approx((-0.1069, 0.0057), abs=5e-5)
    assert by_teams.better == 7
    wider = change_of_teams(
        *sides, months=(rates(by_month, FIRST_WINTER), rates(by_month, LAST_WINTER))
    )
    assert wider.by_months
    assert (wider.lower, wider.upper) == pytest.approx((-0.1228, 0.0216), abs=5e-5)


def test_hospitals_of_such_size_differ_as_a_whole(by_month: dict[str, Numbers]) -> None:
    """Judged one by one nearly all are outside; beside their own spread none stands out."""
    teams = together(by_month, LAST_WINTER)
    centre = sum(x for x, _ in teams.values()) / sum(n for _, n in teams.values())
    assert sum(funnel_side(x, n, centre) != 0 for x, n in teams.values()) >= 17
    values = [x / n for x, n in teams.values()]
    errors = [(centre * (1 - centre) / n) ** 0.5 for _, n in teams.values()]
    phi, tau = overdispersion(values, errors, centre)
    assert more_than_chance(phi, len(teams))
    assert [differs_even_so(y, s, centre, tau) for y, s in zip(values, errors, strict=True)] == (
        [0] * 20
    )
