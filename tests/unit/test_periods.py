"""Periods: what each frequency's periods are, and that nothing else does calendar arithmetic."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import lcxl
from lcxl.periods import Axis, Origin, Period, frequencies
from lcxl.templates import schedule_of

ORIGIN = Origin(date(2026, 1, 15), fiscal_month=10)
FIRST, LAST = date(2025, 11, 1), date(2027, 3, 31)


def axis(frequency: str, origin: Origin = ORIGIN) -> Axis:
    return Axis.of(frequency, FIRST, LAST, origin)


@pytest.mark.parametrize("frequency", frequencies())
def test_periods_follow_each_other_without_a_gap_or_an_overlap(frequency: str) -> None:
    found = axis(frequency)
    for one, other in pairwise(found):
        assert one.next == other
        assert other.previous == one
        assert one.last_day + timedelta(days=1) == other.start
        assert one < other
        assert one.until(other) == 1
        assert one.days == (other.start - one.start).days
    assert found[0].until(found[-1]) == len(found) - 1
    for i in range(found[0].days + 1, 400, 13):
        day = FIRST + timedelta(days=i)
        holding = found.holding(day)
        assert holding is not None
        assert holding.contains(day)
        assert sum(p.contains(day) for p in found) == 1
    assert found.holding(date(2030, 1, 1)) is None
    assert len({*found}) == len(found)


@pytest.mark.parametrize(
    ("frequency", "ids", "reports"),
    [
        ("week", ["2025-11-03", "2025-11-10"], ["2025-11-03", "2025-11-10"]),
        ("fortnight", ["2025-11-03", "2025-11-17"], ["2025-11-03", "2025-11-17"]),
        ("month", ["2025-11", "2025-12"], ["2025-11", "2025-12"]),
        ("two_months", ["2025-10-01", "2025-12-01"], ["2025-11", "2026-01"]),
        ("quarter", ["2025-10-01", "2026-01-01"], ["2025-12", "2026-03"]),
        ("fiscal_quarter", ["2025-10-01", "2026-01-01"], ["2025-12", "2026-03"]),
    ],
)
def test_first_days_and_reports(frequency: str, ids: list[str], reports: list[str]) -> None:
    found = axis(frequency)
    assert [p.id for p in found[:2]] == ids
    assert [p.report.id for p in found[:2]] == reports


def test_fiscal_quarters_are_counted_from_the_first_fiscal_month() -> None:
    for month in range(1, 13):
        found = axis("fiscal_quarter", Origin(date(2026, 1, 15), month))
        assert {(p.start.month - month) % 3 for p in found} == {0}


def test_a_week_is_no_month_even_where_both_begin_on_one_day() -> None:
    """1 June 2026 is a Monday."""
    june, week = Period(date(2026, 6, 1)), Period(date(2026, 6, 1), "week")
    assert june != week
    assert len({june, week}) == 2
    assert [june.as_json(), week.as_json()] == ["2026-06", "2026-06-01"]


def test_a_week_belongs_to_the_time_in_which_its_monday_lies() -> None:
    weeks = Axis.of("week", date(2026, 4, 1), date(2026, 6, 30), ORIGIN)
    assert [weeks[0].id, weeks[-1].id] == ["2026-04-06", "2026-06-29"]
    assert weeks.between(date(2026, 5, 1), date(2026, 5, 14)) == weeks[4:6]
    assert weeks.place(weeks[3]) == 3
    assert weeks.place(Period(date(2026, 4, 27))) is None


CODE = Path(lcxl.__file__).parent
CALENDAR = {"calendar", "dateutil"}
"""Modules that do arithmetic with months."""
MAY_SAY_DATES = {"words", "xl"}
"""What writes a day as a text or into a cell needs the numbers of its month and year."""


def _arithmetic(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines that do arithmetic with months or write them in a form of their own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
            if CALENDAR & {str(name).partition(".")[0] for name in names}:
                yield node.lineno, "imports a calendar"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "replace" and {k.arg for k in node.keywords} & {"day", "month"}:
                yield node.lineno, "replaces a part of a date"
            if node.func.attr == "strftime":
                yield node.lineno, "formats a date"
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(str(getattr(v, "value", "")) for v in node.format_spec.values)  # type: ignore[attr-defined]
            if "%" in spec and re.search(r"%[-#]?[a-zA-Z]", spec):
                yield node.lineno, "formats a date"
        if isinstance(node, ast.BinOp):
            for side in (node.left, node.right):
                if isinstance(side, ast.Attribute) and side.attr == "month":
                    yield node.lineno, "counts months"


def test_only_this_package_does_arithmetic_with_the_calendar() -> None:
    found = [
        f"{path.relative_to(CODE.parent)}:{line} {what}"
        for path in sorted(CODE.rglob("*.py"))
        if (room := path.relative_to(CODE).parts[0]) != "periods" and room not in MAY_SAY_DATES
        for line, what in _arithmetic(ast.parse(path.read_text()))
    ]
    assert not found, "Ask lcxl.periods instead:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    ["day.replace(day=1)", "from calendar import monthrange", "day.strftime('%Y')",
     "f'{day:%Y-%m}'", "a.month - b.month", "import calendar as c"],
)  # fmt: skip
def test_that_arithmetic_is_seen(line: str) -> None:
    assert list(_arithmetic(ast.parse(line)))


def test_every_frequency_has_its_words() -> None:
    for one in frequencies().values():
        period = Period(date(2026, 6, 1), one.id)
        assert "2026" in period.in_words()
        assert period.label
        assert schedule_of(one.schedule) == schedule_of(one.id) == one.schedule
