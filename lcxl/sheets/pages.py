"""A workbook while its sheets are written, one after the other, as they are declared.

A sheet's ``writer`` in ``templates_src/books/<book>.toml`` is the path of a module below
`lcxl.sheets`, such as ``blocks`` or ``reporting.charts``, whose `write` gets the workbook's
`Pages` and the sheet's declaration.  So a sheet of a kind that is there needs a few lines of
TOML, in any book that has the data which its kind asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar, Unpack, cast

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import BACK_ROW, PlacedBlock
from lcxl.templates import DeclarationError
from lcxl.words import filled
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live
from lcxl.xl.sheet import PageSetup, SheetWriter

__all__ = ["Filling", "Pages", "Rows", "SheetKind", "Shown", "writer_of"]

Rows = Sequence[Mapping[str, object]]
"""Values for the rows of a table (or the one answer of each form field), by field id."""
T = TypeVar("T")
BETWEEN = " :\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""What stands between a place and what follows it, in any language."""


class SheetKind(Protocol):
    """A module that writes one kind of sheet."""

    @staticmethod
    def write(pages: Pages, spec: templates.Sheet) -> object:
        """Write one sheet of the workbook."""


class Filling(NamedTuple):
    """What stands in the tables and forms of a workbook, and where."""

    rows: Mapping[str, Rows] = MappingProxyType({})
    """What fills them, by the id of their block."""
    lists: Mapping[str, Range] = MappingProxyType({})
    """Where the words of each dropdown stand."""
    placed: Mapping[str, Mapping[str, PlacedBlock]] = MappingProxyType({})
    """Sheet id -> its blocks, where they stand elsewhere than below each other."""


NOTHING = Filling()


class Shown(NamedTuple):
    """Which of the declared sheets a workbook gets."""

    has: Collection[str] = ()
    """Conditions under which sheets with ``when`` are written."""
    only: Collection[str] | None = None
    """Ids of sheets, where this workbook has not all of its declaration."""


EVERY = Shown()
BELOW_HEADING = 24
"""Dots of the row below a heading, if it has no height of its own."""


class Pages:
    """One workbook: its declaration, the words for its places, and the data of its sheets."""

    def __init__(
        self,
        book: BookWriter,
        spec: templates.Workbook,
        context: Mapping[str, object],
        data: Iterable[object] = (),
        filling: Filling = NOTHING,
        shown: Shown = EVERY,
    ) -> None:
        """Start a workbook.

        Args:
            book: what is written to.
            spec: the declaration of the workbook.
            context: words for the places in titles, such as {team}.
            data: what single kinds of sheet ask for, each by its class.
            filling: what stands in its tables and forms.
            shown: which of the declared sheets it gets.
        """
        self.book, self.spec, self.context = book, spec, context
        self.rows, self.lists, self.placed = filling
        self.has, self.only = frozenset(shown.has), shown.only
        self._data: dict[type, object] = {type(one): one for one in data}
        self._at_end: list[Callable[[], object]] = []

    # What sheets are made from

    def of(self, kind: type[T]) -> T:
        """The book's data of one class.

        Raises:
            DeclarationError: the book has none, so a sheet of this kind has no place in it.
        """
        try:
            return cast(T, self._data[kind])
        except KeyError:
            raise DeclarationError("no_data", book=self.spec.id, data=kind.__name__) from None

    def has_data(self, kind: type) -> bool:
        """Whether the book has data of a class."""
        return kind in self._data

    def give(self, one: object) -> None:
        """Data that is made with these pages themselves."""
        self._data[type(one)] = one

    def texts(self, sheet_id: str) -> Mapping[str, str]:
        """The words of a sheet's writer."""
        return self.spec.sheet(sheet_id).texts

    def filled(self, text: str) -> str:
        """A declared text with its places filled from the context.

        Raises:
            DeclarationError: it names a place that this book does not have.
        """
        try:
            return filled(text, **self.context)
        except KeyError as e:
            raise DeclarationError(
                "no_place", book=self.spec.id, text=text, place=e.args[0]
            ) from None

    # Writing

    def write(self) -> None:
        """Every sheet of the declaration whose condition holds, then what stands behind them."""
        for spec in self.sheets:
            writer_of(self.spec, spec).write(self, spec)
        for write in self._at_end:
            write()

    @property
    def sheets(self) -> tuple[templates.Sheet, ...]:
        """The declared sheets that this workbook gets."""
        return tuple(
            sheet
            for sheet in self.spec.sheets
            if sheet.writer
            and (not sheet.when or sheet.when in self.has)
            and (self.only is None or sheet.id in self.only)
        )

    def is_written(self, sheet_id: str) -> bool:
        """Whether this workbook gets the sheet."""
        return any(sheet.id == sheet_id for sheet in self.sheets)

    def at_end(self, write: Callable[[], object]) -> None:
        """Write something, such as a hidden sheet, when all sheets stand."""
        self._at_end.append(write)

    def open(self, spec: templates.Sheet, last_col: int) -> SheetWriter:
        """A new sheet with its title band and the way back to the first sheet."""
        sheet = self.book.sheet(spec.name)
        sheet.title(self.filled(spec.title), _begun(self.filled(spec.subtitle)), last_col)
        first = self.spec.sheets[0]
        if spec.id != first.id:
            sheet.link(BACK_ROW, 0, first.name, self.spec.texts["back"])
        return sheet

    def heading(
        self, sheet: SheetWriter, row: int, text: str | Live, last_col: int, first_col: int = 0
    ) -> None:
        """A heading with a line across the sheet."""
        sheet.put(row, first_col, text, "heading")
        if row + 1 not in sheet.raw.row_info:
            sheet.raw.set_row_pixels(row + 1, BELOW_HEADING)  # no text right under the rule
        sheet.fill(row, first_col + 1, last_col, "rule")

    def page(
        self,
        sheet: SheetWriter,
        last_row: int,
        last_col: int,
        repeat: tuple[int, int] | None = None,
        **setup: Unpack[PageSetup],
    ) -> None:
        """Set up printing and protection."""
        footer = self.spec.texts["footer_page"]
        sheet.page(last_row, last_col, footer=footer, repeat=repeat, **setup)


def _begun(text: str) -> str:
    """A text whose first place is empty as yet, such as the title of a collaborative to be."""
    rest = text.lstrip(BETWEEN)
    return text if rest == text else rest[:1].upper() + rest[1:]


def writer_of(book: templates.Workbook, spec: templates.Sheet) -> SheetKind:
    """The module that writes a sheet.

    Raises:
        DeclarationError: there is no kind of sheet of that name.
    """
    name = f"lcxl.sheets.{spec.writer}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as e:
        if e.name is None or not name.startswith(e.name):
            raise
        module = None
    if not hasattr(module, "write"):
        raise DeclarationError("no_writer", book=book.id, sheet=spec.id, writer=spec.writer)
    return cast(SheetKind, module)
