"""New phases, pairings and groups of a plan, and a plan as a value."""

from __future__ import annotations

import json
import pickle
import re
import sys
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from lcxl import load_collaborative
from lcxl.books import build_metric_definitions, build_recruiting_tracker, values_of_plan
from lcxl.errors import PlanError
from lcxl.periods import Period
from lcxl.plan import Calendar, DueRule, load_example
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.unit.test_plan import faults

PHASE = """
[[phases]]
metric = "BP"
month = "2026-02"
reason = "Telephone visits count too"
decided_by = "Improvement advisor"
"""


def test_the_host_may_start_a_new_phase(tmp_path: Path) -> None:
    plan = plan_from(SMALL + PHASE, tmp_path)
    assert plan.phase_starts(plan.metric("BP")) == (4,)
    assert plan.phase_starts(plan.metric("CALLS")) == ()
    again = load_collaborative(host_folder(plan, tmp_path))
    assert replace(again, findings=()) == replace(plan, findings=())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('metric = "BP"', 'metric = "XX"', "There is no metric XX"),
        ('month = "2026-02"', 'month = "2025-10"', "cannot start a new phase"),
        ('decided_by = "Improvement advisor"', "", "Decided by is missing"),
    ],
)
def test_faults_of_a_new_phase(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = faults(SMALL + PHASE.replace(old, new), tmp_path)
    assert len(found) == 1
    assert words in found[0].message


def test_pairings_of_an_example_stand_in_the_hosts_workbook_and_are_read_back(
    tmp_path: Path,
) -> None:
    example = load_example("social-needs")
    assert [p.op for p in example.pairings] == ["not above", "equals", "not above"]
    values = values_of_plan(example)
    (tmp_path / "metric-definitions.xlsx").write_bytes(build_metric_definitions(values))
    (tmp_path / "recruiting-tracker.xlsx").write_bytes(build_recruiting_tracker(values))
    assert load_collaborative(tmp_path).pairings == example.pairings


def test_pairings_name_metrics_of_the_plan(tmp_path: Path) -> None:
    text = SMALL + '\n[[pairings]]\nleft = "num(GONE)"\nop = "=="\nright = "num(BP)"\n'
    with pytest.raises(PlanError) as refused:
        plan_from(text, tmp_path)
    (finding,) = refused.value.findings
    assert finding.code == "V35"
    assert "There is no metric GONE." in finding.message


def test_parts_of_a_plan_are_values(tmp_path: Path) -> None:
    """Equal by their fields, never changed; what was computed belongs to one of them only."""
    plan = plan_from(SMALL, tmp_path)
    longer = replace(plan.calendar, months=9)
    assert (len(plan.calendar.reported), len(longer.reported)) == (9, 12)
    assert (longer == plan.calendar, longer == replace(plan.calendar, months=9)) == (False, True)
    assert hash(longer) == hash(replace(plan.calendar, months=9))
    assert longer != 9
    with pytest.raises(FrozenInstanceError):
        plan.title = "Another"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del plan.calendar.months
    with pytest.raises(TypeError, match="needs a kickoff"):
        Calendar(months=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no field year"):
        Calendar(kickoff=date(2026, 1, 1), months=3, year=2)  # type: ignore[call-arg]
    assert repr(DueRule(number=3)) == (
        "DueRule(rule='day of the next month', number=3, weekday='Friday')"
    )


def test_a_plan_is_pickled_without_what_was_computed_from_it(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    fresh = pickle.dumps(replace(plan, calendar=replace(plan.calendar)))
    assert plan.metric("BP") is plan.metrics[0]
    assert plan.calendar.due(Period(plan.calendar.start))
    assert b"_metrics_by_id" not in pickle.dumps(plan)
    assert len(pickle.dumps(plan)) == len(fresh)
    assert pickle.loads(fresh) == plan


def test_public_holidays_go_along_with_a_pickled_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_from(SMALL.replace("months = 6", 'months = 6\ncountry = "US"'), tmp_path)
    due = [plan.calendar.due(month) for month in plan.calendar.reports]
    monkeypatch.setitem(sys.modules, "holidays", None)  # whoever imports it fails
    with pytest.raises(ImportError):
        replace(plan.calendar).due(Period(plan.calendar.start))
    again = pickle.loads(pickle.dumps(plan)).calendar
    assert [again.due(month) for month in again.reports] == due
    assert not again.working.is_working(date(2026, 7, 3))  # Independence Day is a Saturday


@pytest.mark.parametrize("group", ["Men; over 65", "Men\nover 65"])
def test_a_group_whose_name_would_become_two_is_refused(tmp_path: Path, group: str) -> None:
    """In the host's workbook and in a team's, a semicolon stands between groups."""
    groups = f'strata_name = "Sex and age"\nstrata = [{json.dumps(group)}, "Women"]'
    text = SMALL.replace('id = "BP"\n', f'id = "BP"\n{groups}\n')
    with pytest.raises(PlanError) as caught:
        plan_from(text, tmp_path)
    (finding,) = [f for f in caught.value.findings if f.severity == "error"]
    assert (finding.code, finding.cell) == ("V33", "metrics[1].strata")
    assert "BP control: the group 'Men" in finding.message
    assert finding.fix == (
        "Write its name without, as 'Men, over 65', or write each group in quotes of its own."
    )
    named = plan_from(text.replace(json.dumps(group), '"Men, over 65"'), tmp_path)
    assert named.metric("BP").strata == ("Men, over 65", "Women")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kickoff", "9999-12-31", "It must be at most Friday 31 December 2100."),
        ("kickoff", "0001-01-01", "It must be at least Monday 1 January 1990."),
        ("goal", "inf", "'inf' is not understood"),
        ("goal", "nan", "'nan' is not understood"),
    ],
)
def test_what_nothing_can_be_counted_from_is_refused(
    tmp_path: Path, field: str, value: str, words: str
) -> None:
    """A plan that is text can hold days and numbers that no calendar and no cell has."""
    text = re.sub(rf"(?m)^{field} = .*$", f"{field} = {value}", SMALL, count=1)
    (found,) = faults(text, tmp_path)
    assert words in f"{found.message} {found.fix}"
