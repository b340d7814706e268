"""Masters of many shapes as people see them: `python -m tests.helpers.looks`, for an hour or two.

Of 0 to 36 months, 3 to 8 metrics, 1 to 100 teams, in each language: what is cut, a word that is
broken, letters below 9 points, a page of A4 or Letter with next to nothing on it.
"""

from __future__ import annotations

import io
import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.periods import Period, add_days
from lcxl.plan import Collaborative, Team
from lcxl.templates.translating import brought
from lcxl.words import SOURCE_LANGUAGE, in_language
from tests.helpers import paper
from tests.helpers.collaboratives import row
from tests.helpers.cut import SLACK, cut_in, width_of
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from

MONTHS, METRICS, TEAMS = (0, 3, 9, 24, 36), (3, 5, 8), (1, 8, 30, 100)
BASELINE = 12
FAMILIES = (
    "outcome",
    "process",
    "process",
    "balancing",
    "process",
    "outcome",
    "process",
    "process",
)
NAMES = ("Ashgrove Family Practice", "Birchwood Health", "Cedar Hill Clinic", "Elmfield Practice")
SMALLEST, FEWEST = 9.0, 0.15
"""Points of letters, and the part of a page that something must stand on."""
LOOKED_UP = 20
"""Pages of a table that is looked up on the screen; its last one is as long as its rows."""


def plan_of(folder: Path, metrics: int, teams: int, months: int) -> Collaborative:
    """So many metrics, teams and months after a year before the start; a long title."""
    head, bp, *_ = SMALL.split("[[metrics]]")
    head = head.replace("months = 6", f"months = {max(6, months)}")
    head = head.replace("baseline_months = 3", f"baseline_months = {BASELINE}")
    head = head.replace("small practices", "small community practices of three rural counties")
    some = [
        bp.replace('"BP"', f'"M{k}"')
        .replace("BP control", f"Metric {k}")
        .replace("outcome", FAMILIES[k])
        for k in range(metrics)
    ]
    plan = plan_from(
        "[[metrics]]".join([head, *some]) + '\n[[teams]]\nid = "oak"\nname = "Oak"\n', folder
    )
    named = (f"{NAMES[i % len(NAMES)]} {i // len(NAMES) + 1}" for i in range(teams))
    return replace(plan, teams=tuple(Team(id=f"t{i}", name=name) for i, name in enumerate(named)))


def master_of(folder: Path, metrics: int, teams: int, months: int) -> Master:
    """Their reports up to the month, some of them late, some missing."""
    plan, rng = plan_of(folder, metrics, teams, months), Random(f"{metrics} {teams} {months}")
    rows, received = [], {}
    for metric, team in itertools.product(plan.metrics, plan.teams):
        level, size = rng.uniform(0.3, 0.6), rng.choice([20, 60, 300])
        for i, month in enumerate(plan.calendar.reported[: BASELINE + months] if months else ()):
            if rng.random() < 0.04:
                continue
            share = min(0.97, level + max(0, i - BASELINE) * 0.01)
            met = sum(rng.random() < share for _ in range(size))
            rows.append(row(plan, team, metric.id, month, "", met, size))
            due = plan.calendar.due(Period(month))
            received[team.id, Period(month)] = add_days(due, rng.choice([-3, -1, -1, 4, 12]))
    return Master(plan, Combined(rows=tuple(rows), received=received))


def faults(data: bytes) -> Iterator[str]:
    """What cannot be read in a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    yield from (f"cut: {at}" for at in cut_in(book))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield from (f"{sheet.title}: {one}" for one in _of_sheet(sheet))


def _of_sheet(sheet: Any) -> Iterator[str]:
    dimensions = sheet.column_dimensions.values()
    widths = {c: d.width for d in dimensions for c in range(d.min or 0, (d.max or 0) + 1)}
    for cell in (cell for line in sheet.iter_rows(max_row=300) for cell in line):
        size = float(cell.font.sz or 11)
        if cell.value in (None, "") or not widths.get(cell.column):
            continue
        if size < SMALLEST:
            yield f"{cell.coordinate} has letters of {size} points"
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            wide = max(width_of(word, size, bool(cell.font.b)) for word in cell.value.split())
            if wide > (widths[cell.column] * 7 + 5) * SLACK:
                yield f"{cell.coordinate} breaks a word: {cell.value}"


def printed(office: Office, data: bytes, folder: Path) -> Iterator[str]:
    """Pages with next to nothing on them; needs LibreOffice."""
    path = folder / "master.xlsx"
    path.write_bytes(data)
    for size in paper.PAPERS:
        pages = paper.pages(office, path, folder / size, size)
        of_sheet = Counter(page.sheet for page in pages)
        for page in pages:
            if page.fill < FEWEST and 1 < of_sheet[page.sheet] < LOOKED_UP:
                yield f"{size}: page {page.number}, {page.sheet}, is {page.fill:.0%} full"


def main() -> int:
    """Print what is found; 1 if anything is."""
    found, office = 0, Office()
    for months, metrics, teams in itertools.product(MONTHS, METRICS, TEAMS):
        for code in (SOURCE_LANGUAGE, *brought()):
            with tempfile.TemporaryDirectory() as place, in_language(code):
                data = build_master_workbook(master_of(Path(place), metrics, teams, months))
                for one in (*faults(data), *printed(office, data, Path(place))):
                    found += 1
                    print(f"{months} months, {metrics} metrics, {teams} teams, {code}: {one}")
    office.stop()
    print(f"{found} faults.")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
