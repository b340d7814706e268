"""The sheet Reporting: which team's report came when, and how much is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.figures.completeness import by_month
from lcxl.figures.figures import Figures
from lcxl.figures.taking_part import taking_part
from lcxl.figures.timeliness import TARGET, Report, Timeliness, reports_asked
from lcxl.periods import Period
from lcxl.plan import Collaborative, Team
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, day_short, filled, percent, percent_format
from lcxl.xl.fit import column_for
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

MIDDLE: Mapping[str, object] = {"bold": False, "align": "center", "valign": "vcenter"}
"""Of what stands below a month."""
ROLES = {"on time": "ok", "missing": "error", "late": "look"}
"""Style role of a status; the word says it too."""
FIRST_MONTH_COL = 3
LINE, SPACER = 18, 6
"""Pixels of a team's line, and of an empty row."""
LEAST_NAME = 20.0
"""Characters of the column of teams at least; the sheet says how many at most."""
A_YEAR, MONTH_WIDTH, WIDEST_MONTH = 12, 8.7, 9.6
"""Months of a table, and characters of their columns: as many as the longest word needs."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Tables of team by month up to the latest, a year below the other; how teams take part."""
    master, found, latest = pages.of(Master), pages.of(Timeliness), pages.of(Figures).latest
    plan, combined = master.plan, master.combined
    texts, last_col = spec.texts, FIRST_MONTH_COL + A_YEAR - 1
    sheet = pages.open(spec, last_col)
    said = {_word(report, texts) for report in found.reports.values()}
    month_width = column_for(said, MONTH_WIDTH, WIDEST_MONTH, is_bold=False)
    names = column_for((team.name for team in plan.teams), LEAST_NAME, spec.widths[0])
    sheet.widths([names, *spec.widths[1:], *[month_width] * A_YEAR])
    row = 4
    sheet.raw.set_row_pixels(row - 1, SPACER)
    pages.heading(sheet, row, texts["when_heading"], last_col)
    shorter = any(one.frequency != "month" for one in reports_asked(plan))
    for line in [*_sentences(found, texts), *[texts["much_of_weeks"]] * shorter]:
        row += 1
        sheet.put(row, 0, line, "line")
    sheet.raw.set_row_pixels(row + 1, SPACER)
    breaks = []
    begun = [m for m in plan.calendar.reports if found.has_begun(m)]
    for k, months in enumerate(_years(begun)):
        breaks += [row + 1] * bool(k)
        row = _write_when(sheet, row + 2, plan, months, found, texts, is_first=not k)
    breaks.append(row + 2)
    pages.heading(sheet, row + 2, texts["much_heading"], last_col)
    row += 1
    of_month = by_month(plan, combined, plan.calendar.reports)
    sent = [m for m in plan.calendar.reports if latest is not None and m.start <= latest]
    for k, months in enumerate(_years(sent)):
        breaks += [row + 1] * bool(k)
        row = _write_how_much(sheet, row + 2, plan, months, of_month, texts)
    breaks.append(row + 2)
    pages.heading(sheet, row + 2, texts["part_heading"], last_col)
    row = _write_taking_part(sheet, row + 3, plan, combined, texts)
    sheet.raw.freeze_panes(0, 1)
    sheet.raw.may_break = breaks
    pages.page(sheet, row, last_col)


def _years(months: Sequence[Period]) -> list[Sequence[Period]]:
    """So many months at a time; none at all are one table with its teams alone."""
    return [months[k : k + A_YEAR] for k in range(0, len(months), A_YEAR)] or [()]


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
    sheet: SheetWriter, row: int, months: Sequence[Period], headings: tuple[str, str, str]
) -> None:
    sheet.heads(row, headings)
    sheet.fill(row, FIRST_MONTH_COL, FIRST_MONTH_COL + A_YEAR - 1, "head")
    for k, month in enumerate(months):
        look = {"num_format": cell_format("month_short"), "align": "center"}
        sheet.put(row, FIRST_MONTH_COL + k, month.start, "head", **look)
    sheet.raw.set_row(row, 36 if headings[1] else 21)


def _line(sheet: SheetWriter, row: int, label: str) -> None:
    """The line of a team, before anything stands in it."""
    sheet.raw.set_row_pixels(row, LINE)
    sheet.put(row, 0, label, "row_label", valign="vcenter")
    sheet.fill(row, 1, FIRST_MONTH_COL + A_YEAR - 1, "cell")


def _write_when(
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    months: Sequence[Period],
    found: Timeliness,
    texts: Mapping[str, str],
    *,
    is_first: bool,
) -> int:
    """On time, late by how many days, missing; gives the last row.

    What is said of all months stands in the first table.
    """
    of_all = (texts["on_time_share"], texts["days_late"]) if is_first else ("", "")
    _head(sheet, row, months, (texts["team"], *of_all))
    for team in plan.teams:
        row += 1
        _line(sheet, row, team.name)
        if is_first:
            _figures(sheet, row, found.of_team(team))
        for k, month in enumerate(months):
            report = found.reports.get((team.id, month))
            if report is not None:
                role = ROLES.get(report.status, "cell")
                sheet.put(row, FIRST_MONTH_COL + k, _word(report, texts), role, **MIDDLE)
    row += 1
    _line(sheet, row, texts["all"])
    if is_first:
        _figures(sheet, row, found)
    for k, month in enumerate(months):
        share = found.of_period(month).share_on_time
        if share is not None:
            look = {**MIDDLE, "num_format": percent_format()}
            sheet.put(row, FIRST_MONTH_COL + k, share, "cell_number", **look)
    return row


def _figures(sheet: SheetWriter, row: int, found: Timeliness) -> None:
    share = found.share_on_time
    role = "cell_number" if share is None else "ok" if share >= TARGET else "look"
    sheet.put(row, 1, share, role, num_format=percent_format(), align="right", valign="vcenter")
    sheet.put(row, 2, found.median_days_late, "cell_number", num_format="0.#", valign="vcenter")


def _word(report: Report, texts: Mapping[str, str]) -> str:
    name = {"withdrawn": "withdrew"}.get(report.status, report.status.replace(" ", "_"))
    due = day_short(report.due)
    return filled(texts[name], days=report.days_late, due=due)


def _write_how_much(
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    months: Sequence[Period],
    of_month: Mapping[Period, Mapping[str, tuple[int, int]]],
    texts: Mapping[str, str],
) -> int:
    """Required metrics with data of those due; gives the last row."""
    _head(sheet, row, months, (texts["team"], "", ""))
    for team in plan.teams:
        row += 1
        _line(sheet, row, team.name)
        for k, month in enumerate(months):
            n, due = of_month[month][team.id]
            name = _amount(team, month, n, due)
            role = {"full": "ok", "none_sent": "error", "part": "look"}.get(name, "cell")
            text = filled(texts[name], n=n, due=due)
            sheet.put(row, FIRST_MONTH_COL + k, text, role, **MIDDLE)
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
    sheet.heads(row, (texts["team"], *(texts[f"part_{n}"] for n in names)), font_size=9)
    sheet.raw.set_row(row, 66)
    parts = taking_part(plan, combined)
    for team in plan.teams:
        row += 1
        part = parts[team.id]
        attended = None
        if part.attended is not None:
            attended = filled(texts["attended"], n=part.attended, of=part.events)
        _line(sheet, row, team.name)
        for col, value in enumerate(
            (attended, part.own_score, part.faculty_score, part.before, part.after, part.changes),
            start=1,
        ):
            sheet.put(row, col, value, "cell_number", valign="vcenter")
    return row
