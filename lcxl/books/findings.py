"""The findings workbook of `lcxl validate --format xlsx`."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl import templates
from lcxl.cells.any_book import NAME_PREFIX
from lcxl.findings import Finding
from lcxl.layout import finding_row
from lcxl.plan import Collaborative
from lcxl.sheets.pages import Filling, Pages
from lcxl.words import filled
from lcxl.xl.book import BookWriter

__all__ = ["build_findings_workbook"]


def build_findings_workbook(plan: Collaborative, findings: Sequence[Finding]) -> bytes:
    """One sheet, one line for each finding."""
    spec = templates.workbook("findings")
    severities = [f.severity for f in findings]
    context = {
        "title": plan.title,
        "errors": severities.count("error"),
        "questions": severities.count("question"),
        "notes": severities.count("note"),
    }
    book = BookWriter(filled(spec.title, **context), spec.subject, plan.host)
    book.tell(NAME_PREFIX + "workbook", spec.id)
    rows = [finding_row(plan, finding) for finding in findings]
    Pages(book, spec, context, filling=Filling({"findings": rows})).write()
    return book.finish()
