"""The findings workbook of `lcxl validate --format xlsx`."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl import templates
from lcxl.cells.book import NAME_PREFIX
from lcxl.findings import Finding
from lcxl.layout import finding_row
from lcxl.plan import Collaborative
from lcxl.xl.book import BookWriter
from lcxl.xl.tables import write_result_table

__all__ = ["build_findings_workbook"]

HEAD_ROW = 3


def build_findings_workbook(plan: Collaborative, findings: Sequence[Finding]) -> bytes:
    """One sheet, one line for each finding."""
    spec = templates.workbook("findings")
    sheet_spec = spec.sheets[0]
    fields = sheet_spec.block("findings").fields
    severities = [f.severity for f in findings]
    context = {
        "title": plan.title,
        "errors": severities.count("error"),
        "questions": severities.count("question"),
        "notes": severities.count("note"),
    }
    book = BookWriter(spec.title.format_map(context), spec.subject, plan.host)
    book.tell(NAME_PREFIX + "workbook", spec.id)
    sheet = book.sheet(sheet_spec.name)
    last_col = len(fields) - 1
    sheet.title(
        sheet_spec.title.format_map(context), sheet_spec.subtitle.format_map(context), last_col
    )
    rows = [finding_row(plan, finding) for finding in findings]
    last_row = write_result_table(sheet, HEAD_ROW, fields, rows, spec.texts)
    sheet.raw.freeze_panes(HEAD_ROW + 1, 0)
    sheet.page(last_row, last_col, footer=spec.texts["footer_page"], repeat=(HEAD_ROW, HEAD_ROW))
    return book.finish()
