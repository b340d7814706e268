"""The card of a metric on the sheets Definitions: what it says, and that none says nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from lcxl import templates
from lcxl.books import build_reporting_workbook
from lcxl.plan import load_example
from lcxl.sheets.card import Card, card_of
from tests.helpers.plans import SMALL, plan_from


def said(card: Card) -> dict[object, object]:
    return {line.label: line.text for _, lines in card.parts for line in lines}


def test_an_empty_answer_is_printed_as_what_it_means(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    card = said(card_of(plan, plan.metrics[0], plain=True))
    assert card["Taken out first"] == "nobody is taken out"
    assert card["Split by"] == "not split into groups"
    assert card["Sampling"] == "all cases"
    assert card["Requirement"] == "every team reports it"
    assert card["Goal"] == "75% by June 2026"
    assert "" not in card.values()
    watched = said(card_of(plan, plan.metrics[2], plain=True))
    assert watched["Goal"].startswith("no goal")  # type: ignore[attr-defined]
    assert "To stay" not in watched


@pytest.mark.parametrize(
    ("number", "divided", "result"),
    [
        (0, True, "A percentage. For example 30 of 40 are 75%. ▲ Higher is better."),
        (1, True, "Numerator divided by denominator, times 1,000. For example 5 in 2,000 are "
                  "2.5 per 1,000. ▼ Lower is better."),
        (2, False, "The number itself. For example 30 in the month are reported as 30. "
                   "– It is only watched: neither way is better."),
    ],
)  # fmt: skip
def test_how_it_is_worked_out_has_a_true_example(
    tmp_path: Path, number: int, divided: bool, result: str
) -> None:
    plan = plan_from(SMALL, tmp_path)
    fraction = card_of(plan, plan.metrics[number]).fraction
    assert fraction.is_divided == divided
    assert fraction.result == result
    assert (fraction.below is not None) == divided


def test_every_metric_has_a_page_of_its_own(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    data = build_reporting_workbook(plan, plan.teams[0])
    sheet = openpyxl.load_workbook(BytesIO(data))["Definitions"]
    starts = [row[0].row for row in sheet.iter_rows() if row[0].value in ids(plan.metrics)]
    assert len(starts) == len(plan.metrics)
    assert [b.id + 1 for b in sheet.row_breaks.brk] == [row - 1 for row in starts[1:]]
    assert sheet.print_title_rows == "$1:$2"


def ids(metrics: object) -> set[str]:
    return {m.id for m in metrics}  # type: ignore[attr-defined]


def test_no_word_of_a_list_is_a_code_and_each_is_understood() -> None:
    from lcxl.plan.windows import recognised

    for name, (_, choices) in templates.lists().items():
        for choice in choices:
            assert "_" not in choice.word, name
            if name == "window":
                assert recognised(choice.word) == choice.id
            elif name == "schedule":
                assert templates.schedule_of(choice.word) == choice.id
            else:
                assert templates.chosen(name, choice.word) == choice.id
                assert templates.chosen(name, choice.id) == choice.id


def test_a_long_name_is_not_cut(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    long = replace(plan.metrics[0], name="A name of many words " * 7 + "and its end")
    sheet = openpyxl.load_workbook(
        BytesIO(build_reporting_workbook(replace(plan, metrics=(long,)), plan.teams[0]))
    )["Definitions"]
    row = next(r[1].row for r in sheet.iter_rows() if r[1].value == long.name)
    assert sheet.row_dimensions[row].height >= 3 * 22
