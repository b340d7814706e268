"""A workbook that says when it was saved: openpyxl says now, whatever the story's day is."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save_on(source: Path, target: Path, moment: str) -> None:
    """Copy a workbook, which says that it was saved at that moment (ISO text, UTC)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data, n = _SAVED.subn(rb"\g<1>" + moment.encode(), data)
                assert n == 1
            new.writestr(name, data)
