"""A stand-in for pywin32 and the few objects of Excel that the add-in touches on Windows.

It runs xlwings' real Windows engine on any system, in a process of its own:
``python -m tests.helpers.fake_windows FOLDER FILE…`` validates, steps, and clears each workbook,
and prints what happened as JSON.  Where Excel is strict, so is this: it reads texts as if they were
typed, forbids what a sheet's protection forbids, and knows no sheet that is not there.
"""

from __future__ import annotations

import atexit
import ctypes
import datetime as dt
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

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


def install(app: App) -> MagicMock:
    """Make this Excel what xlwings' Windows engine talks to; the box that shows messages."""
    names = (
        "pywintypes win32api win32con pythoncom win32gui win32process win32timezone win32com "
        "win32com.client win32com.server win32com.server.util"
    )
    for name in names.split():
        sys.modules[name] = MagicMock(name=name)
    sys.modules["pywintypes"].com_error = ComError  # type: ignore[attr-defined]
    sys.modules["pywintypes"].TimeType = dt.datetime  # type: ignore[attr-defined]
    client = sys.modules["win32com.client"]
    client.CDispatch = Com  # type: ignore[attr-defined]
    client.DispatchBaseClass = type("DispatchBaseClass", (), {})  # type: ignore[attr-defined]
    client.CoClassBaseClass = type("CoClassBaseClass", (), {})  # type: ignore[attr-defined]
    sys.modules["win32com"].client = client  # type: ignore[attr-defined]
    for name in ("PyDLL", "oledll", "windll"):
        setattr(ctypes, name, MagicMock())
    sys.modules["pythoncom"].__file__ = "pythoncom"
    sys.modules["win32process"].GetWindowThreadProcessId.return_value = (0, 4711)  # type: ignore[attr-defined]
    box = sys.modules["win32api"].MessageBox  # type: ignore[attr-defined]
    box.return_value = 1
    import xlwings
    import xlwings._xlwindows as windows

    windows.get_excel_hwnds = lambda: [App.Hwnd]
    windows.get_xl_app_from_hwnd = lambda _: windows.COMRetryObjectWrapper(app)
    windows.Apps.cleanup = MagicMock(name="cleanup")
    engine = xlwings.main.Engine(impl=windows.engine)
    xlwings.engines.add(engine)
    engine.activate()
    return box


def snapshot(book: Book) -> str:
    return repr(
        [
            (s.Name, s.values, s.formulas, s.formats, len(s.rules), [c.text for c in s.notes])
            for s in book.sheets
        ]
    )


def main(folder: Path, path: Path) -> dict[str, Any]:
    """Press the buttons on one workbook, as it is, protected, and from a cloud drive."""
    app = App()
    box = install(app)
    from lcxl_addin import __main__ as started
    from lcxl_addin.buttons import BUTTONS
    from lcxl_addin.desk import Desk

    def press(action: str) -> str:
        return BUTTONS[action].press(Desk(folder=folder, may_ask=False, hwnd=App.Hwnd)).text

    told: dict[str, Any] = {}
    started.main(["status", "--hwnd", "17"])
    told["nothing open"] = box.call_args.args[1]
    book = Book(app, path)
    app.books.append(book)
    data = next(s for s in book.sheets if s.Name == "Data")
    book.sheets[0].Visible = book.sheets[-1].Visible = VERY_HIDDEN
    data.notes.append(Comment(Range(data, 11, 5, 11, 5), "Counted by hand."))
    before = snapshot(book)
    told["validate"] = press("validate")
    told["sheets"] = [s.Name for s in book.sheets]
    findings = next(s for s in book.sheets if s.Name == "Findings")
    told["findings"] = [v for (row, _), v in sorted(findings.values.items()) if row > 5]
    told["formulas"] = sorted({f[:11] for f in findings.formulas.values()})
    told["rules"] = [[r.areas, r.Formula1, r.Interior.Color, r.Font.Bold] for r in data.rules]
    told["notes"] = [[c.Parent.area, c.text] for c in data.notes]
    told["next"] = [press("next"), app.Selection.area]
    told["status"] = press("status")
    told["clear"] = press("clear")
    told["restored"] = snapshot(book) == before
    data.protected = book.locked = True
    told["protected"] = press("validate")
    told["untouched"] = snapshot(book) == before
    data.protected = book.locked = False
    told["paths"] = {}
    for name in (
        "https://clinic-my.sharepoint.com/personal/a_b/Documents/oak.xlsx",
        "https://d.docs.live.net/0123456789abcdef/oak.xlsx",
        "\\\\server\\share\\oak $(x).xlsx",
        "Book1",
    ):
        book.FullName = name
        told["paths"][name] = [str(Desk().path), press("validate").split(":")[0]]
    started.main(["clear", "--hwnd", "17"])
    told["shown"] = [box.call_args.args[1], app.StatusBar]
    told["other excels are ended"] = atexit_runs_cleanup()
    return told


def atexit_runs_cleanup() -> bool:
    windows = sys.modules["xlwings._xlwindows"]
    atexit._run_exitfuncs()
    return bool(windows.Apps.cleanup.called)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2])), default=str))
