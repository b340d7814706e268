"""Somebody with every edition of a copy, a computer and patience: which small counts can be found?

The attacker reads the CSV files alone, and knows who reported when, which numbers were corrected,
which metrics count the same people, and that people are whole and not negative.  Every report of
a team is an unknown of its own; what files show are sums of them.  A linear programme gives the
least and the most that each small count can be: where only one whole number fits, it is found.

Run as a command it attacks many: python -m tests.helpers.attack_editions 1000
"""

from __future__ import annotations

import csv
import io
import math
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from lcxl.audience.past import Past
from lcxl.audience.suppress import LIMITS, Rule
from lcxl.books.copies import View
from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row
from lcxl.figures.figures import Figures
from lcxl.keep.shown import Edition
from lcxl.periods import month_id
from lcxl.plan import Collaborative

RULES: tuple[Rule, ...] = ("CMS 1-10", "under 5", "NHS rounding")
CORRECTED = ("FALLS", "CALLS", "ADVICE", "TREAT")
SAME = (("SCREEN", "ADVICE", "d", "d"), ("SCREEN", "TREAT", "n", "d"))

Unknown = tuple[str, str, str, str, int, str]
"""Metric, team, month, group, version and count."""
Sum = Mapping[Unknown, float]


@dataclass
class Story:
    """One collaborative as it grows: the rows of each edition, and the version of each."""

    plan: Collaborative
    editions: list[dict[tuple[str, str, str, str], tuple[Row, int]]] = field(default_factory=list)

    def master(self, number: int) -> Master:
        """All teams in one edition."""
        rows = tuple(row for row, _ in self.editions[number].values())
        return Master(self.plan, Combined(rows=rows))


def grown(master: Master, rng: Random) -> Story:
    """Reports that come month by month, some late, some corrected afterwards."""
    story = Story(master.plan)
    months = sorted({month_id(row.month) for row in master.rows})
    place = {month: i for i, month in enumerate(months)}
    late = {(r.team_id, r.month): rng.choice([0] * 20 + [1, 2]) for r in master.rows}
    wrong: dict[int, tuple[Row, int]] = {}
    for i, row in enumerate(master.rows):
        if row.metric_id in CORRECTED and row.numerator and rng.random() < 0.02:
            other = max(0.0, row.numerator - rng.randint(1, 6))
            value = other / row.denominator if row.denominator else other
            wrong[i] = (row._replace(numerator=other, value=value), rng.randint(1, 3))
    for now in range(min(2, len(months) - 1), len(months)):
        if now < len(months) - 1 and rng.random() < 0.25:
            continue
        found = {}
        for i, row in enumerate(master.rows):
            known = now - place[month_id(row.month)] - late[row.team_id, row.month]
            if known < 0:
                continue
            version = 0
            if i in wrong:
                before, since = wrong[i]
                row, version = (before, 0) if known < since else (row, 1)
            found[row.metric_id, row.team_id, month_id(row.month), row.stratum] = row, version
        story.editions.append(found)
    return story


@dataclass
class Knowledge:
    """What the files tell: sums between two bounds; and what is true."""

    sums: list[tuple[Sum, float, float]] = field(default_factory=list)
    truth: dict[Unknown, float] = field(default_factory=dict)
    hidden: list[tuple[str, Sum]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lines: int = 0
    shown: int = 0


def read(story: Story, number: int, data: bytes, rule: Rule, known: Knowledge) -> None:
    """Add what the CSV of one edition tells."""
    figures = Figures(story.plan, story.master(number).combined).by_metric
    rows = story.editions[number]
    known.lines = known.shown = 0
    for told in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
        metric, table, key = told["metric_id"], told["part"], told["line"]
        one = figures[metric]
        base = {m.id for m in one.baseline_months}
        recent = {m.id for m in one.recent_months} - base
        every = {m.id for m in one.months_with_data}
        periods = {"baseline": base, "recent": recent, "between": every - base - recent}
        months = {"whole": every, "periods": periods.get(key, set()), "months": {key}}
        wanted = months.get(table, recent)
        atoms: dict[str, Counter[Unknown]] = {"n": Counter(), "d": Counter()}
        for (m, team, month, group), (row, version) in rows.items():
            if m != metric or month not in wanted or row.value is None:
                continue
            sign = 0
            if table == "groups":
                placed = (metric, team, month, "") in rows
                if key == "In no group":
                    sign = -1 if group and placed else (0 if group else 1)
                elif group == key and placed:
                    sign = 1
            elif not group and (table != "teams" or row.team == key):
                sign = 1
            for count, true in (("n", row.numerator), ("d", row.denominator)):
                if sign and true is not None:
                    unknown = (metric, team, month, group, version, count)
                    atoms[count][unknown] += sign
                    known.truth[unknown] = true
        known.lines += 1
        known.shown += told["hidden"] == "no"
        for count, column in (("n", "numerator"), ("d", "denominator")):
            place = f"edition {number} {metric} {table} {key} {count}"
            if told["hidden"] == "yes":
                known.hidden.append((place, atoms[count]))
            elif atoms[count] and (told[column] or count == "d"):
                shown = float(told[column] or 0)
                low, high = _before_rounding(shown) if rule == RULES[2] else (shown, shown)
                known.sums.append((atoms[count], low, high))
                true = sum(n * known.truth[u] for u, n in atoms[count].items())
                if not low <= true <= high or 0 < shown <= LIMITS[rule]:
                    known.faults.append(f"{place} is shown as {shown:g}, is {true:g}")


def _before_rounding(count: float) -> tuple[float, float]:
    if count <= 0:
        return count, count
    return (1, 7) if count == 5 else (count - 2, count + 2)


def found(known: Knowledge, rule: Rule) -> list[str]:
    """Small counts for which one whole number is left."""
    limit = LIMITS[rule] or 7
    at = {unknown: i for i, unknown in enumerate(known.truth)}
    targets = [(f"{u}", {u: 1.0}) for u in at] + known.hidden
    for u in list(at):
        size = (*u[:5], "d")
        if u[5] == "n" and size in at and u[0] != "FALLS":
            targets.append((f"{u} not in it", {size: 1.0, u: -1.0}))
    small: dict[tuple[tuple[int, float], ...], str] = {}
    for place, total in targets:
        true = sum(times * known.truth[u] for u, times in total.items())
        if 0 < abs(true) <= limit:
            small.setdefault(tuple(sorted((at[u], n) for u, n in total.items() if n)), place)
    if not small:
        return []
    both = [(t, low, high) for t, low, high in known.sums if low == high]
    ub: list[dict[Unknown, float]] = []
    b_ub: list[float] = []
    for total, low, high in known.sums:
        if low != high:
            ub += [dict(total), {u: -n for u, n in total.items()}]
            b_ub += [high, -low]
    for u in at:
        size = (*u[:5], "d")
        if u[5] == "n" and size in at and u[0] != "FALLS":
            ub.append({u: 1.0, size: -1.0})
            b_ub.append(0.0)
    equal = list(_equal(known))
    a_eq = _matrix([t for t, *_ in both] + equal, at)
    b_eq = [*(low for _, low, _ in both), *[0.0] * len(equal)]
    a_ub = _matrix(ub, at) if ub else None

    def solve(objective: Any) -> Any:
        exact = {"A_eq": a_eq, "b_eq": b_eq} if b_eq else {}
        done = linprog(objective, A_ub=a_ub, b_ub=b_ub or None, bounds=(0, 1e5), **exact)
        assert done.status == 0, done.message
        return done.x

    keys = list(small)
    sums = np.zeros((len(keys), len(at)))
    for row, key in enumerate(keys):
        for i, times in key:
            sums[row, i] = times
    rng = np.random.default_rng(1)
    low, high = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    for _ in range(60):
        open_ = np.nonzero(high - low < 1 - 1e-6)[0] if np.isfinite(low).all() else None
        if open_ is not None and not len(open_):
            break
        weights = rng.normal(size=len(keys))
        if open_ is not None:
            weights[high - low >= 1 - 1e-6] = 0
        values = sums @ solve(weights @ sums)
        low, high = np.minimum(low, values), np.maximum(high, values)
        if open_ is not None and len(open_) and (np.delete(weights, open_) == 0).all():
            values = sums @ solve(-(weights @ sums))
            low, high = np.minimum(low, values), np.maximum(high, values)
        if open_ is not None and len(open_) < 12:
            break
    faults = []
    for row in np.nonzero(high - low < 1 - 1e-6)[0]:
        ends = [float(sums[row] @ solve(sign * sums[row])) for sign in (1, -1)]
        if math.floor(ends[1] + 1e-6) == math.ceil(ends[0] - 1e-6):
            faults.append(f"{small[keys[row]]} is {round(ends[0])}")
    return faults


def _matrix(sums: list[Any], at: Mapping[Unknown, int]) -> Any:
    entries = [(i, at[u], n) for i, total in enumerate(sums) for u, n in total.items()]
    rows, cols, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_matrix((values, (rows, cols)), shape=(len(sums), len(at)))


def _equal(known: Knowledge) -> Iterator[dict[Unknown, float]]:
    """Counts that two metrics share, and groups that make up a whole."""
    groups: defaultdict[Unknown, list[Unknown]] = defaultdict(list)
    for u, true in known.truth.items():
        for one, other, first, second in SAME:
            if u[0] == one and u[5] == first and not u[3]:
                for version in (0, 1):
                    same = (other, u[1], u[2], "", version, second)
                    if known.truth.get(same) == true:
                        yield {u: 1.0, same: -1.0}
        if u[3]:
            groups[(u[0], u[1], u[2], "", u[4], u[5])].append(u)
    for whole, parts in groups.items():
        if known.truth.get(whole) == sum(known.truth[p] for p in parts):
            yield {whole: -1.0, **dict.fromkeys(parts, 1.0)}


@dataclass(frozen=True)
class Result:
    """One collaborative attacked."""

    faults: list[str]
    editions: int
    months: int
    lines: int
    shown: int
    shown_alone: int
    """Of the last edition's lines, those shown with the memory and without it."""


def attacked(master: Master, rule: Rule, rng: Random, remember: bool = True) -> Result:
    """Write every edition with the memory of those before, and attack all of them together."""
    story, past, known = grown(master, rng), list[Edition](), Knowledge()
    alone = Knowledge()
    for number in range(len(story.editions)):
        view = View("f", story.master(number), rule=rule, past=Past(past if remember else []))
        read(story, number, view.tidy().as_csv(), rule, known)
        past.append(replace(view.protected.edition, number=number + 1))
        again = View("f", story.master(number), rule=rule, past=Past(past))
        assert again.protected.edition == replace(past[-1], number=0), "hides other lines again"
    single = View("f", story.master(len(story.editions) - 1), rule=rule)
    read(story, len(story.editions) - 1, single.tidy().as_csv(), rule, alone)
    months = len({month_id(row.month) for row in master.rows})
    return Result([*known.faults, *found(known, rule)], len(story.editions), months,
                  known.lines, known.shown, alone.shown)  # fmt: skip


def main() -> None:
    from tests.helpers.collaboratives import PLAN, random_master
    from tests.helpers.plans import plan_from

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    remember = "--forget" not in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        plan = plan_from(PLAN, Path(folder))
    started, leaking, editions = time.monotonic(), 0, 0
    shares: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for seed in range(first, first + number):
        rule = RULES[seed % 3]
        rng = Random(f"editions {seed}")
        master = random_master(plan, rng, teams=(2, 8), months=(5, 12))
        result = attacked(master, rule, rng, remember)
        editions += result.editions
        if result.faults:
            leaking += 1
            print(f"seed {seed} {rule}: {len(result.faults)}: {result.faults[:3]}", flush=True)
        if result.shown_alone:
            shares[rule].append((result.months, result.shown / result.shown_alone))
    print(f"{number} collaboratives from seed {first}, {editions} editions: {leaking} leak; "
          f"{time.monotonic() - started:.0f} s")  # fmt: skip
    for rule, pairs in sorted(shares.items()):
        whole = [share for months, share in pairs if months == 12]
        print(f"{rule}: lines shown in the last edition, of those of a single edition, median "
              f"{median(s for _, s in pairs):.2f}; at 12 months "
              f"{median(whole) if whole else float('nan'):.2f} ({len(whole)})")  # fmt: skip


if __name__ == "__main__":
    main()
