"""Metric kinds: what a month's entries amount to, in Python and in a cell."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from lcxl.metrics import (
    KINDS,
    Entry,
    State,
    formula,
    judge,
    kind_of,
    number_format,
    shown,
    shown_formula,
)
from lcxl.plan import Collaborative
from tests.office import Office
from tests.plans import SMALL, plan_from

PROPORTION, RATE, COUNT, VALUE = (KINDS[k] for k in ("proportion", "rate", "count", "value"))


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL, tmp_path)


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "state"),
    [
        (PROPORTION, None, None, State.BLANK),
        (PROPORTION, 3.0, 10.0, State.USABLE),
        (PROPORTION, 0.0, 10.0, State.USABLE),
        (PROPORTION, 10.0, 10.0, State.USABLE),
        (PROPORTION, "NA", None, State.NOT_APPLICABLE),
        (PROPORTION, " na ", 5.0, State.NOT_APPLICABLE),
        (PROPORTION, "n/a", 5.0, State.NOT_A_NUMBER),
        (PROPORTION, "#N/A", 5.0, State.NOT_A_NUMBER),
        (PROPORTION, -1.0, 5.0, State.NEGATIVE),
        (PROPORTION, 1.5, 5.0, State.FRACTION),
        (PROPORTION, 1e307, 1e308, State.OUT_OF_BOUNDS),
        (PROPORTION, 3.0, 1e155, State.OUT_OF_BOUNDS),
        (PROPORTION, 3.0, 1e12, State.USABLE),
        (PROPORTION, "NA", 1e155, State.NOT_APPLICABLE),
        (PROPORTION, 3.0, None, State.HALF),
        (PROPORTION, None, 3.0, State.HALF),
        (PROPORTION, 23.0, 20.0, State.TOO_MANY),
        (PROPORTION, 0.0, 0.0, State.NONE_OF_NONE),
        (PROPORTION, 1.0, 0.0, State.TOO_MANY),
        (RATE, 23.0, 20.0, State.USABLE),
        (RATE, 23.0, 20.5, State.USABLE),
        (RATE, 2.5, 20.0, State.FRACTION),
        (RATE, 2.0, 0.0, State.NONE_OF_NONE),
        (RATE, 9e307, 1.0, State.OUT_OF_BOUNDS),
        (RATE, 1.0, 5e-324, State.OUT_OF_BOUNDS),
        (RATE, 1.0, 1e-12, State.USABLE),
        (COUNT, 4.0, None, State.USABLE),
        (COUNT, 4.5, None, State.FRACTION),
        (COUNT, 1.1e12, None, State.OUT_OF_BOUNDS),
        (COUNT, math.inf, None, State.OUT_OF_BOUNDS),
        (VALUE, 12.5, None, State.USABLE),
        (VALUE, 12.5, 20.0, State.USABLE),
        (VALUE, 12.5, 20.5, State.FRACTION),
        (VALUE, None, 20.0, State.HALF),
        (VALUE, -3.0, None, State.NEGATIVE),
        (VALUE, 1.7e308, None, State.OUT_OF_BOUNDS),
        (VALUE, 12.5, 1e18, State.OUT_OF_BOUNDS),
        (VALUE, -1e-13, None, State.OUT_OF_BOUNDS),
        (VALUE, math.nan, None, State.OUT_OF_BOUNDS),
    ],
)
def test_state_of_a_month(kind: object, numerator: Entry, denominator: Entry, state: State) -> None:
    assert judge(kind, numerator, denominator) == state  # type: ignore[arg-type]


def test_values_below_zero_where_they_make_sense() -> None:
    assert judge(VALUE, -3.0, 20.0, negative=True) == State.USABLE
    assert judge(VALUE, -3.0, -20.0, negative=True) == State.NEGATIVE
    assert judge(COUNT, -3.0, None, negative=True) == State.NEGATIVE
    assert judge(VALUE, -1e15, 20.0, negative=True) == State.OUT_OF_BOUNDS


def test_the_cell_formula_agrees_on_every_pair(libreoffice: Office, tmp_path: Path) -> None:
    """Every kind, every pair of the things people type, errors included."""
    typed: list[Entry] = [None, 0.0, 3.0, 10.0, -1.0, 2.5, "NA", "na ", "n/a", "12", "", "#N/A"]
    typed += [1e12, 1.1e12, -9e307, 1e308, 1e-12, 9e-13, 5e-324]
    path = tmp_path / "judge.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    expected = []
    row = 0
    for (numerator, denominator), kind, negative in product(
        product(typed, typed), KINDS.values(), (False, True)
    ):
        for col, entry in enumerate((numerator, denominator)):
            if entry == "#N/A":
                sheet.write_formula(row, col, "=NA()", None, "#N/A")
            elif entry == "":
                sheet.write_string(row, col, " ")
            elif entry is not None:
                sheet.write(row, col, entry) if isinstance(entry, float) else sheet.write_string(
                    row, col, entry
                )
        text = formula(kind, f"A{row + 1}", f"B{row + 1}", negative)
        sheet.write_formula(row, 2, "=" + text, None, -1)
        first, second = (" " if e == "" else e for e in (numerator, denominator))
        expected.append(float(judge(kind, first, second, negative)))
        row += 1
    book.close()
    libreoffice.open(path)
    libreoffice.recalculate()
    got = [cells[0] for cells in libreoffice.read("S", f"C1:C{row}")]
    assert got == expected


def test_values_and_how_they_are_shown(plan: Collaborative) -> None:
    bp, falls, calls, wait = plan.metrics
    assert kind_of(bp).value(3, 4, 1) == 0.75
    assert kind_of(falls).value(3, 1500, 1000) == 2.0
    assert kind_of(calls).value(7, None, 1) == 7
    assert kind_of(wait).value(12.5, 20, 1) == 12.5
    assert shown(bp, 0.745) == "75%"  # halves away from zero, as a worksheet rounds
    assert shown(falls, 2.04) == "2.0"
    assert shown(wait, -0.4) == "-0.4"
    assert shown(wait, -0.04) == "0.0"
    assert number_format(bp) == "0%"
    assert number_format(falls) == "#,##0.0"


@pytest.mark.parametrize(
    ("metric", "numbers", "shown_as"),
    [
        ("WAIT", {}, "9.4"),  # one decimal, where the host leaves the cell blank
        ("WAIT", {"goal": 8.5, "decimals": 0}, "9.4"),
        ("WAIT", {"goal": 8.0, "decimals": 0}, "9"),
        ("WAIT", {"plausible_high": 12.25}, "9.40"),
        ("WAIT", {"decimals": 0, "maintain_value": 0.125}, "9.400"),
        ("WAIT", {"decimals": 2}, "9.40"),
        ("FALLS", {"decimals": None}, "9.4"),
        ("CALLS", {}, "9"),
        ("CALLS", {"maintain_value": 8.5}, "9.4"),
        ("BP", {}, "940%"),
        ("BP", {"goal": 0.725}, "940.0%"),
        ("BP", {"goal": 0.07}, "940%"),  # 7.000000000000001 in the computer
        ("BP", {"plausible_low": 0.0005}, "940.00%"),
        ("WAIT", {"goal": 1 / 3}, "9.4000"),
    ],
)
def test_a_value_has_no_fewer_decimals_than_what_it_is_compared_with(
    plan: Collaborative, metric: str, numbers: dict[str, Any], shown_as: str
) -> None:
    """A mean of 9.4 beside a goal of 8.5 is not 9 beside 9."""
    one = replace(plan.metric(metric), **{"maintain_value": None, **numbers})
    assert shown(one, 9.4) == shown_as
    points = shown_as.rstrip("%").partition(".")[2]
    assert number_format(one).rstrip("%").partition(".")[2] == "0" * len(points)
    assert f",{len(points)},TRUE)" in shown_formula(one, "A1")
