"""Pictures for docs/addin.md: ``python -m docs.addin_pictures`` from the root.

The ribbon is drawn from the buttons; the sheets are those of `lcxl demo`, after Validate and after
Clear marks in LibreOffice, and the answers are what the buttons said there.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape

import xlwings as xw

from docs.pictures import demonstrate
from lcxl_addin.buttons import BUTTONS
from lcxl_addin.desk import Desk
from lcxl_addin.words import tab
from tests.helpers import calc_engine
from tests.helpers.office import MISSING, Bridge, Office

PICTURES = Path(__file__).parent / "addin"
RIBBON = PICTURES / "ribbon.svg"
ANSWERS = PICTURES / "answers.svg"
SHOWN = {
    "findings": ("marked.xlsx", "Findings", 100, 130, 1600, 190),
    "marked": ("marked.xlsx", "Data", 40, 60, 900, 520),
    "cleared": ("cleared.xlsx", "Data", 40, 60, 900, 520),
}
"""Picture -> workbook, sheet, and the part of the printed page that is shown, in dots."""
DPI = 150
TEAM = "submissions/ashgrove.xlsx"
WIDTH, HEIGHT, LARGE, SMALL = 860, 170, 92, 150
TEXT = '<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="#333">{text}</text>'


def text(x: int, y: int, words: str, size: int = 13, anchor: str = "middle") -> str:
    """One line of words."""
    return TEXT.format(x=x, y=y, size=size, anchor=anchor, text=escape(words))


def ribbon() -> Iterator[str]:
    """The lines of ribbon.svg: where the buttons are, not what their pictures look like."""
    labels = ", ".join(button.word("label") for button in BUTTONS.values())
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" role="img">'
    )
    yield f"<title>{escape(tab())}: {escape(labels)}</title>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f3f3f3"/>'
    yield text(60, 24, "Home")
    yield text(120, 24, "Insert")
    yield text(250, 24, tab(), 14)
    yield '<rect x="165" y="31" width="170" height="3" fill="#1f6b3a"/>'
    yield f'<rect x="8" y="40" width="{WIDTH - 16}" height="122" rx="6" fill="#fff"/>'
    x = 16
    for group, buttons in groupby(BUTTONS.values(), key=lambda b: b.word("group")):
        left, row = x, 0
        for button in buttons:
            label = button.word("label")
            if button.large:
                yield (f'<rect x="{x + 26}" y="52" width="40" height="40" rx="5" fill="#cfe3d6"/>')
                yield text(x + 46, 112, label)
                x += LARGE
            else:
                y = 50 + row * 30
                yield f'<rect x="{x + 8}" y="{y}" width="18" height="18" rx="3" fill="#cfe3d6"/>'
                yield text(x + 34, y + 14, label, anchor="start")
                row += 1
        x += SMALL if row else 8
        yield text((left + x) // 2, 156, group, 11)
        yield f'<line x1="{x}" y1="48" x2="{x}" y2="156" stroke="#ddd"/>'
        x += 8
    yield "</svg>"


def answers(said: Mapping[str, str]) -> Iterator[str]:
    """The lines of answers.svg: what the buttons say, each below the name of the button."""
    boxes = [(label, wrap(text, 100)) for label, text in said.items()]
    height = sum(50 + 20 * len(lines) for _, lines in boxes) + 10
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="sans-serif" role="img">'
    )
    yield f"<title>{escape('; '.join(f'{label}: {text}' for label, text in said.items()))}</title>"
    y = 10
    for label, lines in boxes:
        tall = 40 + 20 * len(lines)
        yield f'<rect x="8" y="{y}" width="{WIDTH - 16}" height="{tall}" rx="6" fill="#f3f3f3"/>'
        yield text(20, y + 20, label, 12, "start")
        for number, line in enumerate(lines, start=1):
            yield text(20, y + 22 + 20 * number, line, 13, "start")
        y += tall + 10
    yield "</svg>"


def press_buttons(folder: Path) -> dict[str, str]:
    """Press them on a team's workbook, and keep what it looks like; label -> answer."""
    said: dict[str, str] = {}
    running = Office()
    try:
        calc_engine.activate(Bridge(running.pipe, calc_engine.AGENT))
        book = xw.books.open(folder / TEAM)
        for action in ("validate", "next", "clear"):
            button = BUTTONS[action]
            said[button.word("label")] = button.press(Desk(may_ask=False)).text
            if action == "validate":
                book.impl.do("one_page_wide", "Findings")
            if action != "next":
                book.save(folder / ("marked.xlsx" if action == "validate" else "cleared.xlsx"))
        xw.books.open(folder / "metric-definitions.xlsx")
        other = BUTTONS["validate"].press(Desk(may_ask=False)).text
        said[f"{BUTTONS['validate'].word('label')}, in another workbook"] = other
    finally:
        running.stop()
    return said


def print_sheets(folder: Path) -> None:
    """Print what the workbook looked like."""
    ppm = shutil.which("pdftoppm")
    if ppm is None:
        raise RuntimeError(MISSING)
    office = Office()
    try:
        for name, (workbook, sheet, x, y, width, height) in SHOWN.items():
            office.open(folder / workbook)
            office.print_sheet(sheet, folder / "sheet.pdf")
            part = ["-x", str(x), "-y", str(y), "-W", str(width), "-H", str(height)]
            source, target = folder / "sheet.pdf", PICTURES / name
            subprocess.run(
                [ppm, "-r", str(DPI), *part, "-png", "-singlefile", source, target], check=True
            )
    finally:
        office.stop()


def main() -> None:
    """Draw everything anew."""
    PICTURES.mkdir(exist_ok=True)
    RIBBON.write_text("\n".join(ribbon()) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        demonstrate(folder)
        said = press_buttons(folder)
        ANSWERS.write_text("\n".join(answers(said)) + "\n", encoding="utf-8")
        print_sheets(folder)


if __name__ == "__main__":
    main()
