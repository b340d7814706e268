"""Workbooks that are stamped say the same as workbooks built one by one."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random
from xml.etree.ElementTree import canonicalize

import pytest

from lcxl.books import Filled, Known, build_reporting_workbook, build_reporting_workbooks
from lcxl.intake import read_submission
from lcxl.keep.content import content_of
from lcxl.plan import Collaborative, load_example
from lcxl.words import in_language
from lcxl.xl import twins

NAMES = ("Plain Practice", "R&D <North> \"East\" & 'West'", "Clinique Été 診療所", "&P of 1 && 2")
ROLES = ("numerator", "denominator")
LIGHT = 300_000
"""Bytes of a workbook of five metrics and two years, before anything is typed."""


@pytest.fixture(scope="module")
def plan() -> Collaborative:
    plan = load_example("hypertension")
    named = [replace(team, name=name) for team, name in zip(plan.teams, NAMES, strict=False)]
    return replace(plan, teams=tuple(named))


def parts(workbook: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return {n: canonicalize(book.read(n).decode()) for n in book.namelist()}


def test_stamped_workbooks_are_those_built_one_by_one(plan: Collaborative) -> None:
    for team, stamped in build_reporting_workbooks(plan, plan.teams, {}):
        assert parts(stamped.data) == parts(build_reporting_workbook(plan, team))
        assert stamped.content == content_of("oak.xlsx", stamped.data)


def test_stamped_workbooks_are_valid_and_read_back(
    plan: Collaborative, tmp_path: Path, is_valid_ooxml: object
) -> None:
    assert callable(is_valid_ooxml)
    for team, stamped in build_reporting_workbooks(plan, plan.teams, {}):
        path = tmp_path / f"{team.id}.xlsx"
        path.write_bytes(stamped.data)
        assert is_valid_ooxml(path) == []
        assert read_submission(path, plan).team_id == team.id


def test_a_workbook_of_five_metrics_is_light(plan: Collaborative) -> None:
    """It is sent by mail, and opened on old computers."""
    (_, stamped), *_ = build_reporting_workbooks(plan, plan.teams, {})
    assert len(plan.metrics) == 5
    assert len(stamped.data) <= LIGHT
    with zipfile.ZipFile(io.BytesIO(stamped.data)) as book:
        charts = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/charts/")]
    many = [chart for chart in charts if chart.count("<c:cat>") > 20]
    assert len(many) == 4
    for chart in many:
        remembered = re.findall("<c:cat><c:numRef><c:f>[^<]*</c:f><c:numCache>", chart)
        assert len(remembered) == 1, "months are remembered with the first series alone"


def test_a_team_with_numbers_gets_its_own_workbook(plan: Collaborative) -> None:
    metric, month = plan.metrics[0].id, plan.calendar.reported[0]
    filled = Filled({(metric, month, "numerator", None): 7.0})
    second = plan.teams[1]
    built = dict(build_reporting_workbooks(plan, plan.teams, {second.id: Known(filled)}))
    assert built[second].data == build_reporting_workbook(plan, second, filled)
    assert built[plan.teams[0]] != built[plan.teams[2]]


def test_a_workbook_is_the_same_whatever_was_built_before(plan: Collaborative) -> None:
    """Formulas and charts are put together once for all teams of a plan."""
    months, metrics = plan.calendar.reported[:14], plan.metrics[:2]

    def numbers(seed: int) -> Filled:
        rng = Random(seed)
        cells = [(m.id, month, role) for m in metrics for month in months for role in ROLES]
        return Filled({(*cell, None): float(rng.randint(90, 120)) for cell in cells})

    twins.forget()
    one, other = plan.teams[:2]
    alone = build_reporting_workbook(replace(plan), other, numbers(2))
    twins.forget()
    assert build_reporting_workbook(plan, one, numbers(1)) != alone
    assert build_reporting_workbook(plan, other, numbers(2)) == alone
    with in_language("fr-CA"):
        assert build_reporting_workbook(plan, other, numbers(2)) != alone
