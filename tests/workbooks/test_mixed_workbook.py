"""A workbook with metrics of several frequencies, as a spreadsheet program has it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import a1
from lcxl.combine import merge
from lcxl.intake.read import read_bytes
from lcxl.keep.filled import DataKey
from lcxl.layout import ReportingLayout
from lcxl.metrics import Entry
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.plans import plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.unit.test_mixed_frequencies import TEXT, lines

UNTIL = date(2026, 4, 19)


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(TEXT, tmp_path)


def known(plan: Collaborative, until: date = UNTIL) -> Filled:
    """The same numbers as in the table of the unit tests."""
    data: dict[DataKey, Entry] = {}
    for line in lines(plan, "oak", until):
        _, metric_id, day, *numbers = line.strip().split(",")
        reports = plan.metric(metric_id).reports(plan.calendar)
        start = next(r.start for r, own in reports.items() if own.start.isoformat() == day)
        for role, number in zip(("numerator", "denominator"), numbers, strict=True):
            data[metric_id, start, role, None] = float(number)
    return Filled(data, {})


def test_every_formula_of_every_frequency_comes_to_what_python_says(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    path = tmp_path / "oak.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], known(plan)))
    again = recalculated(libreoffice, path, tmp_path / "again.xlsx")
    assert differences(formula_values(path), again) == []


def test_start_leads_to_the_framed_cells(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """The first number of the report that is next, of each frequency; it follows what is typed."""
    path, layout = tmp_path / "oak.xlsx", ReportingLayout(plan)
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    libreoffice.open(path)

    def targets() -> list[str]:
        links = [f for *_, f, value in libreoffice.formulas("Start") if "Go to Data" in str(value)]
        found = []
        for link in links:
            libreoffice.formula(
                "Start", "K1", "=" + link.partition("HYPERLINK(")[2].partition(";4)")[0] + ";4)"
            )
            found.append(str(libreoffice.read("Start", "K1")[0][0]))
        return sorted(found)

    firsts = {axis.frequency: (axis.bands[0] + 1, axis.first) for axis in layout.axes[:4]}
    assert targets() == sorted(f"#Data!{a1(*cell)}" for cell in firsts.values())
    axis = layout.axes[0]
    for metric in axis.metrics:
        for line in layout.lines_of(metric.id):
            if line.role in ("numerator", "denominator"):
                libreoffice.type("Data", a1(line.at, axis.first), 20)
    row, col = firsts[axis.frequency]
    assert f"#Data!{a1(row, col + 1)}" in targets()
    libreoffice.close()


def test_numbers_of_all_frequencies_are_typed_sent_and_merged(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """Typed in a spreadsheet program, read, validated and merged: as a table of the same has it."""
    filled, layout = known(plan), ReportingLayout(plan)
    blank, typed = tmp_path / "blank.xlsx", tmp_path / "typed.xlsx"
    blank.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    libreoffice.open(blank)
    for (metric_id, start, role, _), number in filled.data.items():
        report = plan.metric(metric_id).report_on(start)
        cell = a1(*layout.cell(layout.line(metric_id, role), report))
        libreoffice.type(layout.data_sheet, cell, number)
    libreoffice.recalculate()
    libreoffice.save(typed)
    libreoffice.close()
    read = read_bytes(typed.read_bytes(), "oak.xlsx", plan)
    found = {
        (metric_id, period.start, role, None): entry.value
        for (metric_id, period), point in read.points.items()
        for role, entry in (("numerator", point.numerator), ("denominator", point.denominator))
        if entry is not None
    }
    assert found == filled.data
    assert [f.message for f in validate(read, plan) if f.severity == "error"] == []
    folder = host_folder(plan, tmp_path)
    (folder / "submissions").mkdir(exist_ok=True)
    (folder / "submissions" / "oak.xlsx").write_bytes(typed.read_bytes())
    master = merge(folder)
    assert {(r.metric_id, r.report.start): r.numerator for r in master.rows} == {
        (metric_id, start): number
        for (metric_id, start, role, _), number in filled.data.items()
        if role == "numerator"
    }
