"""Is a workbook usable by everybody? Checks on the file itself.

After Microsoft's accessibility checker for Excel and the twenty principles of the ICAEW:
titles, alt texts, input messages, no merged cells, a way from the first sheet to every sheet
and back, contrast, inputs unlocked and formulas locked, nothing volatile, print set-up.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from lcxl.cells import Book
from lcxl.cells.address import a1, parse_range

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
DC = "{http://purl.org/dc/elements/1.1/}"
VOLATILE = re.compile(r"(?<![\w.])(OFFSET|INDIRECT|NOW|TODAY|RAND|RANDBETWEEN|INFO|CELL)\(")
NEW = re.compile(r"_xlfn|(?<!\w)(XLOOKUP|FILTER|LET|LAMBDA|UNIQUE|SORT|TEXTJOIN|IFS|MAXIFS)\(")


def luminance(colour: str) -> float:
    parts = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.1)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def faults(path: Path) -> list[str]:
    """Everything found, in words."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    book = Book(path.read_bytes())
    return [
        *_document(parts),
        *(fault for sheet in book.sheets for fault in _formulas(book, sheet.name)),
        *(fault for s in book.sheets if s.visible for fault in _sheet(s.name, parts[s.part])),
        *_navigation(book, parts),
        *_drawings(parts),
    ]


def _document(parts: dict[str, bytes]) -> Iterator[str]:
    core = ET.fromstring(parts["docProps/core.xml"])
    if not core.findtext(DC + "title") or not core.findtext(DC + "creator"):
        yield "the document has no title or author"
    if any("vbaProject" in name or "externalLinks" in name for name in parts):
        yield "macros or links to other workbooks"
    states = re.findall(rb'state="(\w+)"', parts["xl/workbook.xml"])
    if b"veryHidden" in states:
        yield "a very hidden sheet"


def _formulas(book: Book, name: str) -> Iterator[str]:
    for (row, col), cell in book.cells(name).items():
        text = re.sub(r'"(?:[^"]|"")*"', '""', cell.formula or "")
        if VOLATILE.search(text) or NEW.search(text):
            yield f"{name}!{a1(row, col)}: a volatile or new function: {text[:60]}"
        visible = not name.startswith("_")
        if visible and cell.kind == "error":
            yield f"{name}!{a1(row, col)} shows {cell.value}"


def _sheet(name: str, xml: bytes) -> Iterator[str]:
    root = ET.fromstring(xml)
    if root.find(S + "mergeCells") is not None:
        yield f"{name}: merged cells"
    first = root.find(f"{S}sheetData/{S}row/{S}c")
    if first is None or first.get("r") != "A1" or first.find(S + "v") is None:
        yield f"{name}: A1 is empty"
    protection = root.find(S + "sheetProtection")
    if protection is None and _has_folds(root):
        pass  # no program unfolds rows or columns of a protected sheet
    elif protection is None or protection.get("selectLockedCells") == "1":
        yield f"{name}: not protected, or locked cells cannot be selected"
    elif protection.get("password") or protection.get("hashValue"):
        yield f"{name}: protected by a password"
    page = root.find(f"{S}sheetPr/{S}pageSetUpPr")
    breaks = [*root.findall(f"{S}colBreaks"), *root.findall(f"{S}rowBreaks")]
    if (page is None or page.get("fitToPage") != "1") and not breaks:
        yield f"{name}: not fitted to one page wide"
    for rule in root.iter(S + "dataValidation"):
        if not rule.get("prompt") and not rule.get("promptTitle"):
            yield f"{name}!{rule.get('sqref')}: no input message"


def _has_folds(root: ET.Element) -> bool:
    """Whether rows or columns of a sheet can be folded away."""
    levels = (e.get("outlineLevel") for tag in ("row", "col") for e in root.iter(S + tag))
    return any(levels)


def _navigation(book: Book, parts: dict[str, bytes]) -> Iterator[str]:
    """A path of links from the first sheet to every sheet, and back."""
    visible = [s for s in book.sheets if s.visible]
    links: dict[str, set[str]] = {}
    for sheet in visible:
        targets = set()
        for link in ET.fromstring(parts[sheet.part]).iter(S + "hyperlink"):
            place = parse_range(link.get("location", ""))
            if place is not None and link.get(REL) is None:  # the other ones lead to other files
                targets.add(place.sheet)
        links[sheet.name] = targets
    reached, to_do = {visible[0].name}, [visible[0].name]
    while to_do:
        for target in links[to_do.pop()] - reached:
            reached.add(target)
            to_do.append(target)
    for sheet in visible:
        if sheet.name not in reached:
            yield f"no link leads to {sheet.name}"
        if sheet.name != visible[0].name and visible[0].name not in links[sheet.name]:
            yield f"no link leads from {sheet.name} back to the first sheet"


def _drawings(parts: dict[str, bytes]) -> Iterator[str]:
    for name, xml in parts.items():
        if re.match(r"xl/drawings/drawing\d+\.xml", name):
            for frame in ET.fromstring(xml).iter(XDR + "cNvPr"):
                text = frame.get("descr") or ""
                if not 20 <= len(text) <= 250:
                    yield f"{name}: {frame.get('name')}: alt text {text!r}"
        if re.match(r"xl/charts/chart\d+\.xml", name):
            root = ET.fromstring(xml)
            blanks = root.find(f"{C}chart/{C}dispBlanksAs")
            if blanks is None or blanks.get("val") not in ("gap", "span"):
                yield f"{name}: blanks may be drawn as zero"
            if re.search(rb'sz="[1-7]\d\d"', xml):
                yield f"{name}: text below 8 pt"
            for cache in root.iter(C + "numCache"):
                for point in cache.iter(C + "pt"):
                    if (point.findtext(C + "v") or "").startswith("#"):
                        yield f"{name}: an error in the chart's cache"
