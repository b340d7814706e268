"""Plain words: so many people out of twenty, and nothing of few people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import Book
from lcxl.periods import add_months
from lcxl.sheets.reporting.plain_words import LAST_COL
from tests.workbooks.test_verdict_cells import typed, year_before


def said(folder: Path, numerators: list[int], size: int = 200, **changes: object) -> list[str]:
    """When the team began, now, and what it aims for."""
    plan = replace(year_before(folder), **changes)
    data = build_reporting_workbook(plan, plan.teams[0], typed(plan, numerators, size))
    texts = [str(cell.value) for cell in Book(data).cells("Plain words").values()]
    return [text for text in texts if text.endswith("people")][:3]


def test_a_share_is_said_as_people_out_of_twenty(tmp_path: Path) -> None:
    numerators = [*[110] * 12, 111, 130, 130, 130]
    assert said(tmp_path, numerators) == [
        "11 of 20 people", "13 of 20 people", "15 of 20 people",
    ]  # fmt: skip


def test_none_and_all_are_said_only_where_it_is_none_and_all(tmp_path: Path) -> None:
    small = {"small_numbers": "none"}
    few = [*[1] * 12, 1, 199, 199, 199]
    assert said(tmp_path, few, **small)[:2] == [
        "fewer than 1 of 20 people", "more than 19 of 20 people",
    ]  # fmt: skip
    assert said(tmp_path, [*[0] * 12, 0, 200, 200, 200], **small)[:2] == [
        "0 of 20 people", "20 of 20 people",
    ]  # fmt: skip


def test_few_people_are_not_shown(tmp_path: Path) -> None:
    """Neither those who are counted nor those who are not, by the plan's rule."""
    hidden = "not shown: none, or too few people"
    for numerators in ([*[0] * 11, 3, 0, 1, 1, 1], [*[200] * 11, 196, 200, 199, 199, 199]):
        assert said(tmp_path, numerators)[:2] == [hidden, hidden]


def groups(folder: Path, months: list[tuple[int, int]], **changes: object) -> list[str]:
    """What is said of each of two groups, of whom 100 are asked about in each month."""
    plan = replace(
        year_before(folder, strata_name="Language", strata=("English", "Other")), **changes
    )
    metric = plan.metrics[0]
    filled = typed(plan, [sum(month) for month in months])
    data = dict(filled.data)
    for i, month in enumerate(months):
        for group, numerator in enumerate(month):
            start = add_months(plan.calendar.reported[0], i)
            data[metric.id, start, "numerator", group] = float(numerator)
            data[metric.id, start, "denominator", group] = 100.0
    cells = Book(build_reporting_workbook(plan, plan.teams[0], Filled(data, {}))).cells(
        "Plain words"
    )
    first = next(row for (row, _), cell in cells.items() if "Language, now" in str(cell.value)) + 1
    assert [cells[first + k, 0].value for k in range(2)] == ["English", "Other"]
    return [str(cells[first + k, LAST_COL].value) for k in range(2)]


def test_who_is_worse_off_is_said_by_group(tmp_path: Path) -> None:
    """Of the newest three values together, as the share of everybody is."""
    months = [*[(55, 55)] * 12, (0, 0), (80, 20), (80, 20), (95, 20)]
    assert groups(tmp_path, months) == ["17 of 20 people", "4 of 20 people"]


def test_no_group_is_said_where_one_is_small(tmp_path: Path) -> None:
    months = [*[(55, 55)] * 12, (80, 1), (80, 1), (80, 1)]
    hidden = "not shown: none, or too few people"
    assert groups(tmp_path, months) == [hidden, hidden]
    assert groups(tmp_path, months, small_numbers="none") == [
        "16 of 20 people",
        "fewer than 1 of 20 people",
    ]
