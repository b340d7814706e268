"""The add-in file, as LibreOffice opens it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from lcxl_addin.xlam import build_xlam


def macro_workbook(path: Path) -> Path:
    """LibreOffice 7.4 does not know the content type of an add-in; the rest is as it was built."""
    with zipfile.ZipFile(io.BytesIO(build_xlam())) as built, zipfile.ZipFile(path, "w") as package:
        for name in built.namelist():
            data = built.read(name).replace(b"excel.addin.macro", b"excel.sheet.macro")
            package.writestr(name, data)
    return path
