"""Metric kinds: what a month's entries amount to, in Python and in a cell."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lcxl.metrics import (
    KINDS,
    Entry,
    State,
    judge,
    kind_of,
    number_format,
    shown,
    shown_formula,
)
from lcxl.metrics.charts import in_words
from lcxl.metrics.concern import Concern, strata_concern
from lcxl.metrics.display import (
    change_as_shown,
    level_as_shown,
    shown_change,
    shown_level,
)
from lcxl.metrics.goal import has_goal, meets_goal
from lcxl.plan import Collaborative
from lcxl.runchart.verdicts import Said
from tests.helpers.plans import SMALL, plan_from

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
        (PROPORTION, "not yet", 5.0, State.NOT_A_NUMBER),
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
        (PROPORTION, 0.29 * 100, 29.0, State.USABLE),
        (PROPORTION, 29.0, 0.29 * 100, State.USABLE),
        (PROPORTION, 28.9999999999999, 30.0, State.FRACTION),
        (COUNT, 0.29 * 100, None, State.USABLE),
        (COUNT, 123456789.00000001, None, State.USABLE),
        (COUNT, 123456789.000001, None, State.FRACTION),
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


NOISE = 0.29 * 100
"""28.999999999999996 to a computer, and 29 to whoever looks at the cell."""


SHARE, RATE = KINDS["proportion"], KINDS["rate"]


def test_groups_that_add_up_but_for_noise() -> None:
    assert strata_concern(SHARE, NOISE, 30.0, [(28.0, 29.0), (1.0, 1.0)]) == Concern.NONE
    assert strata_concern(SHARE, 29.0, 0.3, [(29.0, 0.1), (0.0, 0.2)]) == Concern.STRATA_ABOVE
    assert strata_concern(RATE, 0.0, 0.3, [(0.0, 0.1), (0.0, 0.2)]) == Concern.NONE
    assert strata_concern(SHARE, 29.0, 30.0, [(NOISE, 30.0)]) == Concern.NONE


def test_a_group_of_a_rate_may_have_more_events_than_it_has_days() -> None:
    parts = [(8.0, 5.0), (1.0, 20.0)]
    assert strata_concern(RATE, 9.0, 25.0, parts) == Concern.NONE
    assert strata_concern(SHARE, 9.0, 25.0, parts) == Concern.STRATA_ABOVE


@pytest.mark.parametrize(
    ("value", "is_met"), [(0.1 + 0.2, True), (0.3 - 1e-8, False), (0.29, False)]
)
def test_a_goal_is_met_where_it_looks_so(plan: Collaborative, value: float, is_met: bool) -> None:
    up = replace(plan.metric("BP"), goal=0.3)
    down = replace(up, goal=1 - 0.3, direction="decrease")
    assert meets_goal(up, value) == is_met
    assert meets_goal(down, 1 - value) == is_met
    assert not has_goal(replace(up, direction="monitor"))


def test_values_below_zero_where_they_make_sense() -> None:
    assert judge(VALUE, -3.0, 20.0, negative=True) == State.USABLE
    assert judge(VALUE, -3.0, -20.0, negative=True) == State.NEGATIVE
    assert judge(COUNT, -3.0, None, negative=True) == State.NEGATIVE
    assert judge(VALUE, -1e15, 20.0, negative=True) == State.OUT_OF_BOUNDS


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


@pytest.mark.parametrize("kind", ["proportion", "value"])
def test_a_copy_holds_the_number_that_its_sentence_says(plan: Collaborative, kind: Any) -> None:
    """A quarter of a point and half of one, where Python's own rounding goes the other way."""
    metric = replace(plan.metrics[0], kind=kind, goal=None)
    by = 100 if kind == "proportion" else 1
    for steps in range(-4000, 4001):
        change = steps / 4000
        said = shown_change(metric, change).split()[0]
        if not said.startswith(("more", "less")):
            assert float(said) == change_as_shown(metric, change)
        told = shown_level(metric, abs(change)).removesuffix("%")
        if not told.startswith("less"):
            held = level_as_shown(metric, abs(change))
            assert float(told) == pytest.approx(by * held, abs=1e-9)


def test_a_denominator_of_a_rate_is_no_number_of_cases(plan: Collaborative) -> None:
    """No fall in 1500 bed days is no fall in 1500 cases."""
    none = Said("T26", {"N": 1500, "rate": 2.5})
    told = {m.id: in_words(m, none, plan.calendar.reports) for m in plan.metrics}
    assert told["FALLS"].startswith("No event in 1500 of the denominator. The true rate")
    assert told["BP"].startswith("No event in 1500 cases.")
