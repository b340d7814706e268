"""Excel as xlwings meets it through COM on Windows, with as much of it as the add-in uses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lcxl.cells import Book as FileBook
from lcxl.cells.address import column_letters, column_number

VERY_HIDDEN, VISIBLE, HIDDEN = 2, -1, 0
ERRORS = {"#N/A": -2146826246, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265}
EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
FORBIDDEN = (
    -2147352567,
    "Exception occurred.",
    (0, "Excel", "is protected", "", 0, -2146827284),
    0,
)
EDITING = (-2147352567, "Exception occurred.", (0, None, None, None, 0, -2146777998), None)
REJECTED = (-2147418111, "Call was rejected by callee.", None, None)


class ComError(Exception):
    @property
    def hresult(self) -> int:
        return int(self.args[0])


class Com:
    """A missing attribute would make xlwings try again for ever.

    While Excel is ``busy`` with something, such as a cell that is being edited, it rejects every
    call (RPC_E_CALL_REJECTED; issues 1359 and 1837 of xlwings); as many as the number says.
    """

    busy = 0

    def __getattribute__(self, name: str) -> Any:
        if name[0].isupper() and Com.busy:
            Com.busy -= 1
            raise ComError(*REJECTED)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper() and Com.busy:
            Com.busy -= 1
            raise ComError(*EDITING)
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"{type(self).__name__}.{name}")


class Look(Com):
    def __init__(self) -> None:
        self.__dict__.update(Color=None, Bold=False, Size=11, ColorIndex=-4142)


class Rule(Com):
    Type = 2

    def __init__(self, place: Range, formula: str) -> None:
        self.sheet, self.areas, self.Formula1 = place.Worksheet, place.areas, formula
        self.Interior, self.Font = Look(), Look()

    def SetFirstPriority(self) -> None:  # noqa: N802
        self.sheet.rules.remove(self)
        self.sheet.rules.insert(0, self)

    def Delete(self) -> None:  # noqa: N802
        self.sheet.may_change()
        self.sheet.rules.remove(self)


class Rules(Com):
    def __init__(self, place: Range) -> None:
        self.place = place

    def _all(self) -> list[Rule]:
        r1, c1, r2, c2 = self.place.area
        return [
            rule for rule in self.place.Worksheet.rules
            if any(a[0] <= r2 and a[2] >= r1 and a[1] <= c2 and a[3] >= c1 for a in rule.areas)
        ]  # fmt: skip

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._all())

    def __call__(self, index: int) -> Rule:
        return self._all()[index - 1]

    def Add(self, Type: int, Formula1: str) -> Rule:  # noqa: N802, N803
        sheet = self.place.Worksheet
        sheet.may_change()
        sheet.rules.append(Rule(self.place, Formula1))
        return sheet.rules[-1]


class Comment(Com):
    def __init__(self, place: Range, text: str) -> None:
        self.Parent, self.text = place, text

    def Text(self) -> str:  # noqa: N802
        return self.text

    def Delete(self) -> None:  # noqa: N802
        self.Parent.Worksheet.may_change()
        self.Parent.Worksheet.notes.remove(self)


class Comments(Com):
    def __init__(self, comments: list[Comment]) -> None:
        self.comments = list(comments)

    def __iter__(self) -> Iterator[Comment]:
        return iter(self.comments)


class Count(Com):
    def __init__(self, count: int) -> None:
        self.Count = count


class Range(Com):
    WrapText = VerticalAlignment = ColumnWidth = None

    def __init__(self, sheet: Sheet, *area: int, more: Iterable[tuple[int, ...]] = ()) -> None:
        self.__dict__.update(Worksheet=sheet, area=area, areas=[area, *more])
        self.__dict__.update(Font=Look(), Interior=Look())

    Row = property(lambda self: self.area[0])
    Column = property(lambda self: self.area[1])
    Rows = property(lambda self: Count(self.area[2] - self.area[0] + 1))
    Columns = property(lambda self: Count(self.area[3] - self.area[1] + 1))
    FormatConditions = property(Rules)

    def GetAddress(self, *_: Any) -> str:  # noqa: N802
        one, other = (f"${letters(c)}${r}" for r, c in (self.area[:2], self.area[2:]))
        return one if one == other else f"{one}:{other}"

    Address = property(GetAddress)
    CommentThreaded = property(lambda self: self.Worksheet.threads.get(self.area[:2]))

    def __call__(self, row: int, col: int) -> Range:
        row, col = self.area[0] + row - 1, self.area[1] + col - 1
        return Range(self.Worksheet, row, col, row, col)

    def _grid(self, cells: dict[tuple[int, int], Any]) -> Any:
        r1, c1, r2, c2 = self.area
        rows = tuple(tuple(cells.get((r, c)) for c in range(c1, c2 + 1)) for r in range(r1, r2 + 1))
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    @property
    def Value(self) -> Any:  # noqa: N802
        return self._grid(self.Worksheet.values)

    @Value.setter
    def Value(self, data: Any) -> None:  # noqa: N802
        rows = data if isinstance(data, list | tuple) else [[data]]
        for i, row in enumerate(rows):
            for k, value in enumerate(row):
                self.Worksheet.type((self.Row + i, self.Column + k), value)

    @property
    def Formula(self) -> Any:  # noqa: N802
        values = {p: "" if v is None else str(v) for p, v in self.Worksheet.values.items()}
        return self._grid(values | self.Worksheet.formulas)

    @property
    def NumberFormat(self) -> Any:  # noqa: N802
        return self.Worksheet.formats.get(self.area[:2], "General")

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:  # noqa: N802
        r1, c1, r2, c2 = self.area
        places = [(r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)]
        self.Worksheet.formats.update(dict.fromkeys(places, value))

    @property
    def Comment(self) -> Any:  # noqa: N802
        return next((c for c in self.Worksheet.notes if c.Parent.area == self.area), None)

    def AddComment(self, text: str) -> Any:  # noqa: N802
        self.Worksheet.may_change()
        if self.Comment or self.CommentThreaded:
            raise ComError(*FORBIDDEN)
        self.Worksheet.notes.append(Comment(self, text))
        return self.Worksheet.notes[-1]

    def Select(self) -> None:  # noqa: N802
        if self.Worksheet.Parent.ActiveSheet is not self.Worksheet:
            raise ComError(*FORBIDDEN)
        self.Worksheet.Parent.Application.Selection = self


def letters(col: int) -> str:
    return str(column_letters(col - 1))


def area_of(address: str) -> tuple[int, int, int, int]:
    one, _, other = address.partition(":")
    found = [re.fullmatch(r"([A-Z]+)(\d+)", part) for part in (one, other or one)]
    (r1, c1), (r2, c2) = ((int(m[2]), column_number(m[1]) + 1) for m in found if m)
    return r1, c1, r2, c2


class Sheet(Com):
    Visible = VISIBLE

    def __init__(self, book: Book, name: str) -> None:
        self.Parent, self.Name, self.protected = book, name, False
        self.values: dict[tuple[int, int], Any] = {}
        self.formulas: dict[tuple[int, int], str] = {}
        self.formats: dict[tuple[int, int], str] = {}
        self.rules: list[Rule] = []
        self.notes: list[Comment] = []
        self.threads: dict[tuple[int, ...], Com] = {}

    Comments = property(lambda self: Comments(self.notes))

    def may_change(self) -> None:
        if self.protected:
            raise ComError(*FORBIDDEN)

    def type(self, place: tuple[int, int], value: Any) -> None:
        """As a person types: only where the format is text does a text stay what it is."""
        if isinstance(value, str) and self.formats.get(place) != "@":
            if value.startswith("="):
                self.formulas[place] = value
                value = value.rsplit('","', 1)[-1].removesuffix('")')
            elif value[:1].isdigit() and "-" in value:
                value = dt.datetime(2026, 4, 3, tzinfo=dt.UTC)
        self.values[place] = value

    @property
    def UsedRange(self) -> Range:  # noqa: N802
        places = list(self.values) or [(1, 1)]
        rows, cols = zip(*places, strict=True)
        return Range(self, min(rows), min(cols), max(rows), max(cols))

    def Cells(self, row: int, col: int) -> Range:  # noqa: N802
        return Range(self, row, col, row, col)

    def Range(self, first: Any, last: Any = None) -> Range:  # noqa: N802
        if isinstance(first, str):
            assert len(first) <= 255, "Excel takes no longer address"
            areas = [area_of(part) for part in first.split(",")]
            return Range(self, *areas[0], more=areas[1:])
        one, other = getattr(first, "_inner", first), getattr(last, "_inner", last)
        return Range(self, *one.area[:2], *other.area[2:])

    def Activate(self) -> None:  # noqa: N802
        if self.Visible != VISIBLE:
            raise ComError(*FORBIDDEN)
        self.Parent.ActiveSheet = self

    def Delete(self) -> None:  # noqa: N802
        self.Parent.may_change()
        self.Parent.sheets.remove(self)


class Sheets(Com):
    def __init__(self, book: Book) -> None:
        self.book = book

    def __iter__(self) -> Iterator[Sheet]:
        return iter(list(self.book.sheets))

    def __call__(self, key: Any) -> Sheet:
        found = [s for s in self.book.sheets if s.Name == key]
        if not found:
            raise ComError(*FORBIDDEN)
        return found[0]

    def Add(self, Before: Any = None) -> Sheet:  # noqa: N802, N803
        self.book.may_change()
        before = getattr(Before, "_inner", Before)
        assert before is not None
        assert before.Visible == VISIBLE, "fails beside a very hidden sheet"
        self.book.sheets.insert(self.book.sheets.index(before), Sheet(self.book, "new"))
        return self.book.sheets[self.book.sheets.index(before) - 1]


class Name(Com):
    def __init__(self, name: str, refers_to: str) -> None:
        self.Name, self.RefersTo = name, f"={refers_to}"


class Names(Com):
    def __init__(self, names: list[Name]) -> None:
        self.names, self.Count = names, len(names)

    def __call__(self, index: int) -> Name:
        return self.names[index - 1]


class Book(Com):
    """An open workbook, filled from a file; what the file protects is protected."""

    def __init__(self, app: App, path: Path) -> None:
        self.Application, self.Name, self.FullName = app, path.name, str(path)
        self.locked = False
        file = FileBook(path.read_bytes())
        self.Names = Names([Name(*pair) for pair in file.names.items()])
        self.sheets: list[Sheet] = []
        for info in file.sheets:
            sheet = Sheet(self, info.name)
            sheet.Visible = VISIBLE if info.visible else VERY_HIDDEN
            for (row, col), cell in file.cells(info.name).items():
                value: Any = cell.value
                if cell.kind == "error":
                    value = ERRORS[str(value)]
                elif isinstance(value, float) and file.shows_date(cell):
                    value = EPOCH + dt.timedelta(days=value)
                sheet.values[row + 1, col + 1] = value
                if cell.formula is not None:
                    sheet.formulas[row + 1, col + 1] = f"={cell.formula}"
            self.sheets.append(sheet)
        self.ActiveSheet = self.sheets[0]

    Worksheets = property(Sheets)

    def Activate(self) -> None:  # noqa: N802
        assert self.Application.books[-1] is self

    def may_change(self) -> None:
        if self.locked:
            raise ComError(*FORBIDDEN)


class Books(Com):
    def __init__(self, app: App) -> None:
        self.app = app

    Count = property(lambda self: len(self.app.books))
    Application = property(lambda self: self.app)


class App(Com):
    Hwnd = 17
    ScreenUpdating = DisplayAlerts = True
    StatusBar: Any = False
    Selection: Any = None

    def __init__(self) -> None:
        self.books: list[Book] = []

    Workbooks = property(Books)
    ActiveWorkbook = property(lambda self: self.books[-1] if self.books else None)
