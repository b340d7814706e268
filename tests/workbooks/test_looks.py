"""A sample's workbooks as people see them: nothing cut, nothing faint or tiny, no empty page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from lcxl.books.master import build_master_workbook
from lcxl.cli import main
from lcxl.words import in_language
from tests.helpers import paper
from tests.helpers.a11y import contrast
from tests.helpers.cut import cut_in
from tests.helpers.looks import faults, master_of, printed
from tests.helpers.office import Office

FEWEST = 0.15
"""Of a page's height that something must stand on."""
ROWS = 300
"""Rows of a sheet that are looked at."""
SMALLEST = 9.0
"""Points of the smallest letters."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbooks of a collaborative in its ninth month, and of one that is not begun."""
    folder = tmp_path_factory.mktemp("sample")
    run("demo", folder / "demo")
    run(
        "validate", folder / "demo" / "submissions", "--format", "xlsx", "-o", folder / "found.xlsx"
    )
    run("new", folder / "new")
    books = [*(folder / "demo").glob("*.xlsx"), folder / "found.xlsx"]
    books += [min((folder / "demo" / "reporting").glob("*.xlsx"))]
    books += [max((folder / "demo" / "submissions").rglob("*.xlsx"))]
    found = {f"{path.parent.name} {path.name}": path for path in books}
    return found | {f"new {path.name}": path for path in (folder / "new").glob("*.xlsx")}


def run(*command: object) -> None:
    result = CliRunner().invoke(main, [str(word) for word in command])
    assert result.exit_code in (0, 1), result.output


@pytest.fixture(scope="module")
def opened(sample: dict[str, Path]) -> dict[str, Any]:
    """The same, each read once."""
    return {
        name: openpyxl.load_workbook(path, data_only=True, rich_text=True)
        for name, path in sample.items()
    }


def shown_cells(book: Any) -> Iterator[Any]:
    """Cells with a text or number on the sheets that people see."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows(max_row=ROWS):
                for cell in row:
                    if cell.value not in (None, ""):
                        yield cell


def test_no_text_is_cut(opened: dict[str, Any]) -> None:
    assert [(name, *cut) for name, book in opened.items() for cut in cut_in(book)] == []


def test_letters_are_large_enough_and_stand_out(opened: dict[str, Any]) -> None:
    found: Counter[tuple[str, str, str]] = Counter()
    for name, book in opened.items():
        for cell in shown_cells(book):
            size = float(cell.font.sz or 11)
            if size < SMALLEST:
                found[name, cell.parent.title, f"{size} points"] += 1
            ink, fill = colour(cell.font.color, "000000"), "FFFFFF"
            if cell.fill.fill_type == "solid":
                fill = colour(cell.fill.fgColor, "FFFFFF")
            needed = 3 if size >= 14 and cell.font.b else 4.5
            if contrast(f"#{ink}", f"#{fill}") < needed:
                found[name, cell.parent.title, f"{ink} on {fill}"] += 1
    assert not found


def colour(known: Any, otherwise: str) -> str:
    rgb = getattr(known, "rgb", None)
    return rgb[-6:] if isinstance(rgb, str) else otherwise


def test_no_text_shows_what_is_missing_in_it(opened: dict[str, Any]) -> None:
    """A sentence without its subject, a place that was not filled, a code in place of a word."""
    for name, book in opened.items():
        for cell in shown_cells(book):
            text = str(cell.value).strip()
            where = (name, cell.parent.title, cell.coordinate, text)
            assert text[:1] not in (":", ";", ","), where
            assert "at least –" not in text, where
            assert not {"rolling_12m", "ehr_report", "ehr report"} & set(text.split("; ")), where


@pytest.mark.skipif(not paper.available(), reason="needs pdftoppm")
@pytest.mark.parametrize(
    "size",
    [pytest.param("A4", marks=pytest.mark.thorough), *(p for p in paper.PAPERS if p != "A4")],
)
def test_no_page_is_printed_for_a_few_lines(
    size: str, sample: dict[str, Path], libreoffice: Office, tmp_path: Path
) -> None:
    """But one: a sheet's only page may hold no more than the sentence that there is nothing."""
    for name, path in sample.items():
        printed = paper.pages(libreoffice, path, tmp_path / name.removesuffix(".xlsx"), size)
        of_sheet = Counter(page.sheet for page in printed)
        assert len(printed) <= 60, name
        for page in printed:
            assert page.fill >= FEWEST or of_sheet[page.sheet] == 1, (name, page)
            assert page.fill > 0, (name, page)


def test_a_workbook_of_five_metrics_is_light(sample: dict[str, Path]) -> None:
    """It is mailed: as it is built it has 200 KB at most."""
    (built,) = [path for path in sample.values() if path.parent.name == "reporting"]
    assert built.stat().st_size <= 200 * 1024


SHAPES = [("en-US", 8, 1, 0), ("fr-CA", 3, 1, 3), ("fr-CA", 3, 8, 9), ("es-US", 3, 40, 12)]


@pytest.mark.skipif(not paper.available(), reason="pdftoppm draws the pages; it is not here")
@pytest.mark.parametrize(("code", "metrics", "teams", "months"), SHAPES)
def test_masters_of_unlike_shapes(
    code: str, metrics: int, teams: int, months: int, libreoffice: Office, tmp_path: Path
) -> None:
    """A few of those that `python -m tests.helpers.looks` goes through."""
    with in_language(code):
        data = build_master_workbook(master_of(tmp_path, metrics, teams, months))
    assert [*faults(data), *printed(libreoffice, data, tmp_path)] == []
