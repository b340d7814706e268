"""A copy of a workbook that shows its findings: cells coloured, a list on a sheet of its own.

A mark never touches what the team typed or a cell's own format: it is a conditional format that
is always true, as the add-in's are, whose Clear marks takes it away too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from posixpath import dirname, relpath

from lcxl import templates
from lcxl.cells import Book, Unreadable
from lcxl.cells.address import a1, quoted
from lcxl.cells.texts import writable
from lcxl.findings import SEVERITIES, Finding, worst
from lcxl.layout import finding_row
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.words import filled, say

__all__ = ["can_be_marked", "marked_copy"]

SIGN = "lcxl mark"
RULE = f'"{SIGN}"="{SIGN}"'
"""Always true, and known as ours."""
_CELL = re.compile(r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")
_AFTER = re.compile(
    r"<(?:conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins|pageSetup"
    r"|headerFooter|rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags"
    r"|drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems"
    r"|tableParts|extLst)\b|</worksheet>"
)
"""What may stand behind conditional formats in a sheet."""
_PRIORITY = re.compile(r'(<(?:x14:)?cfRule\b[^>]*?\bpriority=")(\d+)(")')
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def marked_copy(data: bytes, plan: Collaborative, findings: Sequence[Finding]) -> bytes:
    """The workbook with its findings shown; ``data`` is one that was read without a fault.

    What a program wrote in an unusual way is not coloured; the list has every finding.

    Raises:
        Unreadable: the file is broken.
    """
    book = Book(data)
    parts = book.package.whole()
    links = book.package.relationships("").values()
    main = next(target for target, kind in links if kind == "officeDocument")
    main = _as_written(parts, main)
    first_style = _add_styles(parts, f"{dirname(main)}/styles.xml")
    by_sheet: defaultdict[str, defaultdict[str, list[Finding]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for finding in findings:
        if finding.sheet and _CELL.match(finding.cell or ""):
            by_sheet[finding.sheet][finding.cell or ""].append(finding)
    for sheet in book.sheets:
        name = _as_written(parts, sheet.part)
        if first_style is not None and sheet.name in by_sheet and name in parts:
            parts[name] = _coloured(parts[name], by_sheet[sheet.name], first_style)
    _add_list(parts, main, [sheet.name for sheet in book.sheets], _list(plan, findings))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in parts.items():
            out.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def can_be_marked(data: bytes) -> bool:
    """It is a workbook of Excel, and none of its parts is broken: the copy has them all."""
    try:
        Book(data).package.whole()
    except Unreadable:
        return False
    return True


def _as_written(parts: Mapping[str, bytes], name: str) -> str:
    """A part's name as the file has it: capitals make no difference."""
    return next((part for part in parts if part.lower() == name.lower()), name)


def _add_styles(parts: dict[str, bytes], name: str) -> int | None:
    """Add a fill for each severity; the number of the first, None where there is no place."""
    text = parts.get(name, b"").decode("utf-8", "replace")
    colours = templates.theme().colours
    fills = "".join(
        f'<dxf><fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        f'<bgColor rgb="FF{colour}"/></patternFill></fill></dxf>'
        for colour in (colours[f"mark_{kind}"].lstrip("#") for kind in SEVERITIES)
    )
    found = re.search(r"<dxfs\b[^>]*?(?:/>|>(.*?)</dxfs>)", text, re.DOTALL)
    inside = (found[1] or "") if found else ""
    first = len(re.findall(r"<dxf\b", inside))
    new = f'<dxfs count="{first + len(SEVERITIES)}">{inside}{fills}</dxfs>'
    if found:
        text = text[: found.start()] + new + text[found.end() :]
    elif "</cellStyles>" in text:
        text = text.replace("</cellStyles>", "</cellStyles>" + new, 1)
    else:
        return None
    parts[name] = text.encode()
    return first


def _coloured(part: bytes, cells: Mapping[str, Sequence[Finding]], first_style: int) -> bytes:
    text = part.decode("utf-8", "replace")
    at = text.find("</sheetData>")
    place = _AFTER.search(text, at) if at >= 0 else None
    if place is None:
        return part
    rules: list[str] = []
    for kind in SEVERITIES:
        addresses = [a for a, found in cells.items() if worst(found) == kind]
        if addresses:
            style = first_style + SEVERITIES.index(kind)
            rules.append(
                f'<conditionalFormatting sqref="{" ".join(addresses)}"><cfRule type="expression"'
                f' dxfId="{style}" priority="{len(rules) + 1}"><formula>{escape(RULE, False)}'
                "</formula></cfRule></conditionalFormatting>"
            )
    rest = _PRIORITY.sub(lambda m: f"{m[1]}{int(m[2]) + len(rules)}{m[3]}", text[place.start() :])
    return (text[: place.start()] + "".join(rules) + rest).encode()


def _add_list(parts: dict[str, bytes], main: str, sheets: Sequence[str], content: bytes) -> None:
    """Put the list of findings behind all sheets, and show it first."""
    spec = _spec()
    taken, name, number = {sheet.casefold() for sheet in sheets}, spec.name, 1
    while name.casefold() in taken:
        number += 1
        name = filled(spec.texts["other_name"], number=number)
    folder = dirname(main)
    part = f"{folder}/worksheets/lcxl-findings.xml"
    parts[part] = content
    rels = _as_written(parts, f"{folder}/_rels/{main.rpartition('/')[2]}.rels")
    target = relpath(part, folder)
    link = f'<Relationship Id="lcxlFindings" Type="{_LINKS}/worksheet" Target="{target}"/>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode() + b"</Relationships>", 1)
    kind = f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/>'
    types = _as_written(parts, "[Content_Types].xml")
    parts[types] = parts[types].replace(b"</Types>", kind.encode() + b"</Types>", 1)
    text = parts[main].decode("utf-8", "replace")
    used = max((int(n) for n in re.findall(r'\bsheetId="(\d+)"', text)), default=0)
    sheet = (
        f'<sheet xmlns:lcxl="{_LINKS}" name="{escape(name)}" sheetId="{used + 1}"'
        ' lcxl:id="lcxlFindings"/></sheets>'
    )
    text = text.replace("</sheets>", sheet, 1)
    parts[main] = re.sub(r'\bactiveTab="\d+"', f'activeTab="{len(sheets)}"', text).encode()


def _spec() -> templates.Sheet:
    return templates.workbook("addin").sheet("findings")


def _list(plan: Collaborative, findings: Sequence[Finding]) -> bytes:
    spec = _spec()
    fields = spec.block("findings").fields
    heads = [spec.title, say("page_check.marked_copy")]
    lines = [[head] for head in heads] + [[], [field.heading for field in fields]]
    links = []
    for finding in findings:
        row = finding_row(plan, finding)
        row["severity"] = say(f"findings.{finding.severity}")
        row["month"] = month_in_words(finding.period.start) if finding.period else ""
        lines.append([str(row[field.id] or "") for field in fields])
        if finding.sheet:
            target = f"{quoted(finding.sheet)}!{finding.cell or 'A1'}"
            links.append(f'<hyperlink ref="{a1(len(lines) - 1, 0)}" location="{escape(target)}"/>')
    cols = "".join(
        f'<col min="{i}" max="{i}" width="{field.width}" customWidth="1"/>'
        for i, field in enumerate(fields, start=1)
    )
    rows = "".join(
        f'<row r="{r}">{"".join(_text(r, c, text) for c, text in enumerate(line) if text)}</row>'
        for r, line in enumerate(lines, start=1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>{cols}</cols>'
        f"<sheetData>{rows}</sheetData>{linked}</worksheet>"
    ).encode()


def _text(row: int, col: int, text: str) -> str:
    words = escape(writable(text), quote=False)
    return (
        f'<c r="{a1(row - 1, col)}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    )
