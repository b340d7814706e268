"""What stands on slides before a file is made of it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pptx import Presentation

from lcxl.documents.slides.deck import (
    Chart,
    Deck,
    Line,
    Series,
    Slide,
    Table,
    in_pages,
    lines_needed,
)
from lcxl.documents.slides.metric import axis_of
from lcxl.documents.slides.write import Look, write_deck
from lcxl.plan import Metric
from tests.helpers.plans import SMALL, plan_from


def test_a_long_slide_becomes_several_and_loses_nothing() -> None:
    lines = [f"Line {n} " + "word " * 30 for n in range(20)]
    parts = in_pages(Slide("text", "T", lines), room=5, inches=12, size=20)
    assert len(parts) > 1
    assert [line for part in parts for line in part.lines] == lines
    for part in parts:
        height = sum(lines_needed(str(line), 11.7, 20) for line in part.lines)
        assert height * 20 / 72 * 1.35 <= 5


def test_a_paragraph_longer_than_a_slide_is_cut_at_a_word() -> None:
    text = " ".join(f"name{n}" for n in range(900))
    parts = in_pages(Slide("text", "T", [Line(text, "lead")]), room=5, inches=12, size=20)
    assert len(parts) > 1
    told = [line for part in parts for line in part.lines]
    assert all(isinstance(line, Line) and line.look == "lead" for line in told)
    assert " ".join(line.text for line in told if isinstance(line, Line)) == text


def test_a_long_table_repeats_its_headings() -> None:
    table = Table(("A", "B"), [(f"r{n}", "x" * 200) for n in range(12)], (1, 2))
    parts = in_pages(Slide("table", "T", table=table), room=4.8, inches=12, size=18)
    assert len(parts) > 1
    tables = [part.table for part in parts if part.table]
    assert all(one.head == ("A", "B") for one in tables)
    assert [row for one in tables for row in one.rows] == list(table.rows)


@pytest.fixture
def metrics(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Metric]:
    plan = plan_from(SMALL, tmp_path_factory.mktemp("plan"))
    return {metric.id: metric for metric in plan.metrics}


@pytest.mark.parametrize(
    ("metric", "values", "axis"),
    [
        ("BP", [0.2, None, 0.9], (0.0, 1.0, 0.2)),
        ("CALLS", [3.0, 47.0], (0.0, 50.0, 10.0)),
        ("CALLS", [1234.0], (0.0, 1250.0, 250.0)),
        ("FALLS", [1.0, 0.2], (0.0, 4.0, 1.0)),
        ("CALLS", [None], (0.0, None, None)),
    ],
)
def test_an_axis_has_round_numbers_and_room_for_the_goal(
    metrics: dict[str, Metric],
    metric: str,
    values: list[float | None],
    axis: tuple[float | None, ...],
) -> None:
    assert axis_of(metrics[metric], [values]) == pytest.approx(axis)


@pytest.mark.parametrize("times", [1, 6])
def test_a_long_key_stands_above_the_small_charts(times: int) -> None:
    chart = Chart(["a", "b"], [Series("One", [0.2, 0.4], "value")], "0%",
                  (0.0, 1.0, 0.2), "What it shows", "One team")  # fmt: skip
    key = "Dark: our values. Grey dashes: all teams together. " * times
    deck = Deck("T", "Office", "For hosts", [Slide("grid", "Many", [key], [chart] * 8)])
    (slide,) = Presentation(io.BytesIO(write_deck(deck, Look(), date(2026, 1, 14)))).slides
    tops = [shape.top for shape in slide.shapes if shape.has_chart]
    (told,) = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text == key]
    needed = lines_needed(key, told.width / 914_400, 18) * 18 / 72 * 914_400
    assert told.height >= needed
    assert told.top + told.height <= min(tops)
    below = max(shape.top + shape.height for shape in slide.shapes if shape.has_chart)
    assert below <= 6.92 * 914_400
