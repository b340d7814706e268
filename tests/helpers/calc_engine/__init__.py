"""An engine for xlwings over LibreOffice Calc, so that add-in code runs without Excel.

It has what the add-in may use and no more: anything else raises from xlwings' own
`base_classes`, and the test fails.  Where Calc is more lenient than Excel, the engine is as
strict as Excel: what a protected sheet forbids raises, texts are read as if they were typed.
Excel says what a protected sheet allows in the file; Calc does not tell, so it is read there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from xlwings import base_classes as bc
from xlwings import utils
from xlwings.main import Engine as PublicEngine
from xlwings.main import engines

from lcxl.cells import Book as FileBook
from tests.helpers import office
from tests.helpers.calc_engine.ranges import EPOCH, Note, Range

AGENT = Path(__file__).with_name("agent.py")


def activate(bridge: office.Bridge) -> App:
    """Make Calc what xlwings talks to; the one app it has."""
    engine = Engine(bridge)
    public = PublicEngine(impl=engine)
    engines.add(public)
    public.activate()
    return engine.app


class Engine:
    name, type = "calc", "desktop"

    def __init__(self, bridge: office.Bridge) -> None:
        self.app = App(self, bridge)
        self.apps = Apps(self.app)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        if x is None:
            return ""
        return float(x) if isinstance(x, int) and not isinstance(x, bool) else x

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, dict):
                if "error" in value:
                    return value["error"] if err_to_str else None
                day = EPOCH + dt.timedelta(days=value["date"])
                return datetime_builder(
                    year=day.year, month=day.month, day=day.day, hour=day.hour,
                    minute=day.minute, second=day.second, microsecond=day.microsecond,
                    tzinfo=None,
                )  # fmt: skip
            return value

        return [[clean(v) for v in row] for row in data]


class Apps(bc.Apps):
    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class App(bc.App):
    xl = engine = books = None  # plain attributes in place of abstract properties
    pid = hwnd = 1
    screen_updating = display_alerts = True
    status_bar: Any = False

    def __init__(self, engine: Engine, bridge: office.Bridge) -> None:
        self.engine, self.do = engine, bridge._do
        self.books = Books(self)
        self.alerts: list[str] = []
        self.permissions: dict[str, Permissions] = {}

    @property
    def selection(self) -> Range:
        book = self.books.active
        sheet, area = self.do("selection", book.uid)
        return Range(Sheet(book, sheet), area)

    def activate(self, steal_focus: bool) -> None:
        """There is no window to bring forward."""

    def alert(self, prompt: str, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"


class Permissions:
    """What the protected sheets of a file allow, as its XML says."""

    def __init__(self, url: str) -> None:
        self._sheets: dict[str, str] = {}
        self.locks_structure = False
        path = path_of(url)
        if path is not None:
            file = FileBook(path.read_bytes())
            self.locks_structure = b'lockStructure="1"' in file.package.read("xl/workbook.xml")
            for sheet in file.sheets:
                xml = file.package.read(sheet.part).decode()
                match = re.search(r"<sheetProtection[^>]*>", xml)
                self._sheets[sheet.name] = match[0] if match else ""

    def allows(self, sheet: str, what: str) -> bool:
        xml = self._sheets.get(sheet, "")
        if not xml:
            return True
        forbidden = what != "objects"  # objects may be edited unless the file says otherwise
        match = re.search(rf'\b{what}="(\w+)"', xml)
        if match:
            forbidden = match[1] in ("1", "true")
        return not forbidden


def path_of(url: str) -> Path | None:
    if not url.startswith("file:"):
        return None
    return Path(url2pathname(unquote(urlparse(url).path)))


class Books(bc.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    def _all(self) -> list[Book]:
        return [Book(self.app, uid, url) for uid, url in self.app.do("books")]

    @property
    def active(self) -> Book:
        return self._all()[0]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Book]:
        return iter(self._all())

    def __call__(self, key: str) -> Book:
        found = next((b for b in self._all() if b.name == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def open(self, fullname: str | Path, *_: Any, **__: Any) -> Book:
        url = Path(fullname).resolve().as_uri()
        return Book(self.app, self.app.do("open", url), url)

    def add(self) -> Book:
        return Book(self.app, self.app.do("new"), "")


class Book(bc.Book):
    def __init__(self, app: App, uid: str, url: str) -> None:
        self._app, self.uid, self.url = app, uid, url

    app = property(lambda self: self._app)
    sheets = property(lambda self: Sheets(self))
    names = property(lambda self: Names(self))

    def do(self, what: str, *arguments: Any) -> Any:
        return self._app.do(what, self.uid, *arguments)

    def allows(self, sheet: str, what: str) -> bool:
        return self.permissions.allows(sheet, what)

    @property
    def permissions(self) -> Permissions:
        if self.uid not in self._app.permissions:
            self._app.permissions[self.uid] = Permissions(self.url)
        return self._app.permissions[self.uid]

    @property
    def name(self) -> str:
        path = path_of(self.url)
        return path.name if path else "Book1"

    @property
    def fullname(self) -> str:
        return str(path_of(self.url) or self.name)

    def save(self, path: str | Path | None = None, password: Any = None) -> None:
        self.do("save", Path(path).resolve().as_uri() if path else self.url)

    def activate(self) -> None:
        """There is no window to bring forward."""

    def close(self) -> None:
        self.do("close")


class Names(bc.Names):
    def __init__(self, book: Book) -> None:
        self._names = book.do("names")

    def __call__(self, index: int) -> Name:
        return Name(*self._names[index - 1])

    def __len__(self) -> int:
        return len(self._names)


class Name(bc.Name):
    name = refers_to = ""

    def __init__(self, name: str, refers_to: str) -> None:
        self.name, self.refers_to = name, refers_to


class Sheets(bc.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    def _names(self) -> list[str]:
        return list(self.book.do("sheets"))

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, name) for name in self._names()])

    def __call__(self, key: int | str) -> Sheet:
        names = self._names()
        if isinstance(key, int):
            return Sheet(self.book, names[key - 1])
        return Sheet(self.book, next(n for n in names if n.casefold() == key.casefold()))

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.do("active"))

    def add(self, before: Sheet | None = None, after: Any = None, name: str | None = None) -> Sheet:
        assert before is not None, "adding after the last sheet fails beside a very hidden one"
        assert name is not None
        if self.book.permissions.locks_structure:
            raise PermissionError("the structure of the workbook is protected")
        self.book.do("add_sheet", name, before.index - 1)
        self.book.do("activate", name)
        return Sheet(self.book, name)


class Sheet(bc.Sheet):
    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    book = property(lambda self: self._book)
    name = property(lambda self: self._name)

    def do(self, what: str, *arguments: Any) -> Any:
        return self._book.do(what, self._name, *arguments)

    @property
    def index(self) -> int:
        return int(self._book.do("sheets").index(self._name)) + 1

    @property
    def visible(self) -> bool:
        return bool(self.do("is_visible"))

    @property
    def used_range(self) -> Range:
        return Range(self, self.do("used"))

    @property
    def notes(self) -> list[Note]:
        return [Note(Range(self, (r, c, r, c)), text) for r, c, text in self.do("notes")]

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            parts = [utils.a1_to_tuples(part) for part in arg1.split(",")]
            if len(parts) > 1:  # xlwings on Mac understands single cells alone
                assert ":" not in arg1
                assert len(arg1) <= 255, "Excel takes no longer address"
            (arg1, arg2), more = parts[0], [(*one, *one) for one, _ in parts[1:]]
            return Range(self, (*arg1, *(arg2 or arg1)), more)
        if not isinstance(arg1, tuple | list):  # two ranges: the block between them
            arg1, arg2 = (arg1.row, arg1.column), (arg2.row, arg2.column)
        elif len(arg1) == 4:  # how slices arrive: row, column, rows, columns
            row, col, rows, cols = arg1
            arg1, arg2 = (row, col), (row + rows - 1, col + cols - 1)
        assert 0 not in arg1, "ranges count from 1"
        return Range(self, (*arg1, *(arg2 or arg1)))

    def activate(self) -> None:
        if not self.visible:
            raise PermissionError(f"{self.name} is hidden")
        self.do("activate")

    def delete(self) -> None:
        if self._book.permissions.locks_structure:
            raise PermissionError("the structure of the workbook is protected")
        self.do("delete_sheet")

    def clear(self) -> None:
        self.used_range.clear()
