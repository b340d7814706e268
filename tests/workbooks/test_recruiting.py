"""The recruiting tracker: funnel and forecast follow as stages are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest

from lcxl import merge, templates
from lcxl.books import HostValues, build_recruiting_tracker
from lcxl.cells import Book, a1
from lcxl.cells.address import parse_range
from lcxl.periods import serial
from lcxl.plan import Collaborative, load_collaborative
from lcxl.plan.organisations import FUNNEL, STAGE_DATES
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.tables import workbook

SIDES = ("no_response", "declined", "ineligible", "waitlisted", "withdrew")


def organisations(count: int, seed: int) -> list[dict[str, Any]]:
    """Organisations at any stage, each with the dates on which it passed the ones before."""
    rng = Random(seed)
    found = []
    for i in range(count):
        stage = rng.choice([*FUNNEL, *SIDES])
        day = date(2025, 9, 1) + timedelta(days=rng.randrange(30))
        row: dict[str, Any] = {"id": f"t{i}", "name": f"Clinic {i}", "stage": stage}
        row["channel"] = rng.choice(["mass mail", "in person", "network partner"])
        reach = FUNNEL.index(stage) if stage in FUNNEL else rng.randint(1, 7)
        for passed in FUNNEL[: reach + 1]:
            if rng.random() < 0.8:
                row[STAGE_DATES[passed]] = day
            day += timedelta(days=rng.randrange(1, 20))
        found.append(row)
    return found


def others(rows: list[dict[str, Any]], seed: int) -> dict[str, list[dict[str, Any]]]:
    """Answers, tasks and people of the planning group at random, as the sheets ask for them."""
    rng = Random(seed)

    def answer(field: templates.Field) -> Any:
        if field.type == "list":
            return rng.choice(templates.ids_of(field.list))
        if field.type in ("whole", "decimal"):
            return rng.randint(1, 9)
        if field.type == "date":
            return date(2026, 1, 1) + timedelta(days=rng.randrange(90))
        return "text"

    found = {}
    for sheet, block, count in (
        ("screening", "screening", len(rows) // 2),
        ("planning_group", "planning_group", 4),
        ("tasks", "tasks", 23),
        ("tasks", "own_tasks", 5),
        ("agreement", "agreement", 12),
    ):
        fields = templates.workbook("recruiting-tracker").sheet(sheet).block(block).fields
        asked = [f for f in fields if f.type != "shown" and not f.list.startswith("@")]
        found[block] = [
            {f.id: answer(f) for f in asked if rng.random() < 0.7} for _ in range(count)
        ]
    for screened, row in zip(found["screening"], rows, strict=False):
        screened["organisation"] = row["name"]
    return found


def tracker(path: Path, rows: list[dict[str, Any]], seed: int | None = None) -> Path:
    tables: dict[str, Any] = {"organisations": rows}
    if seed is not None:
        tables |= others(rows, seed)
    values = HostValues({"title": "X", "kickoff": date(2026, 3, 4)}, tables)
    path.write_bytes(build_recruiting_tracker(values))
    return path


def forecast(path: Path) -> list[str]:
    cells = Book(path.read_bytes()).cells("Funnel")
    return [str(cells[row, 0].value or "") for row in range(12, 16) if (row, 0) in cells]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "At 22% you need 37 more approaches for 8 teams; 0 are under way, so 37 are new."),
        (
            [{"name": "C", "stage": "contacted", "contacted_on": date(2025, 10, 1)}],
            "At 22% you need 37 more approaches for 8 teams; 1 is under way, so 36 are new.",
        ),
        (
            [
                {"name": f"C{i}", "stage": "contacted", "contacted_on": date(2025, 10, 1 + i)}
                for i in range(10)
            ],
            "At this pace (7.8 a week up to 10 October 2025) the last of them is made on "
            "4 November 2025, and team 8 enrols about 14 January 2026.",
        ),
        (
            [{"id": f"e{i}", "name": f"E{i}", "stage": "enrolled"} for i in range(8)],
            "8 teams have enrolled; you wanted 8.",
        ),
    ],
)
def test_the_forecast_in_words(rows: list[dict[str, Any]], words: str, tmp_path: Path) -> None:
    assert words in forecast(tracker(tmp_path / "t.xlsx", rows))


@pytest.mark.parametrize("seed", [1, 2])
def test_funnel_and_forecast_follow_as_stages_are_typed(
    seed: int, tmp_path: Path, libreoffice: Office
) -> None:
    """Typed into an empty tracker: the same figures as in one that was built with them."""
    rows = organisations(30, seed)
    built = tracker(tmp_path / "built.xlsx", rows)
    cached = formula_values(built)
    full = tracker(tmp_path / "full.xlsx", rows, seed)
    again = recalculated(libreoffice, full, tmp_path / "again.xlsx")
    assert differences(formula_values(full), again) == []
    empty = tracker(tmp_path / "empty.xlsx", [])
    anchors = Book(empty.read_bytes()).anchors
    libreoffice.open(empty)
    for i, row in enumerate(rows):
        for name, value in row.items():
            place = anchors[f"organisations.{name}"]
            cell = a1(place.first_row + i, place.first_col)
            word = templates.word_of("stage", str(value)) if name == "stage" else value
            typed = serial(value) if isinstance(value, date) else word
            libreoffice.type("Organisations", cell, typed)
    libreoffice.recalculate()
    typed_in = tmp_path / "typed.xlsx"
    libreoffice.save(typed_in)
    libreoffice.close()
    assert differences(cached, formula_values(typed_in)) == []
    assert forecast(built) == forecast(typed_in)


WITHDRAWN = SMALL.replace(
    'name = "Elm Health"',
    'name = "Elm Health"\nstage = "withdrew"\nwithdrew_on = 2026-03-10\n'
    'reason = "staff turnover"\ndata_use = "keep all"',
)


def asked(plan: Collaborative) -> list[tuple[str, str]]:
    """What is asked about the tracker; these plans have no baseline, which V53 asks about."""
    return [(f.code, f.message) for f in plan.findings if f.code != "V53"]


@pytest.mark.parametrize(
    ("stage", "lacking"),
    [
        ("declined", ["Reason"]),
        ("ineligible", ["Reason"]),
        ("no_response", ["Attempts"]),
        ("interested", []),
    ],
)
def test_leaving_the_funnel_needs_its_reason(
    stage: str, lacking: list[str], tmp_path: Path
) -> None:
    text = SMALL + f'[[prospects]]\nname = "Ash Clinic"\nstage = "{stage}"\n'
    plan = load_collaborative(host_folder(plan_from(text, tmp_path), tmp_path))
    assert asked(plan) == [
        ("V41", f"Ash Clinic is at stage {stage.replace('_', ' ')}, but '{called}' is empty.")
        for called in lacking
    ]
    assert [team.id for team in plan.teams] == ["oak", "elm"]


def test_withdrawing_needs_date_reason_and_what_becomes_of_the_data(tmp_path: Path) -> None:
    text = SMALL.replace('name = "Elm Health"', 'name = "Elm Health"\nstage = "withdrew"')
    plan = load_collaborative(host_folder(plan_from(text, tmp_path), tmp_path))
    assert [message for _, message in asked(plan)] == [
        f"Elm Health is at stage withdrew, but '{called}' is empty."
        for called in ("Withdrew on", "Reason", "Data after withdrawal")
    ]


def test_stages_in_the_wrong_order_are_asked_about(tmp_path: Path) -> None:
    text = SMALL + (
        '[[prospects]]\nname = "Ash Clinic"\nstage = "interested"\n'
        "contacted_on = 2025-10-12\ninterested_on = 2025-10-02\n"
    )
    ((code, message),) = asked(plan_from(text, tmp_path))
    assert code == "V41"
    assert "was at stage interested on Thursday 2 October 2025, but at contacted only on" in message


def test_a_team_that_withdrew_keeps_its_data_and_is_asked_for_nothing_more(tmp_path: Path) -> None:
    plan = load_collaborative(host_folder(plan_from(WITHDRAWN, tmp_path), tmp_path))
    assert [team.id for team in plan.teams] == ["oak", "elm"]
    assert [team.id for team in plan.active_teams] == ["oak"]
    assert plan.team("elm").has_withdrawn


def test_after_withdrawing_no_workbook_is_built_and_the_data_stay(
    tmp_path: Path, lcxl: Callable[..., CompletedProcess[str]]
) -> None:
    plan = plan_from(WITHDRAWN, tmp_path)
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    sent = workbook(plan, "month  BP  BP/\n2026-01  120  200", "elm")
    (inbox / "elm.xlsx").write_bytes(sent)
    assert lcxl("build", ".").returncode == 0
    assert [p.name for p in (tmp_path / "reporting").iterdir()] == ["oak.xlsx"]
    kept = [(r.team_id, r.numerator) for r in merge(tmp_path).rows if r.numerator]
    assert kept == [("elm", 120)]


WIDE = ("Organisations", "Screening", "Planning group", "People", "Change log")


def test_wide_sheets_have_eight_columns_in_view_and_on_paper(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(tracker(tmp_path / "t.xlsx", organisations(5, 1)))
    for name in WIDE:
        sheet = book[name]
        folded = {
            letter: column
            for letter, column in sheet.column_dimensions.items()
            if column.outlineLevel
        }
        assert folded, name
        assert all(column.hidden for column in folded.values()), name
        last = parse_range(f"X!{sheet.print_area.rpartition('!')[2]}")
        assert last is not None
        assert last.last_col == 7, name
        assert not sheet.protection.sheet, name  # in a protected sheet nothing can be unfolded


def test_how_long_an_organisation_waits_and_which_step_is_overdue(
    tmp_path: Path, libreoffice: Office
) -> None:
    today = date.today()
    rows = [
        {"name": "A", "stage": "contacted", "contacted_on": today - timedelta(days=12)},
        {"name": "B", "stage": "active", "active_on": today - timedelta(days=3)},
        {"name": "C", "stage": "declined", "closed_on": today - timedelta(days=2)},
        {"name": "D", "stage": "interested"},
    ]
    path = tracker(tmp_path / "t.xlsx", rows)
    assert openpyxl.load_workbook(path, data_only=True)["Organisations"]["E7"].value in (None, "")
    plain = tmp_path / "out.xlsx"
    recalculated(libreoffice, path, plain)
    sheet = openpyxl.load_workbook(plain, data_only=True)["Organisations"]
    since = [sheet.cell(row, 4).value for row in range(7, 12)]
    days = [sheet.cell(row, 5).value or None for row in range(7, 12)]
    assert [getattr(day, "date", lambda: None)() for day in since[:3]] == [
        today - timedelta(days=n) for n in (12, 3, 2)
    ]
    assert since[4] in (0, None) or not isinstance(since[4], date)
    assert days == [12, None, None, None, None]
    rules = openpyxl.load_workbook(path)["Organisations"].conditional_formatting
    overdue = [r for area in rules for r in area.rules if "TODAY()" in str(r.formula)]
    assert len(overdue) == 1
    assert overdue[0].priority < max(r.priority for area in rules for r in area.rules)
    assert overdue[0].dxf.numFmt.formatCode.startswith('"overdue "')
