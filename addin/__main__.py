"""What the ribbon starts: ``python -P -m lcxl_addin ACTION --hwnd WINDOW``.

The answer is shown in Excel.  Code 0: the person has seen it.  Code 1: Excel could not be
reached, and the macro says so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from lcxl.console import text_of
from lcxl.errors import LcxlError, PlanError

from .buttons import BUTTONS, Button
from .desk import Desk
from .excel import app_in_front
from .press import press
from .words import tab

MOST_FAULTS = 10
"""Of a plan, that one message lists."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Press one button in the Excel whose window is named."""
    parser = argparse.ArgumentParser(prog="lcxl_addin")
    parser.add_argument("action", choices=list(BUTTONS))
    parser.add_argument("--hwnd", type=int, default=0)
    given = parser.parse_args(arguments)
    button, desk = BUTTONS[given.action], Desk(hwnd=given.hwnd or None)
    return _show(desk, button, _answer(given.action, desk))


def _answer(action: str, desk: Desk) -> str:
    try:
        return press(action, desk).text
    except PlanError as e:
        faults = list(text_of(e.findings[:MOST_FAULTS]))
        return "\n".join([e.message, *faults, e.fix])
    except LcxlError as e:
        return f"{e.message}\n{e.fix}".strip()


def _show(desk: Desk, button: Button, text: str) -> int:
    try:
        app = app_in_front(desk.hwnd)
        app.status_bar = text if button.brief else False
        if not button.brief:
            app.alert(text, tab())
    except Exception as e:
        print(text, e, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
