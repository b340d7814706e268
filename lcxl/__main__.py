"""The command ``lcxl``, and ``python -m lcxl``."""

from __future__ import annotations

import gc
import sys

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


def _interrupted() -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    run()
