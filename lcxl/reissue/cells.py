"""A team's workbook as cells with names that hold in every layout, to compare several files.

The name of a cell: its block, what tells its row apart (metric and month, record ...), its field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from lcxl.intake import Entry, Submission
from lcxl.intake.submission import TextRow
from lcxl.metrics import is_not_applicable, is_out_of_bounds
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.rules.base.rule import number_text
from lcxl.words import say

__all__ = ["LABELLED", "Name", "Typed", "Value", "cells_of", "name_in_words", "written"]

Value = float | str | date
Pair = tuple[Entry | None, Entry | None]
LABELLED = ("trial", "effort", "logs")
"""Tables in which printed labels tell the rows apart."""
LABELS = ("metric", "record")
NUMBERS = ("minutes", "eligible", "cases", "open_cases")
"""Fields of tables that hold numbers; the reader gives all words as text."""


class Name(NamedTuple):
    """What a cell is called."""

    block: str
    field: str
    metric_id: str = ""
    month: date | None = None
    """The first day of its report."""
    part: int | None = None
    """The group of patients on Data, the record of the trial run."""
    frequency: str = "month"
    """That of its report in the file: the first day of a month may be that of a week too."""

    @property
    def report(self) -> Period:
        """The report that it is about, where it has a month."""
        assert self.month is not None
        return Period(self.month, self.frequency)


class Typed(NamedTuple):
    """What stands in a cell, and where."""

    value: Value
    sheet: str
    cell: str


def cells_of(submission: Submission) -> dict[Name, Typed]:
    """Every filled cell of Data, Story, the trial run, the logs' heads and the form on Start."""
    return dict((*_data(submission), *_story(submission), *_labelled(submission)))


def _data(submission: Submission) -> Iterator[tuple[Name, Typed]]:
    for (metric_id, period), point in submission.points.items():
        month = period.start
        total = (point.numerator, point.denominator)
        pairs: list[tuple[int | None, Pair]] = [(None, total), *point.strata.items()]
        for part, entries in pairs:
            for role, entry in zip(("numerator", "denominator"), entries, strict=True):
                if entry is not None and entry.content is not None:
                    name = Name("data", role, metric_id, month, part, period.frequency)
                    yield name, Typed(entry.content, entry.sheet, entry.cell)
        if point.reason:
            cell = submission.grid.cell(metric_id, period, "reason") or ""
            yield (
                Name("data", "reason", metric_id, month, None, period.frequency),
                Typed(point.reason, submission.grid.sheet, cell),
            )


def _story(submission: Submission) -> Iterator[tuple[Name, Typed]]:
    for row in submission.story:
        if row.month is not None:
            for field, value in written(row).items():
                name = Name("story", field, month=row.month)
                yield name, Typed(value, row.sheet, row.cell(field) or "")


def _labelled(submission: Submission) -> Iterator[tuple[Name, Typed]]:
    for block in LABELLED:
        rows: tuple[TextRow, ...] = tuple(getattr(submission, block))
        for row in rows:
            record = str(row.values.get("record", "1"))
            part = int(record) if record.isdecimal() and len(record) < 4 else 0
            for field, value in written(row).items():
                if field not in LABELS:
                    name = Name(block, field, row.metric_id, None, part)
                    yield name, Typed(value, row.sheet, row.cell(field) or "")
    for field, text in submission.reporter.items():
        yield Name("reporter", field), Typed(text, "Start", "")


def written(row: TextRow) -> dict[str, Value]:
    """A row's values; dates stay dates, numbers are numbers, all else is as it was typed."""
    return {name: _number(name, value) for name, value in row.values.items()}


def _number(name: str, value: Value) -> Value:
    if name in NUMBERS and isinstance(value, str):
        with suppress(ValueError):
            if not is_out_of_bounds(float(value)):
                return float(value)
    return value


def name_in_words(plan: Collaborative, name: Name) -> str:
    """What a cell is about, for a person to read."""
    known: Mapping[str, str] = {metric.id: metric.short_name for metric in plan.metrics}
    what = known.get(name.metric_id, name.metric_id)
    if name.block == "data" and name.part is not None:
        groups = plan.metric(name.metric_id).strata
        if name.part < len(groups):
            what = say("carry.group", metric=what, group=groups[name.part])
    if name.month is not None:
        when = name.report.in_words()
        return say("carry.month", what=what or say(f"carry.{name.block}"), month=when)
    return what or say(f"carry.{name.block}")


def value_in_words(value: Value) -> str:
    """A number as it is; of a text only that there is one, since it may be anybody's words."""
    if isinstance(value, float | int):
        return number_text(value)
    return str(value) if is_not_applicable(str(value)) else say("carry.text")
