"""The reader of workbook files: sees everything, trusts nothing, cannot be hurt."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from lcxl.cells import Book, Range, a1
from lcxl.cells.address import column_letters, column_number, parse_range
from lcxl.cells.dates import from_serial

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(**cells: object) -> bytes:
    """A small workbook with cells such as ``A1=3``."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("S")
    for place, value in cells.items():
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(place, value, None, "")
        else:
            sheet.write(place, value)
    book.close()
    return buffer.getvalue()


def with_parts(data: bytes, **parts: bytes | str | None) -> bytes:
    """The same file with parts replaced (or left out, if None)."""
    names = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in [*source.namelist(), *(n for n in names if n not in source.namelist())]:
            part = names[name] if name in names else source.read(name)
            if part is not None:
                out.writestr(name, part)
    return target.getvalue()


def with_sheet(xml: str) -> bytes:
    return with_parts(workbook(A1=1), **{"xl__worksheets__sheet1_dot_xml": xml})


def test_type_error_formula_and_number_as_text_are_told_apart() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("S")
    sheet.write_number("A1", 15)
    sheet.write_string("A2", "15 ")
    sheet.write_formula("A3", "=NA()", None, "#N/A")
    sheet.write_formula("A4", "=1+1", None, 2)
    sheet.write_formula("A5", '=""', None, "")
    sheet.write_boolean("A6", True)
    sheet.write_blank("A7", None, book.add_format({"bold": True}))
    sheet.write_rich_string("A8", "half ", book.add_format({"bold": True}), "bold")
    sheet.write_string("A9", "two\r\nlines_x0041_")
    book.close()
    cells = {a1(r, c): cell for (r, c), cell in Book(buffer.getvalue()).cells("S").items()}
    assert cells["A1"][:3] == ("number", 15.0, None)
    assert cells["A2"][:3] == ("text", "15 ", None)
    assert cells["A3"][:3] == ("error", "#N/A", "NA()")
    assert cells["A4"][:3] == ("number", 2.0, "1+1")
    assert cells["A5"][:3] == ("text", None, '""')  # written so that programs calculate it
    assert cells["A6"][:2] == ("boolean", True)
    assert "A7" not in cells
    assert cells["A8"].value == "half bold"
    assert cells["A9"].value == "two\r\nlines_x0041_"


@pytest.mark.parametrize(
    ("cell", "value"),
     [('t="str"><f>A2&amp;""</f><v></v>', ""), ('s="0"><f>A2</f><v></v>', None),
     ('s="0"><f>A2</f>', None),
     ('s="0"><f>A2</f><v/>', None), ('t="str"><f>A2</f>', None)],
)  # fmt: skip
def test_a_formula_that_shows_nothing_is_not_one_that_was_never_calculated(
    cell: str, value: str | None
) -> None:
    row = f'<row r="1"><c r="A1" {cell}</c></row>'
    book = Book(with_sheet(f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>"))
    assert book.cells("S")[0, 0].value == value


def test_characters_that_no_xml_can_hold_become_spaces() -> None:
    kept = "_x0009__x000A__x00E9__xFFFD__x005F_x000B_"
    row = (
        '<c r="A1" t="str"><v>one_x000B_two_x0000__x0001__x001F__xFFFE__xffff_</v></c>'
        f'<c r="B1" t="str"><v>{kept}</v></c>'
        '<c r="C1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c>'
    )
    shared = "<si><t>one_x000B_two</t></si><si><r><t>one_x000</t></r><r><t>B_two</t></r></si>"
    data = with_parts(
        workbook(A1="x"),
        **{
            "xl__worksheets__sheet1_dot_xml": f"<worksheet {MAIN}><sheetData><row>{row}</row>"
            "</sheetData></worksheet>",
            "xl__sharedStrings_dot_xml": f"<sst {MAIN}>{shared}</sst>",
        },
    )
    assert [cell.value for cell in Book(data).cells("S").values()] == [
        "one two     ", "\t\n\u00e9\ufffd_x000B_", "one two", "one two",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "may"),
    [
        ('<c r="A1" s="1"/>', False),
        ('<c r="A1"><v>-1.5E-3</v></c><c r="B1" t="s"><v>0</v></c>', False),
        (
            '<c r="A1" t="str"><f>B1</f><v>x</v></c><c r="B1" t="e"><f>NA()</f><v>#N/A</v></c>',
            False,
        ),
        ('<c r="A1" t="str"><f t="shared" si="0"/><v>x</v></c><c r="B1"><v></v></c>', False),
        ('<c r="A1" t="inlineStr"><is><t>x</t></is></c>', True),
        ('<c r="A1" t="inlineStr"><is><r><t xml:space="preserve">x</t></r></is></c>', True),
        ('<c r="A1" t="str"><v>x</v></c>', True),
        ("<c t='str' r='A1'><v>x</v></c>", True),
        ('<c r="A1" t="str"><v xml:space="preserve">x</v></c>', True),
        ('<c r="A1" t="str">\n<v>123-45-6789</v></c>', True),
        ('<c r="A1"><v>123-45-6789</v></c>', True),
        ('<c r="A1" t="d"><v>1961-03-12</v></c>', True),
    ],
)
def test_a_sheet_with_texts_of_its_own(cell: str, may: bool) -> None:
    xml = f'<worksheet {MAIN}><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    assert Book(with_sheet(xml)).may_have_own_texts("S") is may


def test_a_sheet_with_prefixes_may_have_texts_of_its_own() -> None:
    cell = '<x:c r="A1" t="str"><x:v>x</x:v></x:c>'
    xml = f"<x:worksheet><x:sheetData><x:row>{cell}</x:row></x:sheetData></x:worksheet>"
    assert Book(with_sheet(xml)).may_have_own_texts("S")


def test_strict_namespaces_prefixes_and_missing_references() -> None:
    """Files of other programs: another namespace, a prefix, cells without an address."""
    xml = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>two</x:t></x:is></x:c></x:row>'
        '<x:row r="4"><x:c r="C4"><x:v>3</x:v></x:c><x:c><x:v>4</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    cells = Book(with_sheet(xml)).cells("S")
    assert {a1(*k): c.value for k, c in cells.items()} == {
        "A1": 1.0, "B1": "two", "C4": 3.0, "D4": 4.0,
    }  # fmt: skip


def read(cell: str, before: str = "", after: str = "") -> dict[str, object]:
    """Cell -> value, of a sheet with so many cells in one row."""
    rows = f'{before}<sheetData><row r="1">{cell}</row></sheetData>{after}'
    cells = Book(with_sheet(f"<worksheet {MAIN}>{rows}</worksheet>")).cells("S")
    return {a1(*place): found.value for place, found in cells.items()}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="s"><v>\n  0\n</v></c>', "shared"),
        ('<c r="A1" t="n"><v>\n  412\n</v></c>', 412.0),
        ('<c r="A1"><v>4.12E2</v></c>', 412.0),
        ('<c r="A1" t="b"><v> 1 </v></c>', True),
        ('<c r="A1" t="e"><v> #N/A\n</v></c>', "#N/A"),
        ('<c r="A1" t="d"><v>\n2026-03-01T00:00:00\n</v></c>', "2026-03-01T00:00:00"),
        ('<c r="A1" t="str"><v xml:space="preserve"> a </v></c>', " a "),
        ('<c r="A1" t="str"><v>two_x000D_lines</v></c>', "two\rlines"),
        ('<c r="A1" t="inlineStr"><is><t>a</t><phoneticPr fontId="1"/></is></c>', "a"),
        ('<c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "a"),
        ('<c r="A1" t="inlineStr"><is><r><rPr/><t>a</t></r><r><t> b</t></r></is></c>', "a b"),
        ('<c r="A1" t="inlineStr"><v>a</v></c>', "a"),
        ('<c r="A1"><is><t>a</t></is></c>', "a"),
        ('<c r="A1"><v>7</v><extLst><ext><v>8</v></ext></extLst></c>', 7.0),
        ('<c r="A1" t="s"><v>99</v></c>', "#REF!"),
    ],
)
def test_whatever_way_a_program_writes_a_cell(cell: str, value: object) -> None:
    last = '<c r="Z1"><v>5</v></c>'
    sheet = f'<worksheet {MAIN}><sheetData><row r="1">{cell}{last}</row></sheetData></worksheet>'
    parts = {"xl__worksheets__sheet1_dot_xml": sheet}
    cells = Book(with_parts(workbook(A1="shared"), **parts)).cells("S")
    assert cells[0, 0].value == value
    assert cells[0, 25].value == 5.0


MERGED = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'


@pytest.mark.parametrize(
    ("before", "after", "merged"),
    [
        ("", MERGED + "<pageMargins/>", 1),
        (
            "",
            "<customSheetViews><customSheetView><pageMargins/></customSheetView>"
            f"</customSheetViews>{MERGED}",
            1,
        ),
        ("<pageMargins/>", MERGED, 1),
        ("", f"<extLst><ext>{MERGED}</ext></extLst>", 0),
        ("", '<AlternateContent><mergeCell ref="A1:B2"/></AlternateContent>', 0),
    ],
)
def test_merged_cells_are_those_of_the_sheet(before: str, after: str, merged: int) -> None:
    for declared in ("", '<?xml version="1.0" encoding="UTF-8"?>'):
        rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        book = Book(with_sheet(f"{declared}<worksheet {MAIN}>{before}{rows}{after}</worksheet>"))
        assert book.cells("S")[0, 0].value == 1.0
        assert len(book.merged("S")) == merged


def test_cells_elsewhere_in_a_sheet_are_none_of_its_cells() -> None:
    other = '<sheetData><row r="1"><c r="B1"><v>9</v></c></row></sheetData>'
    for around in (f"<extLst><ext>{other}</ext></extLst>", f"<other>{other}</other>"):
        assert read('<c r="A1"><v>1</v></c>', around) == {"A1": 1.0}
        assert read('<c r="A1"><v>1</v></c>', after=around) == {"A1": 1.0}


def edited(data: bytes, part: str, old: str, new: str) -> bytes:
    """The same file with a part's text changed."""
    xml = zipfile.ZipFile(io.BytesIO(data)).read(part).decode()
    assert old in xml
    name = part.replace("/", "__").replace(".", "_dot_")
    return with_parts(data, **{name: xml.replace(old, new, 1)})


def test_only_the_workbook_itself_says_how_it_counts_days() -> None:
    """Newer programs repeat `workbookPr` in an extension list, without what the first one says."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": True})
    book.add_worksheet("S").write_number("A1", 44665, book.add_format({"num_format": "d-mmm-yy"}))
    book.close()
    later = (
        '<extLst><ext uri="{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}"><x15:workbookPr chartTracking'
        'RefBase="1"/><x14:workbookPr date1904="0"/><x:sheets><x:sheet name="T" r:id="rId1"/>'
        '</x:sheets><x:definedName name="n">S!$A$1</x:definedName></ext></extLst></workbook>'
    )
    read = Book(edited(buffer.getvalue(), "xl/workbook.xml", "</workbook>", later))
    assert read.as_date(read.cells("S")[0, 0]) == date(2026, 4, 15)
    assert [sheet.name for sheet in read.sheets] == ["S"]
    assert read.names == {}
    plain = Book(edited(workbook(A1=46127), "xl/workbook.xml", "</workbook>", later.replace(
        'date1904="0"', 'date1904="1"')))  # fmt: skip
    assert plain.as_date(plain.cells("S")[0, 0]) == date(2026, 4, 15)


def test_only_formats_of_cells_show_dates() -> None:
    """Styles for marked cells and for cell styles have formats of their own, of the same ids."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("S").write_number("A1", 46127, book.add_format({"num_format": "0.0 x"}))
    book.close()
    dxfs = '<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs>'
    data = edited(buffer.getvalue(), "xl/styles.xml", '<dxfs count="0"/>', dxfs)
    read = Book(data)
    assert not read.shows_date(read.cells("S")[0, 0])


CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d"><dcterms:created>2020-01-01T00:00:00Z'
    "</dcterms:created>{}</cp:coreProperties>"
)
MODIFIED = "<dcterms:modified>{}</dcterms:modified>"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-09T08:00:00Z", "2026-10-09T08:00:00Z"),
        ("\n2026-10-09T08:00:00.1234567Z ", "2026-10-09T08:00:00Z"),
        ("2026-10-09T23:30:00-05:00", "2026-10-10T04:30:00Z"),
        ("2026-10-09", "2026-10-09T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_when_a_file_was_saved(text: str, moment: str) -> None:
    core = CORE.format(MODIFIED.format(text))
    assert Book(with_parts(workbook(A1=1), docProps__core_dot_xml=core)).modified == moment


def test_the_save_date_is_found_wherever_a_program_keeps_it() -> None:
    """Programs made with .NET keep it in a part of their own, named by its relationship."""
    core = CORE.format(MODIFIED.format("2026-10-09T08:00:00Z"))
    where = "package/services/metadata/core-properties/a1.psmdcp"
    data = edited(workbook(A1=1), "_rels/.rels", "docProps/core.xml", where)
    moved = with_parts(data, **{where.replace(".", "_dot_"): core, "docProps__core_dot_xml": None})
    assert Book(moved).modified == "2026-10-09T08:00:00Z"


def test_a_file_without_a_save_date_says_none() -> None:
    """Google Sheets leaves the part out, Numbers leaves it empty; a broken one stops nothing."""
    for core in (None, CORE.format(""), CORE.format(MODIFIED.format("")), "<broken"):
        book = Book(with_parts(workbook(A1=1), docProps__core_dot_xml=core))
        assert book.modified == ""
        assert book.cells("S")[0, 0].value == 1.0


def test_a_formula_that_was_never_calculated_has_no_value() -> None:
    row = '<row r="1"><c r="A1"><f>1+1</f></c></row>'
    xml = f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>"
    cell = Book(with_sheet(xml)).cells("S")[0, 0]
    assert (cell.value, cell.formula) == (None, "1+1")


def test_a_wrong_dimension_loses_no_cell() -> None:
    xml = (
        f'<worksheet {MAIN}><dimension ref="A1"/><sheetData>'
        '<row r="9"><c r="H9"><v>7</v></c></row></sheetData></worksheet>'
    )
    assert Book(with_sheet(xml)).cells("S")[8, 7].value == 7.0


def test_a_missing_styles_part_does_not_matter() -> None:
    data = with_parts(workbook(A1=3), **{"xl__styles_dot_xml": None})
    book = Book(data)
    assert not book.shows_date(book.cells("S")[0, 0])


def test_dates_are_known_by_their_format() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("S")
    for i, code in enumerate(("d-mmm", "yyyy\\-mm", "0", "General", "[h]:mm", '0" days"', "0.0%")):
        sheet.write_number(i, 0, 46127, book.add_format({"num_format": code}))
    book.close()
    read = Book(buffer.getvalue())
    cells = read.cells("S")
    assert [read.shows_date(cells[i, 0]) for i in range(7)] == [
        True, True, False, False, True, False, False,
    ]  # fmt: skip
    assert read.as_date(cells[0, 0]) == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("serial", "day"),
    [(1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1)), (0, None),
     (46127.75, date(2026, 4, 15)), (3e9, None), (-5, None)],
)  # fmt: skip
def test_serial_numbers_of_days(serial: float, day: date | None) -> None:
    assert from_serial(serial) == day


def test_the_mac_date_system() -> None:
    assert from_serial(44665, date1904=True) == date(2026, 4, 15)
    assert from_serial(2_958_465, date1904=True) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ROWS(Data!$D$8:$D$31)", Range("Data", 7, 3, 30, 3)),
        ("ROWS('Data (2)'!$D$8:$D$31)", Range("Data (2)", 7, 3, 30, 3)),
        ("ROWS('O''Brien'!AA10)", Range("O'Brien", 9, 26, 9, 26)),
        ("Data!D31:D8", Range("Data", 7, 3, 30, 3)),
        ("ROWS(#REF!)", None),
        ("ROWS(D8:D9)", None),
        ("Data!A9999999", None),
    ],
)
def test_references_in_formulas(text: str, place: Range | None) -> None:
    assert parse_range(text) == place
    if place is not None:
        assert parse_range(place.reference) == place


def test_columns_have_letters() -> None:
    assert [column_letters(c) for c in (0, 25, 26, 701, 702, 16383)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    assert all(column_number(column_letters(c)) == c for c in range(0, 16384, 97))
