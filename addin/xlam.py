"""The add-in file lcxl.xlam, written from text on the coach's own computer.

It holds the ribbon, two VBA modules and a sheet with three settings, the path of the Python that
wrote it, that Python's folder and the log; nothing else.  The same Python gives the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from lcxl import templates

from . import findings_sheet
from .log import log_file
from .ovba import WORKBOOK, WORKSHEET, Module, vba_project
from .ribbon import ribbon_xml
from .words import error, say_unfilled, tab

__all__ = ["NAME", "build_xlam", "python_in", "source"]

NAME = "lcxl.xlam"
SETTINGS_SHEET = "lcxl.conf"
TITLE = "lcxl: learning collaborative"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = "xl/worksheets/sheet1.xml"


def source(name: str) -> str:
    """A text in the folder source, such as LcxlRibbon.bas, with the words of the catalogue in it.

    A word stands in it as @name@, and becomes a literal of the language the text is written in.
    """
    text = files(__package__).joinpath("source", name).read_text(encoding="utf-8")
    literal = applescript if name.endswith(".applescript") else vba
    sheet = templates.workbook("addin").sheet("findings")
    fields = [field.id for field in sheet.block("findings").fields]
    numbers = {
        "made_by_row": findings_sheet.MADE_BY_ROW,
        "head_row": findings_sheet.HEAD_ROW,
        "columns": len(fields),
        "message_column": fields.index("message") + 1,
    }
    words = {"tab": tab(), "findings": sheet.name, "made_by": sheet.texts["made_by"]}

    def filled(match: re.Match[str]) -> str:
        key = match[1]
        return str(numbers[key]) if key in numbers else literal(words.get(key) or say_unfilled(key))

    return re.sub(r"@([a-z_]+)@", filled, text)


def vba(text: str) -> str:
    """A text as VBA writes it; its own letters are those of English."""
    lines = []
    for line in text.strip().split("\n"):
        pieces = [
            f"ChrW({ord(piece)})" if not piece.isascii() else '"' + piece.replace('"', '""') + '"'
            for piece in re.findall(r"[\x00-\x7f]+|.", line)
        ]
        lines.append(" & ".join(pieces) or '""')
    return " & vbLf & ".join(lines)


def applescript(text: str) -> str:
    """A text as AppleScript writes it."""
    lines = [line.replace("\\", "\\\\").replace('"', '\\"') for line in text.strip().split("\n")]
    return " & linefeed & ".join(f'"{line}"' for line in lines)


def build_xlam(python: Path | None = None) -> bytes:
    """The bytes of the add-in for a Python, the running one if None.

    Raises:
        LcxlError: the path of that Python cannot stand in a command.
    """
    path = str(python or sys.executable)
    if any(mark in path for mark in '"%\r\n\t'):
        raise error("awkward_python", python=path)
    settings = {"python": path, "folder": str(Path(path).parent), "log": str(log_file())}
    modules = [
        Module("ThisWorkbook", source("ThisWorkbook.bas"), WORKBOOK),
        Module("Sheet1", document=WORKSHEET),
        Module("LcxlRibbon", source("LcxlRibbon.bas")),
    ]
    parts = {name: (_HEAD + text).encode() for name, text in _parts(settings).items()}
    parts["xl/vbaProject.bin"] = vba_project("lcxl", modules)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # the same on every system
            package.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def python_in(xlam: bytes) -> str | None:
    """The Python that an add-in file starts; None when the file is not one of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(xlam)) as package:
            sheet = package.read(_SHEET).decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return None
    match = re.search(r'<t>python</t>.*?<c r="B1".*?<t[^>]*>(.*?)</t>', sheet, re.DOTALL)
    return unescape(match[1]) if match else None


def _parts(settings: Mapping[str, str]) -> dict[str, str]:
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        f"/{_SHEET}": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
        "/xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "bin": "application/vnd.ms-office.vbaProject",
    }
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{escape(key)}</t></is></c>'
        f'<c r="B{n}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c></row>'
        for n, (key, value) in enumerate(settings.items(), start=1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults.items())
        + "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in overrides.items())
        + "</Types>",
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_MICROSOFT}/ui/extensibility", "customUI/customUI.xml"),
        ),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(TITLE)}</dc:title></cp:coreProperties>",
        "customUI/customUI.xml": ribbon_xml(),
        "xl/_rels/workbook.xml.rels": _relationships(
            (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            (f"{_OFFICE}/styles", "styles.xml"),
            (f"{_MICROSOFT}/vbaProject", "vbaProject.bin"),
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<workbookPr codeName="ThisWorkbook"/>'
        '<bookViews><workbookView visibility="hidden"/></bookViews>'
        f'<sheets><sheet name="{SETTINGS_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        _SHEET: f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>",
    }


def _relationships(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
