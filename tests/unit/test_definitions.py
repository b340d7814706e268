"""What a metric's definition says: words, never codes, and no sentence with a hole in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lcxl import templates
from lcxl.plan import load_example
from lcxl.sheets.definition_lines import definition_words

CODES = ("rolling_12m", "rolling_3m", "rolling_45d", "lagged_30d", "point_in_time", "ytd", "month")


@pytest.mark.parametrize("window", CODES)
def test_the_time_window_is_told_in_words(window: str) -> None:
    plan = load_example("hypertension")
    said = dict(definition_words(plan, replace(plan.metrics[0], window=window)))
    assert "_" not in said["Time window"]
    if window == "rolling_12m":
        assert said["Time window"] == "the last 12 months"


def test_no_definition_of_an_example_holds_a_code() -> None:
    for name in templates.example_names():
        plan = load_example(name)
        for metric in plan.metrics:
            codes = [text for _, text in definition_words(plan, metric) if "_" in text]
            assert codes == [], (name, metric.id)


@pytest.mark.parametrize("target", [None, 20])
@pytest.mark.parametrize("least", [None, 1, 5])
def test_a_sample_is_told_with_what_is_known_of_it(target: int | None, least: int | None) -> None:
    plan = load_example("hypertension")
    metric = replace(plan.metrics[0], sampling="random", target_n=target, min_n=least)
    said = dict(definition_words(plan, metric))["Sampling"]
    assert "–" not in said
    assert said.startswith("random")
    assert all(str(n) in said for n in (target, least) if n)
