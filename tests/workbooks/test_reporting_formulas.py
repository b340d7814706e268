"""The formulas of a reporting workbook: what a spreadsheet program computes is what Python says.

Random series with ties, blanks, text, NA, zero denominators, groups, samples, phases, frozen
medians, every metric kind, direction and chart, and shift rules 5 to 9 are typed into real
reporting workbooks and recalculated by LibreOffice; every formula cell of every sheet is
compared: the working columns, the sentences, the statuses and the list of what to mend.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from random import Random

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import Range, a1
from lcxl.keep.filled import DataKey
from lcxl.layout import ReportingLayout
from lcxl.metrics import Entry, kind_of
from lcxl.periods import Period, add_months, serial
from lcxl.plan import Calendar, Collaborative, Metric, Team
from tests.helpers.office import Office
from tests.helpers.recalc import differences, formula_values

WORKBOOKS, METRICS = int(os.environ.get("LCXL_WORKBOOKS", "5")), 20
"""Random workbooks, of so many metrics each; LCXL_WORKBOOKS=50 makes it 1,000 series."""
CHARTS = {
    "proportion": ["run", "run", "xmr", "p", "p'"],
    "rate": ["run", "run", "xmr", "u", "u'"],
    "count": ["run", "xmr", "c"],
    "value": ["run", "xmr"],
}


WINDOWS = [
    *["month"] * 7,
    "lagged_30d",
    "rolling_3m",
    "rolling_12m",
    "ytd",
    "point_in_time",
    "month_lookback_12m",
]


def random_metric(rng: Random, number: int, first: date, months: int) -> Metric:
    kind = rng.choice(list(CHARTS))
    direction = rng.choice(["increase", "decrease", "maintain", "monitor"])
    sampled = kind == "proportion" and rng.random() < 0.3
    return Metric(**{
        "id": f"M{number}",
        "short_name": f"Metric {number}",
        "name": f"Metric number {number}",
        "kind": kind,
        "family": "outcome",
        "direction": direction,
        "goal": None if direction == "monitor" else rng.choice([0.25, 0.5, 0.9]),
        "maintain_op": rng.choice(["not above", "not below", "within"])
        if direction == "maintain" else None,
        "maintain_value": 0.1 if direction == "maintain" else None,
        "maintain_from": rng.choice(["baseline", "zero"]),
        "numerator": "n",
        "denominator": "d",
        "per": rng.choice([100, 1000]) if kind == "rate" else 1,
        "decimals": rng.choice([0, 1, 2]),
        "window": rng.choice(WINDOWS),
        "cohort_shift_months": rng.choice([0, 0, 0, 1, 2]),
        "goal_date": add_months(first, rng.randrange(1, months)) if rng.random() < 0.3 else None,
        "schedule": rng.choice(["monthly"] * 6 + ["quarterly", "two_monthly"]),
        "requirement": rng.choice(["required", "optional"]),
        "chart": rng.choice(CHARTS[kind]),
        "chart_axis": "from 0" if number % 4 == 3 else "as needed",
        "plausible_low": -10.0 if kind == "value" and rng.random() < 0.3 else None,
        "plausible_high": rng.choice([None, 0.55, 0.9]) if kind == "proportion" else None,
        "sampling": "systematic" if sampled else "all",
        "target_n": rng.choice([20, 30]) if sampled else None,
        "min_n": 15 if sampled else None,
        "case_log": "Yes" if sampled and rng.random() < 0.3 else "No",
        "strata_name": "Language",
        "strata": ("English", "Other")
        if kind in ("proportion", "rate") and rng.random() < 0.2
        else (),
        "effective_from": add_months(first, rng.randrange(1, months))
        if rng.random() < 0.2 else None,
    })  # fmt: skip


def random_plan(rng: Random) -> Collaborative:
    baseline, months = rng.choice([(0, 5), (3, 6), (7, 12), (9, 12), (14, 24)])
    calendar = Calendar(kickoff=date(2026, rng.randint(1, 12), 14), months=months,
                        baseline_months=baseline)  # fmt: skip
    first = calendar.reported[0]
    return Collaborative(
        id="random",
        title="Random series",
        calendar=calendar,
        shift_points=rng.choice([5, 6, 7, 8, 9]),
        trend_rule=rng.choice(["note", "note", "off"]),
        metrics=tuple(random_metric(rng, i, first, baseline + months) for i in range(METRICS)),
        teams=(Team(id="oak", name="Oak"),),
    )


def random_entries(rng: Random, metric: Metric, months: int) -> list[tuple[Entry, Entry]]:
    """A series with ties, steps, drifts and a constant, and all that can be typed wrongly."""
    shape = rng.choice(["ties", "noise", "step", "drift", "constant"])
    found: list[tuple[Entry, Entry]] = []
    for i in range(months):
        size = rng.choice([10, 20, 20, 37, 100])
        share = {
            "ties": rng.choice([0.2, 0.3, 0.4]),
            "noise": rng.random(),
            "step": (0.3 if i < months / 2 else 0.6) + rng.uniform(-0.1, 0.1),
            "drift": i / months,
            "constant": 1.0,
        }[shape]
        numerator: Entry = float(round(size * share))
        if metric.kind == "value":
            numerator = round(share * 10, rng.choice([0, 1, 2]))
        denominator: Entry = float(size)
        accident = rng.random()
        if accident < 0.08:
            numerator = denominator = None
        elif accident < 0.11:
            numerator = "NA"
        elif accident < 0.13:
            numerator = rng.choice(["n/a", "about 12", "3-Apr"])
        elif accident < 0.15:
            denominator = 0.0
        elif accident < 0.17:
            numerator = float(size + 5)
        elif accident < 0.18:
            numerator = -1.0
        elif accident < 0.19:
            numerator = 2.5
        elif accident < 0.21:
            denominator = None
        elif accident < 0.22:
            numerator = rng.choice([1e13, 9e307, 1e-300])
        elif accident < 0.23:
            denominator = rng.choice([1e13, 1.7e308, 1e-300])
        found.append((numerator, denominator))
    return found


def random_filled(rng: Random, plan: Collaborative) -> Filled:
    months = plan.calendar.reported
    reported = rng.choice([0, 1, len(months) // 2, len(months), len(months)])
    data: dict[DataKey, Entry] = {}
    for metric in plan.metrics:
        entries = random_entries(rng, metric, len(months))
        for month, (numerator, denominator) in list(zip(months, entries, strict=True))[:reported]:
            if not plan.is_due(metric, Period(month)):
                continue
            data[metric.id, month, "numerator", None] = numerator
            if "denominator" in kind_of(metric).roles:
                data[metric.id, month, "denominator", None] = denominator
            if rng.random() < 0.15:
                data[metric.id, month, "reason", None] = "Clinic closed"
            if metric.strata and isinstance(numerator, float) and isinstance(denominator, float):
                _split(rng, data, (metric.id, month), numerator, denominator)
    phases = [
        {
            "label": rng.choice(["New room", ""]),
            "metric": rng.choice(plan.metrics).short_name,
            "month": rng.choice(months).replace(day=rng.randint(1, 28)),
            "accepted_by": rng.choice(["A. Coach", "A. Coach", ""]),
        }
        for _ in range(rng.randrange(12))
    ]
    changes = [
        {
            "label": rng.choice(["Huddle", "Checklist", ""]),
            "metric": rng.choice(plan.metrics[:4]).short_name,
            "started": rng.choice([*months, date(2020, 1, 1), date(2040, 1, 1)]),
        }
        for _ in range(rng.randrange(14))
    ]
    logged = [m for m in plan.metrics if m.has_case_log]
    cases = [
        {
            "month": rng.choice(months).replace(day=rng.randint(1, 28)),
            "metric": rng.choice(logged).short_name,
            "met": rng.choice(["Yes", "Yes", "No", "Not documented", ""]),
        }
        for _ in range(rng.randrange(60) if logged else 0)
    ]
    return Filled(data, {"phases": phases, "changes": changes, "cases": cases})


def _split(
    rng: Random, data: dict[DataKey, Entry], at: tuple[str, date], total: float, size: float
) -> None:
    """Two groups that add up to the total, mostly."""
    first, members = float(int(total * 0.4)), float(int(size * 0.5))
    slip = rng.choice([0, 0, 0, 1, 60])
    for stratum, (n, d) in enumerate([(first, members), (total - first + slip, size - members)]):
        if rng.random() < 0.9:
            data[(*at, "numerator", stratum)] = n
            data[(*at, "denominator", stratum)] = d


def type_into(office: Office, plan: Collaborative, filled: Filled) -> None:
    """Type everything into the blank workbook that is open, line by line."""
    layout = ReportingLayout(plan)
    for line in layout.lines:
        metric = plan.metric(line.metric_id)
        if not layout.is_typed(line):
            continue
        for report in metric.reports(plan.calendar):
            entry = filled.entry(metric.id, report.start, line.role, line.stratum)
            if entry is not None:
                office.type("Data", a1(*layout.cell(line, report)), entry)
    for block in ("phases", "changes", "cases"):
        for i, row in enumerate(filled.rows[block]):
            for name, value in row.items():
                where = layout.blocks[block].range(name)
                cell = Range.cell(where.sheet, where.first_row + i, where.first_col).local
                typed = serial(value) if isinstance(value, date) else value
                office.type(where.sheet, cell, typed or None)


@pytest.mark.parametrize("seed", range(WORKBOOKS))
def test_typed_numbers_give_what_python_says(
    libreoffice: Office, tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    plan = random_plan(rng)
    filled = random_filled(rng, plan)
    blank, typed, built = (tmp_path / f"{name}.xlsx" for name in ("blank", "typed", "built"))
    blank.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    built.write_bytes(build_reporting_workbook(plan, plan.teams[0], filled))
    libreoffice.open(blank)
    type_into(libreoffice, plan, filled)
    libreoffice.recalculate()
    libreoffice.save(typed)
    libreoffice.close()
    assert differences(formula_values(built), formula_values(typed)) == []
