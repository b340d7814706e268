"""Any collaborative: teams of all sizes with gaps, and counts that are small now and then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row
from lcxl.metrics import kind_of
from lcxl.periods import Period, add_months
from lcxl.plan import Collaborative, Team
from tests.helpers.host import host_folder
from tests.helpers.plans import plan_from
from tests.helpers.tables import workbook

PLAN = """
id = "x"
title = "Any collaborative"
kickoff = 2026-01-14
months = 9
baseline_months = 3
host = "Office"
contact_email = "host@example.org"

[[metrics]]
id = "SCREEN"
short_name = "Screened"
name = "Patients screened"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.6
numerator = "Screened"
denominator = "Patients"
strata_name = "Language"
strata = ["English", "French", "Other"]
reference_group = "English"
priority_group = "Other"

[[metrics]]
id = "ADVICE"
short_name = "Advised"
name = "Patients advised"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.6
numerator = "Advised"
denominator = "Patients"

[[metrics]]
id = "TREAT"
short_name = "Treated"
name = "Screened patients treated"
kind = "proportion"
family = "outcome"
direction = "increase"
goal = 0.5
numerator = "Treated"
denominator = "Screened"

[[metrics]]
id = "FALLS"
short_name = "Falls"
name = "Falls per 1,000 days"
kind = "rate"
per = 1000
family = "outcome"
direction = "decrease"
goal = 4
numerator = "Falls"
denominator = "Days"

[[metrics]]
id = "CALLS"
short_name = "Calls"
name = "Calls made"
kind = "count"
family = "process"
direction = "monitor"
numerator = "Calls"

[[teams]]
id = "oak"
name = "Oak Street"
contact_name = "Pat Doe"
contact_email = "pat@example.org"
"""


def with_waiting(family: str) -> str:
    """The plan over more months, with a metric that is measured; ``family``: that of the metric."""
    longer = PLAN.replace("months = 9", "months = 12")
    return longer.replace("baseline_months = 3", "baseline_months = 8") + f"""
[[metrics]]
id = "WAIT"
short_name = "Waiting"
name = "Median minutes of waiting"
kind = "value"
family = "{family}"
direction = "decrease"
goal = 20
unit = "minutes"
numerator = "Median minutes"
"""  # fmt: skip


def random_master(
    plan: Collaborative,
    rng: Random,
    teams: tuple[int, int] = (1, 8),
    months: tuple[int, int] = (1, 12),
) -> Master:
    """Teams of all sizes with gaps; counts that are small now and then."""
    some = tuple(Team(id=f"t{i}", name=f"Team {i}") for i in range(rng.randint(*teams)))
    plan = replace(plan, teams=some)
    every = [add_months(date(2025, 10, 1), i) for i in range(rng.randint(*months))]
    rows: list[Row] = []
    for team in some:
        size = rng.choice([4, 9, 20, 20, 60, 300, 2000])
        for month in every:
            if rng.random() < 0.15:
                continue
            patients = max(0, size + rng.randint(-size // 5, size // 5 + 1))
            screened = rng.randint(0, patients)
            days = rng.randint(0, 40 * size)
            counts: dict[str, tuple[float, float | None]] = {
                "SCREEN": (screened, patients),
                "ADVICE": (rng.randint(0, patients), patients),
                "TREAT": (rng.randint(0, screened), screened),
                "FALLS": (rng.randint(0, 3 + days // 50), days),
                "CALLS": (rng.randint(0, 2 * size), None),
            }
            for metric_id, (numerator, denominator) in counts.items():
                rows.append(row(plan, team, metric_id, month, "", numerator, denominator))
            if rng.random() < 0.8:
                rows += strata(plan, team, month, screened, patients, rng)
    order = {m.id: i for i, m in enumerate(plan.metrics)}
    return Master(plan, Combined(rows=tuple(sorted(rows, key=lambda r: order[r.metric_id]))))


def strata(
    plan: Collaborative, team: Team, month: date, screened: int, patients: int, rng: Random
) -> list[Row]:
    found, left, left_of = [], screened, patients
    for name in plan.metric("SCREEN").strata:
        part_of = rng.randint(0, left_of)
        part = rng.randint(max(0, left - (left_of - part_of)), min(left, part_of))
        left, left_of = left - part, left_of - part_of
        found.append(row(plan, team, "SCREEN", month, name, part, part_of))
    return found


def row(
    plan: Collaborative, team: Team, metric_id: str, month: date, stratum: str,
    numerator: float, denominator: float | None,
) -> Row:  # fmt: skip
    metric = plan.metric(metric_id)
    value = None
    if denominator != 0:
        value = kind_of(metric).value(numerator, denominator, metric.per)
    return Row(
        team.id, team.name, metric_id, metric.short_name, Period(month), stratum, numerator,
        denominator, value, "1.0", "submissions/secret.xlsx", "accepted", "Data", "D9",
    )  # fmt: skip


def folder_of(plan_text: str, tmp_path: Path, display: str) -> Path:
    plan = plan_from(
        plan_text.replace("months = 6", f'months = 6\ndisplay = "{display}"'), tmp_path
    )
    folder = tmp_path / display
    folder.mkdir()
    host_folder(plan, folder)
    (folder / "submissions").mkdir()
    told = {"story": [{"help": "ZZhelp", "share": "ZZshared"}, {"share": "ZZdoubted"}],
            "changes": [{"label": "ZZopen", "share": "Yes"}, {"label": "ZZkept"}]}  # fmt: skip
    for i, team in enumerate(plan.teams):
        table = f"month  BP  BP/\n2026-01  {30 + i}  {50 + i}\n2026-02  {31 + i}  {52 + i}"
        data = workbook(plan, table, team=team.id, **(told if i == 0 else {}))
        (folder / "submissions" / f"{team.id}.xlsx").write_bytes(data)
    return folder
