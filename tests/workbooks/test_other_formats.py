"""A team's workbook in another format: the same numbers, and what was not seen is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lcxl import validate
from lcxl.cells import Unreadable
from lcxl.cells.other_formats import read_other
from lcxl.intake.read import read_bytes
from lcxl.intake.submission import Submission
from lcxl.plan import Collaborative
from tests.helpers.office import Office
from tests.helpers.other_formats import as_ods
from tests.helpers.packages import packed, parts
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

TABLE = "month  BP  BP/  CALLS\n2026-01  13  20  7\n2026-02  14  20  0"
FILTERS = {"ods": "calc8", "xls": "MS Excel 97"}


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


@pytest.fixture
def path(plan: Collaborative, tmp_path: Path) -> Path:
    path = tmp_path / "oak.xlsx"
    path.write_bytes(workbook(plan, TABLE))
    return path


def numbers(submission: Submission) -> dict[object, object]:
    return {
        key: (p.numerator and (p.numerator.value, p.numerator.cell), p.contents[1])
        for key, p in submission.points.items()
    }


@pytest.mark.parametrize("kind", FILTERS)
def test_other_formats_of_spreadsheet_programs_are_read(
    plan: Collaborative, path: Path, tmp_path: Path, libreoffice: Office, kind: str
) -> None:
    libreoffice.open(path)
    saved = tmp_path / f"oak.{kind}"
    libreoffice.save(saved, FILTERS[kind])
    read = read_bytes(saved.read_bytes(), saved.name, plan)
    assert read.team_id == "oak"
    assert numbers(read) == numbers(read_bytes(path.read_bytes(), path.name, plan))
    assert [(f.code, f.severity, f.text) for f in validate(read, plan) if f.code == "V26"] == [
        ("V26", "note", "other_format")
    ]


def test_the_sheet_data_saved_as_text_is_read_by_its_headings(
    plan: Collaborative, path: Path, tmp_path: Path, libreoffice: Office
) -> None:
    libreoffice.open(path)
    expected = numbers(read_bytes(path.read_bytes(), path.name, plan))
    for name, options in (("comma", "44,34,76"), ("tabs", "9,34,65535"), ("odd", "59,34,1")):
        libreoffice.save_text(tmp_path / f"{name}.csv", "Data", options)
        saved = tmp_path / f"{name}-Data.csv"  # so it is called by LibreOffice
        read = read_bytes(saved.read_bytes(), saved.name, plan)
        assert (read.team_id, numbers(read)) == ("oak", expected)
        assert [f.text for f in validate(read, plan) if f.code == "V26"] == ["text_of_data"]


def test_what_breaks_its_reader_is_set_aside(plan: Collaborative) -> None:
    for kind in FILTERS:
        with pytest.raises(Unreadable, match=kind):
            read_other(b"PK\x03\x04 nothing of the kind", kind)


@pytest.mark.parametrize("value", ["NaN", "INF", "1e400"])
def test_what_is_no_number_in_another_format_is_no_number(
    plan: Collaborative, path: Path, value: str
) -> None:
    """Not one that is too large, which no JSON can hold either."""
    content = parts(as_ods(path.read_bytes(), "", "<text:line-break/>"))
    table = content["content.xml"]
    changed = table.replace(b'office:value="13.0"', f'office:value="{value}"'.encode(), 1)
    assert changed != table
    read = read_bytes(packed(content | {"content.xml": changed}), "oak.ods", plan)
    (found,) = [f for f in validate(read, plan) if f.code == "V05"]
    assert found.text == "text"
    json.dumps(found.as_dict(), allow_nan=False)
