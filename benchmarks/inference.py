"""Whether the intervals and signals that lcxl prints hold: simulations with a seed.

``python -m benchmarks.inference`` runs all of it (minutes), ``--small`` less.  What it found stands
in docs/statistics.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from lcxl.runchart.facts import Facts, Window
from lcxl.runchart.states import State
from lcxl.runchart.teams_change import TeamsChange, change_of_teams
from lcxl.runchart.verdicts import verdict

SIZES = ("equal", "ten-fold", "changing")
TEAMS = (5, 8, 20)
DRIFTS = (0.0, 0.15, 0.3)
SHOCKS = (0.0, 0.1)
MONTHS = (3, 3)
PATIENTS = 100
RUNS, SMALL = 4_000, 300


@dataclass(frozen=True)
class Cell:
    """One kind of collaborative: drift and shocks are standard deviations in logits."""

    sizes: str
    teams: int
    drift: float
    shock: float
    months: tuple[int, int] = MONTHS
    patients: int = PATIENTS
    effect: float = 0.0


def cells() -> Iterator[Cell]:
    """Every cell of the table of coverage."""
    for sizes, teams, drift, shock in product(SIZES, TEAMS, DRIFTS, SHOCKS):
        yield Cell(sizes, teams, drift, shock)


def _sizes(rng: np.random.Generator, cell: Cell) -> tuple[np.ndarray, np.ndarray]:
    """Patients a month of each team, before and after."""
    if cell.sizes == "equal":
        before = np.full(cell.teams, cell.patients)
    else:
        spread = np.linspace(-0.5, 0.5, cell.teams)
        before = np.round(cell.patients * 10.0**spread).astype(int)
    after = before
    if cell.sizes == "changing":
        after = np.round(before * 10.0 ** rng.uniform(-0.4, 0.4, cell.teams)).astype(int)
    return before, np.maximum(after, 5)


def one_change(rng: np.random.Generator, cell: Cell) -> tuple[TeamsChange, float]:
    """A random collaborative's change of teams, and what is true of its teams on average.

    ``effect`` is in shares, added to every team's baseline.
    """
    m0, m1 = cell.months
    sizes = _sizes(rng, cell)
    level = rng.normal(0.0, 0.4, cell.teams)
    shares = 1 / (1 + np.exp(-level))
    moved = np.clip(shares + cell.effect, 0.01, 0.99)
    after = np.log(moved / (1 - moved)) + rng.normal(0.0, cell.drift, cell.teams)
    shocks = rng.normal(0.0, cell.shock, m0 + m1)
    counts = []
    for logits, n, months in (
        (level, sizes[0], shocks[:m0]),
        (after, sizes[1], shocks[m0:]),
    ):
        share = 1 / (1 + np.exp(-(logits[:, None] + months[None, :])))
        counts.append(rng.binomial(n[:, None], share))
    names = [f"T{i}" for i in range(cell.teams)]
    pairs = [
        {
            name: (float(x.sum()), float(n[i] * x.size))
            for i, (name, x) in enumerate(zip(names, count, strict=True))
        }
        for count, n in zip(counts, sizes, strict=True)
    ]
    by_month = tuple(
        [float(s) for s in count.sum(axis=0) / n.sum()]
        for count, n in zip(counts, sizes, strict=True)
    )
    found = change_of_teams(*pairs, months=(by_month[0], by_month[1]))
    return found, float(np.mean(moved - shares))


def coverage(cell: Cell, runs: int = RUNS, seed: int = 1) -> float:
    """Share of collaboratives whose printed 95 % interval holds the true change."""
    rng = np.random.default_rng([seed, cell.teams, int(cell.drift * 100), int(cell.shock * 10)])
    held = printed = 0
    for _ in range(runs):
        found, truth = one_change(rng, cell)
        headline = found.headline
        if headline is None or headline[1] is None:
            continue
        printed += 1
        held += headline[1][0] <= truth <= headline[1][1]
    return held / printed if printed else float("nan")


def power(cell: Cell, runs: int = RUNS, seed: int = 1) -> float:
    """Share of collaboratives whose printed interval lies wholly above 0."""
    rng = np.random.default_rng([seed, cell.teams, cell.patients, int(cell.drift * 100)])
    found = (one_change(rng, cell)[0].headline for _ in range(runs))
    return sum(h is not None and h[1] is not None and h[1][0] > 0 for h in found) / runs


SERIES = ("independent", "sampled", "rolling", "registry")
BASELINES = (3, 12)
CHARTS = (8, 5)
"""Teams and metrics of a collaborative in which nothing changes."""
SINCE = 12
ROLLING = 12
RENEWED = 0.08
"""Share of a registry's patients that are new each month."""


def _unchanged(rng: np.random.Generator, kind: str, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators of one chart without any change."""
    share = rng.uniform(0.3, 0.8)
    size = 20 if kind == "sampled" else 60
    if kind == "registry":
        patients = rng.random(4 * size) < share
        found = []
        for _ in range(months):
            renewed = rng.random(patients.size) < RENEWED
            patients = np.where(renewed, rng.random(patients.size) < share, patients)
            found.append(patients.sum())
        return np.array(found), np.full(months, patients.size)
    if kind == "rolling":
        counts = rng.binomial(size, share, months + ROLLING - 1)
        ones = np.ones(ROLLING, dtype=int)
        return np.convolve(counts, ones, "valid"), np.full(months, size * ROLLING)
    return rng.binomial(size, share, months), np.full(months, size)


@dataclass(frozen=True)
class Claims:
    """What is printed of collaboratives in which nothing changes, as means.

    ``charts``: charts judged by run rules in one collaborative; ``lasting``: of these, with a
    lasting improvement since the start; ``expected``: what Summary says chance gives.  ``words``:
    share of charts that call an interval more than chance.  ``headline``: share of metrics
    whose change of all teams lies wholly on the better side.
    """

    charts: float
    lasting: float
    expected: float
    words: float
    headline: float


def claims(kind: str, baseline: int, runs: int, seed: int = 1) -> Claims:
    """Simulate collaboratives in which nothing changes, and count what would be claimed."""
    rng = np.random.default_rng([seed, SERIES.index(kind), baseline])
    teams, metrics = CHARTS
    sides = [-1] * baseline + [1] * SINCE
    window = {
        "rolling": Window(True, ROLLING, min(SINCE, ROLLING)),
        "registry": Window(True, registry=True),
    }.get(kind, Window())
    judged = lasting = words = headlines = 0
    by_chance = 0.0
    for _ in range(runs * metrics):
        pairs: tuple[dict[str, tuple[float, float]], ...] = ({}, {})
        for team in range(teams):
            counts, sizes = _unchanged(rng, kind, baseline + SINCE)
            x, n = [float(c) for c in counts], [float(s) for s in sizes]
            values = [a / b for a, b in zip(x, n, strict=True)]
            found = verdict(Facts(values, sides, x, n, window=window))
            judged += found.judged
            by_chance += found.by_chance
            lasting += found.improved and found.signal.state is State.LASTING
            words += found.main is not None and found.main.id == "T09"
            before, after = range(baseline), range(len(x) - 3, len(x))
            if window.overlapping:
                before, after = range(baseline - 1, baseline), range(len(x) - 1, len(x))
            for pair, rows in zip(pairs, (before, after), strict=True):
                pair[f"T{team}"] = sum(x[i] for i in rows), sum(n[i] for i in rows)
        ends = change_of_teams(*pairs).lower
        headlines += ends is not None and ends > 0
    whole = runs * metrics
    return Claims(
        judged / runs,
        lasting / runs,
        by_chance / runs,
        words / (whole * teams),
        headlines / whole,
    )


def main(arguments: Sequence[str]) -> None:
    """Print every table."""
    runs = SMALL if "--small" in arguments else RUNS
    print("sizes, teams, drift, month shock: coverage")
    for cell in cells():
        print(f"{cell.sizes:9} {cell.teams:3} {cell.drift:5} {cell.shock:4}  "
              f"{coverage(cell, runs):.3f}", flush=True)  # fmt: skip
    print("8 teams of 50 a month, +10 points: months, drift, power; and with no change")
    for months, drift in product(((3, 3), (12, 3), (12, 12)), DRIFTS):
        sized = [Cell("equal", 8, drift, 0.0, months, 50, effect) for effect in (0.1, 0.0)]
        shares = " ".join(f"{power(cell, runs):.3f}" for cell in sized)
        print(f"{months[0]:2} + {months[1]:2}  {drift:5}  {shares}", flush=True)
    print("nothing changes, 8 teams x 5 metrics: charts judged, lasting, expected, words, headline")
    for kind, baseline in product(SERIES, BASELINES):
        found = claims(kind, baseline, runs // 10)
        counts = f"{found.charts:5.1f} {found.lasting:.2f} {found.expected:.2f}"
        print(
            f"{kind:12} {baseline:3}  {counts} {found.words:.3f} {found.headline:.3f}", flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1:])
