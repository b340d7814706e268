"""How the master looks: rows that a chart lies on, headings over their numbers, room for names."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl import templates
from lcxl.books.master import build_master_workbook
from lcxl.books.report import build_report_workbook
from lcxl.combine import Master
from lcxl.combine.combine import combine
from lcxl.periods import add_months
from lcxl.plan import Team
from lcxl.words import in_language
from tests.helpers.cut import SLACK, width_of
from tests.helpers.looks import faults, master_of
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import submission

LONG = "The Health Centre of Elm and the Eleven Hamlets at the River"
TABLE = "month  BP  BP/  FALLS  FALLS/\n2025-12  11  20  3  900\n2026-03  12  20  2  900"


@pytest.fixture(scope="module")
def made_of(tmp_path_factory: pytest.TempPathFactory) -> Master:
    """The second team has a name of more than one line."""
    folder = tmp_path_factory.mktemp("look")
    text = SMALL.replace('name = "Elm Health"', f'name = "{LONG}"').replace(
        "months = 6\nbaseline_months = 3", "months = 24\nbaseline_months = 12"
    )
    plan = plan_from(text, folder)
    return Master(plan, combine(plan, [submission(plan, TABLE)]))


@pytest.fixture(scope="module")
def made(made_of: Master) -> bytes:
    return build_master_workbook(made_of)


@pytest.fixture(scope="module")
def opened(made: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made))


def test_the_dots_stand_beside_their_names(opened: Any) -> None:
    """All rows are as high as the longest name needs, and the plot as high as its rows."""
    sheet = opened["Compare"]
    names = {LONG, "Oak Street Clinic"}
    rows = [cell.row for cell in sheet["A"] if cell.value in names][:2]
    high = {sheet.row_dimensions[row].height for row in rows}
    assert len(high) == 1
    assert high.pop() >= 2 * 15
    head = sheet.row_dimensions[rows[0] - 1].height
    dots = next(c for c in sheet._charts if c.anchor._from.row == rows[0] - 2)
    last_row = dots.anchor.to.row + 1
    assert head > 0
    assert last_row == rows[-1] + 2, "the axis stands on the row after the last team"


def test_headings_stand_over_their_numbers(opened: Any, made_of: Master) -> None:
    """In the master and in the copy for funders."""
    copy = openpyxl.load_workbook(io.BytesIO(build_report_workbook(made_of, "none")))
    for book, least in ((opened, 10), (copy, 20)):
        assert heads_over_numbers(book) >= least


def heads_over_numbers(book: Any) -> int:
    """How many headings of numbers a workbook has; each must stand on their side."""
    seen = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for above, below in pairwise(sheet.iter_rows()):
            for head, cell in zip(above, below, strict=True):
                is_head = head.font.b and head.fill.fgColor.rgb == "FFE9EEF1"
                if is_head and head.value and isinstance(cell.value, int | float):
                    seen += 1
                    sides = head.alignment.horizontal or "left", cell.alignment.horizontal
                    assert sides[0] == (sides[1] or "right"), (sheet.title, head.coordinate)
    return seen


def test_a_name_has_the_width_of_its_chart(opened: Any) -> None:
    sheet = opened["Teams"]
    for name in (LONG, "Oak Street Clinic"):
        (cell,) = [c for row in sheet.iter_rows() for c in row if c.value == name]
        at = cell.row, cell.column - 1
        (chart,) = [c for c in sheet._charts if (c.anchor._from.row, c.anchor._from.col) == at]
        assert chart.anchor.to.col == at[1]


def test_no_text_stands_right_under_the_rule(opened: Any) -> None:
    for sheet in opened.worksheets:
        for cell in sheet["A"]:
            if cell.font.b and cell.font.sz == 13 and cell.border.bottom.style == "medium":
                below = sheet.row_dimensions[cell.row + 1].height
                assert below is not None, (sheet.title, cell.row)


def test_many_months_take_several_pages_that_can_be_read(opened: Any) -> None:
    sheet = opened["By month"]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [stop.id for stop in sheet.col_breaks.brk] == [13, 25], "as Letter has room for"
    assert sheet.print_title_cols == "$A:$A"
    subtitle = sheet["B2"].value
    assert subtitle
    assert sheet["A2"].value is None


def test_labels_below_an_axis_have_room(made: bytes) -> None:
    """Of a metric by quarters too: twelve of them are 36 months."""
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        texts = [parts.read(n).decode() for n in parts.namelist() if "charts/chart" in n]
    quarters = [t for t in texts if "<c:dateAx>" in t and '<c:ptCount val="12"/>' in t]
    assert quarters
    for text in quarters:
        (step,) = re.findall(r'<c:majorUnit val="(\d+)"/><c:majorTimeUnit', text)
        assert int(step) >= 3


@pytest.mark.parametrize("code", ["fr-CA", "es-US"])
def test_a_heading_keeps_to_its_line(code: str, tmp_path: Path) -> None:
    """One that is too long for the page would wrap in the first column, and its row grow."""
    plan = plan_from(SMALL, tmp_path)
    with in_language(code):
        book = build_master_workbook(Master(plan, combine(plan, [])))
        heading = templates.workbook("master").sheet("summary").texts["metrics_heading"]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    (cell,) = [cell for cell in sheet["A"] if cell.value == heading]
    assert not cell.alignment.wrap_text


@pytest.mark.parametrize(("teams", "parts"), [(9, 3), (10, 6)])
def test_a_funnel_without_limits_does_not_name_them(tmp_path: Path, teams: int, parts: int) -> None:
    """Below ten teams it has all together, the teams and the chosen one."""
    plan = plan_from(SMALL, tmp_path)
    some = tuple(Team(id=f"t{i}", name=f"Team {i}") for i in range(teams))
    plan = replace(plan, teams=some)
    sent = [submission(plan, TABLE, team=team.id) for team in some]
    data = build_master_workbook(Master(plan, combine(plan, sent)))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        charts = [book.read(n).decode() for n in book.namelist() if "/charts/chart" in n]
    funnel = next(xml for xml in charts if "Each team by its size" in xml)
    assert funnel.count("<c:ser>") == parts
    assert funnel.count("<c:legendEntry>") == (parts == 6)


def test_the_page_of_a_team_is_one_page_with_a_chart_of_each_metric(opened: Any) -> None:
    """What its coach asks begins on a second one."""
    sheet = opened["Team page"]
    (stop,) = [one.id for one in sheet.row_breaks.brk]
    changed = next(cell.row for cell in sheet["A"] if cell.value == "What it changed")
    assert changed < stop < changed + 8
    charts = [chart.anchor._from.row for chart in sheet._charts]
    assert len(charts) == 2, "of both metrics with values"
    assert all(row < changed for row in charts)
    assert sheet.page_setup.orientation == "portrait"
    high = sum(sheet.row_dimensions[row].height or 15 for row in range(1, stop + 1))
    assert high < 11 * 72 - 80, "points of Letter's height, at full size"


@pytest.mark.parametrize("code", ["en-US", "fr-CA", "es-US"])
def test_no_word_of_a_heading_is_broken(made_of: Master, code: str) -> None:
    """In the master and in the copy for funders each word has the width of its column."""
    with in_language(code):
        data = build_master_workbook(made_of), build_report_workbook(made_of, "none")
    seen = 0
    for book in map(openpyxl.load_workbook, map(io.BytesIO, data)):
        for sheet in book.worksheets:
            dimensions = sheet.column_dimensions.values()
            widths = {c: d.width for d in dimensions for c in range(d.min or 0, (d.max or 0) + 1)}
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                is_head = cell.font.b and cell.fill.fgColor.rgb == "FFE9EEF1"
                if is_head and isinstance(cell.value, str) and cell.column in widths:
                    seen += 1
                    words = cell.value.split()
                    wide = max(width_of(word, cell.font.sz or 11, bold=True) for word in words)
                    room = (widths[cell.column] * 7 + 5) * SLACK
                    assert wide <= room, (sheet.title, cell.value)
    assert seen > 60


def test_what_is_chosen_is_looked_for_once(opened: Any) -> None:
    """Each choice of a metric or a team has one cell; thousands of others point to it."""
    formulas = [
        cell.value
        for sheet in opened
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    choices = [formula for formula in formulas if formula.startswith("=MATCH(")]
    assert len(choices) == len(set(choices)) == 5
    picked = [formula for formula in formulas if "INDEX(_values!" in formula]
    assert len(picked) > 100
    assert not any("MATCH(" in formula for formula in picked)


@pytest.mark.parametrize("months", [6, 36])
def test_reporting_can_be_read_on_paper(tmp_path: Path, months: int) -> None:
    """At 9 points or more, of A4 and Letter: a year of months below the other, none to come."""
    text = SMALL.replace("months = 6", f"months = {months}")
    text = text.replace("baseline_months = 3", "baseline_months = 12")
    plan = plan_from(text + "".join(f'[[teams]]\nid = "t{i}"\nname = "Team {i}"\n'
                                    for i in range(28)), tmp_path)  # fmt: skip
    last = months - 3
    table = "month  BP  BP/\n" + "\n".join(
        f"{add_months(date(2026, 1, 1), k):%Y-%m}  {10 + k % 3}  20" for k in range(last)
    )
    sent = [submission(plan, table)]
    data = build_master_workbook(Master(plan, combine(plan, sent)), ("summary", "reporting"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Reporting"]
    heads = [[c.value for c in row[3:] if c.value] for row in sheet.iter_rows()
             if row[0].value == "Team" and isinstance(row[3].value, datetime)]  # fmt: skip
    assert max(map(len, heads)) <= 12
    shown = {month.date() for head in heads for month in head}
    assert max(shown) < add_months(date(2026, 1, 1), last + 2), "no month to come"
    assert add_months(date(2026, 1, 1), last - 1) in shown
    assert sheet.page_setup.scale >= 80
    smallest = {cell.font.sz for row in sheet.iter_rows() for cell in row
                if cell.value == "missing"}  # fmt: skip
    assert min(smallest) * sheet.page_setup.scale / 100 >= 8.8
    assert len(sheet.row_breaks.brk) >= 2, "each table of thirty teams has a page"


def test_three_years_of_eight_metrics_can_be_read(tmp_path: Path) -> None:
    """One of the shapes of `tests.helpers.looks`: nothing cut, no word broken, no tiny letter."""
    with in_language("fr-CA"):
        data = build_master_workbook(master_of(tmp_path, metrics=8, teams=13, months=36))
    assert list(faults(data)) == []


def test_no_page_begins_within_a_chart(tmp_path: Path) -> None:
    """A metric of All teams may be longer than a page: its table goes on, not its chart."""
    data = build_master_workbook(master_of(tmp_path, metrics=3, teams=8, months=9))
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for chart in sheet._charts:
            first, last = chart.anchor._from.row, chart.anchor.to.row
            if last - first < 30:  # one of all teams is as high as their rows
                assert not [b.id for b in sheet.row_breaks.brk if first < b.id <= last], sheet.title
