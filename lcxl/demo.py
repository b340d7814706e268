"""The whole story in one command: a fictional collaborative, its submissions, the master.

The numbers are made up from ranges in the example's plan, always the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from statistics import fmean
from typing import NamedTuple

from lcxl import templates
from lcxl.books import Filled
from lcxl.keep.filled import DataKey
from lcxl.metrics import Entry, kind_of
from lcxl.periods import Period, add_days, add_months, last_day, month_number, months_between
from lcxl.plan import Collaborative, Metric

__all__ = ["DemoTeam", "demo_submissions"]

REPORTED_OF_PLAN = 0.75
"""Share of the collaborative's months that have passed in the demonstration."""
SEASON = 0.02
YEAR = 12


@dataclass(frozen=True)
class DemoTeam:
    """What one team sent: its workbook's content, and what happened to the file."""

    team_id: str
    file: str
    filled: Filled
    fault: str = ""
    """What is wrong with it, for the story: a text ``demo_...`` of messages/commands.toml."""
    damage: str = ""
    """"cut" ends the file half way, "page" sends a sign-in page instead."""


def demo_submissions(plan: Collaborative) -> list[DemoTeam]:
    """Filled submissions of every team but one, some of them with faults people make.

    The plan's metrics are those of the examples, which tell what numbers are usual.
    """
    ranges = templates.usual_numbers()
    months = plan.calendar.reported
    passed = plan.calendar.baseline_months + round(plan.calendar.months * REPORTED_OF_PLAN)
    sent: list[DemoTeam] = []
    for number, team in enumerate(plan.teams):
        rng = Random(f"{plan.id} {team.id}")  # noqa: S311 - made-up figures, no secret
        data: dict[DataKey, Entry] = {}
        for metric in plan.by_period.metrics:
            _fill(_Filling(plan, data, rng, number), metric, ranges[metric.id], months[:passed])
        rows: dict[str, Sequence[Mapping[str, object]]] = {
            "reporter": [{"reporter": templates.demo_words().reporter}],
            "changes": _changes(plan, number, passed),
            "story": _story(number, passed),
        }
        if plan.event_metrics:
            rows |= _event_logs(plan, team.id, ranges, months[passed - 1])
        sent.append(DemoTeam(team.id, f"{team.id}.xlsx", Filled(data, rows)))
    return _with_faults(plan, sent, months, passed)


class _Filling(NamedTuple):
    """One team's numbers while they are made up."""

    plan: Collaborative
    data: dict[DataKey, Entry]
    rng: Random
    number: int
    """Of the team, from 0."""


def _fill(
    filling: _Filling, metric: Metric, ranges: templates.Usual, months: tuple[date, ...]
) -> None:
    """One metric of one team: a level of its own, and for most a change on the way."""
    plan, data, rng, number = filling
    level = rng.uniform(*ranges["baseline"])
    effect = rng.uniform(*ranges["effect"]) * (0.2 if number % 4 == 3 else 1.0)
    size = rng.uniform(*ranges.get("denominator", (1, 1)))
    turn = rng.randint(2, 5)
    span = max(1, len(months) - plan.calendar.baseline_months - turn)
    last = -1.0
    kind = kind_of(metric)

    def truth_in(month: date) -> float:
        since = months_between(plan.calendar.start, month) - turn
        seasonal = 1 + SEASON * (1 if month_number(month) in (12, 1, 7, 8) else -0.5)
        truth = level + effect * min(1.0, max(0.0, since / span * 1.5))
        return truth * seasonal if kind.part_of_whole else truth

    covered = (metric.time_window.months or YEAR) if metric.overlaps else 1
    chance = 1 / covered**0.5  # what one month adds to a longer window moves it little
    for month in months:
        if not plan.is_due(metric, Period(month)):
            continue
        truth = fmean(truth_in(add_months(month, -back)) for back in range(covered))
        spread = 0.04 * chance
        n = round(size if metric.sampling != "all" else size * rng.uniform(1 - spread, 1 + spread))
        if kind.part_of_whole:
            truth = min(0.99, max(0.005, truth))
            sd = (n * truth) ** 0.5 / 3 * chance
            numerator = float(round(min(n, max(0.0, rng.gauss(n * truth, sd)))))
        elif kind.divides:
            spread = 0.07 * chance
            numerator = n * truth / metric.per * rng.uniform(1 - spread, 1 + spread)
            numerator = float(round(max(0.0, numerator)))
        else:
            numerator = float(max(0, round(truth * rng.uniform(0.9, 1.1))))
        if numerator == last:  # repeats look copied forward, and would be asked about
            numerator += 1.0 if numerator < n / 2 else -1.0
        last = numerator
        data[metric.id, month, "numerator", None] = numerator
        if "denominator" in kind.roles:
            data[metric.id, month, "denominator", None] = float(n)
        _fill_strata(data, metric, month, numerator, float(n), rng)


def _event_logs(
    plan: Collaborative, team_id: str, ranges: Mapping[str, templates.Usual], last: date
) -> dict[str, list[dict[str, object]]]:
    """Rare events up to the end of the ``last`` month: the gaps grow some time after the start."""
    rng = Random(f"{plan.id} {team_id} events")  # noqa: S311 - made-up figures, no secret
    logs: list[dict[str, object]] = []
    events: list[tuple[date, str]] = []
    first, end = plan.calendar.reported[0], last_day(last)
    for metric in plan.event_metrics:
        level = rng.uniform(*ranges[metric.id]["gap"])
        longer = rng.uniform(*ranges[metric.id]["longer"])
        turn = add_months(plan.calendar.start, rng.randint(2, 4))
        day = add_days(first, -rng.randint(1, 20))
        logs.append({"complete_to": end, "earlier": day})
        while True:
            gap = rng.expovariate(1 / (level * (longer if day >= turn else 1.0)))
            day = add_days(day, max(1, round(gap)))
            if day > end:
                break
            events.append((max(day, first), metric.short_name))
    events.sort(key=lambda event: event[0])  # those of one day stay by metric
    rows: list[dict[str, object]] = [
        {"metric": name, "date": day, "cases": None} for day, name in events
    ]
    return {"logs": logs, "events": rows}


def _fill_strata(
    data: dict[DataKey, Entry],
    metric: Metric,
    month: date,
    numerator: float,
    size: float,
    rng: Random,
) -> None:
    """Parts of the total that sum to it; the priority group does a little worse."""
    left, left_of = numerator, size
    for stratum, name in enumerate(metric.strata):
        if stratum == len(metric.strata) - 1:
            part, part_of = left, left_of
        else:
            share = 0.45 if name == metric.reference_group else 0.6 / (len(metric.strata) - 1)
            part_of = float(round(size * share * rng.uniform(0.97, 1.03)))
            gap = 0.9 if name == metric.priority_group else 1.02
            part = float(min(part_of, left, round(numerator * share * gap)))
            left, left_of = left - part, left_of - part_of
        part = min(part, part_of)
        data[metric.id, month, "numerator", stratum] = part
        data[metric.id, month, "denominator", stratum] = part_of


def _changes(plan: Collaborative, number: int, passed: int) -> list[dict[str, object]]:
    """Two to four changes of a team, one a month."""
    words = templates.demo_words().changes
    found: list[dict[str, object]] = []
    for i in range(2 + number % 3):
        start = plan.calendar.reported[min(plan.calendar.baseline_months + i, passed - 1)]
        found.append(
            {
                **words[(number + i) % len(words)],
                "metric": plan.metrics[i % len(plan.metrics)].short_name,
                "change_id": plan.ideas[(number + i) % len(plan.ideas)].id if plan.ideas else None,
                "started": add_days(start, 4),
                "ended": add_days(start, 18),
                "share": "Yes",
            }
        )
    return found


def _story(number: int, passed: int) -> list[Mapping[str, str]]:
    """What a team wrote in the last two months that have passed."""
    words = templates.demo_words().stories
    rows: list[Mapping[str, str]] = [{} for _ in range(passed)]
    rows[-2] = words[(number + 3) % len(words)]
    rows[-1] = words[number % len(words)]
    return rows


def _with_faults(
    plan: Collaborative, sent: list[DemoTeam], months: tuple[date, ...], passed: int
) -> list[DemoTeam]:
    """The last team sends nothing; four others make mistakes that people make."""
    *sent, _ = sent
    first = next(m for m in plan.metrics if (m.kind, m.schedule) == ("proportion", "monthly"))
    month = months[passed - 2]

    def changed(one: DemoTeam, **edits: Entry) -> Filled:
        data = dict(one.filled.data)
        data.update({(first.id, month, role, None): entry for role, entry in edits.items()})
        return Filled(data, one.filled.rows)

    size = sent[0].filled.data[first.id, month, "denominator", None]
    assert isinstance(size, float)
    faulty = {
        0: ("above", changed(sent[0], numerator=size + 21), ""),
        1: ("text", changed(sent[1], numerator="n/a yet"), ""),
        2: ("none", changed(sent[2], numerator=0.0, denominator=0.0), ""),
    }
    story = []
    for i, one in enumerate(sent):
        fault, filled, damage = faulty.get(i, ("", one.filled, ""))
        story.append(DemoTeam(one.team_id, one.file, filled, fault, damage))
    last = story[-1]
    earlier = Filled(
        {key: entry for key, entry in last.filled.data.items() if key[1] < months[passed - 1]},
        last.filled.rows,
    )
    return [
        *story,
        DemoTeam(last.team_id, f"older/{last.team_id} (1).xlsx", earlier, "older"),
        DemoTeam(last.team_id, f"{last.team_id} scan.xlsx", last.filled, "cut", "cut"),
        DemoTeam(last.team_id, "download.xlsx", last.filled, "page", "page"),
    ]
