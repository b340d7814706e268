"""All that can be typed into a reporting workbook, through ten builds of a plan that moves."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from lcxl import templates
from lcxl.books import build_reporting_workbook
from lcxl.books.reporting import as_any_team_sees
from lcxl.cells import a1
from lcxl.cli import main
from lcxl.engine.processes import Processes
from lcxl.layout import ReportingLayout
from lcxl.plan import Collaborative, Team, load_example
from lcxl.plan.organisations import Organisation
from lcxl.words import in_language
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, SMALL, plan_from
from tests.helpers.tables import workbook

GROUPS = 'goal = 0.75\nstrata_name = "Language"\nstrata = ["English", "Other"]\n'
TEXT = f"""{SMALL.replace("goal = 0.75", GROUPS)}
[[metrics]]
id = "LOG"
short_name = "Audited"
name = "Charts audited"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.9
sampling = "random"
case_log = "Yes"
target_n = 3
numerator = "Charts with a plan"
denominator = "Charts looked at"
"""
MORE = """
[[metrics]]
id = "NEW"
short_name = "BP control"
name = "Another metric that has got an old name"
kind = "count"
family = "process"
direction = "monitor"
numerator = "Counted"
"""


def inputs(plan: Collaborative) -> Iterator[tuple[str, str, Any]]:
    """Sheet, cell and a distinct value, for every input of every sheet."""
    layout, numbers = ReportingLayout(plan), count(1001)
    names = [metric.short_name for metric in plan.metrics]
    for line in layout.lines:
        metric = plan.metric(line.metric_id)
        if layout.is_typed(line):
            for report in layout.axis_of(metric.id).reports:
                if plan.is_due(metric, report):
                    n = next(numbers)
                    value = f"t{n}" if line.role == "reason" else n
                    yield layout.data_sheet, a1(*layout.cell(line, report)), value
    for block in layout.blocks.values():
        for i, field in enumerate(block.block.fields):
            place = block.range(field.id)
            place = place.turned if block.across else place
            for row in range(place.first_row, min(place.last_row, place.first_row + 60) + 1):
                n = next(numbers)
                value: Any = f"t{n}"
                if field.id == "metric":
                    value = names[i % len(names)]
                elif field.type == "month":
                    value = date(2026, 1 + n % 6, 1)
                elif field.type == "date":
                    value = date(2026, 1, 1) + timedelta(days=n % 150)
                elif field.type in ("whole", "decimal"):
                    value = n
                is_closed = (
                    block.block.id == "effort"
                    and plan.metrics[row - place.first_row].sampling == "all"
                )
                if field.type != "shown" and not is_closed:
                    at = (place.first_col, row) if block.across else (row, place.first_col)
                    yield place.sheet, a1(*at), value


def standing(path: Path) -> set[object]:
    """Every value in a workbook."""
    return standing_in(path.read_bytes())


@cache
def standing_in(data: bytes) -> set[object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {c.value for sheet in book for row in sheet.iter_rows() for c in row}


def plans(folder: Path) -> Iterator[tuple[str, Collaborative]]:
    """Ten plans, one after the other."""
    first = plan_from(TEXT, folder)
    worded = plan_from(TEXT.replace('short_name = "BP control"', 'short_name = "Pressure"'), folder)
    added = plan_from(
        TEXT.replace('short_name = "BP control"', 'short_name = "Pressure"') + MORE, folder
    )
    elm = replace(added.teams[-1], id="fir", name="Fir Lane")
    joined = replace(added, teams=(*added.teams, elm))
    new_version = replace(
        joined, metrics=(replace(joined.metrics[0], version="1.1"), *joined.metrics[1:])
    )
    yield "the same", first
    yield "re-worded", worded
    yield "a metric added", added
    yield "a team added", joined
    yield "a new version", new_version
    for days in (3, 10, 20, 40, 5):
        calendar = replace(joined.calendar, kickoff=first.calendar.kickoff + timedelta(days=days))
        yield f"kickoff {days} days later", replace(new_version, calendar=calendar)


def test_every_input_is_found_again_or_told(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    plan = plan_from(TEXT, tmp_path)
    host_folder(plan, tmp_path)
    assert lcxl("build", tmp_path).returncode == 0
    path = tmp_path / "reporting" / "oak.xlsx"
    book = openpyxl.load_workbook(path)
    typed = set()
    for sheet, cell, value in inputs(plan):
        book[sheet][cell] = value
        if isinstance(value, int) or str(value).startswith("t1") or str(value).startswith("t2"):
            typed.add(value)
    book.save(path)
    assert len(typed) > 500
    before = typed
    for what, changed in plans(tmp_path):
        host_folder(changed, tmp_path)
        done = lcxl("build", tmp_path)
        assert done.returncode == 0, (what, done.stderr)
        now = typed & standing(path)
        gone = before - now
        assert not gone or "not carried over" in done.stdout, (what, sorted(map(str, gone))[:9])
        if not what.startswith("kickoff"):
            assert not gone, (what, sorted(map(str, gone))[:9], done.stdout)
        whole = [standing(old) for old in (tmp_path / "earlier").rglob("oak*.xlsx")]
        assert not typed - now.union(*whole), what
        before = now
    assert len(before) > 300


def test_what_nobody_changed_is_not_built_again_and_what_changed_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second build makes no workbook of a team anew; one typed number makes its own again.

    Nor does another team, a coach or an organisation that is asked.
    """
    from lcxl.books import reporting

    plan = plan_from(OPTIONAL, tmp_path)
    home = host_folder(plan, tmp_path)
    (home / "submissions").mkdir()
    for team in ("oak", "elm"):
        data = workbook(plan, "month  BP  BP/\n2026-01  13  20", team=team)
        (home / "submissions" / f"{team}.xlsx").write_bytes(data)
    built: list[str] = []
    build = reporting.build_reporting_workbook

    def noted(plan: Collaborative, team: Team, *more: Any) -> bytes:
        built.append(team.id)
        return build(plan, team, *more)

    monkeypatch.setattr(reporting, "build_reporting_workbook", noted)
    monkeypatch.setattr("lcxl.engine.processes.all_cores", lambda: Processes(1))

    def run() -> dict[str, bytes]:
        built.clear()
        assert CliRunner().invoke(main, ["build", str(home)]).exit_code == 0
        return {p.name: p.read_bytes() for p in (home / "reporting").iterdir()}

    first = run()
    assert set(built) == {"oak", "elm"}
    assert run() == first
    assert built == []
    (home / "submissions" / "elm.xlsx").write_bytes(
        workbook(plan, "month  BP  BP/\n2026-01  14  20", team="elm")
    )
    second = run()
    assert set(built) == {"elm"}
    assert second["oak.xlsx"] == first["oak.xlsx"]
    assert second["elm.xlsx"] != first["elm.xlsx"]
    text = OPTIONAL + '\n[[teams]]\nid = "ash"\nname = "Ash"\n'
    text += '\n[[people]]\nteam = "oak"\nname = "Ada Agreed"\nrole = "data contact"\n'
    joined = plan_from(text, tmp_path)
    asked = Organisation(id="", name="Some clinic", stage="contacted")
    host_folder(replace(joined, prospects=(asked,)), tmp_path)
    third = run()
    assert len(built) == 1
    assert set(third) == {"oak.xlsx", "elm.xlsx", "ash.xlsx"}
    assert {name: third[name] for name in second} == second
    host_folder(replace(joined, shift_points=8), tmp_path)
    run()
    assert {"oak", "elm"} <= set(built)


@pytest.mark.parametrize("name", templates.example_names())
def test_a_workbook_hangs_on_no_other_team(name: str) -> None:
    """So nothing is missed where a change of these makes no workbook anew."""
    plan = load_example(name)
    team = min(plan.teams, key=lambda team: len(team.name))
    for code in ("en-US", "fr-CA"):
        with in_language(code):
            seen = build_reporting_workbook(as_any_team_sees(plan), team)
            assert seen == build_reporting_workbook(plan, team)
