"""What every cell of `lcxl.runchart.verdict_formulas` must show, computed from the facts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from lcxl.runchart.control_results import LASTING_RUN
from lcxl.runchart.facts import MIN_CASES, Facts
from lcxl.runchart.formulas import NOT_AVAILABLE, Value, columns, marked, or_empty, twin
from lcxl.runchart.interval import byar, change, wilson
from lcxl.runchart.states import MIN_BASELINE
from lcxl.runchart.teams_change import ALIKE, MIN_MONTHS, half_width_by_months
from lcxl.runchart.verdict_formulas import Setup, chain_columns
from lcxl.runchart.verdicts import MIN_SPREAD, Verdict

__all__ = ["VerdictCells"]


class VerdictCells:
    """Values of the columns and of the single figures behind one verdict.

    ``control``: the columns of its control chart, if it has one.
    """

    def __init__(
        self,
        setup: Setup,
        facts: Facts,
        verdict: Verdict,
        control: Mapping[str, Sequence[Value]],
    ) -> None:
        self.setup, self.facts, self.verdict = setup, facts, verdict
        self.latest = max((i for i, v in enumerate(facts.values) if v is not None), default=-1)
        self.first = max((p for p in facts.phases if p <= self.latest), default=0)
        self.rows = [i for i, v in enumerate(facts.values) if v is not None and i >= self.first]
        self.before = [i for i in self.rows if facts.sides[i] < 0]
        self.since = [i for i in self.rows if facts.sides[i] > 0]
        chain = columns(verdict.run_chart)
        self.columns: dict[str, list[Value]] = {
            f.name: chain[f.name.removeprefix("d_")] for f in chain_columns(setup)
        }
        of_line = {**self.columns, **control}
        self._side, self._run = (
            [int(v) for v in of_line.get(name, ())] for name in (setup.side, setup.run)
        )
        self.columns |= self._further_columns(control)
        self.statistics = self._statistics()

    def _drawn_mean(self, control: Mapping[str, Sequence[Value]]) -> dict[str, list[Value]]:
        values, frozen = self.facts.values, len(self.before) >= MIN_BASELINE
        sides = [int(side) for side in control["line_shift"]]
        if frozen:
            sides = marked(self._run, self._side, sides, self.facts.sides, LASTING_RUN)
        meant = [self.setup.meaning(side) if frozen else 0 for side in sides]
        found: dict[str, list[Value]] = {
            name: [NOT_AVAILABLE if c == "" or frozen != shown else c for c in control["centre"]]
            for name, shown in (("y_mean", True), ("y_mean_provisional", False))
        }
        found |= {"row_marked": list(sides), "row_means": list(meant)}
        for name, means in (("y_row_better", 1), ("y_row_worse", -1), ("y_row_other", 0)):
            found[name] = [
                twin(v, side != 0 and meaning == means)
                for v, side, meaning in zip(values, sides, meant, strict=True)
            ]
        return found

    def _further_columns(self, control: Mapping[str, Sequence[Value]]) -> dict[str, list[Value]]:
        values, n = self.facts.values, len(self.facts.values)
        found: dict[str, list[Value]] = {
            name: [or_empty(values[i]) if i in rows else "" for i in range(n)]
            for name, rows in (("before", self.before), ("since", self.since))
        }
        found["row"] = [i + 1 if i in self.rows else "" for i in range(n)]
        if self.setup.overlapping:
            return found
        if self.setup.control is not None:
            found |= self._drawn_mean(control)
        found |= self._trend()
        parts = self.facts.sides
        for name, part in (("run_before", -1), ("run_since", 1)):
            found[name] = [
                sum(
                    other != 0 and self._run[k] == self._run[i] and parts[k] == part
                    for k, other in enumerate(self._side)
                )
                if side
                else 0
                for i, side in enumerate(self._side)
            ]
        row = self.setup.row
        found["ended"] = [
            side
            if parts[i] == 1 and int(found["run_since"][i]) >= row > int(found["run_before"][i])
            else 0
            for i, side in enumerate(self._side)
        ]
        return found

    def _trend(self) -> dict[str, list[Value]]:
        signs: list[Value] = []
        runs: list[Value] = []
        ties: list[Value] = []
        sign_before = run = tie = 0
        last, step = self.columns["d_last"], self.columns["d_step"]
        for i, value in enumerate(self.facts.values):
            if i and value is not None:
                here = int(step[i])
                if last[i] == NOT_AVAILABLE:
                    sign_before = run = tie = 0
                elif here == 0:
                    sign_before, run, tie = 0, 0, 1
                elif here == sign_before:
                    run += 1
                else:
                    run, tie = 1, tie if sign_before == 0 else 0
                    sign_before = here
            for column, now in ((signs, sign_before), (runs, run), (ties, tie)):
                column.append(now)
        return {"t_sign": signs, "t_run": runs, "t_tie": ties}

    def _statistics(self) -> dict[str, Value]:
        found: dict[str, Value] = {
            "d_first": self.first + 1 if self.latest >= 0 else 1,
            "b": len(self.before),
            "m1": len(self.since),
            "before_last": self.before[-1] + 1 if self.before else 0,
            "since_last": self.since[-1] + 1 if self.since else 0,
        }
        self._levels(found)
        if self.setup.overlapping:
            self._shared_patients(found)
        else:
            self._spread(found)
            self._signal(found)
            self._provisional(found)
        main = self.verdict.main
        found["verdict"] = "" if main is None else main.id
        return found

    def _levels(self, found: dict[str, Value]) -> None:
        facts, setup = self.facts, self.setup
        for k, all_rows in (("0", self.before), ("1", self.since)):
            rows = all_rows[-1:] if setup.overlapping else all_rows
            values = [v for i in rows if (v := facts.values[i]) is not None]
            if not setup.divides:
                found["p" + k] = fmean(values) if values else ""
                continue
            x = math.fsum(facts.numerators[i] or 0.0 for i in rows)
            n = math.fsum(facts.denominators[i] or 0.0 for i in rows)
            found["x" + k], found["n" + k] = x, n
            found["p" + k] = x / n * facts.per if n else ""
            low, high = (wilson if setup.proportion else byar)(x, n) if n else (0.0, 0.0)
            found["low" + k] = low * facts.per if n else ""
            found["high" + k] = high * facts.per if n else ""
        p0, p1 = found["p0"], found["p1"]
        found["moved"] = "" if isinstance(p0, str) or isinstance(p1, str) else p1 - p0

    def _change(self, found: Mapping[str, Value]) -> tuple[float, float]:
        """Interval of the change from the two single ones."""
        p0, low0, high0, p1, low1, high1 = (
            float(found[name]) for name in ("p0", "low0", "high0", "p1", "low1", "high1")
        )
        return change(p0, (low0, high0), p1, (low1, high1))

    def _ends(self, found: dict[str, Value], ends: tuple[float, float] | None) -> None:
        if ends is not None and self.setup.proportion:
            p0 = float(found["p0"])
            ends = max(-p0, ends[0]), min(1 - p0, ends[1])
        found["lo"], found["hi"] = ("", "") if ends is None else ends

    def _shared_patients(self, found: dict[str, Value]) -> None:
        facts, setup, moved = self.facts, self.setup, found["moved"]
        w = setup.months
        if setup.to_date:
            known = self.latest >= 0
            n = found["window_n"] = facts.window.since if known else 0
            covered = found["window_w"] = (facts.window.to_date or 0) if known else 0
            if setup.divides:
                part = isinstance(moved, str) or n < covered
                self._ends(found, None if part else self._change(found))
            return
        if w is not None:
            n = found["window_n"] = min(w, facts.window.since) if self.latest >= 0 else 0
        if not setup.divides or (w is None and not setup.registry):
            return
        if w is None:
            self._ends(found, None if isinstance(moved, str) else self._change(found))
            return
        if isinstance(moved, str):
            found["half"] = ""
            self._ends(found, None)
            return
        share = (float(found["p0"]) + float(found["p1"])) / 2 / facts.per
        spread = share * (1 - share) if setup.proportion else share
        size = (float(found["n0"]) + float(found["n1"])) / 2
        half = 1.96 * math.sqrt(2 * n / w * max(0.0, spread) / size) * facts.per
        found["half"] = half
        self._ends(found, (moved - half, moved + half) if n < w else self._change(found))

    def _spread(self, found: dict[str, Value]) -> None:
        now = self.verdict.run_chart.current
        found["d_now"] = int(self.columns["d_phase"][max(0, self.latest)])
        found["d_useful"] = now.n_useful
        found["d_longest"] = now.longest_run
        found["d_runs"] = now.n_runs
        odd = now.signal_anhoej or now.signal_runs
        found["odd"] = int(now.n_useful >= MIN_SPREAD and odd)

    def _signal(self, found: dict[str, Value]) -> None:
        parts, row = self.facts.sides, self.setup.row
        since = [i for i, s in enumerate(self._side) if s and parts[i] == 1]
        run_before, run_since = self.columns["run_before"], self.columns["run_since"]
        found["useful_since"] = len(since)
        newest = found["newest"] = since[-1] + 1 if since else 0
        found["newest_before"] = run_before[newest - 1] if newest else 0
        found["newest_since"] = run_since[newest - 1] if newest else 0
        ended = self.columns["ended"]
        better = self.setup.meaning(1)
        told = newest
        if int(found["newest_before"]) < row and int(found["newest_since"]) < row:
            of = [
                max((i + 1 for i, s in enumerate(ended) if wanted(s)), default=0)
                for wanted in (lambda s: better and s == better, bool)
            ]
            told = of[0] or of[1]
        found["told"] = told
        found["told_side"] = self._side[told - 1] if told else 0
        found["told_count"] = run_since[told - 1] if told else 0
        found["told_first"] = (
            1 + next(i for i in since if self._run[i] == self._run[told - 1]) if told else 0
        )

    def _provisional(self, found: dict[str, Value]) -> None:
        values, moved = self.facts.values, found["moved"]
        half = half_width_by_months(
            [values[i] for i in self.before], [values[i] for i in self.since]
        )
        assert (half is None) == (min(len(self.before), len(self.since)) < MIN_MONTHS)
        found["half"] = or_empty(half)
        alike = not self.setup.divides and half is not None and half < ALIKE
        if half is None or alike or isinstance(moved, str):
            self._ends(found, None)
            return
        ends = moved - half, moved + half
        if self.setup.divides:
            if min(float(found["n0"]), float(found["n1"])) < MIN_CASES:
                self._ends(found, None)
                return
            patients = self._change(found)
            if patients[1] - patients[0] > 2 * half:
                ends = patients
        self._ends(found, ends)
