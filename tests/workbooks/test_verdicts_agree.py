"""Two workbooks never contradict each other: the verdict on a chart is one, wherever it stands."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import pytest

from lcxl.audience.names import coded
from lcxl.books import Filled, build_reporting_workbook
from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.figures.figures import Figures
from lcxl.keep.filled import DataKey
from lcxl.metrics import Entry, kind_of
from lcxl.periods import Period
from lcxl.plan import Collaborative, Team
from tests.acceptance.test_one_figure import random_collaborative
from tests.helpers.office import Office
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.traced import traced_text

VERDICTS = tuple(f"charts.T{n:02d}" for n in range(4, 17))


def random_charts(folder: Path, seed: int) -> Master:
    """A random collaborative whose metrics have charts and frequencies of all kinds."""
    rng = Random(f"verdicts {seed}")
    master = random_collaborative(folder, seed)
    plan = master.plan
    kinds = {"proportion": ("run", "p", "p'", "xmr"), "rate": ("run", "u", "u'"),
             "count": ("run", "xmr", "c")}  # fmt: skip
    metrics = tuple(
        replace(m, chart=rng.choice(kinds[m.kind]),
                schedule=rng.choice(["monthly", "monthly", "two_monthly", "quarterly"]))
        for m in plan.metrics
    )  # fmt: skip
    plan = replace(plan, metrics=metrics, teams=plan.teams[:4])
    kept = {team.id for team in plan.teams}
    rows = tuple(
        r for r in master.rows
        if r.team_id in kept and plan.is_due(plan.metric(r.metric_id), Period(r.month))
    )  # fmt: skip
    return Master(plan, replace(master.combined, rows=rows))


def workbook_of(master: Master, team: Team) -> bytes:
    """The team's own workbook with what it sent."""
    plan = master.plan
    data: dict[DataKey, Entry] = {}
    for row in master.rows:
        if row.team_id != team.id:
            continue
        metric = plan.metric(row.metric_id)
        group = metric.strata.index(row.stratum) if row.stratum else None
        for role in kind_of(metric).roles:
            data[metric.id, row.month, role, group] = getattr(row, role)
    return build_reporting_workbook(plan, team, Filled(data, {}))


def verdicts_in(data: bytes, plan: Collaborative) -> dict[str, str]:
    """Full name of a metric -> the verdict beside its chart."""
    found: dict[str, str] = {}
    names = {metric.name for metric in plan.metrics}
    name = ""
    for row in openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Charts"].values:
        for cell in row:
            if not isinstance(cell, str):
                continue
            name = next((n for n in names if n in cell), name)
            said = traced_text(cell)
            sentence = said[0][0] if said else ""
            if sentence[:10] in VERDICTS and sentence.count(".") == 1 and name not in found:
                found[name] = cell
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_master_says_of_a_chart_what_the_teams_workbook_says(tmp_path: Path, seed: int) -> None:
    master = random_charts(tmp_path, seed)
    plan = master.plan
    figures = Figures(plan.by_period, master.combined)
    hidden = coded(master, "secret")
    places = {team.id: i for i, team in enumerate(hidden.plan.teams)}
    codes = Figures(hidden.plan.by_period, hidden.combined)
    rows = {(r.metric_id, r.month, r.numerator, r.denominator): r.team_id for r in hidden.rows}
    code_of = {
        r.team_id: rows[r.metric_id, r.month, r.numerator, r.denominator]
        for r in master.rows
        if not r.stratum and r.metric_id == "FALLS"
    }
    compared = 0
    for team in plan.teams:
        own = verdicts_in(workbook_of(master, team), plan)
        for metric in plan.metrics:
            chart = figures.by_metric[metric.id].charts.get(team.id)
            sentence = chart.sentence if chart else ""
            assert own.get(metric.name, "") == sentence, (team.id, metric.id)
            if chart is not None and code_of.get(team.id) in places:
                other = codes.by_metric[metric.id].charts[code_of[team.id]]
                assert (other.sentence, other.icons()) == (sentence, chart.icons())
                compared += bool(sentence)
    assert compared > 5


def test_the_master_carries_these_verdicts(tmp_path: Path, libreoffice: Office) -> None:
    """In its cells too, as cached and as recalculated."""
    master = random_charts(tmp_path, 1)
    figures = Figures(master.plan.by_period, master.combined)
    path = tmp_path / "master.xlsx"
    path.write_bytes(build_master_workbook(master))
    book = openpyxl.load_workbook(path, data_only=True)
    first, team = master.plan.metrics[0], master.plan.teams[0]
    chart = figures.by_metric[first.id].charts[team.id]
    page = [row[0] for row in book["Team page"].values]
    said = next(i for i, cell in enumerate(page) if cell and chart.sentence.startswith(cell))
    assert " ".join(filter(None, page[said : said + 2])) == chart.sentence
    assert {chart.short, *(c.short for c in figures.by_metric[first.id].charts.values())} <= {
        cell for row in book["Compare"].values for cell in row
    } | {""}
    fresh = recalculated(libreoffice, path, tmp_path / "fresh.xlsx")
    assert differences(formula_values(path), fresh) == []
