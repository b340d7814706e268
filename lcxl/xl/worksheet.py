"""XlsxWriter's worksheet, where it keeps less than it was given or takes longer than it must."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, partial
from html import escape
from io import StringIO
from itertools import count
from typing import Any, NamedTuple, TextIO

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from lcxl.cells.address import a1, column_letters
from lcxl.xl.alike import Alike, may_share
from lcxl.xl.formula_cells import Standing, escaped, shown, standing_on
from lcxl.xl.live import Live
from lcxl.xl.rows import SPAN, Block, Look, Styles, digits

__all__ = ["Sheet", "strictly"]

Options = dict[str, Any]
"""Options of XlsxWriter, some of them tables within tables."""

LONGEST = 32_767
"""Characters that a cell holds."""
HIGHEST = 545
"""Pixels of the highest row: 409 points (ECMA-376 18.3.1.73, as Excel limits it)."""
MANY = 50_000
"""From so many rows on, the rows never stand in memory all at once."""


class _Cells(NamedTuple):
    """Cells that are written already."""

    text: str


@contextmanager
def strictly() -> Iterator[None]:
    """Nothing is left out with no more than a warning.

    Raises:
        RuntimeError: XlsxWriter left something out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except (UserWarning, XlsxWriterException) as e:
            raise RuntimeError(f"the workbook could not be written whole: {e}") from e


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter is not typed
    """A worksheet that keeps every bit of a number and every text as it is.

    It may have one long table, a `Block`, whose rows are not kept cell by cell.
    """

    fh: TextIO
    """What XlsxWriter writes the sheet to."""

    def __init__(self) -> None:
        super().__init__()
        self.block: Block | None = None
        self.runs_over: set[int] = set()
        """Rows in which what is typed runs over the cells beside it, and is not wrapped."""
        self.printed: tuple[int, int, int, int] | None = None
        """First row and column, last row and column that are printed."""
        self.repeated: tuple[int, int] | None = None
        """First and last row of those that stand on every page."""
        self.may_break: list[int] = []
        """Rows at which a page may begin, and need not: those at which tables do."""
        self.growing: set[int] = set()
        """Rows whose height is what they need now, and not set for good."""
        self.alike = Alike()
        self.styles: dict[Format | None, str] = {None: ""}
        """What the cells of a format say of it."""

    def print_area(self, *area: int) -> None:
        """Print so much of the sheet."""
        self.printed = area[0], area[1], area[2], area[3]
        super().print_area(*area)

    def repeat_rows(self, first_row: int, last_row: int | None = None) -> None:
        """Print rows on every page."""
        self.repeated = first_row, first_row if last_row is None else last_row
        super().repeat_rows(first_row, last_row)

    def _xml_start_tag(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        if tag == "row" and self.growing and int(str(dict(attributes)["r"])) - 1 in self.growing:
            # Without the note that somebody chose its height.
            attributes = [a for a in attributes if a[0] != "customHeight"]
        super()._xml_start_tag(tag, attributes)

    def data_validation(self, *args: object, **options: object) -> None:
        """Restrict what may be typed, or raise RuntimeError."""
        with strictly():
            if super().data_validation(*args, **options):
                raise RuntimeError(f"{self.name}: a data validation is missing: {args}")

    def conditional_format(self, *args: object, **options: object) -> None:
        """Mark cells by what stands in them, or raise RuntimeError."""
        with strictly():
            if super().conditional_format(*args, **options):
                raise RuntimeError(f"{self.name}: a conditional format is missing: {args}")

    def write_url(self, *args: object, **options: object) -> None:
        """Write a link, or raise RuntimeError."""
        with strictly():
            if super().write_url(*args, **options):
                raise RuntimeError(f"{self.name}: a link is missing: {args}")

    def write_comment(self, *args: object, **options: object) -> None:
        """Write a cell's note, or raise RuntimeError."""
        with strictly():
            if super().write_comment(*args, **options):
                raise RuntimeError(f"{self.name}: a note is missing: {args}")

    def set_row_pixels(self, row: int, height: int | None = None, *args: object) -> None:
        """Make a row so high, as far as a spreadsheet has such rows."""
        super().set_row_pixels(row, height and min(height, HIGHEST), *args)

    def set_footer(self, *args: object, **options: object) -> None:
        """What is printed below each page, or raise RuntimeError."""
        with strictly():
            super().set_footer(*args, **options)

    def insert_chart(self, *args: object, **options: object) -> None:
        """Place a chart, or raise RuntimeError."""
        with strictly():
            super().insert_chart(*args, **options)

    @property
    def is_whole(self) -> bool:
        """Whether the long table, if any, was written: another XlsxWriter might never ask."""
        return self.block is None or self.block.is_written

    @property
    def waits(self) -> bool:
        """Whether the rows are written at the end, by `with_rows`."""
        return self.block is not None and len(self.block.rows) >= MANY

    def put_block(self, block: Block) -> None:
        """Take a long table.

        Raises:
            RuntimeError: the sheet has one already, or ends before it.
        """
        if self.block is not None or block.rows.stop > self.xls_rowmax:
            raise RuntimeError(f"{self.name}: a sheet has room for one long table.")
        corners = list(block.corners())
        if not corners:
            return
        self.block = block
        for row, col in corners:
            self._check_dimensions(row, col)
        for row, col, text in block.texts():
            # XlsxWriter numbers the text as for any cell; the cell itself is not kept.
            self._write_string(row, col, text)
            block.numbers[text] = self.table[row].pop(col).string
        again = sum(column.n_texts for column in block.columns) - len(block.numbers)
        self.str_table.count += again

    def add_long_table(self, last_row: int, last_col: int, options: Mapping[str, object]) -> None:
        """An Excel table from A1 on, of cells that are put already."""
        # XlsxWriter notes every single cell of a table, to see later whether two overlap.
        if self.add_table(0, 0, 1, last_col, options):
            raise RuntimeError(f"{self.name}: the table could not be written.")
        table, short = self.tables[-1], f"A1:{a1(1, last_col)}"
        places = [name for name, value in table.items() if value == short]
        table.update(dict.fromkeys(places, f"A1:{a1(last_row, last_col)}"))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter searches each formula for thirty functions newer than Excel 2010, which
        # takes longer than everything else; there are none in these workbooks.
        return standing_on(self.name, formula)

    def _xml_number_element(
        self, number: float, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        # XlsxWriter writes 16 digits, and some numbers need 17.
        given = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{given}><v>{digits(number)}</v></c>")

    def _write_string(self, row: int, col: int, string: str, cell_format: Format = None) -> int:
        # XlsxWriter takes a text within <r> for XML of its own and writes it unchecked.
        if string.startswith("<r>") and string.endswith("</r>"):
            string = f'<r><t xml:space="preserve">{escape(string[:LONGEST], quote=False)}</t></r>'
        done: int = super()._write_string(row, col, string, cell_format)
        return done

    def _reach(self, row: int, col: int) -> None:
        """Note that the sheet goes as far as a cell, or raise RuntimeError."""
        # Most cells stand within what is there already.
        if (
            self.dim_rowmin is not None
            and self.dim_colmin is not None
            and self.dim_rowmin <= row <= self.dim_rowmax
            and self.dim_colmin <= col <= self.dim_colmax
        ):
            return
        if self._check_dimensions(row, col):
            raise RuntimeError(f"{self.name}: a formula is missing: {row}, {col}")

    def put_down(
        self, row: int, col: int, formulas: Sequence[Standing], values: Iterable[float | str | bool]
    ) -> None:
        """Write formulas below each other, with what they come to, or raise RuntimeError."""
        self._reach(row, col)
        self._reach(row + len(formulas) - 1, col)
        table, alike = self.table, self.alike
        for place, (formula, kind), value in zip(count(row), formulas, values, strict=False):
            table[place][col] = CellFormulaTuple(formula, None, value)
            if kind:
                alike.put(place, col, kind, may_share(formula, value))

    def put_formula(self, row: int, col: int, live: Live, look: Format | None) -> None:
        """Write a formula of lcxl's own, which is none of an array, or raise RuntimeError."""
        # XlsxWriter would search each for functions of arrays, and each formula again and again.
        self._reach(row, col)
        formula = self._prepare_formula(live.formula)
        self.table[row][col] = CellFormulaTuple(formula, look, live.value)
        if live.alike:
            self.alike.put(row, col, live.alike, may_share(formula, live.value))

    def _write_cells(self, row: int) -> None:
        """The cells of a row as XlsxWriter writes them; those there are most of, at once.

        Here building a filled workbook spends more of its time than anywhere else.
        """
        info, styles, alike = self.row_info.get(row), self.styles, self.alike.groups.get(row, {})
        of_row = info.row_format if info else None
        found: list[str] = []
        for col, cell in sorted(self.table[row].items()):
            look = cell.format or of_row
            if look is None and col in self.col_info:
                look = self.col_info[col].column_format
            style = styles.get(look)
            if style is None and look is not None:
                # XlsxWriter would describe a format that is like another one again for each cell.
                style = styles[look] = f' s="{look._get_xf_index()}"'
            begun = f'<c r="{column_letters(col)}{row + 1}"{style}'
            kind = cell.__class__
            if kind is CellFormulaTuple:
                value, shape = cell.value, ""
                if value.__class__ is str or value.__class__ is bool:
                    shape, value = shown(value)
                group = alike.get(col)
                formula = (
                    self.alike.written(group, row, col, cell.formula)
                    if group
                    else f"<f>{escaped(cell.formula)}</f>"
                )
                found.append(f"{begun}{shape}>{formula}<v>{value}</v></c>")
            elif kind is CellBlankTuple:
                found.append(f"{begun}/>")
            elif kind is CellStringTuple:
                found.append(f'{begun} t="s"><v>{cell.string}</v></c>')
            elif kind is CellNumberTuple or kind is CellDatetimeTuple:
                found.append(f"{begun}><v>{digits(cell.number)}</v></c>")
            else:
                found.append(self._captured(partial(self._write_cell, row, col, cell)))
        self.fh.write("".join(found))

    def _calculate_spans(self) -> None:
        filled = {row: cells for row, cells in self.table.items() if cells}
        spans = [
            (row // SPAN, min(cells), max(cells))
            for cells_of in (filled, self.comments)
            for row, cells in cells_of.items()
        ]
        found: dict[int, tuple[int, int]] = {}
        for group, low, high in (*spans, *(self.block.spans() if self.block else ())):
            known = found.get(group, (low, high))
            found[group] = min(low, known[0]), max(high, known[1])
        self.row_spans = {g: f"{low + 1}:{high + 1}" for g, (low, high) in found.items()}

    # The long table

    def _write_rows(self) -> None:
        self._calculate_spans()
        if self.block is None:
            self._write_every_row()
            return
        self._number_looks(self.block)
        if not self.waits:
            for text in self.rows():
                self.fh.write(text)

    def _write_every_row(self) -> None:
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            info, span = self.row_info.get(row), self.row_spans.get(row // SPAN)
            if self.table.get(row):
                self._write_row(row, span, info)
                self._write_cells(row)
                self._xml_end_tag("row")
            elif info is not None or row in self.comments:
                self._write_empty_row(row, span, info)

    def _number_looks(self, block: Block) -> None:
        """Give formats their numbers in the order of cells, as XlsxWriter does while it writes."""
        placed = block.looks()
        placed += [
            (r, c, cell.format) for r, cells in self.table.items() for c, cell in cells.items()
        ]
        for *_, look in sorted(placed, key=lambda found: found[:2]):
            if look is not None:
                look._get_xf_index()

    def rows(self) -> Iterator[str]:
        """All rows of the sheet: before the long table, of it and after it."""
        block = self.block
        if block is None:
            return
        yield from map(self._ordinary_row, range(self.dim_rowmin, block.first_row))
        spans = {group: f' spans="{span}"' for group, span in self.row_spans.items()}
        ends: dict[Look, str] = {}
        styles = Styles(lambda look: int(look._get_xf_index()), self._serial)
        for row, cells in zip(block.rows, block.cells(styles), strict=True):
            info = self.row_info.get(row)
            if self.table.get(row) or not cells:
                yield self._ordinary_row(row, cells)
                continue
            key = info and tuple(vars(info).values())
            if key not in ends:
                opened = self._captured(partial(self._write_row, 0, None, info))
                ends[key] = opened.removeprefix('<row r="1"')
            yield f'<row r="{row + 1}"{spans[row // SPAN]}{ends[key]}{cells}</row>'
        yield from map(self._ordinary_row, range(block.rows.stop, self.dim_rowmax + 1))
        block.is_written = True

    def _ordinary_row(self, row: int, cells: str = "") -> str:
        """A row as XlsxWriter writes it, with the cells of the long table in their place."""
        found, info = dict(self.table.get(row, {})), self.row_info.get(row)
        if cells and self.block is not None:
            if not found.keys().isdisjoint(self.block.cols):
                raise RuntimeError(f"{self.name}: a cell stands in the long table, row {row + 1}.")
            found[self.block.first_col] = _Cells(cells)
        if not found and info is None and row not in self.comments:
            return ""

        def write() -> None:
            span = self.row_spans.get(row // SPAN)
            if not found:
                self._write_empty_row(row, span, info)
                return
            self._write_row(row, span, info)
            for col, cell in sorted(found.items()):
                if isinstance(cell, _Cells):
                    self.fh.write(cell.text)
                else:
                    self._write_cell(row, col, cell)
            self._xml_end_tag("row")

        return self._captured(write)

    def _captured(self, write: Callable[[], object]) -> str:
        """What is written."""
        file, self.fh = self.fh, StringIO()
        try:
            write()
            return str(self.fh.getvalue())
        finally:
            self.fh = file

    def _serial(self, day: date) -> float:
        return float(self._convert_date_time(datetime(day.year, day.month, day.day)))

    def _write_hyperlinks(self) -> None:
        links = self.block.links() if self.block is not None else []
        if not links:
            super()._write_hyperlinks()
            return
        others = self._captured(super()._write_hyperlinks)
        self.fh.write(others.removesuffix("</hyperlinks>") or "<hyperlinks>")
        escaped = cache(self._escape_attributes)
        numbers: dict[str, int] = {}  # of each file, shared by all links into it
        for row, col, link in links:
            if link.path not in numbers:
                self.rel_count += 1
                numbers[link.path] = self.rel_count
                self.external_hyper_links.append(["/hyperlink", link.path, "External"])
            ref, place = a1(row, col), escaped(link.place)
            number = numbers[link.path]
            self.fh.write(f'<hyperlink ref="{ref}" r:id="rId{number}" location="{place}"/>')
        self.fh.write("</hyperlinks>")
