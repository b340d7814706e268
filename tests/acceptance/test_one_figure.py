"""One figure, one value: whoever reads it, and in whichever file."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import pytest

from lcxl.books.copies import views
from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row
from lcxl.plan import Collaborative, Team
from tests.helpers.attribute import Figure, read_tidy_report, read_workbook
from tests.helpers.collaboratives import PLAN, row, strata
from tests.helpers.plans import plan_from

COLLABORATIVES = 4


def random_collaborative(folder: Path, seed: int) -> Master:
    """Teams of all sizes; some late, some gone, some with gaps; short and long baselines."""
    rng = Random(f"one figure {seed}")
    text = PLAN.replace("baseline_months = 3", f"baseline_months = {rng.choice([3, 8, 12])}")
    text = text.replace("months = 9", f"months = 14\nmain_metric = \"SCREEN\"\nyear_earlier = "
                        f"\"{rng.choice(['Yes', 'No'])}\"\nsmall_numbers = "
                        f"\"{rng.choice(['CMS 1-10', 'none'])}\"", 1)  # fmt: skip
    window = rng.choice(["month", "rolling_12m", "point_in_time", "ytd"])
    named = 'short_name = "Advised"'
    text = text.replace(named, f'{named}\nwindow = "{window}"')
    plan = plan_from(text, folder)
    names = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine"]
    names += ["Rowan", "Willow"]
    teams = tuple(Team(id=n.casefold(), name=n) for n in names[: rng.choice([1, 4, 7, 12])])
    plan = replace(plan, teams=teams)
    return Master(plan, Combined(rows=tuple(random_rows(plan, rng))))


def random_rows(plan: Collaborative, rng: Random) -> list[Row]:
    rows: list[Row] = []
    start = plan.calendar.start
    until = rng.randint(plan.calendar.baseline_months, len(plan.calendar.reported))
    for team in plan.teams:
        size = rng.choice([20, 60, 300, 2000])
        gain, level = rng.choice([0, 0, 0.15]), rng.uniform(0.3, 0.6)
        first = rng.choice([0, 0, 0, plan.calendar.baseline_months])
        for month in plan.calendar.reported[first:until]:
            if rng.random() < 0.06:
                continue
            share = level + (gain if month >= start else 0)
            n = rng.randint(size // 2, size)
            screened, advised = (sum(rng.random() < share for _ in range(n)) for _ in range(2))
            treated = sum(rng.random() < share for _ in range(screened))
            days = 30 * n
            pairs: dict[str, tuple[float, float | None]] = {
                "SCREEN": (screened, n), "ADVICE": (advised, n), "TREAT": (treated, screened),
                "FALLS": (rng.randint(0, 1 + days // 300), days),
                "CALLS": (rng.randint(0, n), None),
            }  # fmt: skip
            rows += [row(plan, team, m, month, "", *pair) for m, pair in pairs.items()]
            rows += strata(plan, team, month, screened, n, rng)
    order = {m.id: i for i, m in enumerate(plan.metrics)}
    return sorted(rows, key=lambda r: order[r.metric_id])


def contradictions(figures: list[Figure]) -> list[str]:
    by_key: defaultdict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_key[figure.key].append(figure)
    wrong = []
    for key, same in by_key.items():
        one = same[0]
        for other in same[1:]:
            if isinstance(one.value, str) or isinstance(other.value, str):
                agree = "hidden" in (one.value, other.value) or one.value == other.value
            else:
                agree = abs(one.value - other.value) <= one.half + other.half
            if not agree:
                wrong.append(f"{key}: {one.value} ({one.place}), {other.value} ({other.place})")
    return wrong


@pytest.mark.parametrize("seed", range(COLLABORATIVES))
def test_every_reader_sees_the_same_figures(tmp_path: Path, seed: int) -> None:
    """Every number of the host's master, the teams' and the funders' copies is traced to what it
    is about, and the same figure has the same value wherever it stands."""
    master = random_collaborative(tmp_path, seed)
    figures: list[Figure] = []
    unknown: list[str] = []
    seen: defaultdict[object, set[str]] = defaultdict(set)
    for audience in ("hosts", "teams", "funders"):
        for view in views(master, audience):  # type: ignore[arg-type]
            found = read_workbook(view.workbook(), master.plan, audience)
            unknown += found.unknown
            figures += found.figures
            if audience == "funders":
                figures += read_tidy_report(view.tidy().as_csv(), master.plan)
            for figure in found.figures:
                seen[figure.key].add(audience)
    assert unknown == []
    assert contradictions(figures) == []
    in_several = sum(len(audiences) > 1 for audiences in seen.values())
    assert in_several > 50


def test_the_coded_copies_say_the_same_of_all_teams(tmp_path: Path) -> None:
    for seed in range(2):
        master = random_collaborative(tmp_path, seed)
        master = replace(master, plan=replace(master.plan, display="coded"))
        figures: list[Figure] = []
        for audience in ("hosts", "teams", "funders"):
            for view in views(master, audience):  # type: ignore[arg-type]
                found = read_workbook(view.workbook(), view.master.plan, audience)
                assert found.unknown == []
                figures += [f for f in found.figures if len(f.key) == 2]
        assert contradictions(figures) == []


def test_the_table_for_programs_is_the_sheet_data(tmp_path: Path) -> None:
    (view,) = views(random_collaborative(tmp_path, 1), "hosts")
    head, *lines = openpyxl.load_workbook(io.BytesIO(view.workbook()))["Data"].values
    rows = list(csv.DictReader(io.StringIO(view.tidy().as_csv().decode())))
    assert len(rows) == len(lines) > 0
    for written, line in zip(rows, lines, strict=True):
        for name, cell in zip(head, line, strict=True):
            if name in ("numerator", "denominator", "value"):
                assert (
                    (written[str(name)] or None) is None
                    if cell is None
                    else (float(written[str(name)]) == cell)
                )


def test_a_number_that_nobody_knows_is_found(tmp_path: Path) -> None:
    """The reader itself: a sentence of no template, and a number outside of any table."""
    (view,) = views(random_collaborative(tmp_path, 0), "hosts")
    book = openpyxl.load_workbook(io.BytesIO(view.workbook()))
    book["Summary"]["A80"] = "All teams improved by 12 points."
    book["Summary"]["C82"] = 12
    data = io.BytesIO()
    book.save(data)
    found = read_workbook(data.getvalue(), view.master.plan, "hosts")
    assert any("improved by 12 points" in text for text in found.unknown)
    assert any(text.endswith(": 12") for text in found.unknown)
