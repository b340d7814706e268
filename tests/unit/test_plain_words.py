"""Plain words: so many people out of twenty, and nothing of few people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import Book
from lcxl.periods import add_months
from lcxl.sheets.reporting.plain_words import LAST_COL
from tests.helpers.plans import SMALL, plan_from
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


NOT_YET: list[int | None] = [None] * 9


def page(folder: Path, numerators: list[int | None], **changes: object) -> list[str]:
    """The first cells of the lines."""
    plan = year_before(folder, **changes)
    data = build_reporting_workbook(plan, plan.teams[0], typed(plan, numerators))
    cells = Book(data).cells("Plain words")
    return [str(cell.value) for (_, col), cell in sorted(cells.items()) if col == 0]


@pytest.mark.parametrize(
    ("numerators", "changes", "plain"),
    [
        ([*[110, 90] * 6, 100, *[150] * 4], {}, "It is too early to say whether this has changed."),
        ([*[110, 90] * 6, 100, *[150] * 6], {}, "Better than when we began."),
        ([*[110, 90] * 6, 100, *[50] * 6], {}, "Worse than when we began. We look for the reason."),
        ([*[110, 90] * 6, 100, *[150] * 6], {"direction": "monitor"}, "Higher than when we began."),
        ([*[110, 90] * 6, 100, *[50] * 6], {"direction": "monitor"}, "Lower than when we began."),
        ([*[110, 90] * 6, 100, *[110, 90] * 3], {}, "No lasting change so far."),
        ([*[110, 90] * 6, 100, *[50] * 6, 110], {}, "No lasting change so far."),
        ([*[90] * 6, *[150] * 13], {}, "This changed before we began, not since."),
        ([*NOT_YET, 100, 102, 98, 100, *[150, 152, 148] * 2], {},
         "Different from when we began, by more than chance."),
        ([*NOT_YET, 100, 140, 60, 100, *[110, 150, 70] * 2], {},
         "The difference from when we began may be chance."),
    ],
)  # fmt: skip
def test_the_page_says_no_more_and_no_less_than_the_chart(
    tmp_path: Path, numerators: list[int | None], changes: dict[str, object], plain: str
) -> None:
    assert plain in page(tmp_path, numerators, **changes)


def test_what_now_means_is_said_of_windows_that_overlap(tmp_path: Path) -> None:
    alone = "where a value shares people with the one before it, the newest alone."
    numbers: list[int | None] = [*[110, 90] * 6, 100, 150]
    for window, told in (("month", False), ("rolling_3m", True)):
        assert (alone in " ".join(page(tmp_path, numbers, window=window))) == told


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"contact_email": "kim@example.org"}, "kim@example.org."),
        ({"contact_name": "Kim Low"}, "Kim Low."),
        ({"contact_name": "Kim Low", "contact_email": "kim@example.org"},
         "Kim Low (kim@example.org)."),
        ({}, "your collaborative's host."),
    ],
)  # fmt: skip
def test_whom_to_send_it_to(tmp_path: Path, given: dict[str, str], said: str) -> None:
    plan = replace(plan_from(SMALL, tmp_path), **given)  # type: ignore[arg-type]
    cells = Book(build_reporting_workbook(plan, plan.teams[0])).cells("Start")
    assert f"Send the saved workbook to {said}" in {cell.value for cell in cells.values()}
