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
import sys
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from tests.helpers.fake_excel import (
    VERY_HIDDEN,
    App,
    Book,
    Com,
    ComError,
    Comment,
    Range,
)


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
