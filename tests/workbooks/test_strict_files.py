"""What Excel may object to, looked up in the files themselves: it never runs here."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from lcxl.books import build_reporting_workbook
from lcxl.cells import Book, Range, a1
from lcxl.cells.address import parse_range
from lcxl.cli import main
from lcxl.words import in_language
from lcxl.xl.book import BookWriter
from lcxl.xl.worksheet import strictly
from tests.helpers.plans import SMALL, plan_from

REFERENCE = r"(?:(?:'[^']+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?\d{1,7}"
AREA = rf"{REFERENCE}(?::\$?[A-Z]{{1,3}}\$?\d{{1,7}})?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("strict") / "demo"
    for command in (["demo", str(path)], ["merge", str(path), "--audience", "funders"]):
        assert CliRunner().invoke(main, command).exit_code in (0, 1)
    return path


def workbooks(folder: Path) -> list[Path]:
    """One of each kind: filled and empty reporting workbooks, the host's, masters, timetable."""
    reporting = sorted((folder / "reporting").glob("*.xlsx"))
    sent = sorted((folder / "submissions").glob("*.xlsx"))
    readable = [path for path in sent if path.read_bytes()[:2] == b"PK"]
    return [*sorted(folder.glob("*.xlsx")), reporting[0], readable[0]]


def sheets(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield name, book.read(name).decode()


def test_formats_and_choices_name_no_other_sheet(folder: Path) -> None:
    """As Excel 2007 wrote them; where another sheet is needed, a defined name stands for it."""
    found = 0
    for path in workbooks(folder):
        for name, xml in sheets(path):
            for _, body in re.findall(
                r"<(conditionalFormatting|dataValidation) (.*?)</\1>", xml, re.DOTALL
            ):
                for formula in re.findall(r"<formula[12]?>(.*?)</", body):
                    found += 1
                    bare = re.sub(r'"[^"]*"', "", unescape(formula))
                    assert "!" not in bare, (path.name, name, bare)
                    assert "[" not in bare
    assert found > 100


def test_names_of_choices_lead_to_cells(folder: Path) -> None:
    for path in workbooks(folder):
        book = Book(path.read_bytes())
        used = {m for _, xml in sheets(path) for m in re.findall(r">(choices_\d+)<", xml)}
        assert used == {name for name in book.names if name.startswith("choices_")}
        for name in used:
            place = parse_range(book.names[name])
            assert place is not None
            assert place.sheet in {sheet.name for sheet in book.sheets}


def test_footers_are_no_longer_than_excel_lets_them_be(folder: Path) -> None:
    for path in workbooks(folder):
        for name, xml in sheets(path):
            for footer in re.findall(r"<oddFooter>(.*?)</oddFooter>", xml):
                assert len(unescape(footer).encode("utf-16-le")) // 2 <= 255, (path, name)


@pytest.mark.parametrize("text", ["x" * 400, "R&D " * 99, "😀" * 200, "&" * 250, "a\nb"])
def test_a_footer_is_cut_where_it_must_be(text: str, tmp_path: Path) -> None:
    book = BookWriter(text, "S")
    book.sheet("A sheet").page(5, 5, footer="Page")
    path = tmp_path / "long.xlsx"
    path.write_bytes(book.finish())
    ((_, xml),) = sheets(path)
    (footer,) = re.findall(r"<oddFooter>(.*?)</oddFooter>", xml, re.DOTALL)
    footer = unescape(footer)
    assert len(footer.encode("utf-16-le")) // 2 <= 255
    assert footer.startswith("&L" + text[:1].replace("&", "&&"))
    assert footer.endswith(" | &A&RPage &P / &N")
    assert "\n" not in footer
    assert not re.search("&(?![&LAPNR])", footer.replace("&&", ""))


def test_whatever_xlsxwriter_leaves_out_is_an_error() -> None:
    book = BookWriter("T", "S")
    sheet = book.sheet("A")
    with pytest.raises(RuntimeError, match="could not be written whole"):
        book.name("A1", Range.cell("A", 0, 0))
    with pytest.raises(RuntimeError):
        sheet.raw.data_validation(0, 0, 0, 0, {"validate": "list", "source": ["x" * 99] * 9})
    with pytest.raises(RuntimeError):
        sheet.raw.conditional_format(0, 0, 0, 0, {"type": "no such type"})
    with pytest.raises(RuntimeError):
        sheet.raw.write_url(0, 0, "http://" + "x" * 3000)
    with pytest.raises(RuntimeError), strictly():
        sheet.raw.set_header("x" * 256)


def value_positions(formula: str) -> Iterator[str]:
    """References whose cell's own value is what the formula may show: 0 or nothing, if blank.

    What stands in N( ) is a number everywhere.
    """
    if re.fullmatch(REFERENCE, formula):
        yield formula
    for match in re.finditer(rf"(?<=,)({REFERENCE})(?=[,)])", formula):
        depth, start = 0, match.start()
        for i in range(start - 1, -1, -1):
            if formula[i] == ")":
                depth += 1
            elif formula[i] == "(":
                if depth == 0:
                    if re.search(r"(?:^|[^A-Z.(]|[^N]\()(IF|CHOOSE|IFERROR)$", formula[:i]):
                        yield match[1]
                    break
                depth -= 1


def test_no_formula_shows_what_a_blank_cell_is_taken_for(folder: Path) -> None:
    """A blank cell is 0 to Excel and nothing to LibreOffice."""
    for path in workbooks(folder):
        book = Book(path.read_bytes())
        for sheet in book.sheets:
            for (row, col), cell in book.cells(sheet.name).items():
                formula = re.sub(r'"[^"]*"', '""', cell.formula or "")
                for reference in value_positions(formula):
                    place = parse_range(
                        reference if "!" in reference else f"'{sheet.name}'!{reference}"
                    )
                    assert place is not None
                    there = book.cells(place.sheet).get((place.first_row, place.first_col))
                    guarded = re.search(
                        rf"(?:ISNUMBER|COUNT)\([^()]*\)(?:=1|>0)?\)?,{re.escape(reference)}[,)]|"
                        rf'{re.escape(reference)}\)?(?:<>|=)""',
                        formula,
                    )
                    assert there is not None or guarded, (
                        path.name, sheet.name, a1(row, col), reference,
                    )  # fmt: skip


def test_no_text_is_looked_up_in_a_blank_cell(folder: Path) -> None:
    """INDEX into a column of words that people fill in ends with &"" or asks before."""
    for path in workbooks(folder):
        book = Book(path.read_bytes())
        for sheet in book.sheets:
            for (row, col), cell in book.cells(sheet.name).items():
                if not isinstance(cell.value, str):
                    continue
                for match in re.finditer(
                    rf"(?:^|,)INDEX\(({AREA}),((?:[^()]|\([^()]*\))*)\)(?=$|\)+$)",
                    cell.formula or "",
                ):
                    reference = match[1]
                    place = parse_range(
                        reference if "!" in reference else f"'{sheet.name}'!{reference}"
                    )
                    assert place is not None
                    cells = book.cells(place.sheet)
                    rows = range(place.first_row, place.last_row + 1)
                    cols = range(place.first_col, place.last_col + 1)
                    blank = [(r, c) for r in rows for c in cols if (r, c) not in cells]
                    whole = match[0].lstrip(",")
                    guarded = f'{whole}=""' in (cell.formula or "")
                    assert not blank or guarded, (
                        path.name, sheet.name, a1(row, col), cell.formula,
                    )  # fmt: skip


def many_groups() -> str:
    """A plan of 25 groups with long names."""
    groups = [f"Group {i} with a name that is long" for i in range(25)]
    return SMALL.replace(
        'id = "BP"', f'id = "BP"\nstrata_name = "Group"\nstrata = {json.dumps(groups)}', 1
    )


def longest_formula(parts: Iterable[str]) -> int:
    formulas = (unescape(f) for x in parts for f in re.findall(r"<f[^>]*>([^<]*)</f>", x))
    return max(map(len, formulas))


def test_many_groups_fit_into_rows_and_formulas(tmp_path: Path) -> None:
    """In one cell of the host's plan, and in each month's checks."""
    text = many_groups()
    (tmp_path / "plan.toml").write_text(text)
    folder = tmp_path / "c"
    done = CliRunner().invoke(main, ["new", str(folder), "--from", str(tmp_path / "plan.toml")])
    assert done.exit_code == 0, done.output
    xml = dict(sheets(folder / "metric-definitions.xlsx"))
    heights = [float(h) for x in xml.values() for h in re.findall(r'<row [^>]* ht="([0-9.]+)"', x)]
    assert 250 < max(heights) <= 409
    done = CliRunner().invoke(main, ["build", str(folder), "--team", "oak"])
    assert done.exit_code == 0, done.output
    xml = dict(sheets(folder / "reporting" / "oak.xlsx"))
    assert 4000 < longest_formula(xml.values()) <= 8192


def test_formulas_of_many_groups_fit_where_addresses_are_long(tmp_path: Path) -> None:
    """In French, whose sheet Data has a longer name, and with months past column Z."""
    plan = plan_from(many_groups().replace("months = 6\n", "months = 30\n", 1), tmp_path)
    path = tmp_path / "oak.xlsx"
    with in_language("fr-CA"):
        path.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    assert 4000 < longest_formula(dict(sheets(path)).values()) <= 8192


def test_lines_that_end_at_what_is_missing_do_so_in_libreoffice(folder: Path) -> None:
    """It draws #N/A as zero in a chart that has no blank cell."""
    ending = 0
    for path in workbooks(folder):
        with zipfile.ZipFile(path) as book:
            charts = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/charts/c")]
        for xml in charts:
            if 'dispBlanksAs val="gap"' in xml:
                ending += 1
                assert re.search(r"<c:val><c:numRef><c:f>[^<]*\$A\$1048576</c:f>", xml), path.name
    assert ending > 15
