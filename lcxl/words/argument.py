"""What stands behind a command, as it is typed into a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePath
from typing import NamedTuple

__all__ = ["Argument", "this_python"]

PLAIN = frozenset("._-/\\:~+=@")
"""Signs that no terminal takes for anything else."""


class Argument(NamedTuple):
    """A file or folder behind a command: in quotation marks where a terminal needs them."""

    given: PurePath | str

    def in_words(self) -> str:
        """As it is typed; the terminals of Windows know double quotation marks alone."""
        text = str(self.given)
        if all(c.isalnum() or c in PLAIN for c in text):
            return text
        if os.name == "nt":
            return f'"{text}"'
        from shlex import quote

        return quote(text)

    def as_json(self) -> str:
        """As it is."""
        return str(self.given)


def this_python() -> Argument:
    """The Python that lcxl runs in, as the way from here where it lies below."""
    python = Path(sys.executable or "python")
    here = Path.cwd()
    return Argument(python.relative_to(here) if python.is_relative_to(here) else python)
