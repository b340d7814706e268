"""What a workbook looks like on paper: its pages, printed by LibreOffice, and how full they are."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.helpers.office import Office
from tests.helpers.packages import packed, parts

PAPERS = {"A4": 9, "Letter": 1}
"""Sizes of paper -> their number in a workbook."""
DPI = 20
FOOTER = 0.6
"""Inches at the foot that the page's own number takes; as much stands empty at the top."""
WHITE = 250


class Page(NamedTuple):
    """One printed page: its sheet, and the share of its height that is used."""

    sheet: str
    number: int
    fill: float


def available() -> bool:
    """Whether printed pages can be looked at here."""
    return shutil.which("pdftoppm") is not None


def pages(office: Office, workbook: Path, folder: Path, paper: str = "A4") -> Sequence[Page]:
    """The printed pages of a workbook on a paper."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / workbook.name
    content = {
        name: re.sub(rb'paperSize="\d+"', b'paperSize="%d"' % PAPERS[paper], part)
        if name.startswith("xl/worksheets/sheet")
        else part
        for name, part in parts(workbook.read_bytes()).items()
    }
    copy.write_bytes(packed(content))
    pdf = copy.with_suffix(".pdf")
    office.open(copy)
    office.print_book(pdf)
    office.close()
    _run("pdftoppm", "-gray", "-r", str(DPI), str(pdf), str(folder / "page"))
    texts = _run("pdftotext", "-layout", str(pdf), "-").split("\f")
    pictures = sorted(folder.glob("page-*.pgm"))
    found = [
        Page(_sheet(text), i, _fill(picture.read_bytes()))
        for i, (picture, text) in enumerate(zip(pictures, texts, strict=False), start=1)
    ]
    for picture in pictures:
        picture.unlink()
    return found


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return done.stdout


def _sheet(text: str) -> str:
    """The name of the sheet, which stands in the footer."""
    lines = [line for line in text.splitlines() if line.strip()]
    return re.split(r"\s{3,}", lines[-1])[0].rpartition("| ")[2] if lines else ""


def _fill(picture: bytes) -> float:
    """The share of the height between top and foot down to the last mark on a page."""
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert head is not None
    width, height = int(head[1]), int(head[2])
    first, last = round(FOOTER * DPI), round(height - FOOTER * DPI) - 4
    dots = picture[head.end() :]
    used = [row for row in range(first, last) if min(dots[row * width : (row + 1) * width]) < WHITE]
    return (used[-1] - first + 1) / (last - first) if used else 0.0
