"""The cells of a workbook file: read sparsely, within bounds, with nothing hidden."""

from lcxl.cells.address import Range, a1
from lcxl.cells.any_book import AnyBook
from lcxl.cells.book import Book
from lcxl.cells.package import Unreadable
from lcxl.cells.sheet import Cell, Cells

__all__ = ["AnyBook", "Book", "Cell", "Cells", "Range", "Unreadable", "a1"]
