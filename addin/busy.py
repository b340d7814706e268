"""When Excel does not answer: a cell is being edited, or a box is open.

xlwings would then ask again for ever, without a pause (its issues 824, 965 and 1837;
`_xlwindows.py`, N_COM_ATTEMPTS = 0).  Here it asks for a while, politely, and then stops.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from lcxl.errors import LcxlError

from .words import say

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["ExcelBusy", "Patience", "is_busy", "limit_tries", "still", "unless_busy"]

SECONDS = 10.0
"""For which one call is tried again."""
TURNS = 6
"""So many times as long it is tried to let Excel draw its screen again."""
PAUSE = 0.1
"""Seconds between two tries, so that Excel can get on."""
REJECTED = frozenset([-2147418111, -2147417846])
"""RPC_E_CALL_REJECTED and RPC_E_SERVERCALL_RETRYLATER; xlwings tries again only for the first."""
EDITING = -2146777998
"""VBA_E_IGNORE, 0x800AC472: what Excel answers while somebody types into a cell."""
MAC_TIMEOUT = frozenset([-1712, -1713])
"""errAETimeout and errAENoUserInteraction: Excel for Mac did not answer, or shows a box."""
MANY = 1_000_000


class ExcelBusy(LcxlError):
    """Excel did not answer in time; what the person can do about it is said."""

    def __init__(self) -> None:
        super().__init__(say("busy"), say("busy_fix"))

    def __reduce__(self) -> tuple[type[ExcelBusy], tuple[()]]:
        return type(self), ()


class Patience(int):
    """How many tries xlwings may make for a call: as many as `SECONDS` have room for.

    Before each further try xlwings asks ``tries < N_COM_ATTEMPTS``; that question comes here.
    """

    _until = 0.0

    def __gt__(self, tries: int) -> bool:
        now = time.monotonic()
        if tries == 1:
            self._until = now + SECONDS
        if now >= self._until:
            return False
        time.sleep(PAUSE)
        return True


def limit_tries(windows: ModuleType) -> None:
    """Give xlwings' Windows engine a limit."""
    vars(windows)["N_COM_ATTEMPTS"] = Patience(MANY)


def is_busy(error: BaseException | None) -> bool:
    """The error, or one that led to it, means that Excel did not answer."""
    windows = sys.modules.get("xlwings._xlwindows")
    while error is not None:
        if isinstance(error, ExcelBusy):
            return True
        if windows is not None and isinstance(error, windows.ExcelBusyError):
            return True
        if getattr(error, "hresult", None) in REJECTED or _scode(error) == EDITING:
            return True
        if getattr(error, "errornumber", None) in MAC_TIMEOUT:
            return True
        error = error.__cause__ or error.__context__
    return False


def _scode(error: BaseException) -> object:
    """The sixth part of the details that a COM error may carry."""
    details = error.args[2] if len(error.args) > 2 else None
    return details[5] if isinstance(details, tuple) and len(details) > 5 else None


def unless_busy(error: Exception) -> None:
    """Return if the error is Excel's refusal.

    Raises:
        ExcelBusy: it is no refusal, Excel did not answer at all.
    """
    if is_busy(error):
        raise ExcelBusy from error


@contextmanager
def still(app: xw.App) -> Iterator[None]:
    """While this lasts, Excel does not draw its screen.

    However it ends, Excel draws again: left still, it looks as if it hung.  So that is tried for
    longer than all else.

    Raises:
        ExcelBusy: it did not answer for so long.
    """
    app.screen_updating = False
    try:
        yield
    finally:
        for turn in range(1, TURNS + 1):
            try:
                app.screen_updating = True
            except Exception as e:
                if not is_busy(e) or turn == TURNS:
                    raise
            else:
                break
