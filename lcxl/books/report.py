"""The workbook for readers outside: one-way tables of cells that may be shown, and caveats.

It has no formulas, no hidden sheets and no text that a team wrote; charts draw only what
their tables show.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.audience.protect import Limits, Protected, protected_report
from lcxl.audience.suppress import Rule
from lcxl.cells.any_book import NAME_PREFIX
from lcxl.combine import Master
from lcxl.plan.dates import month_in_words
from lcxl.sheets.pages import Filling, Pages, Shown
from lcxl.sheets.report.report import Report
from lcxl.words import filled
from lcxl.xl.book import BookWriter
from lcxl.xl.tables import TableRows

__all__ = ["build_report_workbook"]


def build_report_workbook(
    master: Master,
    rule: Rule,
    *,
    group_rule: Rule | None = None,
    by_team: bool = True,
    tables: Mapping[str, TableRows] | None = None,
    protected: Protected | None = None,
) -> bytes:
    """The bytes of the workbook.

    Args:
        master: all teams; team names are shown as they stand there.
        rule: which numbers are small.
        group_rule: the same for groups of patients, if it is another.
        by_team: whether single teams are shown.
        tables: further sheets that are one table, by their id.
        protected: what is shown, where earlier editions matter; else this one alone counts.
    """
    protected = protected or protected_report(master, Limits(rule, group_rule), by_team)
    plan, months = master.plan, master.plan.calendar.reported
    spec = templates.workbook("report")
    book = BookWriter(filled(spec.title, title=plan.title), spec.subject, plan.host)
    book.tell(NAME_PREFIX + "workbook", spec.id)
    context = {
        "title": plan.title,
        "teams": str(len(plan.teams)),
        "first_month": month_in_words(months[0]),
        "last_month": month_in_words(months[-1]),
    }
    report = Report(master, rule, protected, by_team, spec.sheet("summary").texts)
    grouped = any(one.groups for one in report.reports)
    shown = {"teams": by_team, "groups": grouped}
    rows = dict(tables or {})
    Pages(
        book,
        spec,
        context,
        (report, plan),
        Filling(rows),
        Shown([*(name for name in shown if shown[name]), *rows]),
    ).write()
    return book.finish()
