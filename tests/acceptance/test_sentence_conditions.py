"""The conditions of the sentences written out a second time, beside what is printed.

An oracle straight from the conditions in docs/statistics.md, with nothing of `lcxl.runchart` in
it, beside random charts and random collaboratives.
"""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median

import pytest

from lcxl.combine import Master
from lcxl.combine.combine import Row
from lcxl.figures.figures import Figures
from lcxl.figures.sentences import change_sentences
from lcxl.runchart.facts import Facts, Window
from lcxl.runchart.verdicts import Verdict, verdict
from lcxl.sheets.master.change_cells import names_of
from tests.acceptance.test_one_figure import random_collaborative
from tests.helpers.traced import traced_text

CHARTS = 3_000


def useful_sides(values: list[float | None], line: float) -> list[tuple[int, int]]:
    """Position and side of the values that are not on the line, as it is shown (nine places)."""
    found = []
    for i, v in enumerate(values):
        if v is not None and round(v - line, 9):
            found.append((i, 1 if v > line else -1))
    return found


def rows_of(sides: list[tuple[int, int]]) -> list[list[int]]:
    rows: list[list[int]] = []
    last = 0
    for i, side in sides:
        if side != last:
            rows.append([])
        rows[-1].append(i)
        last = side
    return rows


def expected(facts: Facts, b: int, since: list[int]) -> str:
    """Id of the verdict of a run chart about a frozen median (T04 to T08), one phase."""
    values = list(facts.values)
    before = [v for v, s in zip(values, facts.sides, strict=True) if v is not None and s < 0]
    assert b == len(before)
    line = median(before)
    sides = dict(useful_sides(values, line))
    better = {"increase": 1, "decrease": -1}.get(facts.direction, 0)
    useful = [i for i in since if i in sides]
    if len(useful) < facts.shift:
        return "T08"
    signals = []  # side, members since the start; rows that are old enough began before it
    for row in rows_of(sorted(sides.items())):
        after = [i for i in row if facts.sides[i] > 0]
        old = sum(facts.sides[i] < 0 for i in row) >= facts.shift
        if after and old and row[-1] == useful[-1]:
            return "T07_before"
        if len(after) >= facts.shift and not old:
            signals.append((sides[row[0]], after))
    if not signals:
        return "T07"
    lasting = [one for one in signals if one[1][-1] == useful[-1]]
    told = lasting or [one for one in signals if one[0] == better] or signals
    side = told[-1][0]
    word = "higher" if side > 0 else "lower"
    if lasting:
        return f"T05_{word}" if not better else "T05" if side == better else "T04"
    return f"T06_{word}" if not better else "T06" if side == better else "T06w"


def random_facts(rng: Random) -> Facts:
    b, a, kickoff = rng.choice([0, 1, 2, 3, 7, 8, 9, 12]), rng.randint(0, 14), rng.randint(0, 1)
    sides = [-1] * b + [0] * kickoff + [1] * a
    shape = rng.choice(["ties", "noise", "step", "there and back", "early", "equal", "rising"])
    levels: list[float] = []
    for i in range(len(sides)):
        high = {
            "step": i >= b,
            "there and back": b <= i < b + 7,
            "early": i >= b - 6,
        }.get(shape, False)
        if shape == "ties":
            levels.append(rng.choice([0.4, 0.5, 0.6]))
        elif shape == "rising":
            levels.append(i / 40)
        elif shape == "equal":
            levels.append(rng.choice([0.0, 0.5, 1.0, 1.0]) if i == 0 else levels[0])
        else:
            levels.append(min(1.0, (0.7 if high else 0.4) + rng.uniform(-0.1, 0.1)))
    n = float(rng.choice([8, 20, 49, 50, 60, 500]))
    values: list[float | None] = [round(v * n) / n for v in levels]
    values = [None if rng.random() < 0.05 else v for v in values]
    window = rng.choice([Window()] * 6 + [
        Window(True, 12, rng.randint(0, 14)), Window(True, 3, rng.randint(0, 5)),
        Window(True, registry=True), Window(True),
        Window(True, None, 4, to_date=rng.choice([4, 5])), Window(True, None, 1, to_date=3),
    ])  # fmt: skip
    return Facts(
        values,
        sides,
        [None if v is None else round(v * n) for v in values],
        [None if v is None else n for v in values],
        direction=rng.choice(["increase", "decrease", "monitor"]),
        shift=rng.choice([5, 6, 6, 6, 8]),
        window=window,
        goal=rng.choice([None, 0.4, 0.5]),
    )


def ids_of(found: Verdict) -> set[str]:
    return {one.id for one in (found.main, *found.notes) if one is not None}


def newest_trend(facts: Facts) -> int:
    """Values of the rise (positive) or fall to the newest value, without ties."""
    known = [v for v in facts.values if v is not None]
    steps = [(b > a) - (b < a) if round(b - a, 9) else 0 for a, b in pairwise(known)]
    length = 0
    for step in reversed(steps):
        if not step or step != steps[-1]:
            if not step:
                return 0
            break
        length += 1
    return (length + 1) * (steps[-1] if steps else 0)


NEVER_SHARED = {*(f"T{k:02d}" for k in range(1, 13)), "T17", "T18", "T19", "T20"}
"""Sentences that are for independent values."""


def test_every_sentence_of_a_chart_under_its_condition() -> None:
    rng = Random("conditions")
    seen: set[str] = set()
    for _ in range(CHARTS):
        facts = random_facts(rng)
        found = verdict(facts)
        said = ids_of(found)
        main = found.main.id if found.main else None
        seen |= said
        values = facts.values
        known = [i for i, v in enumerate(values) if v is not None]
        before = [i for i in known if facts.sides[i] < 0]
        since = [i for i in known if facts.sides[i] > 0]
        b, m1 = len(before), len(since)
        where = (facts, main)
        if facts.window.overlapping:
            assert "T16" in said, where
            assert not {s[:3] for s in said} & NEVER_SHARED, where
            assert not found.judged, where
            w, n = facts.window.months, facts.window.since
            both = before and since
            wanted = "T16"
            if both and w is not None:
                wanted = (
                    "T14" if n >= w else "T13" if n >= 3 else "T13_one" if n == 1 else "T13_early"
                )
            elif both and facts.window.to_date:
                w = facts.window.to_date
                wanted = "T14_ytd" if n >= w else "T13_ytd_one" if n == 1 else "T13_ytd"
                assert found.main is not None
                assert ("lo" in found.main.places) == (n >= w), where
            elif both and facts.window.registry:
                wanted = "T15"
            assert main == wanted, where
        else:
            assert "T16" not in said, where
            first = "T01" if b >= 8 else "T02" if b >= 3 else ("T03_none", "T03_one", "T03")[b]
            assert {s for s in said if s[:3] in ("T01", "T02", "T03")} == {first}, where
            if b >= 8:
                assert main == expected(facts, b, since), where
                assert found.judged == (main != "T08"), where
                assert found.improved == (main == "T05"), where
            elif b >= 3:
                sizes = [sum(facts.denominators[i] or 0 for i in rows) for rows in (before, since)]
                if m1 < 3:
                    assert main == "T11", where
                elif min(sizes) < 30:
                    assert main in (None, "T12"), where
                else:
                    assert main in ("T09", "T10"), where
                    lo, hi = (found.main.places[k] for k in ("lo", "hi"))  # type: ignore[union-attr]
                    assert lo is not None
                    assert hi is not None
                    assert (main == "T10") == (lo <= 0 <= hi), where
                    wider = by_months_or_newcombe(facts, before, since)
                    assert (lo, hi) == pytest.approx(wider, abs=2e-4), where
            else:
                assert main in (None, "T12"), where
            trend = newest_trend(facts)
            key = "T20" if trend > 0 else "T20_falling"
            assert (key in said) == (abs(trend) >= 5), where
        room = goal_id(facts, known)
        assert {s for s in said if s.startswith("T22")} == room, where
        due = values[: known[-1] + 1] if known else []
        q = sum(v is None for v in due)
        assert ("T24" in said or "T24_one" in said) == (bool(due) and q / len(due) > 0.1), where
        assert ("T24_one" in said) <= (q == 1), where
    assert {"T01", "T02", "T03", "T03_one", "T03_none", "T04", "T05", "T05_higher", "T06", "T06w",
            "T07", "T07_before", "T08", "T09", "T10", "T11", "T13", "T13_one", "T13_early", "T14",
            "T13_ytd", "T13_ytd_one", "T14_ytd", "T15", "T16", "T20", "T21", "T22", "T22_not_met",
            "T24_one"} <= seen  # fmt: skip


def goal_id(facts: Facts, known: list[int]) -> set[str]:
    if facts.goal is None or not known or facts.direction == "monitor":
        return set()
    step = round((facts.values[known[-1]] or 0.0) - facts.goal, 9)
    met = step >= 0 if facts.direction == "increase" else step <= 0
    return {"T22" if met else "T22_not_met"}


T95 = {4: 2.7764, 5: 2.5706, 6: 2.4469, 7: 2.3646, 8: 2.3060, 9: 2.2622, 10: 2.2281, 11: 2.2010,
       12: 2.1788, 13: 2.1604, 14: 2.1448, 15: 2.1314, 16: 2.1199, 17: 2.1098, 18: 2.1009,
       19: 2.0930}  # fmt: skip


def by_months_or_newcombe(facts: Facts, before: list[int], since: list[int]) -> tuple[float, float]:
    """The wider of t with months as the unit and Newcombe's method 10 (Wilson ends)."""
    levels, ends = [], []
    for rows in (before, since):
        x = sum(facts.numerators[i] or 0 for i in rows)
        n = sum(facts.denominators[i] or 0 for i in rows)
        p, z = x / n, 1.959964
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        whole = 1 + z * z / n
        levels.append(p)
        ends.append(((middle - half) / whole, (middle + half) / whole))
    d = levels[1] - levels[0]
    low = d - math.hypot(levels[1] - ends[1][0], ends[0][1] - levels[0])
    high = d + math.hypot(ends[1][1] - levels[1], levels[0] - ends[0][0])
    df = len(before) + len(since) - 2
    squares = 0.0
    for rows in (before, since):
        mean = sum(facts.values[i] or 0 for i in rows) / len(rows)
        squares += sum(((facts.values[i] or 0) - mean) ** 2 for i in rows)
    half = T95[df] * math.sqrt(squares / df * (1 / len(before) + 1 / len(since)))
    if 2 * half > high - low:
        low, high = d - half, d + half
    return max(low, -levels[0]), min(high, 1 - levels[0])


# All teams together

T95_ALL = {**T95, 3: 3.1824, 1: 12.7062, 2: 4.3027}


class Expected:
    """The change of all teams of one metric, from the rows alone."""

    def __init__(self, master: Master, metric_id: str) -> None:
        plan = master.plan
        self.metric = metric = plan.metric(metric_id)
        start = plan.calendar.start
        self.rows: dict[str, dict[date, Row]] = {team.id: {} for team in plan.teams}
        for r in master.rows:
            if r.metric_id == metric_id and not r.stratum and r.value is not None:
                self.rows[r.team_id][r.month] = r
        months = sorted({m for rows in self.rows.values() for m in rows})
        self.before = [m for m in months if m < start]
        after = [m for m in months if m > start]
        last = after[-1:]
        self.after = [
            m for m in after if (last[0].year - m.year) * 12 + last[0].month - m.month < 3
        ]
        if metric.overlaps:
            self.before, self.after = self.newest(self.before), self.newest(after)
        self.fewest = 1 if metric.overlaps else 2
        self.teams = [
            team
            for team, rows in self.rows.items()
            if all(
                sum(m in rows for m in side) >= self.fewest for side in (self.before, self.after)
            )
        ]
        self.compute()

    def newest(self, months: list[date]) -> list[date]:
        """The newest report that half as many teams sent as any of the last three."""
        lately = months[-3:]
        counts = {m: sum(m in rows for rows in self.rows.values()) for m in lately}
        return [m for m in lately if counts[m] * 2 >= max(counts.values())][-1:]

    def level(self, rows: list[Row]) -> tuple[float, float]:
        if self.metric.kind in ("proportion", "rate"):
            n = sum(r.denominator or 0 for r in rows)
            return sum(r.numerator or 0 for r in rows) / n * self.metric.per, n
        return sum(r.value or 0 for r in rows) / len(rows), 2.0

    def compute(self) -> None:
        sides = [
            [self.level([self.rows[t][m] for m in side if m in self.rows[t]]) for t in self.teams]
            for side in (self.before, self.after)
        ]
        self.d = [after[0] - before[0] for before, after in zip(*sides, strict=True)]
        w = [b[1] * a[1] / (b[1] + a[1]) for b, a in zip(*sides, strict=True)]
        self.ends: tuple[float, float] | None = None
        self.change, self.df = 0.0, 0
        if not self.teams:
            return
        h = [x / sum(w) for x in w]
        self.weights = dict(zip(self.teams, h, strict=True))
        self.p0 = sum(x * b[0] for x, b in zip(h, sides[0], strict=True))
        self.change = sum(x * d for x, d in zip(h, self.d, strict=True))
        if len(self.teams) < 5:
            return
        a = [x * x / (1 - x) for x in h]
        error = math.sqrt(sum(x * (d - self.change) ** 2 for x, d in zip(a, self.d, strict=True)))
        below = sum(x * x for x in h) + sum(a) ** 2 - sum(x * x for x in a)
        self.df = int(1 / below + 1e-9)
        if self.df < 3 or error < 1e-9 * self.metric.per:
            return
        half = max(T95_ALL[self.df] * error, self.half_by_months())
        low, high = self.change - half, self.change + half
        if self.metric.kind == "proportion":
            low, high = max(low, -self.p0), min(high, 1 - self.p0)
        self.ends = low, high

    def half_by_months(self) -> float:
        if self.metric.overlaps or min(len(self.before), len(self.after)) < 3:
            return 0.0
        squares = 0.0
        for side in (self.before, self.after):
            levels = [
                self.level([self.rows[t][m] for t in self.teams if m in self.rows[t]])[0]
                for m in side
            ]
            mean = sum(levels) / len(levels)
            squares += sum((v - mean) ** 2 for v in levels)
        m0, m1 = len(self.before), len(self.after)
        return T95[m0 + m1 - 2] * math.sqrt(squares / (m0 + m1 - 2) * (1 / m0 + 1 / m1))

    def sentences(self, all_teams: int) -> set[str]:
        """Families of M01 to M07 and M13 that are true."""
        k = len(self.teams)
        found = {"M03"} if k else set()
        found |= {"M05"} if k < 5 else {"M01"} if self.ends else {"M06"} if self.df < 3 else {"M07"}
        if 0 < k < all_teams:
            found.add("M04")
        if k >= 5 and self.metric.kind in ("proportion", "rate"):
            found.add("M02")
        if self.ends and not self.metric.overlaps and min(len(self.before), len(self.after)) >= 3:
            found.add("M13")
        return found


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_every_sentence_about_all_teams_under_its_condition(tmp_path: Path, first: int) -> None:
    judged = 0
    for seed in range(first, first + 10):
        master = random_collaborative(tmp_path, seed)
        figures = Figures(master.plan.by_period, master.combined)
        for metric in master.plan.metrics:
            one = figures.by_metric[metric.id]
            if not one.months_with_data:
                continue
            want = Expected(master, metric.id)
            where = (seed, metric.id)
            result = one.change.result
            assert set(result.shares) == set(want.teams), where
            if want.teams:
                assert result.change == pytest.approx(want.change, abs=1e-9), where
                better = -1 if metric.direction == "decrease" else 1
                assert result.better == sum(round(better * d, 9) > 0 for d in want.d), where
            assert (result.lower is None) == (want.ends is None), where
            if want.ends:
                assert (result.lower, result.upper) == pytest.approx(want.ends, rel=1e-3), where
                judged += 1
            text = " ".join(change_sentences(one, names_of(one.plan)))
            said = traced_text(text)
            assert said is not None, (where, text)
            families = {name.removeprefix("charts.")[:3] for name, _ in said}
            families -= {"M08", "M09", "M10"}
            assert families == want.sentences(len(master.plan.teams)), (where, text)
    assert judged
