"""Press a button, and let no fault that nobody foresaw reach a person as a traceback."""

from __future__ import annotations

import traceback

from lcxl.errors import LcxlError
from lcxl.files import make_folder, write_file

from .buttons import BUTTONS, Answer
from .desk import Desk
from .install import log_file
from .words import say

__all__ = ["press"]


def press(action: str, desk: Desk) -> Answer:
    """What the button of that action answers.

    Raises:
        LcxlError: what was asked cannot be done; a fault nobody foresaw is written down first.
    """
    try:
        return BUTTONS[action].press(desk)
    except LcxlError:
        raise
    except Exception as e:
        make_folder(log_file().parent)
        write_file(log_file(), traceback.format_exc().encode())
        raise LcxlError(say("stopped"), say("stopped_fix", log=log_file())) from e
