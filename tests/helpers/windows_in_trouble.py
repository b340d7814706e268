"""What goes wrong at a desk, with xlwings' real Windows engine over the stand-in for Excel.

``python -m tests.helpers.windows_in_trouble FOLDER FILE`` prints what happened as JSON.  Each
trouble imitates a report of xlwings, or lines of its source, which are named where it is made.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lcxl.cells.address import a1
from lcxl.findings import Finding
from lcxl.plan import load_collaborative
from tests.helpers.fake_excel import App, Book, Com, Comment, Range
from tests.helpers.fake_windows import install, snapshot

FOR_EVER = 10**9
NUMBERS = {"metric": "BP control", "month": "May 2026", "numerator": 25, "denominator": 20}


class Counter:
    """Counts what xlwings asks of Excel: each attribute of an object is one call across COM."""

    def __init__(self) -> None:
        import xlwings._xlwindows as windows

        self.calls = 0
        wrapper = windows.COMRetryObjectWrapper
        get, put, each = wrapper.__getattr__, wrapper.__setattr__, wrapper.__iter__

        def counted_get(that: Any, name: str) -> Any:
            self.calls += 1
            return get(that, name)

        def counted_put(that: Any, name: str, value: Any) -> None:
            self.calls += 1
            put(that, name, value)

        def counted_each(that: Any) -> Any:
            for one in each(that):
                self.calls += 1
                yield one

        wrapper.__getattr__, wrapper.__setattr__ = counted_get, counted_put
        wrapper.__iter__ = counted_each

    def of(self, action: Callable[[], Any]) -> int:
        before = self.calls
        action()
        return self.calls - before


def scattered(count: int) -> list[Finding]:
    """Findings on cells no two of which touch."""
    places = [(10 + 2 * (i // 20), 3 + 2 * (i % 20)) for i in range(count)]
    return [
        Finding("V04", "error", "more", NUMBERS, sheet="Data", cell=a1(*place)) for place in places
    ]


def main(folder: Path, path: Path) -> dict[str, Any]:
    app = App()
    install(app)
    from lcxl_addin import __main__ as started
    from lcxl_addin import busy, findings_sheet, marks
    from lcxl_addin.buttons import BUTTONS
    from lcxl_addin.desk import Desk
    from lcxl_addin.press import press as pressed

    busy.SECONDS, busy.PAUSE = 0.4, 0.01
    told: dict[str, Any] = {}

    def desk() -> Desk:
        return Desk(folder=folder, may_ask=False, hwnd=App.Hwnd)

    def press(action: str) -> str:
        try:
            return pressed(action, desk()).text
        except Exception as e:
            return f"{type(e).__name__}: {e} {getattr(e, 'fix', '')}"

    def fresh() -> tuple[Book, Any]:
        app.books[:] = [Book(app, path)]
        return app.books[0], next(s for s in app.books[0].sheets if s.Name == "Data")

    # Excel is busy: a cell is being edited (issues 824, 965, 1837; N_COM_ATTEMPTS = 0).
    book, data = fresh()
    before, since = snapshot(book), time.monotonic()
    Com.busy = FOR_EVER
    told["busy"] = press("validate")
    told["busy code"] = started.main(["validate", "--hwnd", "17"])
    Com.busy = 0
    told["busy seconds"] = time.monotonic() - since
    told["busy untouched"] = snapshot(book) == before
    Com.busy = 5
    told["busy for a moment"] = press("validate").split(":")[0]
    press("clear")
    add = Range.AddComment

    def busy_at_the_first_note(cell: Range, text: str) -> Any:
        Com.busy = 60  # longer than one call is tried
        return add(cell, text)

    Range.AddComment = busy_at_the_first_note  # type: ignore[method-assign]
    told["busy midway"] = press("validate")
    Com.busy = 0
    told["draws again"] = app.ScreenUpdating
    Range.AddComment, Com.busy = add, 0  # type: ignore[method-assign]
    told["after busy"] = press("clear")
    told["after busy untouched"] = snapshot(book) == before

    # A comment that can be answered: Excel puts no note beside it, and the sheet is not protected.
    press("validate")
    places = [c.Parent.area[:2] for c in data.notes]
    press("clear")
    data.threads = {place: Com() for place in places}
    told["comments"] = press("validate")
    press("clear")

    # Protected since it was opened, and Clear: Excel refuses what protection forbids.
    _, data = fresh()
    press("validate")
    data.protected = True
    told["protected clear"] = press("clear")
    told["protected marks"] = len(data.rules) + len(data.notes)

    # Mac: Sheet.notes asks for special cells; a protected sheet has none, and nothing is raised
    # (_xlmac.py, Sheet.notes).  A cell itself answers (Range.note).
    import xlwings._xlwindows as windows

    notes = windows.Sheet.notes
    windows.Sheet.notes = property(lambda self: [] if self.xl.Name == "Data" else notes.fget(self))
    book, data = fresh()
    data.notes.append(Comment(Range(data, 11, 5, 11, 5), "Counted by hand."))
    before = snapshot(book)
    press("validate")
    told["mac notes"] = len(data.notes)
    told["mac clear"] = press("clear")
    told["mac restored"] = snapshot(book) == before
    press("validate")
    may_change = data.may_change
    data.may_change = lambda: None if not data.notes else may_change()  # rules go, notes stay
    data.protected = True
    told["mac protected clear"] = press("clear")
    data.protected = False
    told["mac protected notes"] = len(data.notes)
    _, data = fresh()
    press("validate")
    book = app.books[0]
    book.sheets[:] = [s for s in book.sheets if s.Name != "Findings"]  # somebody deleted the list
    marks.NOTES_MAY_HIDE = True
    told["mac without list"] = press("clear")
    told["mac validate again"] = press("validate")
    told["mac clear again"] = press("clear")
    told["mac at last"] = [len(data.rules), len(data.notes)]
    marks.NOTES_MAY_HIDE = False
    windows.Sheet.notes = notes

    # OneDrive: xlwings takes the file of the same name in the synchronised tree (utils.py,
    # fullname_url_to_local_path; issues 2017, 2396 and 2635).
    book, _ = fresh()
    synchronised = folder / "OneDrive" / "Documents"
    synchronised.mkdir(parents=True)
    (synchronised / "oak.xlsx").write_bytes(path.read_bytes())
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        os.environ[name] = str(synchronised.parent)
    told["cloud"] = {}
    for address in (
        "https://d.docs.live.net/0123456789abcdef/Documents/oak.xlsx",
        "https://clinic-my.sharepoint.com/personal/a_b/Documents/Documents/oak.xlsx",
        "https://clinic.sharepoint.com/sites/team/Shared%20Documents/oak.xlsx",
    ):
        book.FullName = address
        told["cloud"][address] = [str(Desk().path), press("validate").split(":")[0]]
    told["cloud status"] = press("status")

    # Protected View: Excel counts no workbook, or gives none (issue 10 and 804).
    count = type(app.Workbooks).Count
    type(app.Workbooks).Count = property(lambda _: 1)
    app.books[:] = []
    told["protected view"] = press("validate")
    type(app.Workbooks).Count = count

    # How often Excel is asked.
    fresh()
    counter = Counter()
    told["calls"] = {
        name: counter.of(lambda action=action: press(action))  # type: ignore[misc]
        for name, action in {
            "validate": "validate", "validate again": "validate", "next": "next",
            "status": "status", "clear": "clear", "clear again": "clear",
        }.items()
    }  # fmt: skip
    plan = load_collaborative(folder)
    for n in (100, 500):
        fresh()
        here = desk()
        found = scattered(n)
        told["calls"][f"mark {n}"] = counter.of(lambda: marks.mark(here.sheets, found))  # noqa: B023
        told["calls"][f"list {n}"] = counter.of(
            lambda: findings_sheet.write(here.book, here.sheets, plan, "Oak", found)  # noqa: B023
        )
        told["calls"][f"clear {n}"] = counter.of(lambda: BUTTONS["clear"].press(desk()))
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2])), default=str))
