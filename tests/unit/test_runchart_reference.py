"""The statistics against series computed by independent programs.

``tests/data/runchart_reference.json``: 87 series; expected results computed by a program of
its own, limits by qicharts2 0.8.1 and icons by NHSRplotthedots 0.2.2.  Where a program is
known to be wrong or to follow another convention, the deviation is named here and in
docs/statistics.md; nothing else deviates.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from lcxl.runchart import RunChart, analyse, limits
from lcxl.runchart.icons import Assurance, Variation, assurance, variation
from lcxl.runchart.results import Phase
from tests.helpers.paths import DATA

CASES = json.loads((DATA / "runchart_reference.json").read_text(encoding="utf-8"))["cases"]
cases = pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])

# 0.1 + 0.2 against 0.3: the reference compares exactly, lcxl after rounding to nine places.
FLOATING_POINT = {"float_tie_A"}
# All moving ranges are 0: screening drops them all there, and leaves no limits.
CONSTANT = {"constant_A", "constant_C", "ae_minor_M85813", "ae_gaps_Y03201", "ae_gaps_Y02875"}
# 1/0 is an infinite point in qicharts2, and not a point in lcxl.
ONE_OF_NONE = {"zero_den_C"}
# Limits from three values mean nothing: lcxl draws none below six values and five moving ranges.
TOO_FEW = {"short_n3_A"}
# NHSRplotthedots lets the label that comes first win, the Making Data Count Excel tool (and
# lcxl) the improvement.
CONFLICT = {"last_point_conflict_A"}


def plotted(case: dict[str, Any]) -> list[float | None]:
    if "values" in case:
        return list(case["values"])
    return [
        n / d * case.get("per", 1) if n is not None and d else None
        for n, d in zip(case["numerators"], case["denominators"], strict=True)
    ]


def check(chart: RunChart, phase: Phase, expected: dict[str, Any]) -> None:
    assert phase.median == pytest.approx(expected["centre"], rel=1e-9, abs=1e-12)
    rows = range(phase.first, phase.last + 1)
    assert [i - phase.first for i in rows if chart.shift[i]] == expected["shift"]
    assert [i - phase.first for i in rows if chart.trend[i]] == expected["trend"]
    for name in ("n_useful", "n_runs", "longest_run", "n_crossings"):
        assert getattr(phase, name) == expected[name], name
    if "runs_limits" not in expected:
        assert not phase.signal_anhoej
        assert not phase.signal_runs
        return
    for name in ("longest_run_limit", "n_crossings_limit", "signal_anhoej"):
        assert getattr(phase, name) == expected[name], name
    assert list(phase.runs_limits or ()) == expected["runs_limits"]
    assert phase.signal_runs == expected["runs_signal"]
    assert phase.signal_perla == bool(
        expected["shift"] or expected["trend"] or expected["runs_signal"]
    )


@cases
def test_run_chart_of_the_whole_series(case: dict[str, Any]) -> None:
    if case["id"] in FLOATING_POINT:
        return
    chart = analyse(plotted(case))
    check(chart, chart.current, case["whole"])
    assert (chart.n_useful, chart.longest_run) == (
        case["whole"]["n_useful"],
        case["whole"]["longest_run"],
    )


@cases
def test_run_chart_with_a_frozen_baseline(case: dict[str, Any]) -> None:
    if "baseline" not in case or case["id"] in FLOATING_POINT:
        return
    chart = analyse(plotted(case), baseline=case["baseline"]["points"])
    check(chart, chart.current, case["baseline"])


@cases
def test_run_chart_with_phases(case: dict[str, Any]) -> None:
    if "phase_starts" not in case:
        return
    chart = analyse(plotted(case), phases=case["phase_starts"])
    for phase, expected in zip(chart.phases, case["phases"], strict=True):
        check(chart, phase, expected)
    assert chart.current == chart.phases[-1]


def test_points_that_differ_only_by_floating_point_noise_are_ties() -> None:
    """The one deviation from exact comparison: 0.1 + 0.2 lies on a median of 0.3."""
    case = next(c for c in CASES if c["id"] == "float_tie_A")
    assert analyse(plotted(case)).n_useful < case["whole"]["n_useful"]
    assert analyse([0.3, 0.1 + 0.2, 0.3, 0.5]).n_useful == 1


def spread(values: list[float | None] | float | None, n: int) -> list[float | None]:
    return list(values) if isinstance(values, list) else [values] * n


@cases
@pytest.mark.parametrize("kind", ["xmr", "xmr_screened", "p", "u", "p'"])
def test_limits_equal_those_of_qicharts2(case: dict[str, Any], kind: str) -> None:
    peer = case["peers"].get(kind)
    known = ONE_OF_NONE | TOO_FEW | (CONSTANT if kind in ("xmr_screened", "p'") else set())
    if peer is None or case["id"] in known:
        return
    if kind.startswith("xmr"):
        found = limits(plotted(case), screened=kind == "xmr_screened")
    else:
        found = limits(case["numerators"], case["denominators"], kind=kind, per=case.get("per", 1))
    n = len(found.value)
    width = max(
        (u - lo for u, lo in zip(found.upper, found.lower, strict=True) if u and lo is not None),
        default=0.0,
    )
    # The programs write 3 / 1.128 = 2.6596 where the literature prints 2.66.
    tolerance = width / 2 * 1e-3 if kind.startswith("xmr") else 0.0
    for mine, theirs in ((found.centre, "cl"), (found.lower, "lcl"), (found.upper, "ucl")):
        for i, (a, b) in enumerate(zip(mine, spread(peer[theirs], n), strict=True)):
            if found.value[i] is None and not kind.startswith("xmr"):
                continue
            if b is None:
                assert a is None
                continue
            assert a == pytest.approx(b, rel=1e-6, abs=max(tolerance, 1e-9)), (theirs, i)


def test_a_constant_series_keeps_its_limits_when_screened() -> None:
    """Always at 100 %: limits on the line, so that the goal of 95 % is surely passed."""
    found = limits([1.0] * 15, screened=True)
    assert found.lower == found.upper == found.centre == (1.0,) * 15
    assert assurance([1.0] * 15, 0.95) == Assurance.PASS


def test_one_over_none_is_not_a_point() -> None:
    found = limits([3, 1, 4], [5, 0, 5], kind="p")
    assert found.value == (0.6, None, 0.8)
    assert found.centre == (0.7, 0.7, 0.7)
    assert found.lower[1] is None


VARIATION = {
    "common_cause": Variation.COMMON_CAUSE,
    "special_cause_improvement": Variation.IMPROVEMENT,
    "special_cause_concern": Variation.CONCERN,
}
ASSURANCE = {
    "consistent_fail": Assurance.FAIL,
    "consistent_pass": Assurance.PASS,
    "inconsistent": Assurance.HIT_AND_MISS,
    None: Assurance.NONE,
}


@cases
def test_icons_equal_those_of_nhsrplotthedots(case: dict[str, Any]) -> None:
    """From 13 points on; below, lcxl says that there is too little data."""
    if "icons" not in case["peers"] or case["id"] in CONFLICT | ONE_OF_NONE:
        return
    values = plotted(case)
    change = variation(values, case["direction"])
    target = assurance(values, case.get("goal"), case["direction"])
    if sum(v is not None for v in values) < 13:
        assert change == Variation.TOO_LITTLE_DATA
        return
    assert change == VARIATION[case["peers"]["icons"][0]]
    assert target == ASSURANCE[case["peers"]["icons"][1]]


def test_improvement_wins_when_the_latest_point_carries_both_signs() -> None:
    case = next(c for c in CASES if c["id"] in CONFLICT)
    assert case["peers"]["icons"][0] == "special_cause_concern"
    assert variation(plotted(case), case["direction"]) == Variation.IMPROVEMENT


def test_three_values_have_a_centre_and_no_limits() -> None:
    """The other programs draw limits from one moving range on (short_n3_A)."""
    (case,) = [c for c in CASES if c["id"] in TOO_FEW]
    found = limits(plotted(case))
    assert found.centre == pytest.approx([case["peers"]["xmr"]["cl"]] * 3)
    assert found.lower == found.upper == (None, None, None)
    assert not any(found.trial())
    for values in ([50.0, 60.0] * 3, [50.0, None] * 6):
        six = limits(values)
        assert (six.upper[0] is None) == (None in values)  # six values, and five ranges or none
