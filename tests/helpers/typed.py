"""Typing into a workbook as any program writes it, and finding again what was typed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import NamedTuple


class Thing(NamedTuple):
    """Something typed: into which file, and how it is found again."""

    file: str
    kind: str
    value: str


class Held:
    """What one file holds, as plain text: every value that is typed here is typed once."""

    def __init__(self, path: Path) -> None:
        if path.suffix == ".txt":
            self.text = path.read_text()
            return
        with zipfile.ZipFile(path) as book:
            parts = [n for n in book.namelist() if n.endswith(".xml") and "/charts/" not in n]
            self.text = "".join(book.read(n).decode() for n in parts)

    def __contains__(self, thing: Thing) -> bool:
        ends = r"(?![0-9])" if thing.kind != "fill" else ""
        return re.search(re.escape(thing.value) + ends, self.text) is not None


def block_columns(path: Path) -> list[str]:
    """The columns of all blocks of a workbook, as block.column."""
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/workbook.xml").decode()
    return re.findall(r'name="lcxl\.([a-z_]+\.[a-z0-9_]+)"', text)


def place_of(path: Path, name: str) -> tuple[int, str, int, int]:
    """Which sheet a block column stands on (from 0), its letters, its first and last row."""
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/workbook.xml").decode()
    found = re.search(rf'name="lcxl\.{re.escape(name)}"[^>]*>([^<]*)<', text)
    assert found is not None
    sheet, _, cells = found[1].rpartition("!")
    names = re.findall(r'<sheet [^>]*?name="([^"]*)"', text)
    first, _, last = cells.replace("$", "").partition(":")
    column = first.rstrip("0123456789")
    rows = [int(cell[len(column) :]) for cell in (first, last or first)]
    return names.index(sheet.strip("'")), column, rows[0], rows[1]


def typed(path: Path, sheet: int, cell: str, value: int | str) -> str:
    """Type into a cell as any program writes it; what stood there before, if anything did."""
    with zipfile.ZipFile(path) as book:
        parts = {info: book.read(info) for info in book.infolist()}
    part = next(i for i in parts if i.filename == f"xl/worksheets/sheet{sheet + 1}.xml")
    xml = parts[part].decode()
    content = f"<v>{value}</v>" if isinstance(value, int) else f"<is><t>{value}</t></is>"
    kind = "" if isinstance(value, int) else ' t="inlineStr"'
    there = re.search(rf'<c r="{cell}"( s="[0-9]+")?[^>]*?(?:/>|>(.*?)</c>)', xml)
    before = ""
    if there is not None:
        new = f'<c r="{cell}"{there[1] or ""}{kind}>{content}</c>'
        xml = xml[: there.start()] + new + xml[there.end() :]
        shown = re.search(r"<(?:v|t)>([^<]*)<", there[2] or "")
        before = shown[1] if shown else ""
        if ' t="s"' in there[0] and shown:
            strings = next(v for i, v in parts.items() if i.filename == "xl/sharedStrings.xml")
            before = re.findall(r"<si>(.*?)</si>", strings.decode(), re.DOTALL)[int(shown[1])]
            before = re.sub("<[^>]*>", "", before)
    else:
        row = re.sub("[A-Z]", "", cell)
        line = f'<row r="{row}"><c r="{cell}"{kind}>{content}</c></row>'
        xml = xml.replace("</sheetData>", line + "</sheetData>")
    parts[part] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for info, data in parts.items():
            book.writestr(info.filename, data)
    return before
