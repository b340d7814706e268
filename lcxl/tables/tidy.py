"""The numbers as one long table for other programs, with a data dictionary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from operator import attrgetter

from lcxl import templates
from lcxl.audience.report import TABLES, TOTAL, UNGROUPED, MetricReport
from lcxl.combine import Master
from lcxl.errors import LcxlError
from lcxl.plan import Collaborative
from lcxl.sheets.definition_lines import definition_words
from lcxl.words import Text, this_python

__all__ = ["Tidy", "tidy_data", "tidy_report"]

Value = str | float | date | None
AT_ONCE = 4096
"""Lines written at once: enough to be quick, few enough to need little memory."""
UNSAFE = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet program would take for a formula."""


@dataclass(frozen=True)
class Tidy:
    """One table: its columns as they are described, and their values, row by row."""

    fields: Sequence[templates.Field]
    columns: Sequence[Sequence[Value]]
    plan: Collaborative

    def as_csv(self) -> bytes:
        """UTF-8, comma, point; numbers in the fewest digits that give the same number."""
        data = io.BytesIO(_csv([[f.heading for f in self.fields]]))
        data.seek(0, io.SEEK_END)
        lines = map(",".join, zip(*map(_written, self.columns), strict=True))
        while some := list(islice(lines, AT_ONCE)):
            data.write(("\n".join(some) + "\n").encode())
        return data.getvalue()

    def as_parquet(self) -> bytes:
        """A Parquet file.

        Raises:
            LcxlError: pyarrow is not installed.
        """
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise LcxlError(
                Text("files.no_pyarrow"), Text("files.no_pyarrow_fix", python=this_python())
            ) from None
        types = {
            "decimal": pyarrow.float64(),
            "whole": pyarrow.int64(),
            "month": pyarrow.date32(),
            "date": pyarrow.date32(),
        }
        schema = pyarrow.schema(
            [(f.heading, types.get(f.type, pyarrow.string())) for f in self.fields]
        )
        arrays = [
            pyarrow.array(column, field.type)
            for column, field in zip(self.columns, schema, strict=True)
        ]
        table = pyarrow.table(arrays, schema=schema)
        for i, field in enumerate(self.fields):
            if field.type in ("month", "date"):  # what pandas reads as a date
                day = pyarrow.timestamp("ms")
                table = table.set_column(i, field.heading, table.column(i).cast(day))
        stream = io.BytesIO()
        pyarrow.parquet.write_table(table, stream)
        return stream.getvalue()

    def dictionary(self) -> bytes:
        """What each column and each metric means, as CSV."""
        lines: list[list[str]] = [["item", "name", "type", "meaning"]]
        kinds = {"decimal": "number", "whole": "whole number", "month": "date", "date": "date"}
        lines += [["column", f.heading, kinds.get(f.type, "text"), f.help] for f in self.fields]
        for metric in self.plan.metrics:
            parts = [f"{label}: {text}" for label, text in definition_words(self.plan, metric)]
            lines.append(["metric", metric.id, metric.kind, "; ".join([metric.name, *parts])])
        return _csv(lines)


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(lines)
    return stream.getvalue().encode()


def _written(column: Sequence[Value]) -> Iterator[str]:
    """A column as it stands in a line of CSV."""
    if set(map(type, column)) <= {str, date, type(None)}:
        return map(cache(_field), column)  # few of many thousand differ
    return map(_field, column)


def _field(value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        safe = "'" + value if value.startswith(UNSAFE) else value
        return _csv([[safe]]).decode().removesuffix("\n")
    return repr(value).removesuffix(".0")


def tidy_data(master: Master) -> Tidy:
    """The sheet Data."""
    fields = templates.workbook("master").sheet("data").block("data").fields
    columns = [list(map(attrgetter(field.id), master.rows)) for field in fields]
    return Tidy(fields, columns, master.plan)


def tidy_report(master: Master, reports: Iterable[MetricReport], by_team: bool = True) -> Tidy:
    """What readers outside may see."""
    plan: Collaborative = master.plan.by_period
    spec = templates.workbook("report")
    names = {"teams": {team.id: team.name for team in plan.teams}}
    names["groups"] = {UNGROUPED: spec.sheet("groups").texts["ungrouped"]}
    rows: list[list[Value]] = []
    for one in reports:
        metric = one.metric
        for table in TABLES:
            if table == "teams" and not by_team:
                continue
            for key, line in getattr(one, table).items():
                if metric.overlaps and key in ("between", TOTAL):
                    continue  # overlapping reports are never added up
                rows.append(
                    [
                        metric.id,
                        metric.short_name,
                        table,
                        names.get(table, {}).get(key, key),
                        line.teams,
                        line.months,
                        line.numerator,
                        line.n,
                        line.value,
                        "yes" if line.is_hidden else "no",
                    ]
                )
    fields = spec.sheet("tidy").block("tidy").fields
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    return Tidy(fields, columns, plan)
