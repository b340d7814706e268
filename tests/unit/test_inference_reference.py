"""What may be concluded, against cases computed by code independent of lcxl.

``tests/data/inference_reference.json``: numbers within 1e-6 relative, tau and phi 1e-3, simulated
shares 0.02.  A lower limit that is null or 0 is none.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from lcxl.runchart import (
    analyse,
    chance_of_signal,
    change_of_teams,
    funnel_limits,
    funnel_side,
    limits,
    overdispersion,
)
from lcxl.runchart.funnel import differs_even_so
from lcxl.runchart.icons import assurance, variation
from tests.helpers.paths import DATA

CASES: list[dict[str, Any]] = json.loads(
    (DATA / "inference_reference.json").read_text(encoding="utf-8")
)["cases"]


def cases(*groups: str) -> pytest.MarkDecorator:
    found = [c for c in CASES if c["group"] in groups]
    assert found
    return pytest.mark.parametrize("case", found, ids=[c["id"] for c in found])


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-6, abs=1e-9)


@cases("change")
def test_change_of_teams(case: dict[str, Any]) -> None:
    found = change_of_teams(case["input"]["before"], case["input"]["after"])
    for name, expected in case["computed"].items():
        mine = getattr(found, name)
        if name == "left_out":
            assert list(mine) == expected
        elif expected is None:
            assert mine is None, name
        else:
            assert mine == near(expected), name


@cases("gap_limits", "t_chart", "c_chart", "g_chart")
def test_limits(case: dict[str, Any]) -> None:
    given, computed = case["input"], case["computed"]
    found = limits(
        given.get("values") or given["numerators"],
        given.get("denominators"),
        kind=given.get("chart", "g"),
        due=given.get("due"),
    )
    for name in ("centre", "lower", "upper"):
        expected = computed[name]
        mine = getattr(found, name)
        each = expected if isinstance(expected, list) else [expected] * len(mine)
        for a, b in zip(mine, each, strict=True):
            assert (a or 0) == near(b or 0), name
    if "sigma_z" in computed:
        assert found.trace.stretch[0] == near(computed["sigma_z"])


@cases("icons")
def test_icons(case: dict[str, Any]) -> None:
    given, computed = case["input"], case["computed"]
    values, direction, due = given["values"], given["improvement_direction"], given.get("due")
    assert variation(values, direction, due=due) == computed["variation"]
    if "assurance" in computed:
        assert assurance(values, given["target"], direction, due=due) == computed["assurance"]
    if "upper" in computed:
        found = limits(values, due=due)
        assert (found.lower[0], found.upper[0]) == near((computed["lower"], computed["upper"]))


@cases("funnel")
def test_funnel(case: dict[str, Any]) -> None:
    centre, n = case["input"]["centre"], case["input"]["n"]
    assert funnel_limits(centre, n) == near((case["computed"]["lower"], case["computed"]["upper"]))
    if case["computed"]["sides"] is not None:
        assert [funnel_side(x, n, centre) for x in range(n + 1)] == case["computed"]["sides"]


@cases("spread")
def test_overdispersion(case: dict[str, Any]) -> None:
    values, errors, centre = (case["input"][name] for name in ("values", "errors", "centre"))
    phi, tau = overdispersion(values, errors, centre)
    assert phi == pytest.approx(case["computed"]["phi"], rel=1e-3)
    assert tau == pytest.approx(case["computed"]["tau"], rel=1e-3)
    sides = [differs_even_so(y, s, centre, tau) for y, s in zip(values, errors, strict=True)]
    assert sides == case["computed"]["sides"]


@cases("false_alarm")
def test_false_alarms(case: dict[str, Any]) -> None:
    """Independent series; those with overlapping windows are judged by no such rule."""
    if not case["input"]["series"].startswith("iid"):
        return
    found = chance_of_signal(case["input"]["n"], case["input"]["baseline_n"])
    assert found == pytest.approx(case["computed"]["share"], abs=0.02)


FALSE_ALARMS = json.loads((DATA / "false_alarms.json").read_text(encoding="utf-8"))["rates"]


@pytest.mark.parametrize("n", [12, 24, 36])
def test_each_rule_alarms_as_often_as_elsewhere(n: int) -> None:
    """1,500 random series beside shares found with independent code."""
    rng = Random(n)
    found = dict.fromkeys(("shift6", "shift8", "trend5", "anhoej", "out3s"), 0)
    for _ in range(1500):
        series = [rng.gauss(0, 1) for _ in range(n)]
        chart = analyse(series)
        found["shift6"] += chart.longest_run >= 6
        found["shift8"] += chart.longest_run >= 8
        found["trend5"] += any(chart.trend)
        found["anhoej"] += chart.signal_anhoej
        found["out3s"] += any(limits(series).outside())
    for rule, count in found.items():
        assert count / 1500 == pytest.approx(FALSE_ALARMS[str(n)][rule], abs=0.04), rule


@cases("false_alarm")
def test_windows_that_overlap_signal_without_any_change(case: dict[str, Any]) -> None:
    """Why run rules are not for them: most unchanged series would signal."""
    name, length = case["input"]["series"], case["input"]["n"]
    if not name.startswith("roll"):
        return
    window = int(name[4:].split("_")[0])
    rng, found = Random(name), 0
    for _ in range(1500):
        months = [rng.gauss(0, 1) for _ in range(length + window - 1)]
        rolling = [sum(months[i : i + window]) for i in range(length)]
        chart = analyse(rolling, case["input"]["baseline_n"], trend=None)
        now = chart.current
        found += now.shift or now.signal_anhoej or now.signal_runs
    assert found / 1500 == pytest.approx(case["computed"]["share"], abs=0.035)
