"""The command ``lcxl``, and ``python -m lcxl``."""

from __future__ import annotations

import sys

__all__ = ["run"]


def run() -> None:
    """Run the command; Ctrl-C is understood while the modules are still being fetched."""
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
