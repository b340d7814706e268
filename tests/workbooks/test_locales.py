"""Numbers as programs in other languages write them: every sentence has one decimal sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from lcxl.books import build_reporting_workbook
from lcxl.books.copies import views
from lcxl.keep.filled import Filled
from lcxl.metrics.display import change_as_number, end_as_number, signed_format
from lcxl.plan import Collaborative
from lcxl.xl.book import BookWriter
from tests.acceptance.test_one_figure import random_collaborative
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.unit.test_event_log import G_METRIC, T_METRIC, with_events
from tests.workbooks.test_event_formulas import random_log
from tests.workbooks.test_reporting_formulas import random_filled, random_plan

THOUSANDS = re.compile("(?<=[0-9])[.,\u00a0\u202f ](?=[0-9]{3}(?![0-9]))")
NUMBER = re.compile(r"\d[.,]\d")


@pytest.fixture(params=["de-DE", "fr-FR"])
def office(libreoffice: Office, request: pytest.FixtureRequest) -> Iterator[Office]:
    """LibreOffice that writes numbers as in that language."""
    libreoffice.speak(request.param)
    yield libreoffice
    libreoffice.speak("en-US")


def sentences(office: Office, path: Path) -> Iterator[tuple[str, str]]:
    """(sheet, text) of every formula that comes to a text with a decimal number in it."""
    names = office.open(path)
    office.recalculate()
    for name in names:
        for _, _, _, value in office.formulas(name):
            if isinstance(value, str) and NUMBER.search(THOUSANDS.sub("", value)):
                yield name, THOUSANDS.sub("", value)


def reporting(folder: Path, plan: Collaborative, filled: Filled) -> Path:
    path = folder / "team.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], filled))
    return path


@pytest.mark.parametrize("seed", [1, pytest.param(4, marks=pytest.mark.thorough)])
def test_a_reporting_workbook_writes_numbers_as_its_reader_does(
    office: Office, tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    plan = random_plan(rng)
    found = list(sentences(office, reporting(tmp_path, plan, random_filled(rng, plan))))
    assert {sheet for sheet, _ in found} >= {"Charts", "Data", "Definitions"}
    assert [text for _, text in found if re.search(r"\d\.\d", text)] == []


def test_so_do_the_charts_of_rare_events(office: Office, tmp_path: Path) -> None:
    plan = plan_from(with_events(T_METRIC, G_METRIC).replace("months = 6", "months = 18"), tmp_path)
    path = reporting(tmp_path, plan, Filled({}, random_log(Random(3), 12, 12, 80)))
    found = list(sentences(office, path))
    assert found
    assert [text for _, text in found if re.search(r"\d\.\d", text)] == []


def test_no_sentence_of_the_master_mixes_decimal_signs(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    (view,) = views(random_collaborative(tmp_path, 1), "hosts")
    path.write_bytes(view.workbook())
    for sheet, text in sentences(office, path):
        assert not (re.search(r"\d\.\d", text) and re.search(r"\d,\d", text)), (sheet, text)


def test_a_change_has_one_sign_or_none(libreoffice: Office, tmp_path: Path) -> None:
    """-0.04 points are shown as 0.0: the cell holds a 0, whose sign no program invents."""
    metric = plan_from(SMALL, tmp_path).metrics[0]
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("One")
    shown = {
        -0.083: "-8.3",
        -0.0005: "-0.1",
        -0.0004: "0.0",
        0: "0.0",
        0.0004: "0.0",
        12.5: "+1,250.0",
    }
    for row, change in enumerate(shown):
        value = change_as_number(metric, change)
        sheet.put(row, 0, value, "cell_number", num_format=signed_format(1))
        assert str(value) != "-0.0"
    assert end_as_number(metric, -0.0004) == pytest.approx(-0.04)
    path = tmp_path / "changes.xlsx"
    path.write_bytes(book.finish())
    libreoffice.open(path)
    cells = [libreoffice.displayed("One", f"A{row + 1}") for row in range(len(shown))]
    assert cells == list(shown.values())
