"""Sentences that hang on what the plan says of a metric, on groups and on the year before.

The conditions are written out a second time here, from the rows and the plan alone.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest

from lcxl.books.copies import views
from lcxl.combine import Master
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import Figures
from lcxl.figures.sentences import change_sentences, funder_sentences
from lcxl.metrics.display import shown_change, shown_end
from lcxl.periods import add_months
from lcxl.plan import Metric
from lcxl.sheets.master.change_cells import names_of
from lcxl.words import say
from tests.acceptance.test_one_figure import random_collaborative
from tests.acceptance.test_sentence_conditions import T95_ALL, Expected
from tests.acceptance.test_summary_conditions import said_ids

COLLABORATIVES = 40
LEAST_TEAMS, LEAST_PATIENTS = 5, 10


def flagged(folder: Path, seed: int) -> Master:
    """A random collaborative whose plan says more of its metrics; teams in any order."""
    rng = Random(f"flags {seed}")
    master = random_collaborative(folder, seed)
    metrics = tuple(
        replace(
            m,
            selected_on=rng.choice(["Yes", "No"]),
            missing_failed=rng.choice(["Yes", "No"]),
            sampling=rng.choice(["all", "random"]) if m.kind == "proportion" else m.sampling,
            target_n=rng.choice([None, 1, 20]) if m.kind == "proportion" else m.target_n,
        )
        for m in master.plan.metrics
    )
    sizes = rng.choice(["all", "some", "none"])
    teams = [
        replace(t, size=900 if sizes == "all" or (sizes == "some" and i) else None)
        for i, t in enumerate(master.plan.teams)
    ]
    rng.shuffle(teams)
    return replace(master, plan=replace(master.plan, metrics=metrics, teams=tuple(teams)))


class Earlier(Expected):
    """The newest months beside the same months of the last year before the kickoff."""

    def __init__(self, master: Master, metric_id: str) -> None:
        super().__init__(master, metric_id)
        start, pairs = master.plan.calendar.start, []
        for month in self.after:
            years = 1
            while add_months(month, -12 * years) >= start:
                years += 1
            pairs.append((add_months(month, -12 * years), month))
        self.years = {m.year - e.year for e, m in pairs}
        teams = {t: [p for p in pairs if p[0] in rows and p[1] in rows]
                 for t, rows in self.rows.items()}  # fmt: skip
        self.has_enough = bool(pairs) and all(
            sum(p in both for both in teams.values()) >= LEAST_TEAMS for p in pairs
        )
        self.rows = {
            t: {m: self.rows[t][m] for pair in both for m in pair} for t, both in teams.items()
        }
        self.before, self.after = [e for e, _ in pairs], [m for _, m in pairs]
        self.teams = [t for t, both in teams.items() if len(both) >= self.fewest]
        if self.has_enough:
            self.compute()


class Gap(Expected):
    """The priority group against the reference group in some months, of teams with enough."""

    def __init__(self, master: Master, metric: Metric, months: set[date]) -> None:
        self.metric, self.by_team = metric, {}
        groups = (metric.priority_group, metric.reference_group)
        for team in master.plan.teams:
            sides = [
                [r for r in master.rows
                 if (r.team_id, r.metric_id, r.stratum) == (team.id, metric.id, group)
                 and r.month in months and r.value is not None]
                for group in groups
            ]  # fmt: skip
            sizes = [sum(r.denominator or 0 for r in rows) for rows in sides]
            if min(sizes) >= LEAST_PATIENTS:
                self.by_team[team.id] = sides
        self.teams = list(self.by_team)
        self.compute()

    def compute(self) -> None:
        """The gap with its interval, by teams alone."""
        sides = [[self.level(rows) for rows in two] for two in self.by_team.values()]
        self.gaps = {t: s[1][0] - s[0][0] for t, s in zip(self.by_team, sides, strict=True)}
        self.ends = None
        if not sides:
            return
        w = [b[1] * a[1] / (b[1] + a[1]) for b, a in sides]
        h = [x / sum(w) for x in w]
        d = list(self.gaps.values())
        self.change = sum(x * one for x, one in zip(h, d, strict=True))
        if len(d) < LEAST_TEAMS:
            return
        a = [x * x / (1 - x) for x in h]
        error = math.sqrt(sum(x * (one - self.change) ** 2 for x, one in zip(a, d, strict=True)))
        df = int(1 / (sum(x * x for x in h) + sum(a) ** 2 - sum(x * x for x in a)) + 1e-9)
        if df >= 3 and error >= 1e-9:
            half = T95_ALL[df] * error
            self.ends = self.change - half, self.change + half


def mean_with_ends(d: list[float]) -> tuple[float, float, float] | None:
    """The mean of teams that count once, with t of the teams; None of fewer than five."""
    if len(d) < LEAST_TEAMS:
        return None
    mean = sum(d) / len(d)
    spread = math.sqrt(sum((x - mean) ** 2 for x in d) / (len(d) - 1))
    half = T95_ALL[len(d) - 1] * spread / math.sqrt(len(d))
    return mean, mean - half, mean + half


def collaboratives(folder: Path, first: int) -> Iterator[tuple[int, Master, Figures]]:
    for seed in range(first, first + COLLABORATIVES // 4):
        master = flagged(folder, seed)
        yield seed, master, Figures(master.plan.by_period, master.combined)


def for_funders(metric: Metric, master: Master, counted: list[str]) -> set[str]:
    """F02, F06 and F07 of a metric whose change is said; ``counted``: teams in it."""
    found = {"F02"} if metric.selected_on == "Yes" else set()
    if metric.missing_failed == "Yes":
        fewer = metric.direction == "decrease" or metric.maintain_op == "not above"
        found.add("F06_lower" if fewer else "F06")
    sizes = {t.id: t.size for t in master.plan.teams}
    if metric.sampling != "all" and metric.target_n and not all(sizes[t] for t in counted):
        found.add("F07")
    return found


@pytest.mark.parametrize("first", range(0, COLLABORATIVES, COLLABORATIVES // 4))
def test_what_the_plan_says_of_a_metric_is_said_where_it_holds(tmp_path: Path, first: int) -> None:
    seen: set[str] = set()
    for seed, master, figures in collaboratives(tmp_path, first):
        for metric in master.plan.metrics:
            one = figures.by_metric[metric.id]
            want = Expected(master, metric.id) if one.months_with_data else None
            session = master.plan.calendar.sessions[-1]
            texts = funder_sentences(one, names_of(one.plan), session, small_are_hidden=False)
            said = (said_ids(texts) if texts else set()) & {"F02", "F06", "F06_lower", "F07"}
            wanted = for_funders(metric, master, want.teams) if want and want.teams else set()
            assert said == wanted, (seed, metric.id)
            seen |= said
    assert seen == {"F02", "F06", "F06_lower", "F07"}


@pytest.mark.parametrize("first", range(0, COLLABORATIVES, COLLABORATIVES // 4))
def test_the_same_months_a_year_earlier(tmp_path: Path, first: int) -> None:
    """Only as the plan fixed it, of months with five teams or more in both years."""
    for seed, master, figures in collaboratives(tmp_path, first):
        for metric in master.plan.metrics:
            one, where = figures.by_metric[metric.id], (seed, metric.id)
            sampled = metric.sampling != "all"  # sizes weigh there, as the tests of change pin
            if not one.months_with_data or sampled or not Expected(master, metric.id).teams:
                continue
            want = Earlier(master, metric.id)
            is_said = want.has_enough and master.plan.year_earlier == "Yes"
            texts = [t for t in change_sentences(one, names_of(one.plan))
                     if said_ids([t]) & {"M09", "M09_years"}]  # fmt: skip
            if is_said and want.df < 3:
                continue  # the average team is the headline
            assert bool(texts) == bool(is_said and want.ends), where
            if texts and want.ends:
                (years,) = want.years
                parts = {"D": shown_change(metric, want.change),
                         "lo": shown_end(metric, want.ends[0]),
                         "hi": shown_end(metric, want.ends[1])}  # fmt: skip
                key = "charts.M09" if years == 1 else "charts.M09_years"
                assert say(key, years=years, **parts) in texts[0], where


def regrouped(master: Master, seed: int) -> Master:
    """Its groups of patients of like sizes, in some teams too small to be compared."""
    rng = Random(f"groups {seed}")
    few = {t.id: rng.random() < 0.15 for t in master.plan.teams}
    shares = {t.id: rng.uniform(0.3, 0.6) for t in master.plan.teams}
    rows = []
    for r in master.rows:
        if r.stratum:
            n = rng.randint(1, 3) if few[r.team_id] else rng.randint(10, 60)
            x = sum(rng.random() < shares[r.team_id] for _ in range(n))
            r = r._replace(numerator=x, denominator=n, value=x / n)
        rows.append(r)
    return Master(master.plan, replace(master.combined, rows=tuple(rows)))


def test_the_gap_before_and_now(tmp_path: Path) -> None:
    """C08 where both gaps have an interval, of the teams that have one in both periods."""
    seen = set[bool | None]()
    for seed in range(COLLABORATIVES):
        master = random_collaborative(tmp_path, seed)
        if len(master.plan.teams) < LEAST_TEAMS and seed > 10:
            continue
        master = regrouped(master, seed)
        one = Figures(master.plan.by_period, master.combined).by_metric["SCREEN"]
        texts, want = gap_sentences(one), Expected(master, "SCREEN")
        before = Gap(master, one.metric, set(want.before))
        now = Gap(master, one.metric, set(want.after))
        both = [t for t in before.gaps if t in now.gaps]
        moved = mean_with_ends([now.gaps[t] - before.gaps[t] for t in both])
        is_said = bool(before.ends and now.ends and moved)
        found = [t for t in texts if "C08" in said_ids([t])]
        assert bool(found) == is_said, seed
        if found and moved:
            parts = {"G0": shown_change(one.metric, before.change),
                     "G1": shown_change(one.metric, now.change),
                     "D": shown_change(one.metric, moved[0]), "k": len(both),
                     "lo": shown_end(one.metric, moved[1]),
                     "hi": shown_end(one.metric, moved[2])}  # fmt: skip
            assert found == [say("charts.C08", **parts)], seed
            seen.add(len(both) < len(now.gaps))
        else:
            seen.add(None)
    assert seen == {None, True, False}


KINDS = ("M09", "M09_years", "C06", "C08", "F02", "F06", "F06_lower", "F07")


def words_of(data: bytes) -> str:
    """Everything that is written in a workbook; a text over several lines is one."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    cells = (c for sheet in book for row in sheet.values for c in row if isinstance(c, str))
    return " ".join(" ".join(cells).split())


def test_copies_say_nothing_of_this_otherwise(tmp_path: Path) -> None:
    """The host, the teams and the funders read the same of the same; none reads it of other."""
    master = regrouped(flagged(tmp_path, 19), 19)
    plan = replace(master.plan, small_numbers="none")
    master = replace(master, plan=plan)
    figures, said = Figures(plan.by_period, master.combined), []
    for one in figures.by_metric.values():
        names, last = names_of(one.plan), plan.calendar.sessions[-1]
        said += change_sentences(one, names) + gap_sentences(one)
        said += funder_sentences(one, names, last, small_are_hidden=False)
    wanted = {key: [t for t in said if key in said_ids([t])] for key in KINDS}
    assert {key for key, texts in wanted.items() if texts} == {*KINDS} - {"M09_years", "C06"}
    read = {audience: [words_of(view.workbook()) for view in views(master, audience)]
            for audience in ("hosts", "teams", "funders")}  # fmt: skip
    for key, begins in (("M09", "The same months a year"), ("C08", "The gap went from"),
                        ("F02", "Teams were chosen for"), ("F06", "Better recording"),
                        ("F07", "Each team was asked")):  # fmt: skip
        for text in read["funders"]:
            texts = wanted[key] + (wanted["F06_lower"] if key == "F06" else [])
            assert text.count(begins) == len(texts)
            assert all(one in text for one in texts)
    for text in (*read["hosts"], *read["teams"]):
        assert say("charts.C06") in text
        assert {t for t in wanted["M09"] if t not in text} == set()
    (host,) = read["hosts"]
    assert wanted["C08"][0] in host
