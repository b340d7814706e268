"""The sheet Groups: each group of patients in the last three months."""

from __future__ import annotations

from lcxl import templates
from lcxl.audience.report import UNGROUPED
from lcxl.plan import Metric
from lcxl.sheets.pages import Pages
from lcxl.sheets.report.report import Report, open_table, write_parts
from lcxl.words import filled

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Each group of patients in the last three months."""
    sheet, last_col = open_table(pages, spec)
    texts, row = spec.texts, 4
    for one in (one for one in pages.of(Report).reports if one.groups):
        metric: Metric = one.metric
        heading = filled(texts["heading"], metric=metric.name, group=metric.strata_name)
        pages.heading(sheet, row, heading, last_col)
        lines = [
            (texts["ungrouped"] if name == UNGROUPED else name, line)
            for name, line in one.groups.items()
        ]
        row = write_parts(pages, sheet, row + 1, spec, one, lines) + 2
    pages.page(sheet, row - 2, last_col)
