"""Ranges of cells in Calc: their look, notes and conditional formats, as xlwings asks of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes as bc
from xlwings import utils

if TYPE_CHECKING:
    from tests.helpers.calc_engine import Sheet


EPOCH = dt.datetime(1899, 12, 30)
PER_CHARACTER = 7 * 2540 / 96
"""Width of a character in a hundredth of a millimetre."""


class Range(bc.Range):
    options: dict[str, Any] = {}  # noqa: RUF012 - xlwings sets it on each range
    api = True

    def __init__(self, sheet: Sheet, area: Any, more: Any = ()) -> None:
        self._sheet, self._area, self._more = sheet, list(area), [list(a) for a in more]

    sheet = property(lambda self: self._sheet)
    row = property(lambda self: self._area[0])
    column = property(lambda self: self._area[1])

    @property
    def shape(self) -> tuple[int, int]:
        r1, c1, r2, c2 = self._area
        return r2 - r1 + 1, c2 - c1 + 1

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self._sheet.name, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, col: int | None = None) -> Range:
        if col is None:
            row, col = divmod(row - 1, self.shape[1])
            row, col = row + 1, col + 1
        r, c = self.row + row - 1, self.column + col - 1
        return Range(self._sheet, (r, c, r, c))

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        r, c = "$" * row_absolute, "$" * column_absolute
        r1, c1, r2, c2 = self._area
        one, two = (f"{c}{utils.col_name(x)}{r}{y}" for y, x in ((r1, c1), (r2, c2)))
        return one if one == two else f"{one}:{two}"

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def _do(self, what: str, *arguments: Any) -> Any:
        return self._sheet.do(what, self._area, *arguments)

    def _may(self, what: str) -> None:
        if not self._sheet.book.allows(self._sheet.name, what):
            raise PermissionError(f"{self._sheet.name} is protected")

    @property
    def raw_value(self) -> Any:
        return self._do("values")

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if not isinstance(data, list | tuple):
            rows, cols = self.shape
            data = [[data] * cols for _ in range(rows)]
        if self._sheet.do("is_protected") and self._do("is_locked"):
            raise PermissionError(f"{self._sheet.name} is protected")
        self._do("write", data)

    @property
    def formula(self) -> Any:
        data = tuple(tuple(row) for row in self._do("formulas"))
        return data[0][0] if len(self) == 1 else data

    def clear(self) -> None:
        self._may("formatCells")
        self._do("clear", "all")

    def select(self) -> None:
        if self._sheet.book.do("active") != self._sheet.name:
            raise PermissionError("only cells of the active sheet can be selected")
        self._do("select")

    color = property()

    @color.setter
    def color(self, value: Any) -> None:
        self._may("formatCells")
        self._do("set", "CellBackColor", rgb_number(value))

    number_format = property()

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._may("formatCells")
        self._do("set", "number_format", value)

    wrap_text = property()

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._may("formatCells")
        self._do("set", "IsTextWrapped", value)

    vertical_alignment = property()

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._may("formatCells")
        self._do("set", "VertJustify", {"top": 1, "center": 2, "bottom": 3}[value])

    column_width = property()

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._may("formatColumns")
        self._do("set", "column_width", round(value * PER_CHARACTER + 5 * 2540 / 96))

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def note(self) -> Note | None:
        text = self._do("note")
        return Note(self, text) if text else None

    def add_note(self, text: str) -> Note:
        self._may("objects")
        self._do("add_note", text)
        return Note(self, text)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)

    comment = None


def rgb_number(colour: Any) -> int:
    r, g, b = utils.hex_to_rgb(colour) if isinstance(colour, str) else colour
    return int(r << 16 | g << 8 | b)


class Font(bc.Font):
    def __init__(self, range_: Range) -> None:
        self._range = range_

    bold = property()

    @bold.setter
    def bold(self, value: bool) -> None:
        self._range._may("formatCells")
        self._range._do("set", "CharWeight", 150.0 if value else 100.0)

    size = property()

    @size.setter
    def size(self, value: float) -> None:
        self._range._may("formatCells")
        self._range._do("set", "CharHeight", value)

    color = property()

    @color.setter
    def color(self, value: Any) -> None:
        self._range._may("formatCells")
        self._range._do("set", "CharColor", rgb_number(value))


class Note(bc.Note):
    text = location = None

    def __init__(self, location: Range, text: str) -> None:
        self.location, self.text = location, text

    def delete(self) -> None:
        self.location._may("objects")
        self.location._do("delete_note")


class ConditionalFormats(bc.ConditionalFormats):
    def __init__(self, range_: Range) -> None:
        self._range = range_

    def _all(self) -> list[ConditionalFormat]:
        return [ConditionalFormat(self._range, *rule) for rule in self._range._do("rules")]

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __call__(self, index: int) -> ConditionalFormat:
        return self._all()[index - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        self._range._may("formatCells")
        look = {
            key: rgb_number(spec[key]) if key.endswith("color") else spec[key]
            for key in ("fill_color", "font_color", "font_bold")
            if spec.get(key) is not None
        }
        areas = [self._range._area, *self._range._more]
        number = self._range._sheet.do("add_rule", areas, spec["formula"], look)
        return ConditionalFormat(self._range, number, "custom", spec["formula"])


class ConditionalFormat(bc.ConditionalFormat):
    type = formula = None

    def __init__(self, range_: Range, number: int, kind: str, formula: str | None) -> None:
        self._range, self._number, self.type, self.formula = range_, number, kind, formula

    def delete(self) -> None:
        self._range._may("formatCells")
        self._range._sheet.do("delete_rule", self._number)
