"""Contenders that write a master of 100,000 rows, with a line chart for each of 100 teams.

lcxl writes the whole master: 16 sheets, 60,000 links to cells of files, formulas with their
values.  The others write only the sheet Data and the charts.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lcxl.combine import Master

__all__ = [
    "master_by_lcxl",
    "master_by_pandas_openpyxl",
    "master_by_pandas_xlsxwriter",
    "master_by_xlsxwriter",
]

TEAMS, GROUPS, ROWS = 100, 9, 100_000
Write = Callable[[], object]


def long_master() -> Master:
    """Every metric of every team and month, for all patients and for groups of them."""
    from benchmarks.piles import plan_of
    from lcxl.combine import Master, Row
    from lcxl.combine.combine import Combined
    from lcxl.metrics import kind_of
    from lcxl.periods import month_period

    rng = Random(1)
    plan = plan_of(TEAMS)
    groups = tuple(f"Group {number}" for number in range(1, GROUPS + 1))
    metrics = tuple(replace(m, strata_name="Group", strata=groups) for m in plan.metrics)
    plan = replace(plan, metrics=metrics)
    rows: list[Row] = []
    for team in plan.teams:
        for metric in plan.metrics:
            kind = kind_of(metric)
            for number, month in enumerate(plan.calendar.reported):
                for group in ("", *groups):
                    n = float(rng.randint(90, 110))
                    size = float(rng.randint(180, 220)) if kind.divides else None
                    value = kind.value(n, size, metric.per)
                    rows.append(
                        Row(team.id, team.name, metric.id, metric.short_name,
                            month_period(month), group, n, size, value, "1.0",
                            f"submissions/{team.id}.xlsx", "accepted", "Data", f"D{8 + number}")
                    )  # fmt: skip
    return Master(plan, Combined(rows=tuple(rows[:ROWS])))


def _by_team(master: Master) -> list[list[Any]]:
    """A line for each team: its name and its values of the first metric, month by month."""
    first, months = master.plan.metrics[0].id, master.plan.calendar.reported
    found = {
        (r.team, r.month): r.value for r in master.rows if r.metric_id == first and not r.stratum
    }
    return [[t.name, *(found.get((t.name, m)) for m in months)] for t in master.plan.teams]


def master_by_lcxl(_: Path, __: list[Path]) -> Write:
    """The whole master.xlsx."""
    from lcxl.books.master import build_master_workbook

    master = long_master()
    return lambda: build_master_workbook(master)


def master_by_xlsxwriter(_: Path, __: list[Path]) -> Write:
    """Cell by cell, each by the method for its type, so that no text becomes a formula."""
    import xlsxwriter

    master = long_master()
    names = master.rows[0]._fields

    def run() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "yyyy-mm"})
        for number, row in enumerate(master.rows, start=1):
            for col, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, col, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, col, datetime(value.year, value.month, 1), day)
                elif value is not None:
                    sheet.write_number(number, col, value)
        columns = [{"header": name} for name in names]
        sheet.add_table(0, 0, len(master.rows), len(names) - 1, {"columns": columns})
        _charts_of_xlsxwriter(book, master)
        book.close()

    return run


def master_by_pandas_xlsxwriter(_: Path, __: list[Path]) -> Write:
    """A data frame written through XlsxWriter."""
    import pandas as pd

    master = long_master()
    frame = pd.DataFrame(master.rows)

    def run() -> None:
        with pd.ExcelWriter(io.BytesIO(), engine="xlsxwriter") as writer:
            frame.to_excel(writer, sheet_name="Data", index=False)
            _charts_of_xlsxwriter(writer.book, master)

    return run


def master_by_pandas_openpyxl(_: Path, __: list[Path]) -> Write:
    """A data frame written through openpyxl."""
    import pandas as pd
    from openpyxl.chart import LineChart, Reference

    master = long_master()
    frame = pd.DataFrame(master.rows)

    def run() -> None:
        with pd.ExcelWriter(io.BytesIO(), engine="openpyxl") as writer:
            frame.to_excel(writer, sheet_name="Data", index=False)
            sheet = writer.book.create_sheet("Charts")
            for number, line in enumerate(_by_team(master), start=1):
                sheet.append(line)
                chart = LineChart()
                place = Reference(sheet, 1, number, len(line), number)
                chart.add_data(place, from_rows=True, titles_from_data=True)
                sheet.add_chart(chart, f"A{TEAMS + 15 * number}")

    return run


def _charts_of_xlsxwriter(book: Any, master: Master) -> None:
    sheet = book.add_worksheet("Charts")
    for number, line in enumerate(_by_team(master)):
        sheet.write_row(number, 0, line)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": ["Charts", number, 1, number, len(line) - 1], "name": line[0]})
        sheet.insert_chart(TEAMS + 15 * number, 0, chart)
