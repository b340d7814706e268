"""A workbook as .ods and .xlsb, in the ways in which programs differ that write them."""

from __future__ import annotations

import struct
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from lcxl.cells import Book, Cell
from tests.helpers.packages import packed

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def as_ods(data: bytes, between: str, line_break: str) -> bytes:
    """With ``between`` two tags, and ``line_break`` where a text begins a line anew."""
    book, tables = Book(data), []
    for sheet in book.sheets:
        cells = book.cells(sheet.name)
        rows, by_row = [], defaultdict[int, dict[int, Cell]](dict)
        for (row, col), cell in cells.items():
            by_row[row][col] = cell
        for row in range(1 + max(by_row, default=0)):
            of_row = by_row[row]
            written = (
                _ods_cell(book, of_row.get(c), line_break)
                for c in range(1 + max(of_row, default=0))
            )
            rows.append(between.join(["<table:table-row>", *written, "</table:table-row>"]))
        tables.append(
            between.join([f"<table:table table:name={quoteattr(sheet.name)}>", *rows])
            + f"{between}</table:table>"
        )
    return ods_of(between.join(tables), between)


def ods_of(tables: str, between: str = "") -> bytes:
    """With these tables, as XML."""
    names = "".join(f' xmlns:{n}="{OASIS}:{n}:1.0"' for n in ("office", "table", "text"))
    content = between.join([
        f"<office:document-content{names}><office:body><office:spreadsheet>", tables,
        "</office:spreadsheet></office:body></office:document-content>",
    ])  # fmt: skip
    manifest = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>'
    return packed({
        "mimetype": SPREADSHEET.encode(), "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    })  # fmt: skip


def _ods_cell(book: Book, cell: Cell | None, line_break: str) -> str:
    if cell is None or cell.value is None:
        return "<table:table-cell/>"
    if cell.kind == "number":
        if book.shows_date(cell) and (day := book.as_date(cell)) is not None:
            return f'<table:table-cell office:value-type="date" office:date-value="{day}"/>'
        return f'<table:table-cell office:value-type="float" office:value="{cell.value!r}"/>'
    text = escape(str(cell.value)).replace("\n", line_break)
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def as_xlsb(data: bytes, short: bool) -> bytes:
    """``short``: where a cell follows another, without its column, as SheetJS writes it."""
    book = Book(data)
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _links({"officeDocument": ["xl/workbook.bin"]}),
        "xl/_rels/workbook.bin.rels": _links(
            {"worksheet": [f"worksheets/sheet{i + 1}.bin" for i in range(len(book.sheets))]}
        ),
        "xl/workbook.bin": b"".join((
            record(131), record(143),
            *(
                record(156, struct.pack("<II", not s.visible, i) + _wide(f"r{i}") + _wide(s.name))
                for i, s in enumerate(book.sheets, start=1)
            ),
            record(144), record(132),
        )),
    }  # fmt: skip
    for i, sheet in enumerate(book.sheets, start=1):
        parts[f"xl/worksheets/sheet{i}.bin"] = _xlsb_sheet(book, sheet.name, short)
    return packed(parts)


def _xlsb_sheet(book: Book, sheet: str, short: bool) -> bytes:
    cells = sorted(book.cells(sheet).items())
    last_row, last_col = (max((at[i] for at, _ in cells), default=0) for i in range(2))
    found = [record(129), record(148, struct.pack("<4I", 0, last_row, 0, last_col)), record(145)]
    before = (-1, -1)
    for at, cell in cells:
        row, col = at
        if row != before[0]:
            found.append(record(0, struct.pack("<IIHBBBI", row, 0, 255, 0, 0, 0, 0)))
        kind, value = 1, b""
        if cell.kind == "number":
            kind, value = 5, struct.pack("<d", cell.value)
        elif cell.value is not None:
            kind, value = 6, _wide(str(cell.value))
        style = struct.pack("<I", 0)
        if short and before == (row, col - 1):
            found.append(record(kind + 11, style + value))
        else:
            found.append(record(kind, struct.pack("<I", col) + style + value))
        before = at
    return b"".join((*found, record(146), record(130)))


def record(kind: int, body: bytes = b"") -> bytes:
    """A record: its kind and its length in bytes of seven bits, and what it holds."""
    found = bytearray()
    for number in (kind, len(body)):
        while number > 0x7F:
            found.append(number & 0x7F | 0x80)
            number >>= 7
        found.append(number)
    return bytes(found) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _links(targets: dict[str, list[str]]) -> bytes:
    links = "".join(
        f'<Relationship Id="r{i}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for kind, of_kind in targets.items()
        for i, target in enumerate(of_kind, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'.encode()
