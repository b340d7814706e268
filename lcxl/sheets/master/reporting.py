"""The sheet Reporting: which team's report came when, and how much is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.figures.figures import Figures
from lcxl.figures.taking_part import taking_part
from lcxl.figures.timeliness import TARGET, Report, Timeliness
from lcxl.periods import Period
from lcxl.plan import Collaborative, Team
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, day_short, filled, percent, percent_format
from lcxl.xl.sheet import SheetWriter

__all__ = ["due_and_done", "write"]

ROLES = {"on time": "ok", "missing": "error", "late": "look"}
"""Style role of a status; the word says it too."""
FIRST_MONTH_COL = 3


def due_and_done(
    plan: Collaborative, combined: Combined
) -> dict[Period, dict[str, tuple[int, int]]]:
    """Month -> team id -> required metrics with data, and how many were due.

    Of a team that joined later or withdrew nothing is due in the other months; what it sent of
    them counts all the same.
    """
    required = [m for m in plan.metrics if m.requirement == "required"]
    due = {
        month: {m.id for m in required if plan.is_due(m, month)} for month in plan.calendar.reports
    }
    done = {
        (Period(row.month), row.team_id, row.metric_id) for row in combined.rows if not row.stratum
    }

    def counts(team: Team, month: Period, names: set[str]) -> tuple[int, int]:
        n = sum((month, team.id, name) in done for name in names)
        return n, len(names) if n or plan.calendar.asks(team, month) else 0

    return {
        month: {team.id: counts(team, month, names) for team in plan.teams}
        for month, names in due.items()
    }


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Two tables of team by month; nothing beyond the latest month with data."""
    master, found, latest = pages.of(Master), pages.of(Timeliness), pages.of(Figures).latest
    plan, combined = master.plan, master.combined
    texts, months = spec.texts, plan.calendar.reported
    last_col = max(FIRST_MONTH_COL + len(months) - 1, 9)
    sheet = pages.open(spec, last_col)
    sheet.widths([*spec.widths, *[11.0] * (last_col - 2)])
    row = 4
    pages.heading(sheet, row, texts["when_heading"], last_col)
    for line in _sentences(found, texts):
        row += 1
        sheet.put(row, 0, line, "line")
    row = _write_when(sheet, row + 2, plan, found, texts)
    pages.heading(sheet, row + 2, texts["much_heading"], last_col)
    row = _write_how_much(sheet, row + 3, plan, combined, texts, latest)
    pages.heading(sheet, row + 2, texts["part_heading"], last_col)
    sheet.raw.set_h_pagebreaks([row + 2])
    row = _write_taking_part(sheet, row + 3, plan, combined, texts)
    sheet.raw.freeze_panes(0, 1)
    pages.page(sheet, row, last_col)


def _sentences(found: Timeliness, texts: Mapping[str, str]) -> list[str]:
    unknown = found.count("received")
    lines = [texts["share_unknown" if unknown else "share_none"]]
    if found.share_on_time is not None:
        lines = [
            filled(
                texts["share"],
                share=percent(found.share_on_time),
                n=found.count("on time"),
                due=found.count("on time", "late", "missing"),
                target=percent(TARGET),
            )
        ]
    late = found.median_days_late
    kind = "counts" if late is not None else "counts_unknown" if unknown else "counts_none_late"
    lines.append(
        filled(
            texts[kind],
            late=found.count("late"),
            unknown=unknown,
            days=late or 0,
            missing=found.count("missing"),
            excused=found.count("excused"),
        )
    )
    return [*lines, texts["rule"]]


def _head(
    sheet: SheetWriter, row: int, plan: Collaborative, headings: tuple[str, str, str]
) -> None:
    sheet.heads(row, headings)
    for k, month in enumerate(plan.calendar.reports):
        sheet.put(
            row,
            FIRST_MONTH_COL + k,
            month.start,
            "head",
            num_format=cell_format("month_short"),
            align="left",
        )
    sheet.raw.set_row(row, 36)


def _write_when(
    sheet: SheetWriter, row: int, plan: Collaborative, found: Timeliness, texts: Mapping[str, str]
) -> int:
    """On time, late by how many days, missing; gives the last row."""
    _head(sheet, row, plan, (texts["team"], texts["on_time_share"], texts["days_late"]))
    for team in plan.teams:
        row += 1
        sheet.put(row, 0, team.name, "row_label")
        _figures(sheet, row, found.of_team(team))
        for k, month in enumerate(plan.calendar.reports):
            report = found.reports.get((team.id, month))
            if report is not None:
                role = ROLES.get(report.status, "cell")
                sheet.put(row, FIRST_MONTH_COL + k, _word(report, texts), role, bold=False)
    row += 1
    sheet.put(row, 0, texts["all"], "row_label")
    _figures(sheet, row, found)
    for k, month in enumerate(plan.calendar.reports):
        share = found.of_period(month).share_on_time
        if share is not None:
            sheet.put(
                row,
                FIRST_MONTH_COL + k,
                share,
                "cell_number",
                num_format=percent_format(),
                align="left",
            )
    return row


def _figures(sheet: SheetWriter, row: int, found: Timeliness) -> None:
    share = found.share_on_time
    role = "cell_number" if share is None else "ok" if share >= TARGET else "look"
    sheet.put(row, 1, share, role, num_format=percent_format(), align="right")
    sheet.put(row, 2, found.median_days_late, "cell_number", num_format="0.#")


def _word(report: Report, texts: Mapping[str, str]) -> str:
    name = {"withdrawn": "withdrew"}.get(report.status, report.status.replace(" ", "_"))
    due = day_short(report.due)
    return filled(texts[name], days=report.days_late, due=due)


def _write_how_much(
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    combined: Combined,
    texts: Mapping[str, str],
    latest: date | None,
) -> int:
    """Required metrics with data of those due; gives the last row."""
    _head(sheet, row, plan, (texts["team"], "", ""))
    head = row
    of_month = due_and_done(plan, combined)
    for k, month in enumerate(plan.calendar.reports):
        counts = of_month[month]
        for i, team in enumerate(plan.teams):
            row = head + 1 + i
            if k == 0:
                sheet.put(row, 0, team.name, "row_label")
                sheet.fill(row, 1, 2, "cell")
            if latest is not None and month.start <= latest:
                name = _amount(team, month, *counts[team.id])
                n, due = counts[team.id]
                role = {"full": "ok", "none_sent": "error", "part": "look"}.get(name, "cell")
                text = filled(texts[name], n=n, due=due)
                sheet.put(row, FIRST_MONTH_COL + k, text, role, bold=False)
    return row


def _amount(team: Team, month: Period, n: int, due: int) -> str:
    left = team.withdrew_on is not None and month.start > team.withdrew_on
    if left and not n:
        return "withdrew"
    if not due:
        return "nothing"
    return "full" if n == due else "part" if n else "none_sent"


def _write_taking_part(
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    combined: Combined,
    texts: Mapping[str, str],
) -> int:
    """Attendance, the team's own score beside the faculty's, assessments; gives the last row."""
    names = ("attended", "own", "faculty", "before", "after", "changes")
    sheet.heads(row, (texts["team"], *(texts[f"part_{n}"] for n in names)))
    sheet.raw.set_row(row, 66)
    parts = taking_part(plan, combined)
    for team in plan.teams:
        row += 1
        part = parts[team.id]
        attended = None
        if part.attended is not None:
            attended = filled(texts["attended"], n=part.attended, of=part.events)
        sheet.put(row, 0, team.name, "row_label")
        for col, value in enumerate(
            (attended, part.own_score, part.faculty_score, part.before, part.after, part.changes),
            start=1,
        ):
            sheet.put(row, col, value, "cell_number")
    return row
