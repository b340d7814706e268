"""The command ``lcxl``, and ``python -m lcxl``."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress

__all__ = ["run"]

MADE_BETWEEN = 100_000
"""Objects made between two looks for what is no longer used: a command is done after a few, and
what it imports is looked through each time."""


def run() -> None:
    """Run the command; Ctrl-C is understood while the modules are still being fetched."""
    gc.set_threshold(MADE_BETWEEN)
    try:
        from lcxl.cli import main

        main(prog_name="lcxl")
    except KeyboardInterrupt:
        from lcxl.endings import ending_of

        sys.exit(ending_of(_interrupted))
    finally:
        _end()


def _interrupted() -> None:
    raise KeyboardInterrupt


def _end() -> None:
    """All is done and said: no interrupt takes the exit code while Python clears up.

    Nothing is looked for once more either: all memory goes back at once.
    """
    for _ in range(2):  # once more where this is what is interrupted
        with suppress(KeyboardInterrupt):
            import signal  # not needed before

            signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()


if __name__ == "__main__":
    run()
