"""Plain words: so many people out of twenty, and nothing of few people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lcxl.books import build_reporting_workbook
from lcxl.cells import Book
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
