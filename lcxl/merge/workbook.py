"""The master workbook, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lcxl import templates
from lcxl.layout import finding_row
from lcxl.merge import Master
from lcxl.merge.combine import SET_ASIDE, SUPERSEDED, TAKEN
from lcxl.merge.compare_sheet import CompareSheets
from lcxl.merge.figures import Figures
from lcxl.merge.sheets import MasterSheets
from lcxl.merge.summary_sheet import due_and_done, write_summary_sheet
from lcxl.metrics import shown
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_in_words
from lcxl.xl.book import BookWriter
from lcxl.xl.tables import TableRows

__all__ = ["build_master_workbook"]

MAX_ROWS = 1_048_576


def build_master_workbook(master: Master) -> bytes:
    """The bytes of master.xlsx."""
    plan, combined = master.plan, master.combined
    months = plan.calendar.reported
    context = {
        "title": plan.title,
        "first_month": month_in_words(months[0]),
        "last_month": month_in_words(months[-1]),
    }
    spec = templates.workbook("master")
    book = BookWriter(spec.title.format(title=plan.title), spec.subject, plan.host)
    sheets = MasterSheets(book, context)
    figures = Figures(plan, combined)
    compare = CompareSheets(sheets, plan, figures)

    write_summary_sheet(sheets, plan, combined, figures)
    compare.write_compare()
    compare.write_teams()
    _write_reporting(sheets, master, figures.latest)
    texts = sheets.spec.sheet("lessons").texts
    sheets.table("lessons", _lessons(master, texts))
    sheets.table("changes", [{"team": t.team.name, **t.row.values} for t in combined.changes])
    sheets.table("restatements", _restatements(master, sheets.spec.sheet("restatements").texts))
    sheets.table("findings", [finding_row(plan, f) for f in combined.findings])
    sheets.table("files", _files(master, sheets.spec.sheet("files").texts["span"]))
    sheets.table("definitions", [_definition(m) for m in plan.metrics])
    _write_data(sheets, master)
    _write_about(sheets, master)
    compare.write_hidden()
    return book.finish()


def _names(plan: Collaborative) -> dict[str | None, str]:
    return {team.id: team.name for team in plan.teams}


def _write_reporting(sheets: MasterSheets, master: Master, latest: date | None) -> None:
    """Team by month: how much of what was due is there; nothing beyond the latest month."""
    plan = master.plan
    texts = sheets.spec.sheet("reporting").texts
    months = plan.calendar.reported
    last_col = len(months)
    sheet = sheets.open("reporting", last_col)
    sheet.widths([28, *[11.0] * last_col])
    head = 4
    sheet.put(head, 0, texts["team"], "head")
    for i, team in enumerate(plan.teams):
        sheet.put(head + 1 + i, 0, team.name, "row_label")
    for k, month in enumerate(months):
        sheet.put(head, 1 + k, month, "head", num_format="mmm yy")
        if latest is None or month > latest:
            continue
        found = due_and_done(plan, master.combined, month)
        for i, team in enumerate(plan.teams):
            n, due = found[team.id]
            left = team.withdrew_on is not None and month > team.withdrew_on
            name = (
                "nothing"
                if not due
                else "withdrew"
                if left and not n
                else "full"
                if n == due
                else "part"
                if n
                else "missing"
            )
            role = {"full": "ok", "missing": "look"}.get(name, "cell")
            sheet.put(head + 1 + i, 1 + k, texts[name].format(n=n, due=due), role, bold=False)
    last_row = head + len(plan.teams)
    sheet.raw.freeze_panes(head + 1, 1)
    sheets.page(sheet, last_row, last_col, repeat=(head, head))


def _lessons(master: Master, texts: Any) -> TableRows:
    rows = [
        {
            "month": told.row.month,
            "team": told.team.name,
            "topic": texts[topic],
            "text": str(told.row.values[topic]),
        }
        for told in master.combined.story
        for topic in ("help", "learned", "share")
        if told.row.values.get(topic)
    ]
    order = list(texts.values())
    return sorted(
        rows,
        key=lambda r: (-(r["month"] or date.max).toordinal(), order.index(r["topic"]), r["team"]),
    )


def _restatements(master: Master, texts: Mapping[str, str]) -> TableRows:
    names = _names(master.plan)
    return [
        {
            "team": names[r.team_id],
            "metric": master.plan.metric(r.metric_id).short_name,
            "month": r.month,
            "old_numerator": r.old[0],
            "old_denominator": r.old[1],
            "new_numerator": r.new[0],
            "new_denominator": r.new[1],
            "reason": r.reason,
            "taken": texts["taken" if r.taken else "frozen"],
            "old_file": r.old_file,
            "new_file": r.new_file,
        }
        for r in master.restatements
    ]


def _files(master: Master, span: str) -> TableRows:
    names = _names(master.plan)
    return [
        {
            "path": f.path,
            "team": names.get(f.team_id, f.team_id),
            "state": f.state,
            "why": f.why,
            "months": _span(f.months, span),
            "taken": len(f.taken),
            "saved_at": f.saved_at,
            "sha256": f.sha256,
        }
        for f in master.files
    ]


def _span(months: tuple[date, ...], template: str) -> str:
    if len(months) < 2:
        return month_in_words(months[0]) if months else ""
    return template.format(first=month_in_words(months[0]), last=month_in_words(months[-1]))


def _definition(metric: Metric) -> dict[str, object]:
    return metric.model_dump() | {"goal": "" if metric.goal is None else shown(metric, metric.goal)}


def _write_data(sheets: MasterSheets, master: Master) -> None:
    """One Excel table from A1, so that every other program can load it."""
    spec = sheets.spec.sheet("data")
    fields = spec.block("data").fields
    sheet = sheets.book.sheet(spec.name)
    rows = master.rows[: MAX_ROWS - 1]
    formats = {"month": "yyyy-mm", "decimal": "General"}
    for i, row in enumerate(rows, start=1):
        for col, field in enumerate(fields):
            value = getattr(row, field.id)
            if value is None or value == "":
                continue
            changes = {"num_format": formats[field.type]} if field.type in formats else {}
            sheet.put(i, col, value, "machine", **changes)
    last_row = max(1, len(rows))
    sheet.raw.add_table(
        0,
        0,
        last_row,
        len(fields) - 1,
        {
            "name": "tblData",
            "title": spec.texts["alt_title"],
            "description": spec.texts["alt"],
            "style": "Table Style Light 1",
            "columns": [
                {"header": f.heading, "header_format": sheets.book.format("head")} for f in fields
            ],
        },
    )
    sheet.widths([f.width for f in fields])
    back = len(fields) + 1
    sheet.link(0, back, sheets.spec.sheets[0].name, sheets.spec.texts["back"])
    sheet.raw.set_column(back, back, 18)
    sheet.raw.freeze_panes(1, 0)
    sheets.page(sheet, last_row, back, repeat=(0, 0))


def _write_about(sheets: MasterSheets, master: Master) -> None:
    spec = sheets.spec.sheet("about")
    sheet = sheets.open("about", 1)
    sheet.widths(spec.widths)
    states = [f.state for f in master.files]
    made = spec.texts["made"].format(
        files=len(states),
        teams=len({r.team_id for r in master.rows}),
        taken=states.count(TAKEN),
        superseded=states.count(SUPERSEDED),
        aside=states.count(SET_ASIDE),
    )
    sheet.put(4, 0, made, "line")
    row = 6
    for block in spec.blocks:
        sheets.heading(sheet, row, block.heading, 1)
        for line in block.text:
            row += 1
            sheet.put(row, 0, line, "line")
        row += 2
    sheets.page(sheet, row - 2, 1)
