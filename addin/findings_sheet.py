"""The sheet Findings that the add-in puts first into an open workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lcxl import templates
from lcxl.cells.address import column_number, quoted
from lcxl.findings import Finding
from lcxl.layout import finding_row
from lcxl.periods import parse_month
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words
from lcxl.words import filled

from .busy import unless_busy
from .excel import OpenSheet
from .marks import Place

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["StructureProtected", "find", "listed", "rows_of", "write"]

MADE_BY_ROW, HEAD_ROW = 3, 5
"""Rows count from 1, as in Excel."""
TEXT, AS_IT_COMES = "@", "General"

_WHERE = re.compile(r"^(?P<sheet>.+)!(?P<col>[A-Z]{1,3})(?P<row>\d+)$", re.DOTALL)


class StructureProtected(Exception):
    """The workbook takes no new sheet."""


def _spec() -> templates.Sheet:
    return templates.workbook("addin").sheet("findings")


def find(sheets: Iterable[OpenSheet]) -> OpenSheet | None:
    """Our sheet in the workbook; never one that the team called Findings."""
    spec = _spec()
    for sheet in sheets:
        if sheet.name.startswith(spec.name):
            made_by = sheet.sheet.range((MADE_BY_ROW, 1)).options(ndim=2).value[0][0]
            if made_by == spec.texts["made_by"]:
                return sheet
    return None


def write(
    book: xw.Book,
    sheets: Sequence[OpenSheet],
    plan: Collaborative,
    team: str,
    findings: Sequence[Finding],
) -> str:
    """Put the sheet first into the workbook, and show it; its name.

    ``sheets`` are those that are in the workbook.  Everything but the links is written into
    cells whose format is text, so that nothing a team typed is taken for a formula, a number or
    a date.  (``raw_value``: all are texts, and ``value`` asks Excel a hundred questions more.)

    Raises:
        StructureProtected: the workbook takes no new sheet.
    """
    spec = _spec()
    block = spec.block("findings")
    name = _free_name(sheets, spec)
    first = next(s.sheet for s in sheets if s.visible)
    try:
        sheet = book.sheets.add(name, before=first)
    except Exception as e:  # what Excel raises differs on each platform
        unless_busy(e)
        raise StructureProtected from e
    last_col, last_row = len(block.fields), HEAD_ROW + len(findings)
    sheet.range((1, 1), (last_row, last_col)).number_format = TEXT
    sheet.range((HEAD_ROW + 1, 1), (last_row, 1)).number_format = AS_IT_COMES
    heads = [
        spec.title,
        filled(
            spec.subtitle,
            team=team,
            **{
                f"{severity}s": sum(f.severity == severity for f in findings)
                for severity in ("error", "question", "note")
            },
        ),
        spec.texts["made_by"],
    ]
    sheet.range((1, 1), (len(heads), 1)).raw_value = [[neutral(text)] for text in heads]
    sheet.range((HEAD_ROW, 1), (HEAD_ROW, last_col)).raw_value = [[f.heading for f in block.fields]]
    rows = rows_of(plan, findings)
    if rows:
        sheet.range((HEAD_ROW + 1, 1), (last_row, 1)).raw_value = [[row[0]] for row in rows]
        sheet.range((HEAD_ROW + 1, 2), (last_row, last_col)).raw_value = [row[1:] for row in rows]
    _dress(sheet, block, last_row)
    sheet.activate()
    return name


def _free_name(sheets: Iterable[OpenSheet], spec: templates.Sheet) -> str:
    taken = {sheet.name.casefold() for sheet in sheets}
    name, number = spec.name, 1
    while name.casefold() in taken:
        number += 1
        name = filled(spec.texts["other_name"], number=number)
    return name


def rows_of(plan: Collaborative, findings: Sequence[Finding]) -> list[list[str]]:
    """One line for each finding, in the order of the columns; the first is a link."""
    lines = []
    for finding in findings:
        row = finding_row(plan, finding)
        row["where"] = _link(finding)
        row["month"] = month_in_words(parse_month(finding.month)) if finding.month else ""
        texts = [str(row[f.id] or "") for f in _spec().block("findings").fields]
        lines.append([texts[0], *(neutral(text) for text in texts[1:])])
    return lines


def _link(finding: Finding) -> str:
    if not finding.sheet:
        return ""
    target = f"#{_always_quoted(finding.sheet)}!{finding.cell or 'A1'}"
    return f"=HYPERLINK({_literal(target)},{_literal(finding.where)})"


def _always_quoted(sheet: str) -> str:
    name = quoted(sheet)
    return name if name.startswith("'") else f"'{name}'"


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def neutral(text: str) -> str:
    """The text, never to be taken for a formula, whoever opens or copies the cell."""
    return f" {text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "'") else text


def _dress(sheet: xw.Sheet, block: templates.Block, last_row: int) -> None:
    roles, last_col = templates.theme().roles, len(block.fields)
    for row, role in ((1, "title"), (2, "subtitle"), (HEAD_ROW, "head")):
        line = sheet.range((row, 1), (row, last_col))
        line.color = str(roles[role]["bg_color"])
        line.font.color = str(roles[role]["font_color"])
        line.font.bold = bool(roles[role].get("bold"))
    sheet.range((1, 1)).font.size = float(roles["title"]["font_size"])
    sheet.range((MADE_BY_ROW, 1)).font.color = str(roles["quiet"]["font_color"])
    for col, field in enumerate(block.fields, start=1):
        sheet.range((HEAD_ROW, col)).column_width = field.width
    if last_row > HEAD_ROW:
        body = sheet.range((HEAD_ROW + 1, 1), (last_row, last_col))
        body.wrap_text = True
        body.vertical_alignment = "top"
        links = sheet.range((HEAD_ROW + 1, 1), (last_row, 1))
        links.font.color = str(roles["cell_link"]["font_color"])


def listed(sheet: OpenSheet) -> Iterator[tuple[Place, str]]:
    """Every cell that the sheet names, with what was found there, in the order of the lines."""
    block = _spec().block("findings")
    ids = [field.id for field in block.fields]
    used = sheet.used
    last_row = used.row + used.shape[0] - 1
    if last_row <= HEAD_ROW:
        return
    rows = sheet.sheet.range((HEAD_ROW + 1, 1), (last_row, len(ids))).options(ndim=2).value
    for row in rows:
        line = dict(zip(ids, row, strict=True))
        match = _WHERE.match(str(line["where"] or ""))
        if match:
            place = match["sheet"], int(match["row"]), column_number(match["col"]) + 1
            yield place, str(line["message"] or "").strip()
