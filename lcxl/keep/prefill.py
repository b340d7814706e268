"""Numbers already known, from a tidy table: one line for each team, metric and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from lcxl.errors import LcxlError, PlanError
from lcxl.files import content_of
from lcxl.findings import Finding
from lcxl.intake.values.lines import Rows, decoded, plainly, see_columns
from lcxl.intake.values.tidy import COLUMNS, Line, lines_of, lines_of_rows
from lcxl.keep.filled import DataKey, Filled
from lcxl.metrics import Entry
from lcxl.plan import Collaborative
from lcxl.words import Text

__all__ = ["TidyFrame", "load_prefill", "prefill_of"]

FRAME = "data"
"""What findings call a table that is no file: the argument's name."""


class TidyFrame(Protocol):
    """A table of columns, as a DataFrame of pandas is one."""

    @property
    def columns(self) -> Iterable[object]:
        """Names of its columns."""

    def __getitem__(self, name: str, /) -> Iterable[object]:
        """A column: its values, from the first row down."""


def load_prefill(path: str | Path, plan: Collaborative) -> dict[str, Filled]:
    """Team id -> what its workbook is filled with, from a CSV.

    Raises:
        PlanError: lines that cannot be used, all of them at once.
        LcxlError: the file is missing, or is not a CSV with the columns of
            `lcxl.intake.formats.table`.
    """
    path = Path(path)
    try:
        data = content_of(path)
    except FileNotFoundError:
        raise LcxlError(Text("files.missing", file=path), Text("files.missing_fix")) from None
    except OSError as e:
        why = e.strerror
        raise LcxlError(Text("keep.not_csv", file=path, why=why), Text("keep.not_csv_fix")) from e
    text = decoded(data)
    if "\0" in text:
        raise LcxlError(Text("keep.no_table", file=path), Text("keep.not_csv_fix"))
    return _by_team(*lines_of(text, path.name, plan))


def prefill_of(frame: TidyFrame, plan: Collaborative) -> dict[str, Filled]:
    """The same from a table in memory; findings count its rows from 1.

    Raises:
        PlanError: rows that cannot be used, all of them at once.
        LcxlError: a column is missing, or there twice.
    """
    names = [str(name) for name in frame.columns]
    see_columns(names, FRAME, COLUMNS)
    return _by_team(*lines_of_rows(_rows(frame), FRAME, plan))


def _rows(frame: TidyFrame) -> Rows:
    columns = [[_text(value) for value in frame[name]] for name in COLUMNS]
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        if any(row):
            yield number, dict(zip(COLUMNS, row, strict=True))


def _text(value: object) -> str:
    """A value as a CSV has it; "" for one that is missing, of whatever library."""
    if value is None or str(value) in ("nan", "NaT", "<NA>"):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return plainly(value)
    return str(value).strip().partition("/")[0]  # a week of pandas is first day/last day


def _by_team(lines: Sequence[Line], faults: Sequence[Finding]) -> dict[str, Filled]:
    if faults:
        raise PlanError(faults)
    found: defaultdict[str, dict[DataKey, Entry]] = defaultdict(dict)
    for line in lines:
        for role, entry in line.numbers.items():
            found[line.team_id][line.metric_id, line.period.start, role, None] = entry
    return {team_id: Filled(entries) for team_id, entries in found.items()}
