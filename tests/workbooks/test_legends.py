"""A chart's legend names what is drawn, and nothing else."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.books.master import build_master_workbook
from lcxl.cells.address import a1
from lcxl.layout import ReportingLayout
from tests.acceptance.test_one_figure import random_collaborative
from tests.helpers.office import Office
from tests.helpers.plans import plan_from
from tests.helpers.tables import workbook
from tests.unit.test_event_log import G_METRIC, T_METRIC, TABLE, fall, infection, with_events
from tests.workbooks.test_verdict_cells import BEFORE, typed, year_before

AFTER = [150, 165, 170, 168, 172, 171, 169]


def legends(book: bytes) -> list[dict[str, bool]]:
    """Of each chart: name in its legend -> whether the series has a point."""
    found = []
    with ZipFile(io.BytesIO(book)) as parts:
        for part in sorted(p for p in parts.namelist() if p.startswith("xl/charts/chart")):
            text = parts.read(part).decode()
            gone = set(re.findall(r'<c:legendEntry><c:idx val="(\d+)"/>', text))
            if "<c:legend>" not in text:
                continue
            shown: dict[str, bool] = {}
            for series in re.findall(r"<c:ser>.*?</c:ser>", text, re.DOTALL):
                order, name, values = (
                    (re.search(pattern, series, re.DOTALL) or [""])[0]
                    for pattern in (
                        r'(?<=<c:idx val=")\d+',
                        r"<c:tx>.*?</c:tx>",
                        r"<c:(?:val|yVal)>.*?</c:(?:val|yVal)>",
                    )
                )
                drawn = bool(re.search(r"<c:v>-?[\d.]", values))
                label = "".join(re.findall(r"<c:v>(.*?)</c:v>", name)).strip()
                if order not in gone:
                    assert bool(label) == drawn, (part, label, series[:300])
                    shown[label] = drawn
            found.append(shown)
    return found


@pytest.mark.parametrize(
    ("chart", "before", "drawn", "missing"),
    [
        ("run", BEFORE, ["Median before the start", "Median, carried on"], "Provisional median"),
        ("run", BEFORE[:4], ["Provisional median"], "Median before the start"),
        ("run", [], [], "Provisional median"),
        ("p", BEFORE, ["Mean before the start", "Upper limit"], "Provisional mean"),
        ("p", BEFORE[:3], ["Provisional mean"], "Upper limit"),
    ],
)
def test_a_team_is_shown_no_name_of_a_line_that_is_not_there(
    tmp_path: Path, chart: str, before: list[int], drawn: list[str], missing: str
) -> None:
    plan = year_before(tmp_path, chart=chart)
    numbers = [*[None] * (12 - len(before)), *before, *(AFTER[:1] if before else [])]
    book = build_reporting_workbook(plan, plan.teams[0], typed(plan, numbers))
    names = next(names for names in legends(book) if "Goal" in names)
    assert {*drawn} <= names.keys()
    assert missing not in names


def test_the_names_follow_what_is_typed(libreoffice: Office, tmp_path: Path) -> None:
    """Of an empty workbook that is filled in without lcxl."""
    plan = year_before(tmp_path)
    path, again = tmp_path / "oak.xlsx", tmp_path / "again.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], Filled({}, {})))
    libreoffice.open(path)
    layout = ReportingLayout(plan)
    for i, numerator in enumerate(BEFORE):
        for role, number in (("numerator", numerator), ("denominator", 200)):
            cell = layout.cell(layout.line("BP", role), plan.calendar.reports[i])
            libreoffice.type(layout.data_sheet, a1(*cell), number)
    libreoffice.recalculate()
    libreoffice.save(again)
    libreoffice.close()
    names = legends(again.read_bytes())
    assert any("Median before the start" in one and "BP control" in one for one in names)


def test_the_charts_of_rare_events(tmp_path: Path) -> None:
    plan = plan_from(with_events(T_METRIC, G_METRIC), tmp_path)
    names = [n for n in legends(workbook(plan, TABLE)) if "Centre" in n or "Goal" in n]
    assert names[-2:] == [{"Goal": True, "": False}] * 2
    events = [fall(date(2025, 11, 3 + 2 * i)) for i in range(12)]
    events += [infection(date(2025, 11, 3 + 2 * i), 40 + i) for i in range(4)]
    names = legends(workbook(plan, TABLE, events=events))
    assert any({"Upper limit", "Centre", "Median"} <= one.keys() for one in names)
    assert any("Infections: gap before each event" in one and "Upper limit" not in one
               for one in names)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_the_charts_of_all_teams(tmp_path: Path, seed: int) -> None:
    assert legends(build_master_workbook(random_collaborative(tmp_path, seed)))
