"""A figure that rounds to nothing says so, in sentences and in the formulas that make them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lcxl.metrics import display
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from

FUNCTIONS = ("shown", "shown_level", "shown_change", "shown_end", "shown_room")


@pytest.mark.parametrize(
    ("function", "value", "told"),
    [
        ("shown_change", 0.00004, "less than 0.0001 minutes"),
        ("shown_change", -0.00004, "more than -0.0001 minutes"),
        ("shown_change", 0.00006, "+0.0001 minutes"),
        ("shown_change", 0.0, "0.0000 minutes"),
        ("shown_change", 1e-12, "0.0000 minutes"),  # noise of the computation
        ("shown_end", 0.00004, "+0.00004"),
        ("shown_end", -0.000004, "more than -0.00001"),
        ("shown_level", 0.00004, "less than 0.0001"),
        ("shown_room", 0.00004, "less than 0.0001 minutes"),
        ("shown", 0.00004, "less than 0.0001"),
    ],
)
def test_a_small_figure_is_not_nothing(
    tmp_path: Path, function: str, value: float, told: str
) -> None:
    metric = replace(plan_from(SMALL, tmp_path).metric("WAIT"), goal=0.0001, maintain_value=None)
    assert getattr(display, function)(metric, value) == told


def test_formulas_say_the_same(libreoffice: Office, tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    small = replace(plan.metric("WAIT"), goal=0.0001, maintain_value=None)
    metrics = (small, plan.metric("BP"), plan.metric("FALLS"), plan.metric("CALLS"))
    values = (0.00004, -0.00004, 0.000004, -0.000004, 0.004, -0.004, 0.0, 1e-12, -1e-12, 0.49, 7.5)
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("One")
    expected = []
    for metric in metrics:
        for value in values:
            row = len(expected)
            sheet.put(row, 0, value, "cell_number")
            told = [getattr(display, name)(metric, value) for name in FUNCTIONS]
            for col, (name, text) in enumerate(zip(FUNCTIONS, told, strict=True), start=1):
                formula = getattr(display, f"{name}_formula")(metric, f"$A${row + 1}")
                sheet.put(row, col, Live(formula, text), "computed")
            expected.append(told)
    path = tmp_path / "small.xlsx"
    path.write_bytes(book.finish())
    libreoffice.open(path)
    libreoffice.recalculate()
    for row, told in enumerate(expected):
        (shown,) = libreoffice.read("One", f"B{row + 1}:F{row + 1}")
        assert shown == told, row
