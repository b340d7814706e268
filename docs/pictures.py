"""Pictures of every sheet, printed by LibreOffice: `python -m docs.pictures` from the root.

Writes docs/pictures/*.png, the page docs/workbooks.md that shows them, and
docs/pictures/made-from.json, by which a test sees whether the pictures still show the
workbooks that lcxl writes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lcxl import templates
from lcxl.cells import Book
from lcxl.cli import main as lcxl
from tests.helpers.office import MISSING, Office

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
MADE_FROM = PICTURES / "made-from.json"
DPI = 75


@dataclass(frozen=True)
class Shown:
    """A workbook of the demonstration that the page shows."""

    name: str
    path: str
    text: str


SHOWN = (
    Shown(
        "metric-definitions",
        "metric-definitions.xlsx",
        "The host fills in this workbook first. It says what the collaborative measures.",
    ),
    Shown(
        "recruiting-tracker",
        "recruiting-tracker.xlsx",
        "The host keeps this workbook. Its enrolled organisations are the teams.",
    ),
    Shown(
        "timetable",
        "timetable.xlsx",
        "Every date follows from the kickoff. What the host types beside it is kept.",
    ),
    Shown(
        "planning",
        "planning.xlsx",
        "What the host plans: aim, drivers, change package, logic model, evaluation, charter.",
    ),
    Shown(
        "meetings",
        "meetings.xlsx",
        "Sessions and calls of the timetable, with agendas. What the host types is kept.",
    ),
    Shown(
        "reporting",
        "submissions/fairhaven.xlsx",
        "Each team fills in a workbook like this one. Here it is after nine months.",
    ),
    Shown(
        "master",
        "master.xlsx",
        "`lcxl merge` writes this workbook from everything the teams sent.",
    ),
)


def demonstrate(folder: Path) -> None:
    """The fictional collaborative of `lcxl demo`."""
    with contextlib.redirect_stdout(io.StringIO()):
        lcxl(["demo", str(folder)], standalone_mode=False)


def fingerprint(workbook: Path) -> str:
    """One hash over the content of a workbook, however it was compressed."""
    found = hashlib.sha256()
    with zipfile.ZipFile(workbook) as parts:
        for name in sorted(parts.namelist()):
            found.update(name.encode() + b"\0" + parts.read(name) + b"\0")
    return found.hexdigest()


def fingerprints(folder: Path) -> dict[str, str]:
    """Of each workbook that is shown."""
    return {shown.name: fingerprint(folder / shown.path) for shown in SHOWN}


def sheets_of(workbook: Path) -> list[str]:
    """The sheets that a person sees."""
    return [s.name for s in Book(workbook.read_bytes()).sheets if s.visible]


def picture_name(shown: Shown, sheet: str) -> str:
    """File name of a sheet's picture."""
    return f"{shown.name}-{sheet.lower().replace(' ', '-')}.png"


def page(folder: Path) -> Iterator[str]:
    """Lines of docs/workbooks.md."""
    yield "# The workbooks, sheet by sheet"
    yield ""
    yield (
        "These are the workbooks of `lcxl demo`, a fictional collaborative, as LibreOffice "
        "prints them. Of long sheets the first page is shown."
    )
    for shown in SHOWN:
        spec = templates.workbook(shown.name)
        yield f"\n## {spec.subject}\n"
        yield f"`{shown.path}`. {shown.text}"
        for sheet in sheets_of(folder / shown.path):
            yield f"\n### {sheet}\n"
            yield f"![The sheet {sheet}](pictures/{picture_name(shown, sheet)})"


def print_page(office: Office, sheet: str, target: Path) -> None:
    """The first page of a sheet of the workbook that is open, as a PNG file."""
    ppm = shutil.which("pdftoppm")
    if ppm is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory() as scratch:
        pdf = Path(scratch) / "sheet.pdf"
        office.print_sheet(sheet, pdf)
        command = [ppm, "-r", str(DPI), "-png", "-singlefile", pdf, target.with_suffix("")]
        subprocess.run(command, check=True)


def print_pictures(folder: Path) -> None:
    """The first page of every sheet that is shown."""
    office = Office()
    try:
        for shown in SHOWN:
            office.open(folder / shown.path)
            for sheet in sheets_of(folder / shown.path):
                print_page(office, sheet, PICTURES / picture_name(shown, sheet))
    finally:
        office.stop()


def main() -> None:
    """Write the pictures and the page anew."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        demonstrate(folder)
        shutil.rmtree(PICTURES, ignore_errors=True)
        PICTURES.mkdir()
        print_pictures(folder)
        (HERE / "workbooks.md").write_text("\n".join(page(folder)) + "\n", encoding="utf-8")
        MADE_FROM.write_text(json.dumps(fingerprints(folder), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
