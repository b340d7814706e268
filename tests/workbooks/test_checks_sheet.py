"""What the sheet Checks asks in a workbook is what `lcxl validate` asks about the same file."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import Book
from lcxl.findings import Finding
from lcxl.intake.read import read_bytes
from lcxl.keep.filled import DataKey
from lcxl.metrics import Entry, kind_of
from lcxl.periods import Period, parse_month
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.rules.base.judging import validate
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.tables import workbook

SEED = 20261128
FROM_ONE_WORKBOOK = {
    "V04", "V05", "V06", "V07", "V08", "V09", "V10", "V11", "V12", "V13", "V14", "V15", "V17",
    "V18", "V19", "V20",
}  # fmt: skip
"""Rules about the months of Data that need no other file, no list of people and no calendar."""
HEAD = """
id = "mix"
title = "Mixed metrics"
kickoff = {kickoff}
months = {months}
baseline_months = {baseline}
{pairings}
[[teams]]
id = "oak"
name = "Oak Street Clinic"
"""
METRIC = """
[[metrics]]
id = "M{k}"
short_name = "Metric {k}"
name = "Metric number {k}"
kind = "{kind}"
family = "process"
direction = "monitor"
numerator = "First number"
{more}
"""
PAIRING = """
[[pairings]]
left = "num(M1)"
op = "{op}"
right = "num(M2)"
right_shift_periods = {shift}
tolerance = {tolerance}
"""


def random_plan(rng: random.Random, folder: Path) -> Collaborative:
    """Two to four metrics of any kinds, with strata, windows, samples and pairings."""
    texts = []
    for k in range(1, rng.randint(3, 5)):
        kind = rng.choice(["proportion", "proportion", "rate", "count", "value"])
        more = ["per = 100"] if kind == "rate" else []
        if kind in ("proportion", "rate", "value"):
            more.append('denominator = "Second number"')
        if kind == "proportion":
            if rng.random() < 0.25:
                more.append('sampling = "random"\ntarget_n = 40\nmin_n = 20')
            if rng.random() < 0.25:
                more.append('window = "rolling_12m"')
            if rng.random() < 0.3:
                more.append("plausible_low = 0.1\nplausible_high = 0.95")
        if kind in ("proportion", "rate") and rng.random() < 0.3:
            more.append('strata_name = "Group"\nstrata = ["One", "Two", "Unknown"]')
        if rng.random() < 0.4:
            step = {"proportion": "0.1", "rate": "2", "count": "15", "value": "4"}[kind]
            more.append(f"credible_step = {step}")
        if rng.random() < 0.2:
            more.append('schedule = "quarterly"')
        if rng.random() < 0.25:
            more.append('requirement = "optional"')
        texts.append(METRIC.format(k=k, kind=kind, more="\n".join(more)))
    pairing = ""
    if rng.random() < 0.5:
        pairing = PAIRING.format(
            op=rng.choice(["equals", "not above", "not below"]),
            shift=rng.choice([0, 0, 1, -1]),
            tolerance=rng.choice([0, 0.2]),
        )
    head = HEAD.format(
        kickoff=f"2026-{rng.randint(1, 12):02}-10",
        months=rng.randint(4, 12),
        baseline=rng.randint(1, 12),
        pairings=pairing,
    )
    return plan_from(head + "".join(texts), folder)


def random_entries(rng: random.Random, plan: Collaborative) -> Filled:
    """Plausible months with gaps, repeats, slips, zeros, NA and typing errors."""
    data: dict[DataKey, Entry] = {}
    noise = rng.choice([0.02, 0.1, 0.3])
    before: dict[str, tuple[float, float]] = {}
    for metric in plan.metrics:
        usual, share = rng.choice([12, 60, 400]), rng.choice([0.05, 0.3, 0.6, 0.9])
        grows, first = rng.random() < 0.15, rng.randint(0, 4)
        for i, month in enumerate(plan.calendar.reported[: rng.randint(4, 24)]):
            if not plan.is_due(metric, Period(month)) or i < first or rng.random() < noise:
                continue
            size = max(0, round(usual * rng.uniform(0.85, 1.15)))
            if grows:
                size = usual * month.month
            count = sum(rng.random() < share for _ in range(size))
            pair: tuple[Entry, Entry] = float(count), float(size)
            what = rng.random() / noise * 0.35
            if what < 0.1 and metric.id in before:
                pair = before[metric.id]
            elif what < 0.13:
                pair = pair[0], float(size * rng.choice([2, 3, 10]) + 1)
            elif what < 0.16:
                pair = float(count * 10), pair[1]
            elif what < 0.2:
                pair = float(size - count), pair[1]
            elif what < 0.23:
                pair = 0.0, pair[1]
            elif what < 0.26:
                pair = pair[1], pair[1]
            elif what < 0.3:
                pair = rng.choice(["NA", "x", 2.5, -3.0, None, 1e13]), pair[1]
            elif what < 0.33:
                pair = pair[0], rng.choice(["NA", None, 0.0, "10%"])
            if isinstance(pair[0], float) and isinstance(pair[1], float):
                before[metric.id] = pair[0], pair[1]
            _type(rng, data, metric, (metric.id, month), pair, noise)
    return Filled({key: entry for key, entry in data.items() if entry is not None})


def _type(rng, data, metric, key, pair, noise) -> None:  # type: ignore[no-untyped-def]
    for role, entry in zip(("numerator", "denominator"), pair, strict=True):
        if role in kind_of(metric).roles:
            data[*key, role, None] = entry
    if rng.random() < 0.15:
        data[*key, "reason", None] = rng.choice(["moved", "  ", "new report"])
    if metric.strata and isinstance(pair[0], float) and isinstance(pair[1], float):
        left = [pair[0], pair[1]]
        for k in range(len(metric.strata)):
            last = k == len(metric.strata) - 1
            for r, role in enumerate(("numerator", "denominator")):
                share = left[r] if last else float(int(left[r] * 0.4))
                left[r] -= share
                if rng.random() < noise * 0.3:
                    share = rng.choice(["x", None, 0.0, 900.0, 1.5])  # type: ignore[assignment]
                data[*key, role, k] = share


def check(plan: Collaborative, book: bytes, asked_in_all: dict[str, int]) -> list[str]:
    """Where Checks and validation do not say the same."""
    sheet = Book(book).cells("Checks")
    listed = {
        str(sheet[row, 1].value)
        for row in range(8, 38)
        if (row, 1) in sheet and sheet[row, 1].value
    }
    whole = str(sheet[5, 0].value)
    found = validate(read_bytes(book, "oak.xlsx", plan), plan)
    open_ones = [f for f in found if f.code in FROM_ONE_WORKBOOK and f.severity != "note"]
    wrong = []
    if whole.startswith("Yes") and open_ones:
        wrong.append(f"ready, but {[(f.code, f.message) for f in open_ones]}")
    if any(f.severity == "error" for f in open_ones) != whole.startswith("Not yet"):
        wrong.append(f"{whole}: {[f.code for f in open_ones if f.severity == 'error']}")
    places: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in open_ones:
        places[_name(plan, f), month_in_words(parse_month(f.month or ""))].append(f)
        asked_in_all[f.code] += 1
    for (name, month), about in places.items():
        if len(listed) < 30 and not any(_is_about(line, name, month) for line in listed):
            wrong.append(f"not in Checks: {[(f.code, f.message) for f in about]}")
    for line in listed:
        # Of what is left out validation names the last month.
        if "though other metrics are filled in" in line or any(
            _is_about(line, *place) for place in places
        ):
            continue
        wrong.append(f"only in Checks: {line}")
    return wrong


def _name(plan: Collaborative, finding: Finding) -> str:
    return plan.metric(finding.metric_id or "").short_name


def _is_about(line: str, name: str, month: str) -> bool:
    return line.startswith((f"{name}, {month}:", f"{name}, {month} is empty", f"{month}: all"))


OWN = ("a group has more", "the groups do not add up", "typed for a group")
"""What Checks says of groups in words of its own."""


def worded(plan: Collaborative, book: bytes) -> list[str]:
    """Lines of Checks that validation does not say in the same words."""
    cells = Book(book).cells("Checks")
    lines = {
        (str(cells[row, 1].value), str(cells[row, 3].value))
        for row in range(8, 38)
        if (row, 1) in cells and cells[row, 1].value
    }
    said = {(f.message, f.fix) for f in validate(read_bytes(book, "oak.xlsx", plan), plan)}
    return [
        line[0]
        for line in lines - said
        if not any(words in line[0] for words in OWN) and " is empty, though " not in line[0]
    ]


def one_case(number: int, folder: Path) -> tuple[Collaborative, bytes]:
    """The plan and workbook of a number."""
    rng = random.Random(SEED + number)
    plan = random_plan(rng, folder)
    return plan, build_reporting_workbook(plan, plan.teams[0], random_entries(rng, plan))


@pytest.mark.parametrize("group", range(4))
def test_checks_ask_what_validation_asks(group: int, tmp_path: Path) -> None:
    """Workbooks filled at random: when Checks says ready, validation has nothing to ask that
    this workbook alone can show, and what it has to ask is listed."""
    asked: dict[str, int] = defaultdict(int)
    for number in range(group * 10, group * 10 + 10):
        plan, book = one_case(number, tmp_path)
        assert check(plan, book, asked) == [], number
        assert worded(plan, book) == [], number
    assert len(asked) >= 10


def test_dates_outside_the_collaborative_are_counted(tmp_path: Path) -> None:
    """A slip in the year, an end before its start and words in place of a date."""
    plan = plan_from(SMALL, tmp_path)
    changes = [
        {"label": "Huddle", "started": date(2026, 2, 9), "ended": date(2026, 2, 20)},
        {"label": "Recall", "started": date(2062, 2, 9)},
        {"label": "Poster", "started": date(2026, 3, 9), "ended": date(2026, 3, 2)},
        {"label": "Calls", "started": "after Easter"},
    ]
    phases = [{"label": "New", "metric": "BP control", "month": date(2025, 1, 1)}]
    typed = "month  BP  BP/  CALLS  WAIT\n2025-12  9  20  4  12"
    for rows, n in (((changes[:1], []), 0), ((changes, phases), 4)):
        book = workbook(plan, typed, changes=rows[0], phases=rows[1])
        sheet = Book(book).cells("Checks")
        found = validate(read_bytes(book, "oak.xlsx", plan), plan)
        assert len([f for f in found if f.code == "V30"]) == n
        if n:
            assert sheet[6, 0].value == n
            assert "Look at the dates on Changes" in str(sheet[5, 0].value)
        else:
            assert str(sheet[5, 0].value).startswith("Yes")


@pytest.mark.parametrize("number", range(4))
def test_spreadsheet_programs_come_to_the_same(
    number: int, libreoffice: Office, tmp_path: Path
) -> None:
    _, book = one_case(number, tmp_path)
    path = tmp_path / "book.xlsx"
    path.write_bytes(book)
    cached = formula_values(path)
    assert differences(cached, recalculated(libreoffice, path, tmp_path / "saved.xlsx")) == []
