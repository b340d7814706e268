"""What other programs leave of a workbook that they save again, where they cannot run here.

A workbook is taken apart into sheets and cells and written anew with what the program keeps.
Google Sheets, Numbers, WPS and ONLYOFFICE: as their files are described; none of them ran here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lcxl.cells import Book, Cell, a1
from lcxl.cells.address import parse_range
from lcxl.cells.any_book import MACHINE_SHEET, NAME_PREFIX
from tests.helpers.packages import packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_REFERENCE = re.compile(r"(?P<sheet>'[^']+'|\w+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?")
FIRST_1904 = 1462
"""Days by which the numbers of days are less where they begin with 1904."""


@dataclass(frozen=True)
class Saved:
    """What a program keeps and what it changes."""

    names: bool = False
    hidden: bool = True
    """Hidden sheets stay, and stay hidden."""
    formulas: bool = True
    from_1904: bool = False
    titles: bool = False
    """The name of the table stands in a line of its own above it."""
    by_table: bool = False
    """Each sheet is called by its table, behind a summary of all of them."""
    inline: bool = False
    """Each text stands in its cell."""
    renamed: str = ""
    """What somebody called the sheet Data."""
    moved: tuple[int, int] = (0, 0)
    """Rows and columns that somebody put in above and left of everything on Data."""
    marks_follow: bool = True
    """The marks go with what is moved and renamed."""


GOOGLE_SHEETS = Saved()
NUMBERS = Saved(hidden=False, formulas=False, from_1904=True, titles=True)
NUMBERS_BY_TABLE = Saved(
    hidden=False, formulas=False, from_1904=True, titles=True, by_table=True, inline=True
)
WPS = Saved(names=True)
ONLYOFFICE = Saved(names=True, inline=True)


def resaved(data: bytes, by: Saved, numbers_on: str) -> bytes:
    """The workbook as a program saves it again; ``numbers_on`` is what its sheet Data is called."""
    return _Writer(Book(data), by, numbers_on).write()


class _Writer:
    def __init__(self, book: Book, by: Saved, numbers_on: str) -> None:
        self.book, self.by, self.numbers_on = book, by, numbers_on
        self.texts: dict[str, int] = {}

    def write(self) -> bytes:
        sheets = [s for s in self.book.sheets if s.visible or self.by.hidden]
        bodies = [(self._called(s.name), s.visible, self._sheet(s.name)) for s in sheets]
        if self.by.by_table:
            rows = [f"{name}  {i}" for i, (name, _, _) in enumerate(bodies)]
            cells = "".join(
                f'<row r="{r}">{self._cell(r - 1, 0, Cell("text", text, None, 0), "")}</row>'
                for r, text in enumerate(rows, start=1)
            )
            bodies.insert(0, ("Export Summary", True, cells))
        content = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="x"/><Default Extension="xml" ContentType="y"/>'
            "</Types>",
            "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self._workbook(bodies),
            "xl/_rels/workbook.xml.rels": _links(
                [("worksheet", f"worksheets/sheet{i + 1}.xml") for i in range(len(bodies))]
                + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
            ),
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        }
        for i, (_, _, rows_xml) in enumerate(bodies, start=1):
            content[f"xl/worksheets/sheet{i}.xml"] = (
                f'<worksheet xmlns="{MAIN}"><sheetData>{rows_xml}</sheetData></worksheet>'
            )
        strings = "".join(f"<si>{_text(text)}</si>" for text in self.texts)
        content["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
        return packed({name: part.encode() for name, part in content.items()})

    def _called(self, sheet: str) -> str:
        if sheet == self.numbers_on and self.by.renamed:
            sheet = self.by.renamed
        return f"{sheet} - Table 1" if self.by.by_table else sheet

    def _workbook(self, bodies: list[tuple[str, bool, str]]) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="r{i}"'
            + ("/>" if visible else ' state="hidden"/>')
            for i, (name, visible, _) in enumerate(bodies, start=1)
        )
        names = "".join(
            f"<definedName name={quoteattr(name)}>{escape(self._pointing(place))}</definedName>"
            for name, place in self.book.names.items()
            if self.by.names and name.startswith(NAME_PREFIX)
        )
        about = f'<workbookPr date1904="{int(self.by.from_1904)}"/>'
        return (
            f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}/relationships">{about}'
            f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
        )

    def _pointing(self, formula: str) -> str:
        """A name or a mark, when what it points to was moved and renamed."""
        if not self.by.marks_follow:
            return formula
        down, right = self.by.moved

        def followed(match: re.Match[str]) -> str:
            sheet = match["sheet"].strip("'")
            if sheet != self.numbers_on:
                return match[0]
            place = parse_range(match[0])
            assert place is not None
            first = absolute(place.first_row + down, place.first_col + right)
            last = absolute(place.last_row + down, place.last_col + right)
            return f"'{self.by.renamed or sheet}'!{first}:{last}"

        return _REFERENCE.sub(followed, formula)

    def _sheet(self, sheet: str) -> str:
        down, right = self.by.moved if sheet == self.numbers_on else (0, 0)
        down += self.by.titles
        rows: dict[int, list[str]] = {}
        if self.by.titles:
            rows[0] = [self._cell(0, 0, Cell("text", "Table 1", None, 0), sheet)]
        for (row, col), cell in sorted(self.book.cells(sheet).items()):
            rows.setdefault(row + down, []).append(self._cell(row + down, col + right, cell, sheet))
        return "".join(f'<row r="{row + 1}">{"".join(cells)}</row>' for row, cells in rows.items())

    def _cell(self, row: int, col: int, cell: Cell, sheet: str) -> str:
        """As the program writes it; ``sheet`` is where it stands."""
        kind, value, formula, _ = cell
        at, told = f'<c r="{a1(row, col)}"', ""
        if formula is not None and self.by.formulas:
            text = self._pointing(formula) if sheet == MACHINE_SHEET else formula
            told = f"<f>{escape(text.removeprefix('='))}</f>"
        if kind == "number" and isinstance(value, float):
            is_day = bool(sheet) and self.book.shows_date(cell)
            number = value - FIRST_1904 if is_day and self.by.from_1904 else value
            return f'{at} s="{int(is_day)}">{told}<v>{number!r}</v></c>'
        if kind == "boolean":
            return f'{at} t="b">{told}<v>{int(bool(value))}</v></c>'
        if kind == "error":
            return f'{at} t="e">{told}<v>{value}</v></c>'
        if told:
            return f'{at} t="str">{told}<v>{escape(str(value or ""))}</v></c>'
        if self.by.inline:
            return f'{at} t="inlineStr"><is>{_text(str(value or ""))}</is></c>'
        return f'{at} t="s"><v>{self.texts.setdefault(str(value or ""), len(self.texts))}</v></c>'


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def _links(targets: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{i}" Type="{DOCUMENT}/relationships/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def absolute(row: int, col: int) -> str:
    """A cell's address that stays when it is copied."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", a1(row, col))
