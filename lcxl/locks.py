"""Marks beside a file that say that a program has it open."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.words import Text, say

__all__ = ["refuse_open"]

MARKS = {"Excel": "~${name}", "LibreOffice": ".~lock.{name}#"}
"""Program -> name of the file that it puts beside one that it has open."""


def refuse_open(paths: Iterable[Path]) -> None:
    """See that none of the files is open in Excel or LibreOffice.

    Raises:
        LcxlError: some are; it names all of them, and who has them open if their marks say.
    """
    found = []
    for path in paths:
        for program, pattern in MARKS.items():
            mark = path.with_name(pattern.format(name=path.name))
            if not mark.exists():
                continue
            who = _who(program, mark)
            kind = "files.open_by" if who else "files.open"
            found.append((say(kind, file=path, program=program, who=who), mark))
    if found:
        raise LcxlError(
            "\n".join(sentence for sentence, _ in found),
            Text("files.close_it", mark=found[0][1]),
        )


def _who(program: str, mark: Path) -> str:
    """The name in a mark; "" if it says none."""
    data = b""
    with suppress(OSError):
        data = mark.read_bytes()[:1000]
    if program == "LibreOffice":  # name, user, computer, time, profile;
        fields = data.decode("utf-8", "replace").split(",")
        name = next((f.strip() for f in fields[:2] if f.strip()), "")
    else:  # how long it is, and the name, once in bytes and once in UTF-16
        length = data[0] if data else 0
        if not 0 < length < min(len(data), 55):
            return ""
        wide = data[55:].decode("utf-16-le", "ignore")[1 : 1 + length]
        name = wide if len(wide) == length and wide.isprintable() else ""
        name = (name or data[1 : 1 + length].decode("cp1252", "replace")).strip()
    return name if name.isprintable() and "\ufffd" not in name else ""
