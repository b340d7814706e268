"""Plain cells are found by a pattern, all others by a parser: both must give the same.

A comment stands nowhere in a file that a spreadsheet program writes, changes nothing, and
keeps the pattern from looking: so each sheet is read once without and once with one.  A space
in the tag of a blank cell keeps it from being passed over.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcxl.books import build_reporting_workbook
from lcxl.cells.marks import styles_in
from lcxl.cells.package import Unreadable
from lcxl.cells.plain import MAX_TEXT, plain_rows, plain_styles, plain_texts
from lcxl.cells.sheet import Sheet, parse_sheet
from lcxl.cells.texts import MAX_PLAIN
from lcxl.plan import load_example

DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STRINGS = ["zero", "", "two \u00e9", "=3"]

PLAIN = [
    '<c r="A1" s="3"/>',
    '<c r="B1"><v>1</v></c>',
    '<c r="C1" s="3" t="n"><v>-2.5e3</v></c>',
    '<c r="AA1" t="s"><v>2</v></c>',
    '<c r="A2" t="str"><f>"a"&amp;B1</f><v>a &lt;b&gt; &quot;&apos;</v></c>',
    '<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>',
    '<c r="C2" t="b"><v>1</v></c>',
    '<c r="D2" s="1"><f t="shared" ref="D2:D3" si="0">A1*2</f><v>2</v></c>',
    '<c r="D3" s="1"><f t="shared" si="0"/><v></v></c>',
    '<c r="E3"><f aca="false">NOW()</f></c>',
    '<c r="F3"><f ca="1"></f><v/></c>',
    '<c r="G3" t="d"><v>2026-03-01</v></c>',
    '<c r="B1"><v>9</v></c>',
    '<c r="A20001"><v>4</v></c>',
    '<c r="XFD3" t="str"><v> two\nlines_x0041_ é中😀</v></c>',
    '<c r="C4" t="str"><v>two&#10;lines</v></c>',
]
ODD = [
    "<c><v>1</v></c>",
    '<c r="C9"/><c><v>1</v></c>',
    '<c r="C9" s="3"/><c r="D9"/><c s="1"/><c t="str"><v>1</v></c>',
    '<c r="C9"/><c s="1" r="E9"><v>1</v></c>',
    '<c s="1" r="A1"><v>1</v></c>',
    '<c r="a1"><v>1</v></c>',
    '<c r="A01"><v>1</v></c>',
    '<c r="A0"><v>1</v></c>',
    '<c r="$A$1"><v>1</v></c>',
    '<c r="XFE1"><v>1</v></c>',
    '<c r="A20002"><v>1</v></c>',
    '<c r="A9999999"><v>1</v></c>',
    '<c r="A1" s="x"><v>1</v></c>',
    '<c r="A1" s="100000"><v>1</v></c>',
    '<c r="A1" t="odd"><v>1</v></c>',
    '<c r="A1" t="inlineStr"><is><t>inline</t></is></c>',
    '<c r="A1" t="inlineStr"><v>1</v></c>',
    '<c r="A1" t="s"><v>99</v></c>',
    '<c r="A1" t="s"><v>1</v></c>',
    '<c r="A1"><v>1e400</v></c>',
    '<c r="A1"><v>1_0</v></c>',
    '<c r="A1"><v> 7</v></c>',
    '<c r="A1" t="str"><v>&#65;</v></c>',
    '<c r="A1" t="str"><v>&none;</v></c>',
    '<c r="A1" t="str"><v>a & b</v></c>',
    '<c r="A1" t="str"><v>a]]>b</v></c>',
    '<c r="A1" t="str"><v>\r\n</v></c>',
    '<c r="A1" t="str"><v>\x07</v></c>',
    '<c r="A1" t="str"><v>￾</v></c>',
    '<c r="A1" t="str"><v>_xD800_</v></c>',
    '<c r="A1"><v>1</v><v>2</v></c>',
    '<c r="A1"><v>1</v><f>A2</f></c>',
    '<c r="A1"><v xml:space="preserve"> 1</v></c>',
    '<c r="A1"><v><![CDATA[5]]></v></c>',
    '<c r="A1"><f t="array" ref="A1">SUM(B1:B2)</f><v>1</v></c>',
    '<c r="A1"><f si="1" t="shared"/><v>1</v></c>',
    '<c r="A1"></c>',
    f'<c r="A1" t="str"><v>{"x" * (MAX_TEXT + 1)}</v></c>',
    f'<c r="A1" t="str"><v>{"x" * MAX_TEXT}_x0041_</v></c>',
    f'<c r="A1" t="str"><v>{"&amp;" * (MAX_TEXT + 1)}</v></c>',
    f'<c r="A1" t="e"><v>{"#" * (MAX_TEXT + 1)}</v></c>',
    f'<c r="A1"><v>0.{"0" * MAX_TEXT}1</v></c>',
    f'<c r="A1"><f>{"x" * (MAX_TEXT + 1)}</f><v>1</v></c>',
    '<c r="A1" t="s"><v>\n  2\n</v></c>',
    '<c r="A1" t="s"><v> </v></c>',
    '<c r="A1" t="b"><v> 1 </v></c>',
    '<c r="A1" t="e"><v>\n#N/A</v></c>',
    '<c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh><phoneticPr/></is></c>',
    '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="A1"><is><t>a</t></is></c>',
    '<c r="A1"><v>1</v><extLst><ext><v>2</v><f>A3</f><t>b</t></ext></extLst></c>',
    '<c r="A1"><v>1<x>2</x>3</v></c>',
    '<x:ext><c r="A1"><v>1</v></c></x:ext>',
    "<x:c r='A1'><x:v>1</x:v></x:c>",
    '<!--<c r="A1"><v>8</v></c>-->',
    '<?pi <c r="A1"><v>8</v></c>?>',
    "stray",
    "\n",
    "</row>",
    '<row r="9">',
    "</row><row><c><v>1</v></c>",
    '</row><row r="2" r="3">',
    "</row><row spans='1:3'>",
    '</row><row r="2" spans="1:\x013">',
    '</row><row r="2" spans="1:\x003">',
    '</row><row r="2" spans="1:\ufffe3">',
    '</row><row r="2" spans="1:\r3">',
    '</row><row r="2" 1a="3">',
    '</row><row r="2" :a="3">',
    '</row><row r="20001">',
    '</row><row r="20002">',
    '</row><row r="x">',
    "</row></sheetData><sheetData><row>",
]
"""What a pattern must not read, or must read as a parser does."""
BEFORE = [
    '<cols><col min="1" max="2" width="9"/></cols>',
    "<pageMargins/>",
    '<row r="1"><c r="A1"><v>8</v></c></row>',
    "<sheetData/>",
    '<a b="<sheetData>"/>',
    "<?pi <sheetData><row r='1'></row></sheetData>?>",
    "<a-b:drawing/>",
    "<a:b:drawing/>",
    "<\u00e9:drawing/>",
    "<drawing\n/>",
    "<drawings/>",
    '<row r="30000"/>' * 1001,
    '<row r="30000"/>' * 1000,
    '<mergeCell ref="A1:B1"/>',
]
AFTER = [
    "<customSheetViews><customSheetView><pageMargins/></customSheetView></customSheetViews>"
    '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    '<extLst><ext><sheetData><row r="9"><c r="A9"><v>9</v></c></row></sheetData>'
    '<mergeCell ref="A1:B2"/></ext></extLst>',
    '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells><pageMargins/><c r="A1"/>',
    '<sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>',
    "<unclosed>",
    "</worksheet>",
]


def sheet(cells: list[str], before: str = "", after: str = "", head: bytes = DECLARED) -> bytes:
    """A sheet whose rows have three cells each."""
    threes = ("".join(cells[i : i + 3]) for i in range(0, len(cells), 3))
    rows = "".join(
        f'<row r="{i}" spans="1:3" x14ac:dyDescent="0.25">{three}</row>'
        for i, three in enumerate(threes, start=1)
    )
    body = f'<worksheet xmlns="m" xmlns:x14ac="n">{before}<sheetData>{rows}</sheetData>{after}'
    return head + (body + "</worksheet>").encode()


def outcome(data: bytes, room: int = 1000) -> Sheet | str:
    """What is read; by which of the two makes no difference."""
    try:
        return parse_sheet(iter([data]), STRINGS, room)._replace(is_plain=False)
    except Unreadable as e:
        return e.message


def looks(data: bytes, room: int, are_rows: bool = False) -> dict[tuple[int, int], int] | str:
    try:
        return styles_in(iter([data]), room, are_rows)
    except Unreadable as e:
        return e.message


def is_plain(data: bytes, room: int) -> bool:
    """Whether its rows are known once its cells are."""
    try:
        return parse_sheet(iter([data]), STRINGS, room).is_plain
    except Unreadable:
        return False


def assert_alike(data: bytes, room: int = 1000) -> None:
    """By a pattern, and by the parser: the cells, and the styles of blank ones too."""
    commented = with_comment(data)
    assert outcome(data, room) == outcome(commented, room)
    assert looks(data, room) == looks(data, room, is_plain(data, room)) == looks(commented, room)


def unknown(data: bytes) -> str:
    """Characters of a sheet that the pattern leaves to the parser."""
    return "".join(token[-1] for token in plain_rows(data).tokens)


def with_comment(data: bytes) -> bytes:
    data = re.sub(rb"(<c [^<>]*)/>", rb"\1 />", data)
    return re.sub(rb"(?s)^(.*?<(?:worksheet|sst)[^>]*>)", rb"\1<!---->", data, count=1)


@pytest.mark.parametrize("room", [1000, 14, 13, 12, 11, 1])
def test_plain_cells_are_what_they_are_for_the_parser(room: int) -> None:
    for after in ("", *AFTER[:3]):
        data = sheet(PLAIN, after=after)
        assert_alike(data, room)
    assert not unknown(sheet(PLAIN))
    assert plain_styles(sheet(PLAIN)).cells[0] == ("A", "1", "3")


@pytest.mark.parametrize("odd", ODD)
def test_odd_cells_too(odd: str) -> None:
    for cells in ([odd], [*PLAIN[:4], odd, *PLAIN[4:]]):
        assert_alike(sheet(cells))


@pytest.mark.parametrize(
    ("before", "after"), [*((b, "") for b in BEFORE), *(("", a) for a in AFTER)]
)
def test_whatever_stands_around_them(before: str, after: str) -> None:
    data = sheet(PLAIN, before, after)
    assert_alike(data)


@pytest.mark.parametrize("depth", range(56, 66))
def test_however_deep_they_stand(depth: int) -> None:
    for cells in (PLAIN, PLAIN[:1]):
        data = sheet(cells, "<a>" * depth, "</a>" * depth)
        assert_alike(data)


@pytest.mark.parametrize("around", ['<c r="B7">', "<c>", "<rPh>", '<c r="B7"><f>', "<v>", "<c><v>"])
def test_within_other_elements(around: str) -> None:
    closed = "".join(f"</{name}>" for name in reversed(re.findall(r"<(\w+)", around)))
    for cells in (PLAIN, PLAIN[:1], ['<c r="A1"><v/></c>']):
        for after in (closed, "5" + closed, f"<v>9</v>{closed}"):
            data = sheet(cells, around, after)
            assert_alike(data)


def test_a_cell_without_a_place_stands_right_of_a_blank_one() -> None:
    data = sheet(['<c r="A1"><v>1</v></c>', '<c r="C1" s="3"/>', "<c><v>5</v></c>"])
    assert sorted(parse_sheet(iter([data]), []).cells) == [(0, 0), (0, 3)]


def test_long_texts_are_cut() -> None:
    long = "x" * (MAX_TEXT + 1)
    data = sheet([f'<c r="A1" t="str"><f>{long}</f><v>{long}</v></c>'])
    ((_, value, formula, _),) = parse_sheet(iter([data]), []).cells.values()
    assert value == formula == long[1:]


@pytest.mark.parametrize(
    "head",
    [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf" + DECLARED, b'<?xml version="1.0"?>', b"<!DOCTYPE a>",
     b'<?xml version="1.0" encoding="ISO-8859-1"?>', b'<?xml version="1.0" encoding="none"?>'],
)  # fmt: skip
def test_other_encodings(head: bytes) -> None:
    for data in (sheet(PLAIN, head=head), sheet(PLAIN, head=head).replace(b"two", b"\xff\xe9")):
        assert_alike(data)
    utf16 = sheet(PLAIN, head=b"").decode().encode("utf-16")
    assert outcome(utf16) == outcome(sheet(PLAIN))


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(st.sampled_from(PLAIN), max_size=7),
    st.lists(st.sampled_from(ODD), max_size=2),
    st.lists(st.text(), max_size=3),
    st.sampled_from(["", *BEFORE]),
    st.sampled_from(["", *AFTER]),
    st.sampled_from([1, 3, 1000]),
    st.randoms(),
)
def test_any_mixture(
    plain: list[str],
    odd: list[str],
    texts: list[str],
    before: str,
    after: str,
    room: int,
    rng: Random,
) -> None:
    cells = [
        *plain,
        *odd,
        *(f'<c r="B{i + 1}" t="str"><v>{t}</v></c>' for i, t in enumerate(texts)),
    ]
    rng.shuffle(cells)
    try:
        data = sheet(cells, before, after)
    except UnicodeEncodeError:  # half a character
        return
    assert_alike(data, room)


def parts_of(path: Path) -> dict[str, bytes]:
    """Name -> XML of the sheets and of the shared texts."""
    with zipfile.ZipFile(path) as book:
        names = [n for n in book.namelist() if "worksheets/sheet" in n or "sharedStrings" in n]
        return {Path(name).stem: book.read(name) for name in names}


def assert_plain(parts: dict[str, bytes]) -> None:
    assert len(plain_texts(parts.pop("sharedStrings")).texts) > 100
    assert len(parts) == 13
    for name, data in parts.items():
        assert b"<sheetData/>" in data or not unknown(data), name


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = load_example("social-needs")
    path = tmp_path_factory.mktemp("plain") / "built.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    return path


def test_a_built_workbook_is_plain(built: Path) -> None:
    """Otherwise reading is several times as slow."""
    assert_plain(parts_of(built))


def test_any_damage_is_seen_alike(built: Path) -> None:
    rng = Random(7)
    parts = parts_of(built)
    for data in (parts["sheet2"], parts["sheet8"]):
        for _ in range(200):
            damaged = bytearray(data)
            for _ in range(rng.randint(1, 3)):
                place = rng.randrange(len(damaged))
                damaged[place : place + rng.randint(0, 9)] = rng.choice(
                    [b"<", b">", b"&", b'"', b"<c>", b"</c>", b"\xff", b"x:", b" ", b"</row>", b""]
                )
            xml = bytes(damaged)
            assert_alike(xml, 100_000)


def test_long_sheets_are_read_as_they_come() -> None:
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    data = DECLARED + b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    assert (
        outcome(data + b" " * MAX_PLAIN)
        == outcome(data)
        == Sheet({(0, 0): ("number", 1.0, None, 0)})
    )


def test_what_is_commented_out_is_not_there() -> None:
    hidden = '<!--<sheetData><row r="1"><c r="A1"><v>8</v></c></row></sheetData>-->'
    assert outcome(sheet(PLAIN[1:2], before=hidden)) == outcome(sheet(PLAIN[1:2]))


def test_many_rows_far_below_end_the_reading() -> None:
    rows = ['<row r="20002"/>'] * 1001 + ['<row r="1"><c r="A1"><v>1</v></c></row>']
    data = DECLARED + f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".encode()
    assert_alike(data)
    assert outcome(data) == Sheet({})
