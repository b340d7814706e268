"""Press a button, and let no fault that nobody foresaw reach a person as a traceback."""

from __future__ import annotations

import traceback

from lcxl.errors import LcxlError

from . import log
from .busy import ExcelBusy, is_busy
from .buttons import BUTTONS, Answer
from .desk import Desk, FolderWanted
from .words import error

__all__ = ["press"]


def press(action: str, desk: Desk) -> Answer:
    """What the button of that action answers.

    Raises:
        ExcelBusy: Excel did not answer.
        FolderWanted: the macro is to ask for a folder.
        LcxlError: what was asked cannot be done; a fault nobody foresaw is written down first.
    """
    log.note(action)
    try:
        return BUTTONS[action].press(desk)
    except (LcxlError, FolderWanted):
        raise
    except Exception as e:
        log.note(traceback.format_exc())
        if is_busy(e):
            raise ExcelBusy from e
        raise error("stopped", log=log.log_file()) from e
