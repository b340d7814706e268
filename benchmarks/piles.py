"""Piles of filled workbooks: 18 months, six metrics, a hundred teams at most.

Every team has numbers of its own, such as care gives them, and sends them again with each new
month; so a pile has as few findings as a real one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lcxl.books import Filled, build_metric_definitions, build_recruiting_tracker
from lcxl.books.host import values_of_plan
from lcxl.books.reporting import ID, NAME, build_reporting_workbook
from lcxl.plan import Collaborative, Metric, Team, load_example
from lcxl.plan.folder import METRIC_DEFINITIONS, RECRUITING_TRACKER
from lcxl.xl.stamp import Stamp

PLAIN: dict[str, Any] = {
    "strata": (),
    "schedule": "monthly",
    "reference_group": "",
    "priority_group": "",
}
MONTHS, METRICS, TEAMS = 18, 6, 100
DATA = "xl/worksheets/sheet2.xml"
FIRST_MARK = 100_000
"""Numbers from here on stand on Data in the place of a team's own."""


def plan_of(teams: int) -> Collaborative:
    """A fictional collaborative of that many teams."""
    example = load_example("hypertension")
    other = load_example("cancer-screening")
    metrics = (*example.metrics, *other.metrics)[:METRICS]
    metrics = tuple(replace(m, **PLAIN) for m in metrics)
    first = example.teams[0]
    named = tuple(replace(first, id=f"team{i:03d}", name=f"Practice {i:03d}") for i in range(teams))
    calendar = replace(example.calendar, months=MONTHS - 3, baseline_months=3)
    return replace(
        example,
        metrics=metrics,
        teams=named,
        calendar=calendar,
        phases=(),
        people=(),
        pairings=(),
        prospects=(),
    )


def write_pile(folder: Path, files: int) -> Collaborative:
    """A collaborative's folder with that many submissions: several months of each team."""
    plan = plan_of(min(files, TEAMS))
    inbox = folder / "submissions"
    inbox.mkdir(parents=True)
    (folder / METRIC_DEFINITIONS).write_bytes(build_metric_definitions(values_of_plan(plan)))
    write_tracker(folder, len(plan.teams))
    numbers = {team.id: _numbers(plan, team.id) for team in plan.teams}
    versions = -(-files // len(plan.teams))
    written = 0
    for version in range(versions):
        months = plan.calendar.reported[: MONTHS - (versions - 1 - version) % MONTHS]
        workbook = _Workbook(plan, months)
        for team in plan.teams[: files - written]:
            path = inbox / f"{team.id} {version:03d}.xlsx"
            path.write_bytes(workbook.of(team, numbers[team.id]))
            written += 1
    return plan


def write_tracker(folder: Path, teams: int) -> None:
    """The recruiting tracker, with that many teams."""
    values = values_of_plan(plan_of(teams))
    (folder / RECRUITING_TRACKER).write_bytes(build_recruiting_tracker(values))


Key = tuple[str, date, str]
"""Metric, month, and "numerator" or "denominator"."""


def _numbers(plan: Collaborative, team_id: str) -> dict[Key, float]:
    """What a team counts: about as many patients every month, and slow progress."""
    rng = Random(team_id)
    found: dict[Key, float] = {}
    for metric in plan.metrics:
        low, high = _usual(metric)
        size, level = rng.randint(150, 400), low + (high - low) * rng.uniform(0.4, 0.6)
        for number, month in enumerate(plan.calendar.reported):
            value = level * (1 + 0.002 * number)
            count = float(metric.target_n or size + rng.randint(-4, 4))
            if metric.kind in ("proportion", "rate"):
                found[metric.id, month, "denominator"] = count
                value = value * count / metric.per
            found[metric.id, month, "numerator"] = float(round(value) + number * 7 % 3)
    return found


def _usual(metric: Metric) -> tuple[float, float]:
    """Between which values the metric lies."""
    highest = {"proportion": 1.0, "rate": metric.per / 10}.get(metric.kind, 40.0)
    return metric.plausible_low or 0.0, metric.plausible_high or highest


class _Workbook:
    """A reporting workbook built once, and filled in for each team."""

    def __init__(self, plan: Collaborative, months: tuple[date, ...]) -> None:
        self._keys: dict[str, Key] = {}
        data = {}
        for metric in plan.metrics:
            roles = (
                ("numerator", "denominator")
                if metric.kind in ("proportion", "rate")
                else ("numerator",)
            )
            for month in months:
                for role in roles:
                    mark = FIRST_MARK * (1 + roles.index(role)) + len(self._keys)
                    data[metric.id, month, role, None] = float(mark)
                    self._keys[str(mark)] = (metric.id, month, role)
        team = replace(plan.teams[0], id=ID, name=NAME)
        rest = BytesIO()
        built = BytesIO(build_reporting_workbook(plan, team, Filled(data)))
        with ZipFile(built) as book, ZipFile(rest, "w", ZIP_DEFLATED) as other:
            self._data = book.read(DATA).decode()
            for name in book.namelist():
                if name != DATA:
                    other.writestr(name, book.read(name))
        self._stamp = Stamp(rest.getvalue(), (ID, NAME))

    def of(self, team: Team, numbers: Mapping[Key, float]) -> bytes:
        """The workbook of one team."""

        def own(found: re.Match[str]) -> str:
            key = self._keys.get(found[1])
            return f"<v>{numbers[key]:g}</v>" if key else found[0]

        copy = BytesIO(self._stamp.written({ID: team.id, NAME: team.name}))
        with ZipFile(copy, "a", ZIP_DEFLATED) as book:
            book.writestr(DATA, re.sub(r"<v>(\d{6})</v>", own, self._data))
        return copy.getvalue()
