"""Sixteen kinds of dirty data: each is found by its rule and no other, its twin by none."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType

import pytest

from lcxl.findings import Finding
from lcxl.intake.read import read_bytes
from lcxl.plan import Collaborative, load_plan_text
from lcxl.rules.base.judging import validate_all
from tests.acceptance.test_samples import SAMPLES

SAMPLE = SAMPLES / "dirty"


def maker() -> ModuleType:
    """The sample's own script."""
    spec = importlib.util.spec_from_file_location("dirty_samples", SAMPLE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    write, written = module.workbook, {}

    def once(plan: Collaborative, report: object) -> bytes:
        """Each is asked for several times."""
        key = plan, repr(report)
        if key not in written:
            written[key] = write(plan, report)
        return written[key]

    module.workbook = once
    return module


MAKER = maker()
SCENARIOS = {scenario.id: scenario for scenario in MAKER.scenarios()}


@pytest.fixture(scope="module")
def plan() -> Collaborative:
    return load_plan_text(SAMPLE / "plan.toml")


def findings(plan: Collaborative, reports: tuple[object, ...]) -> list[Finding]:
    sent = [
        read_bytes(MAKER.workbook(plan, report), f"{i}.xlsx", plan)
        for i, report in enumerate(reports)
    ]
    return [f for found in validate_all(sent, plan).values() for f in found]


def test_there_are_sixteen() -> None:
    assert list(SCENARIOS) == [f"D{n:02d}" for n in range(1, 17)]
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for scenario in SCENARIOS.values():
        line = next(x for x in readme.splitlines() if x.startswith(f"| {scenario.id} | "))
        assert scenario.text in line
        assert set(re.findall(r"V\d\d", line)) == set(scenario.rules)


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_fault_is_found_by_its_rule_and_no_other(plan: Collaborative, name: str) -> None:
    scenario = SCENARIOS[name]
    found = findings(plan, scenario.dirty)
    assert sorted({f.code for f in found}) == sorted(scenario.rules), found
    assert findings(plan, scenario.clean) == []


def test_both_slips_of_the_decimal_point_are_found(plan: Collaborative) -> None:
    months = [f.month for f in findings(plan, SCENARIOS["D04"].dirty)]
    assert months == ["2026-03", "2026-04"]


def test_a_reason_for_one_of_two_changed_months(plan: Collaborative) -> None:
    found = findings(plan, SCENARIOS["D03"].dirty)
    assert [(f.severity, f.month) for f in found] == [("question", "2026-02"), ("note", "2026-01")]


def test_as_the_readme_says(lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    MAKER.main(tmp_path / "dirty")
    dirty = lcxl("validate", "dirty/submissions/D04-dirty")
    assert dirty.stdout.count("question V13") == 2
    assert dirty.stderr == ""
    clean = lcxl("validate", "dirty/submissions/D04-clean")
    assert "1 file checked, nothing to mend." in clean.stdout
