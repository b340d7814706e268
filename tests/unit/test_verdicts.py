"""What may be said of one chart: every sentence under its condition, and under no other."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcxl.runchart.facts import Facts, Said, Window, before_and_since
from lcxl.runchart.states import State
from lcxl.runchart.verdicts import Verdict, verdict
from lcxl.words import say, text_of

LOW, HIGH = [4.0, 6.0] * 6, [8.0, 9.0] * 6
"""Twelve values about a median of 5, and twelve above it."""


def judge(before: list[Any], since: list[Any], **more: Any) -> Verdict:
    values = [*before, *since]
    facts = Facts(values, [-1] * len(before) + [1] * len(since), kind="value", **more)
    return verdict(facts)


def proportion(before: list[int], since: list[int], n: int, **more: Any) -> Verdict:
    counts = [float(x) for x in (*before, *since)]
    return verdict(
        Facts(
            [x / n for x in counts],
            [-1] * len(before) + [1] * len(since),
            counts,
            [float(n)] * len(counts),
            **more,
        )
    )


def ids(found: Verdict) -> list[str]:
    return [one.id for one in found.notes]


@pytest.mark.parametrize(
    ("direction", "values", "said"),
    [
        ("increase", HIGH[:6], "T05"),
        ("decrease", HIGH[:6], "T04"),
        ("monitor", HIGH[:6], "T05_higher"),
        ("monitor", [1.0] * 6, "T05_lower"),
        ("increase", [*HIGH[:6], 1.0], "T06"),
        ("decrease", [*HIGH[:6], 1.0], "T06w"),
        ("monitor", [*HIGH[:6], 1.0], "T06_higher"),
        ("increase", [4.0, 6.0] * 3, "T07"),
        ("increase", HIGH[:5], "T08"),
        ("increase", [5.0] * 9, "T08"),
    ],
)
def test_states_about_a_frozen_baseline(direction: Any, values: list[float], said: str) -> None:
    found = judge(LOW, values, direction=direction)
    assert found.main is not None
    assert found.main.id == said
    assert found.improved == (said == "T05")
    assert "T01" in ids(found)


def test_where_a_signal_begins_and_how_long_it_is() -> None:
    found = judge(LOW, [4.0, 6.0, 1.0, *HIGH[:7]])
    assert found.main == Said("T05", {"month": 15, "r": 7})
    ended = judge(LOW, [*HIGH[:6], None, 3.0, 3.0])
    assert ended.main == Said("T06", {"m1": 12, "m2": 17})
    assert ended.signal.state is State.ENDED


def test_a_row_counts_from_the_start_on() -> None:
    """One value before the start on the better side takes nothing away, and adds nothing."""
    assert judge(LOW, HIGH[:6]).main == Said("T05", {"month": 12, "r": 6})
    assert judge([*LOW[:-1], 4.0], HIGH[:6]).main == Said("T05", {"month": 12, "r": 6})
    five = judge(LOW, HIGH[:5])
    assert five.main == Said("T08", {"u": 5, "L": 6})
    assert not five.judged


def test_what_began_before_the_start_is_no_improvement_since() -> None:
    found = judge([4.0] * 6 + [6.0] * 6, HIGH)
    assert found.main == Said("T07_before")
    assert text_of("charts.T07_before")
    assert found.signal.state is State.BEFORE
    assert found.judged
    assert not found.improved


def test_the_month_of_the_kickoff_belongs_to_neither_side() -> None:
    values = [*LOW, 9.0, *HIGH[:5]]
    found = verdict(Facts(values, [-1] * 12 + [0] + [1] * 5, kind="value"))
    assert found.main == Said("T08", {"u": 5, "L": 6})
    assert found.run_chart.median[0] == 5.0


def test_seven_values_before_the_start_freeze_nothing() -> None:
    """50 to 70 %: an interval in words, the wider of months and patients."""
    found = proportion([48, 52, 50], [70, 68, 72], 100)
    assert "T02" in ids(found)
    assert not found.judged
    assert found.signal.state is State.NOT_JUDGED
    assert found.main is not None
    assert found.main.id == "T09"
    assert found.main.places["D"] == pytest.approx(0.2)
    # Newcombe 1998 for 150/300 and 210/300 is wider than t(4) with the months' spread.
    assert found.main.places["lo"] == pytest.approx(0.1216, abs=5e-4)
    assert found.main.places["hi"] == pytest.approx(0.2746, abs=5e-4)


def test_months_that_vary_widen_the_interval() -> None:
    found = proportion([30, 50, 70], [60, 70, 80], 100)
    assert found.main is not None
    assert found.main.id == "T10"
    # t(4) = 2.7764, s2 = (800 + 200)/4 in squared points: 2.7764 * sqrt(250 * 2/3) = 35.84
    assert found.main.places["lo"] == pytest.approx(0.2 - 0.35844, abs=1e-4)


def test_too_few_months_or_cases_say_nothing_of_before_and_since() -> None:
    assert proportion([48, 52, 50], [70, 68], 100).main == Said("T11", {"m1": 2})
    assert proportion([4, 5, 4], [7, 7, 8], 9).main is None
    assert judge([1.0, 2.0], [5.0] * 4).main is None
    assert [judge([1.0] * b, [5.0]).notes[0].id for b in (0, 1, 2)] == [
        "T03_none",
        "T03_one",
        "T03",
    ]


def test_no_value_of_a_new_definition_is_not_no_value_at_all() -> None:
    """Twelve months lie before the start; they are of the definition before."""
    facts = Facts([1.0] * 14, [-1] * 12 + [1] * 2, phases=(12,))
    assert verdict(facts).notes[0].id == "T03_none_new"
    assert say("charts.T03_none_new").startswith("No value of this definition before the start")


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (0, "Baseline: median of the 12 values before the start."),
        (3, "Baseline: median of the 9 values of this definition before the start."),
        (9, "Only 3 values of this definition before the start: the dashed line is provisional."),
        (10, "2 values of this definition before the start: this chart cannot show a change"),
        (11, "One value of this definition before the start: this chart cannot show a change"),
    ],
)
def test_values_of_a_new_definition_are_not_all_that_lie_before_the_start(
    since: int, told: str
) -> None:
    """Twelve lie before it, of which those before ``since`` are of an earlier definition."""
    phases = (since,) if since else ()
    found = verdict(Facts([1.0, 2.0] * 8, [-1] * 12 + [1] * 4, phases=phases))
    (said,) = [one for one in (found.main, *found.notes) if one and one.id[:3] <= "T03"]
    assert say(f"charts.{said.id}", **said.places).startswith(told)
    control = verdict(Facts([1.0, 2.0] * 8, [-1] * 12 + [1] * 4, phases=phases, chart="xmr"))
    assert ("T01_control_new" in {one.id for one in control.notes}) == (since == 3)


def test_without_a_baseline_the_rules_speak_of_a_change_only() -> None:
    found = judge([1.0, 1.1], [*[1.0, 1.2] * 4, *[5.0, 5.1] * 5])
    assert found.main == Said("T12")
    assert not found.judged


def test_windows_that_overlap_get_no_run_rules() -> None:
    before, since = [60] * 12, [80] * 12
    rolling = proportion(before, since, 100, window=Window(True, 12, 6))
    assert rolling.main is not None
    assert rolling.main.id == "T13"
    # 1.96 * sqrt(2 * 6/12 * 0.7 * 0.3 / 100)
    assert rolling.main.places["hi"] == pytest.approx(0.2 + 0.0898, abs=1e-3)
    assert "T16" in ids(rolling)
    assert rolling.limits is None
    assert not rolling.judged
    assert {one.id for one in (rolling.main, *rolling.notes)} <= {"T13", "T16", "T22"}
    full = proportion(before, since, 100, window=Window(True, 12, 12))
    assert full.main is not None
    assert (full.main.id, full.main.places["w"]) == ("T14", 12)
    early = proportion(before, since[:1], 100, window=Window(True, 12, 1))
    assert early.main is not None
    assert early.main.id == "T13_one"
    registry = proportion(before, since, 100, window=Window(True, registry=True))
    assert registry.main is not None
    assert registry.main.id == "T15"
    assert proportion(before, since, 100, window=Window(True)).main == Said("T16")
    assert judge(LOW, HIGH, window=Window(True, 3, 3)).main.id == "T14_plain"  # type: ignore[union-attr]


def test_a_control_chart_is_judged_by_its_own_line_and_limits() -> None:
    """Seven above the mean are no shift there; 8 are, and the workbook's limits say the rest."""
    assert judge(LOW, HIGH[:7], chart="xmr").main == Said("T08", {"u": 7, "L": 8})
    found = judge(LOW, HIGH[:8], chart="xmr")
    assert found.main == Said("T05", {"month": 12, "r": 8})
    assert found.notes[0] == Said("T01_control", {"b": 12})
    assert "T18" in ids(found)
    outside = judge(LOW, [50.0], chart="xmr")
    assert Said("T17", {"month": 12, "v": 50.0}) in outside.notes
    trial = judge(LOW[:8], [5.0], chart="xmr")
    assert Said("T19", {"m": 8, "one_in": 5}) in trial.notes
    assert "T18" not in ids(trial)


def test_a_trend_is_a_note_with_its_chance() -> None:
    rising = judge(LOW, [4.0, 4.1, 4.2, 4.3, 4.4])
    assert Said("T20", {"r": 5, "once_in": 60}) in rising.notes
    falling = judge(LOW, [4.4, 4.3, 4.2, 4.1, 4.0, 3.9])
    assert Said("T20_falling", {"r": 7, "once_in": 2520}) in falling.notes
    assert "T20" not in ids(judge(LOW, [4.0, 4.1, 4.1, 4.2, 4.3, 4.4]))


def test_notes_about_cases_goal_ceiling_and_missing_reports() -> None:
    few = proportion([10, 12] * 6, [11], 20, goal=0.55)
    # 100 * 2.77 * sqrt(0.55 * 0.45 / 20) = 30.8
    assert Said("T21", {"n": 20.0, "x": 30}) in few.notes
    assert Said("T22", {"v": 0.55, "g": 0.55}) in few.notes
    assert proportion([10] * 12, [11], 200).notes[-1].id != "T21"
    assert "T22_not_met" in ids(proportion([10] * 12, [11], 200, goal=0.9))
    assert "T22_not_yet" in ids(proportion([10] * 12, [11], 200, goal=0.9, goal_ahead=True))
    high = proportion([95] * 12, [96], 100)
    assert next(one for one in high.notes if one.id == "T23").places["room"] == pytest.approx(0.05)
    assert "T23" not in ids(proportion([90] * 12, [96], 100))
    assert "T23" in ids(proportion([95] * 3, [96], 100))
    assert "T23" not in ids(proportion([95] * 2, [96], 100))
    assert "T23" not in ids(proportion([95] * 12, [96], 100, window=Window(overlapping=True)))
    assert "T23" not in ids(proportion([95] * 12, [96] * 9, 100, phases=[11]))
    assert "T24_one" in ids(judge([1.0, None, 1.0], [2.0]))
    quarterly = judge([1.0, None, None], [2.0], due=[True, False, False, True])
    assert not {"T24", "T24_one"} & set(ids(quarterly))


def test_the_goal_is_compared_as_it_is_shown() -> None:
    assert "T22" in ids(judge([1.0], [23 / 10 * 100], goal=230.0))


def test_rare_events() -> None:
    gaps = [1.0, 30.0, 3.0, 60.0, 2.0, 25.0, 5.0, 80.0, 10.0, 4.0, 45.0, 20.0]
    waiting = judge(gaps, [], chart="t", so_far=4000.0)
    assert {"T25", "T27"} <= set(ids(waiting))
    assert "T25" not in ids(judge(gaps, [], chart="t", so_far=40.0))
    assert "T25" not in ids(judge(gaps[:7], [], chart="t", so_far=4000.0))
    cases = judge(gaps, [], chart="g", so_far=370.0)
    assert next(one for one in cases.notes if one.id == "T26").places["rate"] == pytest.approx(0.01)
    none = proportion([1] * 12, [0, 0], 100, direction="decrease")
    assert next(one for one in none.notes if one.id == "T26").places["N"] == 200
    assert "T26" not in ids(proportion([1] * 12, [0], 9, direction="decrease"))


def test_months_without_any_spread_have_no_interval() -> None:
    """Nothing varies, so nothing says how much chance would give."""
    assert judge([1.0] * 3, [2.0] * 3).main is None
    assert judge([1.0] * 3, [1.0] * 3).main is None


def test_an_interval_of_a_value_is_by_months() -> None:
    facts = Facts([1.0, 2.0, 3.0, 6.0, 7.0, 8.0], [-1] * 3 + [1] * 3, kind="value")
    p0, p1, ends = before_and_since(facts, [0, 1, 2], [3, 4, 5])
    assert (p0, p1) == (2.0, 7.0)
    assert ends == pytest.approx((5 - 2.2669, 5 + 2.2669), abs=1e-3)


points = st.one_of(st.none(), st.integers(0, 9).map(float))


@given(
    st.lists(points, max_size=14),
    st.lists(points, max_size=14),
    st.sampled_from(["increase", "decrease", "maintain", "monitor"]),
    st.sampled_from([None, "xmr", "c"]),
    st.booleans(),
)
def test_every_sentence_has_its_text_and_contradicts_no_other(
    before: list[float | None],
    since: list[float | None],
    direction: Any,
    chart: Any,
    overlapping: bool,
) -> None:
    found = judge(before, since, direction=direction, chart=chart, window=Window(overlapping))
    said = [one for one in (found.main, *found.notes) if one is not None]
    for one in said:
        named = {
            place for _, place, _, _ in Formatter().parse(text_of(f"charts.{one.id}")) if place
        }
        assert named <= {*one.places, "units", "date"}, one.id
    families = {one.id[:3] for one in said}
    b = sum(v is not None for v in before)
    if b < 8 or overlapping:
        assert not families & {"T04", "T05", "T06", "T07", "T08", "T01"}
    if overlapping:
        assert not families & {"T09", "T10", "T11", "T12", "T17", "T18", "T20"}
    if direction == "monitor":
        assert not {one.id for one in said} & {"T04", "T05", "T06", "T06w"}
    assert found.judged == (
        found.main is not None and families & {"T04", "T05", "T06", "T07"} != set()
    )


NUMBERS = st.one_of(
    st.none(),
    st.floats(-1e12, 1e12).map(lambda v: round(v, 6)),
    st.integers(-2, 40).map(float),
)
"""What is left after numbers that nobody can have counted are set aside."""
WINDOWS = (Window(), Window(True, 12, 2), Window(True, 3, 3), Window(True, registry=True))


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from([-1, 0, 1])), max_size=30),
    st.sampled_from(["proportion", "rate", "value"]),
    st.sampled_from([None, "xmr", "p", "u'", "c"]),
    st.sampled_from(
        [Window(), Window(True, 12, 2), Window(True, 3, 3), Window(True, registry=True)]
    ),
)
def test_no_numbers_break_the_verdict(rows: Any, kind: Any, chart: Any, window: Window) -> None:
    values = [x / n if x is not None and n is not None and n > 0 else None for x, n, _ in rows]
    facts = Facts(
        values,
        sorted(side for _, _, side in rows),
        [x for x, _, _ in rows],
        [n for _, n, _ in rows],
        kind,
        chart=chart,
        window=window,
        goal=0.5,
    )
    found = verdict(facts)
    assert found == verdict(facts)


@pytest.mark.parametrize(
    ("direction", "share"),
    [("increase", 0.04), ("decrease", 0.04), ("maintain", 0), ("monitor", 0)],
)
def test_chance_makes_no_chart_better_that_has_no_better_side(direction: str, share: float) -> None:
    found = judge(LOW, HIGH, direction=direction)
    assert found.judged
    assert found.by_chance == share
