"""Charts can be read: a finding above each, letters of a readable size, words for each verdict."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from lcxl.books import build_reporting_workbook
from lcxl.cells import Book
from lcxl.words import messages
from tests.helpers.plans import plan_from
from tests.unit.test_event_log import T_METRIC, with_events
from tests.workbooks.test_verdict_cells import BEFORE, typed, year_before

AFTER = [150, 165, 170, 168, 172, 171, 169]
SMALLEST = 9


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    plan = year_before(tmp_path)
    return build_reporting_workbook(plan, plan.teams[0], typed(plan, [*BEFORE, *AFTER]))


def test_what_stands_above_a_chart_is_a_finding(workbook: bytes) -> None:
    cells = Book(workbook).cells("Charts")
    assert cells[4, 0].value == "BP control: better since February 2026"
    assert str(cells[5, 0].value).endswith("of 200. Scale: 65% to 90%.")
    assert cells[6, 8].value == "▲ Better than the baseline"


def test_every_verdict_has_its_words() -> None:
    for key, entry in messages("charts").items():
        if "short" in entry:
            assert "{metric}" in entry["heading"], key
            assert entry["panel"][0] in "▲▼◆■–", key


def test_no_letter_is_too_small(workbook: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        charts = [n for n in parts.namelist() if n.startswith("xl/charts/chart")]
        sizes = [
            int(size) / 100
            for name in charts
            for size in re.findall(r' sz="(\d+)"', parts.read(name).decode())
        ]
        fonts = re.findall(r'<sz val="([\d.]+)"', parts.read("xl/styles.xml").decode())
    assert len(charts) >= 8
    assert min(sizes) >= SMALLEST
    assert min(map(float, fonts)) >= SMALLEST


def test_the_line_ends_at_a_new_definition(tmp_path: Path) -> None:
    """Each definition has a series of its own, so that nothing joins what differs."""
    plan = year_before(tmp_path)
    first = plan.calendar.reported[14]
    plan = year_before(tmp_path, effective_from=first, version="1.1")
    book = build_reporting_workbook(plan, plan.teams[0], typed(plan, [*BEFORE, *AFTER]))
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        text = parts.read("xl/charts/chart1.xml").decode()
    lines = []
    for series in re.findall(r"<c:ser>.*?</c:ser>", text, re.DOTALL):
        if "<c:tx><c:v>BP control</c:v></c:tx>" in series:
            values = series[series.index("<c:val>") :]
            lines.append([int(i) for i in re.findall(r'<c:pt idx="(\d+)"', values)])
    assert lines == [list(range(14)), list(range(14, 19))]


def test_the_lines_of_a_rare_event_have_their_names_at_their_end(tmp_path: Path) -> None:
    """And not in the key as well."""
    plan = plan_from(with_events(T_METRIC), tmp_path)
    book = build_reporting_workbook(plan, plan.teams[0])
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        texts = [parts.read(n).decode() for n in parts.namelist() if "charts/chart" in n]
    (chart,) = [text for text in texts if "<c:scatterChart>" in text]
    named = [
        i
        for i, series in enumerate(re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL))
        if '<c:showSerName val="1"/>' in series
    ]
    assert len(named) == 3, "goal, upper limit and centre"
    hidden = re.findall(r'<c:legendEntry><c:idx val="(\d+)"/><c:delete val="1"/>', chart)
    assert {str(i) for i in named} <= set(hidden)
