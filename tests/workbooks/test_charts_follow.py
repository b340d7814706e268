"""Charts, One page and Plain words follow what is typed, and no cell stays behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import a1
from lcxl.layout import ReportingLayout
from tests.helpers.office import Office
from tests.workbooks.test_verdict_cells import year_before

BEFORE = [110, 112, 109, 111, 113, 110, 108, 112, 111, 110, 109, 112]
AFTER = [111, 140, 150, 160, 171, 172, 190]
LOOKED_AT = (0, 6, 12, 18)
SHEETS = {"Charts": "A1:I90", "One page": "A1:F45", "Plain words": "A1:X60", "_charts": "A1:LZ330"}


def shown(office: Office) -> dict[tuple[str, str], Any]:
    """Every cell of the sheets that follow."""
    return {
        (sheet, a1(row, col)): value
        for sheet, area in SHEETS.items()
        for row, cells in enumerate(office.read(sheet, area))
        for col, value in enumerate(cells)
    }


def test_month_by_month(libreoffice: Office, tmp_path: Path) -> None:
    """What each typed month changes is what a recalculation of everything gives."""
    plan = year_before(tmp_path)
    layout, path = ReportingLayout(plan), tmp_path / "oak.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    libreoffice.open(path)
    told = {}
    for i, numerator in enumerate([*BEFORE, *AFTER]):
        for role, number in (("numerator", numerator), ("denominator", 200)):
            cell = layout.cell(layout.line("BP", role), plan.calendar.reports[i])
            libreoffice.type(layout.data_sheet, a1(*cell), number)
        if i in LOOKED_AT:
            typed = shown(libreoffice)
            libreoffice.recalculate()
            fresh = shown(libreoffice)
            assert [at for at, value in typed.items() if value != fresh[at]] == []
            told[i] = typed
    libreoffice.close()
    headings = {i: cells["Charts", "A5"] for i, cells in told.items()}
    assert headings == {
        0: "BP control: not judged, too little before the start",
        6: "BP control: too early to say",
        12: "BP control: too early to say",
        18: "BP control: better since February 2026",
    }
    assert told[18]["Charts", "I7"] == "▲ Better than the baseline"
    assert told[18]["One page", "A4"] == headings[18]
    in_plain_words = {
        i: {cell for (sheet, _), cell in cells.items() if sheet == "Plain words"}
        for i, cells in told.items()
    }
    assert "Better than when we began." in in_plain_words[18]
    assert "It is too early to say whether this has changed." in in_plain_words[6]
    assert {"11 of 20 people", "18 of 20 people"} <= in_plain_words[18]
    scales = [str(cells["Charts", "A6"]).partition("Scale: ")[2] for cells in told.values()]
    assert scales == ["40% to 90%.", "40% to 90%.", "40% to 90%.", "0% to 100%."]


def test_a_workbook_that_came_with_numbers_goes_on(libreoffice: Office, tmp_path: Path) -> None:
    """The first number typed after it was opened, and a mended one, reach every cell."""
    plan = year_before(tmp_path)
    layout, path, reports = ReportingLayout(plan), tmp_path / "oak.xlsx", plan.calendar.reports
    numbers = [{"numerator": float(n), "denominator": 200.0} for n in [*BEFORE, *AFTER[:5]]]
    data = {
        ("BP", report.start, role, None): number
        for report, both in zip(reports, numbers, strict=False)
        for role, number in both.items()
    }
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], Filled(data, {})))
    libreoffice.open(path)
    for i, numerator in ((17, 172), (18, 190), (3, 113)):
        for role, number in (("numerator", numerator), ("denominator", 200)):
            cell = layout.cell(layout.line("BP", role), reports[i])
            libreoffice.type(layout.data_sheet, a1(*cell), number)
    typed = shown(libreoffice)
    libreoffice.recalculate()
    fresh = shown(libreoffice)
    assert [at for at, value in typed.items() if value != fresh[at]] == []
    assert typed["Charts", "A5"] == "BP control: better since February 2026"
